// Answers of why, for people: as a tree, and as a sequence chart.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "tools/lab/trace/ask/row_text.h"
#include "tools/lab/trace/ask/why.h"

namespace lab::trace {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLane = 9;  // columns of a lane

sim::Time sent(const Json& message) {
  return {message["sent_ns"].get<std::int64_t>(), message["sent_microstep"].get<std::uint32_t>()};
}

sim::Time received(const Json& message) {
  return {message["received_ns"].get<std::int64_t>(),
          message["received_microstep"].get<std::uint32_t>()};
}

std::string text_in(const Json& json, const char* field) { return json[field].get<std::string>(); }

std::string versions(const Json& message) {
  const std::string what = text_in(message, "what");
  std::string out;
  if (what == "activity" || what == "weight_transport" || what == "target delivered") {
    out = ", weights v" + message["version"].dump();
  }
  if (what.starts_with("target")) out += ", feedback v" + message["feedback_version"].dump();
  return out;
}

std::string message_text(const Json& message) {
  std::string out = fmt::format("{} to {}: {}", text_in(message, "event"), text_in(message, "to"),
                                text_in(message, "what"));
  if (!message["sample"].is_null()) out += ", sample " + message["sample"].dump();
  out += versions(message) + ", " + time_text(sent(message));
  if (!message["received_ns"].is_null()) out += " -> " + time_text(received(message));
  return message["fate"] == "duplicate" ? out + ", a duplicate" : out;
}

class Tree {
 public:
  explicit Tree(const Json& nodes) : nodes_(nodes), told_(nodes.size(), false) {}

  std::string text() {
    tell(0, "", 0);
    return std::move(out_);
  }

 private:
  void tell(std::size_t at, const std::string& role, std::size_t depth) {
    const Json& node = nodes_[at];
    const Json& message = node["message"];
    const bool again = told_[at] && !message.is_null();
    out_ += std::string(2 * depth, ' ') + (role.empty() ? "" : role + ": ");
    if (!message.is_null()) {
      out_ += again ? text_in(message, "event") + ", see above" : message_text(message);
    }
    const std::string remark = text_in(node, "remark");
    if (!remark.empty())
      out_ += (message.is_null() ? "" : "  [") + remark + (message.is_null() ? "" : "]");
    out_ += "\n";
    if (told_[at]) return;
    told_[at] = true;
    for (const Json& need : node["needs"]) {
      tell(need["node"].get<std::size_t>(), text_in(need, "role"), depth + 1);
    }
  }

  const Json& nodes_;
  std::vector<bool> told_;
  std::string out_;
};

// "feedforward12" is "ff12".
std::string short_name(const std::string& actor) {
  const auto digits = std::ranges::find_if(actor, [](unsigned char c) { return std::isdigit(c); });
  const std::string word(actor.begin(), digits), number(digits, actor.end());
  if (word == "feedforward") return "ff" + number;
  if (word == "feedback") return "fb" + number;
  if (word == "population") return "pop" + number;
  return word.substr(0, kLane - 2) + number;
}

class Chart {
 public:
  explicit Chart(const Json& why) {
    for (const Json& actor : why["actors"]) lanes_.push_back(actor.get<std::string>());
    for (const Json& node : why["nodes"]) {
      if (!node["message"].is_null()) messages_.push_back(&node["message"]);
    }
    std::ranges::stable_sort(messages_, {}, [](const Json* m) { return sent(*m); });
  }

  std::string text() const {
    std::string out = std::string(kTime, ' ');
    for (const std::string& lane : lanes_) out += fmt::format("{:<{}}", short_name(lane), kLane);
    out += "\n";
    for (const Json* message : messages_) out += line(*message);
    return out;
  }

 private:
  static constexpr std::size_t kTime = 14;

  std::size_t column(const std::string& actor) const {
    const auto found = std::ranges::find(lanes_, actor);
    return static_cast<std::size_t>(found - lanes_.begin()) * kLane;
  }

  std::string line(const Json& message) const {
    std::string drawn(lanes_.size() * kLane, ' ');
    for (std::size_t lane = 0; lane < lanes_.size(); ++lane) drawn[lane * kLane] = '|';
    const bool lost = message["received_ns"].is_null();
    const std::size_t from = column(text_in(message, "from"));
    const std::size_t to = column(text_in(message, "to"));
    const std::size_t left = std::min(from, to), right = std::max(from, to);
    for (std::size_t at = left; at < right; ++at) drawn[at] = '-';
    drawn[from] = 'o';
    if (from != to) drawn[to] = lost ? 'x' : from < to ? '>' : '<';
    std::string label = text_in(message, "what");
    if (!message["sample"].is_null()) label += " s" + message["sample"].dump();
    label += lost ? ", " + text_in(message, "fate") : " -> " + time_text(received(message));
    return fmt::format("{:<{}}{} {}\n", time_text(sent(message)), kTime, drawn, label);
  }

  std::vector<std::string> lanes_;
  std::vector<const Json*> messages_;
};

}  // namespace

std::string why_text(const Json& why) {
  std::string out = Tree(why["nodes"]).text();
  if (const std::string reason = text_in(why, "why"); !reason.empty()) {
    out += "why: " + reason + "\n";
  }
  return out;
}

std::string why_chart(const Json& why) { return Chart(why).text(); }

}  // namespace lab::trace
