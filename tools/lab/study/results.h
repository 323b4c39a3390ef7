// What a study found: the record of every run, beside the plan that it came from.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tools/lab/study/plan.h"
#include "tools/lab/study/record.h"

namespace lab {

struct Results {
  Study study;
  std::string command;          // that made them, for people
  std::vector<Record> records;  // one for each run of the study

  std::size_t cells() const { return records.size() / study.repeats; }
  // Of all seeds of a cell.
  std::span<const Record> records_of(std::size_t cell) const {
    return std::span(records).subspan(cell * study.repeats, study.repeats);
  }
  const PlannedRun& first_run_of(std::size_t cell) const {
    return study.runs[cell * study.repeats];
  }
  const std::string& value_of(std::size_t cell, std::size_t axis) const {
    return study.axes[axis].values[first_run_of(cell).at[axis]];
  }
};

// One line a run: the values of its axes and all that was counted.
std::string to_csv(const Results& results);

// One line a cell: means and ranges over its seeds; then the runs that did not come to their end.
std::string to_table(const Results& results);

Json to_json(const Results& results);

// "3 done, 1 failed"
std::string count_text(const Results& results);

}  // namespace lab
