#include "tools/lab/remote/dialogue.h"

#include <fmt/format.h>

#include <utility>

#include "protocols/duration.h"
#include "sim/check.h"
#include "sim/phase_clock.h"
#include "tools/lab/clock/foreign_order.h"

namespace lab {
namespace {

using protocols::clock::Reply;
using protocols::clock::Request;

// Signals that were caught meanwhile are looked at no later than this.
constexpr int kSliceMilliseconds = 200;

std::string title_of(const std::string& name, const RemoteOptions& options) {
  const std::string where = "remote " + options.address_text;
  return name.empty() ? where : fmt::format("{} ({})", name, where);
}

Deadline in(std::chrono::nanoseconds time) {
  return std::chrono::steady_clock::now() +
         std::chrono::ceil<std::chrono::steady_clock::duration>(time);
}

Frames connected(const RemoteOptions& options) {
  try {
    return Frames(connect_to(options.address, in(options.connect_timeout)));
  } catch (const std::exception& problem) {
    throw sim::ClockError(fmt::format("clock '{}' {}", title_of("", options), problem.what()));
  }
}

}  // namespace

Dialogue::Dialogue(const RemoteOptions& options, const protocols::clock::Hello& hello)
    : options_(options), title_(title_of("", options)), frames_(connected(options)) {
  meet(hello);
}

void Dialogue::meet(const protocols::clock::Hello& hello) {
  Request request;
  *request.mutable_hello() = hello;
  ask_until(request, options_.connect_timeout);
  const Reply reply = take();
  if (reply.version() != kClockProtocol) {
    fail(fmt::format("speaks version {} of the protocol; this gaitsim speaks version {}",
                     reply.version(), kClockProtocol));
  }
  if (!is_foreign_name(reply.name())) fail("does not say its name, in up to 200 ASCII letters");
  title_ = title_of(reply.name(), options_);
}

void Dialogue::fail(const std::string& what) const {
  throw sim::ClockError(fmt::format("clock '{}' {}", title_, what));
}

void Dialogue::ask(const Request& request) { ask_until(request, options_.reply_timeout); }

void Dialogue::ask_until(const Request& request, std::chrono::nanoseconds timeout) {
  if (frames_.has_input()) fail("answers more than it was asked");
  try {
    frames_.put(request.SerializeAsString());
  } catch (const std::exception& problem) {
    fail(problem.what());
  }
  timeout_ = timeout;
  deadline_ = in(timeout);
  move();
}

// What has arrived counts, even if nobody looked before the deadline.
bool Dialogue::move() {
  if (reply_ || !deadline_) return reply_.has_value();
  std::optional<std::string> frame;
  try {
    frame = frames_.move();
  } catch (const std::exception& problem) {
    fail(problem.what());
  }
  if (frame) {
    understand(*frame);
  } else if (std::chrono::steady_clock::now() >= *deadline_) {
    fail("did not answer within " + protocols::format_duration(timeout_.count()));
  }
  return reply_.has_value();
}

void Dialogue::understand(const std::string& frame) {
  Reply reply;
  if (!reply.ParseFromString(frame)) {
    fail(fmt::format("answered {} bytes that are no Reply of the protocol", frame.size()));
  }
  if (!reply.error().empty()) fail("gave up: " + foreign_text(reply.error()));
  reply_ = std::move(reply);
}

Reply Dialogue::take() {
  SIM_CHECK(deadline_.has_value(), title_);
  while (!move()) frames_.wait(milliseconds_until(*deadline_, kSliceMilliseconds));
  deadline_.reset();
  return *std::exchange(reply_, std::nullopt);
}

}  // namespace lab
