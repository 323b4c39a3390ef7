#!/usr/bin/env python3
"""Learning curves: the picture that every run leaves, and gaitsim curves over several runs."""
import json
import unittest
import xml.etree.ElementTree as xml

from cli import CliTest

SVG = "{http://www.w3.org/2000/svg}"


def curves_of(picture):
    """Names from the tips of the dots, in order, with the epochs that are drawn."""
    curves = {}
    for tip in xml.parse(picture).iter(SVG + "title"):
        name, rest = tip.text.rsplit(": ", 1)
        curves.setdefault(name, []).append(float(rest.split(",")[0]))
    return curves


class Curves(CliTest):
    def run_as(self, name, *arguments):
        self.call("run", self.config, "--out", self.home / name, "--quiet", "-s",
                  "run.evaluate_every_steps=10", *arguments)

    def test_every_run_leaves_a_picture_of_its_accuracy(self):
        self.run_as("one")
        self.assertEqual(curves_of(self.home / "one/accuracy.svg"), {"training": [0.5, 1.0]})

    def test_runs_are_compared_by_a_metric(self):
        self.run_as("one")
        self.run_as("two", "--epochs", "2")
        out, err = self.call("curves", "one", "two/", "--metric", "loss", "--svg", "loss.svg")
        self.assertEqual(err, "")
        loss = json.loads((self.home / "one/metrics.jsonl").read_text().splitlines()[-1])["loss"]
        self.assertIn(f"one: {loss} at epoch 1.0\n", out)
        self.assertEqual(curves_of(self.home / "loss.svg"),
                         {"one": [0.5, 1.0], "two": [0.5, 1.0, 1.5, 2.0]})

    def test_what_a_probe_found_is_no_evaluation(self):
        self.run_as("one", "-s", "probe.backprop_alignment.every_updates=19")
        out, _ = self.call("curves", "one", "--metric", "loss", "--svg", "loss.svg")
        self.assertNotIn("null", out)
        self.assertEqual(curves_of(self.home / "loss.svg"), {"one": [0.5, 1.0]})

    def test_lists_by_layer(self):
        self.run_as("one", "-s", "probe.backprop_alignment.every_updates=5")
        lines = [json.loads(line) for line in
                 (self.home / "one/metrics.jsonl").read_text().splitlines()]
        defects = [line["orthogonality_defect"] for line in lines if "loss" in line]
        facts = json.loads(self.call("curves", "one", "--metric", "orthogonality_defect[2]",
                                     "--over-steps", "--json")[0])
        self.assertEqual(facts["runs"], [{"name": "one", "last": defects[-1][1], "step": 20.0}])
        facts = json.loads(self.call("curves", "one", "--metric", "orthogonality_defect",
                                     "--json")[0])
        self.assertAlmostEqual(facts["runs"][0]["last"], sum(defects[-1]) / len(defects[-1]))
        self.assertEqual(facts["over"], "epoch")
        self.call("curves", "one", "--metric", "cosine")  # a probe's, over samples
        self.assertEqual(curves_of(self.home / "curves.svg"), {"one": [0, 5, 10, 15]})

    def test_a_cut_last_line_is_left_out(self):
        self.run_as("one")
        metrics = self.home / "one/metrics.jsonl"
        metrics.write_text(metrics.read_text()[:-20])
        self.call("curves", "one", "--metric", "loss")
        self.assertEqual(curves_of(self.home / "curves.svg"), {"one": [0.5]})

    def test_bad_input(self):
        self.run_as("one")
        self.assert_one_error(self.call("curves", "none", code=2)[1], "none/metrics.jsonl")
        err = self.call("curves", "one", "--metric", "los", code=2)[1]
        self.assert_one_error(err, "'los'", "train_accuracy, loss")
        for metric in "cosine", "loss[1]", "orthogonality_defect[9]", "orthogonality_defect[x]":
            err = self.call("curves", "one", "--metric", metric, code=2)[1]
            self.assert_one_error(err, f"'{metric}'", "orthogonality_defect")
        # There are no test images, so it was measured by no run.
        self.assert_one_error(self.call("curves", "one", code=2)[1], "test_accuracy")
        (self.home / "one/metrics.jsonl").write_text("rubbish\n{}\n")
        self.assert_one_error(self.call("curves", "one", code=2)[1], "metrics.jsonl:1")
        (self.home / "one/metrics.jsonl").write_text("")
        self.assert_one_error(self.call("curves", "one", code=2)[1], "nothing was evaluated")


if __name__ == "__main__":
    unittest.main()
