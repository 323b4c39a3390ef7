#!/usr/bin/env python3
"""The bash scripts with stand-ins for what they call: who is called, and what a failure does."""
import os
import pathlib
import stat
import subprocess
import unittest

from tree import tree

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools"
LOG = '#!/bin/bash\necho "$(basename "$0") $*" >> "$LOG"\n'

# ctest that passes 2 tests and skips 1; $BAD_CTEST names a preset where one fails.
CTEST = LOG + '''
while (($#)); do case $1 in --preset) preset=$2 ;; --output-junit) junit=$2 ;; esac; shift; done
status=run
[[ $preset != "$BAD_CTEST" ]] || status=fail
mkdir -p "$(dirname "$junit")"
echo "<s><testcase status='run'/><testcase status='$status'/><testcase status='disabled'/></s>" \\
  > "$junit"
[[ $status == run ]]
'''
# A storm that breaks what it is told to.
STORM = LOG + 'echo "== drawn"; [[ -z $BAD_STORM ]] || { echo "BROKEN: it"; exit 1; }\n'
# cmake that cannot build $BAD_BUILD.
CMAKE = LOG + '[[ "$*" != "--build --preset $BAD_BUILD "* ]]\n'
# dpkg-query that knows all packages but those in $MISSING.
DPKG = '#!/bin/bash\n[[ " $MISSING " != *" ${!#} "* ]] && echo installed\n'
APT = LOG + '[[ -z $BAD_APT || " $* " != *" install "* ]]\n'


def call(script, *arguments, **environment):
    """(exit code, lines of output, lines of calls) of tools/`script`, with stand-ins."""
    bin_files = {"bin/cmake": CMAKE, "bin/ctest": CTEST, "bin/dpkg-query": DPKG,
                 "bin/apt-get": APT, "bin/sudo": '#!/bin/bash\nexec "$@"\n'}
    bin_files["tools/storm"] = STORM
    scripts = {f"tools/{name}": (TOOLS / name).read_text()
               for name in ("test", "install-packages", "count_tests.py")}
    with tree({**bin_files, **scripts, "log": ""}) as root:
        for path in [*root.glob("bin/*"), *root.glob("tools/*")]:
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
        run = subprocess.run(
            [root / "tools" / script, *arguments], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "PATH": f"{root}/bin:{os.environ['PATH']}", "LOG": f"{root}/log",
                 "MISSING": "", "BAD_CTEST": "", "BAD_BUILD": "-", "BAD_APT": "",
                 "BAD_STORM": "", **environment})
        return run.returncode, run.stdout.splitlines(), (root / "log").read_text().splitlines()


class Test(unittest.TestCase):
    def presets(self, calls):
        return [line.split("--preset ")[1].split()[0] for line in calls if line.startswith("ctest")]

    def test_all_stages_are_added_up(self):
        code, output, calls = call("test")
        self.assertEqual((code, output[-1]), (0, "4 passed, 0 failed, 2 skipped"))
        self.assertEqual(self.presets(calls), ["release", "dev"])

    def test_full_has_three_presets(self):
        code, output, calls = call("test", "--full")
        self.assertEqual((code, output[-1]), (0, "6 passed, 0 failed, 3 skipped"))
        self.assertEqual(self.presets(calls), ["release", "dev", "tsan"])

    def test_long_ones_run_only_in_full(self):
        for line in call("test")[2]:
            if line.startswith("ctest"):
                self.assertIn("--label-exclude ^long$", line)
        release = next(line for line in call("test", "--full")[2] if line.startswith("ctest"))
        self.assertNotIn("long", release)

    def test_a_storm_of_20_seconds_or_minutes_with_the_commit_as_its_seed(self):
        for arguments, seconds in (((), 20), (("--full",), 20 * 60)):
            storms = [line for line in call("test", *arguments)[2] if line.startswith("storm")]
            self.assertEqual(len(storms), 1)
            self.assertRegex(storms[0], rf"^storm --seed \w+ --seconds {seconds}$")

    def test_a_storm_that_breaks_something_is_one_failure_and_is_shown(self):
        code, output, calls = call("test", BAD_STORM="yes")
        self.assertEqual((code, output[-1]), (1, "4 passed, 1 failed, 2 skipped"))
        self.assertIn("BROKEN: it", output)
        self.assertEqual(self.presets(calls), ["release", "dev"])

    def test_a_failed_test_fails_at_the_end_and_hides_nothing(self):
        code, output, calls = call("test", BAD_CTEST="release")
        self.assertEqual((code, output[-1]), (1, "3 passed, 1 failed, 2 skipped"))
        self.assertEqual(self.presets(calls), ["release", "dev"])

    def test_a_broken_build_is_one_failure_and_hides_nothing(self):
        code, output, calls = call("test", BAD_BUILD="release")
        self.assertEqual((code, output[-1]), (1, "4 passed, 1 failed, 2 skipped"))
        self.assertEqual(self.presets(calls), ["release", "dev"])

    def test_packages_that_cannot_be_installed_are_one_failure(self):
        code, output, _ = call("test", MISSING="ccache", BAD_APT="yes")
        self.assertEqual((code, output[-1]), (1, "4 passed, 1 failed, 2 skipped"))

    def test_an_unknown_argument(self):
        code, output, calls = call("test", "--ful")
        self.assertEqual((code, calls), (2, []))
        self.assertIn("usage", output[0])


class InstallPackages(unittest.TestCase):
    def test_nothing_is_called_if_nothing_is_missing(self):
        self.assertEqual(call("install-packages"), (0, [], []))

    def test_only_what_is_missing_is_installed(self):
        code, _, calls = call("install-packages", MISSING="ccache libgtest-dev")
        self.assertEqual(code, 0)
        self.assertEqual([line.split()[-1] for line in calls], ["update", "libgtest-dev"])
        self.assertTrue(calls[1].endswith(" install ccache libgtest-dev"), calls)

    def test_the_demo_needs_no_test_packages(self):
        self.assertEqual(call("install-packages", "demo", MISSING="libgtest-dev"), (0, [], []))

    def test_a_failure_names_the_packages(self):
        code, output, _ = call("install-packages", MISSING="ccache g++", BAD_APT="yes")
        self.assertEqual(code, 1)
        self.assertIn("error: apt-get install failed", output)
        self.assertEqual(output[-1].split(), ["g++", "ccache"])


if __name__ == "__main__":
    unittest.main()
