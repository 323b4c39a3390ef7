#!/usr/bin/env python3
"""Folders that cannot be written, may not be looked into, or hold an earlier run: told before any
work, as bad input, and nothing is lost. Root may look everywhere, and so becomes somebody else."""
import os
import subprocess
import unittest

from cli import BINARY, CliTest

NOBODY = 65534
SOMEBODY = {} if os.geteuid() else {"user": NOBODY, "group": NOBODY, "extra_groups": []}


class Folders(CliTest):
    def setUp(self):
        super().setUp()
        self.home.chmod(0o777)
        self.closed = self.home / "closed"
        (self.closed / "inner").mkdir(parents=True)

    def close(self, folder):
        folder.chmod(0)
        self.addCleanup(folder.chmod, 0o700)

    def refused_to_somebody(self, *arguments, fragments=("Permission denied",)):
        try:
            done = subprocess.run([BINARY, "run", self.config, *map(str, arguments)],
                                  cwd=self.home, env=self.environment, capture_output=True,
                                  text=True, timeout=60, **SOMEBODY)
        except PermissionError:
            self.skipTest(f"{BINARY} is not for everybody")
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assert_one_error(done.stderr, *fragments)
        self.assertNotIn("filesystem error", done.stderr)

    def test_what_may_not_be_looked_into(self):
        self.close(self.closed)
        for arguments in (("--out", self.closed), ("--out", self.closed / "inner"),
                          ("--data-dir", self.closed), ("--init-weights", self.closed)):
            with self.subTest(arguments):
                self.refused_to_somebody(*arguments, fragments=["closed", "Permission denied"])

    def test_data_that_may_not_be_looked_into(self):
        data = self.home / "data" / "tower-gait"
        data.mkdir(parents=True)
        self.close(data)
        self.refused_to_somebody("--data-dir", data.parent, "--out", self.out)
        self.assertFalse(self.out.exists())

    def test_an_output_folder_that_is_read_only(self):
        self.run_tiny("--quiet")
        self.out.chmod(0o555)
        self.refused_to_somebody("--out", self.out, fragments=["cannot be written"])

    def test_a_name_that_is_too_long(self):
        _, err = self.call("run", self.config, "--out", 300 * "a", code=2)
        self.assert_one_error(err, "File name too long")

    def test_is_told_before_anything_is_read(self):
        (self.home / "file").write_text("")
        _, err = self.call("run", self.config, "--out", "file/x", "--data-dir", "nowhere", code=2)
        self.assert_one_error(err, "output folder 'file/x' cannot be written")

    def test_a_run_that_is_refused_leaves_no_folder(self):
        self.call("run", self.config, "--out", "a/b/c", "--data-dir", "nowhere", code=2)
        self.assertFalse((self.home / "a").exists())

    def test_an_earlier_run_stays_until_all_is_good_and_is_then_replaced_aloud(self):
        self.run_tiny("--quiet")
        before = (self.out / "summary.json").read_bytes()
        self.run_tiny("--data-dir", "nowhere", code=2)
        self.assertEqual((self.out / "summary.json").read_bytes(), before)
        _, err = self.run_tiny()
        self.assertIn(f"replaces the run that was in {self.out}", err)


if __name__ == "__main__":
    unittest.main()
