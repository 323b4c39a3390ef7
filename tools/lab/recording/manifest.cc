#include "tools/lab/recording/manifest.h"

#include <google/protobuf/descriptor.pb.h>

#include <map>

#include "protocols/resolve.h"
#include "tools/lab/setup/build_info.h"
#include "tools/lab/trace/names.h"

namespace lab::trace {
namespace {

using protocols::trace::Header;

Header::Detail detail_of(const protocols::Trace& trace) {
  switch (trace.payload()) {
    case protocols::Trace::NONE:
      return Header::NONE;
    case protocols::Trace::DIGEST:
      return Header::DIGEST;
    case protocols::Trace::WHOLE:
      return Header::WHOLE;
  }
  return Header::NONE;
}

const char* mode_name(const protocols::Mode& mode) {
  if (mode.has_wall()) return "wall";
  return mode.has_paced() ? "paced" : "virtual";
}

template <class Names>
void copy(const Names& names, google::protobuf::RepeatedPtrField<std::string>& out) {
  for (const auto& name : names) out.Add(std::string(name));
}

std::string descriptors() {
  const auto* file = Header::descriptor()->file();
  google::protobuf::FileDescriptorSet set;
  for (int i = 0; i < file->dependency_count(); ++i) {
    file->dependency(i)->CopyTo(set.add_file());
  }
  file->CopyTo(set.add_file());
  return set.SerializeAsString();
}

void add_links(const std::vector<std::string>& actors, const std::vector<neurons::LinkPlan>& plans,
               const neurons::Network::LawOf& law_of, Header& out) {
  std::map<std::string, std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < actors.size(); ++i) numbers[actors[i]] = i;
  for (const neurons::LinkPlan& plan : plans) {
    const sim::LinkLaw law = law_of(plan.name);
    protocols::trace::Link& link = *out.add_links();
    link.set_name(plan.name);
    link.set_from(numbers.at(plan.from));
    link.set_to(numbers.at(plan.to));
    link.set_law(sim::describe(law));
    link.set_in_order(law.in_order);
  }
}

}  // namespace

Header manifest(const protocols::Experiment& experiment, sim::Layer layers,
                const neurons::WiringPlan& wiring, const neurons::Network::LawOf& law_of) {
  Header out;
  out.set_format(1);
  out.set_program("gaitsim");
  out.set_version(version());
  out.set_build(build());
  out.set_kernels(kernel_set());
  out.set_name(experiment.name());
  out.set_seed(experiment.seed());
  out.set_config(protocols::resolved_text(experiment));
  out.set_layers(static_cast<std::uint32_t>(layers));
  out.set_mode(mode_name(experiment.mode()));
  out.set_detail(detail_of(experiment.trace()));
  const std::vector<std::string> actors = neurons::actor_names(layers, wiring);
  copy(actors, *out.mutable_actors());
  add_links(actors, neurons::link_plans(layers, wiring), law_of, out);
  copy(message_kind_names(), *out.mutable_kinds());
  copy(fate_names(), *out.mutable_fates());
  copy(phase_names(), *out.mutable_phases());
  copy(report_kind_names(), *out.mutable_report_kinds());
  copy(note_kind_names(), *out.mutable_note_kinds());
  out.set_descriptors(descriptors());
  return out;
}

}  // namespace lab::trace
