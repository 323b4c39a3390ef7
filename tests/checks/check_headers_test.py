#!/usr/bin/env python3
"""check_headers.py on small trees, each with its compile_commands.json and a real compiler."""
import contextlib
import io
import json
import shutil
import unittest

import check_headers
from tree import tree

COMPILER = shutil.which("c++") or shutil.which("g++")
ALONE = "#pragma once\n#include <vector>\nstd::vector<int> numbers();\n"
NOT_ALONE = "#pragma once\nstd::vector<int> numbers();\n"


def faults(files, compiled=("sim/main.cc",)):
    """Of a tree with these files; in those named unity_* ROOT is where it is."""
    with tree({"sim/main.cc": "", **files}) as root:
        for path in root.glob("unity_*"):
            path.write_text(path.read_text().replace("ROOT", str(root)))
        entries = [{"directory": str(root), "file": name,
                    "command": f"/usr/bin/ccache {COMPILER} -O3 -I{root} -std=c++20 -o x -c {name}"}
                   for name in compiled]
        (root / "build").mkdir()
        (root / "build/compile_commands.json").write_text(json.dumps(entries))
        with contextlib.redirect_stdout(io.StringIO()):
            return list(check_headers.faults(root, root / "build"))


class Headers(unittest.TestCase):
    def test_a_header_that_compiles_alone(self):
        self.assertEqual(faults({"sim/a.h": ALONE}), [])

    def test_a_header_that_needs_another_first(self):
        found = faults({"sim/a.h": NOT_ALONE})
        self.assertEqual(len(found), 1)
        self.assertTrue(found[0].startswith("sim/a.h:1: does not compile alone"), found)

    def test_a_folder_inside_uses_the_flags_of_its_neighbours(self):
        files = {"sim/a.h": ALONE, "sim/clocks/b.h": '#pragma once\n#include "sim/a.h"\n'}
        self.assertEqual(faults(files), [])

    def test_its_own_source_proves_a_header_if_it_comes_first(self):
        source = '// What it is.\n#include "sim/a.h"\n'
        both = ("sim/main.cc", "sim/a.cc")
        self.assertEqual(faults({"sim/a.h": NOT_ALONE, "sim/a.cc": source}, both), [])

    def test_its_own_source_proves_nothing_if_it_comes_later(self):
        source = '#include <vector>\n#include "sim/a.h"\n'
        both = ("sim/main.cc", "sim/a.cc")
        self.assertEqual(len(faults({"sim/a.h": NOT_ALONE, "sim/a.cc": source}, both)), 1)

    def test_a_source_compiled_together_with_others_proves_nothing(self):
        own = '#include "sim/a.h"\n'
        files = {"sim/a.h": NOT_ALONE, "sim/a.cc": own, "unity_0.cxx": '#include "ROOT/sim/a.cc"\n'}
        self.assertEqual(len(faults(files, ("unity_0.cxx",))), 1)
        self.assertEqual(faults({**files, "sim/a.h": ALONE}, ("unity_0.cxx",)), [])

    def test_a_source_that_is_not_built_proves_nothing(self):
        self.assertEqual(len(faults({"sim/a.h": NOT_ALONE, "sim/a.cc": '#include "sim/a.h"\n'})), 1)


class Flags(unittest.TestCase):
    def test_only_what_decides_an_include_is_kept(self):
        command = "g++ -DA=1 -I. -isystem /usr/eigen3 -O3 -Werror -std=gnu++20 -o a.o -c a.cc"
        self.assertEqual(check_headers.flags_of(command),
                         ["-DA=1", "-I.", "-isystem", "/usr/eigen3", "-std=gnu++20"])


if __name__ == "__main__":
    unittest.main()
