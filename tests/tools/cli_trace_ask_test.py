#!/usr/bin/env python3
"""gaitsim trace verify, diff, why and stats: what they print, and how they end."""
import json
import unittest
import xml.etree.ElementTree

from cli import CliTest


class TraceAsk(CliTest):
    def setUp(self):
        super().setUp()
        self.run_tiny("--trace")
        self.trace = self.out / "trace.gtrace"

    def other(self, *arguments):
        out = self.home / "other"
        self.call("run", self.config, "--out", out, "--trace", *arguments)
        return out / "trace.gtrace"

    def ask(self, what, *arguments, code=0):
        out, err = self.call("trace", what, *arguments, code=code)
        if code != 2:
            self.assertEqual(err, "")
        return out

    def test_help_has_examples(self):
        for what in ("verify", "diff", "why", "stats"):
            with self.subTest(what):
                text = self.ask(what, "--help")
                self.assertRegex(text, rf"Examples:\n  gaitsim trace {what} ")
                for line in text.splitlines():
                    self.assertLessEqual(len(line), 100, line)

    def test_verify_recomputes_the_fingerprint(self):
        fingerprint = json.loads((self.out / "summary.json").read_text())["fingerprint"]
        self.assertIn(f"fingerprint recomputed: {fingerprint}\n", self.ask("verify", self.trace))
        found = json.loads(self.ask("verify", self.trace, "--json"))
        self.assertTrue(found["good"])
        self.assertEqual(found["recomputed_fingerprint"], fingerprint)

    def test_verify_fails_on_damage(self):
        bytes_ = bytearray(self.trace.read_bytes())
        bytes_[len(bytes_) // 2] ^= 1
        self.trace.write_bytes(bytes_)
        self.assertIn("BROKEN   file", self.ask("verify", self.trace, code=1))

    def test_verify_of_a_trace_that_is_cut_short(self):
        self.trace.write_bytes(self.trace.read_bytes()[:-30])
        self.assertIn("\ncut short: the run was killed", self.ask("verify", self.trace))
        found = json.loads(self.ask("verify", self.trace, "--json"))
        self.assertEqual((found["good"], found["cut_short"]), (True, True))

    def test_diff_ends_like_diff(self):
        self.assertIn("equal\n", self.ask("diff", self.trace, self.other("--threads", "2")))
        changed = self.other("-s", "optimizer.adam.learning_rate=2e-4")
        text = self.ask("diff", self.trace, changed, code=1)
        self.assertIn("optimizer.adam.learning_rate", text)
        self.assertRegex(text, r"they part at row \d+ of \d+ and \d+, in: payload\n")
        found = json.loads(self.ask("diff", self.trace, changed, "--json", code=1))
        self.assertFalse(found["equal"])

    def test_why_of_an_update(self):
        text = self.ask("why", self.trace, "--update", "1,7", "--chart")
        self.assertTrue(text.startswith("layer 1 learned from sample 7 at "), text)
        for fragment in ("learn order: clock#", "target: feedback1#", "source#", "teacher#",
                         "see above", "weights of layer 2, version 7", "ff1"):
            self.assertIn(fragment, text)
        found = json.loads(self.ask("why", self.trace, "--update", "1,7", "--json"))
        self.assertEqual(found["outcome"], "learned")

    def test_why_as_a_picture_has_the_messages_of_the_answer(self):
        svg = self.home / "why.svg"
        found = json.loads(self.ask("why", self.trace, "--update", "1,7", "--json", "--svg", svg))
        picture = xml.etree.ElementTree.parse(svg)
        tips = [tip.text for tip in picture.iter("{http://www.w3.org/2000/svg}title")]
        messages = [node["message"] for node in found["nodes"] if node["message"]]
        self.assertEqual(sum(" to " in tip for tip in tips),
                         sum("outside" not in (m["from"], m["to"]) for m in messages))
        for m in messages:
            if m["from"] != "outside":
                self.assertTrue(any(f'{m["from"]} to {m["to"]}' in tip for tip in tips), m)
        self.assertIn("layer 1 learned from sample 7", svg.read_text())

    def test_why_of_an_event(self):
        self.assertIn("feedback2#3 to ", self.ask("why", self.trace, "--event", "feedback2#3"))

    def test_why_there_was_no_update(self):
        trace = self.other("-s", 'link[1]={match: "feedback.2" loss: 1}',
                           "-s", "clock.lockstep={}")
        text = self.ask("why", trace, "--update", "1,7")
        self.assertIn("layer 1 missed sample 7 at ", text)
        self.assertIn("LOST by chance on feedback.2\n", text)

    def test_stats(self):
        text = self.ask("stats", self.trace)
        self.assertRegex(text, r"(?m)^feedforward\.1 +20 +\d+ +0 +0 +10 +10 +10 +10$")
        self.assertEqual(len(json.loads(self.ask("stats", self.trace, "--json"))["layers"]), 3)

    def test_bad_input(self):
        for arguments, fragments in (
                (("verify", "none"), ("none", "No such file")),
                (("verify", self.config), ("no trace of gaitsim",)),
                (("diff", self.trace), ("B",)),
                (("diff", self.trace, "none"), ("none",)),
                (("stats", self.home), ("it is no file",)),
                (("why", self.trace), ("--update LAYER,SAMPLE or --event ID",)),
                (("why", self.trace, "--update", "1,7", "--event", "clock#1"), ("one thing",)),
                (("why", self.trace, "--update", "1"), ("--update",)),
                (("why", self.trace, "--update", "one,7"), ("--update",)),
                (("why", self.trace, "--update", "4,7"), ("no layer 4", "1 to 3")),
                (("why", self.trace, "--update", "99999999999,7"), ("no layer", "1 to 3")),
                (("why", self.trace, "--update", "1,20"), ("no sample 20", "0 to 19")),
                (("why", self.trace, "--event", "clock"), ("names no event",)),
                (("why", self.trace, "--event", "cluck#1"), ("cluck", "feedback1")),
                (("why", self.trace, "--event", "clock#99999"), ("no event clock#99999",))):
            with self.subTest(arguments):
                out, err = self.call("trace", *arguments, code=2)
                self.assertEqual(out, "")
                self.assert_one_error(err, *fragments)


if __name__ == "__main__":
    unittest.main()
