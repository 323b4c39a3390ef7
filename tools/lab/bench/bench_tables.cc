#include "tools/lab/bench/bench_tables.h"

#include <fmt/format.h>

#include <functional>
#include <utility>

namespace lab {
namespace {

using Json = nlohmann::ordered_json;
using Cells = std::vector<std::string>;
using All = std::vector<Measured>;

std::string row(const Cells& cells) { return fmt::format("| {} |\n", fmt::join(cells, " | ")); }

std::string head(const Cells& titles) { return row(titles) + row(Cells(titles.size(), "---")); }

// Three digits are more than two runs agree on.
std::string number(double x) {
  return fmt::format("{:.{}f}", x, x < 9.995 ? 2 : x < 99.95 ? 1 : 0);
}

std::string number(const Json& object, const char* field, double unit = 1) {
  const Json& value = object.at(field);
  return value.is_null() ? "-" : number(value.get<double>() / unit);
}

std::string ratio(const Json& object, const char* field) {
  return fmt::format("{:.3f}", object.at(field).get<double>());
}

std::string percent(const Json& object, const char* field) {
  return fmt::format("{:.0f} %", object.at(field).get<double>() * 100);
}

std::string command(const Measured& m) { return '`' + m.of.command() + '`'; }

struct Column {
  const char* title;
  std::function<std::string(const Measured&)> cell;
};

// A row for each measurement.
std::string listed(const All& all, const std::vector<Column>& columns) {
  Cells titles;
  for (const Column& column : columns) titles.emplace_back(column.title);
  std::string out = head(titles);
  for (const Measured& m : all) {
    Cells cells;
    for (const Column& column : columns) cells.push_back(column.cell(m));
    out += row(cells);
  }
  return out;
}

Column of(const char* title, const char* field, double unit = 1) {
  return {title, [=](const Measured& m) { return number(m.result, field, unit); }};
}

const Column kCommand = {"command", command};
const Column kOverhead = {"overhead",
                          [](const Measured& m) { return ratio(m.result, "median_ratio"); }};
const Column kFraction = {"of the floor",
                          [](const Measured& m) { return percent(m.result, "fraction_of_floor"); }};

std::string steps(const All& all) {
  const Column wanted = {"wanted, ms", [](const Measured& m) {
                           return m.of.wanted_ms == 0 ? "" : number(m.of.wanted_ms);
                         }};
  return listed(all, {kCommand, of("event-driven, ms", "event_driven_ms"), wanted,
                      of("plain loop, ms", "plain_loop_ms"), kOverhead, of("floor, ms", "floor_ms"),
                      kFraction, of("GFLOP/s", "product_gflops"), of("GB/s", "memory_gigabytes")});
}

std::string kernels(const All& all) {
  return listed(all, {kCommand, of("a product, GFLOP/s", "product_gflops"),
                      of("step, ms", "event_driven_ms"), kFraction});
}

std::string inverses(const All& all) {
  const Column cosine = {"1 - cosine", [](const Measured& m) {
                           const auto found = m.result.find("exact_cosine");
                           if (found == m.result.end()) return std::string("0");
                           return fmt::format("{:.1e}", 1 - found->get<double>());
                         }};
  return listed(all, {kCommand, of("step, ms", "event_driven_ms"), kFraction, cosine});
}

std::string phold(const All& all) {
  const Column ns = {"ns an event", [](const Measured& m) {
                       return number(1e9 / m.result.at("events_per_second").get<double>());
                     }};
  return listed(all,
                {kCommand, of("million events a second", "events_per_second", 1e6), ns,
                 of("the loop by hand", "reference_events_per_second", 1e6), of("ratio", "ratio")});
}

std::string events(const All& all) {
  return listed(all, {kCommand, of("run, us", "run_us"), of("engine alone, us", "engine_us"),
                      of("with the observers of a run, us", "watched_us")});
}

// The rows of measurements of one kind side by side: what they have in common, and then the columns
// of each.
std::string side_by_side(
    const All& all, const char* rows, const Cells& keys,
    const std::vector<std::pair<const char*, std::string (*)(const Json&)>>& columns) {
  Cells titles = keys, above;
  for (const Measured& m : all) {
    above.push_back(command(m));
    for (const auto& column : columns) titles.emplace_back(column.first);
  }
  std::string out =
      fmt::format("From left to right: {}\n\n", fmt::join(above, ", ")) + head(titles);
  for (std::size_t i = 0; i < all.front().result.at(rows).size(); ++i) {
    Cells cells;
    for (const std::string& key : keys) {
      cells.push_back(all.front().result.at(rows)[i].at(key).get<std::string>());
    }
    for (const Measured& m : all) {
      for (const auto& column : columns) cells.push_back(column.second(m.result.at(rows)[i]));
    }
    out += row(cells);
  }
  return out;
}

std::string threads(const All& all) {
  return side_by_side(all, "rows", {"clock", "rule"},
                      {{"one thread, ms", [](const Json& r) { return number(r, "one_ms"); }},
                       {"two, ms", [](const Json& r) { return number(r, "several_ms"); }},
                       {"efficiency", [](const Json& r) { return number(r, "efficiency"); }}});
}

std::string clocks(const All& all) {
  return side_by_side(all, "clocks", {"clock"},
                      {{"step, ms", [](const Json& r) { return number(r, "step_ms"); }},
                       {"overhead", [](const Json& r) { return ratio(r, "overhead"); }}});
}

std::string rules(const All& all) {
  const auto count = [](const char* field) {
    return [field](const Json& r) { return r.at(field).dump(); };
  };
  std::string out = side_by_side(
      all, "rules", {"rule"},
      {{"of BP", [](const Json& r) { return ratio(r, "relative_to_bp"); }},
       {"GFLOP",
        [](const Json& r) { return fmt::format("{:.3f}", r.at("flops").get<double>() * 1e-9); }},
       {"of a product's speed", [](const Json& r) { return percent(r, "fraction"); }}});
  out +=
      "\nWhat an update of the first sends:\n\n" + head({"rule", "messages", "bytes", "not local"});
  for (const Json& r : all.front().result.at("rules")) {
    out += row({r.at("rule").get<std::string>(), count("messages")(r), count("bytes")(r),
                count("non_local_bytes")(r)});
  }
  return out;
}

// One axis: a column for each of its values, and for each rule its rows.
std::string curve(const Json& curves, const std::string& axis) {
  Cells titles = {axis};
  std::vector<Cells> rows;
  for (const Json& c : curves) {
    if (c.at("axis") != axis) continue;
    const auto rule = c.at("rule").get<std::string>();
    Cells step = {rule + ", ms"}, fraction = {rule + ", of its floor"}, memory = {rule + ", MB"};
    titles.resize(1);
    for (const Json& point : c.at("points")) {
      titles.push_back(point.at("x").dump());
      step.push_back(number(point, "step_ms"));
      fraction.push_back(
          number(point.at("floor_ms").get<double>() / point.at("step_ms").get<double>()));
      memory.push_back(number(point, "megabytes"));
    }
    for (Cells& cells : {std::ref(step), std::ref(fraction), std::ref(memory)})
      rows.push_back(std::move(cells));
  }
  std::string out = head(titles);
  for (const Cells& cells : rows) out += row(cells);
  return out;
}

std::string curves(const All& all) {
  const Json& result = all.front().result;
  std::string out;
  for (const char* axis : {"width", "batch", "layers", "in_flight"}) {
    out += curve(result.at("curves"), axis) + '\n';
  }
  out += head({"actors, 16 events each", "million events a second", "of the loop by hand", "MB"});
  for (const Json& point : result.at("events")) {
    out += row({point.at("actors").dump(), number(point, "events_per_second", 1e6),
                number(point, "ratio"), number(point, "megabytes")});
  }
  return out;
}

std::string trace(const All& all) {
  const Json& r = all.front().result;
  const auto line = [&](const char* what, const char* field, const char* unit,
                        const char* allowed) {
    return row({what, fmt::format("{:.4g}{}", r.at(field).get<double>(), unit), allowed});
  };
  return command(all.front()) + "\n\n" + head({"", "measured", "allowed"}) +
         line("writing an event", "write_us_per_event", " us", "0.15 us") +
         line("the same with its digest", "write_us_per_event_with_digests", " us", "") +
         line("size of an event", "bytes_per_event", " bytes", "10 bytes") +
         line("the same with its digest", "bytes_per_event_with_digests", " bytes", "") +
         line("reading and checking every frame", "check_ms", " ms", "") +
         line("reading every row", "scan_ms", " ms", "") +
         line("a window of 1 ms of virtual time", "window_ms", " ms", "20 ms") +
         line("one actor in 10 ms of virtual time", "actor_ms", " ms", "20 ms") +
         line("a recorded training step, against one that is not", "step_overhead", "", "1.02");
}

std::string machine(const All& all) { return all.front().result.get<std::string>() + '\n'; }

struct Table {
  const char* name;
  std::string (*text)(const All&);
};

constexpr Table kTables[] = {{"machine", machine}, {"steps", steps},    {"inverses", inverses},
                             {"threads", threads}, {"curves", curves},  {"rules", rules},
                             {"clocks", clocks},   {"events", events},  {"phold", phold},
                             {"trace", trace},     {"kernels", kernels}};

}  // namespace

std::vector<std::string> bench_tables() {
  std::vector<std::string> out;
  for (const Table& table : kTables) out.emplace_back(table.name);
  return out;
}

std::string bench_table(const std::string& name, const All& measured) {
  All its;
  for (const Measured& m : measured) {
    if (m.of.table == name) its.push_back(m);
  }
  for (const Table& table : kTables) {
    if (name == table.name) return table.text(its);
  }
  return "";
}

}  // namespace lab
