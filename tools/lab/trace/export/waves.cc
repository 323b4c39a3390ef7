#include "tools/lab/trace/export/waves.h"

#include <fmt/format.h>

#include <algorithm>

namespace lab::trace {
namespace {

// Printable characters; the first is the lowest digit.
std::string code_of(std::size_t number) {
  constexpr std::size_t kFirst = '!', kCodes = '~' - '!' + 1;
  std::string code;
  do {
    code += static_cast<char>(kFirst + number % kCodes);
    number /= kCodes;
  } while (number > 0);
  return code;
}

// Names and texts end at a blank.
std::string in_one_word(std::string text) {
  std::ranges::replace(text, ' ', '_');
  return text;
}

}  // namespace

void Waves::open(const std::string& scope) {
  declarations_ += fmt::format("$scope module {} $end\n", in_one_word(scope));
}

void Waves::close() { declarations_ += "$upscope $end\n"; }

Waves::Signal Waves::add(Kind kind, const std::string& name) {
  static constexpr const char* kTypes[] = {"wire 1", "integer 64", "string 1", "event 1"};
  waves_.push_back({kind, code_of(waves_.size()), ""});
  declarations_ += fmt::format("$var {} {} {} $end\n", kTypes[static_cast<int>(kind)],
                               waves_.back().code, in_one_word(name));
  return waves_.size() - 1;
}

void Waves::end_declarations(const std::string& comment) {
  out_ << "$comment " << comment << " $end\n$timescale 1 ns $end\n"
       << declarations_ << "$enddefinitions $end\n";
}

void Waves::set(std::int64_t at_ns, Signal signal, const std::string& value) {
  reach(at_ns);
  changes_[signal] = value;
}

void Waves::reach(std::int64_t at_ns) {
  if (at_ns <= now_ns_) return;
  flush();
  now_ns_ = at_ns;
}

void Waves::flush() {
  for (const auto& [signal, value] : changes_) {
    Wave& wave = waves_[signal];
    if (wave.kind != Kind::kPulse && wave.value == value) continue;
    wave.value = value;
    if (written_ns_ != now_ns_) out_ << '#' << now_ns_ << '\n';
    written_ns_ = now_ns_;
    write(wave);
  }
  changes_.clear();
}

void Waves::write(const Wave& wave) {
  switch (wave.kind) {
    case Kind::kBit:
    case Kind::kPulse:
      out_ << wave.value << wave.code << '\n';
      break;
    case Kind::kNumber:
      out_ << 'b' << fmt::format("{:b}", std::stoull(wave.value)) << ' ' << wave.code << '\n';
      break;
    case Kind::kText:
      out_ << 's' << in_one_word(wave.value) << ' ' << wave.code << '\n';
      break;
  }
}

void Waves::finish(std::int64_t at_ns) {
  flush();
  if (at_ns > written_ns_) out_ << '#' << at_ns << '\n';
}

}  // namespace lab::trace
