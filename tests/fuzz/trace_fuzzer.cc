// libFuzzer target: any bytes as a trace file, all of which are read. Built by trace_fuzzer_test.py
// with clang.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "protocols/bad_input.h"
#include "tools/lab/trace/scan.h"

namespace {

// A file in memory, under a name that can be opened.
std::string file_with(const std::uint8_t* data, std::size_t size) {
  static const int file = memfd_create("trace", 0);
  if (file < 0 || ftruncate(file, 0) != 0) std::abort();
  if (pwrite(file, data, size, 0) != static_cast<ssize_t>(size)) std::abort();
  return "/proc/self/fd/" + std::to_string(file);
}

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
    lab::trace::TraceFile file(file_with(data, size));
    read_all(file);
  } catch (const protocols::BadInput&) {
  }
  return 0;
}
