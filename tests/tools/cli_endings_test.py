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


class Bench(CliTest):
    def test_networks_narrower_than_ten_classes_work(self):
        out, _ = self.call("bench", "step", "--width", 3, "--batch", 2, "--pairs", 1, "--json")
        self.assertTrue(json.loads(out)["same_weights"])

    def test_every_clock_learns_all_while_it_is_measured(self):
        out, _ = self.call("bench", "clocks", "--width", 12, "--layers", 3, "--batch", 2, "--pairs",
                           20, "--json")
        clocks = json.loads(out)["clocks"]
        self.assertEqual(len(clocks), 10)
        for clock in clocks:
            self.assertGreater(clock["applied"], 0.75 if clock["clock"] == "poisson" else 0.99,
                               clock)
            self.assertGreater(clock["events_per_step"], 10, clock)
            self.assertGreater(clock["overhead"], 0, clock)

    def test_rules_are_measured_side_by_side(self):
        small = ("bench", "step", "--width", 8, "--layers", 3, "--batch", 2, "--pairs", 3)
        out, _ = self.call(*small, "--rules", "all", "--json")
        rules = [row["rule"] for row in json.loads(out)["rules"]]
        self.assertEqual(rules[0], "bp")
        self.assertIn("dfa", rules)
        out, _ = self.call(*small, "--rules", "gait,fa")
        self.assertRegex(out, r"(?m)^gait +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +15 +\d+ +\d+$")
        self.assertRegex(out, r"(?m)^fa .* 13 +\d+ +0$")
        self.assertNotIn("\nbp", out)
        _, err = self.call(*small, "--rules", "gait,foo", code=2)
        self.assert_one_error(err, "'foo' is none of: all, bp, ")
        self.call(*small, "--rules", "gait", "--rule", "fa", code=2)

    def test_bench_threads_ends_with_the_same_weights(self):
        out, _ = self.call("bench", "threads", "--width", 12, "--layers", 3, "--batch", 2,
                           "--pairs", 1, "--json")
        rows = json.loads(out)["rows"]
        self.assertEqual([(row["clock"], row["rule"]) for row in rows],
                         [("quiescence", "bp"), ("quiescence", "gait"),
                          ("pipelined", "bp"), ("pipelined", "gait")])
        self.assertTrue(all(row["same_weights"] for row in rows))

    def test_bench_refuses_what_is_no_number(self):
        for bench, option in (("step", "--residual"), ("clocks", "--lambda"),
                              ("phold", "--lookahead")):
            for word in ("nan", "inf", "x"):
                _, err = self.call("bench", bench, option, word, code=2)
                self.assertIn(option, err)

    def test_bench_of_both_rules_does_not_ask_for_one(self):
        for bench in ("threads", "curves"):
            _, err = self.call("bench", bench, "--rule", "fa", code=2)
            self.assertIn("--rule", err)

    def test_bench_step_says_how_near_a_refined_inverse_is(self):
        found = [json.loads(self.call("bench", "step", "--width", 32, "--layers", 3, "--batch", 4,
                                      "--pairs", 30, "--residual", residual, "--json")[0])
                 for residual in ("0.1", "1e-5")]
        self.assertGreater(found[1]["exact_cosine"], 0.999999)
        self.assertLess(found[0]["exact_cosine"], found[1]["exact_cosine"])
        self.assertTrue(all(f["same_weights"] for f in found))

    def test_bench_curves_measures_the_axes_that_are_named(self):
        out, err = self.call("bench", "curves", "--axes", "in_flight", "--width", 12, "--layers", 2,
                             "--batch", 2, "--pairs", 1, "--svg", self.home / "cost", "--json")
        curves = json.loads(out)["curves"]
        self.assertEqual([(c["axis"], c["rule"]) for c in curves],
                         [("in_flight", "bp"), ("in_flight", "gait")])
        self.assertEqual([p["x"] for p in curves[0]["points"]], [1, 2, 4, 8])
        self.assertIn("cost-in_flight.svg", err)
        self.assertIn("gait, floor", (self.home / "cost-in_flight.svg").read_text())
        _, err = self.call("bench", "curves", "--axes", "length", code=2)
        self.assertIn("in_flight", err)

    def test_the_replay_of_events_is_the_run(self):
        out, _ = self.call("bench", "events", "--samples", 5, "--repeats", 1, "--json")
        facts = json.loads(out)
        self.assertTrue(facts["same_events"])
        self.assertGreater(facts["events"], 500)
        self.assertGreater(facts["engine_us"], 0)

    def test_phold_sees_the_events_of_a_loop_by_hand(self):
        for sizes in (("--lps", 40, "--start", 3), ("--lps", 1, "--start", 1, "--lookahead", 0)):
            out, _ = self.call("bench", "phold", *sizes, "--events", 5000, "--repeats", 1, "--json")
            facts = json.loads(out)
            self.assertTrue(facts["same_events"], sizes)
            self.assertGreater(facts["events_per_second"], 0)
            self.assertGreater(facts["reference_events_per_second"], 0)
            if "debug" in facts["build"]:  # the allocator of a sanitizer does not count
                self.assertIsNone(facts["megabytes"])
            else:
                self.assertGreater(facts["megabytes"], 0)
        _, err = self.call("bench", "phold", "--lps", 1000000, "--start", 1000, code=2)
        self.assert_one_error(err, "1000000000 events in flight", "GB of memory")

    def test_all_writes_the_tables_of_a_page_anew(self):
        page = self.home / "page.md"
        page.write_text("# Mine\n<!-- measured: machine -->\n<!-- end -->\nwords\n"
                        "<!-- measured: events -->\nold\n<!-- end -->\n"
                        "<!-- measured: steps -->\nkept\n<!-- end -->\n")
        _, err = self.call("bench", "all", "--page", page, "--only", "events,machine")
        self.assertIn("1 of 1: gaitsim bench events", err)
        lines = page.read_text().splitlines()
        self.assertEqual(lines[:2] + lines[3:5], ["# Mine", "<!-- measured: machine -->",
                                                  "<!-- end -->", "words"])
        self.assertIn("threads, load", lines[2])
        self.assertRegex(lines[8], r"^\| `gaitsim bench events` (\| \d+(\.\d+)? ){3}\|$")
        self.assertEqual(lines[9:], ["<!-- end -->", "<!-- measured: steps -->", "kept",
                                     "<!-- end -->"])
        _, err = self.call("bench", "all", "--page", page, "--only", "clocks", code=2)
        self.assert_one_error(err, "page.md: has none of --only")
        page.write_text("words\n<!-- measured: event -->\n<!-- end -->\n")
        _, err = self.call("bench", "all", "--page", page, code=2)
        self.assert_one_error(err, "page.md:2", "'event'", "events")
        self.call("bench", "all", "--only", "event", code=2)

    def test_all_tells_what_each_measurement_printed(self):
        out, _ = self.call("bench", "all", "--only", "events", "--json")
        only, = json.loads(out)["results"]
        self.assertEqual(only["command"], "gaitsim bench events")
        self.assertTrue(only["result"]["same_events"])
        out, _ = self.call("bench", "all", "--only", "events")
        self.assertIn("\n## gaitsim bench events\n", out)
        self.assertIn("the replay's events are those of the run", out)

    def test_names_of_rules_are_told_without_numbers(self):
        _, err = self.call("bench", "step", "--rule", "foo", code=2)
        self.assert_one_error(err, "'foo'", "bp, dfa, drl, dtp, ")
        self.assertNotIn("->", self.call("bench", "step", "--help")[0])

    def test_networks_larger_than_memory_are_refused_at_once(self):
        _, err = self.call("bench", "step", "--width", "8192", "--layers", "100", code=2)
        self.assert_one_error(err, "GB of memory")


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
