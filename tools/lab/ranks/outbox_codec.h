// What a group of actors did, for the other ranks: the headers of all that it sent, with the
// payload to the rank that needs it.
#pragma once

#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "neurons/messages.h"
#include "sim/group_run.h"

namespace lab {

using neurons::Message;

// Of numbers as they lie in memory: all ranks are the same program on the same kind of machine.
class ByteWriter {
 public:
  template <class T>
  void put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void put_text(std::string_view text);
  void put_bytes(const void* from, std::size_t bytes) {
    bytes_.append(static_cast<const char*>(from), bytes);
  }
  // Room at the end for so many bytes.
  char* grow(std::size_t bytes);
  // So many more will come: what is there moves once at most.
  void expect(std::size_t bytes) { bytes_.reserve(bytes_.size() + bytes); }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class ByteReader {
 public:
  // "bytes" must outlive it.
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  // Throws std::runtime_error if there are too few left.
  template <class T>
  T get() {
    T value;
    std::memcpy(&value, next(sizeof value), sizeof value);
    return value;
  }
  std::string_view get_text();
  const char* next(std::size_t bytes);
  bool done() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
};

// "whole" says of a receiver whether the reader needs what it is sent.
void write_outcome(const sim::GroupRun<Message>& group,
                   const std::function<bool(sim::ActorId)>& whole, ByteWriter& out);

// Of a group that ran elsewhere. Throws std::runtime_error or protocols::BadInput if they are not
// what write_outcome wrote.
void read_outcome(ByteReader& in, sim::GroupRun<Message>& group);

}  // namespace lab
