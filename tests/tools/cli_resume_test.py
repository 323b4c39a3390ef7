#!/usr/bin/env python3
"""Runs that are killed, interrupted or forked: nothing is lost, and the run that goes on is the one
that was never stopped. GAITSIM_KILLS says how often a run is killed (5 in the short tests)."""
import json
import os
import pathlib
import random
import signal
import subprocess
import time
import unittest

from cli import ROOT, CliTest

DEMO = ROOT / "configs" / "demo.textproto"
SOON = 20  # seconds, on a busy machine
KILLS = int(os.environ.get("GAITSIM_KILLS", "5"))
WORK = ("--threads", "1", "--quiet", "-s", "checkpoint.every_steps=20", "-s",
        "run.evaluate_every_steps=100")


class Resume(CliTest):
    def summary(self, folder):
        return json.loads((folder / "summary.json").read_text())

    def weights(self, folder):
        return {file.name: file.read_bytes() for file in (folder / "weights").iterdir()}

    def metrics(self, folder):
        lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
        return [{key: line[key] for key in line if key != "wall_seconds"} for line in lines]

    def assert_same(self, folder, whole):
        self.assertEqual(self.summary(folder)["fingerprint"], self.summary(whole)["fingerprint"])
        self.assertEqual(self.weights(folder), self.weights(whole))
        self.assertEqual(self.metrics(folder), self.metrics(whole))

    def start_run(self, *arguments):
        """Returns when the run has written its config, and so its first checkpoint soon."""
        process = self.start("run", self.config, "--out", self.out, *arguments,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.wait_for(lambda: list(self.out.glob("checkpoints/*.gckpt")))
        return process

    def wait_for(self, condition):
        end = time.monotonic() + SOON
        while not condition():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.002)

    def test_a_run_that_is_killed_again_and_again_is_the_run(self):
        whole = self.home / "whole"
        start = time.monotonic()
        work = (*WORK, "--epochs", 12 * KILLS)
        self.call("run", self.config, "--out", whole, *work)
        took = time.monotonic() - start
        draw = random.Random(7)
        process = self.start_run(*work)
        killed = 0
        for _ in range(KILLS):
            time.sleep(draw.uniform(0, 1.5 * took / KILLS))
            killed += process.poll() is None
            process.kill()
            process.communicate()
            process = self.start("resume", self.out, "--quiet", stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
        _, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, err)
        self.assertGreaterEqual(killed, (KILLS + 1) // 2, "most processes had ended before")
        self.assert_same(self.out, whole)
        self.assertEqual(len(list((self.out / "checkpoints").iterdir())), 2)

    def test_ctrl_c_leaves_a_checkpoint_and_says_so(self):
        whole = self.home / "whole"
        work = (*WORK, "--epochs", 60)
        self.call("run", self.config, "--out", whole, *work)
        process = self.start_run(*work, "-s", "checkpoint={every: \"3600s\"}")
        self.wait_for(lambda: (self.out / "metrics.jsonl").stat().st_size > 0)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=SOON)
        self.assertEqual(process.returncode, 130, err)
        self.assertIn(f"gaitsim resume {self.out}", err)
        self.assertEqual(self.summary(self.out)["ending"], "interrupted")
        out, _ = self.call("resume", self.out, "--json", "--quiet")
        self.assertEqual(json.loads(out)["ending"], "done")
        self.assert_same(self.out, whole)

    def gone_on_with(self, numbers, begin):
        """A run that has written a checkpoint with one of these numbers, was killed, and goes on
        from it, is the whole one."""
        whole = self.home / "whole"
        work = ("--threads", "1", "--quiet", "--epochs", 200, "-s", "run.evaluate_every_steps=100")
        self.call("run", self.config, "--out", whole, *work)
        process = begin(work)
        self.wait_for(lambda: any(list(self.out.glob(f"checkpoints/*{number}.gckpt"))
                                  for number in numbers))
        self.assertIsNone(process.poll(), "the run has ended")
        process.kill()
        process.communicate()
        self.call("resume", self.out, "--quiet")
        self.assert_same(self.out, whole)

    def test_sigusr2_writes_one_that_can_be_gone_on_with(self):
        def begin(work):
            process = self.start_run(*work, "-s", "checkpoint={every: \"3600s\"}")
            self.wait_for(lambda: (self.out / "metrics.jsonl").stat().st_size > 0)
            process.send_signal(signal.SIGUSR2)
            return process
        self.gone_on_with([1], begin)

    def test_they_are_written_by_wall_time(self):
        self.gone_on_with(range(1, 9),
                          lambda work: self.start_run(*work, "-s", "checkpoint={every: \"1ms\"}"))

    def test_a_fork_goes_on_with_something_changed(self):
        self.call("run", self.config, "--out", self.out, "--quiet", "-s", "checkpoint={}")
        out, _ = self.call("fork", self.out, "--out", self.home / "more", "--epochs", 3, "--json",
                           "--quiet", "-s", "optimizer.adam.learning_rate=1e-4")
        self.assertEqual(json.loads(out)["step"], 60)
        self.assertEqual(self.summary(self.out)["step"], 20)
        lines = self.metrics(self.home / "more")
        self.assertEqual([line["step"] for line in lines], [20, 40, 60])
        _, err = self.call("fork", self.out, "--out", self.home / "x", "--seed", 3, code=2)
        self.assert_one_error(err, "seed", "cannot change in a fork")

    def killed_before_its_first_checkpoint(self, *arguments):
        """Whether it was: what it writes until then takes a tenth of a second."""
        process = self.start("run", *arguments, "--out", self.out, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        self.wait_for(lambda: [file for kind in ("promise", "gckpt")
                               for file in self.out.glob(f"checkpoints/*.{kind}")])
        process.kill()
        process.communicate()
        return not list(self.out.glob("checkpoints/*.gckpt"))

    def test_a_run_that_is_killed_before_its_first_checkpoint_begins_anew(self):
        wide = (DEMO, "--steps", 3, "--threads", 1, "--quiet", "-s", "data.glyphs.train=600", "-s",
                "run.evaluate_every_steps=2")
        first, whole = self.home / "first", self.home / "whole"
        self.call("run", *wide, "--out", first)
        wide += ("--init-weights", first / "weights")
        self.call("run", *wide, "--out", whole)
        self.assertEqual([file.name for file in whole.glob("checkpoints")], [])
        self.assertTrue(any(self.killed_before_its_first_checkpoint(*wide) for _ in range(20)))
        _, err = self.call("fork", self.out, "--out", self.home / "x", code=2)
        self.assert_one_error(err, "killed before it had begun", f"gaitsim resume {self.out}")
        self.call("resume", self.out, "--quiet", "--threads", 1)
        self.assert_same(self.out, whole)
        self.assertEqual(self.summary(self.out)["init_weights"], str(first / "weights"))
        self.assertFalse((self.out / "checkpoints").exists())

    def test_a_fork_that_is_killed_at_once_can_go_on(self):
        self.call("run", self.config, "--out", self.out, "--quiet", "-s", "checkpoint={}")
        more = self.home / "more"
        process = self.start("fork", self.out, "--out", more, "--epochs", 1000000, "--quiet")
        self.wait_for(lambda: list(more.glob("checkpoints/*.gckpt")))
        process.kill()
        process.wait()
        process = self.start("resume", more, stderr=subprocess.PIPE)
        process.stderr.readline()  # it is under way
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=SOON), 130)

    def test_a_run_in_the_folder_of_one_that_was_stopped_is_refused(self):
        process = self.start_run("--epochs", "1000000", *WORK)
        self.wait_for(lambda: (self.out / "metrics.jsonl").stat().st_size > 0)
        process.kill()
        process.communicate()
        _, err = self.call("run", self.config, "--out", self.out, *WORK, code=2)
        self.assert_one_error(err, f"gaitsim resume {self.out}", "--replace")
        self.assertTrue(list(self.out.glob("checkpoints/*.gckpt")))
        self.call("run", self.config, "--out", self.out, *WORK, "--replace")

    def test_a_damaged_checkpoint_is_passed_over_aloud(self):
        self.call("run", self.config, "--out", self.out, *WORK, "--epochs", 4)
        newest = max((self.out / "checkpoints").iterdir())
        newest.write_bytes(newest.read_bytes()[:99])
        _, err = self.call("resume", self.out, "--quiet")
        self.assertIn("goes on from an older checkpoint", err)
        self.assertIn(newest.name, err)
        self.assertEqual(len(list((self.out / "checkpoints").iterdir())), 2)
        self.call("resume", self.out)  # both of them are good

    def test_signals_that_ask_for_something_come_too_early_without_harm(self):
        process = self.start("run", self.config, "--out", self.out, *WORK)
        ignored = lambda: int(pathlib.Path(f"/proc/{process.pid}/status").read_text()
                              .split("SigIgn:")[1].split()[0], 16)
        wanted = 1 << signal.SIGUSR1 - 1 | 1 << signal.SIGUSR2 - 1
        self.wait_for(lambda: ignored() & wanted == wanted or list(self.out.glob("*")))
        process.send_signal(signal.SIGUSR1)
        process.send_signal(signal.SIGUSR2)
        self.assertEqual(process.wait(timeout=SOON), 0)

    def test_the_trace_of_a_fork_begins_in_the_middle_and_is_sound(self):
        self.call("run", self.config, "--out", self.out, "--quiet", "--trace", "-s",
                  "checkpoint={every_steps: 7}", "--epochs", 3)
        newest = sorted(self.out.glob("checkpoints/*.gckpt"))[-1]
        newest.unlink()  # it would be the end of the run, when nothing is under way
        self.call("fork", self.out, "--out", self.home / "more", "--quiet")
        self.assert_same(self.home / "more", self.out)
        told, _ = self.call("trace", "verify", self.home / "more" / "trace.gtrace")
        self.assertRegex(told, r"not all  names .*\n +the trace begins at step \d+\nok ")

    def test_what_cannot_be_gone_on_with_is_told(self):
        _, err = self.call("resume", self.home, code=2)
        self.assert_one_error(err, "no checkpoint is there")
        self.call("resume", self.home / "nowhere", code=2)
        self.run_tiny("--quiet", "-s", "checkpoint={}")
        (self.out / "metrics.jsonl").write_text("")
        _, err = self.call("resume", self.out, code=2)
        self.assert_one_error(err, "metrics.jsonl")
        for file in (self.out / "checkpoints").iterdir():
            file.write_bytes(file.read_bytes()[:-9])
        _, err = self.call("resume", self.out, code=2)
        self.assertIn("is damaged", err)
        self.assertIn("hint: no other is there", err)

    def test_a_checkpoint_that_cannot_be_written_leaves_the_run_and_the_one_before(self):
        process = self.start_run("--epochs", "1000000", "--quiet")
        folder = self.out / "checkpoints"
        (folder / "00000001.gckpt.part").mkdir()
        process.send_signal(signal.SIGUSR2)
        self.assertIn("no checkpoint: ", process.stderr.readline())
        self.assertIsNone(process.poll())
        process.kill()
        process.communicate()
        self.assertEqual(len(list(folder.glob("*.gckpt"))), 1)

    def test_in_wall_time_there_is_none(self):
        self.run_tiny("--quiet", "-s", "mode.wall.scale=1")
        self.assertFalse((self.out / "checkpoints").exists())


if __name__ == "__main__":
    unittest.main()
