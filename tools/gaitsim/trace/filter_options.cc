#include "tools/gaitsim/trace/filter_options.h"

namespace gaitsim {

void add_filter(CLI::App& command, lab::trace::FilterWords& words) {
  command.add_option("--from", words.from, "sent or received then or later: \"1.5ms\"")
      ->type_name("TIME");
  command.add_option("--to,--until", words.to, "sent or received then or before")
      ->type_name("TIME");
  command.add_option("--actor", words.actor, "sent or received by it: feedback2")
      ->type_name("NAME");
  command.add_option("--link", words.link, "on links of such names: \"feedback.*\"")
      ->type_name("PATTERN");
  command.add_option("--kind", words.kind, "activity, target, order, .. learned, missed, ..")
      ->type_name("KIND");
  command.add_option("--phase", words.phase, "orders of this phase: infer, target, learn, rest")
      ->type_name("PHASE");
  command.add_option("--sample", words.sample, "of this presentation, from 0")->type_name("N");
  command.add_flag("--dropped", words.dropped, "messages that were lost");
  command.add_flag("--stale", words.stale, "updates whose signal came from older weights");
  command.add_flag("--mismatched", words.mismatched, "updates with the target of another sample");
  command.add_flag("--late", words.late, "updates whose target came after the learn order");
}

}  // namespace gaitsim
