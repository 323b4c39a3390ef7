#include "tools/lab/report/config_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <utility>

namespace lab {
namespace {

struct Step {
  std::string name;
  std::size_t nth = 0;  // of its name in the block around it
};
struct Field {
  std::vector<Step> path;
  std::string value;
};

// Reads the printed form: "name {", "name: value" or "}" a line.
class Reader {
 public:
  std::vector<Field> read(const std::string& text) {
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) read_line(line);
    return std::move(fields_);
  }

 private:
  struct Block {
    std::map<std::string, std::size_t> seen;
  };

  void read_line(std::string line) {
    line.erase(0, std::min(line.find_first_not_of(' '), line.size()));
    if (line.empty() || line.starts_with('#')) return;
    if (line == "}") return leave();
    if (line.ends_with(" {")) return enter(line.substr(0, line.size() - 2));
    const auto colon = line.find(": ");
    if (colon == std::string::npos) return;
    step(line.substr(0, colon));
    fields_.push_back({path_, line.substr(colon + 2)});
    path_.pop_back();
  }

  void step(const std::string& name) { path_.push_back({name, blocks_.back().seen[name]++}); }

  void enter(const std::string& name) {
    step(name);
    blocks_.emplace_back();
  }

  void leave() {
    if (path_.empty()) return;
    if (blocks_.back().seen.empty()) fields_.push_back({path_, "{}"});
    blocks_.pop_back();
    path_.pop_back();
  }

  std::vector<Field> fields_;
  std::vector<Step> path_;
  std::vector<Block> blocks_ = std::vector<Block>(1);
};

// Without numbers: what is a list is one wherever it stands.
std::string plain(const Field& field, std::size_t length) {
  std::string out;
  for (std::size_t i = 0; i < length; ++i) out.append(i == 0 ? "" : ".").append(field.path[i].name);
  return out;
}

using Names = std::set<std::string>;

void add_lists(const std::vector<Field>& fields, Names& lists) {
  for (const Field& field : fields) {
    for (std::size_t i = 0; i < field.path.size(); ++i) {
      if (field.path[i].nth > 0) lists.insert(plain(field, i + 1));
    }
  }
}

std::string path_of(const Field& field, const Names& lists) {
  std::string out;
  for (std::size_t i = 0; i < field.path.size(); ++i) {
    out.append(i == 0 ? "" : ".").append(field.path[i].name);
    if (lists.contains(plain(field, i + 1))) out += fmt::format("[{}]", field.path[i].nth);
  }
  return out;
}

}  // namespace

std::vector<ConfigLine> side_by_side(const std::vector<std::string>& configs) {
  std::vector<std::vector<Field>> all;
  Names lists;
  for (const std::string& config : configs) {
    all.push_back(Reader().read(config));
    add_lists(all.back(), lists);
  }
  std::vector<ConfigLine> lines;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const Field& field : all[i]) {
      const std::string path = path_of(field, lists);
      auto line = std::ranges::find(lines, path, &ConfigLine::path);
      if (line == lines.end()) {
        lines.push_back({path, std::vector<std::optional<std::string>>(all.size())});
        line = std::prev(lines.end());
      }
      line->values[i] = field.value;
    }
  }
  return lines;
}

bool differs(const ConfigLine& line) {
  return std::ranges::any_of(line.values,
                             [&](const auto& value) { return value != line.values[0]; });
}

}  // namespace lab
