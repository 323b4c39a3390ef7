#include "tools/lab/plugin/plugin_clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "protocols/bad_input.h"
#include "tools/lab/clock/foreign_order.h"
#include "tools/lab/plugin/plugin_host.h"

namespace lab {
namespace {

constexpr std::int64_t kMostStateBytes = std::int64_t{1} << 30;

gaitsim_signal as_plain(const sim::Report& report) {
  gaitsim_signal out{};
  out.kind = GAITSIM_REPORT;
  out.report = static_cast<std::int32_t>(report.kind);
  out.layer = report.layer;
  out.sample = report.sample;
  out.change_norm = report.change_norm;
  return out;
}

gaitsim_signal as_plain(const sim::Token& token) {
  gaitsim_signal out{};
  out.kind = GAITSIM_TOKEN;
  out.from = static_cast<std::int32_t>(token.from);
  out.value = token.value;
  return out;
}

gaitsim_signal as_plain(const sim::Timer& timer) {
  gaitsim_signal out{};
  out.kind = GAITSIM_TIMER;
  out.timer = timer.number;
  return out;
}

gaitsim_signal as_plain(const sim::Quiet&) { return {}; }  // not heard: a plug-in is no oracle

// What a plug-in wrote, even if it forgot the zero byte.
std::string text_in(const std::array<char, 512>& buffer) {
  return {buffer.begin(), std::find(buffer.begin(), buffer.end(), '\0')};
}

}  // namespace

PluginClock::PluginClock(const PluginLibrary& library, const std::vector<PluginValue>& values)
    : plugin_(library.plugin()),
      title_(library.title()),
      clock_(nullptr, Destroy{plugin_.destroy}) {
  const std::vector<gaitsim_value> array = as_array(values);
  std::array<char, 512> error{};
  std::string why;
  try {
    clock_.reset(plugin_.create(array.data(), error.data(), error.size()));
    why = foreign_text(text_in(error));
  } catch (const std::exception& problem) {
    why = "an exception in create: " + foreign_text(problem.what());
  } catch (...) {
    why = "an exception in create";
  }
  if (clock_ != nullptr) return;
  throw protocols::BadInput(fmt::format("clock '{}' cannot be made: {}", title_,
                                        why.empty() ? "it does not say why" : why));
}

// It is gone either way, and nobody is left to tell.
void PluginClock::Destroy::operator()(void* clock) const noexcept {
  try {
    destroy(clock);
  } catch (...) {
  }
}

void PluginClock::fail(const std::string& what) const {
  throw sim::ClockError(fmt::format("clock '{}' {}", title_, what));
}

template <class Call>
auto PluginClock::called(const char* function, Call&& call) const {
  try {
    return call();
  } catch (const std::exception& problem) {
    fail(fmt::format("threw an exception in {}: {}", function, foreign_text(problem.what())));
  } catch (...) {
    fail(fmt::format("threw an exception in {}", function));
  }
}

// What went wrong on our side of a host function comes first: it is why the plug-in failed.
template <class Call>
void PluginClock::with_host(const char* function, sim::ClockPort& port, Call&& call) {
  const PluginHost host(title_, port);
  std::exception_ptr thrown;
  std::int32_t code = 0;
  try {
    code = called(function, [&] { return call(&host.functions()); });
  } catch (const sim::ClockError&) {
    thrown = std::current_exception();
  }
  host.rethrow();
  if (thrown) std::rethrow_exception(thrown);
  if (code != 0) fail(fmt::format("returned failure {} from {}", code, function));
}

void PluginClock::start(sim::ClockPort& port) {
  with_host("start", port,
            [this](const gaitsim_host* host) { return plugin_.start(clock_.get(), host); });
}

// Stakes are given back by reports of their own: whoever gives none out has not to hear of them.
void PluginClock::hear(const sim::Signal& signal, sim::ClockPort& port) {
  if (std::holds_alternative<sim::Quiet>(signal)) return;
  const auto* report = std::get_if<sim::Report>(&signal);
  if (report != nullptr && report->kind == sim::ReportKind::kReturned) return;
  const gaitsim_signal plain = std::visit([](const auto& s) { return as_plain(s); }, signal);
  with_host("hear", port,
            [&](const gaitsim_host* host) { return plugin_.hear(clock_.get(), host, &plain); });
}

std::string PluginClock::save() const {
  const auto call = [&](void* buffer, std::size_t capacity) {
    return called("save", [&] { return plugin_.save(clock_.get(), buffer, capacity); });
  };
  const std::int64_t bytes = call(nullptr, 0);
  if (bytes < 0 || bytes > kMostStateBytes) {
    fail(fmt::format("cannot save its state: save returned {}", bytes));
  }
  std::string out(static_cast<std::size_t>(bytes), '\0');
  const std::int64_t again = call(out.data(), out.size());
  if (again != bytes) {
    fail(fmt::format("saves {} bytes after it had asked for {}", again, bytes));
  }
  return out;
}

void PluginClock::load(std::string_view state) {
  const std::int32_t code =
      called("load", [&] { return plugin_.load(clock_.get(), state.data(), state.size()); });
  if (code != 0) {
    fail(fmt::format("does not take back a state of {} bytes: load returned {}", state.size(),
                     code));
  }
}

std::size_t PluginClock::in_flight(sim::Layer layers) const {
  if (plugin_.in_flight == nullptr) return 1;
  const std::uint64_t samples =
      called("in_flight", [&] { return plugin_.in_flight(clock_.get(), layers); });
  return static_cast<std::size_t>(std::max<std::uint64_t>(samples, 1));
}

}  // namespace lab
