// What a browser makes of reports: for each page its script errors, what it asked the network for,
// and for each picture how many marks it has and what pointing at some of them shows.
//   node report_browser.cjs BROWSER PAGE...      prints one JSON object
"use strict";
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

const MARKS = ".mark, a[data-tip], circle[data-tip], polyline[data-tips]";

// The places of a few marks that nothing else covers, in pixels of the window.
async function placesIn(svg, marks) {
  svg.scrollIntoView({ block: "center" });
  // Scrolling hides the label, in the next frame.
  for (let i = 0; i < 2; ++i) await new Promise(requestAnimationFrame);
  const found = [];
  for (const mark of svg.querySelectorAll(marks)) {
    let { x, y, width, height } = mark.getBoundingClientRect();
    if (mark.dataset.tips) {
      const first = mark.points[0], matrix = svg.getScreenCTM();
      [x, y, width, height] = [matrix.a * first.x + matrix.e, matrix.d * first.y + matrix.f, 0, 0];
    }
    const place = { x: x + width / 2, y: y + height / 2 };
    const there = document.elementFromPoint(place.x, place.y);
    if (mark.dataset.tips || mark.contains(there)) found.push(place);
  }
  const all = svg.querySelectorAll(marks).length;
  return { all, places: [0, 0.5, 1].map(share => found[Math.round(share * (found.length - 1))]) };
}

async function look(page, svg) {
  const { all, places } = await svg.evaluate(placesIn, MARKS);
  const tips = [];
  for (const place of places.filter(Boolean)) {
    await page.mouse.move(place.x, place.y);
    const tip = page.locator("#tip");
    tips.push(await tip.isVisible() ? await tip.textContent() : "");
  }
  return { label: await svg.getAttribute("aria-label"), marks: all, tips };
}

async function open(context, file) {
  const page = await context.newPage();
  const seen = { errors: [], requests: [], pictures: [], overflow: 0 };
  page.on("pageerror", error => seen.errors.push(String(error)));
  page.on("console", message => message.type() === "error" && seen.errors.push(message.text()));
  page.on("request", request => seen.requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  for (const svg of await page.locator("section svg[role=img]").all()) {
    seen.pictures.push(await look(page, svg));
  }
  seen.overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.emulateMedia({ media: "print" });
  seen.tipInPrint = await page.locator("#tip").isVisible();
  await page.close();
  return seen;
}

(async () => {
  const [browserPath, ...files] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
  const context = await browser.newContext({ viewport: { width: 1240, height: 900 } });
  const pages = [];
  for (const file of files) pages.push(await open(context, file));
  await browser.close();
  console.log(JSON.stringify({ pages }));
})().catch(error => {
  console.error(error);
  process.exit(1);
});
