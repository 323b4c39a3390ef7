#!/usr/bin/env python3
"""gaitsim audit: a short run, a table of what is not local, and nothing written."""
import json
import unittest

from cli import CliTest


class Audit(CliTest):
    def test_prints_a_table_and_writes_nothing(self):
        out, err = self.call("audit", self.config)
        self.assertEqual(err, "")
        for fragment in ("20 samples", "weight transport", "oracle clock", "global clock",
                         "Gram matrix", "slopes", "gain", "axon"):
            self.assertIn(fragment, out)
        self.assertEqual([p.name for p in self.home.iterdir()], ["tiny.textproto"])

    def test_json_is_one_object_and_steps_can_be_chosen(self):
        facts = json.loads(self.call("audit", self.config, "--json", "--steps", "3")[0])
        self.assertEqual(facts["samples"], 3)

    def test_bad_input(self):
        err = self.call("audit", self.config, "--steps", "0", code=2)[1]
        self.assert_one_error(err, "run.steps")
        self.assert_one_error(self.call("audit", "none", code=2)[1], "none")


if __name__ == "__main__":
    unittest.main()
