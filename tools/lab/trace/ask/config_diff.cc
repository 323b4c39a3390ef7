#include "tools/lab/trace/ask/config_diff.h"

#include <map>
#include <utility>

#include "protocols/outline.h"
#include "protocols/run.pb.h"

namespace lab::trace {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Fields fields_of(const std::string& text) {
  const auto outline = protocols::outline_of(text, {protocols::Experiment::descriptor(), "", 0});
  Fields out;
  for (const protocols::FieldPlace& place : outline.places) {
    const protocols::Token& token = outline.tokens.at(place.value);
    const bool is_block = token.text == "{";
    out.emplace_back(place.path, is_block ? "{ }" : token.text);
  }
  return out;
}

std::optional<std::string> value_in(const std::map<std::string, std::string>& fields,
                                    const std::string& path) {
  const auto found = fields.find(path);
  return found == fields.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::vector<Change> config_changes(const std::string& a, const std::string& b) {
  const Fields first = fields_of(a), second = fields_of(b);
  const std::map<std::string, std::string> in_a(first.begin(), first.end());
  const std::map<std::string, std::string> in_b(second.begin(), second.end());
  std::vector<Change> out;
  for (const auto& [path, value] : first) {
    const auto other = value_in(in_b, path);
    if (other != value) out.push_back({path, value, other});
  }
  for (const auto& [path, value] : second) {
    if (!in_a.contains(path)) out.push_back({path, std::nullopt, value});
  }
  return out;
}

}  // namespace lab::trace
