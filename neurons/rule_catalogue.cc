// Every rule that is shipped, in the order of its kind: what it is called, what it does.
#include <array>

#include "neurons/rules.h"

namespace neurons {
namespace {

constexpr std::array<RuleInfo, 12> kRules = {{
    {RuleKind::kBp, "bp",
     "Backpropagation by error messages of its own: the reference. It needs the transpose of the "
     "weights in the feedback population, so it is not local.",
     "d_{l-1} = W_l^T D_l d_l", "Rumelhart, Hinton, Williams 1986", "none", false},
    {RuleKind::kTp, "tp",
     "Target propagation: every layer is asked for the activity that would have given the target "
     "of the layer above. Not local through the exact or a damped inverse, or the transpose: "
     "weights are transported; through a learned one nothing is.",
     "t_{l-1} = g_l(t_l)", "Bengio 2014; Lee et al. 2015", "feedback.inverse", true},
    {RuleKind::kItp, "itp",
     "Incremental target propagation: a small step gamma from the activity towards the target, "
     "then the inverse, of which is true what tp says; the synapses' gain grows as 1/gamma per "
     "layer.",
     "t_{l-1} = g_l(y_l + gamma (t_l - y_l))", "Ahmad et al. 2020",
     "gamma (0, 1], default 1e-3; feedback.inverse", true},
    {RuleKind::kGait, "gait",
     "Gradient-adjusted incremental target propagation: as itp with the step scaled by the squared "
     "slope. With orthogonal weights its updates are those of backpropagation. Of the inverse is "
     "true what tp says.",
     "t_{l-1} = g_l(y_l + gamma D_l^2 (t_l - y_l))", "Ahmad et al. 2020",
     "gamma (0, 1], default 1e-3; top_only (gamma at the output only, 1 below), default false; "
     "adaptive_gamma { c } (a gamma for every column and layer; Dalm et al. 2023), default none; "
     "feedback.inverse",
     true},
    {RuleKind::kFa, "fa",
     "Feedback alignment: errors go down through fixed random weights, and the forward weights "
     "come to agree with them. Nothing is transported.",
     "d_{l-1} = B_l^T D_l d_l", "Lillicrap et al. 2016", "none", true},
    {RuleKind::kSignSymmetry, "sign_symmetry",
     "Errors go down through weights of one size with the signs of the transpose, so it is not "
     "local. Weights are transported whole, though their signs would do.",
     "d_{l-1} = sign(W_l)^T D_l d_l / sqrt(n_l)", "Liao et al. 2016; Moskovitz et al. 2018", "none",
     false},
    {RuleKind::kTopLayerOnly, "top_layer_only",
     "The control: only the output learns; the layers below stay as they were drawn.",
     "d_{l-1} = 0", "none: a control", "none", true},
    {RuleKind::kDfa, "dfa",
     "Direct feedback alignment: the error of the output goes straight to every layer, through "
     "fixed random weights of its own; no layer waits for one above it. Nothing is transported.",
     "d_l = B_l D_L d_L", "Nokland 2016", "none", true},
    {RuleKind::kDtp, "dtp",
     "Difference target propagation through a learned inverse: feedback weights of its own learn "
     "at rest to undo the forward ones. It needs clock.rest.",
     "d_{l-1} = B_l^T (f^-1(y_l + s d_l) - f^-1(y_l)) / s", "Lee et al. 2015",
     "step s (0, 1], default 0.1; feedback.inverse.learned", true},
    {RuleKind::kDrl, "drl",
     "As dtp, with feedback weights that learn at rest by the layer-local difference "
     "reconstruction loss, which makes them the transpose. It needs clock.rest.",
     "d_{l-1} = B_l^T (f(y_l + s d_l) - f(y_l)) / s", "Meulemans et al. 2020; Ernoult et al. 2022",
     "step s (0, 1], default 0.1; feedback.inverse.learned", true},
    {RuleKind::kWeightMirror, "weight_mirror",
     "Errors go down through weights that learn the transpose from noise at rest. It needs "
     "clock.rest.",
     "d_{l-1} = B_l^T D_l d_l", "Akrout et al. 2019", "feedback.inverse.learned", true},
    {RuleKind::kKolenPollack, "kolen_pollack",
     "Errors go down through weights that change as the forward ones do, and decay alike: what "
     "they differ by dies out.",
     "d_{l-1} = B_l^T D_l d_l, dB_l = dW_l", "Kolen and Pollack 1994; Akrout et al. 2019",
     "decay [0, 1), default 1e-4", true},
}};

}  // namespace

std::span<const RuleInfo> shipped_rules() { return kRules; }
const RuleInfo& info_of(RuleKind kind) { return kRules[static_cast<std::size_t>(kind)]; }

}  // namespace neurons
