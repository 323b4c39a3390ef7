#!/usr/bin/env python3
"""Signals during a run that would take for ever: Ctrl-C ends it soon and writes everything,
SIGUSR1 asks how it is going."""
import json
import signal
import subprocess
import time
import unittest

from cli import CliTest

SOON = 10  # seconds, on a busy machine
LONG = ("--epochs", "1000000", "-s", "run.evaluate_every_steps=100", "--threads", "1")


class Signals(CliTest):
    def start_long_run(self, *arguments):
        """Returns when the run has taken steps."""
        process = self.start("run", self.config, "--out", self.out, *LONG, *arguments,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        metrics = self.out / "metrics.jsonl"
        end = time.monotonic() + SOON
        while not (metrics.exists() and metrics.stat().st_size > 0):
            self.assertIsNone(process.poll(), "the run has ended")
            self.assertLess(time.monotonic(), end, "the run took no step")
            time.sleep(0.01)
        return process

    def assert_ends_with_everything(self, process):
        start = time.monotonic()
        out, err = process.communicate(timeout=SOON)
        self.assertLess(time.monotonic() - start, SOON)
        self.assertEqual(process.returncode, 130, err)
        summary = json.loads((self.out / "summary.json").read_text())
        self.assertEqual(summary["ending"], "interrupted")
        lines = (self.out / "metrics.jsonl").read_text().splitlines()
        self.assertEqual(json.loads(lines[-1])["step"], summary["step"])
        self.assertEqual(len(list((self.out / "weights").iterdir())), 6)
        self.assertEqual(list(self.out.rglob("*.part")), [])
        return summary, out, err

    def test_ctrl_c_stops_at_a_settled_boundary(self):
        process = self.start_long_run("--json", "--quiet")
        process.send_signal(signal.SIGINT)
        summary, out, err = self.assert_ends_with_everything(process)
        self.assertEqual(json.loads(out), summary)
        self.assertIn("interrupted", err)
        self.assertNotIn("error:", err)
        # Settled: every layer has learned from every sample that was presented.
        self.assertEqual(summary["presented"], summary["step"])
        self.assertEqual(summary["updates"]["applied"], 3 * summary["step"])
        self.assertEqual(summary["updates"]["missed"], 0)

    def test_ctrl_c_ends_with_the_table(self):
        process = self.start_long_run()
        process.send_signal(signal.SIGINT)
        _, out, _ = self.assert_ends_with_everything(process)
        self.assertIn("fingerprint", out)

    def test_sigterm_is_like_ctrl_c(self):
        process = self.start_long_run()
        process.send_signal(signal.SIGTERM)
        self.assert_ends_with_everything(process)

    def test_ctrl_c_at_rest_waits_for_no_sample_and_resume_goes_on_with_the_rest(self):
        whole, stopped, endless = [self.home / name for name in ("whole", "stopped", "endless")]
        self.call("run", self.config, "--out", whole, "--quiet", *self.resting(3000))
        for out, before in ((stopped, 3000), (endless, 2**63)):
            process = self.start("run", self.config, "--out", out, "--quiet",
                                 *self.resting(before), stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
            while not list(out.glob("checkpoints/*.gckpt")):
                self.assertIsNone(process.poll())
                time.sleep(0.002)
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=SOON)
            self.assertEqual(process.returncode, 130, err)
            summary = json.loads((out / "summary.json").read_text())
            self.assertEqual((summary["ending"], summary["step"]), ("interrupted", 0))
        self.call("resume", stopped, "--quiet")
        self.assertEqual(*[json.loads((out / "summary.json").read_text())["fingerprint"]
                           for out in (stopped, whole)])

    def resting(self, rounds):
        return ("--threads", 1, "--steps", 3, "-s", "rule={ dtp {} }", "-s",
                "clock.rest={ before: %d }" % rounds)

    def test_ctrl_c_while_data_are_read_leaves_nothing(self):
        many = ("-s", "data={ glyphs { train: 120000 test: 10 } batch: 60 }", "-s",
                "network={ tower { widths: [784, 10] } }", "--steps", 2, "-s", "checkpoint={}")
        self.ends_early("run", self.config, "--out", self.out, *many)
        self.assertFalse(self.out.exists())
        self.call("run", self.config, "--out", self.out, *many)
        self.ends_early("fork", self.out, "--out", self.home / "more", "--steps", 3)
        self.assertFalse((self.home / "more").exists())

    def ends_early(self, *command):
        process = self.start(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertIn("drawing 120010 images", process.stderr.readline())
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=3 * SOON)
        self.assertEqual((process.returncode, out), (130, ""), err)
        self.assertEqual(err, "interrupted before the first step; nothing was kept\n")

    def test_ctrl_c_twice(self):
        process = self.start_long_run()
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        self.assert_ends_with_everything(process)

    def test_ctrl_c_twice_ends_a_run_that_never_settles(self):
        """All orders are lost: the clock presents sample after sample, and no layer closes one."""
        process = self.start("run", self.config, "--out", self.out, *LONG, "-s",
                             "clock.lockstep={}", "-s",
                             'link[1]={match: "clock.order.*" loss: 1}', "--quiet",
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while not (self.out / "config.textproto").exists():
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=SOON)
        self.assertEqual(process.returncode, 130, err)
        summary = json.loads((self.out / "summary.json").read_text())
        self.assertEqual(summary["step"], 0)
        self.assertEqual(summary["updates"]["missed"], 3 * summary["presented"])

    def test_sigusr1_tells_the_status_and_goes_on(self):
        process = self.start_long_run("--quiet")
        process.send_signal(signal.SIGUSR1)
        line = json.loads(process.stderr.readline())
        self.assertEqual(line["event"], "status")
        self.assertGreater(line["step"], 0)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        self.assert_ends_with_everything(process)

    def test_an_interrupted_run_can_be_continued_from_its_weights(self):
        process = self.start_long_run()
        process.send_signal(signal.SIGINT)
        self.assert_ends_with_everything(process)
        self.call("run", self.config, "--out", self.home / "more", "--quiet", "--init-weights",
                  self.out / "weights", "--steps", "3")


if __name__ == "__main__":
    unittest.main()
