#include "tools/lab/trace/ask/why_update.h"

#include <fmt/format.h>

#include <limits>

#include "tools/lab/trace/ask/row_text.h"
#include "tools/lab/trace/ask/story.h"
#include "tools/lab/trace/ask/why_json.h"
#include "tools/lab/trace/names.h"

namespace lab::trace {

using Json = nlohmann::ordered_json;

namespace {

class Update {
 public:
  Update(const TraceFile& file, const Slice& slice, sim::Layer layer, sim::Sample sample,
         const Outcome& outcome)
      : slice_(slice),
        layer_(layer),
        sample_(sample),
        outcome_(outcome),
        file_(file),
        teller_(file, slice, end_of(file)) {}

  Json tell() {
    root_ = teller_.add_words("");
    if (outcome_.closing && outcome_.closing->note.kind == sim::NoteKind::kLearned) {
      tell_learned();
    } else if (outcome_.closing) {
      tell_refused();
    } else {
      tell_open();
    }
    teller_.story().nodes[root_].remark = headline_;
    Json out = {{"layer", layer_}, {"sample", sample_}, {"outcome", outcome_name_}};
    out["what"] = headline_;
    out["why"] = why_;
    out["actors"] = lanes_of(file_, teller_.story());
    out["nodes"] = json_of(file_, teller_.story());
    return out;
  }

 private:
  void need(const std::string& role, std::size_t node) { teller_.link(root_, role, node); }

  // When the note was written.
  sim::EventKey moment() const {
    const NoteRow& note = *outcome_.closing;
    if (const EventRow* during = slice_.find(note.during)) return key_of(*during);
    return {note.at, sim::kOutside, note.during.from, note.during.nth};
  }

  const EventRow* order() const {
    const EventRow* found = nullptr;
    for (const EventRow* word : slice_.words({Way::kOrder, layer_}, sample_)) {
      const bool better = found == nullptr || sim::is_lost(found->fate) ||
                          (!sim::is_lost(word->fate) && word->at < found->at);
      if (better) found = word;
    }
    return found;
  }

  void tell_learned() {
    const sim::Note& note = outcome_.closing->note;
    outcome_name_ = "learned";
    headline_ =
        fmt::format("layer {} learned from sample {} at {}: norm {:.6g}, staleness {}", layer_,
                    sample_, time_text(outcome_.closing->at), note.value, note.staleness);
    if (note.target_sample != sample_) {
      headline_ += fmt::format(", from the target of sample {}", note.target_sample);
    }
    if (note.activity_sample != sample_) {
      headline_ += fmt::format(", from the activity of sample {}", note.activity_sample);
    }
    if (note.late) headline_ += ", the target came after its own learn order";
    need("learn order", teller_.add(order()));
    const Route target{Way::kDeliver, layer_}, below{Way::kFeedforward, layer_};
    need("target", teller_.add(slice_.heard(target, note.target_sample, moment())));
    need("activity from below", teller_.add(slice_.heard(below, note.activity_sample, moment())));
  }

  void tell_refused() {
    const sim::Note& note = outcome_.closing->note;
    outcome_name_ = name_of(note.kind);
    headline_ = fmt::format("layer {} {} sample {} at {}", layer_, outcome_name_, sample_,
                            time_text(outcome_.closing->at));
    if (note.kind == sim::NoteKind::kRejected) {
      headline_ += fmt::format(": it had the target of sample {} and the activity of sample {}",
                               note.target_sample, note.activity_sample);
    }
    need("learn order", teller_.add(order()));
    tell_absent();
    if (note.target_sample == sim::kNoSample || note.target_sample == sample_) return;
    const EventRow* other = slice_.heard({Way::kDeliver, layer_}, note.target_sample, moment());
    if (other != nullptr) need("what it had", teller_.add_words(row_text(file_, *other)));
  }

  void tell_absent() {
    const Route target{Way::kDeliver, layer_}, below{Way::kFeedforward, layer_};
    const std::size_t of_target = teller_.add_absence(target, sample_, moment());
    const std::size_t of_activity = teller_.add_absence(below, sample_, moment());
    need("target", of_target);
    need("activity from below", of_activity);
    why_ = teller_.blame(of_activity, "activity from below");
    if (const std::string why = teller_.blame(of_target, "target"); !why.empty()) why_ = why;
    if (why_.empty()) {
      why_ =
          "both its target and its activity had come, but were no longer remembered "
          "(neurons.memory)";
    }
  }

  // No note tells what became of it.
  void tell_open() {
    const EventRow* found = order();
    headline_ = fmt::format("layer {} did nothing with sample {}", layer_, sample_);
    if (outcome_.forgotten) {
      headline_ += fmt::format("; it forgot all samples up to {} at {}",
                               outcome_.forgotten->note.sample, time_text(outcome_.forgotten->at));
    }
    if (found == nullptr) return tell_no_order();
    need("learn order", teller_.add_absence({Way::kOrder, layer_}, sample_, moment_of_end()));
    why_ = teller_.blame(teller_.story().nodes[root_].needs.back().node, "learn order");
    outcome_name_ = sim::is_lost(found->fate) ? "order lost" : "run ended";
    if (!why_.empty()) return;
    outcome_name_ = outcome_.forgotten ? "forgotten" : "not noted";
    why_ = outcome_.forgotten ? "the learn order came when the sample was forgotten"
                              : "the learn order came, but its phase was still open when the run "
                                "ended, or the run failed then";
  }

  void tell_no_order() {
    outcome_name_ = outcome_.presented ? "not ordered" : "never presented";
    why_ = outcome_.presented ? "no learn order was sent to it" : "it was never presented";
    if (file_.end()) why_ += fmt::format("; the run ended at {}", time_text(end_of(file_)));
    const Route target{Way::kDeliver, layer_}, below{Way::kFeedforward, layer_};
    need("target", teller_.add_absence(target, sample_, moment_of_end()));
    need("activity from below", teller_.add_absence(below, sample_, moment_of_end()));
  }

  sim::EventKey moment_of_end() const {
    return {end_of(file_), sim::kOutside, sim::kOutside, std::numeric_limits<std::uint64_t>::max()};
  }

  const Slice& slice_;
  const sim::Layer layer_;
  const sim::Sample sample_;
  const Outcome& outcome_;
  const TraceFile& file_;
  Storyteller teller_;
  std::size_t root_ = 0;
  std::string headline_, outcome_name_, why_;
};

}  // namespace

Json update_answer(const TraceFile& file, const Slice& slice, sim::Layer layer, sim::Sample sample,
                   const Outcome& outcome) {
  return Update(file, slice, layer, sample, outcome).tell();
}

}  // namespace lab::trace
