#!/usr/bin/env python3
"""Each rule of check_layers.py on a tree of one or two files that breaks it, and on one allowed."""
import unittest

import check_layers
from tree import tree


def faults(files):
    with tree(files) as root:
        return list(check_layers.faults(root))


def include(header):
    return f"#include {header}\n"


# One of each folder, for others to include.
BELOW = {f"{folder}/a.h": "" for folder in check_layers.MAY_INCLUDE}


class Arrows(unittest.TestCase):
    ALLOWED = {
        "sim": "sim",
        "protocols": "protocols",
        "neurons": "neurons sim",
        "tools": "tools neurons sim protocols",
        "tests": "tests tools neurons sim protocols",
    }

    def test_every_pair_of_folders(self):
        for folder, allowed in self.ALLOWED.items():
            for below in self.ALLOWED:
                with self.subTest(folder=folder, below=below):
                    found = faults({**BELOW, f"{folder}/b.cc": include(f'"{below}/a.h"')})
                    expected = [] if below in allowed.split() else [
                        f"{folder}/b.cc:1: {folder}/ may not include {below}/"]
                    self.assertEqual(found, expected)

    def test_angle_brackets_and_blanks_do_not_hide_an_arrow(self):
        self.assertEqual(faults({**BELOW, "sim/b.h": "\n  #  include <neurons/a.h>\n"}),
                         ["sim/b.h:2: sim/ may not include neurons/"])

    def test_a_folder_inside_obeys_too(self):
        self.assertEqual(faults({**BELOW, "sim/clocks/b.cc": include('"neurons/a.h"')}),
                         ["sim/clocks/b.cc:1: sim/ may not include neurons/"])

    def test_what_is_commented_out_is_not_included(self):
        text = '// #include "neurons/a.h"\n/*\n#include "neurons/a.h"\n*/\n'
        self.assertEqual(faults({**BELOW, "sim/b.cc": text}), [])


class Names(unittest.TestCase):
    def test_own_files_are_named_from_the_root(self):
        for name in ("b.h", "../sim/b.h", "gtest/gtest.h"):
            with self.subTest(name=name):
                found = faults({"sim/b.h": "", "sim/b.cc": include(f'"{name}"')})
                self.assertEqual(len(found), 1)
                self.assertIn("named from the root", found[0])

    def test_own_files_are_included_with_quotes(self):
        self.assertIn("with quotes", faults({**BELOW, "sim/b.cc": include("<sim/a.h>")})[0])

    def test_a_file_that_is_not_there(self):
        self.assertEqual(faults({"sim/b.cc": include('"sim/gone.h"')}),
                         ["sim/b.cc:1: there is no sim/gone.h"])

    def test_generated_messages_are_not_in_the_tree(self):
        self.assertEqual(faults({"protocols/b.cc": include('"protocols/run.pb.h"')}), [])


class SystemHeaders(unittest.TestCase):
    # header: where it is banned, and where it is fine
    RULES = {
        "<Eigen/Dense>": ("sim/b.h protocols/b.h", "neurons/b.h tools/lab/b.h tests/sim/b.cc"),
        "<unsupported/Eigen/MatrixFunctions>": ("sim/b.h", "neurons/b.h"),
        "<google/protobuf/message.h>": ("sim/b.h neurons/b.h", "protocols/b.h tools/lab/b.h"),
        "<run.pb.h>": ("sim/b.h neurons/b.h", "protocols/b.h"),
        "<boost/asio/io_context.hpp>": ("neurons/b.h protocols/b.h", "sim/b.h tools/lab/b.h"),
        "<boost/asio.hpp>": ("neurons/b.h protocols/b.h", "sim/asio_loop.h"),
        "<fstream>": ("sim/b.h neurons/b.h tools/b.h sim/asio_loop.h",
                      "protocols/b.h tools/lab/b.h tools/gaitsim/b.cc tests/sim/b.cc"),
        "<filesystem>": ("sim/b.h neurons/b.h tools/b.h", "protocols/b.h tools/lab/b.h"),
        "<iostream>": ("sim/b.h neurons/b.h tools/b.h", "tools/gaitsim/b.cc"),
        "<thread>": ("sim/b.h neurons/b.h protocols/b.h tools/b.h",
                     "sim/asio_loop.h tools/lab/b.h tools/gaitsim/b.cc"),
        "<future>": ("sim/b.h neurons/b.h", "sim/asio_pool.cc"),
        "<boost/asio/thread_pool.hpp>": ("sim/b.h", "sim/asio_pool.h"),
        "<random>": ("sim/b.h sim/asio_loop.h neurons/b.h", "tools/lab/b.h"),
        "<chrono>": ("sim/b.h neurons/b.h", "sim/asio_loop.h tools/lab/b.h"),
        "<time.h>": ("sim/b.h neurons/b.h", "sim/asio_loop.h"),
        "<vector>": ("", "sim/b.h neurons/b.h protocols/b.h tools/lab/b.h"),
    }

    def test_every_rule(self):
        for header, (banned, fine) in self.RULES.items():
            for name in banned.split():
                with self.subTest(header=header, banned=name):
                    found = faults({name: include(header)})
                    self.assertEqual(len(found), 1, found)
                    self.assertIn(f"{name}:1: {header} is not for {name.split('/')[0]}/", found[0])
            for name in fine.split():
                with self.subTest(header=header, fine=name):
                    self.assertEqual(faults({name: include(header)}), [])

    def test_every_rule_of_the_table_is_tested(self):
        tested = " ".join(self.RULES)
        for _, _, header, _ in check_layers.HEADERS:
            self.assertRegex(tested, f"<({header.replace('$', '>')})")


