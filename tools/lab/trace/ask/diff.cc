#include "tools/lab/trace/ask/diff.h"

#include <fmt/format.h>

#include "tools/lab/trace/ask/config_diff.h"
#include "tools/lab/trace/ask/notes_diff.h"
#include "tools/lab/trace/ask/rows_diff.h"

namespace lab::trace {
namespace {

using Json = nlohmann::ordered_json;
using protocols::trace::Header;

Json end_of(const TraceFile& file) {
  if (!file.end()) return Json();
  const auto& end = *file.end();
  return {{"ending", end.ending()},
          {"fingerprint", end.fingerprint()},
          {"weights", fmt::format("{:016x}", end.weights_digest())},
          {"virtual_ns", end.now()},
          {"received", end.received()},
          {"lost", end.lost()}};
}

Json end_diff(const TraceFile& a, const TraceFile& b) {
  const Json of_a = end_of(a), of_b = end_of(b);
  return {{"a", of_a}, {"b", of_b}, {"equal", of_a == of_b}};
}

void add_change(Json& out, const std::string& what, const Json& a, const Json& b) {
  if (a != b) out.push_back({{"what", what}, {"a", a}, {"b", b}});
}

Json header_diff(const Header& a, const Header& b) {
  Json out = Json::array();
  add_change(out, "version", a.version(), b.version());
  add_change(out, "build", a.build(), b.build());
  add_change(out, "kernels", a.kernels(), b.kernels());
  add_change(out, "mode", a.mode(), b.mode());
  add_change(out, "actors", a.actors_size(), b.actors_size());
  add_change(out, "links", a.links_size(), b.links_size());
  for (const Change& change : config_changes(a.config(), b.config())) {
    add_change(out, change.path, change.a ? Json(*change.a) : Json(),
               change.b ? Json(*change.b) : Json());
  }
  return out;
}

}  // namespace

Json diff(TraceFile& a, TraceFile& b) {
  Json out = {{"a", a.path().string()}, {"b", b.path().string()}};
  out["header"] = header_diff(a.header(), b.header());
  out["payloads_compared"] =
      a.header().detail() != Header::NONE && b.header().detail() != Header::NONE;
  out["events"] = rows_diff(a, b);
  out["updates"] = notes_diff(a, b);
  out["end"] = end_diff(a, b);
  out["damage"] = {a.damages().size(), b.damages().size()};
  out["equal"] = out["events"]["first"].is_null() && out["updates"]["equal"].get<bool>() &&
                 out["end"]["equal"].get<bool>();
  return out;
}

}  // namespace lab::trace
