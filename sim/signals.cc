#include "sim/signals.h"

namespace sim {

std::string_view name_of(Phase phase) {
  switch (phase) {
    case Phase::kInfer:
      return "infer";
    case Phase::kTarget:
      return "target";
    case Phase::kLearn:
      return "learn";
    case Phase::kRest:
      return "rest";
  }
  return "?";
}

std::string_view name_of(ReportKind kind) {
  switch (kind) {
    case ReportKind::kPresented:
      return "presented";
    case ReportKind::kActive:
      return "active";
    case ReportKind::kTargeted:
      return "targeted";
    case ReportKind::kLearned:
      return "learned";
    case ReportKind::kRested:
      return "rested";
    case ReportKind::kReturned:
      return "returned";
  }
  return "?";
}

}  // namespace sim
