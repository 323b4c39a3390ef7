#include "tools/lab/recording/recorder.h"

#include <fnmatch.h>

#include "tools/lab/files/whole_file.h"
#include "tools/lab/recording/message_codec.h"

namespace lab::trace {
namespace {

using protocols::trace::Header;

template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};

// What of a message has columns of its own.
void describe(const Message& message, EventRow& row) {
  std::visit(
      overloaded{[&](const neurons::Activity& m) {
                   row.sample = m.sample;
                   row.version = m.version;
                 },
                 [&](const neurons::Target& m) {
                   row.sample = m.sample;
                   row.detail = m.delivered ? 1 : 0;
                   row.version = m.activity_version;
                   row.feedback_version = m.feedback_version;
                 },
                 [&](const neurons::WeightTransport& m) {
                   row.sample = m.sample;
                   row.version = m.weights.version;
                 },
                 [&](const sim::Report& m) {
                   row.sample = m.sample;
                   row.detail = static_cast<std::uint32_t>(m.kind);
                 },
                 [&](const sim::Order& m) {
                   row.sample = m.sample;
                   row.detail = static_cast<std::uint32_t>(m.phase);
                 },
                 [&](const sim::Quiet& m) { row.sample = m.sample; },
                 [&](const neurons::LocalStep& m) { row.sample = m.sample; },
                 [&](const neurons::Coincidence& m) { row.sample = m.sample; }, [](const auto&) {}},
      message);
}

}  // namespace

EventRow row_of(const sim::Event<Message>& event, sim::Fate fate) {
  EventRow row{.id = event.key.id(),
               .to = event.key.to,
               .link = event.link,
               .kind = static_cast<std::uint32_t>(event.message.index()),
               .sent = event.sent,
               .at = event.key.at,
               .fate = fate,
               .cause = event.cause,
               .bytes = neurons::bytes_of(event.message)};
  describe(event.message, row);
  return row;
}

TraceRecorder::TraceRecorder(const RecorderOptions& options, const Header& header)
    : file_(options.file),
      writer_(options.file, options.limit, header, options.goes_on),
      detail_(header.detail()),
      every_(options.every),
      is_ours_(options.is_ours) {
  for (const std::string& name : header.actors()) {
    senders_.push_back(fnmatch(options.senders.c_str(), name.c_str(), 0) == 0);
  }
}

template <class Work>
void TraceRecorder::guarded(Work work) {
  if (!trouble_.empty()) return;
  try {
    work();
  } catch (const std::runtime_error& error) {
    trouble_ = error.what();
  }
}

void TraceRecorder::on_send(const sim::Event<Message>& event, sim::Fate fate) {
  if (is_ours_ && !is_ours_(event.key.from)) return;
  guarded([&] {
    const std::uint64_t number = writer_.add(row_of(event, fate));
    if (detail_ != Header::NONE) add_payload(event, number);
  });
}

void TraceRecorder::add_payload(const sim::Event<Message>& event, std::uint64_t number) {
  writer_.add_digest(number, neurons::digest_of(event.message), event.sent);
  if (detail_ == Header::WHOLE && wants_whole(event.key)) {
    writer_.add_whole(number, to_proto(event.message).SerializeAsString(), event.sent);
  }
}

bool TraceRecorder::wants_whole(const sim::EventKey& key) const {
  return key.from.value < senders_.size() && senders_[key.from.value] && key.nth % every_ == 0;
}

void TraceRecorder::on_note(const sim::Note& note, const sim::EventKey& during) {
  if (is_ours_ && !is_ours_(sim::kOutside)) return;
  guarded([&] { writer_.add({.at = during.at, .during = during.id(), .note = note}); });
}

void TraceRecorder::count(const std::string& name, sim::Time at, double value) {
  guarded([&] { writer_.add_counter(name, at, value); });
}

void TraceRecorder::flush() {
  guarded([&] { writer_.flush(); });
}

void TraceRecorder::sync() {
  flush();
  guarded([&] {
    if (!std::filesystem::exists(file_)) {
      throw std::runtime_error(file_.string() +
                               " was removed by somebody else while the run wrote it");
    }
    sync_file(file_);
  });
}

void TraceRecorder::end(const protocols::trace::End& end) {
  guarded([&] { writer_.end(end); });
}

}  // namespace lab::trace
