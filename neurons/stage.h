// Short names for actors of this message, and what all of them do.
#pragma once

#include <optional>

#include "neurons/messages.h"
#include "sim/actor.h"

namespace neurons {

using Actor = sim::Actor<Message>;
using Context = sim::Context<Message>;
using sim::ActorId;
using sim::Port;
using sim::Stake;

// The stake of a message that nothing is sent on for goes back to the clock that gave it out.
inline void give_back(Stake stake, LayerNumber layer, Sample sample, std::optional<Port> report,
                      Context& context) {
  if (!stake.any() || !report) return;
  context.send(
      *report,
      sim::Report{
          .kind = sim::ReportKind::kReturned, .layer = layer, .sample = sample, .stake = stake});
}

// Whether a message that a synapse brought is put off by the time that its processing takes. It is
// handled when it comes again, from oneself.
inline bool takes_time(sim::Duration processing, const Message& message, ActorId from,
                       Context& context) {
  const bool data =
      std::holds_alternative<Activity>(message) || std::holds_alternative<Target>(message);
  if (processing.ns == 0 || !data || from == context.self()) return false;
  context.after(processing, message);
  return true;
}

// Draws of the actor's own, (rows, columns).
template <class Scalar>
Matrix<Scalar> white_noise(Index rows, Index columns, Context& context) {
  Matrix<Scalar> out(rows, columns);
  for (Index i = 0; i < out.size(); ++i) {
    out.data()[i] = static_cast<Scalar>(context.random().normal());
  }
  return out;
}

}  // namespace neurons
