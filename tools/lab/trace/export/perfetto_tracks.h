// The rows of the Perfetto export, and packets on them. It knows what a row is called, and where it
// stands; not when what happens.
#pragma once

#include <cstdint>
#include <map>
#include <ostream>
#include <set>
#include <string>

#include "protocols/perfetto.pb.h"
#include "tools/lab/trace/export/places.h"

namespace lab::trace {

using PerfettoEvent = protocols::perfetto::TrackEvent;
using PerfettoNote = protocols::perfetto::DebugAnnotation;

// What an actor has rows of, in this order.
enum class Row { kPhases, kUpdates, kMessages, kStaleness };

// What the whole has rows of.
enum class Total { kInFlight, kLost };

class PerfettoTracks {
 public:
  // Writes the rows of all actors, in the order of the network.
  PerfettoTracks(const protocols::trace::Header& header, std::ostream& out);

  const Places& places() const { return places_; }

  // Of what happens at one time on one row, each has its own lane; the viewer draws the lanes of
  // a row below each other. Rows are written when they are used first.
  std::uint64_t row(sim::ActorId actor, Row row, std::uint32_t lane = 0);
  std::uint64_t total(Total total);
  std::uint64_t measured(const std::string& counter);

  // Times that go back, as those of threads may, count as the last: slices would not nest.
  void write(std::int64_t at_ns, PerfettoEvent event);

 private:
  using Descriptor = protocols::perfetto::TrackDescriptor;

  void add_root(const std::string& name);
  void add_actor(const Place& place, int rank);
  void describe(Descriptor descriptor);
  void write(protocols::perfetto::TracePacket packet);

  Places places_;
  std::ostream& out_;
  std::int64_t last_ns_ = 0;
  std::set<std::uint64_t> known_;
  std::map<std::string, std::uint64_t> measured_;
  protocols::perfetto::Trace file_;  // a packet at a time
};

}  // namespace lab::trace
