#include "tools/lab/study/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "tools/lab/files/folder_lock.h"
#include "tools/lab/files/whole_file.h"
#include "tools/lab/study/finished.h"
#include "tools/lab/study/page.h"
#include "tools/lab/study/processes.h"
#include "tools/lab/study/progress.h"
#include "tools/lab/study/shares.h"

namespace lab {
namespace {

// The program that runs now, even if its file was replaced by a newer one meanwhile.
constexpr const char* kThisProgram = "/proc/self/exe";

class Sweep {
 public:
  explicit Sweep(const SweepOptions& options)
      : options_(options),
        shares_(options.ranks),
        results_{plan(options.study), options.command, {}} {}

  SweepOutcome execute() {
    std::optional<FolderLock> lock;
    together(options_.ranks, [&] {
      if (!shares_.leads()) return;
      lock.emplace(study().out);
      look_for_finished_runs();
      write_plan();
    });
    to_do_ = shares_.agree(std::move(to_do_), study().out);
    results_.records.resize(study().runs.size());
    SweepProgress progress(study().runs.size(), study().runs.size() - to_do_.size(),
                           options_.quiet || !shares_.leads());
    const bool finished =
        run_processes({.next = [&] { return shares_.next(); },
                       .at_once = options_.at_once,
                       .begin = [&](std::size_t i) { return begin(to_do_[i], progress); },
                       .ended = [&](std::size_t i, int code) { ended(to_do_[i], code, progress); },
                       .tick = [&] { progress.tick(); }});
    for (const auto& [index, code] : shares_.collect()) note(index, code);
    write_results();
    return {results_, !finished};
  }

 private:
  const Study& study() const { return results_.study; }
  std::filesystem::path folder_of(std::size_t index) const {
    return study().out / study().runs[index].folder;
  }

  FolderState state_now(std::size_t index) const {
    return state_of(folder_of(index), study().runs[index].identity);
  }

  void look_for_finished_runs() {
    for (std::size_t i = 0; i < study().runs.size(); ++i) {
      const FolderState state = state_now(i);
      if (state == FolderState::kForeign) refuse_foreign(folder_of(i), study().runs[i].identity);
      results_.records.push_back(state == FolderState::kDone ? read_record(folder_of(i))
                                                             : Record());
      if (state == FolderState::kToDo) to_do_.push_back(i);
    }
    // All cells with the first seed, then all with the next: the whole map shows early.
    std::ranges::stable_sort(to_do_, {}, [&](std::size_t i) { return i % study().repeats; });
  }

  void write_plan() const {
    Json plan = to_json(results_);
    for (Json& run : plan["runs"]) {
      for (const char* found : {"ending", "note", "summary"}) run.erase(found);
    }
    write_whole(study().out / "study.json", plan.dump(2) + "\n");
  }

  void write_results() const {
    if (!shares_.leads()) return;
    write_whole(study().out / "results.csv", to_csv(results_));
    write_whole(study().out / "index.html", to_html(results_));
  }

  Process begin(std::size_t index, SweepProgress& progress) const {
    const std::filesystem::path folder = folder_of(index);
    std::filesystem::create_directories(folder);
    // What an earlier attempt reached is not what this one will.
    std::filesystem::remove(folder / "summary.json");
    Process process = {kThisProgram, {"gaitsim"}, stdout_of(folder), stderr_of(folder)};
    for (std::string& word : words_for(index, folder)) {
      process.arguments.push_back(std::move(word));
    }
    for (const std::string& word :
         {std::string("--data-dir"), options_.study.data_dir.string(), std::string("--threads"),
          threads(), std::string("--json"), std::string("--quiet")}) {
      process.arguments.push_back(word);
    }
    progress.begun();
    return process;
  }

  // From the beginning, or where an earlier attempt was stopped.
  std::vector<std::string> words_for(std::size_t index, const std::filesystem::path& folder) const {
    const PlannedRun& run = study().runs[index];
    if (was_stopped(folder, run.identity)) return {"resume", folder.string()};
    std::vector<std::string> out = {"run", options_.study.config.string()};
    for (const auto* settings : {&options_.study.overrides, &run.settings}) {
      for (const std::string& setting : *settings) out.insert(out.end(), {"-s", setting});
    }
    out.insert(out.end(),
               {"--seed", std::to_string(run.seed), "--out", folder.string(), "--replace"});
    return out;
  }

  // Of one run, so that all together have one on each core.
  std::string threads() const {
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    return std::to_string(std::max<std::size_t>(1, cores / options_.at_once));
  }

  void ended(std::size_t index, int code, SweepProgress& progress) {
    shares_.ended(index, code);
    note(index, code);
    progress.ended(study().runs[index].folder, results_.records[index]);
    write_results();  // what is known so far can be looked at
  }

  void note(std::size_t index, int code) {
    Record& record = results_.records[index];
    record = read_record(folder_of(index), code);
    if (code == 0 && state_now(index) != FolderState::kDone) {
      record.ending = "failed";
      record.note = "it ran another config: the file was changed during the sweep";
    }
  }

  const SweepOptions& options_;
  Shares shares_;
  Results results_;
  std::vector<std::size_t> to_do_;  // indices of runs, in the order in which they start
};

}  // namespace

SweepOutcome sweep(const SweepOptions& options) {
  std::optional<Sweep> study;
  together(options.ranks, [&] { study.emplace(options); });
  return study->execute();
}

}  // namespace lab
