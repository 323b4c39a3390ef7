// The state of a run: when it is written, and how a run goes on from it.
#include <fmt/format.h>

#include <utility>

#include "protocols/resolve.h"
#include "tools/lab/files/look.h"
#include "tools/lab/files/whole_file.h"
#include "tools/lab/run/session.h"
#include "tools/lab/setup/build_info.h"
#include "tools/lab/setup/clock_plan.h"

namespace lab {
namespace {

const Write kNowhere = [](std::string_view) {};

}  // namespace

// All that decides what the run will do and say. What was recorded is in its files.
void Session::archive(sim::Archive& a) {
  a.mark("network");
  network_->archive(a);
  a.mark("observers");
  a(ledger_, fingerprint_, meter_, messages_, courses_, recent_);
  if (probe_) a(*probe_);
  if (contract_) a(*contract_);
  a.mark("session");
  a(steps_done_, evaluated_at_, saved_step_, last_reading_, last_test_, loopback_);
  std::vector<std::string> metrics;
  for (const Json& line : outcome_.metrics) metrics.push_back(line.dump());
  a(metrics);
  outcome_.metrics.clear();
  for (const std::string& line : metrics) outcome_.metrics.push_back(Json::parse(line));
  archive_trace(a);
}

// A fork may be recorded or not, whatever the run was. Read last: it cuts the file back.
void Session::archive_trace(sim::Archive& a) {
  sim::Archive own;
  if (recorder_ && !a.reads()) own(*recorder_);
  std::vector<std::string> states = {own.take()};  // of every rank
  if (partition_ && !a.reads()) states = partition_->gather(states.front());
  a(states);
  if (!a.reads() || !recorder_ || !trace_goes_on()) return;
  sim::Archive before(states.at(partition_ ? options_.ranks->rank() : 0));
  before(*recorder_);
}

// In a fork another one begins, whose header has the config of the fork.
bool Session::trace_goes_on() const {
  return options_.from != nullptr && !options_.forks &&
         options_.from->header.trace() == experiment_.trace().file();
}

void Session::require_trace() const {
  const std::filesystem::path file = folder_.path() / trace_file();
  if (is_there(file)) return;
  throw protocols::BadInput(
      fmt::format("{}: is not there, and the run cannot go on with it\n"
                  "hint: gaitsim fork {} --out DIR goes on, and records from there",
                  file.string(), folder_.path().string()));
}

// Each rank has its own, which goes on only where there are as many.
void Session::require_fitting_traces() const {
  if (!experiment_.has_trace() || !trace_goes_on()) return;
  const std::size_t ranks = options_.ranks == nullptr ? 1 : options_.ranks->size();
  const std::size_t before = options_.from->header.ranks();
  if (ranks == before) return require_trace();
  throw protocols::BadInput(
      fmt::format("the run was recorded by {} process(es), and {} cannot go on with the trace\n"
                  "hint: mpirun -n {} gaitsim resume ..., or start one process",
                  before, ranks, before));
}

// In wall time nothing is reproducible, and nothing can be gone on with.
bool Session::can_checkpoint() const { return !experiment_.mode().has_wall(); }

// Whoever asks for checkpoints of a clock that cannot save its state is refused before anything on
// disk is touched. Nothing else can fail to be saved.
void Session::require_savable(const protocols::Config& config) const {
  if (!config_.has_checkpoint() || !can_checkpoint() || options_.from != nullptr || !leads())
    return;
  try {
    network_->clock().scheme().save();
  } catch (const sim::ClockError& problem) {
    config.fail("checkpoint", fmt::format("cannot be written: {}", problem.what()),
                "without this block the run has no checkpoints");
  }
}

protocols::checkpoint::Header Session::checkpoint_header() const {
  protocols::checkpoint::Header out;
  out.set_version(version());
  out.set_build(build());
  out.set_kernels(kernel_set());
  out.set_program(program_digest());
  out.set_clock_library(clock_plan(experiment_).library_digest);
  if (options_.setup.init_weights) out.set_init_weights(options_.setup.init_weights->string());
  const std::filesystem::path& data = options_.setup.data_dir;
  if (!data.empty()) out.set_data_dir(std::filesystem::absolute(data).string());
  out.set_data_digest(data_digest_);
  out.set_config(protocols::resolved_text(experiment_));
  out.set_step(ledger_.steps());
  out.set_metrics_bytes(folder_.metrics_bytes());
  out.set_wall_seconds(status_.wall_seconds());
  // One that was removed, of whichever rank, cannot be gone on with: there will be others, from
  // there.
  if (recorder_ && all_traces_are_there()) out.set_trace(experiment_.trace().file());
  out.set_ranks(static_cast<std::uint32_t>(options_.ranks == nullptr ? 1 : options_.ranks->size()));
  return out;
}

// What cannot be written now is told when the first one cannot.
void Session::promise_checkpoint() {
  if (!can_checkpoint()) return;
  const protocols::checkpoint::Header header = checkpoint_header();
  if (!leads()) return;
  try {
    checkpoints_.promise(header);
  } catch (const std::runtime_error&) {
    checkpoints_.forget_promise();
  }
}

// All ranks give their part of the state, also when the one that writes cannot.
void Session::checkpoint() {
  if (recorder_) recorder_->sync();
  say_trace_trouble();
  const protocols::checkpoint::Header header = checkpoint_header();
  const auto state = [this](const Write& write) {
    sim::Archive a(write);
    archive(a);
    a.close();
  };
  checkpointed_at_ = {ledger_.steps(), std::chrono::steady_clock::now()};
  if (!leads()) return state(kNowhere);
  try {
    folder_.sync();
  } catch (...) {
    state(kNowhere);  // or other ranks would wait for it
    throw;
  }
  checkpoints_.write(header, state);
}

// False, and told, if it cannot be written. The run goes on.
bool Session::try_checkpoint() {
  if (!can_checkpoint()) return false;
  try {
    checkpoint();
    no_checkpoint_.clear();
    return true;
  } catch (const sim::ClockError&) {
    if (network_->clock().scheme().gate() != nullptr) throw;  // what it says next is not known
    say_no_checkpoint("the clock cannot save its state");
  } catch (const std::exception& problem) {
    say_no_checkpoint(problem.what());
  }
  checkpointed_at_ = {ledger_.steps(), std::chrono::steady_clock::now()};  // not again at once
  return false;
}

// Once, and not at every one that cannot be written.
void Session::say_no_checkpoint(const std::string& why) {
  if (why == std::exchange(no_checkpoint_, why) || !leads()) return;
  status_.say("warning", "no checkpoint: " + why);
}

void Session::require_same_data() const {
  if (options_.from == nullptr || options_.from->header.data_digest() == data_digest_) return;
  throw protocols::BadInput(
      fmt::format("the data are not those that the run had: its were in {}\n"
                  "hint: --data-dir DIR says where to look",
                  options_.from->header.data_dir()));
}

// A fork is made to go on.
void Session::require_something_to_do() const {
  if (!options_.forks) return;
  const auto end = static_cast<std::uint64_t>(network_options_.samples);
  const std::uint64_t step = options_.from->header.step();
  const std::string both = "run.steps and run.epochs both limit it";
  if (step == end)
    tell(options_, fmt::format("the fork ends where it begins, at step {}: {}", end, both));
  if (step <= end) return;
  throw protocols::BadInput(fmt::format(
      "the run would end at step {}, and the checkpoint is of step {}\nhint: {}", end, step, both));
}

// Nothing on disk is touched before all of it has been read; of that the trace comes last.
void Session::restore() {
  const protocols::checkpoint::Header& from = options_.from->header;
  const std::string state = std::exchange(options_.from->state, {});
  try {
    sim::Archive a(state);
    archive(a);
    a.close();
  } catch (const std::exception& problem) {
    throw protocols::BadInput(
        fmt::format("the state in the checkpoint does not fit the run: {}", problem.what()));
  }
  if (options_.forks && network_->clock().at_the_end() &&
      ledger_.presented() < static_cast<std::uint64_t>(network_options_.samples)) {
    throw protocols::BadInput(
        "the clock has come to the end of its samples, and will ask for no more\n"
        "hint: fork from a checkpoint that was written before the end");
  }
  folder_.go_on(from.metrics_bytes());
  status_.began_before(from.wall_seconds());
  if (!from.init_weights().empty()) options_.setup.init_weights = from.init_weights();
  checkpointed_at_ = {ledger_.steps(), std::chrono::steady_clock::now()};
  say_trace_trouble();
}

}  // namespace lab
