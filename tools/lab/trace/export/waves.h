// Waveforms in the format of value change dumps (IEEE 1364), as GTKWave reads it. It knows signals
// and times, and no trace.
#pragma once

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace lab::trace {

class Waves {
 public:
  using Signal = std::size_t;
  enum class Kind { kBit, kNumber, kText, kPulse };

  explicit Waves(std::ostream& out) : out_(out) {}

  // Signals belong to the scope that was opened last. All are declared before anything is set.
  void open(const std::string& scope);
  void close();
  Signal add(Kind kind, const std::string& name);
  void end_declarations(const std::string& comment);

  // Of what is set at one time only the last value is written, and only if it is another. Times
  // that go back count as the last.
  void set(std::int64_t at_ns, Signal signal, const std::string& value);
  void pulse(std::int64_t at_ns, Signal signal) { set(at_ns, signal, "1"); }
  void finish(std::int64_t at_ns);

 private:
  struct Wave {
    Kind kind;
    std::string code, value;  // value: as it was written last
  };

  void reach(std::int64_t at_ns);
  void flush();
  void write(const Wave& wave);

  std::ostream& out_;
  std::string declarations_;
  std::vector<Wave> waves_;
  std::map<Signal, std::string> changes_;  // at this time
  std::int64_t now_ns_ = 0, written_ns_ = -1;
};

}  // namespace lab::trace
