#!/usr/bin/env python3
"""gaitsim bench: what is measured is right, and told; how long it takes is not tested."""
import json
import os
import pathlib
import signal
import subprocess
import time
import unittest

from cli import CliTest


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
        self.assert_one_error(err, "page.md: has no table 'clocks'", "machine, events, steps")
        page.write_text("words\n<!-- measured: event -->\n<!-- end -->\n")
        _, err = self.call("bench", "all", "--page", page, code=2)
        self.assert_one_error(err, "page.md:2", "'event'", "events")
        self.call("bench", "all", "--only", "event", code=2)

    def measuring(self):
        """A bench all whose child measures for long, and the child."""
        process = self.start("bench", "all", "--only", "phold", stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
        for _ in range(1000):
            child = children.read_text().split()
            if child and b"phold" in pathlib.Path(f"/proc/{child[0]}/cmdline").read_bytes():
                return process, int(child[0])
            time.sleep(0.01)
        self.fail("nothing is measured")

    def test_all_tells_a_measurement_that_died_from_an_interrupt(self):
        process, child = self.measuring()
        os.kill(child, signal.SIGKILL)
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1)
        self.assertIn("error: gaitsim bench phold --repeats 11 failed (137)", err)
        process, _ = self.measuring()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(err.splitlines()[-1], "interrupted")

    def test_a_folder_for_a_while_that_cannot_be_made(self):
        self.environment["TMPDIR"] = str(self.home / "nowhere")
        _, err = self.call("bench", "all", "--only", "events", code=1)
        self.assert_one_error(err, "nowhere: no folder can be made there: No such file")

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


if __name__ == "__main__":
    unittest.main()
