#!/usr/bin/env python3
"""What the command says of itself: help with examples, version, and what can be plugged in.

Every subcommand that the help names is tested, so a new one needs no change here.
"""
import json
import re
import unittest

from cli import CliTest


class Help(CliTest):
    def subcommands(self):
        text, _ = self.call("--help")
        block = re.search(r"Subcommands:\n((?:  .*\n)+)", text)[1]
        return re.findall(r"^  (\w+)", block, re.M)

    def test_names_the_subcommands(self):
        names = self.subcommands()
        for name in ("run", "check", "explain", "clocks", "rules", "links"):
            self.assertIn(name, names)

    def test_promises_one_value_for_an_option_that_takes_one(self):
        text, _ = self.call("run", "--help")
        self.assertRegex(text, r"(?m)^  -s,--set PATH=VALUE {2,}")
        self.run_tiny("-s", "seed=2", "--set", "run.steps=1", "--set=seed=3")
        self.assertIn("seed: 3", (self.out / "config.textproto").read_text())
        self.run_tiny("-s", "seed=2", "run.steps=1", code=2)

    def test_has_examples_and_exit_codes(self):
        text, err = self.call("--help")
        self.assertEqual(err, "")
        self.assertIn("Examples:\n  gaitsim run ", text)
        self.assertIn("Exit codes:", text)

    def test_of_every_subcommand_has_examples(self):
        for name in self.subcommands():
            with self.subTest(name):
                text, err = self.call(name, "--help")
                self.assertEqual(err, "")
                self.assertIn(f"Usage: gaitsim {name}", text)
                self.assertRegex(text, rf"Examples:\n  gaitsim {name}")

    def test_of_run_tells_every_option_and_exit_code(self):
        text, _ = self.call("run", "--help")
        for option in ("--set", "--data-dir", "--out", "--seed", "--epochs", "--steps", "--threads",
                       "--init-weights", "--loopback", "--json", "--quiet"):
            self.assertIn(option, text)
        for code in ("1 failed", "2 bad input", "3 settle contract", "4 deadlock",
                     "130 interrupted"):
            self.assertIn(code, text)

    def test_fits_a_screen(self):
        for name in self.subcommands():
            for line in self.call(name, "--help")[0].splitlines():
                self.assertLessEqual(len(line), 100, line)

    def test_version_names_build_and_kernels(self):
        text, err = self.call("--version")
        self.assertEqual(err, "")
        self.assertRegex(text, r"^gaitsim \d+\.\d+\.\d+ \(.*\)\n$")


class Mistakes(CliTest):
    def test_unknown_subcommand_names_the_known_ones(self):
        out, err = self.call("fly", code=2)
        self.assertEqual(out, "")
        self.assert_one_error(err, "fly", "run", "explain", "clocks", "rules", "--help")

    def test_mistyped_subcommand_is_recognised(self):
        for arguments, meant in ((["expalin"], "explain"), (["trace", "veiw", "x"], "view")):
            out, err = self.call(*arguments, code=2)
            self.assertEqual(out, "")
            self.assert_one_error(err, "unknown subcommand or option", f"did you mean {meant}?")

    def test_no_subcommand(self):
        self.assert_one_error(self.call(code=2)[1], "subcommand", "run", "--help")

    def test_unknown_option(self):
        self.assert_one_error(self.call("--fast", code=2)[1], "--fast")
        self.assert_one_error(self.run_tiny("--fast", code=2)[1], "--fast", "run --help")
        self.assertFalse(self.out.exists())

    def test_missing_config(self):
        self.assert_one_error(self.call("run", code=2)[1], "CONFIG", "run --help")

    def test_second_config(self):
        self.assert_one_error(self.run_tiny("other.textproto", code=2)[1], "other.textproto")

    def test_option_without_its_value(self):
        self.assert_one_error(self.call("run", self.config, "--out", code=2)[1], "--out")

    def test_threads_out_of_range(self):
        for threads in ("0", "-1", "100000", "two"):
            self.assert_one_error(self.run_tiny("--threads", threads, code=2)[1], "--threads")


