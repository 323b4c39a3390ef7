"""What gaitsim promises of any run, looked at when one has ended. It runs nothing but `gaitsim
trace`."""
import json
import re
import shlex
import subprocess

LIMIT = 60  # seconds for what takes one
CODES = {"done": 0, "failed": 1, "contract broken": 3, "deadlock": 4}
REFUSED = 2
# Why a run may fail: it broke numerically, and says where.
BREAKS = re.compile(r"layer \d+.*(not finite|singular|diverges?)")
CRASHES = ("terminate called", "what():", "Assertion", "SIM_CHECK", "Sanitizer", "std::", ".cc:")
PARTS = ("ending", "step", "presented", "fingerprint", "virtual_seconds", "events", "in_flight",
         "messages", "updates", "distributions", "train_accuracy", "test_accuracy", "loss")
LEFT = {".lock", "accuracy.svg", "config.textproto", "metrics.jsonl", "report.html",
        "summary.json", "weights"}


class Broken(Exception):
    """A promise was not kept."""


def require(kept, what):
    if not kept:
        raise Broken(what)


def summary_of(folder):
    require((folder / "summary.json").exists(), f"{folder.name}: there is no summary")
    return json.loads((folder / "summary.json").read_text())


def metrics_of(folder):
    lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    return [{key: line[key] for key in line if key != "wall_seconds"} for line in lines]


def weights_of(folder):
    return {file.name: file.read_bytes() for file in (folder / "weights").iterdir()}


class Promises:
    def __init__(self, binary, home, storm):
        self.binary, self.home, self.storm = binary, home, storm

    def require_told(self, command, code, err):
        told = f"exit code {code}: {shlex.join(command)}\n{err}"
        require(code in (*CODES.values(), REFUSED), told)
        require(not any(word in err for word in CRASHES), told)
        errors = [line for line in err.splitlines() if line.startswith("error:")]
        require(len(errors) == (code != 0), told)
        if code == CODES["failed"]:
            require(BREAKS.search(err), told)
        if code == CODES["deadlock"]:
            require(self.storm.faults, told)
        if code == CODES["contract broken"]:
            require("strict: true" in self.storm.config, told)

    def look_at(self, name, done=None, cut=False):
        """What a run that ended has left; cut: nobody went on after it was killed."""
        folder = self.home / name
        summary = summary_of(folder)
        require(done is None or CODES[summary["ending"]] == done.returncode,
                f"{name}: exit code {done and done.returncode}, ended {summary['ending']}")
        names = {path.relative_to(folder).parts[0] for path in folder.rglob("*")
                 if not (cut and path.suffix == ".part")}
        allowed = LEFT | {"checkpoints"} | {path.name for path in folder.glob("*.gtrace")}
        require(names <= allowed, f"{name}: left {names - allowed}")
        parts = [str(path) for path in folder.rglob("*.part")]
        require(cut or not parts, f"{name}: left {parts}")
        kept = len(list(folder.glob("checkpoints/*")))
        keeps = cut or "checkpoint {" in self.storm.config or summary["ending"] != "done"
        most = 2 if keeps else 0
        require(kept <= most, f"{name}: {kept} checkpoints, at most {most}")
        if "trace" in summary and "ranks" in summary:
            self.merge(folder)
        elif "trace" in summary:
            self.verify(folder / summary["trace"]["file"])

    def merge(self, folder):
        """Those of the ranks, where they have their beginnings."""
        merged = folder / "merged.gtrace"
        done = subprocess.run([self.binary, "trace", "merge", folder, "--out", merged],
                              capture_output=True, text=True, timeout=LIMIT)
        require(done.returncode == 0, f"trace merge {folder}:\n{done.stdout}{done.stderr}")
        self.verify(merged)

    def verify(self, trace):
        done = subprocess.run([self.binary, "trace", "verify", trace], capture_output=True,
                              text=True, timeout=LIMIT)
        require(done.returncode == 0, f"trace verify {trace}:\n{done.stdout}{done.stderr}")

    def require_same(self, name):
        first, other = self.home / "first", self.home / name
        for part in PARTS:
            a, b = summary_of(first)[part], summary_of(other)[part]
            require(a == b, f"{name}: {part} is {b}, first {a}")
        require(metrics_of(first) == metrics_of(other), f"{name}: other metrics than first")
        if name == "forked" and summary_of(other)["ending"] == "failed":
            return  # it keeps the weights that it began with, if it came to no evaluation
        require(weights_of(first) == weights_of(other), f"{name}: other weights than first")
