// Who speaks on a link of credit. Whoever asks knows the names of neurons/wiring.h.
#pragma once

#include "protocols/trace.pb.h"
#include "sim/note.h"

namespace lab::trace {

// The layer of the feedback population that speaks on feedback.<l>: l or, of direct credit, L.
sim::Layer speaker_of(const protocols::trace::Header& header, const protocols::trace::Link& link);

}  // namespace lab::trace
