// The parser's words decide the kind of fault, the outline gives its true place and the names that
// would have been right. Words that are not known here are passed on as they are.
#include "protocols/text_fault.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "protocols/fault_place.h"
#include "protocols/field_words.h"
#include "protocols/quote_hint.h"
#include "protocols/suggest.h"

namespace protocols {
namespace {

using google::protobuf::FieldDescriptor;

struct Fault {
  const std::string& words;
  const Outline& outline;
  std::size_t token;        // at fault
  const FieldPlace* place;  // the field that the token belongs to; null: none

  const std::string& text() const { return outline.tokens[token].text; }
  bool is_name() const { return place != nullptr && place->name == token; }
  FieldError error(std::string problem, std::string hint = "") const {
    return error_in(place == nullptr ? "" : place->path, std::move(problem), std::move(hint));
  }
  FieldError error_in(std::string_view path, std::string problem, std::string hint) const {
    return FieldError({std::string(path), std::move(problem), std::move(hint)},
                      outline.tokens[token].at);
  }
};

FieldError unknown_field(const Fault& fault) {
  const auto* root = fault.outline.places.front().block;
  const auto* block = fault.place->block;
  const bool is_outside = block != root && root->FindFieldByName(fault.text()) != nullptr;
  return fault.error(fmt::format("unknown field {}", fault.text()),
                     is_outside ? fmt::format("is a }} missing before {}?", fault.text())
                                : suggest(fault.text(), field_names(*block)));
}

// Text format has names in brackets, "[a.b]"; no block of a config has any.
bool is_extension(const Fault& fault) {
  return fault.place->field == nullptr && fault.outline.tokens[fault.place->name].text == "[";
}

FieldError no_extensions(const Fault& fault) {
  const std::size_t bracket = fault.place->name;
  const std::string name = written_at(bracket + 1, fault.outline);
  return FieldError({fault.place->path + name + "]", "extensions are not allowed",
                     suggest(name, field_names(*fault.place->block))},
                    fault.outline.tokens[bracket].at);
}

FieldError given_twice(const Fault& fault) {
  const auto* first = fault.outline.find(fault.place->path);
  const int line = fault.outline.tokens[first->name].at.line + 1;
  return fault.error("is given twice", fmt::format("it is first given on line {}", line));
}

FieldError clash(const Fault& fault) {
  const auto* choice = fault.place->field->containing_oneof();
  const auto other = std::ranges::find_if(fault.outline.places, [&](const FieldPlace& place) {
    return place.field != nullptr && place.field->containing_oneof() == choice &&
           parent_path(place.path) == parent_path(fault.place->path);
  });
  return fault.error(
      fmt::format("{} cannot be given along with {}", fault.text(), other->field->name()),
      fmt::format("give only one of {}", fmt::join(member_names(*choice), ", ")));
}

// Where a name was expected: the text ends too early, or has a "}" or a value too many.
FieldError no_name(const Fault& fault) {
  const auto& places = fault.outline.places;
  const auto open = std::ranges::find(places.rbegin(), places.rend(), false, &FieldPlace::closed);
  if (fault.text().empty() && open != places.rend()) {
    return FieldError({open->path, "this block is not closed", "add a }"},
                      fault.outline.position_of(*open));
  }
  return fault.error_in(fault.is_name() ? parent_path(fault.place->path) : "",
                        fmt::format("expected the name of a field, got {}", fault.text()), "");
}

FieldError wrong_value(const Fault& fault) {
  const FieldDescriptor& field = *fault.place->field;
  if (fault.words.starts_with("Unknown enumeration")) {
    return fault.error(fmt::format("unknown value {}", fault.text()),
                       suggest(fault.text(), value_names(*field.enum_type()), "allowed"));
  }
  const std::string got = written_at(fault.token, fault.outline);
  const bool is_bare = field.type() == FieldDescriptor::TYPE_STRING &&
                       got.find_first_of("{}[]<>,;") == std::string::npos && !fault.text().empty();
  return fault.error(fmt::format("expected {}, got {}", describe_type(field), got),
                     is_bare ? quote_hint(field, got) : "");
}

// Is the fault in the value of a field that we know? A minus is a token of its own.
bool is_in_value(const Fault& fault) {
  const std::size_t first = fault.place->value;
  return fault.token == first ||
         (fault.token == first + 1 && fault.outline.tokens[first].text == "-");
}

FieldError passed_on(const Fault& fault) {
  std::string words = fault.words;
  if (words.ends_with('.')) words.pop_back();
  if (!words.empty()) words[0] = static_cast<char>(std::tolower(words[0]));
  if (words.starts_with("interpreting non ascii"))
    words = "letters outside of ASCII may only stand in quotes";
  if (!fault.is_name()) return fault.error(words);
  return fault.error_in(parent_path(fault.place->path), words, "");  // the name is no name
}

}  // namespace

// By how they begin: what follows may quote what somebody wrote.
FieldError explain(const Complaint& complaint, const Outline& outline) {
  const std::string& words = complaint.text;
  const std::size_t told = token_at_fault(complaint, outline);
  const auto unclosed = unclosed_text(complaint, told, outline);
  const std::size_t token = unclosed.value_or(told);
  const Fault fault = {words, outline, token, owner_of(token, outline)};
  if (unclosed) return fault.error("the closing quote is missing");
  if (words.starts_with("Expected identifier")) return no_name(fault);
  if (words.starts_with("Expected \":\"")) return fault.error("expected : after the name");
  if (fault.place == nullptr) return passed_on(fault);
  if (is_extension(fault)) return no_extensions(fault);
  if (words.starts_with("Message type")) return unknown_field(fault);
  if (fault.place->field == nullptr) return passed_on(fault);
  if (words.starts_with("Non-repeated field")) return given_twice(fault);
  if (words.starts_with("Field")) return clash(fault);
  return is_in_value(fault) ? wrong_value(fault) : passed_on(fault);
}

}  // namespace protocols
