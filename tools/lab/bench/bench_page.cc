#include "tools/lab/bench/bench_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "protocols/bad_input.h"
#include "protocols/suggest.h"
#include "tools/lab/bench/bench_tables.h"

namespace lab {
namespace {

constexpr std::string_view kBegin = "<!-- measured:", kClose = " -->", kEnd = "<!-- end -->";

// What an editor leaves at the end of a line and nobody sees.
std::string_view visible(std::string_view line) {
  return line.substr(0, line.find_last_not_of(" \t\r") + 1);
}

bool is_end(std::string_view line) { return visible(line) == kEnd; }

// The name of the table that begins with this line.
std::optional<std::string> begun_by(std::string_view line) {
  line = visible(line);
  if (!line.starts_with(kBegin) || !line.ends_with(kClose)) return std::nullopt;
  line.remove_suffix(kClose.size());
  line.remove_prefix(std::min(line.find_first_not_of(' ', kBegin.size()), line.size()));
  return std::string(line);
}

bool is_known(const std::string& name) {
  const std::vector<std::string> known = bench_tables();
  return std::find(known.begin(), known.end(), name) != known.end();
}

}  // namespace

std::vector<std::string> tables_of(std::string_view page, const std::string& name_of_page) {
  std::vector<std::string> out;
  std::istringstream in{std::string(page)};
  std::string line;
  int number = 0, begun_at = 0;  // lines; 0: between tables
  const auto require = [&](bool good, const std::string& problem) {
    if (good) return;
    throw protocols::BadInput(fmt::format("{}:{}: {}", name_of_page, begun_at, problem));
  };
  const auto require_end = [&] {
    require(begun_at == 0, fmt::format("no line '{}' ends this table", kEnd));
  };
  while (++number, std::getline(in, line)) {
    if (is_end(line)) begun_at = 0;
    const std::optional<std::string> name = begun_by(line);
    if (!name) continue;
    require_end();
    begun_at = number;
    require(is_known(*name), fmt::format("there is no table '{}'\nhint: {}", *name,
                                         protocols::suggest(*name, bench_tables(), "tables")));
    out.push_back(*name);
  }
  require_end();
  if (!out.empty()) return out;
  throw protocols::BadInput(
      fmt::format("{}: no table is there\nhint: one is written between the lines '{}NAME{}' and "
                  "'{}'; tables are {}",
                  name_of_page, kBegin, kClose, kEnd, fmt::join(bench_tables(), ", ")));
}

std::string with_tables(std::string_view page, const TableText& text) {
  std::istringstream in{std::string(page)};
  std::string out, line;
  bool replaced = false;
  while (std::getline(in, line)) {
    if (is_end(line)) replaced = false;
    if (!replaced) out += line + '\n';
    const std::optional<std::string> name = begun_by(line);
    if (!name) continue;
    const std::optional<std::string> anew = text(*name);
    replaced = anew.has_value();
    out += anew.value_or("");
  }
  return out;
}

}  // namespace lab
