// Runs that are dropped on their way, as if the process were killed, and resumed or forked.
#pragma once

#include <gmock/gmock.h>

#include "tests/tools/tiny_run.h"
#include "tools/lab/run/resume.h"
#include "tools/lab/run/session.h"

namespace lab {

inline RunOptions quiet_in(const std::filesystem::path& out) {
  RunOptions options;
  options.setup.data_dir = kGolden;
  options.out = out;
  options.quiet = true;
  return options;
}

// Runs it for so many instants and then drops everything, as if the process were killed.
inline void run_and_die(const std::string& text, const Overrides& overrides,
                        const std::filesystem::path& out, int instants) {
  const protocols::Config config = protocols::parse_config(text, "test.textproto", overrides);
  Session session(config, quiet_in(out));
  session.begin();
  for (int i = 0; i < instants && session.step(); ++i) {
  }
}

inline Outcome resumed(const std::filesystem::path& folder, RunOptions options = {}) {
  options.setup.data_dir = kGolden;
  options.quiet = true;
  return resume(folder, options);
}

inline const Overrides kOften = {"checkpoint.every_steps=3", "run.evaluate_every_steps=7"};

// One folder for the run as a whole, one for that which is cut.
class CutRun : public testing::Test {
 protected:
  std::filesystem::path newest() const {
    std::filesystem::path out;
    for (const auto& entry : std::filesystem::directory_iterator(cut_.path() / "checkpoints")) {
      out = std::max(out, entry.path());
    }
    return out;
  }

  void write(const Checkpoint& checkpoint) {
    CheckpointFolder(cut_.path()).write(checkpoint.header, [&](const Write& piece) {
      piece(checkpoint.state);
    });
  }

  TemporaryFolder whole_, cut_;
};

}  // namespace lab
