// TraceRecorder: an observer that writes what it sees into a trace. It watches, and changes
// nothing.
#pragma once

#include <functional>
#include <string>

#include "neurons/messages.h"
#include "sim/observer.h"
#include "tools/lab/trace/writer.h"

namespace lab::trace {

using neurons::Message;

struct RecorderOptions {
  std::filesystem::path file;
  SizeLimit limit = {};
  // Of WHOLE: payloads of every n-th message of the senders whose name matches.
  std::uint64_t every = 1;
  std::string senders = "*";
  bool goes_on = false;  // in a file that is there, where archive() says
  // What this rank records: what they sent, and notes if it is the rank of what comes from outside.
  // Empty: everything.
  std::function<bool(sim::ActorId)> is_ours = {};
};

// What of an event a trace says; its number is not set.
EventRow row_of(const sim::Event<Message>& event, sim::Fate fate);

// When the file cannot be written any more, recording ends, the run does not, and trouble() says
// why.
class TraceRecorder final : public sim::Observer<Message> {
 public:
  // Throws std::runtime_error if the file cannot be made.
  TraceRecorder(const RecorderOptions& options, const protocols::trace::Header& header);

  void on_send(const sim::Event<Message>& event, sim::Fate fate) override;
  void on_note(const sim::Note& note, const sim::EventKey& during) override;

  // A number over time, such as an accuracy.
  void count(const std::string& name, sim::Time at, double value);
  // What was recorded up to now is in the file when this returns.
  void flush();
  // .. and on the disk. Recording ends if the file is gone.
  void sync();
  void end(const protocols::trace::End& end);

  // After flush().
  template <class A>
  void archive(A& a) {
    a(writer_, trouble_);
  }

  std::uint64_t events() const { return writer_.events(); }
  std::uint64_t bytes() const { return writer_.bytes(); }
  bool is_full() const { return writer_.is_full(); }
  const std::string& trouble() const { return trouble_; }

 private:
  template <class Work>
  void guarded(Work work);
  void add_payload(const sim::Event<Message>& event, std::uint64_t number);
  bool wants_whole(const sim::EventKey& key) const;

  std::filesystem::path file_;
  TraceWriter writer_;
  protocols::trace::Header::Detail detail_;
  std::uint64_t every_;
  std::function<bool(sim::ActorId)> is_ours_;
  std::vector<bool> senders_;  // by actor: whose payloads are wanted whole
  std::string trouble_;
};

}  // namespace lab::trace
