#!/usr/bin/env python3
"""How runs end when something is wrong with them, and what they leave behind."""
import json
import signal
import subprocess
import unittest

from cli import GOLDEN, CliTest


def weights_of(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.npy"))}


class Endings(CliTest):
    def summary(self):
        return json.loads((self.out / "summary.json").read_text())

    def test_a_message_lost_at_the_last_sample_is_a_deadlock_too(self):
        for steps in (1, 2):
            _, err = self.run_tiny("--steps", steps, "--quiet", "-s",
                                   'link[0]={match: "clock.order.2" loss: 1}', code=4)
            self.assertIn("clock waits for", err)
            self.assertEqual(self.summary()["ending"], "deadlock")

    def test_a_deadlock_after_a_resume_tells_the_same_last_events(self):
        _, err = self.run_tiny("--quiet", "-s", "checkpoint={every_steps: 1}", "-s",
                               'link[1]={match: "clock.order.2" loss: 0.1}', code=4)
        _, again = self.call("resume", self.out, "--quiet", code=4)
        report = err[err.index("error: deadlock"):]
        self.assertGreater(report.count("because of"), 10)
        self.assertEqual(again[again.index("error: deadlock"):], report)

    def test_lost_orders_do_not_hold_up_the_count_of_steps(self):
        self.run_tiny("--quiet", "-s", "clock.lockstep={}", "-s",
                      'link[1]={match: "clock.order.2" loss: 0.3}')
        summary = self.summary()
        self.assertEqual(summary["step"], 20)
        self.assertGreater(summary["updates"]["missed"], 0)
        last = (self.out / "metrics.jsonl").read_text().splitlines()[-1]
        self.assertEqual(json.loads(last)["step"], 20)

    def test_a_run_that_breaks_down_leaves_the_weights_of_its_last_evaluation(self):
        """With a rate that explodes; the same run, cut at the last evaluation, is the oracle."""
        explode = ["--quiet", "-s", "rule.bp={}", "-s", "optimizer.sgd.learning_rate=1e3", "-s",
                   "run.evaluate_every_steps=1"]
        _, err = self.run_tiny(*explode, code=1)
        self.assertRegex(err, r"layer \d, step \d+")
        good = len((self.out / "metrics.jsonl").read_text().splitlines())
        left = weights_of(self.out / "weights")
        self.assertEqual(self.summary()["weights_step"], good)
        self.assertRegex(self.summary()["trouble"], r"layer \d, step \d+")
        self.run_tiny(*explode, "--steps", good)
        self.assertEqual(self.summary()["weights_step"], good)
        self.assertIsNone(self.summary()["trouble"])
        self.assertEqual(weights_of(self.out / "weights"), left)

    def test_weights_that_became_singular_are_not_left(self):
        """The step after an evaluation fails with them: what is left are those before, and good."""
        bad = ["--quiet", "-s", "optimizer.sgd={learning_rate: 1e4}", "-s", "precision=FLOAT64",
               "-s", "run.evaluate_every_steps=1"]
        _, err = self.run_tiny(*bad, code=1)
        self.assertRegex(err, r"layer \d, step \d+: the weight matrix is singular")
        evaluated = len((self.out / "metrics.jsonl").read_text().splitlines())
        self.assertEqual(self.summary()["weights_step"], evaluated - 1)
        left = weights_of(self.out / "weights")
        self.run_tiny(*bad, "--steps", evaluated - 1)
        self.assertEqual(weights_of(self.out / "weights"), left)

    def test_numbers_that_are_none_are_told_as_such(self):
        """Weights so large that their products are infinite, and a checkpoint that knows it."""
        out, _ = self.run_tiny("--quiet", "--steps", 1, "-s", "optimizer.adam.learning_rate=1e10",
                               "-s", "rule.bp={}", "-s", "checkpoint={}", "-s",
                               "run.evaluate_every_steps=1")
        self.assertRegex(out, r"(?m)^ +1 .* -$")
        line = json.loads((self.out / "metrics.jsonl").read_text().splitlines()[-1])
        self.assertIn(None, line["orthogonality_defect"])

    def test_a_run_that_breaks_down_at_once_leaves_the_weights_it_began_with(self):
        self.run_tiny("--quiet", "--init-weights", GOLDEN / "tower-gait" / "init", "-s",
                      "optimizer.sgd.learning_rate=1e30", "-s", "precision=FLOAT64", code=1)
        self.assertEqual(weights_of(self.out / "weights"),
                         weights_of(GOLDEN / "tower-gait" / "init"))

    def test_initial_weights_may_come_from_the_output_folder_itself(self):
        self.run_tiny("--quiet")
        before = weights_of(self.out / "weights")
        mine = self.out / "weights" / "mine.txt"
        mine.write_text("notes")
        process = self.start("run", self.config, "--out", self.out, "--init-weights",
                             self.out / "weights", "--epochs", "1000000", "-s",
                             "run.evaluate_every_steps=1000000", stderr=subprocess.PIPE)
        self.assertIn("event", process.stderr.readline())
        process.kill()
        process.wait()
        self.assertEqual(weights_of(self.out / "weights"), before)
        self.assertEqual(mine.read_text(), "notes")

    def test_weights_of_a_deeper_network_go_when_a_shallower_one_is_written(self):
        self.run_tiny("--quiet")
        self.run_tiny("--quiet", "-s", "network.tower.widths=[16, 16, 10]")
        self.assertEqual(len(list((self.out / "weights").glob("*.npy"))), 4)

    def test_a_second_ctrl_c_while_the_end_is_written_loses_nothing(self):
        """The test set is large enough for the second one to come while it is evaluated."""
        process = self.start("run", self.config, "--out", self.out, "--json", "-s",
                             "data.glyphs={train: 100 test: 8000}", "-s",
                             "network={square {hidden_layers: 0}}", "-s",
                             "run={epochs: 1000000}", "-s",
                             "run.evaluate_every_steps=1000000000",
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for told in ('"step"', "stopping"):
            while told not in process.stderr.readline():
                self.assertIsNone(process.poll())
            process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(json.loads(out), self.summary())
        self.assertEqual(len(list((self.out / "weights").glob("*.npy"))), 2)

    def test_results_that_cannot_be_printed_are_a_failure(self):
        for command in (["rules"], ["run", self.config, "--quiet", "--out", self.out]):
            with open("/dev/full", "w") as full:
                process = self.start(*command, stdout=full, stderr=subprocess.PIPE)
                _, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 1)
            self.assert_one_error(err, "standard output")

    def test_the_summary_says_where_data_and_weights_came_from(self):
        self.run_tiny("--quiet", "--init-weights", GOLDEN / "tower-gait" / "init")
        summary = self.summary()
        self.assertEqual(summary["data_dir"], str(GOLDEN))
        self.assertEqual(summary["init_weights"], str(GOLDEN / "tower-gait" / "init"))


class Numbers(CliTest):
    """Numbers that are in bounds and still cannot be."""

    def refused(self, *arguments, told):
        _, err = self.run_tiny(*arguments, code=2)
        self.assert_one_error(err, told)

    def test_more_steps_than_a_sample_has_numbers(self):
        for steps in (2**63, 2**64 - 1):
            self.refused("-s", f"run={{steps: {steps}}}", told="run.steps")

    def test_numbers_that_float32_cannot_hold(self):
        for change, told in (("optimizer.adam.epsilon=1e-300", "epsilon"),
                             ("optimizer.adam.learning_rate=1e300", "learning_rate"),
                             ("rule.gait.gamma=1e-300", "gamma"),
                             ("regularizer={lambda: 1e300}", "lambda"),
                             ("network.activation.leaky_relu.slope=1e-45", "slope")):
            self.refused("-s", change, told=told)
        self.run_tiny("--quiet", "-s", "optimizer.adam.epsilon=1e-300", "-s", "precision=FLOAT64")

    def test_data_and_memories_larger_than_the_machine(self):
        self.refused("-s", "data.noise={units: 1000000 train: 1000000}", told="data.noise")
        self.refused("-s", "neurons.memory=1000000", "-s", "data.batch=100", "-s",
                     "network.tower.widths=[16, 16, 16, 16]", told="neurons.memory")


class Kernels(CliTest):
    """The variants of the products: named by the environment, told with the results."""

    def test_the_environment_chooses(self):
        self.environment["GAITSIM_KERNELS"] = "v2"
        if "kernels v2" not in self.call("--version")[0]:
            self.skipTest("a machine without x86-64-v2")
        self.run_tiny("--quiet")
        summary = json.loads((self.out / "summary.json").read_text())
        self.assertIn("kernels v2", summary["build"]["kernels"])

    def test_what_does_not_exist_or_run_is_refused(self):
        self.environment["GAITSIM_KERNELS"] = "v9"
        self.assert_one_error(self.call("run", self.config, code=2)[1], '"v9"', "it can run")


class Curves(CliTest):
    def test_json_is_one_object(self):
        self.run_tiny("--quiet")
        out, _ = self.call("curves", self.out, "--metric", "loss", "--json")
        found = json.loads(out)
        self.assertEqual(found["runs"][0]["epoch"], 1.0)
        self.assertTrue((self.home / found["picture"]).exists())


if __name__ == "__main__":
    unittest.main()
