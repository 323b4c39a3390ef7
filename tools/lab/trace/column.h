// A packed column of a Protobuf message under way: what a generated class would write, without
// holding every value twice. It knows no field.
#pragma once

#include <google/protobuf/wire_format_lite.h>

#include <cstdint>
#include <string>

namespace lab::trace {

class Column {
 public:
  void add(std::uint64_t value) {
    while (value >= 0x80) {
      bytes_.push_back(static_cast<char>(value | 0x80));
      value >>= 7;
    }
    bytes_.push_back(static_cast<char>(value));
  }
  void add_signed(std::int64_t value) {  // of a sint64
    add(google::protobuf::internal::WireFormatLite::ZigZagEncode64(value));
  }
  void add_fixed(std::uint64_t value) {  // of a fixed64, or a double's bits
    for (int shift = 0; shift < 64; shift += 8) bytes_.push_back(static_cast<char>(value >> shift));
  }

  const std::string& bytes() const { return bytes_; }

  // Appends it to a message as its packed field of that number, and starts anew.
  void move_to(std::string& message, int field) {
    if (bytes_.empty()) return;
    Column head;
    head.add(static_cast<std::uint64_t>(field) << 3 | 2);
    head.add(bytes_.size());
    message += head.bytes_;
    message += bytes_;
    bytes_.clear();
  }

 private:
  std::string bytes_;
};

}  // namespace lab::trace
