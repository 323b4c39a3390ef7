// What diff() found, for people.
#include <fmt/format.h>

#include "tools/lab/trace/ask/diff.h"
#include "tools/lab/trace/ask/row_text.h"

namespace lab::trace {
namespace {

using Json = nlohmann::ordered_json;

std::string value_text(const Json& value) {
  if (value.is_null()) return "(not there)";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string header_text(const Json& header) {
  if (header.empty()) return "the same program, build and config\n";
  std::string out;
  for (const Json& change : header) {
    out += fmt::format("  {:<34} A {}   B {}\n", change["what"].get<std::string>(),
                       value_text(change["a"]), value_text(change["b"]));
  }
  return "program, build and config differ:\n" + out;
}

std::string event_text(const char* mark, const Json& event) {
  if (event.is_null()) return fmt::format("  {}   (nothing more)\n", mark);
  std::string out = fmt::format("  {}   {}, because of {}", mark, event["text"].get<std::string>(),
                                event["cause"].get<std::string>());
  if (!event["digest"].is_null()) out += ", digest " + event["digest"].get<std::string>();
  return out + "\n";
}

std::string first_text(const Json& events) {
  const Json& first = events["first"];
  if (first.is_null()) return fmt::format("all {} messages are equal\n", events["compared"].dump());
  const Json& either = first["a"].is_null() ? first["b"] : first["a"];
  std::string fields;
  for (const Json& field : first["differs_in"]) {
    fields += (fields.empty() ? "" : ", ") + field.get<std::string>();
  }
  std::string out = fmt::format("they part at row {} of {} and {}, in: {}\n", either["row"].dump(),
                                events["rows"][0].dump(), events["rows"][1].dump(), fields);
  for (const Json& event : events["before"]) out += event_text(" ", event);
  return out + event_text("A", first["a"]) + event_text("B", first["b"]);
}

std::string tally_line(const std::string& name, const Json& tally) {
  return fmt::format("{:<18}{:>10}{:>10}{:>10}{:>10}\n", name, tally["same"].dump(),
                     tally["differ"].dump(), tally["only_a"].dump(), tally["only_b"].dump());
}

std::string kinds_text(const Json& events) {
  std::string out = fmt::format("\n{:<18}{:>10}{:>10}{:>10}{:>10}\n", "events, by name", "same",
                                "differ", "only A", "only B");
  for (const auto& [kind, tally] : events["kinds"].items()) out += tally_line(kind, tally);
  return out + tally_line("all", events["all"]);
}

std::string update_text(const char* mark, const Json& update) {
  return fmt::format("  {}   layer {}, sample {}, {}: {}, target of {}, norm {:.6g}\n", mark,
                     update["layer"].dump(), update["sample"].dump(),
                     time_text({update["at_ns"].get<std::int64_t>()}),
                     update["outcome"].get<std::string>(), update["target_sample"].dump(),
                     update["norm"].get<double>());
}

std::string layers_text(const Json& updates) {
  std::string out =
      fmt::format("\n{:<18}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}\n", "updates, by layer", "same",
                  "time", "norm", "outcome", "only A", "only B");
  for (const Json& layer : updates["layers"]) {
    out += fmt::format("{:<18}", layer["layer"].dump());
    for (const char* count :
         {"same", "other_time", "other_norm", "other_outcome", "only_a", "only_b"}) {
      out += fmt::format("{:>10}", layer[count].dump());
    }
    out += "\n";
  }
  const Json& first = updates["first"];
  if (first.is_null()) return out;
  return out + "the first that differs:\n" + update_text("A", first["a"]) +
         update_text("B", first["b"]);
}

std::string norms_text(const Json& norms) {
  std::string out =
      fmt::format("\n{:<18}{:>10}{:>12}{:>12}\n", "norm of update", "updates", "mean", "largest");
  for (const Json& bin : norms) {
    out += fmt::format("{:<18}{:>10}{:>12.3g}{:>12.3g}\n",
                       "sample " + bin["from_sample"].dump() + " ..", bin["updates"].dump(),
                       bin["mean"].get<double>(), bin["largest"].get<double>());
  }
  return out + "(relative differences)\n";
}

std::string end_text(const Json& end) {
  if (end["a"].is_null() || end["b"].is_null()) {
    if (end["equal"].get<bool>()) return "\nneither trace has an end\n";
    return fmt::format("\nonly {} has an end\n", end["a"].is_null() ? "B" : "A");
  }
  std::string out = "\nat the end\n";
  for (const auto& [name, of_a] : end["a"].items()) {
    const Json& of_b = end["b"][name];
    out +=
        fmt::format("  {:<14}{}\n", name,
                    of_a == of_b ? value_text(of_a) + " in both"
                                 : fmt::format("A {}   B {}", value_text(of_a), value_text(of_b)));
  }
  return out;
}

std::string limits_text(const Json& diff) {
  std::string out;
  if (!diff["payloads_compared"].get<bool>()) {
    out += "what messages carried is not compared: a trace has no digests (trace.payload NONE)\n";
  }
  for (const std::size_t side : {0u, 1u}) {
    const char* name = side == 0 ? "A" : "B";
    const auto left_out = diff["events"]["left_out"][side].get<std::uint64_t>();
    if (left_out > 0)
      out +=
          fmt::format("{} rows that the other trace lacks were left out of {}\n", left_out, name);
    const auto damage = diff["damage"][side].get<std::uint64_t>();
    if (damage > 0) out += fmt::format("{} has {} damaged place(s)\n", name, damage);
  }
  return out;
}

}  // namespace

std::string diff_text(const Json& diff) {
  const std::string head = header_text(diff["header"]);
  const std::string start = first_text(diff["events"]);
  if (diff["equal"].get<bool>()) return head + start + limits_text(diff) + "equal\n";
  return head + "\n" + start + kinds_text(diff["events"]) + layers_text(diff["updates"]) +
         norms_text(diff["updates"]["norms"]) + end_text(diff["end"]) + limits_text(diff);
}

}  // namespace lab::trace
