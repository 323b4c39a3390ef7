#!/usr/bin/env python3
"""tools/bench-torch: a step in PyTorch beside ours. Where there is no torch it says so."""
import os
import re
import subprocess
import sys
import unittest

from cli import ROOT

SCRIPT = ROOT / "tools" / "bench-torch"
SMALL = ("--width", "16", "--layers", "2", "--batch", "4", "--pairs", "1")
DEBIANS = "/usr/bin/python3"  # which python3-torch is for


def call(*options, python=sys.executable):
    return subprocess.run([python, "-B", SCRIPT, "--binary", os.environ["GAITSIM_BINARY"],
                           *options], capture_output=True, text=True)


def has_torch(python):
    probe = [python, "-c", "import torch"]
    return os.path.exists(python) and subprocess.run(probe, capture_output=True).returncode == 0


class BenchTorch(unittest.TestCase):
    def test_refuses_numbers_that_cannot_be(self):
        for option, told in (("--pairs=0", "0 is less than 1"), ("--threads=-1", "-1 is less"),
                             ("--width=9", "10 classes"), ("--binary=/nowhere", "/nowhere: is not"),
                             ("--rule=tp", "'tp'")):
            done = call(*SMALL, option)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(told, done.stderr)

    def test_without_torch_it_says_so(self):
        if has_torch(sys.executable):
            self.skipTest("this Python has torch")
        done = call(*SMALL)
        self.assertEqual(done.returncode, 2)
        self.assertIn("has no torch\nhint: ", done.stderr)

    def test_measures_both_sides(self):
        if not has_torch(DEBIANS):
            self.skipTest("python3-torch is not installed")
        for rule in ("gait", "bp"):
            done = call(*SMALL, "--rule", rule, python=DEBIANS)
            self.assertEqual(done.returncode, 0, done.stderr)
            torch, gaitsim, ratio = (
                float(re.search(rf"(?m)^{name}.* (\d+\.\d+) ", done.stdout)[1])
                for name in ("torch .{12}", "gaitsim", "ratio"))
            self.assertGreater(min(torch, gaitsim, ratio), 0, done.stdout)


if __name__ == "__main__":
    unittest.main()
