// The rule that a config asks for, with the way down that it takes.
#pragma once

#include "neurons/rules.h"
#include "protocols/run.pb.h"

namespace lab {

neurons::RuleOptions rule_options(const protocols::Experiment& experiment);

}  // namespace lab
