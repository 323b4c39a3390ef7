// glyph_hand.h: an unsteady hand: it writes a digit a little differently every time. It knows how
// much people vary, and neither labels nor files.
#pragma once

#include <cstdint>
#include <span>

#include "tools/lab/data/glyph_canvas.h"
#include "tools/lab/data/glyph_draws.h"

namespace lab {

// Writes `digit` (0 to 9) into `pixels` (Canvas::kPixels bytes): a variant of it, bent point by
// point, stretched, slanted, turned, moved, with a pen of some width, specks and grain.
void write_digit(unsigned digit, Draws& draws, std::span<std::uint8_t> pixels);

}  // namespace lab
