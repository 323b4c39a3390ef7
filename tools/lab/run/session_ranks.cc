// A run that several processes share, or actors that are ahead of what is told: who runs what, and
// what one rank has to hear from the others.
#include <fmt/format.h>

#include <utility>

#include "protocols/bad_input.h"
#include "tools/lab/data/evaluation.h"
#include "tools/lab/ranks/placement.h"
#include "tools/lab/run/session.h"
#include "tools/lab/setup/clock_plan.h"
#include "tools/lab/setup/wiring_of.h"
#include "tools/lab/watch/own_feedback.h"

namespace lab {
namespace {

void refuse_what_ranks_cannot(const protocols::Experiment& e, const RunOptions& options) {
  const auto refuse = [](const std::string& what, const std::string& hint) {
    throw protocols::BadInput(what + " cannot be shared among ranks\nhint: " + hint);
  };
  if (e.mode().has_wall()) refuse("a run in wall time", "-s 'mode.virtual={}'");
  if (e.has_probe()) {
    refuse("a run with a probe, which looks into all layers at every update",
           "run it in one process, without mpirun");
  }
  if (e.has_contract()) {
    refuse("a run with a contract, which compares all that is sent",
           "run it in one process, without mpirun");
  }
  if (options.loopback) {
    refuse("--loopback", "leave it out, or run it in one process");
  }
}

// Two threads that have as much to do each want groups of half the work; some slack.
constexpr double kShare = 0.6;

}  // namespace

// Whether actors are ahead is a matter of speed (sim/engine.h). A clock in another process is
// waited for between two instants, without blocking the loop.
bool Session::can_look_ahead(const neurons::WiringPlan& wiring) const {
  const bool learned = way_down_of(network_options_.rule) == neurons::WayDownKind::kLearned;
  const bool pays = options_.threads > 1 || options_.ranks != nullptr;
  return pays && !wiring.clock.oracle && !learned && !experiment_.mode().has_wall() &&
         !experiment_.clock().has_remote() && !options_.loopback && options_.detour == nullptr;
}

void Session::spread(const protocols::Config& config) {
  Ranks* const ranks = options_.ranks;
  if (ranks == nullptr && !options_.place.empty()) {
    throw protocols::BadInput(
        "--place needs several ranks\nhint: mpirun -n 2 gaitsim run ... --place 'feedback*=1'");
  }
  if (ranks != nullptr) refuse_what_ranks_cannot(experiment_, options_);
  const neurons::WiringPlan wiring = wiring_of(config);
  const Placement placement = place(network_options_, wiring, network_->reaches(),
                                    {.ranks = ranks == nullptr ? 1 : ranks->size(),
                                     .batch = experiment_.data().batch(),
                                     .wanted = options_.place});
  if (ranks != nullptr) {
    partition_.emplace(*ranks, placement.rank_of);
    network_->engine().share(*partition_);
    if (leads() && !placement.remark.empty()) status_.say("note", placement.remark);
  }
  if (!can_look_ahead(wiring)) return;
  network_->look_ahead(sim::find_lookahead(placement.work, network_->reaches(),
                                           options_.threads > 1 ? kShare : 1, placement.rank_of));
}

// The weights of every layer from where it runs.
void Session::gather() {
  const std::uint64_t now = network_->engine().traffic().received;
  if (gathered_at_ == now) return;
  gathered_at_ = now;
  weights_ = weights_of(*network_);
  feedback_ = feedback_of(*network_);
  if (!partition_) return;
  sim::Archive own;
  for (sim::Layer l = 1; l <= network_->layers(); ++l) {
    const auto i = static_cast<std::size_t>(l - 1);
    bool forward = partition_->runs(network_->feedforward_of(l));
    bool back = partition_->runs(network_->feedback_of(l));
    own(forward, back);
    if (forward) own(weights_[i]);
    if (back) own(feedback_[i]);
  }
  for (const std::string& part : partition_->gather(own.take())) {
    sim::Archive theirs(part);
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      bool forward = false, back = false;
      theirs(forward, back);
      if (forward) theirs(weights_[i]);
      if (back) theirs(feedback_[i]);
    }
  }
}

void Session::let_go_of_weights() {
  weights_.clear();
  feedback_.clear();
  gathered_at_.reset();
}

// What rank 0 was asked for holds from this window on, everywhere.
void Session::agree() {
  if (!partition_) return;
  const Wishes& agreed = partition_->agreed();
  interrupts_ = std::max(interrupts_, int{agreed.interrupts});
  if (agreed.checkpoint) checkpoint_wanted_ = true;
  wishes_.checkpoint = false;
}

// Whether the clock that presents has asked for more samples than there are. It runs on rank 0.
bool Session::is_at_the_end() { return as_rank_0(network_->clock().at_the_end()); }

// What all must decide alike, and only rank 0 knows.
bool Session::as_rank_0(bool here) {
  return partition_ ? options_.ranks->from_first(here ? "1" : "0") == "1" : here;
}

// What every actor waits for, in the order of actors.
std::vector<std::string> Session::waiting() {
  const sim::Engine<Message>& engine = network_->engine();
  std::vector<std::string> out(engine.actors());
  for (std::uint32_t i = 0; i < engine.actors(); ++i) {
    const std::string wanted = engine.actor({i}).waiting_for();
    if (!wanted.empty())
      out[i] = fmt::format("  {} waits for {}\n", network_->name_of({i}), wanted);
  }
  if (!partition_) return out;
  sim::Archive own;
  own(out);
  const std::vector<std::string> parts = partition_->gather(own.take());
  for (std::size_t rank = 0; rank < parts.size(); ++rank) {
    sim::Archive theirs(parts[rank]);
    std::vector<std::string> lines;
    theirs(lines);
    for (std::uint32_t i = 0; i < lines.size(); ++i) {
      if (partition_->rank_of({i}) == rank) out[i] = lines[i];
    }
  }
  return out;
}

}  // namespace lab
