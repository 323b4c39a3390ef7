// The parts of validation, a file each. Private to validate*.cc.
#pragma once

#include <string>

#include "protocols/checks.h"
#include "protocols/run.pb.h"

namespace protocols {

void check_network(const Network& network, Checks& checks);
void check_conv(const Network& network, Checks& checks);
void check_skips(const Network& network, Checks& checks);
// What learns can cope with them.
void check_shape_of(const Experiment& experiment, Checks& checks);
void check_inverse(const Experiment& experiment, Checks& checks);   // whether weights have one
void check_learning(const Experiment& experiment, Checks& checks);  // rule, regularizer, optimizer
void check_clock(const Clock& clock, Checks& checks);
void check_timing(const Experiment& experiment, Checks& checks);  // links
void check_rest(const Experiment& experiment, Checks& checks);    // and who needs it
void check_study(const Experiment& experiment, Checks& checks);
// Every whole number in the block, and in those inside it; `prefix` is its path, with the point.
void check_ranges(const google::protobuf::Message& block, const std::string& prefix,
                  Checks& checks);

}  // namespace protocols
