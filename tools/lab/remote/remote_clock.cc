#include "tools/lab/remote/remote_clock.h"

#include <algorithm>
#include <utility>

#include "protocols/clock_state.pb.h"
#include "tools/lab/clock/foreign_order.h"

namespace lab {
namespace {

namespace wire = protocols::clock;

wire::Signal wire_report(const sim::Report& report) {
  wire::Signal out;
  out.mutable_report()->set_kind(static_cast<wire::Report::Kind>(report.kind));
  out.mutable_report()->set_layer(report.layer);
  out.mutable_report()->set_sample(report.sample);
  out.mutable_report()->set_change_norm(report.change_norm);
  return out;
}

wire::Signal wire_timer(std::uint64_t number) {
  wire::Signal out;
  out.mutable_timer()->set_number(number);
  return out;
}

wire::Hello hello_of(const RemoteClock::Options& options, const sim::Topology& topology) {
  wire::Hello out;
  out.set_version(kClockProtocol);
  out.set_seed(options.seed);
  out.set_layers(topology.layers);
  out.set_samples(topology.samples);
  out.set_memory(topology.memory);
  for (const auto& [name, value] : options.parameters) {
    wire::Parameter& parameter = *out.add_parameter();
    parameter.set_name(name);
    parameter.set_value(value);
  }
  return out;
}

}  // namespace

RemoteClock::RemoteClock(const Options& options, const sim::Topology& topology)
    : dialogue_(options.remote, hello_of(options, topology)) {}

void RemoteClock::fail(const std::string& what) const {
  throw sim::ClockError("clock '" + std::string(name()) + "' " + what);
}

void RemoteClock::start(sim::ClockPort& port) {
  started_ = true;
  wire::Signal start;
  start.mutable_start();
  append(std::move(start), port);
}

// Stakes are given back by reports of their own: whoever gives none out has not to hear of them.
void RemoteClock::hear(const sim::Signal& signal, sim::ClockPort& port) {
  if (const auto* report = std::get_if<sim::Report>(&signal)) {
    if (report->kind != sim::ReportKind::kReturned) append(wire_report(*report), port);
  } else if (const auto* timer = std::get_if<sim::Timer>(&signal)) {
    if (flush_up_to(timer->number, port)) return;
    const auto known = waiting_.extract(timer->number);
    if (!known.empty()) append(wire_timer(known.mapped()), port);
  }
}

// The instant alone decides which batch it is, and not whether somebody has called ready().
void RemoteClock::append(wire::Signal signal, sim::ClockPort& port) {
  if (batches_.empty() || batches_.back().at != port.now()) {
    Batch& batch = batches_.emplace_back();
    batch.at = port.now();
    batch.flush = port.after({0});
    batch.signals.set_now_ns(batch.at.ns);
  }
  *batches_.back().signals.add_signal() = std::move(signal);
}

void RemoteClock::ask(Batch& batch) {
  if (batch.asked) return;
  batch.asked = true;
  wire::Request request;
  *request.mutable_signals() = batch.signals;
  dialogue_.ask(request);
}

bool RemoteClock::ready() {
  if (batches_.empty() || batches_.front().reply) return true;
  ask(batches_.front());
  return dialogue_.move();
}

// Afterwards there is room for another request.
void RemoteClock::settle() const {
  if (batches_.empty()) return;
  Batch& batch = batches_.front();
  if (batch.asked && !batch.reply) batch.reply = dialogue_.take();
}

// In virtual time it is the first one. In wall time a timer may overtake another; batches do not.
bool RemoteClock::flush_up_to(std::uint64_t timer, sim::ClockPort& port) {
  const auto ends_it = [timer](const Batch& batch) { return batch.flush == timer; };
  const auto last = std::find_if(batches_.begin(), batches_.end(), ends_it);
  if (last == batches_.end()) return false;
  for (auto left = last - batches_.begin() + 1; left > 0; --left) flush(port);
  return true;
}

void RemoteClock::flush(sim::ClockPort& port) {
  if (!batches_.front().reply) ask(batches_.front());
  settle();
  const Reply reply = *std::move(batches_.front().reply);
  batches_.pop_front();
  for (const wire::Action& action : reply.action()) act(action, port);
}

void RemoteClock::act(const wire::Action& action, sim::ClockPort& port) {
  switch (action.action_case()) {
    case wire::Action::kPresent:
      if (!port.present(action.present()) && refused_ == sim::kNoSample) {
        refused_ = action.present();
      }
      return;
    case wire::Action::kOrder:
      return order(action.order(), port);
    case wire::Action::kTimerAfterNs: {
      const auto delay = foreign_delay(std::string(name()), action.timer_after_ns());
      waiting_[port.after(delay)] = timers_++;
      return;
    }
    case wire::Action::ACTION_NOT_SET:
      fail("asked for an action that this gaitsim does not know");
  }
}

// The other side cannot know that a run ends early: orders of what there is not any more are void.
void RemoteClock::order(const wire::Order& order, sim::ClockPort& port) {
  if (refused_ != sim::kNoSample && order.sample() >= refused_) return;
  port.order(order.layer(), foreign_phase(std::string(name()), order.phase()), order.sample());
}

std::string RemoteClock::save() const {
  if (!started_) return {};
  settle();
  wire::Request request;
  request.mutable_save();
  dialogue_.ask(request);
  wire::RemoteState out;
  out.set_state(dialogue_.take().state());
  out.set_timers(timers_);
  out.set_refused(refused_);
  for (const auto& [here, there] : waiting_) {
    wire::WaitingTimer& timer = *out.add_waiting();
    timer.set_here(here);
    timer.set_there(there);
  }
  for (const Batch& batch : batches_) {
    wire::Batch& saved = *out.add_batch();
    saved.set_at_ns(batch.at.ns);
    saved.set_microstep(batch.at.microstep);
    saved.set_flush(batch.flush);
    saved.set_signals(batch.signals.SerializeAsString());
    saved.set_answered(batch.reply.has_value());
    if (batch.reply) saved.set_reply(batch.reply->SerializeAsString());
  }
  return out.SerializeAsString();
}

void RemoteClock::load(std::string_view state) {
  if (state.empty()) return;  // saved before the start
  wire::RemoteState saved;
  if (!saved.ParseFromArray(state.data(), static_cast<int>(state.size()))) {
    fail("cannot go on from a state that is none of a remote clock");
  }
  settle();
  wire::Request request;
  request.mutable_load()->set_state(saved.state());
  dialogue_.ask(request);
  dialogue_.take();
  started_ = true;
  timers_ = saved.timers();
  refused_ = saved.refused();
  waiting_.clear();
  for (const wire::WaitingTimer& timer : saved.waiting()) waiting_[timer.here()] = timer.there();
  batches_.clear();
  for (const wire::Batch& batch : saved.batch()) {
    Batch& out = batches_.emplace_back();
    out.at = {batch.at_ns(), batch.microstep()};
    out.flush = batch.flush();
    out.signals.ParseFromString(batch.signals());
    out.asked = batch.answered();
    if (batch.answered()) out.reply.emplace().ParseFromString(batch.reply());
  }
}

}  // namespace lab
