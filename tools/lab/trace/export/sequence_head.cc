#include "tools/lab/trace/export/sequence_head.h"

#include "protocols/duration.h"
#include "tools/lab/trace/export/sequence_style.h"

namespace lab::trace {
namespace {

bool occurs(const TraceFile& file, const SampleLife& life, std::string_view kind) {
  return std::ranges::any_of(
      life.passages, [&](const Passage& passage) { return file.kind(passage.row) == kind; });
}

std::string title(const TraceFile& file, const SampleLife& life) {
  const std::string more =
      life.left_out == 0 ? "" : fmt::format(", {} messages left out", life.left_out);
  return text_at(12, 22, "font-size=\"15\" font-weight=\"bold\"",
                 fmt::format("{}: {}", file.header().name(), life.title)) +
         text_at(12, 40, "fill=\"#555\"",
                 fmt::format("from {} to {} of virtual time; gaps are drawn by their logarithm{}",
                             protocols::format_duration(life.from().ns),
                             protocols::format_duration(life.to().ns), more));
}

// Marks with their words, from left to right.
class Legend {
 public:
  void line(const char* colour, const char* more, const std::string& text) {
    svg_ += fmt::format("<path d=\"M{} 56h18\" stroke=\"{}\"{}/>\n", at_, colour, more);
    word(text);
  }
  void box(const char* colour, const std::string& text) {
    svg_ += fmt::format("<rect x=\"{}\" y=\"50\" width=\"18\" height=\"12\" fill=\"{}\"/>\n", at_,
                        colour);
    word(text);
  }
  void gap() { at_ += 16; }
  const std::string& svg() const { return svg_; }

 private:
  void word(const std::string& text) {
    svg_ += text_at(at_ + 24, 60, "", text);
    at_ += 38 + 6.4 * static_cast<double>(text.size());
  }

  std::string svg_;
  double at_ = 12;
};

std::string legend(const TraceFile& file, const SampleLife& life) {
  Legend out;
  for (const Style& style : kStyles) {
    if (occurs(file, life, style.kind)) out.line(style.colour, " stroke-width=\"2\"", style.kind);
  }
  out.line(kQuiet, "", "clock");
  out.gap();
  for (const Style& style : kPhases) out.box(style.colour, style.kind);
  return out.svg();
}

}  // namespace

std::string sequence_head(const TraceFile& file, const SampleLife& life, double width,
                          double height) {
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" "
             "width=\"{0:.0f}\" height=\"{1:.0f}\" font-family=\"sans-serif\" font-size=\"11\">\n"
             "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
             width, height) +
         title(file, life) + legend(file, life);
}

}  // namespace lab::trace
