// A row that may still grow is known by the name of the link that would be next in it.
#include "tools/lab/link_rows.h"

#include <charconv>
#include <map>

namespace lab {
namespace {

struct Range {
  LinkRow first, last;
};

// "feedforward.4" after "feedforward.3"; nothing after "feedforward.readout".
std::string next_name(const std::string& name) {
  const auto dot = name.rfind('.');
  int number = 0;
  const char* end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data() + dot + 1, end, number);
  if (dot == std::string::npos || error != std::errc{} || rest != end) return "";
  return name.substr(0, dot + 1) + std::to_string(number + 1);
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
