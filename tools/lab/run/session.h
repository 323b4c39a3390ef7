// A run in progress: the network, those who watch it, and when it stops.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "sim/asio_driver.h"
#include "sim/asio_loop.h"
#include "sim/fingerprint.h"
#include "sim/ledger.h"
#include "tools/lab/distributions/course_meter.h"
#include "tools/lab/files/checkpoint_file.h"
#include "tools/lab/ranks/rank_partition.h"
#include "tools/lab/recording/message_codec.h"
#include "tools/lab/recording/recorder.h"
#include "tools/lab/run/run.h"
#include "tools/lab/run/status.h"
#include "tools/lab/watch/alignment_probe.h"
#include "tools/lab/watch/settle_contract.h"
#include "tools/lab/watch/statistics.h"

namespace lab {

class Session {
 public:
  // Everything is checked and built here; throws protocols::BadInput.
  Session(const protocols::Config& config, const RunOptions& options);

  // Pumps the run on the event loop to its end, and writes all that it gives.
  Outcome execute();

  // The parts of a run, for those who step through it by hand. "also" watches, too, and must
  // outlive the session.
  void begin(sim::Observer<Message>* also = nullptr);
  bool step();                            // one instant; false when the run is over
  void fail(const std::string& trouble);  // what finish() will say of the run
  Outcome finish();  // evaluates where it has come to, and writes all that it gives
  // Throws protocols::BadInput for a mode or a clock that does not wait for a hand.
  void require_steppable();

  const neurons::Network& network() const { return *network_; }
  const protocols::trace::Header& trace_header() const { return trace_header_; }

 private:
  // The state, between two windows.
  void archive(sim::Archive& a);
  void archive_trace(sim::Archive& a);

  // Of several ranks rank 0 writes and speaks; what a rank does not run it knows by gather().
  bool leads() const { return options_.ranks == nullptr || options_.ranks->leads(); }
  void spread(const protocols::Config& config);
  bool can_look_ahead(const neurons::WiringPlan& wiring) const;
  void gather();
  void let_go_of_weights();  // the run goes on: a copy of its own would only take room
  void agree();
  std::vector<std::string> waiting();

  std::unique_ptr<sim::Driver<Message>> make_driver();
  Dataset load(const protocols::Config& config);
  neurons::NetworkOptions draw(const protocols::Config& config);
  void say_remarks();
  sim::Next pump_or_conclude();
  bool waits_outside();
  sim::Next pump();
  void after_window();
  void after_steps();
  void evaluate();
  Json evaluation(const Progress& now);
  void make_observers();
  void log_probe();
  void make_recorder();
  std::string trace_file() const;
  bool all_traces_are_there() const;
  bool trace_goes_on() const;
  void require_trace() const;
  void require_fitting_traces() const;
  void record(const Json& line);
  void close_trace();
  void say_trace_trouble();
  bool can_checkpoint() const;
  protocols::checkpoint::Header checkpoint_header() const;
  void promise_checkpoint();
  void checkpoint();
  bool try_checkpoint();
  void say_no_checkpoint(const std::string& why);
  // Before there is a status.
  static void tell(const RunOptions& options, const std::string& text);
  void require_same_data() const;
  void require_something_to_do() const;
  void require_savable(const protocols::Config& config) const;
  void go_on_from(const Checkpoint& from);
  void restore();
  bool is_done() const;
  bool is_at_the_end();
  bool as_rank_0(bool here);
  bool is_broken() const;
  void on_signal(int number);
  void on_tick();
  void want_checkpoint();
  Progress progress() const;

  void end();
  void offer_resume(bool saved);
  std::string deadlock_report();
  std::uint64_t fingerprint() const;
  std::uint64_t weights_digest() const;
  Json updates() const;
  Json distributions() const;
  Json traffic() const;
  Json trace_facts() const;
  Json non_local() const;
  Json summary(const Progress& now) const;
  Json what_ran() const;
  Json how_far(const Progress& now) const;
  bool credit_finds_its_way() const;
  void save_weights();
  void write_everything();

  protocols::Experiment config_;      // as it was given
  protocols::Experiment experiment_;  // resolved
  RunOptions options_;
  RunFolder folder_;  // before what takes long
  CheckpointFolder checkpoints_;
  Dataset dataset_;
  std::uint64_t data_digest_;
  neurons::NetworkOptions network_options_;
  DatasetBatches batches_;
  neurons::Network::LawOf law_of_;
  std::unique_ptr<sim::Executor> executor_;
  std::unique_ptr<neurons::Network> network_;
  std::optional<RankPartition> partition_;  // of several ranks
  sim::AsioLoop loop_;
  std::unique_ptr<sim::Driver<Message>> driver_;

  Loopback loopback_;
  sim::Ledger<Message> ledger_;
  sim::Fingerprint<Message> fingerprint_;
  LearningMeter meter_;
  MessageCounter messages_;
  CourseMeter courses_;
  RecentEvents recent_;
  std::optional<AlignmentProbe> probe_;
  std::optional<SettleContract> contract_;
  protocols::trace::Header trace_header_;
  std::unique_ptr<trace::TraceRecorder> recorder_;
  Status status_;

  std::vector<neurons::Weights> weights_;     // of all layers, when gather() was called
  std::optional<std::uint64_t> gathered_at_;  // events received
  std::vector<neurons::TensorPtr> feedback_;

  std::uint64_t steps_done_ = 0;           // at the last boundary
  std::uint64_t evaluated_at_ = 0;         // step
  std::optional<std::uint64_t> saved_at_;  // events received, when the weights were written
  std::uint64_t saved_step_ = 0;           // and the step
  bool over_ = false;                      // nothing is left to do
  std::chrono::nanoseconds checkpoint_every_;
  struct {
    std::uint64_t step = 0;
    std::chrono::steady_clock::time_point wall;
  } checkpointed_at_;
  bool checkpoint_wanted_ = false;  // at the end of the window
  std::string no_checkpoint_;       // why there is no new one, as it was told
  bool trace_trouble_said_ = false;
  int interrupts_ = 0;
  Wishes wishes_;  // of several ranks: what this one was asked for
  LearningMeter::Reading last_reading_;
  std::optional<double> last_test_;
  Outcome outcome_;
};

}  // namespace lab
