#!/usr/bin/env python3
"""Runs that several processes share by MPI, two of them and tiny: the run of one process, whatever
the clock and the links do. Skipped where there is no mpirun, or gaitsim was built without MPI."""
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import unittest

from cli import BINARY, GOLDEN, ROOT, CliTest

MPIRUN = shutil.which("mpirun")
QUIET = ("--quiet", "--json")
CLOCKS = {
    "quiescence": "clock={ quiescence {} }",
    "lockstep": "clock={ lockstep { infer: \"50us\" target: \"60us\" } }",
    "convergence": "clock={ convergence { hold: \"60us\" } }",
    "handshake": "clock={ handshake {} }",
    "oscillator": "clock={ oscillator { period: \"300us\" } }",
    "free": "clock={ free {} }",
    "poisson": "clock={ poisson {} }",
    "credit": "clock={ credit {} }",
    "wave": "clock={ wave {} }",
    "pipelined": "clock={ pipelined {} }",
}
FAULTS = ("-s", "link[1]={ match: \"feed*\" delay { lognormal { median: \"12us\" sigma: 0.4 } } "
          "loss: 0.03 duplicate: 0.05 }")


def mpirun(count, *arguments):
    """Also as root, and on fewer cores."""
    return [MPIRUN, "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-n", str(count),
            BINARY, *map(str, arguments)]


def has_mpi():
    return MPIRUN is not None and b"libmpi" in subprocess.run(
        ["ldd", BINARY], capture_output=True, check=True).stdout


