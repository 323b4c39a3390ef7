#include "tools/lab/report/report.h"

#include "tools/lab/files/whole_file.h"
#include "tools/lab/report/page.h"
#include "tools/lab/report/sample_lives.h"

namespace lab {

std::vector<RunRecord> write_report(const std::vector<std::filesystem::path>& folders,
                                    const std::filesystem::path& out) {
  for (const auto& folder : folders) require_run_folder(folder);
  require_writable(out);
  std::vector<RunRecord> runs = read_runs(folders);
  for (std::size_t i = 0; i < runs.size(); ++i) draw_lives(folders[i], runs[i]);
  write_whole(out, report_html(runs));
  return runs;
}

}  // namespace lab
