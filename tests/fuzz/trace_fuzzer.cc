// libFuzzer target: any bytes as a trace file, all of which are read. Built by fuzzers_test.py with
// clang.
#include <cstdint>

#include "protocols/bad_input.h"
#include "tests/fuzz/memory_file.h"
#include "tools/lab/trace/scan.h"

namespace {

void read_all(lab::trace::TraceFile& file) {
  lab::trace::for_each_event(file, {}, [&](const lab::trace::EventRow& row) {
    return !(file.kind(row) + file.detail(row) + file.event(row.id)).empty();
  });
  lab::trace::for_each_note(file, {}, [](const lab::trace::NoteRow&) { return true; });
  for (const lab::trace::Frame& frame : file.frames()) {
    using lab::trace::FrameType;
    if (frame.header.type == FrameType::kPayloads) file.message<protocols::trace::Payloads>(frame);
    if (frame.header.type == FrameType::kCounters) file.message<protocols::trace::Counters>(frame);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    lab::trace::TraceFile file(fuzz::file_with(data, size));
    read_all(file);
  } catch (const protocols::BadInput&) {
  }
  return 0;
}
