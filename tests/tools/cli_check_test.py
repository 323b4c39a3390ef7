#!/usr/bin/env python3
"""gaitsim check: a table of ways to run that are all the same run; and a clock that is not the same
run twice is found out."""
import json
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

from cli import ROOT, CliTest

ALTERNATING = ROOT / "tools" / "examples" / "alternating.cc"


class Check(CliTest):
    def test_prints_a_line_for_each_variant_and_leaves_nothing(self):
        out, err = self.call("check", self.config)
        self.assertEqual(err, "")
        self.assertIn("12 steps", out)
        rows = re.findall(r"(?m)^([182] threads?.*?)  +([0-9a-f]{16})  ok$", out)
        self.assertEqual(len(rows), 9, out)
        self.assertEqual(len({fingerprint for _, fingerprint in rows}), 1)
        for name in ("1 thread", "2 threads", "8 threads", "1 thread, trace", "1 thread, resumed",
                     "8 threads, loopback, trace, resumed"):
            self.assertIn(name, [name for name, _ in rows])
        self.assertTrue(out.endswith("\nall the same\n"), out)
        self.assertEqual([p.name for p in self.home.iterdir()], ["tiny.textproto"])

    def test_layers_so_large_that_threads_help_inside_them(self):
        out, _ = self.call("check", ROOT / "configs" / "demo.textproto", "--steps", 2, "-s",
                           "data.glyphs={train: 120 test: 60}")
        self.assertTrue(out.endswith("\nall the same\n"), out)

    def test_json_is_one_object_and_steps_can_be_chosen(self):
        facts = json.loads(self.call("check", self.config, "--json", "--steps", 3)[0])
        self.assertEqual((facts["same"], facts["step"], len(facts["variants"])), (True, 3, 9))
        self.run_tiny("--steps", 3, "--quiet")
        self.assertEqual(facts["variants"][0]["fingerprint"],
                         json.loads((self.out / "summary.json").read_text())["fingerprint"])

    def test_runs_are_kept_if_somebody_wants_them(self):
        self.call("check", self.config, "--out", self.out, "-s", "trace={}")
        self.assertEqual(len(list(self.out.iterdir())), 9)
        self.assertFalse((self.out / "1-thread" / "trace.gtrace").exists())
        self.call("trace", "diff", self.out / "1-thread-trace" / "trace.gtrace",
                  self.out / "8-threads-loopback-trace-resumed" / "trace.gtrace")
        _, err = self.call("check", self.config, "--out", self.out, code=2)
        self.assert_one_error(err, "is there already", "--out")

    def test_a_run_that_ends_badly_does_so_each_time(self):
        for change, ending in (('link[0]={match: "clock.order.2" loss: 1}', "deadlock"),
                               ("optimizer.adam.learning_rate=1e30", "failed")):
            out, _ = self.call("check", self.config, "-s", change)
            self.assertIn(f"each ended: {ending}: ", out)
            self.assertIn("all the same", out)

    def test_ctrl_c_ends_it_and_leaves_nothing(self):
        process = self.start("check", self.config, "--epochs", 1000000, "--steps", 10000000,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        folder = pathlib.Path(tempfile.gettempdir()) / f"gaitsim-check-{process.pid}"
        end = time.monotonic() + 60
        while not list(folder.glob("*/checkpoints/*.gckpt")):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertTrue(out.endswith("\ninterrupted: the others have not run\n"), out)
        self.assertNotIn("each ended", out)
        self.assertFalse(folder.exists())

    def test_bad_input(self):
        for arguments, told in ((("none",), "none"), ((self.config, "--steps", "0"), "run.steps"),
                                ((self.config, "-s", "mode.wall={}"), "nothing is reproducible")):
            self.assert_one_error(self.call("check", *arguments, code=2)[1], told)


class Differing(CliTest):
    """A clock with a variable that outlives the run: in every run of a process it waits longer."""

    def build(self, *changes):
        text = ALTERNATING.read_text()
        for before, after in changes:
            self.assertIn(before, text)
            text = text.replace(before, after)
        library = self.home / "libmine.so"
        subprocess.run(["c++", "-std=c++20", "-shared", "-fPIC", "-I", ROOT / "tools" / "include",
                        "-o", library, self.write("mine.cc", text)], check=True)
        return f'clock={{plugin {{library: "{library}"}}}}'

    def test_a_clock_that_is_not_reproducible_is_found(self):
        clock = self.build(("namespace {\n", "namespace {\nstd::int64_t made = 0;\n"),
                           ("  return clock;\n", "  clock->settings[kInfer] += ++made * 1000;\n"
                                                 "  return clock;\n"))
        out, err = self.call("check", self.config, "-s", clock, code=5)
        self.assertRegex(out, r"(?m)^2 threads .*  differs: fingerprint, virtual_seconds, ")
        self.assertTrue(out.endswith("\n'2 threads' is the first that differs\n"), out)
        self.assertIn("gaitsim trace diff", err)
        facts = json.loads(self.call("check", self.config, "-s", clock, "--json", code=5)[0])
        self.assertEqual((facts["same"], facts["variants"][0]["differs"]), (False, []))

    def test_a_clock_that_forgets_a_part_of_its_state_is_found_by_the_resumed_run(self):
        clock = self.build(("memcpy(&at(clock).state, state, size)",
                            "memcpy(&at(clock).state, state, sizeof(at(clock).state.sample))"))
        out, _ = self.call("check", self.config, "-s", clock, "-s", 'link[0].delay.constant="1us"',
                           code=5)
        self.assertRegex(out, r"(?m)^1 thread, trace .*  ok$")
        self.assertIn("'1 thread, resumed' is the first that differs", out)

    def test_a_clock_that_cannot_save_is_checked_without_resuming(self):
        clock = self.build(("  return sizeof(State);\n", "  return -1;\n"))
        out, _ = self.call("check", self.config, "-s", clock)
        self.assertEqual(len(re.findall("skipped: the run writes no checkpoints", out)), 2, out)


if __name__ == "__main__":
    unittest.main()
