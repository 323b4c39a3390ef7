// A row that may still grow is known by the name of the link that would be next in it.
#include "tools/lab/explain/link_rows.h"

#include <map>
#include <string_view>

namespace lab {
namespace {

struct Range {
  LinkRow first, last;
};

// "feedforward.4" after "feedforward.3", "clock.token.4.up" after "clock.token.3.up"; nothing after
// "feedforward.readout".
std::string next_name(const std::string& name) {
  constexpr std::string_view kDigits = "0123456789";
  const auto last = name.find_last_of(kDigits);
  if (last == std::string::npos) return "";
  const auto first = name.find_last_not_of(kDigits, last) + 1;
  const int number = std::stoi(name.substr(first, last + 1 - first));
  return name.substr(0, first) + std::to_string(number + 1) + name.substr(last + 1);
}

std::string both(const std::string& first, const std::string& last) {
  return first == last ? first : first + " .. " + last;
}

}  // namespace

std::vector<LinkRow> merged(const std::vector<LinkRow>& links) {
  std::vector<Range> ranges;
  std::map<std::string, std::size_t> growing;  // by next name: an index of ranges
  for (const LinkRow& link : links) {
    const auto found = growing.find(link.name);
    std::size_t index = ranges.size();
    if (found != growing.end() && ranges[found->second].last.law == link.law) {
      index = found->second;
      ranges[index].last = link;
    } else {
      ranges.push_back({link, link});
    }
    growing[next_name(link.name)] = index;
  }
  std::vector<LinkRow> rows;
  for (const auto& [first, last] : ranges) {
    rows.push_back({both(first.name, last.name), both(first.from, last.from),
                    both(first.to, last.to), first.law});
  }
  return rows;
}

}  // namespace lab
