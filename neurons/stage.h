// Short names for actors of this message.
#pragma once

#include "neurons/messages.h"
#include "sim/actor.h"

namespace neurons {

using Actor = sim::Actor<Message>;
using Context = sim::Context<Message>;
using sim::ActorId;
using sim::Port;

}  // namespace neurons
