#include "tools/lab/trace/event_columns.h"

#include <algorithm>

#include "protocols/trace.pb.h"
#include "tools/lab/trace/differences.h"

namespace lab::trace {
namespace {

constexpr std::uint64_t kActorBits = 64;

std::uint64_t bit_of(sim::ActorId actor) {
  return actor == sim::kOutside ? 0 : std::uint64_t{1} << (actor.value % kActorBits);
}

}  // namespace

void EventColumns::add(const EventRow& row) {
  if (rows_++ == 0) {
    first_ = row.number;
    t_min_ = row.sent.ns;
    t_max_ = row.at.ns;
  }
  t_max_ = std::max(t_max_, row.at.ns);
  EventBase::OfLink& last = base_.link(row.link);
  add_place(row);
  columns_[kKind].add(row.kind);
  columns_[kDetail].add(row.detail);
  columns_[kSample].add_signed(step(row.sample, last.sample));
  add_times(row, last);
  add_cause(row);
  columns_[kVersion].add_signed(step(wrapped(row.version), last.version));
  columns_[kFeedbackVersion].add_signed(step(wrapped(row.feedback_version), last.feedback_version));
  columns_[kBytes].add_signed(step(wrapped(row.bytes), last.bytes));
}

void EventColumns::add_place(const EventRow& row) {
  const bool linked = row.link != sim::kNoLink;
  columns_[kLink].add(linked ? row.link.value + 1 : 0);
  if (!linked) {
    columns_[kFrom].add(row.id.from.value + 1);
    columns_[kTo].add(row.to.value);
  }
  columns_[kNth].add_signed(step(wrapped(row.id.nth), base_.sender(row.id.from).nth) - 1);
  actors_ |= bit_of(row.id.from) | bit_of(row.to);
}

void EventColumns::add_times(const EventRow& row, EventBase::OfLink& last) {
  columns_[kSent].add_signed(step(row.sent.ns, base_.sent));
  columns_[kSentMicrostep].add(row.sent.microstep);
  columns_[kFlight].add_signed(step(row.at.ns - row.sent.ns, last.flight));
  columns_[kReceivedMicrostep].add(row.at.microstep);
  columns_[kFate].add(static_cast<std::uint64_t>(row.fate));
}

void EventColumns::add_cause(const EventRow& row) {
  columns_[kCause].add(row.cause.from.value + 1);
  columns_[kCauseNth].add_signed(
      step(wrapped(row.cause.nth), base_.sender(row.cause.from).cause_nth));
}

std::string EventColumns::take() {
  std::string body;
  Column first;
  first.add(1 << 3);  // field 1, a varint
  first.add(first_);
  body += first.bytes();
  for (int field = kLink; field < kFields; ++field) columns_[field].move_to(body, field);
  base_ = {};
  rows_ = 0;
  actors_ = 0;
  return body;
}

namespace {

using protocols::trace::Events;

bool has_equal_columns(const Events& e) {
  const int rows = e.link_size();
  for (const int size :
       {e.nth_size(), e.kind_size(), e.detail_size(), e.sample_size(), e.sent_size(),
        e.sent_microstep_size(), e.flight_size(), e.received_microstep_size(), e.fate_size(),
        e.cause_size(), e.cause_nth_size(), e.version_size(), e.feedback_version_size(),
        e.bytes_size()}) {
    if (size != rows) return false;
  }
  const auto unlinked = std::count(e.link().begin(), e.link().end(), 0u);
  return e.from_size() == unlinked && e.to_size() == unlinked;
}

// Numbers must name what the header names; anything else may be any number.
bool has_known_names(const Events& e, std::size_t links, std::size_t actors) {
  const auto known = [&](std::uint32_t one_more) { return one_more <= actors; };
  return std::ranges::all_of(e.link(), [&](std::uint32_t link) { return link <= links; }) &&
         std::ranges::all_of(e.from(), known) && std::ranges::all_of(e.cause(), known) &&
         std::ranges::all_of(e.to(), [&](std::uint32_t to) { return to < actors; }) &&
         std::ranges::all_of(e.fate(), [](std::uint32_t fate) {
           return fate <= static_cast<std::uint32_t>(sim::Fate::kDown);
         });
}

// Rows one after the other: every row needs what came before.
class Rows {
 public:
  Rows(const Events& events, const std::vector<LinkEnds>& links) : e_(events), links_(links) {}

  EventRow next() {
    EventRow row;
    row.number = e_.first() + static_cast<std::uint64_t>(i_);
    place(row);
    EventBase::OfLink& last = base_.link(row.link);
    row.kind = e_.kind(i_);
    row.detail = e_.detail(i_);
    row.sample = undo_step(e_.sample(i_), last.sample);
    times(row, last);
    row.cause.from.value = e_.cause(i_) - 1;
    row.cause.nth = static_cast<std::uint64_t>(
        undo_step(e_.cause_nth(i_), base_.sender(row.cause.from).cause_nth));
    row.version = static_cast<std::uint64_t>(undo_step(e_.version(i_), last.version));
    row.feedback_version =
        static_cast<std::uint64_t>(undo_step(e_.feedback_version(i_), last.feedback_version));
    row.bytes = static_cast<std::uint64_t>(undo_step(e_.bytes(i_), last.bytes));
    ++i_;
    return row;
  }

 private:
  void place(EventRow& row) {
    row.link.value = e_.link(i_) - 1;
    if (row.link == sim::kNoLink) {
      row.id.from.value = e_.from(unlinked_) - 1;
      row.to.value = e_.to(unlinked_++);
    } else {
      row.id.from = links_[row.link.value].from;
      row.to = links_[row.link.value].to;
    }
    row.id.nth =
        static_cast<std::uint64_t>(undo_step(sum(e_.nth(i_), 1), base_.sender(row.id.from).nth));
  }

  void times(EventRow& row, EventBase::OfLink& last) {
    row.sent = {undo_step(e_.sent(i_), base_.sent), e_.sent_microstep(i_)};
    row.at = {sum(row.sent.ns, undo_step(e_.flight(i_), last.flight)), e_.received_microstep(i_)};
    row.fate = static_cast<sim::Fate>(e_.fate(i_));
  }

  const Events& e_;
  const std::vector<LinkEnds>& links_;
  EventBase base_;
  int i_ = 0, unlinked_ = 0;
};

}  // namespace

std::optional<std::vector<EventRow>> parse_events(std::string_view body,
                                                  const std::vector<LinkEnds>& links,
                                                  std::size_t actors) {
  Events events;
  if (!events.ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
  if (!has_equal_columns(events) || !has_known_names(events, links.size(), actors)) {
    return std::nullopt;
  }
  std::vector<EventRow> out;
  out.reserve(static_cast<std::size_t>(events.link_size()));
  Rows rows(events, links);
  for (int i = 0; i < events.link_size(); ++i) out.push_back(rows.next());
  return out;
}

}  // namespace lab::trace
