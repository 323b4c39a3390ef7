// Who does what of a list that several ranks work through: whoever is free takes the next thing
// that nobody has taken. Taken is what has a file, made by one of them alone, in a folder that all
// see.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "tools/lab/ranks/ranks.h"

namespace lab {

class Shares {
 public:
  // Null: this process is alone, and takes everything.
  explicit Shares(Ranks* ranks) : ranks_(ranks) {}
  ~Shares();
  Shares(const Shares&) = delete;
  Shares& operator=(const Shares&) = delete;

  bool leads() const { return ranks_ == nullptr || ranks_->leads(); }

  // What there is to do, as rank 0 says. "folder" is where the files go.
  std::vector<std::size_t> agree(std::vector<std::size_t> to_do,
                                 const std::filesystem::path& folder);
  // The place in the list of something that nobody has taken; none: there is no more.
  std::optional<std::size_t> next();
  // A thing that was taken here came to its end, with this code.
  void ended(std::size_t thing, int code);
  // After all have come here: on rank 0 what the others ended. Nothing elsewhere.
  std::map<std::size_t, int> collect();

 private:
  Ranks* ranks_;
  std::filesystem::path claims_;
  std::size_t count_ = 0, at_ = 0;
  std::map<std::size_t, int> ended_;
};

}  // namespace lab
