// The engine: finds the next window, lets its actors run, and merges what they did, instant by
// instant: to whoever watches, a window is an instant, however far its actors are ahead of that.
// It is a template over the message and knows nothing of what a message means.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/actor.h"
#include "sim/engine_parts.h"
#include "sim/event_queue.h"
#include "sim/executor.h"
#include "sim/partition.h"
#include "sim/seat.h"
#include "sim/window.h"
#include "sim/wire.h"

namespace sim {

// Counts of events; sent = received + lost + in flight, always.
struct Traffic {
  std::uint64_t sent = 0, received = 0, lost = 0;
  template <class A>
  void archive(A& a) {
    a(sent, received, lost);
  }
};

template <class Message>
class Engine {
 public:
  // "executor" must outlive the engine.
  Engine(std::uint64_t seed, Executor& executor) : seed_(seed), executor_(executor) {}

  ActorId add(std::unique_ptr<Actor<Message>> actor) {
    const ActorId id{static_cast<std::uint32_t>(seats_.size())};
    seats_.push_back({std::move(actor), {id, Random(seed_, id.value, Purpose::kModel), 0, {}}});
    return id;
  }

  // A new link. Its number says how many links were made before it. Returns the sender's port.
  // A link to kAnyone is a medium: its sender names the receiver with each message.
  Port connect(ActorId from, ActorId to, const LinkLaw& law) {
    return connect(from, to, std::make_shared<const LinkLaw>(law));
  }
  // The same, with a law that many links share.
  Port connect(ActorId from, ActorId to, std::shared_ptr<const LinkLaw> law) {
    SIM_CHECK(from.value < seats_.size() && (to.value < seats_.size() || to == kAnyone), from.value,
              to.value);
    std::vector<OutLink>& links = seats_[from.value].desk.links;
    links.push_back({LinkId{links_}, to, LinkDice(std::move(law), seed_, links_)});
    ++links_;
    return Port{static_cast<std::uint32_t>(links.size() - 1)};
  }

  // Watchers are told in the order in which they were added. "observer" must outlive the engine.
  void watch(Observer<Message>& observer) { observers_.push_back(&observer); }

  // Every event passes through the wires when it is sent, in the order in which they were added.
  // "wire" must outlive the engine.
  void use(Wire<Message>& wire) { wires_.push_back(&wire); }

  // Actors may be ahead of now() by less than this, for the sake of those that run beside them. It
  // changes nothing that observers are told. REQUIRES: before the first window; no wire changes
  // when events are received; nothing is injected from then on.
  void look_ahead(Lookahead lookahead) {
    SIM_CHECK(lookahead.group_of.empty() || lookahead.group_of.size() == seats_.size(),
              lookahead.group_of.size(), seats_.size());
    window_.use(std::move(lookahead));
  }

  // From now on some of the actors run elsewhere. "partition" must outlive the engine.
  // REQUIRES: before the first window; every message can be sent to where its receiver runs.
  void share(Partition<Message>& partition) { partition_ = &partition; }

  // An event from outside the network, received a microstep from now or after a delay.
  // REQUIRES: not called while a window runs, nor when actors are ahead.
  void inject(ActorId to, Message message, Duration delay = {}) {
    SIM_CHECK(window_.is_over(), "injected into a window", now_.ns);
    const EventKey key{now_ + delay, to, kOutside, injected_++};
    typename Outbox<Message>::Sent sent{{key, EventId{}, now_, kNoLink, std::move(message)},
                                        Fate::kQueued};
    merge(sent);
  }

  // When the next event is due, if one is left.
  std::optional<Time> next_time() const {
    if (!window_.is_over()) return window_.next().key().at;
    return queue_.empty() ? std::nullopt : std::optional(queue_.next_key().at);
  }

  // The parts of a window, for those who drive it by wall time (asio_wall_driver.h):
  // the next event leaves the queue ..
  Event<Message> take() { return queue_.pop(); }
  // .. its actor handles it: on any thread, but one event of an actor at a time ..
  Outbox<Message> handle(const Event<Message>& event) {
    Outbox<Message> out;
    receive(seats_[event.key.to.value], event, out);
    return out;
  }
  // .. and what came of it is merged, at a time that is never before that of the last one.
  void conclude(const Event<Message>& event, Outbox<Message> out, Time now) {
    now_ = now;
    merge(event, out, out.spans.front(), {});
    for (Observer<Message>* observer : observers_) observer->on_window_end(now_);
  }

  // Tells of every event of the next instant, which have been handled then. False if none is left.
  bool run_window() {
    if (window_.is_over() && !begin_window()) return false;
    if (!window_.is_over()) tell_instant();
    for (Observer<Message>* observer : observers_) observer->on_window_end(now_);
    SIM_CHECK(traffic_.sent == traffic_.received + traffic_.lost + in_flight(), traffic_.sent,
              traffic_.received, traffic_.lost, in_flight());
    return true;
  }

  Time now() const { return now_; }
  const Traffic& traffic() const { return traffic_; }
  std::uint64_t in_flight() const { return queue_.size() + ahead_; }
  std::size_t actors() const { return seats_.size(); }
  const Actor<Message>& actor(ActorId id) const { return *seats_.at(id.value).actor; }

