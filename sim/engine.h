// The engine: finds the next instant, lets its actors run, merges what they sent.
// It is a template over the message and knows nothing of what a message means.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/actor.h"
#include "sim/event_queue.h"
#include "sim/executor.h"
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

  // An event from outside the network, received a microstep from now or after a delay.
  // REQUIRES: not called while a window runs.
  void inject(ActorId to, Message message, Duration delay = {}) {
    const EventKey key{now_ + delay, to, kOutside, injected_++};
    typename Outbox<Message>::Sent sent{{key, EventId{}, now_, kNoLink, std::move(message)},
                                        Fate::kQueued};
    merge(sent);
  }

  // When the next event is due, if one is left.
  std::optional<Time> next_time() const {
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

  // Handles every event of the next instant. False if none is left.
  bool run_window() {
    if (queue_.empty()) return false;
    const Due first = take_first();
    if (queue_.next_is_at(now_)) {
      run_together(first);
    } else {
      run_alone(first);
    }
    for (Observer<Message>* observer : observers_) observer->on_window_end(now_);
    SIM_CHECK(traffic_.sent == traffic_.received + traffic_.lost + queue_.size(), traffic_.sent,
              traffic_.received, traffic_.lost, queue_.size());
    return true;
  }

  Time now() const { return now_; }
  const Traffic& traffic() const { return traffic_; }
  std::uint64_t in_flight() const { return queue_.size(); }
  std::size_t actors() const { return seats_.size(); }
  const Actor<Message>& actor(ActorId id) const { return *seats_.at(id.value).actor; }

  // The whole state, between two windows: that of actors and links, and all that is in flight. To
  // be read by an engine of the same seed, with the same actors and links, to which nothing was
  // sent yet. Observers are not in it.
  void archive(Archive& a) {
    a.mark("engine");
    a(now_, injected_, traffic_);
    for (Seat& seat : seats_) {
      a(seat.desk);
      seat.actor->archive(a);
    }
    a.mark("in flight");
    if (a.reads()) SIM_CHECK(queue_.empty(), "in flight", queue_.size());
    a(queue_);
    if (a.reads())
      queue_.visit([this](const Event<Message>& event) { require_receiver(event.key); });
  }

  template <class Visitor>
  void visit_in_flight(Visitor&& visitor) const {
    queue_.visit(visitor);
  }

 private:
  struct Seat {
    std::unique_ptr<Actor<Message>> actor;
    Desk desk;

    void prefetch() const {
      __builtin_prefetch(actor.get());
      __builtin_prefetch(desk.links.data());
      __builtin_prefetch(reinterpret_cast<const char*>(desk.links.data()) + 64);
    }
  };
  using Span = typename Outbox<Message>::Span;
  struct Group {  // the events of one actor in this window
    std::size_t begin, end;
  };

  Due take_first() {
    const Due due = queue_.take();
    const Time at = queue_[due].key.at;
    SIM_CHECK(at > now_, "an event for the past", at.ns, now_.ns);
    now_ = at;
    if (const Due* soon = queue_.ahead(7)) __builtin_prefetch(&seats_[soon->to]);
    if (const Due* soon = queue_.ahead(4)) seats_[soon->to].prefetch();
    return due;
  }

  // Most instants have one event.
  void run_alone(const Due& due) {
    if (outboxes_.empty()) outboxes_.resize(1);
    Outbox<Message>& out = outboxes_.front();
    const Event<Message>& event = queue_[due];
    receive(seats_[due.to], event, out);
    merge(event, out, out.spans.front(), {});
    queue_.release(due);
    out.clear();
  }

  void require_receiver(const EventKey& key) const {
    SIM_CHECK(key.to.value < seats_.size(), "to", key.to.value);
  }

  // All events of one instant. Whatever they cause comes at least a microstep later, so the
  // actors cannot disturb each other within it.
  void run_together(const Due& first) {
    take_window(first);
    if (groups_.size() == 1) {
      run_group(0);
    } else {
      executor_.run_all(groups_.size(), [this](std::size_t i) { run_group(i); });
    }
    for (std::size_t i = 0; i < groups_.size(); ++i) merge_group(i);
  }

  void take_window(const Due& first) {
    window_.assign({first});
    groups_.assign({{0, 1}});
    while (queue_.next_is_at(now_)) {
      window_.push_back(queue_.take());
      const std::size_t last = window_.size() - 1;
      if (window_[last - 1].to != window_[last].to) groups_.push_back({last, last});
      groups_.back().end = last + 1;
    }
    if (outboxes_.size() < groups_.size()) outboxes_.resize(groups_.size());
  }

  void run_group(std::size_t index) {
    const Group group = groups_[index];
    Seat& seat = seats_[window_[group.begin].to];
    for (std::size_t i = group.begin; i < group.end; ++i) {
      receive(seat, queue_[window_[i]], outboxes_[index]);
    }
  }

  void receive(Seat& seat, const Event<Message>& event, Outbox<Message>& out) {
    Context<Message> context(event, seat.desk, out);
    seat.actor->receive(event.message, event.key.from, context);
    out.spans.push_back({out.sent.size(), out.notes.size()});
  }

  void merge_group(std::size_t index) {
    const Group group = groups_[index];
    Outbox<Message>& out = outboxes_[index];
    Span done{0, 0};
    for (std::size_t i = group.begin; i < group.end; ++i) {
      const Span span = out.spans[i - group.begin];
      merge(queue_[window_[i]], out, span, done);
      queue_.release(window_[i]);
      done = span;
    }
    out.clear();
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

  void merge(typename Outbox<Message>::Sent& sent) {
    ++traffic_.sent;
    for (Wire<Message>* wire : wires_) wire->pass(sent.event);
    for (Observer<Message>* observer : observers_) observer->on_send(sent.event, sent.fate);
    if (is_lost(sent.fate)) {
      ++traffic_.lost;
      return;
    }
    require_receiver(sent.event.key);
    queue_.push(std::move(sent.event));
  }

  const std::uint64_t seed_;
  Executor& executor_;
  std::vector<Wire<Message>*> wires_;
  std::vector<Observer<Message>*> observers_;

  std::vector<Seat> seats_;
  std::uint32_t links_ = 0;
  std::uint64_t injected_ = 0;

  Time now_;  // everything up to here has been handled
  EventQueue<Message> queue_;
  Traffic traffic_;

  std::vector<Due> window_;  // in key order
  std::vector<Group> groups_;
  std::vector<Outbox<Message>> outboxes_;  // one for each group of the largest window so far
};

}  // namespace sim
