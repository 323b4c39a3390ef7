#include "tools/lab/trace/export/sample_life.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "protocols/bad_input.h"

namespace lab::trace {
namespace {

// The samples that messages of a selection belong to, from the first to the last.
struct Range {
  sim::Sample first = sim::kNoSample, last = sim::kNoSample;
};

Range samples_of(TraceFile& file, const Window& window) {
  Range range;
  for_each_event(file, window, [&](const EventRow& row) {
    if (row.sample == sim::kNoSample) return true;
    range.first = range.first < 0 ? row.sample : std::min(range.first, row.sample);
    range.last = std::max(range.last, row.sample);
    return true;
  });
  return range;
}

sim::Sample first_sample(TraceFile& file, const Window& window) {
  sim::Sample first = sim::kNoSample;
  for_each_note(file, window, [&](const NoteRow& row) {
    if (row.note.kind == sim::NoteKind::kPresented) first = row.note.sample;
    return first == sim::kNoSample;
  });
  return first != sim::kNoSample ? first : samples_of(file, window).first;
}

class Collector final : public Listener {
 public:
  Collector(const TraceFile& file, SampleLife& life) : file_(file), life_(life) {}

  void on_sent(const EventRow& row) override {
    if (file_.kind(row) == "order") begin_phase(row.id.from, row.sent, row);
    if (row.sample != life_.sample) return;
    if (life_.passages.size() == kMostPassages) {
      ++life_.left_out;
      return;
    }
    under_way_[row.id] = life_.passages.size();
    life_.passages.push_back({.row = row});
  }

  void on_received(const EventRow& row) override {
    if (const auto sent = under_way_.find(row.id); sent != under_way_.end()) {
      life_.passages[sent->second].arrived = true;
      under_way_.erase(sent);
    }
    if (file_.kind(row) == "order") begin_phase(row.to, row.at, row);
  }

  void on_noted(const NoteRow& row) override {
    if (row.note.sample == life_.sample) life_.notes.push_back(row);
  }

  // Phases that nothing has ended stay until the end of the picture.
  void finish() {
    for (const auto& [actor, span] : open_) {
      life_.phases[span].to = std::max(life_.phases[span].from, life_.to());
    }
  }

 private:
  // A clock is in the phase that it ordered last, whomever; it may tell many the same.
  void begin_phase(sim::ActorId actor, sim::Time at, const EventRow& order) {
    if (const auto open = open_.find(actor); open != open_.end()) {
      PhaseSpan& span = life_.phases[open->second];
      if (order.sample == life_.sample && order.detail == span.phase) return;
      span.to = at;
      open_.erase(open);
    }
    if (order.sample != life_.sample) return;
    open_[actor] = life_.phases.size();
    life_.phases.push_back({.actor = actor, .phase = order.detail, .from = at, .to = at});
  }

  const TraceFile& file_;
  SampleLife& life_;
  std::map<sim::EventId, std::size_t> under_way_;
  std::map<sim::ActorId, std::size_t> open_;  // the phase that an actor is in
};

}  // namespace

void fail_without(TraceFile& file, sim::Sample sample, const Window& window) {
  const Range range = samples_of(file, window);
  const std::string there = range.first < 0 ? "none"
                            : range.first == range.last
                                ? fmt::format("only {}", range.first)
                                : fmt::format("{} to {}", range.first, range.last);
  throw protocols::BadInput(fmt::format("trace '{}' holds no sample{}\nhint: it holds {} there",
                                        file.path().string(),
                                        sample < 0 ? "" : fmt::format(" {}", sample), there));
}

sim::Time SampleLife::from() const {
  sim::Time first{std::numeric_limits<std::int64_t>::max(), 0};
  for (const Passage& passage : passages) first = std::min(first, passage.row.sent);
  for (const NoteRow& note : notes) first = std::min(first, note.at);
  return first;
}

sim::Time SampleLife::to() const {
  sim::Time last = from();
  for (const Passage& passage : passages) {
    last = std::max(last, passage.arrived ? passage.row.at : passage.row.sent);
  }
  for (const NoteRow& note : notes) last = std::max(last, note.at);
  return last;
}

SampleLife life_of_sample(TraceFile& file, const Selection& selection, const Progress& progress) {
  SampleLife life;
  life.sample = selection.sample ? *selection.sample : first_sample(file, selection.window);
  life.title = fmt::format("sample {}", life.sample);
  Collector collector(file, life);
  listen(file, {.window = selection.window}, collector, progress);
  if (life.passages.empty()) fail_without(file, life.sample, selection.window);
  collector.finish();
  return life;
}

SampleLife life_of_events(TraceFile& file, const std::set<sim::EventId>& events,
                          const std::string& title) {
  SampleLife life;
  life.sample = sim::kNoSample;
  life.title = title;
  const sim::Time end = last_known(file);
  for_each_event(file, {}, [&](const EventRow& row) {
    if (events.contains(row.id)) {
      life.passages.push_back({row, !sim::is_lost(row.fate) && row.at <= end});
    }
    return life.passages.size() < events.size();
  });
  return life;
}

}  // namespace lab::trace
