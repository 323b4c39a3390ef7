// Which texts are quantities, the schema tells by their defaults, except for those of links' laws.
#include "protocols/quote_hint.h"

#include <fmt/format.h>

#include "protocols/bad_input.h"
#include "protocols/bandwidth.h"
#include "protocols/duration.h"
#include "protocols/run.pb.h"

namespace protocols {
namespace {

using google::protobuf::FieldDescriptor;

// Whether `read` takes the text.
template <class Read>
bool is_good(Read read, const std::string& text) {
  try {
    read(text);
    return true;
  } catch (const BadInput&) {
    return false;
  }
}

// Every text in the blocks below a link is one, and many have no default.
bool is_duration(const FieldDescriptor& field) {
  const auto* link = Link::descriptor();
  const bool is_of_law = field.file() == link->file() && field.containing_type() != link;
  return is_of_law || is_good(parse_duration_ns, field.default_value_string());
}

bool is_bandwidth(const FieldDescriptor& field) {
  return is_good(parse_bytes_per_second, field.default_value_string());
}

// With the unit only if it is good then, and not without.
template <class Read>
std::string hint_of(Read read, std::string_view got, std::string_view unit) {
  const std::string text(got);
  if (is_good(read, text)) return fmt::format("put it in quotes: \"{}\"", got);
  const bool lacks_unit = is_good(read, text + std::string(unit));
  return fmt::format("put it in quotes, with its unit: \"{}{}\"", lacks_unit ? got : "10", unit);
}

}  // namespace

std::string quote_hint(const FieldDescriptor& field, std::string_view got) {
  if (is_duration(field)) return hint_of(parse_duration_ns, got, "us");
  if (is_bandwidth(field)) return hint_of(parse_bytes_per_second, got, "MB/s");
  return fmt::format("put it in quotes: \"{}\"", got);
}

}  // namespace protocols
