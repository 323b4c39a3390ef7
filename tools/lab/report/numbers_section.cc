// What came out of the runs: a row for each number, a column for each run.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "tools/lab/pictures/xml_text.h"
#include "tools/lab/report/network_facts.h"
#include "tools/lab/report/sections.h"
#include "tools/lab/report/words.h"

namespace lab {
namespace {

struct Row {
  const char* name;
  std::function<std::string(const RunRecord&)> of;  // "" where it is not known
};

// Of the summary, or the last evaluation of a run that has none.
std::optional<double> reached(const RunRecord& run, const char* place) {
  const auto found = number_at(run.summary, place);
  return found ? found : number_at(run.last(), place);
}

using Words = std::string (*)(double);

Row row(const char* name, const char* place, Words words) {
  return {name, [=](const RunRecord& run) {
            const auto value = reached(run, place);
            return value ? words(*value) : "";
          }};
}

Row text_row(const char* name, const char* place) {
  return {name, [=](const RunRecord& run) { return text_at(run.summary, place); }};
}

// Every sample is, at every layer, an update that was applied, rejected or missed.
Row share_row(const char* name, const char* what) {
  return {name, [=](const RunRecord& run) -> std::string {
            const auto number = [&](const char* part) {
              return number_at(run.summary, std::string("/updates/") + part).value_or(0);
            };
            const double due = number("applied") + number("rejected") + number("missed");
            if (due == 0) return "";
            return fmt::format("{} ({})", count_words(number(what)),
                               percent_words(number(what) / due));
          }};
}

Row mean_row(const char* name, const char* place, bool of_summary) {
  return {name, [=](const RunRecord& run) -> std::string {
            double sum = 0, count = 0;
            for (const Json& value : list_at(of_summary ? run.summary : run.last(), place)) {
              if (!value.is_number()) continue;
              sum += value.get<double>();
              ++count;
            }
            return count > 0 ? fmt::format("{:.4f}", sum / count) : "";
          }};
}

std::string percent_2(double share) { return fmt::format("{:.2f}%", 100 * share); }
std::string digits_4(double value) { return fmt::format("{:.4g}", value); }
std::string seconds(double value) { return time_words(1e9 * value); }

std::string ending_of(const RunRecord& run) {
  if (run.summary.is_null()) return "killed, or still running";
  return text_at(run.summary, "/ending");
}

std::string traffic_of(const RunRecord& run) {
  const auto messages = number_at(run.summary, "/non_local/messages");
  const auto bytes = number_at(run.summary, "/non_local/bytes");
  if (!messages || !bytes) return "";
  return count_words(*messages) + ", " + bytes_words(*bytes);
}

std::string build_of(const RunRecord& run) {
  const Json& summary = run.summary;
  const std::string version = text_at(summary, "/build/version");
  return version.empty() ? ""
                         : fmt::format("{}, {}, {}", version, text_at(summary, "/build/compiler"),
                                       text_at(summary, "/build/kernels"));
}

std::string clock_of(const RunRecord& run) {
  const bool oracle = run.summary.is_object() && run.summary.contains("clock") &&
                      run.summary["clock"].is_object() &&
                      run.summary["clock"].value("oracle", Json()) == Json(true);
  return network_facts(run).clock + (oracle ? " (oracle)" : "");
}

std::vector<Row> rows() {
  return {{"ended", ending_of},
          text_row("rule", "/rule"),
          {"clock", clock_of},
          row("test accuracy", "/test_accuracy", percent_2),
          row("training accuracy", "/train_accuracy", percent_2),
          row("loss", "/loss", digits_4),
          row("steps", "/step", count_words),
          row("epochs", "/epoch", digits_4),
          share_row("updates applied", "applied"),
          share_row("stale", "stale"),
          share_row("mismatched", "mismatched"),
          share_row("rejected", "rejected"),
          share_row("missed", "missed"),
          mean_row("cosine with backpropagation", "/backprop_alignment/cosine", true),
          mean_row("orthogonality defect", "/orthogonality_defect", false),
          {"not local: messages, bytes", traffic_of},
          row("events", "/events", count_words),
          row("virtual time", "/virtual_seconds", seconds),
          row("wall time", "/wall_seconds", seconds),
          row("peak memory", "/peak_memory_bytes", bytes_words),
          text_row("fingerprint", "/fingerprint"),
          {"build", build_of}};
}

std::string drawn(const Row& row, const Runs& runs) {
  std::string cells;
  bool known = false;
  for (const RunRecord& run : runs) {
    const std::string value = row.of(run);
    known = known || !value.empty();
    cells += "<td>" + (value.empty() ? "&ndash;" : xml_text(value)) + "</td>";
  }
  return known ? fmt::format("<tr><td class=\"axis\">{}</td>{}</tr>\n", row.name, cells) : "";
}

std::string of_several(const Runs& runs) {
  std::string out = "<div class=\"wide\"><table id=\"numbers\">\n<tr><th class=\"axis\"></th>";
  for (const RunRecord& run : runs) out += "<th>" + xml_text(run.name) + "</th>";
  out += "</tr>\n";
  for (const Row& row : rows()) out += drawn(row, runs);
  return out + "</table></div>\n";
}

// In two columns, so that the pictures are not far below.
std::string of_one(const Runs& runs) {
  std::vector<std::string> known;
  for (const Row& row : rows()) {
    const std::string html = drawn(row, runs);
    if (!html.empty()) known.push_back(html);
  }
  const std::size_t half = (known.size() + 1) / 2;
  std::string out = "<div class=\"plots\" id=\"numbers\">\n<table>\n";
  for (std::size_t i = 0; i < known.size(); ++i) {
    out += (i == half ? "</table>\n<table>\n" : "") + known[i];
  }
  return out + "</table>\n</div>\n";
}

std::string remarks_of(const RunRecord& run, bool named) {
  std::string out;
  for (const std::string& remark : run.remarks) {
    out += "<p class=\"remark\">" + (named ? xml_text(run.name) + ": " : "") + xml_text(remark) +
           "</p>\n";
  }
  return out;
}

}  // namespace

std::string numbers_section(const Runs& runs) {
  std::string out;
  for (const RunRecord& run : runs) out += remarks_of(run, runs.size() > 1);
  out += runs.size() == 1 ? of_one(runs) : of_several(runs);
  return out +
         "<p class=\"how\">Percentages of updates are of those due; the cosine and the "
         "orthogonality "
         "defect are means of the layers.</p>\n";
}

}  // namespace lab
