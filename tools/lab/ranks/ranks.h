// The processes of one run: how they talk. Every call but rank() and size() is made by all of them,
// in the same order.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "protocols/bad_input.h"

namespace lab {

class Ranks {
 public:
  virtual ~Ranks() = default;

  virtual std::size_t rank() const = 0;
  virtual std::size_t size() const = 0;

  // Bytes for every rank; returns what every rank had for this one. Those for oneself come back.
  virtual std::vector<std::string> exchange(std::vector<std::string> for_each) = 0;

  // Ends all processes at once, as far as possible, with this exit code.
  [[noreturn]] virtual void abort(int code) = 0;

  bool leads() const { return rank() == 0; }
  // Bytes of every rank on rank 0; nothing elsewhere. Throws std::runtime_error on all if one of
  // them has none.
  std::vector<std::string> gather(std::optional<std::string> own);
  // Those of rank 0, on all.
  std::string from_first(std::string own);
};

// Bad input that all ranks know of: all throw it, and rank 0 says it.
class CommonBadInput : public protocols::BadInput {
 public:
  using protocols::BadInput::BadInput;
};

// The same work on every rank, or on this process alone (null). If it throws BadInput on some of
// them, all throw what the first of those says.
void together(Ranks* ranks, const std::function<void()>& work);

}  // namespace lab
