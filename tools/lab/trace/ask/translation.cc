#include "tools/lab/trace/ask/translation.h"

#include <map>
#include <string>

namespace lab::trace {
namespace {

using protocols::trace::Header;

std::vector<std::string> link_names(const Header& header) {
  std::vector<std::string> out;
  for (const auto& link : header.links()) out.push_back(link.name());
  return out;
}

template <class From, class To>
std::vector<std::uint32_t> numbers(const From& from, const To& to) {
  std::map<std::string, std::uint32_t> known;
  for (const std::string& name : to) known.emplace(name, static_cast<std::uint32_t>(known.size()));
  auto unknown = static_cast<std::uint32_t>(known.size());
  std::vector<std::uint32_t> out;
  for (const std::string& name : from) {
    const auto found = known.find(name);
    out.push_back(found == known.end() ? unknown++ : found->second);
  }
  return out;
}

}  // namespace

Translation::Translation(const Header& from, const Header& to)
    : actors_(numbers(from.actors(), to.actors())),
      links_(numbers(link_names(from), link_names(to))) {}

sim::ActorId Translation::actor(sim::ActorId id) const {
  return id == sim::kOutside ? id : sim::ActorId{actors_.at(id.value)};
}

EventRow Translation::operator()(EventRow row) const {
  row.id.from = actor(row.id.from);
  row.to = actor(row.to);
  row.cause.from = actor(row.cause.from);
  if (row.link != sim::kNoLink) row.link.value = links_.at(row.link.value);
  return row;
}

NoteRow Translation::operator()(NoteRow row) const {
  row.during.from = actor(row.during.from);
  return row;
}

}  // namespace lab::trace
