"""What the tests of the command share: a tiny experiment, and how the command is called.

The data are the golden ones: 120 images of 4 x 4, so that a run of 20 steps takes milliseconds.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

BINARY = os.environ["GAITSIM_BINARY"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
sys.path.append(str(ROOT / "tools"))
TINY = """
name: "tiny"
data { idx { directory: "tower-gait" } batch: 6 }
network { tower { widths: [16, 16, 10, 6] } }
rule { gait {} }
optimizer { adam {} }
clock { quiescence {} }
link { match: "*" delay { constant: "10us" } }
run { epochs: 1 }
"""
TIMEOUT = 120


class CliTest(unittest.TestCase):
    """Each test works in a folder of its own, which goes away."""

    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)
        self.out = self.home / "out"
        self.config = self.write("tiny.textproto", TINY)
        self.environment = {key: value for key, value in os.environ.items()
                            if key != "GAITSIM_DATA_DIR"}
        self.environment["GAITSIM_DATA_DIR"] = str(GOLDEN)

    def write(self, name, content):
        path = self.home / name
        path.write_text(content)
        return path

    def call(self, *arguments, code=0):
        """Runs the command and returns its standard output and standard error."""
        done = subprocess.run([BINARY, *map(str, arguments)], cwd=self.home, env=self.environment,
                              capture_output=True, text=True, errors="replace", timeout=TIMEOUT)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout, done.stderr

    def run_tiny(self, *arguments, code=0):
        return self.call("run", self.config, "--out", self.out, *arguments, code=code)

    def start(self, *arguments, **streams):
        """A run in the background; it is killed if the test forgets it."""
        process = subprocess.Popen([BINARY, *map(str, arguments)], cwd=self.home,
                                   env=self.environment, text=True, **streams)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def assert_one_error(self, err, *fragments):
        """One error, told in a few lines; nothing that only a programmer would understand."""
        lines = err.splitlines()
        errors = [line for line in lines if line.startswith("error:")]
        self.assertEqual(len(errors), 1, err)
        for word in ("terminate called", "what():", "Assertion", "libprotobuf", "std::", ".cc:"):
            self.assertNotIn(word, err)
        for fragment in fragments:
            self.assertIn(fragment, err)
