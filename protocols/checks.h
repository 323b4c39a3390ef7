// The bounds that fields of a config are held to, and the words for what is outside of them.
// It collects problems; it knows no field.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/problem.h"

namespace protocols {

class Checks {
 public:
  void require(bool good, std::string_view path, std::string_view problem,
               std::string_view hint = "");

  // NaN is outside of every bound, infinity of those without an upper end.
  void above_zero(std::string_view path, double value);
  void zero_or_more(std::string_view path, double value);
  void above_zero_to_one(std::string_view path, double value);
  void zero_to_one(std::string_view path, double value);
  void zero_to_below_one(std::string_view path, double value);

  void count(std::string_view path, std::uint64_t value, std::uint64_t least,
             std::uint64_t most = UINT64_MAX);

  // Whether it is a duration of `least_ns` or more.
  bool duration(std::string_view path, const std::string& text, std::int64_t least_ns);

  // Whether it is a duration, which may be negative.
  bool offset(std::string_view path, const std::string& text);

  // Whether the block has chosen a member of its oneof.
  bool chosen(std::string_view path, const google::protobuf::Message& block);

  // Text that becomes a file or a folder.
  void file_name(std::string_view path, const std::string& text);

  const std::vector<Problem>& problems() const { return problems_; }

 private:
  // In nanoseconds; nothing, and a problem, if it is no such text.
  std::optional<std::int64_t> parsed(std::string_view path, const std::string& text,
                                     std::int64_t (*parse)(std::string_view));

  std::vector<Problem> problems_;
};

}  // namespace protocols
