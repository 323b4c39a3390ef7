#include "tools/lab/bench/trace_bench.h"

#include <cmath>
#include <filesystem>

#include "sim/random.h"
#include "tools/lab/bench/bench_tools.h"
#include "tools/lab/bench/stepper.h"
#include "tools/lab/files/temporary_folder.h"
#include "tools/lab/recording/recorder.h"
#include "tools/lab/setup/build_info.h"
#include "tools/lab/trace/scan.h"

namespace lab {
namespace {

using protocols::trace::Header;
using trace::TraceFile;

// Layers that talk to their neighbours at random times over links with jitter.
constexpr std::uint32_t kActors = 16;
constexpr std::uint32_t kLinks = 2 * (kActors - 1);
constexpr double kMeanGapNs = 200, kMeanJitterNs = 2'000;
constexpr std::int64_t kDelayNs = 10'000;

// Link 2 l leads from actor l to l + 1, link 2 l + 1 back.
Header header_of(Header::Detail detail) {
  Header out;
  out.set_format(1);
  out.set_detail(detail);
  for (std::uint32_t i = 0; i < kActors; ++i) out.add_actors("actor" + std::to_string(i));
  for (std::uint32_t i = 0; i < kLinks; ++i) {
    auto& link = *out.add_links();
    link.set_name("link" + std::to_string(i));
    link.set_from(i / 2 + i % 2);
    link.set_to(i / 2 + 1 - i % 2);
  }
  return out;
}

// One event after the other, each with other times, ends, versions and causes.
class Traffic {
 public:
  explicit Traffic(std::uint64_t seed) : random_(seed, 0, sim::Purpose::kModel) {}

  const sim::Event<Message>& next() {
    const auto link = static_cast<std::uint32_t>(random_.below(kLinks));
    const sim::ActorId from{link / 2 + link % 2}, to{link / 2 + 1 - link % 2};
    now_ += exponential(kMeanGapNs);
    event_.key = {{now_ + kDelayNs + exponential(kMeanJitterNs), 0}, to, from, sent_[from.value]++};
    event_.cause = last_[from.value];
    last_[to.value] = event_.key.id();
    event_.sent = {now_, 0};
    event_.link = sim::LinkId{link};
    auto& activity = std::get<neurons::Activity>(event_.message);
    activity.sample = now_ / 1'000'000;
    activity.version = static_cast<std::uint64_t>(activity.sample);
    activity.digest = static_cast<std::uint64_t>(event_.key.at.ns) * 0x9e3779b97f4a7c15u;
    return event_;
  }

 private:
  std::int64_t exponential(double mean) {
    return static_cast<std::int64_t>(-mean * std::log1p(-random_.uniform()));
  }

