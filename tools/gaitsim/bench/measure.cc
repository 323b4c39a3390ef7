#include "tools/gaitsim/bench/measure.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "protocols/bad_input.h"
#include "tools/lab/files/temporary_folder.h"
#include "tools/lab/run/early_signals.h"
#include "tools/lab/study/processes.h"

namespace gaitsim {
namespace {

// What they leave for a while when they are ended goes with the folder.
std::vector<std::string> words_of(const lab::Measurement& m, const std::string& folder,
                                  const std::vector<std::string>& options) {
  std::vector<std::string> out = {"env", "TMPDIR=" + folder};
  if (!m.kernels.empty()) out.push_back("GAITSIM_KERNELS=" + m.kernels);
  out.insert(out.end(), {fmt::format("/proc/{}/exe", getpid()), "bench"});
  std::istringstream arguments(m.arguments);
  for (std::string word; arguments >> word;) out.push_back(word);
  out.insert(out.end(), options.begin(), options.end());
  return out;
}

}  // namespace

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw protocols::BadInput(file.string() + ": cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

void measure(const std::vector<lab::Measurement>& plan, const std::vector<std::string>& options,
             const Ended& ended) {
  const lab::TemporaryFolder folder;
  const std::filesystem::path out = folder.path() / "out", err = folder.path() / "err";
  std::size_t next = 0;
  std::string failure;
  const auto begin = [&](std::size_t i) {
    std::cerr << fmt::format("{} of {}: {}\n", i + 1, plan.size(), plan[i].command());
    std::ofstream(err, std::ios::trunc).flush();
    return lab::Process{"/usr/bin/env", words_of(plan[i], folder.path(), options), out, err};
  };
  const auto checked = [&](std::size_t i, int code) {
    if (code == 0) return ended(plan[i], content_of(out));
    next = plan.size();
    failure = fmt::format("{} failed ({})\n{}", plan[i].command(), code, content_of(err));
  };
  const bool whole = lab::run_processes(
      {.next = [&] { return next < plan.size() ? std::optional(next++) : std::nullopt; },
       .at_once = 1,
       .begin = begin,
       .ended = checked,
       .tick = [] {}});
  if (!whole) throw lab::Interrupted("interrupted");
  if (!failure.empty()) throw std::runtime_error(failure);
}

}  // namespace gaitsim
