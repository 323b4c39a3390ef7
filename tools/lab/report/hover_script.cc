// The one script of a report's page.
#include "tools/lab/report/page.h"

namespace lab {
namespace {

constexpr const char* kScript = R"(<script>
"use strict";
(() => {
  const NEAR = 28; // pixels: what is pointed at may be that far away
  const tip = document.body.appendChild(document.createElement("div"));
  const spot = document.body.appendChild(document.createElement("div"));
  tip.id = "tip";
  spot.id = "spot";
  tip.hidden = spot.hidden = true;

  // The browser's own labels come late, and only exactly above a mark.
  for (const title of document.querySelectorAll("svg title")) {
    title.parentNode.dataset.tip = title.textContent;
    title.remove();
  }

  // Places with tips: dots, and corners of lines that have too many for dots; in units of the svg.
  function pointsOf(svg) {
    if (svg.points) return svg.points;
    svg.points = [];
    for (const dot of svg.querySelectorAll("circle[data-tip]")) {
      svg.points.push({ x: +dot.getAttribute("cx"), y: +dot.getAttribute("cy"),
                        tip: dot.dataset.tip });
    }
    for (const line of svg.querySelectorAll("polyline[data-tips]")) {
      const tips = line.dataset.tips.split("\n");
      line.getAttribute("points").trim().split(/\s+/).forEach((place, i) => {
        const [x, y] = place.split(",").map(Number);
        svg.points.push({ x, y, tip: tips[i] });
      });
    }
    return svg.points;
  }

  function nearest(svg, event) {
    const matrix = svg.getScreenCTM();
    let best = null, least = NEAR;
    for (const point of pointsOf(svg)) {
      const x = matrix.a * point.x + matrix.e, y = matrix.d * point.y + matrix.f;
      const distance = Math.hypot(x - event.clientX, y - event.clientY);
      if (distance < least) [best, least] = [{ x, y, tip: point.tip }, distance];
    }
    return best;
  }

  function show(text, event, place) {
    tip.hidden = false;
    tip.textContent = text;
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = Math.max(4, Math.min(event.clientX + 14, room)) + "px";
    const above = event.clientY - tip.offsetHeight - 12;
    tip.style.top = (above > 4 ? above : event.clientY + 18) + "px";
    spot.hidden = !place;
    if (place) [spot.style.left, spot.style.top] = [place.x + "px", place.y + "px"];
  }

  document.addEventListener("pointermove", event => {
    const mark = event.target.closest("[data-tip]");
    const svg = event.target.closest("svg");
    const place = svg && !(mark && mark.matches(".mark, a")) && nearest(svg, event);
    if (place) return show(place.tip, event, place);
    if (mark) return show(mark.dataset.tip, event);
    tip.hidden = spot.hidden = true;
  });
  document.addEventListener("scroll", () => { tip.hidden = spot.hidden = true; });
})();
</script>
)";

}  // namespace

std::string hover_script() { return kScript; }

}  // namespace lab
