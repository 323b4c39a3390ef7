#include "tools/lab/trace/ask/event_diff.h"

#include <utility>

#include "sim/fingerprint.h"

namespace lab::trace {
namespace {

bool differ(std::optional<std::uint64_t> a, std::optional<std::uint64_t> b) {
  return a && b && *a != *b;
}

std::uint64_t content_of(const EventRow& row) {
  sim::Hash hash;
  for (const std::uint64_t word :
       {std::uint64_t{row.to.value}, std::uint64_t{row.link.value}, std::uint64_t{row.kind},
        std::uint64_t{row.detail}, static_cast<std::uint64_t>(row.sample),
        static_cast<std::uint64_t>(row.sent.ns), std::uint64_t{row.sent.microstep},
        static_cast<std::uint64_t>(row.at.ns), std::uint64_t{row.at.microstep},
        static_cast<std::uint64_t>(row.fate), std::uint64_t{row.cause.from.value}, row.cause.nth,
        row.version, row.feedback_version, row.bytes}) {
    hash.add(word);
  }
  return hash.value();
}

}  // namespace

std::vector<std::string> differing_fields(const Told& a, const Told& b) {
  std::vector<std::string> out;
  const auto compare = [&](const char* name, const auto& of_a, const auto& of_b) {
    if (of_a != of_b) out.emplace_back(name);
  };
  compare("name", a.row.id, b.row.id);
  compare("receiver", a.row.to, b.row.to);
  compare("link", a.row.link, b.row.link);
  compare("kind", a.row.kind, b.row.kind);
  compare("detail", a.row.detail, b.row.detail);
  compare("sample", a.row.sample, b.row.sample);
  compare("sent", a.row.sent, b.row.sent);
  compare("received", a.row.at, b.row.at);
  compare("fate", a.row.fate, b.row.fate);
  compare("cause", a.row.cause, b.row.cause);
  compare("version", a.row.version, b.row.version);
  compare("feedback version", a.row.feedback_version, b.row.feedback_version);
  compare("bytes", a.row.bytes, b.row.bytes);
  if (differ(a.digest, b.digest)) out.emplace_back("payload");
  return out;
}

Tally& Tally::operator+=(const Tally& other) {
  same += other.same;
  differ += other.differ;
  only_a += other.only_a;
  only_b += other.only_b;
  return *this;
}

void EventTally::add(const Told& event, std::size_t side) {
  auto& others = sides_[1 - side].waiting;
  const Waiting mine{event.row.kind, content_of(event.row), event.digest};
  const auto found = others.find(event.row.id);
  if (found == others.end()) return wait(event.row.id, mine, side);
  const Waiting other = found->second;
  others.erase(found);
  const bool same = other.kind == mine.kind && other.content == mine.content &&
                    !differ(other.digest, mine.digest);
  ++(same ? kinds_[mine.kind].same : kinds_[mine.kind].differ);
}

void EventTally::wait(const sim::EventId& id, const Waiting& event, std::size_t side) {
  Side& mine = sides_[side];
  mine.waiting.emplace(id, event);
  mine.oldest.push_back(id);
  while (mine.oldest.size() > kPending) {
    const auto found = mine.waiting.find(mine.oldest.front());
    mine.oldest.pop_front();
    if (found == mine.waiting.end()) continue;
    give_up(found->second, side);
    mine.waiting.erase(found);
  }
}

void EventTally::give_up(const Waiting& event, std::size_t side) {
  ++(side == 0 ? kinds_[event.kind].only_a : kinds_[event.kind].only_b);
}

std::map<std::uint32_t, Tally> EventTally::close() {
  for (std::size_t side = 0; side < sides_.size(); ++side) {
    for (const auto& [id, event] : sides_[side].waiting) give_up(event, side);
    sides_[side] = {};
  }
  return std::exchange(kinds_, {});
}

}  // namespace lab::trace
