#include "sim/clocks/resting.h"

#include <sstream>

namespace sim {

// The port as the inner clock sees it.
class RestingClock::Door final : public ClockPort {
 public:
  Door(RestingClock& self, ClockPort& port) : self_(self), port_(port) {}

  Time now() const override { return port_.now(); }
  Random& random() override { return port_.random(); }
  Topology topology() const override { return port_.topology(); }
  bool quiet(Sample sample) const override { return port_.quiet(sample); }

  bool open(Sample sample) override {
    if (!port_.open(sample)) return false;
    if (self_.due(sample) && !self_.resting()) self_.rest(self_.options_.rounds, port_);
    if (self_.resting()) holds_ = true;
    return true;
  }

  std::uint64_t after(Duration delay) override {
    const std::uint64_t name = self_.timers_++;
    act({Deed::kAfter, delay.ns, static_cast<std::int64_t>(name)});
    return name;
  }
  void order(Layer layer, Phase phase, Sample sample) override {
    act({Deed::kOrder, layer, static_cast<std::int64_t>(phase), sample});
  }
  void token(std::uint32_t to, std::int64_t value) override {
    act({Deed::kToken, static_cast<std::int64_t>(to), value});
  }

 private:
  void act(const Deed& deed) {
    if (!holds_) return self_.do_now(deed, port_);
    self_.waiting_.push_back(deed);
  }

  RestingClock& self_;
  ClockPort& port_;
  bool holds_ = false;  // what follows in this call belongs to a sample that waits
};

bool RestingClock::due(Sample sample) const {
  return options_.every > 0 && options_.rounds > 0 && sample > 0 && sample % options_.every == 0;
}

void RestingClock::start(ClockPort& port) {
  waiting_.push_back({Deed::kStart});
  if (options_.before > 0) return rest(options_.before, port);
  wake(port);
}

void RestingClock::hear(const Signal& signal, ClockPort& port) {
  if (heard_of_rest(signal, port)) return;
  Door door(*this, port);
  const auto* timer = std::get_if<Timer>(&signal);
  if (timer == nullptr) return inner_->hear(signal, door);
  const auto name = names_.find(timer->number);
  if (name == names_.end()) return;  // of a round that was over before
  const Timer own{name->second};
  names_.erase(name);
  inner_->hear(own, door);
}

// Whether it was meant for this clock and not for the one inside.
bool RestingClock::heard_of_rest(const Signal& signal, ClockPort& port) {
  if (const auto* timer = std::get_if<Timer>(&signal)) {
    if (!resting() || static_cast<std::int64_t>(timer->number) != time_out_) return false;
    end_round(port);
    return true;
  }
  const auto* report = std::get_if<Report>(&signal);
  if (report == nullptr || report->kind != ReportKind::kRested || report->sample != kNoSample) {
    return false;
  }
  rested_.insert(report->layer);
  if (resting() && std::ssize(rested_) == port.topology().layers) end_round(port);
  return true;
}

void RestingClock::rest(std::uint64_t rounds, ClockPort& port) {
  left_ = rounds;
  begin_round(port);
}

void RestingClock::begin_round(ClockPort& port) {
  rested_.clear();
  const Layer layers = port.topology().layers;
  for (Layer layer = 1; layer <= layers; ++layer) port.order(layer, Phase::kRest, kNoSample);
  if (options_.timeout.ns > 0) time_out_ = static_cast<std::int64_t>(port.after(options_.timeout));
}

void RestingClock::end_round(ClockPort& port) {
  time_out_ = -1;
  if (--left_ > 0) return begin_round(port);
  wake(port);
}

// A deed may begin another rest, which the others wait for, too.
void RestingClock::wake(ClockPort& port) {
  while (!waiting_.empty() && !resting()) {
    const Deed deed = waiting_.front();
    waiting_.pop_front();
    do_now(deed, port);
  }
}

void RestingClock::do_now(const Deed& deed, ClockPort& port) {
  switch (deed.kind) {
    case Deed::kStart: {
      Door door(*this, port);
      return inner_->start(door);
    }
    case Deed::kOrder:
      return port.order(static_cast<Layer>(deed.a), static_cast<Phase>(deed.b), deed.c);
    case Deed::kAfter:
      names_[port.after({deed.a})] = static_cast<std::uint64_t>(deed.b);
      return;
    case Deed::kToken:
      return port.token(static_cast<std::uint32_t>(deed.a), deed.b);
  }
}

// The inner state comes last: it may hold anything.
std::string RestingClock::save() const {
  std::ostringstream out;
  out << left_ << ' ' << time_out_ << ' ' << timers_ << ' ' << rested_.size();
  for (const Layer layer : rested_) out << ' ' << layer;
  out << ' ' << waiting_.size();
  for (const Deed& deed : waiting_) {
    out << ' ' << static_cast<int>(deed.kind) << ' ' << deed.a << ' ' << deed.b << ' ' << deed.c;
  }
  out << ' ' << names_.size();
  for (const auto& [outer, inner] : names_) out << ' ' << outer << ' ' << inner;
  out << '\n' << inner_->save();
  return out.str();
}

void RestingClock::load(std::string_view state) {
  const std::size_t end = state.find('\n');
  std::istringstream in{std::string(state.substr(0, end))};
  std::size_t count = 0;
  rested_.clear();
  waiting_.clear();
  names_.clear();
  in >> left_ >> time_out_ >> timers_ >> count;
  for (Layer layer = 0; count > 0 && in >> layer; --count) rested_.insert(layer);
  in >> count;
  for (int kind = 0; count > 0 && in >> kind; --count) {
    Deed deed{static_cast<Deed::Kind>(kind)};
    in >> deed.a >> deed.b >> deed.c;
    waiting_.push_back(deed);
  }
  in >> count;
  for (std::uint64_t outer = 0, inner = 0; count > 0 && in >> outer >> inner; --count) {
    names_[outer] = inner;
  }
  inner_->load(state.substr(end + 1));
}

}  // namespace sim
