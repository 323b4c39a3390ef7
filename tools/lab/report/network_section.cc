// Who is there and who talks to whom, with the law of every link; once for runs that agree.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "tools/lab/pictures/xml_text.h"
#include "tools/lab/report/law_letters.h"
#include "tools/lab/report/network_picture.h"
#include "tools/lab/report/sections.h"
#include "tools/lab/report/svg.h"

namespace lab {
namespace {

struct Shared {
  NetworkFacts facts;
  std::vector<std::string> runs;  // names
};

bool same(const NetworkFacts& a, const NetworkFacts& b) {
  return a.trouble == b.trouble && a.layers == b.layers && a.widths == b.widths &&
         a.shared == b.shared && a.direct == b.direct && a.per_layer == b.per_layer &&
         a.clock == b.clock && a.links == b.links;
}

std::vector<Shared> networks_of(const Runs& runs) {
  std::vector<Shared> out;
  for (const RunRecord& run : runs) {
    NetworkFacts facts = network_facts(run);
    const auto known =
        std::ranges::find_if(out, [&](const Shared& other) { return same(other.facts, facts); });
    if (known != out.end()) {
      known->runs.push_back(run.name);
    } else {
      out.push_back({std::move(facts), {run.name}});
    }
  }
  return out;
}

std::string law_table(const NetworkFacts& facts) {
  auto letters = law_letters(facts.links);
  std::string out =
      "<div class=\"wide\"><table class=\"laws\">\n<tr><th class=\"axis\"></th>"
      "<th class=\"axis\">law</th><th class=\"axis\">links</th><th class=\"axis\">from, to</th>"
      "</tr>\n";
  for (const LinkRow& row : merged(facts.links)) {
    out += fmt::format(
        "<tr><td class=\"axis\"><i>{}</i></td><td class=\"axis\">{}</td><td class=\"axis\">{}</td>"
        "<td class=\"axis\">{} &rarr; {}</td></tr>\n",
        letters.size() > 1 ? letters[row.law] : "", xml_text(row.law), xml_text(row.name),
        xml_text(row.from), xml_text(row.to));
  }
  return out + "</table></div>\n";
}

// Each law once, for those who read the letters in the picture.
std::string law_list(const NetworkFacts& facts) {
  const auto letters = law_letters(facts.links);
  std::vector<std::pair<std::string, std::string>> laws;  // letter and law, in order of the letters
  for (const auto& [law, letter] : letters) laws.emplace_back(letter, law);
  std::ranges::sort(laws, {},
                    [](const auto& law) { return std::pair(law.first.size(), law.first); });
  if (laws.size() == 1) return "<p>All links: " + xml_text(laws[0].second) + "</p>\n";
  std::string out = "<p class=\"legend\">";
  for (const auto& [letter, law] : laws) {
    out += fmt::format("<span class=\"key\"><i>{}</i>&ensp;{}</span>\n", letter, xml_text(law));
  }
  return out + "</p>\n";
}

std::string drawn(const Shared& network, bool titled) {
  const std::string names = fmt::format("{}", fmt::join(network.runs, ", "));
  const std::string title = titled ? "<h3>" + xml_text(names) + "</h3>\n" : "";
  if (!network.facts.trouble.empty()) {
    return title + "<p>The network cannot be drawn:</p>\n<pre>" + xml_text(network.facts.trouble) +
           "</pre>\n";
  }
  return title + network_svg(network.facts, names) + law_list(network.facts) +
         "<details><summary>all links</summary>\n" + law_table(network.facts) + "</details>\n";
}

}  // namespace

std::string network_section(const Runs& runs) {
  const std::vector<Shared> networks = networks_of(runs);
  std::string out =
      "<p class=\"how\">Black carries activity, orange targets, grey what clocks say; dashed is "
      "the "
      "transport of weights, which is not local. Letters stand for the laws of links. Not drawn: "
      "links that return stakes, and the token of labels.</p>\n";
  for (const Shared& network : networks) out += drawn(network, runs.size() > 1);
  return out;
}

}  // namespace lab
