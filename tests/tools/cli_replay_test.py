#!/usr/bin/env python3
"""gaitsim replay: a recorded run happens again, or with one thing changed; and gaitsim step: the
same run by hand, live and from its trace."""
import json
import signal
import subprocess
import time
import unittest

from cli import BINARY, CliTest

LATE = ("-s", 'clock.lockstep={infer: "60us" target: "60us"}',
        "-s", 'link[1]={match: "feed*" delay { lognormal { median: "10us" sigma: 0.5 } } '
              "loss: 0.05 duplicate: 0.05}")


class Recorded(CliTest):
    def record(self, *arguments):
        self.run_tiny("--quiet", "--trace", *arguments)
        return self.out / "trace.gtrace"

    def replay(self, path, *arguments, code=0):
        out, _ = self.call("replay", path, "--quiet", "--json", *arguments, code=code)
        return json.loads(out)


class Replay(Recorded):
    def test_a_run_happens_again(self):
        path = self.record(*LATE)
        facts = self.replay(path)
        self.assertTrue(facts["diff"]["equal"])
        summary = json.loads((self.out / "summary.json").read_text())
        self.assertEqual(facts["fingerprint"], summary["fingerprint"])
        out, _ = self.call("replay", path, "--quiet", "--threads", 4)
        self.assertIn("it happened again", out)

    def test_another_world_is_noticed(self):
        # What the config does not say: the weights that the run started from.
        first = self.home / "first"
        self.call("run", self.config, "--out", first, "--quiet")
        path = self.record("--init-weights", first / "weights")
        facts = self.replay(path, code=5)
        self.assertFalse(facts["diff"]["equal"])
        self.assertTrue(self.replay(path, "--init-weights", first / "weights")["diff"]["equal"])

    def test_a_change_is_run_and_compared(self):
        path = self.record(*LATE)
        facts = self.replay(path, "--change", "link[1].loss=0", "--out", self.home / "changed")
        self.assertFalse(facts["diff"]["equal"])
        self.assertTrue((self.home / "changed" / "trace.gtrace").exists())
        self.assertIn("train_accuracy", facts["numbers"])
        out, _ = self.call("replay", path, "--quiet", "--change", "link[1].loss=0")
        self.assertIn("with the change", out)

    def test_two_events_are_received_at_each_others_time(self):
        path = self.record(*LATE)
        out, _ = self.call("trace", "ls", path, "--kind", "activity", "--format", "jsonl")
        rows = [json.loads(line) for line in out.splitlines()]
        first = next(row for row in rows if row["from"] == "feedforward1"
                     and row["to"] == "feedforward2" and row["received_ns"])
        second = next(row for row in rows if row["from"] == "feedforward2"
                      and row["to"] == "feedforward3" and row["received_ns"]
                      and row["sent_ns"] >= first["received_ns"])
        _, err = self.call("replay", path, "--swap", f"{first['event']},{second['event']}", code=2)
        self.assert_one_error(err, "--swap", "had been received")
        other = next(row for row in rows if row["number"] > first["number"] and row["received_ns"]
                     and row["sent_ns"] < first["received_ns"] < row["received_ns"]
                     and row["to"] != first["to"])
        self.call("replay", path, "--quiet", "--swap", f"{first['event']},{other['event']}",
                  "--out", self.home / "swapped")
        out, _ = self.call("trace", "ls", self.home / "swapped" / "trace.gtrace", "--format",
                           "jsonl")
        found = {row["event"]: row for row in map(json.loads, out.splitlines())}
        self.assertEqual(found[first["event"]]["received_ns"], other["received_ns"])
        self.assertEqual(found[other["event"]]["received_ns"], first["received_ns"])

    def test_bad_input(self):
        path = self.record(*LATE)
        for arguments, words in ((("--change", "link[9].loss=0"), "link[9]"),
                                 (("--swap", "nobody#1,clock#2"), "nobody"),
                                 (("--swap", "clock#999999,clock#2"), "clock#999999"),
                                 (("--out", self.out), "overwritten")):
            _, err = self.call("replay", path, "--quiet", *arguments, code=2)
            self.assert_one_error(err, words)


