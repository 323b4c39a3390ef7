#!/usr/bin/env python3
"""Disks that are full or read-only, and files that vanish under a run: one clear error, the exit
code that is documented, and the checkpoint that was there still good."""
import json
import os
import select
import shutil
import signal
import subprocess
import time
import unittest

from cli import CliTest

SOON = 60  # seconds, on a busy machine
WORK = ("--threads", "1", "--quiet", "-s", "checkpoint.every_steps=20")


class DiskTest(CliTest):
    def disk(self, options):
        """A small one of its own. Only root can have it."""
        folder = self.home / "disk"
        folder.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder],
                              capture_output=True, text=True)
        if done.returncode != 0:
            self.skipTest(f"no disk can be mounted here: {done.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", folder], check=True)
        return folder

    def start_run(self, out, *arguments):
        """Returns when it has written a line of metrics, and so its first checkpoint."""
        process = self.start("run", self.config, "--out", out, *WORK, *arguments,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.wait_for(lambda: (out / "metrics.jsonl").is_file()
                      and (out / "metrics.jsonl").stat().st_size > 0)
        return process

    def wait_for(self, condition):
        end = time.monotonic() + SOON
        while not condition():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.002)

    def wait_for_second_checkpoint(self, out):
        """Or a later one: the last two are kept, and that may be gone within a millisecond."""
        self.wait_for(lambda: any(int(path.stem) > 0
                                  for path in (out / "checkpoints").glob("*.gckpt")))

    def ends(self, process, code):
        """Its standard error."""
        _, err = process.communicate(timeout=SOON)
        self.assertEqual(process.returncode, code, err)
        return err

    @staticmethod
    def summary(folder):
        return json.loads((folder / "summary.json").read_text())


class Full(DiskTest):
    def fill(self, disk):
        """To the last byte that is left now."""
        with open(disk / "filler", "ab", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass

    def test_a_run_ends_with_an_error_and_can_go_on_when_there_is_room(self):
        out = self.disk("size=2m") / "out"
        process = self.start_run(out, "--epochs", 400)
        self.wait_for_second_checkpoint(out)
        self.fill(out.parent)
        err = self.ends(process, 1)
        self.assert_one_error(err, f"error: {out}/")  # whichever file it was
        self.assertRegex(err, "No space left on device|disk full")
        self.assertIn(f"to go on: gaitsim resume {out}", err)
        (out.parent / "filler").unlink()
        _, err = self.call("run", self.config, "--out", out, *WORK, "--epochs", 400, code=2)
        self.assert_one_error(err, "holds a run that was stopped")
        self.call("resume", out, "--quiet")
        self.call("run", self.config, "--out", self.out, *WORK, "--epochs", 400)
        self.assertEqual(self.summary(out)["fingerprint"], self.summary(self.out)["fingerprint"])

    def test_checkpoints_that_have_no_room_are_told_once_and_the_one_before_is_kept(self):
        out = self.disk("size=2m") / "out"
        process = self.start("run", self.config, "--out", out, *WORK, "--epochs", 1000000, "-s",
                             "run.evaluate_every_steps=100000000", stderr=subprocess.PIPE,
                             stdout=subprocess.PIPE)
        self.wait_for_second_checkpoint(out)
        end = time.monotonic() + SOON
        # A checkpoint that was being written makes room for the next one by and by.
        while not select.select([process.stderr], [], [], 0.01)[0]:
            self.assertLess(time.monotonic(), end)
            self.fill(out.parent)
        self.assertIn("No space left on device", process.stderr.readline())
        kept = sorted(path.name for path in (out / "checkpoints").glob("*.gckpt"))
        time.sleep(0.3)
        self.assertIsNone(process.poll())
        # Between two attempts nothing else is left.
        self.wait_for(
            lambda: kept == sorted(path.name for path in (out / "checkpoints").iterdir()))
        process.kill()
        self.assertEqual(process.communicate()[1], "")

    def test_no_room_at_all_is_told_before_the_work(self):
        disk = self.disk("size=64k")
        self.fill(disk)
        _, err = self.call("run", self.config, "--out", disk / "out", *WORK, code=1)
        self.assert_one_error(err, "No space left on device")


class ReadOnly(DiskTest):
    def folder(self):
        if os.getuid() == 0:
            return self.disk("ro")
        folder = self.home / "locked"
        folder.mkdir(mode=0o555)
        return folder

    def test_output_is_refused_before_the_work(self):
        out = self.folder() / "out"
        for command in (["run"], ["check"], ["sweep", "--repeats", "2"]):
            _, err = self.call(*command, self.config, "--out", out, code=2)
            self.assert_one_error(err, str(out), "cannot be written")


class Vanished(DiskTest):
    def test_metrics_that_are_removed_end_the_run(self):
        process = self.start_run(self.out, "--epochs", 1000000)
        (self.out / "metrics.jsonl").unlink()
        err = self.ends(process, 1)
        self.assert_one_error(err, str(self.out / "metrics.jsonl"), "removed or changed")

    def test_a_folder_that_is_removed_ends_the_run(self):
        process = self.start_run(self.out, "--epochs", 1000000)
        shutil.rmtree(self.out, ignore_errors=True)
        err = self.ends(process, 1)
        self.assert_one_error(err, f"error: {self.out}/")  # whichever file comes next
        self.assertRegex(err, "removed or changed|No such file")

    def test_weights_and_checkpoints_that_are_removed_are_written_again(self):
        # Weights are written with evaluations, every third of a second or so, and not meanwhile.
        process = self.start_run(self.out, "--epochs", 400, "-s", "run.evaluate_every_steps=2000")
        time.sleep(0.05)
        shutil.rmtree(self.out / "weights", ignore_errors=True)
        shutil.rmtree(self.out / "checkpoints", ignore_errors=True)
        self.ends(process, 0)
        self.assertEqual(len(list((self.out / "weights").glob("*.npy"))), 6)
        self.assertEqual(len(list((self.out / "checkpoints").iterdir())), 2)

    def test_a_trace_that_is_removed_is_told(self):
        process = self.start_run(self.out, "--epochs", 100, "--trace")
        (self.out / "trace.gtrace").unlink()
        err = self.ends(process, 0)
        self.assertIn(f"trace: {self.out / 'trace.gtrace'} was removed", err)

    def test_a_run_whose_trace_is_removed_is_saved_and_goes_on(self):
        process = self.start_run(self.out, "--epochs", 1000000, "--trace", "-s",
                                 "checkpoint.every_steps=50")
        trace = self.out / "trace.gtrace"
        trace.unlink()
        self.assertIn(f"{trace} was removed", process.stderr.readline())  # at once
        process.send_signal(signal.SIGINT)
        self.assertIn("to go on: gaitsim resume", self.ends(process, 130))
        at = self.summary(self.out)["step"]
        process = self.start("resume", self.out, "--quiet", stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        self.wait_for(lambda: trace.is_file() and trace.stat().st_size > 100000)
        process.send_signal(signal.SIGINT)
        self.ends(process, 130)
        self.assertGreater(self.summary(self.out)["step"], at)
        self.call("trace", "verify", trace)


if __name__ == "__main__":
    unittest.main()
