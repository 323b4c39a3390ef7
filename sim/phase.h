// What a clock may grant a layer.
#pragma once

#include <cstdint>
#include <string_view>

namespace sim {

// What a layer may do now. Only this is gated by orders:
//   infer   the source presents a sample          (layer 0)
//   target  the teacher releases the target of the top  (layer L + 1)
//   learn   the synapses of a layer may apply the update of a sample
//   rest    no data; noise may drive the populations
enum class Phase : std::uint8_t { kInfer, kTarget, kLearn, kRest };

std::string_view name_of(Phase phase);

}  // namespace sim
