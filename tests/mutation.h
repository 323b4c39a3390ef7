// Fuzzing: damages a well-formed input a little, at random but the same on every machine. A test
// hands the result to a reader, which must accept it or refuse it by its own kind of error.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/random.h"

namespace tests {

class Mutator {
 public:
  // `words` are pieces that readers of this kind of input know.
  Mutator(std::uint64_t seed, std::vector<std::string> words)
      : random_(seed, 0, sim::Purpose::kStorm), words_(std::move(words)) {}

  // One to four changes.
  std::string damaged(std::string input) {
    for (std::uint64_t left = 1 + random_.below(4); left > 0; --left) change(input);
    return input;
  }

 private:
  void change(std::string& input) {
    const std::size_t at = place_in(input);
    switch (random_.below(6)) {
      case 0:
        return flip_bit(input, at);
      case 1:
        return void(input.insert(at, 1, static_cast<char>(random_.below(256))));
      case 2:
        return void(input.erase(at, length()));
      case 3:
        return void(input.insert(place_in(input), input.substr(at, length())));
      case 4:
        return input.resize(at);
      default:
        return insert_word(input, at);
    }
  }

  void flip_bit(std::string& input, std::size_t at) {
    if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << random_.below(8)));
  }

  void insert_word(std::string& input, std::size_t at) {
    if (!words_.empty()) input.insert(at, words_[random_.below(words_.size())]);
  }

  std::size_t place_in(const std::string& input) { return random_.below(input.size() + 1); }

  // Mostly short.
  std::size_t length() { return 1 + random_.below(1ULL << random_.below(7)); }

  sim::Random random_;
  std::vector<std::string> words_;
};

// Calls `read` with `cases` damaged inputs; it may throw Refusal and nothing else. Says how many
// were accepted, so that a test can see that it did not only knock on a closed door.
template <class Refusal, class Read>
int fuzz(const std::vector<std::string>& inputs, Mutator mutator, int cases, const Read& read) {
  int accepted = 0;
  for (int i = 0; i < cases; ++i) {
    const std::string input = mutator.damaged(inputs[static_cast<std::size_t>(i) % inputs.size()]);
    SCOPED_TRACE("case " + std::to_string(i) + ": " + testing::PrintToString(input));
    try {
      read(input);
      ++accepted;
    } catch (const Refusal&) {
    } catch (const std::exception& error) {
      ADD_FAILURE() << "not refused but thrown: " << error.what();
    }
  }
  return accepted;
}

}  // namespace tests
