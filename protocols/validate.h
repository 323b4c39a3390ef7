// What is wrong with a config that can be known from the config alone. It knows neither the text
// that the config came from nor what the data and the network will be.
#pragma once

#include <vector>

#include "protocols/problem.h"
#include "protocols/run.pb.h"

namespace protocols {

std::vector<Problem> problems_of(const Experiment& experiment);

}  // namespace protocols
