// Which rank runs which actor: work is balanced, and few bytes cross. Layers that stand side by
// side run on one rank, as does everything that links without delay join.
#pragma once

#include <string>
#include <vector>

#include "neurons/network.h"
#include "neurons/wiring.h"

namespace lab {

struct PlacementOptions {
  std::size_t ranks = 1, batch = 1;
  std::vector<std::string> wanted = {};  // "feedback3=1": a pattern of actors, and their rank
};

struct Placement {
  std::vector<std::size_t> rank_of;  // by the number of the actor
  std::vector<double> work;          // flops of a step, by the number of the actor
  std::string remark;                // what keeps ranks idle; empty: nothing
};

// Flops of a step, by the number of the actor.
std::vector<double> work_of(const neurons::NetworkOptions& options,
                            const neurons::WiringPlan& wiring, std::size_t batch);

// Source, teacher, readout and a clock for all run on rank 0. Throws protocols::BadInput for wishes
// that are none, or that tear apart what has no delay between.
Placement place(const neurons::NetworkOptions& options, const neurons::WiringPlan& wiring,
                const std::vector<sim::Reach>& links, const PlacementOptions& wanted);

}  // namespace lab
