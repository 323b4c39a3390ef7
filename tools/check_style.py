#!/usr/bin/env python3
"""Format and size: what a reader should never have to notice.

usage: check_style.py [ROOT]             the rules of this file
       check_style.py --format [ROOT]    clang-format; exits 77 (skipped) without version 14
"""
import pathlib
import re
import subprocess
import sys
import unicodedata

from check_common import project_files, strip

MAX_COLUMNS = 100
MAX_LINES = 400  # aim at 100
MAX_FUNCTION_LINES = 60  # aim at 10
CLANG_FORMAT = "14"  # Debian 12's; another version has other opinions

CODE = {".h", ".cc", ".proto", ".py", ".cmake", ".sh", ".in"}
AS_THEY_CAME = ("tests/golden/", "tests/fuzz/corpus/", "LICENSE")  # data and texts of others
UNFINISHED = re.compile(r"\b(FIX" r"ME|X" r"XX)\b")
# Folders of one machine. A path inside an address (https://host/home/) is something else.
OUR_MACHINE = re.compile(
    r"(?<![\w.~-])/(work|home|root|workspace|Users|tmp/(build|bash))[/_-]|\.\./shar" r"ed/")
# The keyword of a scope, and after it no parameter list.
SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b[^()]*$")
ACCESS = re.compile(r"(public|protected|private)\s*")


def is_code(path, text):
    return path.suffix in CODE or path.name == "CMakeLists.txt" or text.startswith("#!")


def surprise(character, code):
    """A character that is not what it looks like; code is plain ASCII."""
    if character in "\n\t" or " " <= character <= "~":
        return False
    category = unicodedata.category(character)
    return code or category.startswith("C") or (category == "Zs")


def function_faults(text):
    """Functions that are too long. A body inside a body counts with the outer one."""
    def newlines(match):
        return "\n" * match[0].count("\n")

    code = re.sub(r"^[ \t]*#(?:[^\\\n]|\\.|\\\n)*", newlines, strip(text), flags=re.M)
    code = re.sub(r"\balignas\([^)]*\)", "", code)
    open_blocks, head, line, head_line = [], "", 1, 1
    for character in code:
        if character == "{":
            outer = all(kind == "scope" for kind, _ in open_blocks)
            body = "function" if outer and "(" in head else "other"
            kind = "scope" if SCOPE.search(head) else body
            open_blocks.append((kind, head_line))
        elif character == "}" and open_blocks:
            kind, first = open_blocks.pop()
            if kind == "function" and line - first + 1 > MAX_FUNCTION_LINES:
                yield first, f"a function of {line - first + 1} lines, at most {MAX_FUNCTION_LINES}"
        if character in "{};" or character == ":" and ACCESS.fullmatch(head):
            head = ""
        elif head or not character.isspace():
            head_line = head_line if head else line
            head += character
        line += character == "\n"


def text_faults(path, name, text):
    code = is_code(path, text)
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if OUR_MACHINE.search(line):
            yield number, "a path of one machine"
        if name.startswith(AS_THEY_CAME):
            continue
        if line != line.rstrip():
            yield number, "blanks at the end of the line"
        if UNFINISHED.search(line):
            yield number, "unfinished: " + UNFINISHED.search(line)[0]
        odd = [character for character in line if surprise(character, code)]
        if odd:
            yield number, f"unexpected character U+{ord(odd[0]):04X}"
        if code and len(line) > MAX_COLUMNS:
            yield number, f"{len(line)} columns, at most {MAX_COLUMNS}"
    if name.startswith(AS_THEY_CAME):
        return
    if text and (not text.endswith("\n") or text.endswith("\n\n")):
        yield len(lines), "a file ends with one newline"
    if code and len(lines) - 1 > MAX_LINES:
        yield len(lines), f"{len(lines) - 1} lines, at most {MAX_LINES}"
    if path.suffix in {".h", ".cc"}:
        yield from function_faults(text)


def faults(root):
    root = pathlib.Path(root).resolve()
    for path in project_files(root):
        name = path.relative_to(root).as_posix()
        data = path.read_bytes()
        if b"\0" in data:  # not text
            continue
        try:
            text = data.decode()
        except UnicodeDecodeError:
            if not name.startswith(AS_THEY_CAME):
                yield f"{name}:1: is not UTF-8"
            continue
        for line, fault in text_faults(path, name, text):
            yield f"{name}:{line}: {fault}"


def check_format(root):
    try:
        version = subprocess.run(["clang-format", "--version"], capture_output=True,
                                 text=True).stdout
    except OSError:
        version = "none"
    if f"version {CLANG_FORMAT}." not in version:
        print(f"skipped: needs clang-format {CLANG_FORMAT}, found: {version.strip()}")
        return 77
    files = [str(path) for path in project_files(root) if path.suffix in {".h", ".cc"}]
    if not files:
        return 0
    return subprocess.run(["clang-format", "--dry-run", "-Werror", *files]).returncode


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--format"]
    root = pathlib.Path(arguments[0] if arguments else ".").resolve()
    if "--format" in sys.argv:
        sys.exit(check_format(root))
    found = list(faults(root))
    print("\n".join(found) if found else "style: ok")
    sys.exit(bool(found))
