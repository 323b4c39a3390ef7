// How one line of a plot is drawn: curve, dots, whiskers, links. It knows pixels only.
#pragma once

#include <string>
#include <vector>

namespace lab {

// The colour of line i; the first eight are different.
const char* line_colour(std::size_t i);
// The stroke-dasharray of line i where no marks tell lines apart in black and white; the first six
// are different.
const char* line_dash(std::size_t i);
// The same where marks do: solid for the first eight.
const char* marked_line_dash(std::size_t i);

struct PlottedPoint {
  double x = 0, y = 0;
  std::string tip, href;     // href empty: no link
  double low = 0, high = 0;  // ends of its whisker
};

// With a dot at each point, or, where points are many, their tips in data-tips, a line each, for a
// script of the page.
std::string plain_curve(const std::vector<PlottedPoint>& points, std::size_t i, double width);

// Each point with its whisker and a shape of its own for each line, so that print needs no colour.
std::string marked_curve(const std::vector<PlottedPoint>& points, std::size_t i, bool connected);

// The shape of line i, centred.
std::string marker(double x, double y, std::size_t i);

}  // namespace lab
