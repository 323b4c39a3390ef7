#include "tools/lab/trace/speaker.h"

#include <charconv>
#include <string>

namespace lab::trace {
namespace {

// Of "feedback12" 12; 0 of a name without a number.
sim::Layer number_in(const std::string& name) {
  sim::Layer number = 0;
  const auto digits = name.find_first_of("0123456789");
  if (digits != std::string::npos) {
    std::from_chars(name.data() + digits, name.data() + name.size(), number);
  }
  return number;
}

}  // namespace

// A damaged trace may name anybody, but credit comes from above.
sim::Layer speaker_of(const protocols::trace::Header& header, const protocols::trace::Link& link) {
  const bool named = link.from() < static_cast<std::uint32_t>(header.actors_size());
  const sim::Layer number = named ? number_in(header.actors(static_cast<int>(link.from()))) : 0;
  const sim::Layer beside = number_in(link.name());
  const bool above = number > beside && number <= static_cast<sim::Layer>(header.layers());
  return above ? number : beside;
}

}  // namespace lab::trace
