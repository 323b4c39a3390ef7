// docs/benchmarks.md: its words are written by hand, its tables by gaitsim bench all --page. Such a
// table stands between the lines "<!-- measured: NAME -->" and "<!-- end -->".
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lab {

// In the order of the page. Throws protocols::BadInput that names the line if a table has no end or
// is none of bench_tables(), and if there is no table.
std::vector<std::string> tables_of(std::string_view page, const std::string& name_of_page);

// The page with these tables in place of those that it had; without a text one stays as it is.
// REQUIRES: tables_of() did not throw.
using TableText = std::function<std::optional<std::string>(const std::string& table)>;
std::string with_tables(std::string_view page, const TableText& text);

}  // namespace lab
