#!/usr/bin/env python3
"""Prints "passed failed skipped" of one JUnit file written by ctest.

ctest reports a test that could not start as skipped; here only a test that chose to be skipped,
or is disabled, counts as such."""
import sys
import xml.etree.ElementTree as ElementTree

CHOSEN = {"SKIP_REGULAR_EXPRESSION_MATCHED", "SKIP_RETURN_CODE"}


def outcome(case):
    status = case.get("status")
    if status == "run":
        return "passed"
    skipped = case.find("skipped")
    chosen = skipped is not None and skipped.get("message", "").split("=")[0] in CHOSEN
    return "skipped" if status == "disabled" or chosen else "failed"


def count(path):
    outcomes = [outcome(case) for case in ElementTree.parse(path).iter("testcase")]
    return [outcomes.count(name) for name in ("passed", "failed", "skipped")]


if __name__ == "__main__":
    print(*count(sys.argv[1]))
