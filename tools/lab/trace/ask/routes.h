// Where in the network a message travels, from the names of links: so that separate and shared
// populations look alike.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocols/trace.pb.h"
#include "tools/lab/trace/rows.h"

namespace lab::trace {

enum class Way {
  kFeedforward,  // activity, to the next layer; L + 1 is the readout
  kLocal,        // activity, to the feedback population of its layer
  kFeedback,   // target, from the feedback population above (or the teacher) to that of this layer
  kDeliver,    // target, to the synapses of its layer
  kTransport,  // weights, to the feedback population of their layer
  kOrder,      // from a clock; 0 is the source, L + 1 the teacher
  kOther,
};

// "layer" is that of the receiver.
struct Route {
  Way way = Way::kOther;
  sim::Layer layer = 0;
  friend auto operator<=>(const Route&, const Route&) = default;
};

class Routes {
 public:
  explicit Routes(const protocols::trace::Header& header);

  sim::Layer layers() const { return layers_; }
  Route of(sim::LinkId link) const;  // kOther of no link
  const std::string& link(Route place) const;

  // The layer whose feedback population sends credit to that of this layer.
  sim::Layer above(sim::Layer layer) const;
  // Whether weights travel to the feedback population of this layer.
  bool transports(sim::Layer layer) const;

  // What its sender must have heard of a sample before it speaks of it there.
  std::vector<Route> needs(Route place) const;

 private:
  sim::Layer layers_;
  std::vector<Route> routes_;  // by link
  std::vector<std::string> names_;
  std::vector<sim::Layer> above_;  // by layer
};

}  // namespace lab::trace
