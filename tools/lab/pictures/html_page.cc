#include "tools/lab/pictures/html_page.h"

#include "tools/lab/pictures/xml_text.h"

namespace lab {
namespace {

constexpr std::string_view kUpToTitle = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>)";

constexpr std::string_view kStyle = R"(</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 1180px; margin: 2em auto;
  padding: 0 1.5em; }
h1 { font-size: 1.5em; margin: 0; }
h2 { font-size: 1.15em; margin: 1.6em 0 .4em; }
pre { background: #f5f5f5; padding: .6em .8em; white-space: pre-wrap; font-size: 13px; }
.plots { display: flex; flex-wrap: wrap; gap: 12px 28px; align-items: flex-start; }
svg { max-width: 100%; height: auto; font-variant-numeric: tabular-nums; }
svg a[href]:hover rect { stroke: #000; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13.5px; }
th, td { padding: .25em .7em; text-align: right; white-space: nowrap; }
th { border-bottom: 1.5px solid #222; font-weight: 600; vertical-align: bottom; }
td { border-bottom: 1px solid #ddd; }
th.axis, td.axis { text-align: left; }
td.runs { white-space: normal; text-align: left; }
.range { color: #777; font-size: 11.5px; display: block; line-height: 1.2; }
a { color: #0b5394; }
.wide { overflow-x: auto; }
select { font: inherit; }
@media print { .choice { display: none; } body { margin: 0; max-width: none; } }
)";

}  // namespace

std::string html_begin(std::string_view title, std::string_view style) {
  return std::string(kUpToTitle) + xml_text(title) + std::string(kStyle) + std::string(style) +
         "</style>\n</head>\n<body>\n";
}

std::string html_end() { return "</body>\n</html>\n"; }

}  // namespace lab