  sim::Random random_;
  std::int64_t now_ = 0;
  std::uint64_t sent_[kActors] = {};
  sim::EventId last_[kActors] = {};
  sim::Event<Message> event_{.key = {},
                             .cause = {},
                             .sent = {},
                             .message = neurons::Activity{.activity = tensor(), .slope = tensor()}};
  static neurons::TensorPtr tensor() {
    return std::make_shared<const neurons::Tensor>(
        neurons::Matrix<float>(neurons::Matrix<float>::Zero(64, 1)));
  }
};

// The time of making events is taken off.
double write_ms(const std::filesystem::path& file, Header::Detail detail, std::uint64_t events,
                std::uint64_t& bytes) {
  double sum = 0;
  const double making = milliseconds([&] {
    Traffic traffic(1);
    for (std::uint64_t i = 0; i < events; ++i) {
      sum += static_cast<double>(traffic.next().key.at.ns);
    }
  });
  Traffic traffic(1);
  trace::TraceRecorder recorder({.file = file}, header_of(detail));
  const double both = milliseconds([&] {
    for (std::uint64_t i = 0; i < events; ++i) recorder.on_send(traffic.next(), sim::Fate::kQueued);
    recorder.end({});
  });
  bytes = recorder.bytes();
  return sum > 0 ? both - making : 0;
}

double query_ms(const std::filesystem::path& path, const trace::Window& window,
                std::uint64_t& rows) {
  rows = 0;
  return milliseconds([&] {
    TraceFile file(path);
    trace::for_each_event(file, window, [&](const trace::EventRow&) { return ++rows > 0; });
  });
}

double check_ms(const std::filesystem::path& path) {
  return milliseconds([&] {
    TraceFile file(path);
    for (const trace::Frame& frame : file.frames()) file.body(frame);
  });
}

struct Reading {
  std::vector<double> write_us, write_digest_us, check, scan, window, actor;
};

void add_files(const TraceBenchOptions& o, nlohmann::ordered_json& out) {
  Reading all;
  const TemporaryFolder folder;
  const std::filesystem::path plain = folder.path() / "plain", digest = folder.path() / "digest";
  std::uint64_t bytes = 0, with_digests = 0, rows = 0, in_window = 0, of_actor = 0;
  const double events = static_cast<double>(o.events);
  const auto middle = static_cast<std::int64_t>(kMeanGapNs * events / 2);
  const trace::Window window{.from_ns = middle, .to_ns = middle + 1'000'000};
  trace::Window actor{.from_ns = middle, .to_ns = middle + 10'000'000};
  actor.actor = sim::ActorId{3};
  for (int i = 0; i < o.repeats; ++i) {
    all.write_us.push_back(1e3 * write_ms(plain, Header::NONE, o.events, bytes) / events);
    all.write_digest_us.push_back(1e3 * write_ms(digest, Header::DIGEST, o.events, with_digests) /
                                  events);
    all.check.push_back(check_ms(plain));
    all.scan.push_back(query_ms(plain, {}, rows));
    all.window.push_back(query_ms(plain, window, in_window));
    all.actor.push_back(query_ms(plain, actor, of_actor));
  }
  out["events"] = o.events;
  out["bytes_per_event"] = static_cast<double>(bytes) / events;
  out["bytes_per_event_with_digests"] = static_cast<double>(with_digests) / events;
  out["write_us_per_event"] = median(all.write_us);
  out["write_us_per_event_with_digests"] = median(all.write_digest_us);
  out["check_ms"] = median(all.check);
  out["scan_ms"] = median(all.scan);
  out["window_ms"] = median(all.window);
  out["window_rows"] = in_window;
  out["actor_ms"] = median(all.actor);
  out["actor_rows"] = of_actor;
  out["all_rows_read"] = rows == o.events;
}

void add_steps(const TraceBenchOptions& o, nlohmann::ordered_json& out) {
  const StepBenchOptions step{.lambda = 0};
  const auto network = step_network(step);
  const NoiseBatches batches(step.width, step.batch, step.precision, network.classes);
  sim::InlineExecutor executor;
  const TemporaryFolder folder;
  Header header;
  header.set_detail(Header::DIGEST);
  trace::TraceRecorder recorder({.file = folder.path() / "steps"}, header);
  EventDriven plain(network, ideal_clock(), batches, executor),
      recorded(network, ideal_clock(), batches, executor, &recorder);
  std::vector<double> plain_ms, recorded_ms, ratios;
  for (int pair = 0; pair < o.pairs; ++pair) {
    const auto run_plain = [&] { plain_ms.push_back(milliseconds([&] { plain.step(); })); };
    if (pair % 2 == 0) run_plain();
    recorded_ms.push_back(milliseconds([&] { recorded.step(); }));
    if (pair % 2 == 1) run_plain();
    ratios.push_back(recorded_ms.back() / plain_ms.back());
  }
  out["step_width"] = step.width;
  out["step_ms"] = median(plain_ms);
  out["step_recorded_ms"] = median(recorded_ms);
  out["step_overhead"] = median(ratios);
  out["step_events"] =
      static_cast<double>(recorder.events()) / static_cast<double>(recorded.steps());
  out["pairs"] = o.pairs;
}

}  // namespace

nlohmann::ordered_json bench_trace(const TraceBenchOptions& options) {
  nlohmann::ordered_json out;
  add_files(options, out);
  add_steps(options, out);
  out["build"] = build();
  out["kernels"] = kernel_set();
  return out;
}

}  // namespace lab