class Words(unittest.TestCase):
    BANNED = ["auto t = std::chrono::steady_clock::now();", "std::random_device d;",
              "int x = std::rand();", "std::srand(1);", "std::this_thread::sleep_for(t);",
              "std::unordered_map<int, int> m;", "std::unordered_set<int> s;"]

    def test_banned_in_sim_and_neurons_only(self):
        for line in self.BANNED:
            with self.subTest(line=line):
                for name in ("sim/b.cc", "neurons/b.h"):
                    found = faults({name: "\n" + line + "\n"})
                    self.assertEqual(len(found), 1, found)
                    self.assertTrue(found[0].startswith(f"{name}:2: "), found)
                self.assertEqual(faults({"tools/lab/b.cc": line, "tests/sim/b.cc": line}), [])

    def test_real_time_lives_in_asio_files(self):
        self.assertEqual(faults({"sim/asio_loop.cc": self.BANNED[0]}), [])
        self.assertEqual(len(faults({"sim/asio_loop.cc": self.BANNED[1]})), 1)

    def test_comments_strings_and_longer_words_are_free(self):
        text = ('// no steady_clock here\n/* nor\n sleep_for */\n'
                'auto s = "unordered_map"; auto r = R"x(random_device)x";\n'
                'int my_random_device = 1\'000;\n')
        self.assertEqual(faults({"sim/b.cc": text}), [])

    def test_a_digit_separator_does_not_open_a_string(self):
        text = "int a = 1'000; std::random_device d; int b = 2'0;"
        self.assertEqual(len(faults({"sim/b.cc": text})), 1)


class Cycles(unittest.TestCase):
    def test_two_folders_that_include_each_other(self):
        found = faults({"tools/lab/x/a.h": include('"tools/lab/y/a.h"'), "tools/lab/y/a.h": "",
                        "tools/lab/y/b.h": include('"tools/lab/x/b.h"'), "tools/lab/x/b.h": ""})
        self.assertEqual(found, ["tools/lab/x:1: folders include each other: "
                                 "tools/lab/x -> tools/lab/y -> tools/lab/x"])

    def test_two_headers_that_include_each_other(self):
        found = faults({"sim/a.h": include('"sim/b.h"'), "sim/b.h": include('"sim/a.h"')})
        self.assertEqual(found, [
            "sim/a.h:1: files include each other: sim/a.h -> sim/b.h -> sim/a.h"])

    def test_a_longer_way_round(self):
        found = faults({"sim/a.h": include('"sim/b.h"'), "sim/b.h": include('"sim/c.h"'),
                        "sim/c.h": include('"sim/b.h"')})
        self.assertEqual(len(found), 1)
        self.assertIn("sim/b.h -> sim/c.h -> sim/b.h", found[0])

    def test_two_ways_down_are_no_circle(self):
        self.assertEqual(faults({"sim/a.h": include('"sim/b.h"') + include('"sim/c.h"'),
                                 "sim/b.h": include('"sim/c.h"'), "sim/c.h": ""}), [])


if __name__ == "__main__":
    unittest.main()