class Step(Recorded):
    def step(self, target, *commands, out=None):
        done = subprocess.run([BINARY, "step", str(target), "--out", str(out or self.home / "s")],
                              input="\n".join(commands) + "\n", cwd=self.home, text=True,
                              env=self.environment, capture_output=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_live_and_recorded_are_the_same(self):
        path = self.record()
        commands = ("step 3", "step", "", "until sample 2", "until phase learn",
                    "until kind learned", "until time 1ms", "flight", "flight feedback2",
                    "continue")
        live = self.step(self.config, *commands)
        self.assertEqual(live[:live.index("output ")], self.step(path, *commands))
        self.assertIn("the run is over", live)

    def test_stops_where_it_was_asked_to(self):
        path = self.record()
        out = self.step(path, "until kind learned")
        times = {line.split()[0] for line in out.splitlines()
                 if " learned " in line and not line.startswith(">")}
        self.assertEqual(len(times), 1, out)  # layers that learn at one instant
        out = self.step(path, "until time 100us")
        self.assertRegex(out.splitlines()[-1], r"^at 1\d\d(\.\d+)?us")
        out = self.step(path, "step 5")
        self.assertIn(" received, ", out.splitlines()[-1])

    def test_an_actor_tells_what_it_waits_for_only_while_it_lives(self):
        path = self.record()
        out = self.step(self.config, "until kind activity", "actor feedback2")
        self.assertIn("waits for", out)
        out = self.step(path, "until kind activity", "actor feedback2")
        self.assertIn("mailbox", out)

    def test_what_was_stopped_under_the_hand_is_not_replaced(self):
        subprocess.run([BINARY, "step", self.config, "--out", self.home / "s", "-s",
                        "checkpoint.every_steps=1"], input="step 300\n", cwd=self.home, text=True,
                       env=self.environment, capture_output=True, timeout=120, check=True)
        _, err = self.call("run", self.config, "--out", self.home / "s", code=2)
        self.assert_one_error(err, "holds a run that was stopped")

    def test_a_run_that_fails_under_the_hand_still_writes_what_it_has(self):
        done = subprocess.run([BINARY, "step", self.config, "--out", self.home / "s", "-s",
                               "optimizer.adam.learning_rate=1e30"],
                              input="continue\n", cwd=self.home, text=True, env=self.environment,
                              capture_output=True, timeout=120)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assert_one_error(done.stderr, "layer")
        summary = json.loads((self.home / "s" / "summary.json").read_text())
        self.assertEqual(summary["ending"], "failed")

    def test_ctrl_c_at_the_prompt_ends_it_as_quit_does(self):
        process = self.start("step", self.config, "--out", self.home / "s",
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdin.write("step 3\n")
        process.stdin.flush()
        self.assertIn("outside", process.stdout.readline())
        end = time.monotonic() + 60
        summary = self.home / "s" / "summary.json"
        while not summary.exists():  # one that comes just before the reading is not heard
            self.assertLess(time.monotonic(), end)
            process.send_signal(signal.SIGINT)
            time.sleep(0.1)
        self.assertEqual(process.wait(60), 0)

    def test_what_is_no_command_changes_nothing(self):
        path = self.record()
        out = self.step(path, "jump", "step x", "until", "until kind nothing", "actor nobody",
                        "step 1 2 3", "step")
        self.assertEqual(out.count("error:"), 6)
        self.assertEqual(out.splitlines()[-1], self.step(path, "step").splitlines()[-1])

    def test_a_run_left_early_is_written_as_far_as_it_came(self):
        self.step(self.config, "until sample 5", "quit", out=self.out)
        summary = json.loads((self.out / "summary.json").read_text())
        self.assertEqual(summary["ending"], "interrupted")
        self.assertLess(summary["step"], 8)


if __name__ == "__main__":
    unittest.main()
