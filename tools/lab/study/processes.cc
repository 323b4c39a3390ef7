#include "tools/lab/study/processes.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>
// Boost 1.74 uses std::exchange without including <utility>.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <map>
#include <string_view>

namespace lab {
namespace {

constexpr int kNotStarted = 127, kKilled = 128;
constexpr std::chrono::milliseconds kTick{500};

bool attach(int descriptor, const char* file, int how) {
  const int opened = open(file, how | O_CLOEXEC, 0644);
  return opened >= 0 && dup2(opened, descriptor) >= 0;
}

// In the child. A process group of its own: a Ctrl-C on the terminal reaches it once, through us.
// If we are killed it is told to end: nobody would ask for what it does.
[[noreturn]] void become(const Process& process, char* const* arguments, char* const* environment) {
  constexpr int kWrite = O_WRONLY | O_CREAT | O_TRUNC;
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (attach(STDIN_FILENO, "/dev/null", O_RDONLY) &&
      attach(STDOUT_FILENO, process.out.c_str(), kWrite) &&
      attach(STDERR_FILENO, process.err.c_str(), kWrite)) {
    execve(process.program.c_str(), arguments, environment);
  }
  _exit(kNotStarted);
}

// A run of a sweep that ranks share is no rank of it.
std::vector<char*> environment_of_one() {
  std::vector<char*> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const bool of_launcher = text.starts_with("OMPI_") || text.starts_with("PMI_") ||
                             text.starts_with("PMIX_") || text.starts_with("MPI_LOCAL");
    if (!of_launcher) out.push_back(*entry);
  }
  out.push_back(nullptr);
  return out;
}

// Negative if it could not be started. Between fork and exec nothing is allocated.
pid_t start(Process process) {
  std::vector<char*> arguments;
  for (std::string& word : process.arguments) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const std::vector<char*> environment = environment_of_one();
  const pid_t child = fork();
  if (child == 0) become(process, arguments.data(), environment.data());
  return child;
}

int code_of(int status) {
  return WIFSIGNALED(status) ? kKilled + WTERMSIG(status) : WEXITSTATUS(status);
}

class Loop {
 public:
  explicit Loop(const ProcessPlan& plan)
      : plan_(plan), signals_(io_, SIGCHLD, SIGINT, SIGTERM), timer_(io_) {}
  ~Loop() { pass_on(SIGTERM); }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  bool run() {
    wait_for_signal();
    wait_for_tick();
    start_more();
    while (!running_.empty()) io_.run_one();
    return !interrupted_;
  }

 private:
  void start_more() {
    while (!interrupted_ && running_.size() < plan_.at_once) {
      const std::optional<std::size_t> index = plan_.next();
      if (!index) return;
      const pid_t child = start(plan_.begin(*index));
      if (child < 0) {
        plan_.ended(*index, kNotStarted);
      } else {
        running_[child] = *index;
      }
    }
  }

  void wait_for_signal() {
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
      if (error) return;
      wait_for_signal();
      if (number == SIGCHLD) return collect();
      interrupted_ = true;
      pass_on(number);
    });
  }

  // One signal may stand for several children; other children of this process are not ours.
  void collect() {
    for (auto child = running_.begin(); child != running_.end();) {
      int status = 0;
      if (waitpid(child->first, &status, WNOHANG) != child->first) {
        ++child;
        continue;
      }
      const std::size_t index = child->second;
      child = running_.erase(child);
      plan_.ended(index, code_of(status));
    }
    start_more();
  }

  void pass_on(int signal) {
    for (const auto& [child, index] : running_) kill(child, signal);
  }

  void wait_for_tick() {
    timer_.expires_after(kTick);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      plan_.tick();
      wait_for_tick();
    });
  }

  const ProcessPlan& plan_;
  boost::asio::io_context io_{1};
  boost::asio::signal_set signals_;
  boost::asio::steady_timer timer_;
  std::map<pid_t, std::size_t> running_;  // to the index in the plan
  bool interrupted_ = false;
};

}  // namespace

bool run_processes(const ProcessPlan& plan) { return Loop(plan).run(); }

}  // namespace lab
