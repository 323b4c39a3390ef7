#!/usr/bin/env python3
"""tools/storm: its draws follow from the seed, and its alarm works: what is broken on purpose is
noticed, and so is a program that crashes, or leaves something behind."""
import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ["GAITSIM_BINARY"]
CALM = "calm/95"  # it runs to its end, without a trace at first
FORKS = "calm/46"  # and is killed late


def storm(*arguments, binary=BINARY, home=None):
    """(exit code, output)"""
    environment = {**os.environ, "TMPDIR": home} if home else None
    done = subprocess.run([sys.executable, ROOT / "tools" / "storm", "--binary", binary,
                           *map(str, arguments)], capture_output=True, text=True, timeout=280,
                          env=environment)
    return done.returncode, done.stdout + done.stderr


def draws(output):
    """Without the folder, which is a new one each time."""
    return [line for line in output.splitlines() if "gaitsim-storm-" not in line]


class Storm(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)

    def instead(self, script):
        """A program that calls gaitsim, as "$REAL", and does something wrong besides."""
        program = self.home / "wrong"
        program.write_text(f"#!/bin/bash\nREAL={BINARY}\n" + textwrap.dedent(script))
        program.chmod(0o755)
        return program

    def broken(self, told, *arguments, binary=BINARY, seed=CALM):
        code, output = storm("--seed", seed, *arguments, binary=binary, home=self.home)
        self.assertEqual(code, 1, output)
        self.assertRegex(output, f"(?m)^BROKEN: .*{told}")
        self.assertIn(f"again: tools/storm --seed {seed}\n", output)

    def test_the_same_seed_draws_the_same_and_says_so_first(self):
        code, output = storm("--seed", "a word", "--runs", 2, home=self.home)
        self.assertEqual(code, 0, output)
        self.assertTrue(output.startswith('== storm a word/0\nname: "storm"\nseed: '), output)
        self.assertIn("== storm a word/1\n", output)
        self.assertEqual(list(self.home.glob("gaitsim-storm-*")), [])
        again = storm("--seed", "a word", "--runs", 2)[1]
        self.assertEqual(draws(again), draws(output))
        self.assertNotEqual(draws(storm("--seed", "b", "--runs", 2)[1]), draws(output))

    def test_another_seed_in_one_of_the_runs_is_noticed(self):
        self.broken("other: .* is .*, first", "--canary", "seed")

    def test_one_bit_of_a_weight_is_noticed(self):
        self.broken("other: other weights than first", "--canary", "weight")

    def test_a_crash_is_noticed(self):
        self.broken("exit code -11", binary=self.instead("kill -SEGV $$"))

    def test_an_exit_code_that_does_not_fit_is_noticed(self):
        self.broken("exit code 4", binary=self.instead('"$REAL" "$@"; echo error: no; exit 4'))
        self.broken("exit code 7", binary=self.instead("exit 7"))

    def test_what_is_left_over_is_noticed(self):
        self.broken("left .*half.part", binary=self.instead("""\
            "$REAL" "$@"; code=$?
            [[ $1 == trace ]] || touch "$4/half.part"
            exit $code"""))

    def test_a_trace_that_is_wrong_is_noticed(self):
        self.broken("trace verify", binary=self.instead(
            '[[ $1 != trace ]] && exec "$REAL" "$@"; exit 1'))

    def test_a_run_that_cannot_be_resumed_is_noticed(self):
        """The one that is to be killed waits for it, when it has a checkpoint."""
        self.broken("exit code 2: .* resume", binary=self.instead("""\
            [[ $1 != resume ]] || { echo error: no >&2; exit 2; }
            [[ $4 == */killed ]] || exec "$REAL" "$@"
            mkdir -p "$4/checkpoints"; touch "$4/checkpoints/0.gckpt"
            exec sleep 9"""))

    def test_a_fork_that_goes_another_way_is_noticed(self):
        self.broken("forked: .* is .*, first", seed=FORKS, binary=self.instead("""\
            [[ $1 != fork ]] ||
              exec "$REAL" run "${2%killed}storm.textproto" --out "$4" --quiet --seed 1
            [[ $4 == */killed ]] || exec "$REAL" "$@"
            mkdir -p "$4/checkpoints"; touch "$4/checkpoints/0.gckpt"
            exec sleep 9"""))

    def test_a_run_that_is_killed_and_leaves_no_checkpoint_is_noticed(self):
        self.broken("neither a checkpoint nor a summary", binary=self.instead("""\
            [[ $4 == */killed ]] || exec "$REAL" "$@"
            mkdir -p "$4"; echo {} > "$4/metrics.jsonl"
            exec sleep 9"""))

    def test_bad_arguments(self):
        for wrong in (("--canary", "bird"), ("--seconds", "long"), ("--binary", "/none")):
            self.assertEqual(storm(*wrong)[0], 2)


if __name__ == "__main__":
    unittest.main()
