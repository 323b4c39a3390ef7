// The words; neurons/wiring.cc has the links, protocols/run.proto the parameters.
#include "tools/lab/explain/link_catalogue.h"

namespace lab {
namespace {

constexpr LinkInfo kLinks[] = {
    {"feedforward.<l>", "activity", "from layer l-1 to layer l; layer 0 is the source"},
    {"feedforward.readout", "activity", "from the top layer to the readout"},
    {"local.<l>", "activity",
     "with slopes, or a coincidence: from feedforward to feedback population l"},
    {"feedback.<l>", "target",
     "from feedback population l (under dfa the top one) to that of layer l-1; l >= 2"},
    {"feedback.label", "target", "from the teacher to the top feedback population"},
    {"deliver.<l>", "target",
     "or a reconstruction: from feedback to feedforward population l, to its synapses"},
    {"transport.<l>", "weight_transport",
     "weights of layer l to its feedback population, if a rule needs them: not local"},
    {"clock.order.<l>", "order", "from the clock to layer l; 0 is the source, L+1 the teacher"},
    {"clock.report.<l>", "report", "from layer l to the clock"},
    {"clock.token.<l>.up", "token",
     "from the clock of layer l-1 to that of l, if every layer has one"},
    {"clock.token.<l>.down", "token", "from the clock of layer l to that of layer l-1"},
    {"clock.token.label", "token", "from the clock of the source to that of the teacher"},
    {"clock.stake.<l>", "report", "stakes from feedback population l to the clock, under credit"},
    {"clock.stake.readout", "report", "stakes from the readout to the clock, under credit"},
};

constexpr sim::Parameter kParameters[] = {
    {"delay.constant", "duration", "", "every message takes so long"},
    {"delay.uniform.from", "duration", "", "the shortest delay, all up to `to` are equally likely"},
    {"delay.uniform.to", "duration", "", "the longest delay"},
    {"delay.exponential.mean", "duration", "", "the mean of an exponential delay"},
    {"delay.lognormal.median", "duration", "", "half of the delays are shorter"},
    {"delay.lognormal.sigma", "number", "", "standard deviation of the logarithm"},
    {"delay.normal.mean", "duration", "", "the mean of a normal delay, before it is cut at zero"},
    {"delay.normal.sigma", "duration", "", "its standard deviation"},
    {"delay.minimum", "duration", "1ns", "no draw is shorter; a constant is itself"},
    {"loss", "probability", "0", "that a message is lost, each by itself"},
    {"duplicate", "probability", "0", "that a message is delivered twice"},
    {"bursts.p_enter", "probability", "",
     "that a burst of losses begins, asked before each message"},
    {"bursts.p_leave", "probability", "",
     "that it ends, asked likewise: its mean length is 1/p_leave"},
    {"bursts.loss_good", "probability", "0", "that a message is lost outside of bursts"},
    {"bursts.loss_bad", "probability", "1", "that a message is lost in a burst"},
    {"in_order", "true, false", "false", "nothing arrives before what was sent before it"},
    {"bandwidth", "B/s .. GB/s", "unlimited", "bytes per time; messages queue behind each other"},
    {"down.from", "duration", "", "since the start: what is sent then or later is lost"},
    {"down.to", "duration", "", "and what is sent then is not; several down blocks may be given"},
};

}  // namespace

std::span<const LinkInfo> known_links() { return kLinks; }

std::span<const sim::Parameter> link_parameters() { return kParameters; }

}  // namespace lab
