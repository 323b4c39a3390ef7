#!/usr/bin/env python3
"""Every header compiles alone, so files can be included in any order.

A header that is the first include of a compiled .cc of the same name has proved it in the build,
unless that is compiled together with others.
The others are compiled here, without making code, with the include paths of their folder.

usage: check_headers.py ROOT BUILD_FOLDER [JOBS]
"""
import concurrent.futures
import json
import pathlib
import re
import shlex
import subprocess
import sys
import typing

from check_common import project_files, strip

FOLDERS = ("sim", "neurons", "protocols", "tools", "tests")
FIRST_INCLUDE = re.compile(r'\s*#\s*include\s*"([^"\n]+)"')


def flags_of(command):
    """The part of a compiler's command line that decides what an include finds."""
    words, flags = shlex.split(command), []
    for word, after in zip(words, words[1:] + [""]):
        if word in ("-I", "-isystem", "-D"):
            flags += [word, after]
        elif re.match(r"-(I|D|std=|isystem).", word):
            flags.append(word)
    return flags


class Command(typing.NamedTuple):
    compiler: str
    flags: list
    together: bool  # with other sources, in one file that CMake made


def sources_in(path):
    """Those of a unity build, or the file itself."""
    if not path.name.startswith("unity_"):
        return [path]
    return [pathlib.Path(name) for name in re.findall(r'#include "(.*)"', path.read_text())]


def compiled(build):
    """{source: Command} of everything that the build compiles."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        words = shlex.split(entry["command"])
        compiler = words[1] if "ccache" in words[0] else words[0]
        path = (pathlib.Path(entry["directory"]) / entry["file"]).resolve()
        for source in sources_in(path):
            commands[source] = Command(compiler, flags_of(entry["command"]), source != path)
    return commands


def proved(header, root, commands):
    source = header.with_suffix(".cc")
    if source not in commands or commands[source].together:
        return False
    first = FIRST_INCLUDE.match(strip(source.read_text(), strings=False))
    return first is not None and first[1] == header.relative_to(root).as_posix()


def nearest(header, commands):
    """How the closest compiled neighbour is compiled: same folder first, then further up."""
    for folder in header.parents:
        for source in sorted(commands):
            if folder in source.parents:
                return commands[source]
    raise SystemExit(f"{header}: nothing near it is compiled")


def compile_alone(header, command):
    # From standard input: a file named on the command line would be told that it is a main file.
    words = [command.compiler, *command.flags, "-fsyntax-only", "-w", "-x", "c++", "-"]
    run = subprocess.run(words, input=f'#include "{header}"\n', capture_output=True, text=True)
    return "" if run.returncode == 0 else run.stderr


def faults(root, build, jobs=2):
    root = pathlib.Path(root).resolve()
    commands = compiled(pathlib.Path(build).resolve())
    headers = [path for path in project_files(root)
               if path.suffix == ".h" and path.relative_to(root).parts[0] in FOLDERS]
    alone = [header for header in headers if not proved(header, root, commands)]
    print(f"headers: {len(headers)}, {len(alone)} of them compiled here", flush=True)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for header, error in zip(alone, pool.map(
                lambda header: compile_alone(header, nearest(header, commands)), alone)):
            if error:
                yield f"{header.relative_to(root)}:1: does not compile alone:\n{error}"


if __name__ == "__main__":
    found = list(faults(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 2))
    print("\n".join(found) if found else "headers: ok")
    sys.exit(bool(found))
