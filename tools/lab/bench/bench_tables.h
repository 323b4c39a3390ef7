// What gaitsim bench all has measured, as tables in Markdown.
#pragma once

#include <string>
#include <vector>

#include "tools/lab/bench/bench_plan.h"

namespace lab {

// "machine", whose result is bench_machine(), and the tables of bench_plan().
std::vector<std::string> bench_tables();

// Of what was measured, what belongs to this table. REQUIRES: it is one of bench_tables(), and
// something was measured for it.
std::string bench_table(const std::string& name, const std::vector<Measured>& measured);

}  // namespace lab
