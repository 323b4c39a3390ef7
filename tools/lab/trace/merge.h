// One trace of those that the ranks of a run wrote: what each sent, in the order in which one
// process would have written it.
#pragma once

#include <filesystem>
#include <vector>

namespace lab::trace {

struct Merged {
  std::uint64_t events = 0, notes = 0;
  bool whole = true;  // every rank's ends where its run did
};

// "files" are those of rank 0, 1, ... Throws protocols::BadInput if they are not of one run or one
// of them is damaged, std::runtime_error if `to` cannot be written.
Merged merge(const std::vector<std::filesystem::path>& files, const std::filesystem::path& to);

// The traces of the ranks in a run's folder, in their order. Throws protocols::BadInput if there
// are none, or one between is missing.
std::vector<std::filesystem::path> rank_files(const std::filesystem::path& folder);

}  // namespace lab::trace
