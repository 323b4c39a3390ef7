"""One storm, ridden out: the program runs a config in several ways, is killed and resumed, and
whatever it promises is looked at. It draws nothing."""
import json
import re
import shlex
import shutil
import signal
import subprocess
import time

LIMIT = 60  # seconds for what takes one
CODES = {"done": 0, "failed": 1, "contract broken": 3, "deadlock": 4}
REFUSED = 2
# Why a run may fail: it broke numerically, and says where.
BREAKS = re.compile(r"layer \d+.*(not finite|singular|diverges)")
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


def has_mpi(binary):
    if shutil.which("mpirun") is None:
        return False
    return b"libmpi" in subprocess.run(["ldd", binary], capture_output=True).stdout


def without_launcher(text):
    """What the program said; mpirun adds how it ended."""
    return text.split("-" * 50)[0]


class Ride:
    def __init__(self, binary, home, storm, canary=None):
        self.binary, self.home, self.storm, self.canary = binary, home, storm, canary
        self.file = home / "storm.textproto"
        self.first_seconds = 0
        self.has_mpi = has_mpi(binary)

    def commands(self):
        """What will be run, to be copied."""
        run = [self.command(self.home / name, way) for name, way in (
            ("first", self.storm.first), ("other", self.storm.other),
            ("killed", self.storm.resumed))]
        kills = ", ".join(f"{kill:.2f}" for kill in self.storm.kills)
        return [*map(shlex.join, run),
                f"the last one is killed after {kills} of the time of the first, and resumed:",
                shlex.join(self.resume(self.home / "killed"))]

    def command(self, out, way):
        return [*self.launch(way), str(self.binary), "run", str(self.file), "--out", str(out),
                "--quiet", *way.options()]

    def launch(self, way):
        """Also as root, and on fewer cores than processes."""
        if way.ranks == 1 or not self.has_mpi:
            return []
        return ["mpirun", "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-n",
                str(way.ranks)]

    def resume(self, out):
        return [*self.launch(self.storm.resumed), str(self.binary), "resume", str(out), "--quiet",
                "--threads", str(self.storm.resumed.threads)]

    def out(self):
        """Rides it out; returns how the run ended. Throws Broken."""
        self.file.write_text(self.storm.config)
        start = time.monotonic()
        first = self.run_way("first", self.storm.first)
        self.first_seconds = time.monotonic() - start
        changes = ["--seed", "1"] if self.canary == "seed" else []
        other = self.run_way("other", self.storm.other, changes)
        require(first.returncode == other.returncode or self.canary,
                f"exit codes {first.returncode} and {other.returncode}")
        if first.returncode == REFUSED:
            require(first.stderr == without_launcher(other.stderr),
                    "refused for two reasons:\n" + other.stderr)
            return "refused: " + first.stderr.splitlines()[0]
        if self.canary == "weight":
            self.flip_a_bit(self.home / "other" / "weights")
        self.require_same("other")
        self.run_killed()
        self.require_same("killed")
        return summary_of(self.home / "first")["ending"]

    def run_way(self, name, way, changes=()):
        done = self.call([*self.command(self.home / name, way), *changes])
        if done.returncode != REFUSED:
            self.look_at(name, done)
        return done

    def call(self, command):
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
        except subprocess.TimeoutExpired as hang:
            raise Broken(f"no end after {LIMIT} seconds: {shlex.join(command)}") from hang
        self.require_told(command, done.returncode, done.stderr)
        return done

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
        require(weights_of(first) == weights_of(other), f"{name}: other weights than first")

    # ---- kill -9

    def run_killed(self):
        folder = self.home / "killed"
        for kill in [*self.storm.kills, None]:
            code, err, command = self.run_and_kill(folder, kill)
            cut = code == -signal.SIGKILL
            if not cut:
                self.require_told(command, code, err)
                require(code != REFUSED, f"exit code {code}: {shlex.join(command)}\n{err}")
            if not cut or (folder / "summary.json").exists():
                break  # it was done, but for its checkpoints and its report
        self.look_at("killed", cut=cut)

    def next_command(self, folder):
        """What goes on, or begins where nothing had begun."""
        if list(folder.glob("checkpoints/*.gckpt")):
            return self.resume(folder)
        metrics = folder / "metrics.jsonl"
        require(not metrics.exists() or metrics.stat().st_size == 0,
                "killed: neither a checkpoint nor a summary is there")
        shutil.rmtree(folder, ignore_errors=True)
        return self.command(folder, self.storm.resumed)

    def run_and_kill(self, folder, after):
        command = self.next_command(folder)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              text=True) as process:
            try:
                _, err = process.communicate(
                    timeout=LIMIT if after is None else after * self.first_seconds)
            except subprocess.TimeoutExpired as late:
                process.kill()
                _, err = process.communicate()
                require(after is not None, f"no end after {LIMIT} seconds: {shlex.join(command)}")
                del late
        return process.returncode, err, command

    @staticmethod
    def flip_a_bit(folder):
        file = sorted(folder.glob("*.npy"))[0]
        content = bytearray(file.read_bytes())
        content[-1] ^= 1
        file.write_bytes(content)
