"""What the checks share: which files there are, and C++ text without comments and strings."""
import os
import pathlib
import re
import subprocess

NOT_OURS = {".git", "build", "runs", "node_modules", "__pycache__"}

TOKEN = re.compile(
    r'''(?P<comment>//(?:[^\\\n]|\\.)*|/\*.*?\*/)
      | R"(?P<raw>[^()\\\s"]{0,16})\(.*?\)(?P=raw)"
      | "(?:\\.|[^"\\\n])*"
      | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'  # after a digit it separates digits: 1'000
    ''',
    re.S | re.X)


def project_files(root):
    """Every file that is, or would be, committed. Without git: all that is not built."""
    root = pathlib.Path(root)
    found = git_files(root) if (root / ".git").exists() else None
    if found is None:
        found = []
        for folder, subfolders, names in os.walk(root):
            subfolders[:] = [name for name in subfolders if name not in NOT_OURS]
            found += [pathlib.Path(folder) / name for name in names]
    return sorted({path for path in found if path.is_file()})


def git_files(root):
    """None if git is not installed, or will not read a folder of another user."""
    git = ["git", "-C", str(root), "ls-files", "-z"]
    try:
        run = subprocess.run(git + ["--cached", "--others", "--exclude-standard"],
                             capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return [root / name for name in run.stdout.decode().split("\0") if name]


def strip(text, strings=True):
    """C++ without comments (and without what strings say); lines keep their numbers."""

    def blank(match):
        if match["comment"] is None and not strings:
            return match[0]
        left = " " if match["comment"] is not None else '""'
        return left + "\n" * match[0].count("\n")

    return TOKEN.sub(blank, text)
