// What was checked of a trace, what of it is broken, and what could not be checked.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace lab::trace {

enum class Check { kNames, kCauses, kTimes, kOrder, kNotes, kTotals, kFile, kFingerprint };

class Verdict {
 public:
  Verdict();

  // "event" names it as people do.
  void broken(Check check, const std::string& event, const std::string& what);
  // Of this check nothing, or not everything, could be looked at.
  void unchecked(Check check, const std::string& why);
  void count(const std::string& name, std::uint64_t value) { counts_[name] = value; }
  // There is no end of the run. "whole" says which frames are there.
  void cut_short(const std::string& whole) { cut_short_ = whole; }
  void fingerprint(const std::string& recomputed) { fingerprint_ = recomputed; }

  bool is_broken(Check check) const { return of(check).broken > 0; }
  // 0: good, 1: something is broken, 5: nothing but the fingerprint.
  int exit_code() const;

  nlohmann::ordered_json json() const;
  std::string text() const;

 private:
  struct State {
    std::uint64_t broken = 0;
    std::vector<std::string> unchecked;
  };
  struct Fault {
    Check check;
    std::string event, what;
  };
  const State& of(Check check) const { return states_[static_cast<std::size_t>(check)]; }
  State& of(Check check) { return states_[static_cast<std::size_t>(check)]; }
  std::string line(Check check) const;
  std::string cut_short_text() const;

  std::vector<State> states_;
  std::vector<Fault> faults_;  // the first of each check
  nlohmann::ordered_json counts_;
  std::string fingerprint_;
  std::string cut_short_;  // empty: it is not
};

}  // namespace lab::trace
