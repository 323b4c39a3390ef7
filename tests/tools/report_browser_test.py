#!/usr/bin/env python3
"""Reports in a browser: no script error, no request but for the page, marks in every picture, and a
label for what is pointed at.

Needs node, a Chromium (or GAITSIM_CHROMIUM, the path of one) and the npm package playwright-core,
where node finds it: NODE_PATH is the folder node_modules that holds it. Exits 77 (skipped) with
what is missing:

    apt-get install chromium nodejs npm && npm install --prefix browser playwright-core
    export NODE_PATH=$PWD/browser/node_modules
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

from cli import CliTest

SKIPPED = 77
SCRIPT = pathlib.Path(__file__).with_name("report_browser.cjs")
NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = os.environ.get("GAITSIM_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def missing():
    if not shutil.which("node"):
        return "node"
    if not BROWSER:
        return "chromium"
    found = subprocess.run(["node", "-e", "require('playwright-core')"], capture_output=True)
    return "playwright-core (npm; NODE_PATH)" if found.returncode else None


class InABrowser(CliTest):
    def run_as(self, name, *arguments):
        self.call("run", self.config, "--out", self.home / name, "--quiet", "--epochs", "5", "-s",
                  "probe.backprop_alignment.every_updates=1", *arguments)

    def look(self, *pages):
        done = subprocess.run(["node", SCRIPT, BROWSER, *map(str, pages)], capture_output=True,
                              text=True, timeout=250)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["pages"]

    def judge(self, page, file, pictures):
        self.assertEqual(page["errors"], [])
        self.assertEqual(page["requests"], [file.as_uri()])
        self.assertEqual(page["overflow"], 0)
        self.assertFalse(page["tipInPrint"])
        self.assertGreaterEqual(len(page["pictures"]), pictures)
        for picture in page["pictures"]:
            with self.subTest(picture["label"]):
                self.assertGreater(picture["marks"], 0)
                self.assertTrue(picture["tips"])
                for tip in picture["tips"]:
                    self.assertRegex(tip, r"\w")

    def test_reports(self):
        self.run_as("one")
        self.run_as("two", "-s", "clock={free {}}", "-s", "data.batch=20")
        self.run_as("deep", "-s", "network={square {hidden_layers: 11}}", "-s",
                    'link[1]={match: "feed*" delay {exponential {mean: "20us"}} loss: 0.1}')
        self.call("report", "one", "two", "deep")
        files = [self.home / name for name in ("one/report.html", "deep/report.html",
                                               "report.html")]
        one, deep, all_runs = self.look(*files)
        self.judge(one, files[0], pictures=11)
        self.judge(deep, files[1], pictures=13)
        self.judge(all_runs, files[2], pictures=25)


if __name__ == "__main__":
    what = missing()
    if what:
        print(f"skipped: needs {what}")
        sys.exit(SKIPPED)
    unittest.main()
