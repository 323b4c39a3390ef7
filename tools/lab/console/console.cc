#include "tools/lab/console/console.h"

#include <fmt/format.h>

#include <charconv>
#include <sstream>

#include "protocols/bad_input.h"
#include "protocols/duration.h"
#include "tools/lab/trace/list/rows_text.h"

namespace lab {
namespace {

using trace::RowFormat;

constexpr std::size_t kMostLines = 40;  // of one command

std::uint64_t number_of(const std::string& text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  if (text.empty() || std::from_chars(text.data(), end, value).ptr != end) {
    throw protocols::BadInput("'" + text + "' is no number");
  }
  return value;
}

}  // namespace

std::string Console::help() {
  return "  step [N]        until N more messages have been received (whole instants)\n"
         "  until time T    until nothing earlier than T is left: until time 1.5ms\n"
         "  until kind K    until such a message is received, or such a note is written\n"
         "  until sample N  until something of this presentation happens\n"
         "  until phase P   until an order of this phase is received\n"
         "  actor NAME      what it did last, what it waits for, its mailbox\n"
         "  flight [NAME]   what is in flight, to everybody or to one\n"
         "  continue        to the end\n"
         "  help, quit; an empty line repeats the last command\n";
}

std::string Console::act(const std::string& line) {
  std::istringstream in(line.find_first_not_of(" \t\r") == std::string::npos ? last_ : line);
  std::string command, first, second, more;
  in >> command >> first >> second >> more;
  if (!more.empty()) throw protocols::BadInput("too many words after '" + command + "'");
  std::string out;
  if (command == "step" || command == "s") {
    out = step(first.empty() ? 1 : number_of(first));
  } else if (command == "until" || command == "u") {
    out = until(first, second);
  } else if (command == "actor" || command == "a") {
    out = show_actor(first);
  } else if (command == "flight" || command == "f") {
    out = show_flight(first);
  } else if (command == "continue" || command == "c") {
    out = run_until([](const Play::Happening&) { return false; });
  } else if (command == "quit" || command == "q") {
    over_ = true;
  } else if (command == "help" || command == "h" || command.empty()) {
    out = help();
  } else {
    throw protocols::BadInput("'" + command + "' is no command\nhint:\n" + help());
  }
  last_ = in.str();
  return out;
}

std::string Console::step(std::uint64_t events) {
  const std::uint64_t wanted = play_.events() + events;
  return run_until([&](const Play::Happening&) { return play_.events() >= wanted; });
}

// Shows the last lines of what happened on the way.
std::string Console::run_until(const Stop& stop) {
  std::vector<Play::Happening> all;
  std::uint64_t left_out = 0;
  for (bool found = false; !found && !ended_ && !interrupted();) {
    ended_ = !feed_.advance(play_);
    for (const Play::Happening& happening : play_.take_happenings()) {
      found = found || stop(happening);
      all.push_back(happening);
    }
    if (all.size() > 2 * kMostLines) {
      left_out += all.size() - kMostLines;
      all.erase(all.begin(), all.end() - kMostLines);
    }
  }
  if (all.size() > kMostLines) {
    left_out += all.size() - kMostLines;
    all.erase(all.begin(), all.end() - kMostLines);
  }
  return (left_out > 0 ? fmt::format("  .. {} lines before\n", left_out) : "") + told(all) +
         where();
}

std::string Console::told(const std::vector<Play::Happening>& all) const {
  std::string out;
  for (const Play::Happening& happening : all) {
    if (happening.received) out += "> " + text_of(*happening.received, words_, RowFormat::kTable);
    if (happening.lost) out += "x " + text_of(*happening.lost, words_, RowFormat::kTable);
    if (happening.note) out += "  " + text_of(*happening.note, words_, RowFormat::kTable);
  }
  return out;
}

std::string Console::where() const {
  return fmt::format("at {} + {}: {} received, {} in flight{}\n",
                     protocols::format_duration(play_.now().ns), play_.now().microstep,
                     play_.events(), play_.in_flight().size(), ended_ ? "; the run is over" : "");
}

std::string Console::until(const std::string& what, const std::string& value) {
  if (what == "time") {
    const std::int64_t ns = protocols::parse_duration_ns(value);
    return run_until([this, ns](const Play::Happening&) { return play_.now().ns >= ns; });
  }
  if (what == "sample") {
    const auto sample = static_cast<sim::Sample>(number_of(value));
    return run_until([sample](const Play::Happening& h) {
      return (h.received && h.received->sample == sample) ||
             (h.note && h.note->note.sample == sample);
    });
  }
  if (what == "kind") {
    words_.require_kind(value);
    return run_until([this, value](const Play::Happening& h) {
      return (h.received && words_.kind(*h.received) == value) ||
             (h.note && words_.note_kind(*h.note) == value);
    });
  }
  if (what == "phase") {
    words_.require_phase(value);
    return run_until([this, value](const Play::Happening& h) {
      return h.received && words_.kind(*h.received) == "order" &&
             words_.detail(*h.received) == value;
    });
  }
  throw protocols::BadInput("until what?\nhint: until time T, kind K, sample N or phase P");
}

std::string Console::show_actor(const std::string& name) {
  const sim::ActorId id = words_.actor_called(name);
  const Play::ActorSeen& seen = play_.actor(id);
  std::string out = fmt::format("{}: {} sent, {} received\n", name, seen.sent, seen.received);
  const std::string state = feed_.state_of(id);
  if (!state.empty()) out += "waits for " + state + "\n";
  if (seen.last_received) {
    out += "last received\n  " + text_of(*seen.last_received, words_, RowFormat::kTable);
  }
  if (seen.last_sent) out += "last sent\n  " + text_of(*seen.last_sent, words_, RowFormat::kTable);
  if (seen.last_note) out += "last noted\n  " + text_of(*seen.last_note, words_, RowFormat::kTable);
  return out + "mailbox\n" + show_flight(name);
}

std::string Console::show_flight(const std::string& name) const {
  const sim::ActorId to = name.empty() ? sim::kOutside : words_.actor_called(name);
  std::string out;
  std::size_t lines = 0, more = 0;
  for (const auto& [key, row] : play_.in_flight()) {
    if (!name.empty() && key.to != to) continue;
    if (lines++ < kMostLines) {
      out += "  " + text_of(row, words_, RowFormat::kTable);
    } else {
      ++more;
    }
  }
  if (lines == 0) return "  nothing\n";
  return out + (more > 0 ? fmt::format("  .. and {} more\n", more) : "");
}

}  // namespace lab
