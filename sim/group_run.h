// What one group of actors did in a window. A group that handles an event may cause others in the
// same window, but only for itself.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <iterator>
#include <list>
#include <stdexcept>
#include <utility>
#include <vector>

#include "sim/actor.h"

namespace sim {

template <class Message>
class GroupRun {
 public:
  using Sent = typename Outbox<Message>::Sent;
  using Span = typename Outbox<Message>::Span;
  // An event, the slices of the outbox that it caused, and why its actor could not handle it.
  struct Handled {
    const Event<Message>* event = nullptr;
    Span begin = {}, end = {};
    std::exception_ptr failure = nullptr;
  };

  // "number" is that of the group. REQUIRES: it is new, or cleared.
  void start(std::uint32_t number, Time window_end) {
    number_ = number;
    end_ = window_end;
  }
  void clear() {
    due_.clear();
    handled_.clear();
    own_.clear();
    out_.clear();
  }

  // From the queue; it stays where it is as long as the window.
  void add(const Event<Message>& event) {
    if (due_.empty()) first_receiver_ = event.key.to;
    due_.push_back(&event);
  }

  // Handles all that is due in the window by handle(event, out), which adds one span to the
  // outbox. The first failure ends it.
  template <class Handle>
  void run(const Handle& handle) {
    std::make_heap(due_.begin(), due_.end(), later);
    while (!due_.empty()) {
      std::pop_heap(due_.begin(), due_.end(), later);
      const Event<Message>* const event = due_.back();
      due_.pop_back();
      handled_.push_back({.event = event, .begin = reached()});
      try {
        handle(*event, out_);
      } catch (...) {
        return fail(std::current_exception());
      }
      handled_.back().end = reached();
      for (std::size_t i = handled_.back().begin.sent_end; i < out_.sent.size(); ++i) {
        take_own(out_.sent[i]);
      }
    }
  }

  // The same events in the same order, whose outcome came from elsewhere; the last of them may
  // have failed.
  void follow(Outbox<Message> outcome, const std::exception_ptr& failure) {
    std::size_t at = 0, sent = 0, notes = 0;
    run([&](const Event<Message>&, Outbox<Message>& out) {
      if (at == outcome.spans.size() && failure) std::rethrow_exception(failure);
      SIM_CHECK(at < outcome.spans.size(), "group", number_, "events", outcome.spans.size());
      const Span span = outcome.spans[at++];
      for (; sent < span.sent_end; ++sent) out.sent.push_back(std::move(outcome.sent[sent]));
      for (; notes < span.notes_end; ++notes) out.notes.push_back(outcome.notes[notes]);
      out.spans.push_back(span);
    });
  }

  // One that was handled, and what it caused. Reading adds one.
  // Throws std::runtime_error for a failure, which is no state.
  void write(Archive& a, const Handled& handled) const {
    if (handled.failure) throw std::runtime_error("an actor is about to fail");
    const auto at = [](const auto& all, std::size_t i) {
      return all.begin() + static_cast<std::ptrdiff_t>(i);
    };
    const auto [begin, end] = std::pair(handled.begin, handled.end);
    Event<Message> event = *handled.event;
    std::vector<Sent> sent(at(out_.sent, begin.sent_end), at(out_.sent, end.sent_end));
    std::vector<Note> notes(at(out_.notes, begin.notes_end), at(out_.notes, end.notes_end));
    a(event, sent, notes);
  }
  void read(Archive& a) {
    std::vector<Sent> sent;
    std::vector<Note> notes;
    a(own_.emplace_back(), sent, notes);
    handled_.push_back({.event = &own_.back(), .begin = reached()});
    std::move(sent.begin(), sent.end(), std::back_inserter(out_.sent));
    out_.notes.insert(out_.notes.end(), notes.begin(), notes.end());
    out_.spans.push_back({out_.sent.size(), out_.notes.size()});
    handled_.back().end = reached();
  }

  std::uint32_t number() const { return number_; }
  ActorId first_receiver() const { return first_receiver_; }
  const std::vector<Handled>& handled() const { return handled_; }
  // Of the last that it handled; null: none.
  std::exception_ptr failure() const {
    return handled_.empty() ? nullptr : handled_.back().failure;
  }
  Outbox<Message>& out() { return out_; }
  const Outbox<Message>& out() const { return out_; }

 private:
  static bool later(const Event<Message>* a, const Event<Message>* b) { return a->key > b->key; }

  Span reached() const { return out_.spans.empty() ? Span{} : out_.spans.back(); }

  // Nothing that the handler did before it failed is told.
  void fail(const std::exception_ptr& failure) {
    out_.sent.resize(handled_.back().begin.sent_end);
    out_.notes.resize(handled_.back().begin.notes_end);
    handled_.back().end = handled_.back().begin;
    handled_.back().failure = failure;
  }

  void take_own(const Sent& sent) {
    if (is_lost(sent.fate) || !(sent.event.key.at < end_)) return;
    own_.push_back(sent.event);
    due_.push_back(&own_.back());
    std::push_heap(due_.begin(), due_.end(), later);
  }

  std::uint32_t number_ = 0;
  ActorId first_receiver_;
  Time end_;
  std::vector<const Event<Message>*> due_;  // a heap
  std::vector<Handled> handled_;
  std::list<Event<Message>> own_;  // caused within the window
  Outbox<Message> out_;            // one span for each of those that were handled
};

}  // namespace sim
