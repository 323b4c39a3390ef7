#!/usr/bin/env python3
"""gaitsim run as users and scripts see it: what goes to which stream, and the exit codes of runs
that break down."""
import json
import os
import pty
import re
import select
import unittest

from cli import BINARY, GOLDEN, CliTest


class Streams(CliTest):
    def test_results_are_a_table_on_standard_output(self):
        out, _ = self.run_tiny()
        for fragment in ("tiny", "fingerprint", "train %", "applied 60", str(self.out)):
            self.assertIn(fragment, out)

    def test_json_is_exactly_the_summary(self):
        out, _ = self.run_tiny("--json")
        self.assertEqual(json.loads(out), json.loads((self.out / "summary.json").read_text()))

    def test_progress_is_json_lines_on_standard_error(self):
        _, err = self.run_tiny("-s", "run.evaluate_every_steps=5")
        lines = [json.loads(line) for line in err.splitlines()]
        told = [line for line in lines if line["event"] == "evaluation"]
        self.assertEqual([line["step"] for line in told], [5, 10, 15, 20])
        for key in ("epoch", "train_accuracy", "virtual_seconds", "events_per_second", "in_flight",
                    "stale", "eta_seconds"):
            self.assertIn(key, told[0])

    def test_quiet_tells_no_progress(self):
        self.assertEqual(self.run_tiny("--quiet")[1], "")

    def test_notes_are_told_even_if_quiet(self):
        _, err = self.run_tiny("--quiet", "-s", "rule.gait.gamma=0.5")
        lines = [json.loads(line) for line in err.splitlines()]
        self.assertEqual([line["event"] for line in lines], ["note"])
        self.assertIn("rule.gait.gamma has no effect", lines[0]["text"])

    def test_default_folder_is_named_after_experiment_and_seed(self):
        self.call("run", self.config, "--seed", "5", "--quiet")
        self.assertTrue((self.home / "runs" / "tiny-5" / "summary.json").exists())

    def test_data_dir_wins_over_the_environment(self):
        self.environment["GAITSIM_DATA_DIR"] = str(self.home)
        self.run_tiny(code=2)
        self.run_tiny("--data-dir", GOLDEN)

    def test_options_are_overrides(self):
        out, _ = self.run_tiny("--json", "--steps", "7", "--epochs", "3", "--seed", "4")
        resolved = (self.out / "config.textproto").read_text()
        self.assertEqual(json.loads(out)["step"], 7)
        for line in ("seed: 4", "steps: 7", "epochs: 3"):
            self.assertIn(line, resolved)

    def test_the_resolved_config_gives_the_same_run(self):
        first = json.loads(self.run_tiny("--json", "--steps", "33", "--epochs", "2", "--seed", "9",
                                         "-s", "rule.itp.gamma=0.01")[0])
        resolved = self.write("again.textproto", (self.out / "config.textproto").read_text())
        second = json.loads(self.call("run", resolved, "--json", "--out", self.out)[0])
        self.assertEqual(second["fingerprint"], first["fingerprint"])

    def test_weights_can_be_started_from(self):
        self.run_tiny()
        out, _ = self.call("run", self.config, "--out", self.home / "more", "--json",
                           "--init-weights", self.out / "weights")
        self.assertEqual(json.loads(out)["ending"], "done")


def on_a_terminal(arguments, folder, environment):
    """Runs the command with standard error on a terminal; returns what it showed there."""
    shown = b""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execve(BINARY, [BINARY, *map(str, arguments)], environment)
    while select.select([terminal], [], [], 60)[0]:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # how Linux tells the end of a terminal
            break
        if not piece:
            break
        shown += piece
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


class Terminal(CliTest):
    def show(self, *arguments):
        return on_a_terminal(["run", self.config, "--out", self.out, *arguments], self.home,
                             self.environment)

    def test_has_one_live_line(self):
        code, shown = self.show("-s", "run.evaluate_every_steps=5")
        self.assertEqual(code, 0, shown)
        self.assertNotIn('{"event"', shown)
        live = re.findall(r"\r\x1b\[K([^\r\n]*)", shown)
        self.assertGreaterEqual(len(live), 4, shown)
        for word in ("epoch", "train", "test", "events/s", "in flight", "stale", "ETA"):
            self.assertIn(word, live[-1])
        self.assertIn("20/20", live[-1])

    def test_the_table_begins_on_a_line_of_its_own(self):
        _, shown = self.show()
        self.assertRegex(shown, r"\ntiny  seed 1")

    def test_quiet_has_no_live_line(self):
        code, shown = self.show("--quiet")
        self.assertEqual(code, 0)
        self.assertNotIn("\x1b", shown)

    def test_notes_are_plain_text(self):
        self.assertIn("note: rule.gait.gamma", self.show("-s", "rule.gait.gamma=0.5")[1])


