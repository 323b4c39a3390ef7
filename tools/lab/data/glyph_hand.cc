// glyph_hand.cc: every random choice of a picture, each in one statement so that compilers agree.
#include "tools/lab/data/glyph_hand.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lab {
namespace {

// How much the hand varies. Tuned until a linear classifier fails and a small network does not:
// see the figures in glyphs.h.
constexpr double kHeight = 19.0;      // pixels, of an average digit
constexpr double kWobble = 0.032;     // of the height, deviation of a point
constexpr double kBend = 0.10;        // of the height, largest bow from middle to end
constexpr double kTurn = 0.18;        // tangent of half the largest angle
constexpr double kSlant = 0.35;       // largest shear, to either side
constexpr double kShift = 2.5;        // pixels, largest move along either axis
constexpr double kFaintest = 0.5;     // ink of the faintest pen
constexpr double kGrain = 0.08;       // largest deviation of a pixel's ink
constexpr std::uint32_t kSpecks = 4;  // at most this many, less one

struct Affine {  // p -> (xx x + xy y + x0, yx x + yy y + y0)
  double xx, xy, yx, yy, x0, y0;
  Point operator()(Point p) const { return {xx * p.x + xy * p.y + x0, yx * p.x + yy * p.y + y0}; }
};

// Stretch, then slant, then turn, then move. The turn comes from the tangent of half its angle,
// which needs no library function whose last bit may differ.
Affine draw_affine(Draws& draws) {
  const double wide = kHeight * draws.between(0.75, 1.2);
  const double high = kHeight * draws.between(0.85, 1.12);
  const double slant = draws.between(-kSlant, kSlant);
  const double half = draws.between(-kTurn, kTurn);
  const double right = draws.between(-kShift, kShift);
  const double down = draws.between(-kShift, kShift);
  const double cosine = (1 - half * half) / (1 + half * half);
  const double sine = 2 * half / (1 + half * half);
  constexpr double kCentre = (Canvas::kSide - 1) / 2.0;
  return {.xx = cosine * wide,
          .xy = (-cosine * slant - sine) * high,
          .yx = sine * wide,
          .yy = (-sine * slant + cosine) * high,
          .x0 = kCentre + right,
          .y0 = kCentre + down};
}

// Bows the digit as a whole: its upright and level lines become arcs, and its halves differ in
// width.
struct Bend {
  double bow, sag, flare;
  Point operator()(Point p) const {
    const double x = p.x + bow * (4 * p.y * p.y - 0.3) + flare * 4 * p.x * p.y;
    const double y = p.y + sag * (4 * p.x * p.x - 0.2);
    return {x, y};
  }
};

Bend draw_bend(Draws& draws) {
  const double bow = draws.between(-kBend, kBend);
  const double sag = draws.between(-kBend, kBend);
  const double flare = 1.5 * draws.between(-kBend, kBend);
  return {bow, sag, flare};
}

// Where the hand puts each point. Equal points stay equal: joints hold and rings stay closed.
class Wobble {
 public:
  explicit Wobble(Draws& draws) : draws_(draws) {}

  Point operator()(Point meant) {
    const double right = kWobble * draws_.bell();
    const double down = kWobble * draws_.bell();
    for (const auto& [point, put] : seen_) {
      if (point == meant) return put;
    }
    seen_.push_back({meant, {meant.x + right, meant.y + down}});
    return seen_.back().put;
  }

 private:
  struct Seen {
    Point meant;
    Point put;
  };
  Draws& draws_;
  std::vector<Seen> seen_;
};

void draw_glyph(const Glyph& glyph, Draws& draws, Canvas& canvas) {
  const Affine affine = draw_affine(draws);
  const Bend bend = draw_bend(draws);
  const double radius = draws.between(0.75, 1.6);
  const double ink = draws.between(kFaintest, 1.0);
  Wobble wobble(draws);
  for (Stroke stroke : glyph) {
    for (Point& point : stroke.points) point = affine(bend(wobble(point)));
    canvas.draw(flatten(stroke), radius, ink);
  }
}

// A short scratch somewhere on the paper.
void draw_speck(Draws& draws, Canvas& canvas) {
  const double x = draws.between(1, Canvas::kSide - 2);
  const double y = draws.between(1, Canvas::kSide - 2);
  const double right = draws.between(-2.5, 2.5);
  const double down = draws.between(-2.5, 2.5);
  const double ink = draws.between(0.3, 0.9);
  const Point line[] = {{x, y}, {x + right, y + down}};
  canvas.draw(line, 0.3, ink);
}

std::uint8_t to_byte(double ink) {
  return static_cast<std::uint8_t>(std::floor(std::clamp(ink, 0.0, 1.0) * 255 + 0.5));
}

}  // namespace

void write_digit(unsigned digit, Draws& draws, std::span<std::uint8_t> pixels) {
  const auto variants = glyph_variants(digit);
  const auto variant = draws.below(static_cast<std::uint32_t>(variants.size()));
  Canvas canvas;
  draw_glyph(variants[variant], draws, canvas);
  const std::uint32_t specks = draws.below(kSpecks);
  for (std::uint32_t i = 0; i < specks; ++i) draw_speck(draws, canvas);
  const double grain = draws.between(0, kGrain);
  for (std::size_t pixel = 0; pixel < Canvas::kPixels; ++pixel) {
    pixels[pixel] = to_byte(canvas.ink(pixel) + grain * draws.bell());
  }
}

}  // namespace lab
