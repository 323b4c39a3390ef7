// A complaint of Protobuf's text format parser, turned into a problem that a person can act on.
#pragma once

#include "protocols/fault_place.h"
#include "protocols/outline.h"
#include "protocols/problem.h"

namespace protocols {

FieldError explain(const Complaint& complaint, const Outline& outline);

}  // namespace protocols
