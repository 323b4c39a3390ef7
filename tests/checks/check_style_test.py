#!/usr/bin/env python3
"""Each rule of check_style.py on a file that breaks it, and on its nearest legal neighbour."""
import pathlib
import shutil
import subprocess
import sys
import unittest

import check_style
from tree import tree


def faults(name, text):
    with tree({name: text}) as root:
        return list(check_style.faults(root))


class Text(unittest.TestCase):
    def expect(self, name, text, *beginnings):
        found = faults(name, text)
        self.assertEqual(len(found), len(beginnings), found)
        for fault, beginning in zip(found, beginnings):
            self.assertTrue(fault.startswith(beginning), fault)

    def test_a_clean_file(self):
        self.expect("a.h", "int a;\n")
        self.expect("a.h", "")

    def test_columns(self):
        self.expect("a.cc", "x" * 100 + "\n")
        self.expect("a.cc", "x" * 101 + "\n", "a.cc:1: 101 columns")
        self.expect("script", "#!/bin/bash\n" + "x" * 101 + "\n", "script:2: 101 columns")
        self.expect("a.md", "x" * 101 + "\n")

    def test_lines(self):
        self.expect("a.py", "x\n" * 400)
        self.expect("a.py", "x\n" * 401, "a.py:402: 401 lines")
        self.expect("a.textproto", "x\n" * 401)

    def test_blanks_at_the_end(self):
        self.expect("a.md", "one \ntwo\t\n", "a.md:1: blanks", "a.md:2: blanks")

    def test_one_newline_at_the_end(self):
        self.expect("a.h", "int a;", "a.h:1: a file ends")
        self.expect("a.h", "int a;\n\n", "a.h:3: a file ends")

    def test_unfinished(self):
        self.expect("a.h", "// FIX" "ME: this\n", "a.h:1: unfinished")
        self.expect("a.h", "// X" "XX\n", "a.h:1: unfinished")
        self.expect("a.h", 'auto name = "run-XX' 'XXXX";\n')

    def test_code_is_ascii(self):
        self.expect("a.h", "// \u00b5s\n", "a.h:1: unexpected character U+00B5")
        self.expect("a.md", "\u00b5s, na\u00efve \u2192\n")

    def test_characters_that_nobody_sees(self):
        for character in "\u200b\u00a0\u202e\ufeff\x1b\r":
            with self.subTest(code=ord(character)):
                self.expect("a.md", f"a{character}b\n", "a.md:1: unexpected character")

    def test_not_utf8_and_not_text(self):
        self.expect("a.md", b"\xff\n", "a.md:1: is not UTF-8")
        self.expect("a.npy", b"\x93NUMPY\0\xff")

    def test_golden_data_stays_as_it_came(self):
        self.expect("tests/golden/case.txt", "a: 1 \n\n")


class Paths(unittest.TestCase):
    def test_folders_of_one_machine(self):
        for folder in ("/wo" "rk/main", "/ho" "me/me/x", "/ro" "ot/x", "/tmp/bu" "ild-x/y",
                       "../sha" "red/x"):
            for text in (f"see {folder}\n", f'"{folder}"\n', f"--out={folder}\n"):
                with self.subTest(text=text):
                    found = faults("tests/golden/case.txt", text)
                    self.assertEqual(len(found), 1)
                    self.assertIn("path of one machine", found[0])

    def test_other_paths(self):
        text = "/usr/lib https://host/wo" "rk/x frame/wo" "rk/x ~/ho" "me/x /tmp/x /worker/x\n"
        self.assertEqual(faults("a.md", text), [])


class Functions(unittest.TestCase):
    BODY = "  x;\n"

    def long(self, head, lines, before="", after=""):
        return faults("a.cc", before + head + " {\n" + self.BODY * (lines - 2) + "}\n" + after)

    def test_sixty_lines_are_allowed(self):
        self.assertEqual(self.long("void f()", 60), [])
        self.assertEqual(self.long("void f()", 61), ["a.cc:1: a function of 61 lines, at most 60"])

    def test_where_functions_hide(self):
        for before, head, after in [
                ("namespace a {\n", "void f()", "}\n"),
                ("class A : public B {\n public:\n", "void f() const override", "};\n"),
                ("namespace {\nstruct A {\n", "template <class T> int f(T x) noexcept", "};\n}\n"),
                ("// {\nchar c = '{'; auto s = \"}\"; auto r = R\"({)\";\n", "TEST(A, b)", ""),
                ("#define OPEN {\n", "auto f(int a) -> int", "")]:
            with self.subTest(head=head):
                found = self.long(head, 61, before, after)
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith(f"a.cc:{before.count(chr(10)) + 1}:"), found)

    def test_what_is_long_and_no_function(self):
        for head in ("namespace a", "struct alignas(64) A", "enum class A", "const int table[] =",
                     "template <class T> requires(sizeof(T) > 1) class A"):
            with self.subTest(head=head):
                self.assertEqual(self.long(head, 100), [])

    def test_short_functions_in_a_row(self):
        text = "void f() {\n  if (a) {\n    x({1}, {2});\n  }\n}\n"
        self.assertEqual(faults("a.cc", text * 60), [])


@unittest.skipUnless(shutil.which("clang-format"), "no clang-format")
class Format(unittest.TestCase):
    def judge(self, text):
        script = pathlib.Path(check_style.__file__)
        with tree({"a.cc": text, ".clang-format": "BasedOnStyle: Google\n"}) as root:
            run = subprocess.run([sys.executable, "-B", script, "--format", root],
                                 capture_output=True)
            if run.returncode == 77:
                self.skipTest("another clang-format")
            return run.returncode

    def test_formatted_or_not(self):
        self.assertEqual(self.judge("int main() { return 0; }\n"), 0)
        self.assertNotEqual(self.judge("int  main( ) {return 0;}\n"), 0)


if __name__ == "__main__":
    unittest.main()
