// What a run records of itself.
#include <fmt/format.h>

#include <utility>

#include "tools/lab/data/evaluation.h"
#include "tools/lab/files/look.h"
#include "tools/lab/run/session.h"

namespace lab {
namespace {

std::string trace_of(const std::string& name, std::size_t rank) {
  return fmt::format("{}.rank{}.gtrace", name, rank);
}

}  // namespace

// Every rank writes what its actors sent: gaitsim trace merge makes one of them.
std::string Session::trace_file() const {
  const std::string& name = experiment_.trace().file();
  return options_.ranks == nullptr ? name + ".gtrace" : trace_of(name, options_.ranks->rank());
}

bool Session::all_traces_are_there() const {
  if (options_.ranks == nullptr) return is_there(folder_.path() / trace_file());
  for (std::size_t rank = 0; rank < options_.ranks->size(); ++rank) {
    if (!is_there(folder_.path() / trace_of(experiment_.trace().file(), rank))) return false;
  }
  return true;
}

// The folder exists, and what an earlier run left in it is gone.
void Session::make_recorder() {
  const protocols::Trace& trace = experiment_.trace();
  const trace::RecorderOptions options{
      .file = folder_.path() / trace_file(),
      .limit = {.bytes = trace.max_bytes(), .ring = trace.when_full() == protocols::Trace::RING},
      .every = trace.whole_every(),
      .senders = trace.whole_from(),
      .goes_on = trace_goes_on(),
      .is_ours = partition_ ? [this](sim::ActorId actor) { return partition_->runs(actor); }
                            : std::function<bool(sim::ActorId)>()};
  recorder_ = std::make_unique<trace::TraceRecorder>(options, trace_header_);
}

// The numbers of an evaluation, over time; and what was recorded before is safe.
void Session::record(const Json& line) {
  const sim::Time now = network_->engine().now();
  for (const auto& [name, value] : line.items()) {
    if (name == "wall_seconds") continue;  // the same run gives the same trace
    if (value.is_number()) recorder_->count(name, now, value.get<double>());
    if (!value.is_array()) continue;
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value[i].is_number()) {
        recorder_->count(fmt::format("{}.{}", name, i + 1), now, value[i].get<double>());
      }
    }
  }
  recorder_->flush();
}

void Session::close_trace() {
  const sim::Engine<Message>& engine = network_->engine();
  protocols::trace::End end;
  end.set_ending(std::string(name_of(outcome_.ending)));
  const bool knows = leads() && !outcome_.alone;  // other ranks have not seen all weights
  if (knows && !experiment_.mode().has_wall()) {
    end.set_fingerprint(fmt::format("{:016x}", fingerprint()));
  }
  if (knows) end.set_weights_digest(weights_digest());
  end.set_now(engine.now().ns);
  end.set_now_microstep(engine.now().microstep);
  end.set_sent(engine.traffic().sent);
  end.set_received(engine.traffic().received);
  end.set_lost(engine.traffic().lost);
  recorder_->end(end);
  recorder_->sync();
  say_trace_trouble();
}

// Once, and soon: whoever records a long run wants to know before its end.
void Session::say_trace_trouble() {
  if (!recorder_ || recorder_->trouble().empty() || std::exchange(trace_trouble_said_, true))
    return;
  status_.say("warning", fmt::format("trace: {}; nothing more is recorded", recorder_->trouble()));
}

Json Session::trace_facts() const {
  return {{"file", trace_file()},
          {"events", recorder_->events()},
          {"bytes", recorder_->bytes()},
          {"full", recorder_->is_full()},
          {"trouble", recorder_->trouble().empty() ? Json() : Json(recorder_->trouble())}};
}

}  // namespace lab
