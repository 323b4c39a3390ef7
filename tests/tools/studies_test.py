#!/usr/bin/env python3
"""The scripts behind docs/results.md work on what a sweep leaves behind."""
import re
import subprocess
import sys
import unittest

from cli import ROOT, CliTest

SCRIPT = ROOT / "tools" / "studies" / "overlap_strength.py"
CONFIG = ROOT / "configs" / "time-overlap.textproto"
SMALL = ("-s", "data.glyphs={train: 240 test: 20}", "-s", "precision=FLOAT64", "-s",
         "optimizer.sgd.learning_rate=1e-6", "-s", "run={steps: 4}", "--repeats", 1, "--quiet")


class OverlapStrength(CliTest):
    def test_the_later_the_target_the_weaker_the_learning(self):
        late, discrete = self.home / "late", self.home / "discrete"
        self.call("sweep", CONFIG, *SMALL, "--axis",
                  "clock.pipelined.target=40us,80us,120us,240us", "--out", late)
        self.call("sweep", CONFIG, *SMALL, "-s", "learning={}", "-s", "clock.pipelined.learn=199us",
                  "--axis", "clock.pipelined.target=60us", "--out", discrete)
        done = subprocess.run([sys.executable, "-B", SCRIPT, late, discrete], capture_output=True,
                              text=True, check=True)
        found = [float(number) for number in re.findall(r"strength (\S+)", done.stdout)]
        self.assertEqual(len(found), 3 * 4)
        for layer in range(3):
            strong, middle, weak, nothing = found[4 * layer:4 * layer + 4]
            self.assertAlmostEqual(strong - middle, 0.2, delta=0.03)
            self.assertAlmostEqual(middle - weak, 0.2, delta=0.03)
            self.assertEqual(nothing, 0)
        slope = float(re.search(r"(-[0-9.]+) delta/T", done.stdout)[1])
        self.assertAlmostEqual(slope, -1, delta=0.1)

    def test_it_says_how_it_is_used(self):
        done = subprocess.run([sys.executable, "-B", SCRIPT], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("usage: overlap_strength.py SWEEP DISCRETE", done.stderr)


if __name__ == "__main__":
    unittest.main()
