#include "tools/lab/ranks/ranks.h"

#include <stdexcept>

namespace lab {

std::vector<std::string> Ranks::gather(std::optional<std::string> own) {
  // The first byte for everybody says whether there is something.
  std::vector<std::string> out(size(), own ? "+" : "-");
  if (own) out.front() += *own;
  std::vector<std::string> in = exchange(std::move(out));
  for (const std::string& bytes : in) {
    if (bytes.front() == '-') throw std::runtime_error("a rank cannot tell its state");
  }
  if (!leads()) return {};
  for (std::string& bytes : in) bytes.erase(0, 1);
  return in;
}

std::string Ranks::from_first(std::string own) {
  std::vector<std::string> out(size());
  if (leads()) out.assign(size(), std::move(own));
  return std::move(exchange(std::move(out)).front());
}

void together(Ranks* ranks, const std::function<void()>& work) {
  if (ranks == nullptr) return work();
  std::string trouble;
  try {
    work();
  } catch (const protocols::BadInput& problem) {
    trouble = problem.what();
  }
  for (std::string& found : ranks->exchange(std::vector<std::string>(ranks->size(), trouble))) {
    if (!found.empty()) throw CommonBadInput(std::move(found));
  }
}

}  // namespace lab