class Ranks(CliTest):
    def shared(self, *arguments, ranks=2, code=0):
        done = subprocess.run(mpirun(ranks, *arguments), cwd=self.home, env=self.environment,
                              capture_output=True, text=True, errors="replace", timeout=120)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout, done.stderr

    def run_shared(self, *arguments, out=None, **more):
        return self.shared("run", self.config, "--out", out or self.out, *arguments, **more)

    def both(self, *arguments, ranks=2):
        """The summaries of the same run, of one process and of several."""
        alone, shared = self.home / "alone", self.home / "shared"
        self.call("run", self.config, "--out", alone, *arguments, *QUIET)
        self.run_shared(*arguments, *QUIET, out=shared, ranks=ranks)
        for file in sorted((alone / "weights").iterdir()):
            self.assertEqual(file.read_bytes(), (shared / "weights" / file.name).read_bytes())
        return [json.loads((out / "summary.json").read_text()) for out in (alone, shared)]

    def assert_same(self, alone, shared):
        for key in ("fingerprint", "ending", "updates", "messages", "events", "test_accuracy",
                    "virtual_seconds", "distributions", "in_flight"):
            self.assertEqual(alone[key], shared[key], key)

    def test_the_run_is_that_of_one_process_under_every_clock(self):
        for name, clock in CLOCKS.items():
            with self.subTest(name):
                alone, shared = self.both("--steps", 12, "-s", clock)
                self.assert_same(alone, shared)
                self.assertEqual(shared["ranks"]["count"], 2)
                self.assertGreater(shared["ranks"]["bytes_sent"], 0)

    def test_links_with_faults_make_no_difference(self):
        waits = {name: f"clock={{ {name} {{ timeout: \"400us\" }} }}"
                 for name in ("handshake", "credit")}  # for ever, if what they wait for is lost
        for number, (name, clock) in enumerate((CLOCKS | waits).items()):
            with self.subTest(name):
                alone, shared = self.both("--steps", 12, "-s", clock, *FAULTS,
                                          ranks=(2, 4)[number % 2])
                self.assertGreater(alone["messages"]["activity"]["lost"], 0)
                self.assert_same(alone, shared)

    def test_four_ranks_for_three_layers(self):
        alone, shared = self.both("--steps", 6, "-s", CLOCKS["pipelined"], ranks=4)
        self.assert_same(alone, shared)

    def test_learned_feedback_and_rest(self):
        rest = ("clock={ lockstep { infer: \"50us\" target: \"60us\" } "
                "rest { before: 20 every_samples: 4 rounds: 2 } }")
        alone, shared = self.both("--steps", 8, "-s", rest, "-s",
                                  "feedback.inverse={ learned { by: SHARED_PRODUCT } }")
        self.assert_same(alone, shared)

    def test_actors_run_where_they_are_wanted(self):
        alone, shared = self.both("--steps", 6)
        out = self.home / "placed"
        self.run_shared("--steps", 6, *QUIET, "--place", "feedback*=1", out=out)
        placed = json.loads((out / "summary.json").read_text())
        self.assert_same(alone, placed)
        self.assertNotEqual(placed["ranks"]["bytes_sent"], shared["ranks"]["bytes_sent"])

    def test_longer_lookahead_makes_fewer_exchanges(self):
        slow = ("--steps", 12, "-s", CLOCKS["oscillator"], "-s", "link[1]={ match: \"clock.*\" "
                "delay { constant: \"%s\" } }")
        exchanges = []
        for delay in ("1ns", "9us"):
            _, shared = self.both(*(word % delay if "%s" in str(word) else word for word in slow))
            exchanges.append(shared["ranks"]["exchanges"])
        self.assertLess(exchanges[1], exchanges[0])

    def test_every_rank_writes_its_trace_and_together_they_are_one(self):
        work = ("--steps", 6, "--trace", "-s", "trace.payload=WHOLE", *QUIET)
        alone, shared = self.home / "alone", self.home / "shared"
        self.call("run", self.config, "--out", alone, *work)
        self.run_shared(*work, out=shared)
        self.assertTrue((shared / "trace.rank1.gtrace").exists())
        self.call("trace", "merge", shared)
        merged = shared / "trace.gtrace"
        said, _ = self.call("trace", "diff", alone / "trace.gtrace", merged)
        self.assertIn("same", said)
        self.call("trace", "verify", merged)

    def test_what_cannot_be_shared_is_refused_once_and_nothing_is_written(self):
        for arguments, fragment in (
                (("-s", "mode.wall={}"), "wall time"),
                (("-s", "probe.backprop_alignment={}"), "probe"),
                (("--loopback",), "--loopback"),
                (("-s", "rule.gait.gamma=2"), "gamma"),
                (("--place", "feedback9=1"), "matches no actor"),
                (("--place", "feedback1=7"), "no rank 7")):
            with self.subTest(fragment):
                _, err = self.run_shared(*arguments, code=2)
                self.assertEqual(err.count("error:"), 1, err)
                self.assertIn(fragment, err)
                self.assertFalse((self.out / "summary.json").exists())

    def test_other_commands_are_for_one_process(self):
        _, err = self.shared("explain", self.config, code=2)
        self.assertEqual(err.count("error:"), 1, err)
        self.assertIn("without mpirun", err)

    def test_place_needs_ranks(self):
        _, err = self.run_tiny("--place", "feedback1=0", code=2)
        self.assert_one_error(err, "mpirun")

    def test_a_layer_that_fails_stops_all_with_one_error(self):
        _, err = self.run_shared("--steps", 40, "-s",
                                 "optimizer={ sgd { learning_rate: 1e30 } }", code=1)
        self.assertEqual(err.count("error:"), 1, err)
        self.assertIn("layer", err)
        self.assertEqual(json.loads((self.out / "summary.json").read_text())["ending"], "failed")

    def test_a_deadlock_is_told_once_with_what_every_rank_waits_for(self):
        _, err = self.run_shared("--steps", 6, "-s", CLOCKS["handshake"], "-s",
                                 "link[1]={ match: \"feedforward.2\" loss: 1 }", code=4)
        self.assertEqual(err.count("error:"), 1, err)
        self.assertIn("feedforward3 waits for", err)

    def test_a_rank_that_is_killed_ends_the_run_and_the_checkpoint_is_good(self):
        work = ("--epochs", 300, "-s", "checkpoint.every_steps=20", "--quiet", "-s",
                "run.evaluate_every_steps=1000")
        process = subprocess.Popen(mpirun(2, "run", self.config, "--out", self.out, *work),
                                   cwd=self.home, env=self.environment, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        end = time.monotonic() + 30
        while len(list(self.out.glob("checkpoints/*.gckpt"))) < 2:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)],
                                  capture_output=True, text=True, check=True).stdout.split()
        os.kill(int(children[-1]), signal.SIGKILL)
        _, err = process.communicate(timeout=30)
        self.assertNotEqual(process.returncode, 0)
        self.assertIn("signal 9", err)
        said, _ = self.call("resume", self.out, "--json", "--quiet")
        self.assertEqual(json.loads(said)["ending"], "done")
        alone, _ = self.call("run", self.config, "--out", self.home / "alone", *work, "--json")
        self.assertEqual(json.loads(said)["fingerprint"], json.loads(alone)["fingerprint"])

    def test_a_checkpoint_that_cannot_be_written_leaves_the_run_as_it_is(self):
        """All ranks give their state for it, also if the one that writes cannot even begin."""
        work = ("--epochs", 3, "-s", "checkpoint.every_steps=10", "--quiet")
        alone, _ = self.call("run", self.config, "--out", self.home / "alone", *work, "--json")
        (self.out / "checkpoints" / "00000001.gckpt.part" / "in the way").mkdir(parents=True)
        _, err = self.run_shared(*work)
        self.assertIn("no checkpoint: ", err)
        self.assertEqual(json.loads((self.out / "summary.json").read_text())["fingerprint"],
                         json.loads(alone)["fingerprint"])

    def test_a_folder_that_is_refused_is_refused_with_checkpoints_too(self):
        (self.out / "weights").mkdir(parents=True)
        _, err = self.run_shared("-s", "checkpoint={}", *QUIET, code=2)
        self.assertEqual(err.count("error:"), 1, err)
        self.assertIn("but not of a run", err)

    def test_who_fails_by_numbers_is_not_offered_to_go_on(self):
        _, err = self.run_shared("-s", "optimizer={ sgd { learning_rate: 1e3 } }", "-s",
                                 "checkpoint.every_steps=1", *QUIET, code=1)
        self.assertNotIn("to go on", err)
        self.assertFalse(json.loads((self.out / "summary.json").read_text())["can_resume"])

    def test_what_was_saved_by_two_goes_on_alone_and_by_two(self):
        whole = self.home / "whole"
        work = ("--epochs", 2, "-s", "checkpoint.every_steps=7", *QUIET)
        self.call("run", self.config, "--out", whole, *work)
        wanted = json.loads((whole / "summary.json").read_text())["fingerprint"]
        self.run_shared(*work)
        self.assertEqual(json.loads((self.out / "summary.json").read_text())["fingerprint"], wanted)
        for ranks in (1, 2):
            folder = self.home / f"on{ranks}"
            shutil.copytree(self.out, folder)
            # As if it had been killed after its last checkpoint but one.
            newest = sorted((folder / "checkpoints").glob("*.gckpt"))[-1]
            newest.unlink()
            (folder / "summary.json").unlink()
            if ranks == 1:
                self.call("resume", folder, *QUIET)
            else:
                self.shared("resume", folder, *QUIET)
            found = json.loads((folder / "summary.json").read_text())
            self.assertEqual(found["fingerprint"], wanted, ranks)

    def test_what_was_recorded_by_two_is_recorded_on_by_two(self):
        work = ("--epochs", 2, "--trace", "-s", "checkpoint.every_steps=7", *QUIET)
        alone = self.home / "alone"
        self.call("run", self.config, "--out", alone, *work)
        self.run_shared(*work)
        sorted((self.out / "checkpoints").glob("*.gckpt"))[-1].unlink()
        (self.out / "summary.json").unlink()
        _, err = self.call("resume", self.out, code=2)
        self.assert_one_error(err, "recorded by 2 process(es)")
        self.shared("resume", self.out, *QUIET)
        said, _ = self.call("trace", "merge", self.out, "--json")
        facts = json.loads(said)
        self.assertEqual((facts["ranks"], facts["whole"]), (2, True))
        merged = self.out / "trace.gtrace"
        self.assertEqual(facts["file"], str(merged))
        self.call("trace", "verify", merged)
        said, _ = self.call("trace", "diff", alone / "trace.gtrace", merged)
        self.assertIn("same", said)
        (self.out / "trace.rank1.gtrace").unlink()
        _, err = self.call("trace", "merge", self.out, code=2)
        self.assert_one_error(err, "2 ranks wrote traces, 1 are there")

    def test_a_fork_that_is_refused_is_refused_once(self):
        self.run_shared("--steps", 6, "-s", "checkpoint.every_steps=100", *QUIET)
        _, err = self.shared("fork", self.out, "--out", self.home / "on", "-s",
                             "rule={ bp {} }", code=2)
        self.assertEqual(err.count("error:"), 1, err)
        self.assertFalse((self.home / "on").exists())

    def test_sigusr2_saves_on_all_ranks(self):
        process = subprocess.Popen(
            mpirun(2, "run", self.config, "--out", self.out, "--epochs", 100000, "--quiet", "-s",
                   "run.evaluate_every_steps=1000000"),
            cwd=self.home, env=self.environment, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        end = time.monotonic() + 30
        for wanted in (1, 2):
            while len(list(self.out.glob("checkpoints/*.gckpt"))) < wanted:
                self.assertLess(time.monotonic(), end)
                time.sleep(0.02)
            process.send_signal(signal.SIGUSR2)

    def test_ctrl_c_stops_all_ranks_and_the_run_goes_on(self):
        work = ("--epochs", 60, "-s", "run.evaluate_every_steps=100000", *QUIET)
        whole = self.home / "whole"
        self.call("run", self.config, "--out", whole, *work)
        # In real time it would take minutes.
        slow = ("-s", "mode.paced={ factor: 0.001 }")
        command = mpirun(2, "run", self.config, "--out", self.out, *work, *slow)
        command[1:1] = ["--mca", "odls_base_sigkill_timeout", "5"]  # seconds: slow machines
        process = subprocess.Popen(command, cwd=self.home, env=self.environment, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        end = time.monotonic() + 30
        while not list(self.out.glob("checkpoints/*.gckpt")):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        found = json.loads((self.out / "summary.json").read_text())
        self.assertEqual(found["ending"], "interrupted", err)
        self.assertLess(found["step"], 1200)
        self.call("fork", self.out, "--out", self.home / "on", "-s", "mode.virtual={}", *QUIET)
        self.assertEqual(*[json.loads((out / "summary.json").read_text())["fingerprint"]
                           for out in (whole, self.home / "on")])

    def test_a_run_that_is_paced_is_that_of_virtual_time(self):
        alone, shared = self.home / "alone", self.home / "shared"
        self.call("run", self.config, "--out", alone, "--steps", 6, *QUIET)
        start = time.monotonic()
        self.run_shared("--steps", 6, "-s", "mode.paced={ factor: 0.001 }", *QUIET, out=shared)
        passed = time.monotonic() - start
        alone, shared = [json.loads((out / "summary.json").read_text()) for out in (alone, shared)]
        self.assert_same(alone, shared)
        self.assertGreater(passed, 1000 * shared["virtual_seconds"])

    def test_a_sweep_is_spread_over_ranks(self):
        out = self.home / "study"
        said, _ = self.shared("sweep", self.config, "--axis", "rule.gait.gamma=1e-1,1e-2",
                              "--repeats", 2, "--steps", 4, "-j", 1, "--out", out, "--json",
                              "--quiet")
        runs = json.loads(said)["runs"]
        self.assertEqual([run["ending"] for run in runs], ["done"] * 4)
        self.assertFalse((out / ".taken").exists())
        again, _ = self.call("sweep", self.config, "--axis", "rule.gait.gamma=1e-1,1e-2",
                             "--repeats", 2, "--steps", 4, "--out", out, "-n")
        self.assertEqual(again.count("done "), 4)


    def test_ranks_run_their_part_of_a_sweep_at_the_same_time(self):
        out = self.home / "study"
        process = subprocess.Popen(
            mpirun(2, "sweep", self.config, "--repeats", 4, "--epochs", 150, "-j", 1, "--out", out,
                   "--quiet"), cwd=self.home, env=self.environment, stdout=subprocess.DEVNULL)
        most = 0
        while process.poll() is None:
            begun = {file.parent for file in out.rglob("metrics.jsonl")}
            ended = {file.parent for file in out.rglob("summary.json")}
            most = max(most, len(begun - ended))
            time.sleep(0.005)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(most, 2)

    def test_a_placement_that_tears_apart_what_has_no_delay_is_refused(self):
        _, err = self.shared("run", self.config, "--out", self.out, "-s",
                             'link[1]={ match: "local.1" delay { constant: "0us" } }', "--place",
                             "feedforward1=0", "--place", "feedback1=1", *QUIET, code=2)
        self.assertIn("tears apart feedforward1 and feedback1", err)
        self.assertIn("give the links between them a delay", err)
        self.assertFalse(self.out.exists())


@unittest.skipUnless(has_mpi(), "no mpirun, or no MPI in gaitsim")
class BenchRanks(CliTest):
    def bench(self, *arguments):
        return subprocess.run(
            [sys.executable, ROOT / "tools" / "bench-ranks", "--binary", BINARY, "--config",
             self.config, "--data-dir", GOLDEN, "--ranks", "2", "--steps", "5", "9", "--pairs", "1",
             *arguments], capture_output=True, text=True, timeout=120)

    def test_has_a_row_for_each_way_to_share(self):
        done = self.bench("--rules", "bp")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = [line[:28].split(None, 1) for line in done.stdout.splitlines()[1:]]
        self.assertEqual([(rule, way.strip()) for rule, way in rows],
                         [("bp", "1 process"), ("bp", "2 ranks"), ("bp", "2 threads")])

    def test_a_run_that_fails_ends_it(self):
        done = self.bench("-s", "nothing=1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nothing", done.stderr)


if __name__ == "__main__":
    if not has_mpi():
        print("skipped: there is no mpirun here, or gaitsim was built without MPI")
        sys.exit(77)
    unittest.main()
