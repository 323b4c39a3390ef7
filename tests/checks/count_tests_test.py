#!/usr/bin/env python3
"""count_tests.py on what ctest writes for each way a test can end."""
import unittest

import count_tests
from tree import tree

PASSED = '<testcase name="a" status="run"/>'
FAILED = '<testcase name="a" status="fail"><failure message=""/></testcase>'
DISABLED = '<testcase name="a" status="disabled"/>'
NOT_RUN = '<testcase name="a" status="notrun"><skipped message="{}"/></testcase>'
GTEST_SKIP = NOT_RUN.format("SKIP_REGULAR_EXPRESSION_MATCHED")
SKIP_CODE = NOT_RUN.format("SKIP_RETURN_CODE=77")
NO_PROGRAM = NOT_RUN.format("Unable to find executable")


def count(*cases):
    text = "<testsuite>" + "".join(cases) + "</testsuite>"
    with tree({"junit.xml": text}) as root:
        return count_tests.count(root / "junit.xml")


class Count(unittest.TestCase):
    def test_each_outcome(self):
        self.assertEqual(count(PASSED, PASSED), [2, 0, 0])
        self.assertEqual(count(PASSED, FAILED), [1, 1, 0])
        self.assertEqual(count(GTEST_SKIP, SKIP_CODE, DISABLED), [0, 0, 3])

    def test_a_test_that_cannot_start_has_failed(self):
        self.assertEqual(count(PASSED, NO_PROGRAM), [1, 1, 0])

    def test_none(self):
        self.assertEqual(count(), [0, 0, 0])


if __name__ == "__main__":
    unittest.main()