  // The whole state, between two instants: that of actors and links, and all that is in flight. To
  // be read by an engine of the same seed, with the same actors and links, to which nothing was
  // sent yet, however many processes share it. Observers are not in it.
  void archive(Archive& a) {
    a.mark("engine");
    a(now_, injected_, traffic_, ahead_);
    EngineParts<Message>(seats_, queue_, window_, partition_).archive(a);
  }

  // In no order.
  template <class Visitor>
  void visit_in_flight(Visitor&& visitor) const {
    queue_.visit(visitor);
    window_.visit([&](const auto& step) {
      if (step.handled->event->sent <= now_) visitor(*step.handled->event);
    });
  }

 private:
  using Span = typename Outbox<Message>::Span;
  using Sent = typename Outbox<Message>::Sent;
  using Group = GroupRun<Message>;

  bool begin_window() {
    if (queue_.empty()) return false;
    const Due first = take_first();
    const Time end = window_.end_from(now_);
    const bool together = partition_ != nullptr || queue_.next_is_before(end);
    together ? run_together(first, end) : run_alone(first);
    return true;
  }

  Due take_first() {
    const Due due = queue_.take();
    const Time at = queue_[due].key.at;
    SIM_CHECK(at > now_, "an event for the past", at.ns, now_.ns);
    now_ = at;
    if (const Due* soon = queue_.ahead(7)) __builtin_prefetch(&seats_[soon->to]);
    if (const Due* soon = queue_.ahead(4)) seats_[soon->to].prefetch();
    return due;
  }

  // Most windows have one event.
  void run_alone(const Due& due) {
    const Event<Message>& event = queue_[due];
    alone_.clear();
    ahead_ = 1;  // also if it fails
    receive(seats_[due.to], event, alone_);
    ahead_ = 0;
    merge(event, alone_, alone_.spans.front(), {});
    queue_.release(due);
  }

  // All events of a window, those of a group in one job. Whatever they cause in other groups comes
  // after it, so the groups cannot disturb each other within it.
  void run_together(const Due& first, Time end) {
    window_.start(end);
    taken_.assign({first});
    while (queue_.next_is_before(end)) taken_.push_back(queue_.take());
    ahead_ = taken_.size();
    for (const Due& due : taken_) window_.add(queue_[due]);
    run_groups();
    window_.put_in_order();
  }

  void run_groups() {
    here_.clear();
    for (Group* group : window_.groups()) {
      if (runs_here(partition_, group->first_receiver())) here_.push_back(group);
    }
    const auto run = [&](std::size_t i) {
      here_[i]->run([this](const Event<Message>& event, Outbox<Message>& out) {
        receive(seats_[event.key.to.value], event, out);
      });
    };
    here_.size() == 1 ? run(0) : executor_.run_all(here_.size(), run);
    if (partition_ != nullptr) partition_->exchange(window_.groups());
  }

  void receive(Seat<Message>& seat, const Event<Message>& event, Outbox<Message>& out) {
    Context<Message> context(event, seat.desk, out);
    seat.actor->receive(event.message, event.key.from, context);
    out.spans.push_back({out.sent.size(), out.notes.size()});
  }

  void tell_instant() {
    now_ = window_.next().key().at;
    window_.require_success(now_);
    while (!window_.is_over() && window_.next().key().at == now_) {
      const auto step = window_.next();
      window_.pass();
      --ahead_;
      merge(*step.handled->event, step.group->out(), step.handled->end, step.handled->begin);
    }
    if (window_.is_over()) end_window();
  }

  void end_window() {
    for (const Due& due : taken_) queue_.release(due);
    taken_.clear();
    window_.start(now_);
  }

  // What one event caused: the slice of an outbox from `begin` to `end`.
  void merge(const Event<Message>& event, Outbox<Message>& out, Span end, Span begin) {
    ++traffic_.received;
    for (Observer<Message>* observer : observers_) observer->on_receive(event);
    for (std::size_t i = begin.notes_end; i < end.notes_end; ++i) {
      for (auto* observer : observers_) observer->on_note(out.notes[i], event.key);
    }
    for (std::size_t i = begin.sent_end; i < end.sent_end; ++i) merge(out.sent[i]);
  }

  void merge(Sent& sent) {
    ++traffic_.sent;
    for (Wire<Message>* wire : wires_) wire->pass(sent.event);
    for (Observer<Message>* observer : observers_) observer->on_send(sent.event, sent.fate);
    if (is_lost(sent.fate)) {
      ++traffic_.lost;
      return;
    }
    require_receiver(seats_, sent.event.key);
    if (window_.holds(sent.event.key)) {
      ++ahead_;
    } else {
      queue_.push(std::move(sent.event));
    }
  }

  const std::uint64_t seed_;
  Executor& executor_;
  Partition<Message>* partition_ = nullptr;
  std::vector<Wire<Message>*> wires_;
  std::vector<Observer<Message>*> observers_;

  typename EngineParts<Message>::Seats seats_;
  std::uint32_t links_ = 0;
  std::uint64_t injected_ = 0;

  Time now_;  // everything up to here has been told
  EventQueue<Message> queue_;
  Traffic traffic_;
  Outbox<Message> alone_;  // of an event that has its window to itself

  Window<Message> window_;    // what was handled ahead of now_
  std::vector<Group*> here_;  // of its groups, those that run in this process
  std::vector<Due> taken_;    // from the queue, for it
  std::uint64_t ahead_ = 0;   // sent, and handled, but not told of as received
};

}  // namespace sim
