// Who may help with the inside of a job. Work that can be cut asks the team of its thread, and has
// it done alone where there is none.
#pragma once

#include "sim/executor.h"

namespace sim {

// Of the calling thread, while it lives. Results may not depend on it.
class Team {
 public:
  // "executor" must allow run_all() from inside its own jobs, as AsioPool and InlineExecutor do.
  Team(Executor& executor, std::size_t members) : before_(here()) { here() = {&executor, members}; }
  ~Team() { here() = before_; }
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  // At least 1: the calling thread itself.
  static std::size_t members() { return here().members; }
  static void run_all(std::size_t count, const std::function<void(std::size_t)>& job) {
    if (here().executor != nullptr) return here().executor->run_all(count, job);
    InlineExecutor().run_all(count, job);
  }

 private:
  struct Here {
    Executor* executor = nullptr;
    std::size_t members = 1;
  };
  static Here& here() {
    thread_local Here here;
    return here;
  }

  Here before_;
};

}  // namespace sim
