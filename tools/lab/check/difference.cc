#include "tools/lab/check/difference.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace lab {
namespace {

using std::filesystem::path;

// Of summary.json; parts that only some configs give are compared where one of the two has them.
constexpr const char* kParts[] = {"ending",         "fingerprint",        "step",
                                  "presented",      "virtual_seconds",    "events",
                                  "in_flight",      "messages",           "updates",
                                  "distributions",  "contract",           "test_accuracy",
                                  "train_accuracy", "backprop_alignment", "loss"};

// As text: of a run that breaks down a number may be none, which is equal to nothing.
std::string part(const Outcome& outcome, const char* name) {
  return outcome.summary.value(name, Json()).dump();
}

std::string metrics_of(const Outcome& outcome) {
  Json lines = outcome.metrics;
  for (Json& line : lines) line.erase("wall_seconds");
  return lines.dump();
}

// Of a deadlock: a run that was resumed does not know what it had heard of before.
std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string bytes_of(const path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<path> files_in(const path& folder) {
  std::vector<path> out;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    out.push_back(entry.path().filename());
  }
  std::sort(out.begin(), out.end());
  return out;
}

bool same_files(const path& a, const path& b) {
  const std::vector<path> names = files_in(a);
  return names == files_in(b) && std::all_of(names.begin(), names.end(), [&](const path& name) {
           return bytes_of(a / name) == bytes_of(b / name);
         });
}

}  // namespace

Json differences(const Outcome& a, const Outcome& b) {
  Json out = Json::array();
  for (const char* name : kParts) {
    if (part(a, name) != part(b, name)) out.push_back(name);
  }
  if (first_line(a.trouble) != first_line(b.trouble)) out.push_back("trouble");
  if (metrics_of(a) != metrics_of(b)) out.push_back("metrics");
  if (!same_files(a.folder / "weights", b.folder / "weights")) out.push_back("weights");
  return out;
}

}  // namespace lab
