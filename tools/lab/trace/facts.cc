#include "tools/lab/trace/facts.h"

#include <fmt/format.h>

#include <array>
#include <map>

#include "tools/lab/trace/names.h"
#include "tools/lab/trace/scan.h"

namespace lab::trace {
namespace {

using Json = nlohmann::ordered_json;

std::string_view name_of(FrameType type) {
  switch (type) {
    case FrameType::kHeader:
      return "header";
    case FrameType::kEvents:
      return "events";
    case FrameType::kPayloads:
      return "payloads";
    case FrameType::kCounters:
      return "counters";
    case FrameType::kNotes:
      return "notes";
    case FrameType::kEnd:
      return "end";
    case FrameType::kFill:
      return "fill";
  }
  return "?";
}

Json run_facts(const TraceFile& file) {
  const auto& header = file.header();
  Json out = {{"name", header.name()},       {"seed", header.seed()},
              {"mode", header.mode()},       {"version", header.version()},
              {"build", header.build()},     {"kernels", header.kernels()},
              {"layers", header.layers()},   {"actors", header.actors_size()},
              {"links", header.links_size()}};
  out["payload"] = protocols::trace::Header::Detail_Name(header.detail());
  if (!file.end()) return out;
  out["ending"] = file.end()->ending();
  out["fingerprint"] = file.end()->fingerprint();
  out["sent"] = file.end()->sent();
  out["received"] = file.end()->received();
  out["lost"] = file.end()->lost();
  if (!file.end()->trouble().empty()) out["trouble"] = file.end()->trouble();
  return out;
}

struct Count {
  std::uint64_t messages = 0, bytes = 0, lost = 0;
};

Json kinds_of(TraceFile& file, std::int64_t& last_ns) {
  std::map<std::string, Count> counts;
  for_each_event(file, {}, [&](const EventRow& row) {
    Count& count = counts[file.kind(row)];
    ++count.messages;
    count.bytes += row.bytes;
    if (sim::is_lost(row.fate)) ++count.lost;
    last_ns = std::max(last_ns, row.sent.ns);
    return true;
  });
  Json out = Json::object();
  for (const auto& [kind, count] : counts) {
    out[kind] = {{"messages", count.messages}, {"bytes", count.bytes}, {"lost", count.lost}};
  }
  return out;
}

Json notes_of(TraceFile& file) {
  std::map<std::string_view, std::uint64_t> counts;
  for_each_note(file, {}, [&](const NoteRow& row) {
    ++counts[trace::name_of(row.note.kind)];
    return true;
  });
  Json out = Json::object();
  for (const auto& [kind, count] : counts) out[std::string(kind)] = count;
  return out;
}

// Bodies of payloads and counters are checked, too: after this, damages() is complete.
Json frames_of(TraceFile& file) {
  struct Sum {
    std::uint64_t frames = 0, rows = 0, bytes = 0;
  };
  std::map<std::string_view, Sum> sums;
  for (const Frame& frame : file.frames()) {
    Sum& sum = sums[name_of(frame.header.type)];
    ++sum.frames;
    sum.rows += frame.header.rows;
    sum.bytes += kHeaderSize + frame.header.stored_size;
    if (frame.header.type == FrameType::kPayloads || frame.header.type == FrameType::kCounters) {
      file.body(frame);
    }
  }
  Json out = Json::object();
  for (const auto& [type, sum] : sums) {
    out[std::string(type)] = {{"frames", sum.frames}, {"rows", sum.rows}, {"bytes", sum.bytes}};
  }
  return out;
}

Json damages_of(const TraceFile& file) {
  Json out = Json::array();
  for (const Damage& damage : file.damages()) {
    out.push_back({{"at", damage.at}, {"bytes", damage.bytes}, {"what", damage.what}});
  }
  return out;
}

std::string counts_text(const Json& kinds) {
  std::string out =
      fmt::format("\n{:<18}{:>12}{:>16}{:>10}\n", "kind", "messages", "bytes", "lost");
  for (const auto& [kind, count] : kinds.items()) {
    out += fmt::format("{:<18}{:>12}{:>16}{:>10}\n", kind, count["messages"].get<std::uint64_t>(),
                       count["bytes"].get<std::uint64_t>(), count["lost"].get<std::uint64_t>());
  }
  return out;
}

std::string frames_text(const Json& frames) {
  std::string out = fmt::format("\n{:<18}{:>12}{:>16}{:>10}\n", "frames", "rows", "bytes", "");
  for (const auto& [type, sum] : frames.items()) {
    out += fmt::format("{:<18}{:>12}{:>16}\n",
                       fmt::format("{} {}", sum["frames"].get<std::uint64_t>(), type),
                       sum["rows"].get<std::uint64_t>(), sum["bytes"].get<std::uint64_t>());
  }
  return out;
}

std::string state_text(const Json& facts) {
  std::string out;
  if (const auto gone = facts["overwritten_frames"].get<std::uint64_t>(); gone > 0) {
    out += fmt::format("\nthe ring has overwritten {} older frames\n", gone);
  }
  const Json& damages = facts["damage"];
  if (damages.empty()) return out + "\nno damage\n";
  out += fmt::format("\ndamage: {} place(s) that cannot be read\n", damages.size());
  for (const Json& damage : damages) {
    out += fmt::format("  byte {}: {} bytes, {}\n", damage["at"].get<std::uint64_t>(),
                       damage["bytes"].get<std::uint64_t>(), damage["what"].get<std::string>());
  }
  return out;
}

}  // namespace

Json facts_of(TraceFile& file) {
  Json out = {{"file", file.path().string()}, {"bytes", file.bytes()}, {"run", run_facts(file)}};
  std::int64_t last_ns = 0;
  out["messages"] = kinds_of(file, last_ns);
  out["virtual_seconds"] = 1e-9 * static_cast<double>(file.end() ? file.end()->now() : last_ns);
  out["notes"] = notes_of(file);
  out["frames"] = frames_of(file);
  out["ended"] = file.end().has_value();
  out["overwritten_frames"] = file.overwritten();
  out["damage"] = damages_of(file);
  return out;
}

std::string facts_text(const Json& facts) {
  const Json& run = facts["run"];
  std::string out = fmt::format("{}  seed {}  {} layers, {} actors, {} links  mode {}\n",
                                run["name"].get<std::string>(), run["seed"].get<std::uint64_t>(),
                                run["layers"].get<int>(), run["actors"].get<int>(),
                                run["links"].get<int>(), run["mode"].get<std::string>());
  out += fmt::format("gaitsim {}, {}, {}\n", run["version"].get<std::string>(),
                     run["build"].get<std::string>(), run["kernels"].get<std::string>());
  out += facts["ended"].get<bool>()
             ? fmt::format("ended: {}, fingerprint {}\n", run["ending"].get<std::string>(),
                           run["fingerprint"].get<std::string>())
             : "no end: the run was killed, or still runs\n";
  if (run.contains("trouble")) {
    out += fmt::format("recording stopped: {}\n", run["trouble"].get<std::string>());
  }
  out += fmt::format("{:.6g} s virtual, {} bytes, payload {}\n",
                     facts["virtual_seconds"].get<double>(), facts["bytes"].get<std::uint64_t>(),
                     run["payload"].get<std::string>());
  out += counts_text(facts["messages"]) + frames_text(facts["frames"]);
  out += "\nnotes ";
  for (const auto& [kind, count] : facts["notes"].items()) {
    out += fmt::format(" {} {}", kind, count.get<std::uint64_t>());
  }
  return out + "\n" + state_text(facts);
}

}  // namespace lab::trace
