#include "tools/lab/trace/ask/end_checks.h"

#include <fmt/format.h>

#include <algorithm>

namespace lab::trace {
namespace {

class EndChecks {
 public:
  EndChecks(TraceFile& file, const Counted& counted, Verdict& verdict)
      : file_(file),
        counted_(counted),
        verdict_(verdict),
        is_wall_(file.header().mode() == "wall") {}

  void check() {
    read_counters();
    check_file();
    check_totals();
    check_fingerprint();
    say_what_is_missing();
    tell_counts();
  }

 private:
  // All that nobody else reads.
  void read_counters() {
    for (const Frame& frame : file_.frames()) {
      if (frame.header.type == FrameType::kCounters) {
        file_.message<protocols::trace::Counters>(frame);
      }
    }
  }

  void check_file() {
    for (const Damage& damage : file_.damages()) {
      if (is_cut_short(damage)) continue;
      verdict_.broken(Check::kFile, fmt::format("byte {}", damage.at),
                      fmt::format("{} bytes, {}", damage.bytes, damage.what));
    }
    if (!file_.end()) return say_cut_short();
    if (const std::string& trouble = file_.end()->trouble(); !trouble.empty()) {
      verdict_.unchecked(Check::kFile, "recording stopped early: " + trouble);
    }
  }

  // What a run leaves that is killed while it writes. Whoever has an end is not cut short.
  bool is_cut_short(const Damage& damage) const { return damage.is_cut && !file_.end(); }

  void say_cut_short() {
    const auto cut = std::ranges::find_if(file_.damages(), &Damage::is_cut);
    if (cut == file_.damages().end()) {
      return verdict_.cut_short(fmt::format("the {} frames that are there", file_.frames().size()));
    }
    verdict_.unchecked(Check::kFile,
                       fmt::format("byte {}: {} bytes, {}", cut->at, cut->bytes, cut->what));
    verdict_.cut_short(fmt::format("the {} frames before byte {}", file_.frames().size(), cut->at));
  }

  void check_totals() {
    if (const std::string why = partial(); !why.empty()) {
      return verdict_.unchecked(Check::kTotals, why);
    }
    const auto& end = *file_.end();
    compare("sent", counted_.rows, end.sent());
    compare("lost", counted_.lost, end.lost());
    compare("rows", counted_.rows, end.rows());
    compare("notes", counted_.notes, end.notes());
    if (!is_wall_) return compare("received", counted_.received, end.received());
    verdict_.unchecked(Check::kTotals,
                       "in wall time a trace does not tell when messages were received");
  }

  void compare(const char* name, std::uint64_t counted, std::uint64_t told) {
    if (counted == told) return;
    verdict_.broken(Check::kTotals, name,
                    fmt::format("{} in the trace, {} in the run", counted, told));
  }

  void check_fingerprint() {
    if (const std::string why = no_fingerprint(); !why.empty()) {
      return verdict_.unchecked(Check::kFingerprint, why);
    }
    const std::string found = fmt::format("{:016x}", counted_.fingerprint);
    verdict_.fingerprint(found);
    if (found == file_.end()->fingerprint()) return;
    verdict_.broken(Check::kFingerprint, "the run",
                    fmt::format("had {}, the trace gives {}", file_.end()->fingerprint(), found));
  }

  // Why there is not all of the run; empty if there is.
  std::string partial() const {
    if (counted_.missing > 0) return fmt::format("{} rows are not in the trace", counted_.missing);
    if (file_.header().has_begins_at_step()) return late();
    return file_.end() ? "" : "the trace has no end";
  }

  std::string late() const {
    return fmt::format("the trace begins at step {}", file_.header().begins_at_step());
  }

  std::string no_fingerprint() const {
    if (is_wall_) return "a run in wall time has none";
    if (const std::string why = partial(); !why.empty()) return why;
    if (file_.header().detail() == protocols::trace::Header::NONE) {
      return "the trace has no digests (trace.payload NONE)";
    }
    if (counted_.without_digest == 0) return "";
    return fmt::format("{} messages have no digest", counted_.without_digest);
  }

  void say_what_is_missing() {
    if (counted_.unknown_causes > 0) {
      verdict_.unchecked(Check::kCauses, fmt::format("{} causes were in rows that are missing",
                                                     counted_.unknown_causes));
    }
    if (file_.overwritten() > 0) {
      verdict_.unchecked(Check::kNames, fmt::format("the ring has overwritten {} older frames",
                                                    file_.overwritten()));
    } else if (counted_.missing > 0) {
      verdict_.unchecked(Check::kNames, fmt::format("{} rows are missing", counted_.missing));
    } else if (file_.header().has_begins_at_step()) {
      verdict_.unchecked(Check::kNames, late());
    }
    if (is_wall_) verdict_.unchecked(Check::kNotes, "not compared in wall time");
  }

  void tell_counts() {
    verdict_.count("messages", counted_.rows);
    if (!is_wall_) verdict_.count("received", counted_.received);
    verdict_.count("lost", counted_.lost);
    if (!is_wall_) verdict_.count("in flight at the end", counted_.in_flight);
    verdict_.count("notes", counted_.notes);
  }

  TraceFile& file_;
  const Counted& counted_;
  Verdict& verdict_;
  const bool is_wall_;
};

}  // namespace

void check_end(TraceFile& file, const Counted& counted, Verdict& verdict) {
  EndChecks(file, counted, verdict).check();
}

}  // namespace lab::trace