class Watchers(CliTest):
    def test_alignment_is_in_the_table(self):
        out, _ = self.run_tiny("-s", "probe.backprop_alignment.every_updates=10")
        self.assertRegex(out, r"with bp    cosine 0\.99\d+ 0\.99\d+ 1\.0000\n"
                              r" +norm ratio .* \(6 updates\)")

    def test_a_contract_that_is_kept(self):
        out, _ = self.run_tiny("-s", "contract={strict: true}")
        self.assertIn("contract   120 checked, 0 violated\n", out)

    def test_a_strict_contract_that_is_broken_ends_the_run(self):
        out, err = self.run_tiny("--quiet", "-s", "contract={strict: true}", "-s",
                                 "clock.lockstep.target=25us", code=3)
        self.assert_one_error(err, "settle contract is broken", "target of layer 1")
        self.assertIn("ended      contract broken", out)
        self.assertRegex(out, r"contract .* violated; worst residual 1\.0+ \(target of layer 1")


class Breakdowns(CliTest):
    def summary(self):
        return json.loads((self.out / "summary.json").read_text())

    def test_deadlock_says_who_waits_for_what_and_the_last_causes(self):
        out, err = self.run_tiny("--quiet", "--json", "-s",
                                 'link[1]={match: "clock.report.2" loss: 1}', code=4)
        self.assert_one_error(err, "error: deadlock", "1 of 20 samples were presented", "waits for")
        self.assertRegex(err, r"  clock waits for .*learn.*sample 0")
        self.assertRegex(err, r"report feedforward2#\d+ to clock, lost, because of clock#\d+")
        self.assertEqual(json.loads(out)["ending"], "deadlock")
        self.assertEqual(self.summary()["updates"]["applied"], 3)
        self.assertTrue((self.out / "weights" / "0Lweights.npy").exists())

    def test_divergence_names_layer_and_step_and_keeps_the_outputs(self):
        out, err = self.run_tiny("--quiet", "--json", "-s", "optimizer.sgd={learning_rate: 1e30}",
                                 "-s", "run.evaluate_every_steps=1", code=1)
        self.assert_one_error(err)
        self.assertRegex(err, r"error: layer \d, step \d+: ")
        self.assertEqual(json.loads(out)["ending"], "failed")
        self.assertTrue((self.out / "config.textproto").exists())
        self.assertTrue((self.out / "metrics.jsonl").exists())
        self.assert_finite_weights()

    def test_divergence_in_bp_names_layer_and_step(self):
        """No inverse that could be singular: the loss or an update is what gets infinite."""
        _, err = self.run_tiny("--quiet", "-s", "optimizer.sgd={learning_rate: 1e30}", "-s",
                               "rule.bp={}", "--epochs", "3", code=1)
        self.assert_one_error(err, "finite")
        self.assertRegex(err, r"error: layer \d, step \d+: ")
        self.assert_finite_weights()

    def assert_finite_weights(self):
        """They can be started from, which is refused for weights that are not finite."""
        self.call("run", self.config, "--out", self.home / "more", "--quiet", "--init-weights",
                  self.out / "weights", "--steps", "1", "-s", "rule.bp={}", "-s",
                  "optimizer.sgd={learning_rate: 1e-30}", "-s", "precision=FLOAT64")

    def test_singular_weights_name_layer_and_step(self):
        weights = self.home / "weights"
        weights.mkdir()
        for file in (GOLDEN / "tower-gait" / "init").iterdir():
            content = file.read_bytes()
            if file.name == "1Lweights.npy":
                content = content[:-800] + bytes(800)  # 10 x 10 zeros
            (weights / file.name).write_bytes(content)
        _, err = self.run_tiny("--quiet", "--init-weights", weights, code=1)
        self.assert_one_error(err, "layer 2, step 0", "singular")


if __name__ == "__main__":
    unittest.main()
