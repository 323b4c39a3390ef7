// How credit goes backwards: what a layer asks of the layer below it, before the inverse.
// Every rule is elementwise: a unit sees its own activity, slope and target, nothing else.
// Formulas and their sources: docs/rules.md.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "neurons/activation.h"
#include "neurons/messages.h"
#include "neurons/way_down.h"

namespace neurons {

enum class RuleKind {
  kBp,
  kTp,
  kItp,
  kGait,
  kFa,
  kSignSymmetry,
  kTopLayerOnly,
  kDfa,
  kDtp,
  kDrl,
  kWeightMirror,
  kKolenPollack,
};

// What tp, itp and gait go down through.
enum class Inverse { kExact, kDamped, kTranspose, kLearned };

struct RuleOptions {
  RuleKind kind = RuleKind::kGait;
  double gamma = 1e-3;                  // itp, gait
  bool top_only = false;                // gamma at the output only, and 1 below
  double adaptive = 0;                  // gait: c of a gamma for every column and layer; 0: fixed
  Coding coding = Coding::kDifference;  // of tp, itp, gait; others always send differences
  Inverse inverse = Inverse::kExact;
  double residual = 0;  // kExact: of an inverse that is refined; 0: LU factors
  double damping = 1;   // kDamped
  double step = 0.1;    // dtp, drl: part of the way to the target that is asked for
  double decay = 0;     // kolen_pollack: of forward and feedback weights, with every update
};

// What the first rows of a layer should have been, or by how much they missed it.
struct Credit {
  Coding coding = Coding::kDifference;
  std::vector<double> gain{1.0};  // m: one for all columns, or one for each
  TensorPtr values;               // (rows <= units, batch); complete: all units

  template <class A>
  void archive(A& a) {
    a(coding, gain, values);
  }
};

template <class Scalar>
class Rule {
 public:
  virtual ~Rule() = default;

  struct Asked {
    // The drive z that the activity below should have caused, if the values of the complete credit
    // are targets; the change of the drive, if they are differences. (units, batch)
    Matrix<Scalar> drive;
    // What the gain of an absolute target is multiplied by on its way down: one for all columns, or
    // one for each.
    std::vector<double> gain_step{1.0};
  };
  // All are (units, batch).
  virtual Asked ask(const Matrix<Scalar>& values, const Matrix<Scalar>& activity,
                    const Matrix<Scalar>& slope) const = 0;
};

// The rule of layer `layer` of `layers`.
template <class Scalar>
std::unique_ptr<Rule<Scalar>> make_rule(const RuleOptions& options,
                                        const ActivationOptions& activation, LayerNumber layer,
                                        LayerNumber layers);

// The coding that travels under these options.
Coding coding_of(const RuleOptions& options);
WayDownKind way_down_of(const RuleOptions& options);
// Whether the populations have feedback weights of their own, which must be drawn.
inline bool has_own_feedback(const RuleOptions& options) {
  const WayDownKind kind = way_down_of(options);
  return kind == WayDownKind::kFixed || kind == WayDownKind::kLearned;
}
// Whether credit goes from the output straight to every layer below it, not from layer to layer.
bool is_direct(const RuleOptions& options);

struct RuleInfo {
  RuleKind kind;
  std::string_view name, text, formula, source, parameters;
  bool local = true;
};
std::span<const RuleInfo> shipped_rules();
const RuleInfo& info_of(RuleKind kind);

}  // namespace neurons
