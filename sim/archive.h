// The state of a run as bytes. One function of each class both writes its state and reads it back,
// so that the two cannot differ:
//
//   void archive(sim::Archive& a) { a(position_, history_, last_); }
//
// What follows from how a thing was made (options, wiring) is not state: it is made again, and then
// told its state. Bytes are good for the build that wrote them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace sim {

// The bytes are not the state of what is to be told it.
class ArchiveError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// For types of others, which cannot have an archive() of their own: to be specialised with a static
// archive(Archive&, T&).
template <class T>
struct StateOf {};

class Archive {
 public:
  using Sink = std::function<void(std::string_view)>;

  Archive() = default;                                        // writes, for take()
  explicit Archive(Sink sink) : sink_(std::move(sink)) {}     // writes there, piece after piece
  explicit Archive(std::string_view bytes) : from_(bytes) {}  // reads; they must outlive it

  bool reads() const { return from_.has_value(); }

  // Values one after the other. Throws ArchiveError if there are too few bytes.
  template <class... Values>
  Archive& operator()(Values&... values) {
    (value(values), ...);
    return *this;
  }

  // A word that must stand at the same place when it is read. Throws ArchiveError, which names it.
  void mark(std::string_view word);

  void raw(void* data, std::size_t bytes);
  // Reading: throws ArchiveError if there are fewer bytes left than so many things need.
  void require(std::size_t count, std::size_t bytes_each) const;

  // Writing without a sink: all that was written.
  std::string take() { return std::move(to_); }
  // Reading: throws ArchiveError if something is left. Writing: what was kept back goes to the
  // sink.
  void close();

 private:
  template <class T>
  void value(T& v) {
    if constexpr (requires { v.archive(*this); }) {
      v.archive(*this);
    } else if constexpr (requires { archive(*this, v); }) {
      archive(*this, v);  // beside the type
    } else if constexpr (requires { StateOf<T>::archive(*this, v); }) {
      StateOf<T>::archive(*this, v);
    } else {
      static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>, "no archive() for this type");
      raw(&v, sizeof v);
    }
  }
  void value(bool& v) {
    std::uint8_t byte = v ? 1 : 0;
    raw(&byte, 1);
    v = byte != 0;
  }
  void value(std::string& v) {
    v.resize(size(v.size()));
    raw(v.data(), v.size());
  }
  template <class T>
  void value(std::optional<T>& v) {
    bool has = v.has_value();
    value(has);
    if (!has) return v.reset();
    if (!v) v.emplace();
    value(*v);
  }
  template <class T>
  void value(std::vector<T>& v) {
    v.resize(size(v.size()));
    if constexpr (std::is_arithmetic_v<T>) {
      raw(v.data(), v.size() * sizeof(T));
    } else {
      for (T& element : v) value(element);
    }
  }
  template <class T, std::size_t kSize>
  void value(std::array<T, kSize>& v) {
    for (T& element : v) value(element);
  }
  template <class A, class B>
  void value(std::pair<A, B>& v) {
    (*this)(v.first, v.second);
  }
  template <class Key, class T>
  void value(std::map<Key, T>& v) {
    entries<std::pair<Key, T>>(v);
  }
  template <class T>
  void value(std::set<T>& v) {
    entries<T>(v);
  }
  template <class... Kinds>
  void value(std::variant<Kinds...>& v) {
    std::size_t kind = v.index();
    raw(&kind, sizeof kind);
    if (reads()) v = made<std::variant<Kinds...>>(kind, std::index_sequence_for<Kinds...>{});
    std::visit([this](auto& held) { value(held); }, v);
  }
  // What several may hold is written once.
  template <class T>
  void value(std::shared_ptr<const T>& v) {
    bool fresh = false;
    std::size_t number = 0;  // null
    if (v && !reads()) {
      const auto [entry, inserted] = numbers_.try_emplace(v.get(), numbers_.size() + 1);
      number = entry->second;
      fresh = inserted;
    }
    raw(&number, sizeof number);
    if (number == 0) return v.reset();
    if (reads()) fresh = number == held_.size() + 1;
    if (reads() && !fresh) {
      v = std::static_pointer_cast<const T>(held(number));
    } else if (fresh) {
      hold(v);
    }
  }
  template <class T>
  void hold(std::shared_ptr<const T>& v) {
    if (!reads()) return value(const_cast<T&>(*v));  // writing changes nothing
    const std::size_t place = held_.size();
    held_.push_back(nullptr);  // what is within it comes after it
    auto content = std::make_shared<T>();
    value(*content);
    v = std::move(content);
    held_[place] = v;
  }

  // Elements that cannot be changed where they are.
  template <class Entry, class Container>
  void entries(Container& v) {
    const std::size_t count = size(v.size());
    if (!reads()) {
      for (const auto& element : v) {
        Entry entry(element);
        value(entry);
      }
      return;
    }
    v.clear();
    for (std::size_t i = 0; i < count; ++i) {
      Entry entry{};
      value(entry);
      v.insert(std::move(entry));
    }
  }

  template <class Variant, std::size_t... kIndex>
  static Variant made(std::size_t kind, std::index_sequence<kIndex...>) {
    Variant out;
    const bool known = ((kind == kIndex && (out.template emplace<kIndex>(), true)) || ...);
    if (!known) throw ArchiveError("no such kind of value: " + std::to_string(kind));
    return out;
  }

  void write(std::string_view bytes);
  const std::shared_ptr<const void>& held(std::size_t number) const;
  // Never more than there are bytes left.
  std::size_t size(std::size_t written);

  std::optional<std::string_view> from_;
  std::string to_;
  Sink sink_;  // if there is one, to_ is what was kept back: little
  // What several hold has a number: 1, 2, .. in the order in which it is met.
  std::map<const void*, std::size_t> numbers_;     // writing
  std::vector<std::shared_ptr<const void>> held_;  // reading
};

}  // namespace sim
