// Rows of one trace in the numbers of another: two runs may number actors and links differently.
#pragma once

#include <vector>

#include "protocols/trace.pb.h"
#include "tools/lab/trace/rows.h"

namespace lab::trace {

class Translation {
 public:
  Translation(const protocols::trace::Header& from, const protocols::trace::Header& to);

  // What the other trace does not know gets a number that it does not use.
  EventRow operator()(EventRow row) const;
  NoteRow operator()(NoteRow row) const;

 private:
  sim::ActorId actor(sim::ActorId id) const;

  std::vector<std::uint32_t> actors_, links_;
};

}  // namespace lab::trace
