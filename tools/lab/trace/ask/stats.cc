#include "tools/lab/trace/ask/stats.h"

#include "tools/lab/trace/ask/layer_stats.h"
#include "tools/lab/trace/ask/link_stats.h"
#include "tools/lab/trace/cursor.h"

namespace lab::trace {

using Json = nlohmann::ordered_json;

Json stats_of(TraceFile& file) {
  const Routes routes(file.header());
  LayerStats layers(routes);
  std::vector<LinkStats> links(static_cast<std::size_t>(file.header().links_size()));
  Cursor<EventRow> events = events_of(file);
  Cursor<NoteRow> notes = notes_of(file);
  while (events.peek() != nullptr || notes.peek() != nullptr) {
    const EventRow* row = events.peek();
    const NoteRow* note = notes.peek();
    if (row == nullptr || (note != nullptr && note->at <= row->sent)) {
      layers.add(*note);
      notes.next();
      continue;
    }
    layers.add(*row);
    if (row->link != sim::kNoLink) links.at(row->link.value).add(*row);
    events.next();
  }
  Json out = {{"file", file.path().string()},
              {"quantile_error", Sketch::kError},
              {"overwritten_frames", file.overwritten()},
              {"links", Json::object()}};
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (!links[i].empty())
      out["links"][file.link({static_cast<std::uint32_t>(i)})] = links[i].json();
  }
  out["layers"] = layers.close();
  out["damage"] = file.damages().size();
  return out;
}

}  // namespace lab::trace
