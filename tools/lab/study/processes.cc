#include "tools/lab/study/processes.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>
// Boost 1.74 uses std::exchange without including <utility>.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <map>

namespace lab {
namespace {

constexpr int kNotStarted = 127, kKilled = 128;
constexpr std::chrono::milliseconds kTick{500};

class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  void write(int descriptor, const std::filesystem::path& file) {
    posix_spawn_file_actions_addopen(&actions_, descriptor, file.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0644);
  }
  void read(int descriptor, const char* file) {
    posix_spawn_file_actions_addopen(&actions_, descriptor, file, O_RDONLY, 0);
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

// A process group of its own: a Ctrl-C on the terminal reaches a child once, through us.
class OwnGroup {
 public:
  OwnGroup() {
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes_, 0);
  }
  ~OwnGroup() { posix_spawnattr_destroy(&attributes_); }
  OwnGroup(const OwnGroup&) = delete;
  OwnGroup& operator=(const OwnGroup&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

// 0 if it could not be started.
pid_t spawn(const Process& process) {
  std::vector<std::string> words = process.arguments;
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  FileActions files;
  files.read(STDIN_FILENO, "/dev/null");
  files.write(STDOUT_FILENO, process.out);
  files.write(STDERR_FILENO, process.err);
  pid_t child = 0;
  const int error = posix_spawn(&child, process.program.c_str(), files.get(), OwnGroup().get(),
                                pointers.data(), environ);
  return error == 0 ? child : 0;
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
    while (!interrupted_ && next_ < plan_.count && running_.size() < plan_.at_once) {
      const std::size_t index = next_++;
      const pid_t child = spawn(plan_.begin(index));
      if (child == 0) {
        plan_.ended(index, kNotStarted);
      } else {
        running_[child] = index;
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
  std::size_t next_ = 0;
  bool interrupted_ = false;
};

}  // namespace

bool run_processes(const ProcessPlan& plan) { return Loop(plan).run(); }

}  // namespace lab