class Lists(CliTest):
    def test_clocks_and_rules_are_listed(self):
        for title, names in (("clocks", ["quiescence", "lockstep"]),
                             ("rules", ["bp", "tp", "itp", "gait", "fa", "sign_symmetry",
                                        "top_layer_only", "dfa"])):
            out, err = self.call(title)
            self.assertEqual(err, "")
            for name in names:
                self.assertRegex(out, rf"(?m)^{name}\b")

    def test_one_can_be_asked_for(self):
        out, _ = self.call("clocks", "lockstep")
        self.assertIn("infer", out)
        self.assertNotRegex(out, r"(?m)^quiescence\b")

    def test_json_is_one_object(self):
        found = json.loads(self.call("clocks", "--json")[0])
        self.assertEqual(list(found), ["clocks"])
        lockstep = next(c for c in found["clocks"] if c["name"] == "lockstep")
        self.assertEqual([p["name"] for p in lockstep["parameters"]], ["infer", "target", "learn"])
        found = json.loads(self.call("rules", "gait", "--json")[0])
        self.assertEqual([rule["name"] for rule in found["rules"]], ["gait"])

    def test_defaults_of_clocks_are_those_of_configs(self):
        """What `clocks` says is what a run without these fields resolves to."""
        self.run_tiny("-s", "clock.lockstep={}", "--steps", "1")
        resolved = (self.out / "config.textproto").read_text()
        (clock,) = json.loads(self.call("clocks", "lockstep", "--json")[0])["clocks"]
        for parameter in clock["parameters"]:
            self.assertRegex(resolved, rf'{parameter["name"]}: "{parameter["default"]}"')

    def test_links_are_listed_with_what_their_laws_may_say(self):
        out, err = self.call("links")
        self.assertEqual(err, "")
        self.assertRegex(out, r"(?m)^  transport\.<l> +weight_transport +.*not local$")
        self.assertRegex(out, r"(?m)^  delay\.minimum +duration +1ns ")
        self.assertRegex(out, r"(?m)^  bursts\.p_enter +probability +- ")
        for line in out.splitlines():
            self.assertLessEqual(len(line), 120, line)
        found = json.loads(self.call("links", "--json")[0])
        self.assertEqual(list(found), ["links", "parameters"])
        self.assertEqual(found["links"][0]["name"], "feedforward.<l>")
        (bandwidth,) = [p for p in found["parameters"] if p["name"] == "bandwidth"]
        self.assertEqual(bandwidth["default"], "unlimited")

    def test_unknown_name_lists_the_known_ones(self):
        self.assert_one_error(self.call("clocks", "metronome", code=2)[1],
                              "metronome", "quiescence", "lockstep")
        self.assert_one_error(self.call("rules", "hebb", code=2)[1], "hebb", "bp, tp, itp, gait")


class Explain(CliTest):
    def test_tells_the_graph_the_clock_and_what_is_not_local(self):
        out, err = self.call("explain", self.config)
        self.assertEqual(err, "")
        for fragment in ("tiny", "quiescence", "gait", "adam", "FLOAT32", "10us", "transport",
                         "not local"):
            self.assertIn(fragment, out)

    def test_json_is_one_object(self):
        facts = json.loads(self.call("explain", self.config, "--json")[0])
        self.assertIsInstance(facts, dict)
        self.assertEqual(list(facts["optimizer"]), ["adam"])
        self.assertGreater(facts["optimizer"]["adam"]["learning_rate"], 0)
        self.assertIsNone(facts["regularizer"])

    def test_shows_what_was_overridden(self):
        out, _ = self.call("explain", self.config, "-s", "clock.lockstep.target=123us", "-s",
                           "link[1]={match: \"feedback.2\" delay { constant: \"77us\" }}")
        self.assertIn("lockstep", out)
        self.assertIn("123us", out)
        self.assertIn("77us", out)

    def test_shows_every_part_of_a_law(self):
        law = ('match: "feedback.2" bursts { p_enter: 0.01 p_leave: 0.2 } in_order: true '
               'bandwidth: "10MB/s" down { from: "1ms" to: "2ms" }')
        out, _ = self.call("explain", self.config, "-s", "link[1]={" + law + "}")
        self.assertIn("constant 10us, bursts enter 0.01 leave 0.2 loss 0 or 1, in order, 10MB/s, "
                      "down 1ms to 2ms\n", out)
        self.assertRegex(out, r"(?m)^  feedforward\.1 \.\. feedforward\.3 ")

    def test_tells_how_long_units_take_and_in_which_mode(self):
        out, _ = self.call("explain", self.config)
        self.assertIn("dynamics     instant { processing 0ns }; feedback site SEPARATE\n", out)
        self.assertRegex(out, r"(?m)^mode         virtual$")
        out, _ = self.call("explain", self.config, "-s", "dynamics.leaky={tau: \"7us\"}", "-s",
                           "mode.wall={scale: 5}", "-s", "neurons.feedback_site=SHARED", "-s",
                           "learning.continuous={}", "-s", "optimizer.sgd={}")
        for fragment in ("tau 7us", "theta 0.001", "wall { scale 5", "feedback site SHARED",
                         "continuous: tau 100us", "population2 -> population1"):
            self.assertIn(fragment, out.replace("  at_most", " at_most"))
        self.assertRegex(out, r"local\.1 .* population1 .*-> population.*constant 0ns")

    def test_names_the_steps_that_epochs_cut_off(self):
        out, _ = self.call("explain", self.config, "--epochs", "1", "--steps", "1000000")
        self.assertIn("run.steps 1000000 has no effect: the 1 epoch(s)", out)

    def test_runs_nothing(self):
        self.call("explain", self.config)
        self.assertEqual([p.name for p in self.home.iterdir()], ["tiny.textproto"])

    def test_refuses_what_run_refuses(self):
        err = self.call("explain", self.config, "-s", "link[0].match=feedbock.*", code=2)[1]
        self.assert_one_error(err, "link[0].match", "matches no link", "feedback.2")


class Align(CliTest):
    def test_a_picture_that_cannot_be_written_is_told_before_the_work(self):
        out, err = self.call("align", self.config, "--svg", self.home / "no" / "such.svg", code=2)
        self.assertEqual(out, "")
        self.assert_one_error(err, "such.svg", "No such file or directory")


if __name__ == "__main__":
    unittest.main()
