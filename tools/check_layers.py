#!/usr/bin/env python3
"""The architecture as tables: which folder may include which, and what each must not know.

usage: check_layers.py [ROOT]      prints one line a fault; exits 1 if there is any
"""
import pathlib
import re
import sys

from check_common import project_files, strip

MAY_INCLUDE = {
    "sim": set(),
    "protocols": set(),
    "neurons": {"sim"},  # not protocols: conversion sits in tools
    "tools": {"neurons", "protocols", "sim"},
    "tests": {"neurons", "protocols", "sim", "tools"},
}

EIGEN = r"(unsupported/)?Eigen/"
PROTOBUF = r"google/protobuf/|.*\.pb\.h$"
ASIO = r"boost/asio"
FILES = r"(fstream|filesystem|iostream)$"
THREADS = r"(thread|future)$|boost/(asio/thread_pool|thread)"
WALL_TIME = r"(chrono|ctime|time\.h)$"
RANDOM = r"random$"

# (where, except where, header, why). Places are beginnings of paths.
HEADERS = [
    (("sim/",), (), EIGEN, "sim knows no arithmetic of layers"),
    (("sim/", "neurons/"), (), PROTOBUF, "messages are plain structs in process"),
    (("neurons/", "protocols/"), (), ASIO, "the event loop is sim's"),
    (("protocols/",), (), EIGEN, "protocols knows no matrices"),
    (("sim/", "neurons/", "tools/"), ("tools/gaitsim/", "tools/lab/"), FILES,
     "only tools and the texts of protocols touch files and streams"),
    (("sim/", "neurons/", "protocols/", "tools/"), ("sim/asio_", "tools/gaitsim/", "tools/lab/"),
     THREADS, "only tools/gaitsim, tools/lab and sim/asio_* make threads"),
    (("sim/", "neurons/"), ("sim/asio_",), WALL_TIME, "time is virtual outside sim/asio_*"),
    (("sim/", "neurons/"), (), RANDOM, "draws come from sim/random.h, equal on every machine"),
]

# (except where, word, why), in sim/ and neurons/, outside comments and strings.
WORDS = [
    (("sim/asio_",), r"(steady|system|high_resolution)_clock",
     "time is virtual outside sim/asio_*"),
    ((), r"sleep_(for|until)", "nobody waits for wall time"),
    ((), r"random_device|std::s?rand\b", "draws come from sim/random.h"),
    ((), r"unordered_(multi)?(map|set)", "its order is not the model's"),
]

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]', re.M)


def line_of(text, match):
    return text.count("\n", 0, match.start()) + 1


def header_faults(path, target, quoted, known):
    """What is wrong with `path` (from the root) including `target`."""
    folder, below = path.split("/")[0], target.split("/")[0]
    if below in MAY_INCLUDE and "/" in target:
        if below != folder and below not in MAY_INCLUDE[folder]:
            yield f"{folder}/ may not include {below}/"
            return
        if not quoted:
            yield f'our own files are included with quotes: "{target}"'
        if target not in known and not target.endswith(".pb.h"):
            yield f"there is no {target}"
    elif quoted:
        yield f'"{target}": quotes are for our own files, named from the root of the project'
    for where, exempt, header, why in HEADERS:
        if path.startswith(where) and not path.startswith(exempt or ("\0",)):
            if re.match(header, target):
                yield f"<{target}> is not for {folder}/: {why}"


def word_faults(path, text):
    if not path.startswith(("sim/", "neurons/")):
        return
    code = strip(text)
    for exempt, word, why in WORDS:
        if not path.startswith(exempt or ("\0",)):
            for match in re.finditer(rf"\b(?:{word})", code):
                yield line_of(code, match), f"{match[0]} is banned here: {why}"


def cycles(graph):
    """One line for each arrow that closes a circle."""
    done, stack = set(), []

    def visit(name):
        if name in stack:
            yield " -> ".join(stack[stack.index(name):] + [name])
        elif name not in done:
            stack.append(name)
            for below in graph.get(name, ()):
                yield from visit(below)
            stack.pop()
            done.add(name)

    for name in sorted(graph):
        yield from visit(name)


def folders_of(graph):
    """The same arrows between the folders that hold the files."""
    folders = {}
    for name, targets in graph.items():
        folder = name.rpartition("/")[0]
        below = {target.rpartition("/")[0] for target in targets if target in graph}
        folders.setdefault(folder, set()).update(below - {folder})
    return {folder: sorted(below) for folder, below in folders.items()}


def faults(root):
    root = pathlib.Path(root).resolve()
    names = {path.relative_to(root).as_posix(): path for path in project_files(root)}
    graph = {}
    for name, path in names.items():
        if path.suffix not in {".h", ".cc"} or name.split("/")[0] not in MAY_INCLUDE:
            continue
        text = path.read_text(errors="replace")
        code = strip(text, strings=False)
        graph[name] = []
        for match in INCLUDE.finditer(code):
            graph[name].append(match[2])
            for fault in header_faults(name, match[2], match[1] == '"', names):
                yield f"{name}:{line_of(code, match)}: {fault}"
        for line, fault in word_faults(name, text):
            yield f"{name}:{line}: {fault}"
    for cycle in cycles(graph):
        yield f"{cycle.split(' ')[0]}:1: files include each other: {cycle}"
    for cycle in cycles(folders_of(graph)):
        yield f"{cycle.split(' ')[0]}:1: folders include each other: {cycle}"


if __name__ == "__main__":
    found = list(faults(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(found) if found else "layers: ok")
    sys.exit(bool(found))
