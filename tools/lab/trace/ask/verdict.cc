#include "tools/lab/trace/ask/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace lab::trace {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kShown = 5;  // faults of each check
constexpr int kFailed = 1, kOtherFingerprint = 5;

struct Promise {
  const char* name;
  const char* text;
};

// By Check.
constexpr Promise kPromises[] = {
    {"names", "every sender's events count up from 0 without holes"},
    {"causes", "every event was sent when its cause was received, by its receiver"},
    {"times", "rows are in order of sending, and nothing is received before it was sent"},
    {"order", "links that promise it keep the order of sending"},
    {"notes", "every note tells of an event that was received then"},
    {"totals", "sent, received, lost and in flight agree with the end of the run"},
    {"file", "every frame can be read"},
    {"fingerprint", "what was received, hashed again, gives the run's fingerprint"},
};

const Promise& promise_of(Check check) { return kPromises[static_cast<std::size_t>(check)]; }

}  // namespace

Verdict::Verdict() : states_(std::size(kPromises)), counts_(Json::object()) {}

void Verdict::broken(Check check, const std::string& event, const std::string& what) {
  if (++of(check).broken <= kShown) faults_.push_back({check, event, what});
}

void Verdict::unchecked(Check check, const std::string& why) { of(check).unchecked.push_back(why); }

int Verdict::exit_code() const {
  const auto others = std::span(states_).first(static_cast<std::size_t>(Check::kFingerprint));
  if (std::ranges::any_of(others, [](const State& s) { return s.broken > 0; })) return kFailed;
  return is_broken(Check::kFingerprint) ? kOtherFingerprint : 0;
}

Json Verdict::json() const {
  Json out = {{"good", exit_code() == 0}, {"cut_short", !cut_short_.empty()}};
  out.update(counts_);
  out["recomputed_fingerprint"] = fingerprint_.empty() ? Json() : Json(fingerprint_);
  out["checks"] = Json::array();
  for (std::size_t i = 0; i < states_.size(); ++i) {
    out["checks"].push_back({{"name", kPromises[i].name},
                             {"promise", kPromises[i].text},
                             {"broken", states_[i].broken},
                             {"unchecked", states_[i].unchecked}});
  }
  out["faults"] = Json::array();
  for (const Fault& fault : faults_) {
    out["faults"].push_back(
        {{"check", promise_of(fault.check).name}, {"event", fault.event}, {"what", fault.what}});
  }
  return out;
}

std::string Verdict::line(Check check) const {
  const State& state = of(check);
  const char* word = state.broken > 0 ? "BROKEN" : state.unchecked.empty() ? "ok" : "not all";
  std::string out =
      fmt::format("{:<9}{:<13}{}\n", word, promise_of(check).name, promise_of(check).text);
  for (const Fault& fault : faults_) {
    if (fault.check == check) out += fmt::format("{:9}{}: {}\n", "", fault.event, fault.what);
  }
  if (state.broken > kShown) {
    out += fmt::format("{:9}and {} more\n", "", state.broken - kShown);
  }
  for (const std::string& why : state.unchecked) out += fmt::format("{:9}{}\n", "", why);
  return out;
}

std::string Verdict::cut_short_text() const {
  if (cut_short_.empty()) return "";
  return fmt::format(
      "cut short: the run was killed or is not done, or the file is not all of it; {}{}\n",
      cut_short_, exit_code() == 0 ? " are whole and good" : " are not all good");
}

std::string Verdict::text() const {
  std::string out;
  for (const auto& [name, value] : counts_.items()) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", value.get<std::uint64_t>(), name);
  }
  out += "\n";
  for (std::size_t i = 0; i < states_.size(); ++i) out += line(static_cast<Check>(i));
  out += cut_short_text();
  if (!fingerprint_.empty()) out += "fingerprint recomputed: " + fingerprint_ + "\n";
  return out;
}

}  // namespace lab::trace
