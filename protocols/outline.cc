// A walk along the tokens, led by the descriptors. Depth is that of the schema, so a hostile text
// cannot exhaust the stack; every step takes a token or stops.
#include "protocols/outline.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace protocols {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

class Walk {
 public:
  Walk(Outline& outline, const Root& root) : outline_(outline), root_(root) {}

  void run() {
    while (!at_end()) {
      fields(root_.block, root_.prefix);
      ++next_;  // a "}" too many: the parser will tell
    }
  }

 private:
  bool at_end() const { return next_ + 1 >= outline_.tokens.size(); }
  bool at(std::string_view text) const { return !at_end() && outline_.tokens[next_].text == text; }
  bool closes() const { return at_end() || at("}") || at(">"); }
  void stop() { next_ = outline_.tokens.size() - 1; }
  bool skip(std::string_view text) {
    const bool found = at(text);
    if (found) ++next_;
    return found;
  }

  void fields(const Descriptor* block, const std::string& prefix) {
    while (!closes()) field(block, prefix);
  }

  void field(const Descriptor* block, const std::string& prefix) {
    const std::string& text = outline_.tokens[next_].text;
    const FieldDescriptor* found = block->FindFieldByName(text);
    const std::size_t name = next_++;
    skip(":");
    if (found == nullptr) {
      outline_.places.push_back({prefix + text, block, nullptr, name, next_});
      return stop();
    }
    if (found->is_repeated() && skip("[")) {
      list(found, prefix, name);
    } else {
      value(found, prefix, name);
    }
    if (!skip(";")) skip(",");
  }

  void list(const FieldDescriptor* field, const std::string& prefix, std::size_t name) {
    while (!closes() && !skip("]")) {
      value(field, prefix, name);
      skip(",");
    }
  }

  void value(const FieldDescriptor* field, const std::string& prefix, std::size_t name) {
    const std::size_t index = outline_.places.size();
    outline_.places.push_back(
        {path_of(field, prefix), field->containing_type(), field, name, next_});
    const bool is_block = field->type() == FieldDescriptor::TYPE_MESSAGE;
    if (is_block && (skip("{") || skip("<"))) {
      fields(field->message_type(), outline_.places[index].path + ".");
      outline_.places[index].closed = skip("}") || skip(">");
    } else if (!closes()) {
      scalar();
    }
  }

  void scalar() {
    skip("-");
    if (closes()) return;
    while (outline_.tokens[next_++].is_string && outline_.tokens[next_].is_string) {
    }  // strings side by side are one value
  }

  std::string path_of(const FieldDescriptor* field, const std::string& prefix) {
    const std::string path = prefix + field->name();
    if (!field->is_repeated()) return path;
    const std::size_t first = prefix == root_.prefix ? root_.first_index : 0;
    return fmt::format("{}[{}]", path, first + count_[path]++);
  }

  Outline& outline_;
  const Root& root_;
  std::size_t next_ = 0;
  std::map<std::string, std::size_t> count_;  // elements so far of a repeated field
};

}  // namespace

const FieldPlace* Outline::find(std::string_view path) const {
  const auto place = std::ranges::find_if(
      places, [&](const FieldPlace& candidate) { return is_within(candidate.path, path); });
  return place == places.end() ? nullptr : &*place;
}

Position Outline::position_of(const FieldPlace& place) const {
  const bool is_block = place.field != nullptr && place.field->message_type() != nullptr;
  return tokens[is_block ? place.name : place.value].at;
}

Outline outline_of(const std::string& text, const Root& root) {
  Outline outline = {tokens_of(text), {}};
  Walk(outline, root).run();
  return outline;
}

std::string_view parent_path(std::string_view path) {
  const auto cut = path.find_last_of(".[");
  return cut == std::string_view::npos ? std::string_view() : path.substr(0, cut);
}

bool is_within(std::string_view path, std::string_view block) {
  if (block.empty() || path == block) return true;
  return path.starts_with(block) && (path[block.size()] == '.' || path[block.size()] == '[');
}

}  // namespace protocols
