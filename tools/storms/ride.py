"""One storm, ridden out: the program runs a config in several ways, is killed, resumed and forked,
and whatever it promises is looked at. It draws nothing."""
import shlex
import shutil
import signal
import subprocess
import time

from clocks import clocks_for
from commands import Commands
from promises import LIMIT, REFUSED, Broken, Promises, require, summary_of


def without_launcher(text):
    """What the program said; mpirun adds how it ended."""
    return text.split("-" * 50)[0]


class Ride:
    def __init__(self, binary, home, storm, canary=None):
        self.home, self.storm, self.canary = home, storm, canary
        self.commands = Commands(binary, home, storm)
        self.promises = Promises(binary, home, storm)
        self.first_seconds = 0

    def out(self):
        """Rides it out; returns how the run ended. Throws Broken."""
        self.commands.config.write_text(self.storm.config)
        with clocks_for(self.storm.config, self.home):
            return self.run_all()

    def run_all(self):
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
        self.promises.require_same("other")
        self.run_killed()
        self.promises.require_same("killed")
        if self.storm.wall:
            self.run_in_wall_time()
        return summary_of(self.home / "first")["ending"]

    def run_way(self, name, way, changes=()):
        done = self.call([*self.commands.run(name, way), *changes])
        if done.returncode != REFUSED:
            self.promises.look_at(name, done)
        return done

    def call(self, command):
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT,
                                  cwd=self.home)
        except subprocess.TimeoutExpired as hang:
            raise Broken(f"no end after {LIMIT} seconds: {shlex.join(command)}") from hang
        self.promises.require_told(command, done.returncode, done.stderr)
        return done

    # ---- kill -9

    def run_killed(self):
        folder = self.home / "killed"
        for kill in [*self.storm.kills, None]:
            code, err, command = self.run_and_kill(folder, kill)
            cut = code == -signal.SIGKILL
            if not cut:
                self.promises.require_told(command, code, err)
                require(code != REFUSED, f"exit code {code}: {shlex.join(command)}\n{err}")
            if not cut or (folder / "summary.json").exists():
                break  # it was done, but for its checkpoints and its report
            if self.storm.forks and not (self.home / "forked").exists():
                self.run_forked(folder)
        self.promises.look_at("killed", cut=cut)

    def run_forked(self, killed):
        if list(killed.glob("checkpoints/*.gckpt")):
            done = self.call(self.commands.fork())
            require(done.returncode != REFUSED, f"a fork is refused:\n{done.stderr}")
            self.promises.look_at("forked", done)
            self.promises.require_same("forked")

    def next_command(self, folder):
        """What goes on, or begins where nothing had begun."""
        if list(folder.glob("checkpoints/*.gckpt")):
            return self.commands.resume()
        metrics = folder / "metrics.jsonl"
        require(not metrics.exists() or metrics.stat().st_size == 0,
                "killed: neither a checkpoint nor a summary is there")
        shutil.rmtree(folder, ignore_errors=True)
        return self.commands.run("killed", self.storm.resumed)

    def run_and_kill(self, folder, after):
        command = self.next_command(folder)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              text=True, cwd=self.home) as process:
            try:
                _, err = process.communicate(
                    timeout=LIMIT if after is None else after * self.first_seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                _, err = process.communicate()
                require(after is not None, f"no end after {LIMIT} seconds: {shlex.join(command)}")
        return process.returncode, err, command

    # ---- wall time

    def run_in_wall_time(self):
        """Stretched to about a second; the order is whatever happens, and so may be the ending."""
        virtual = summary_of(self.home / "first")["virtual_seconds"]
        scale = min(max(1 / max(virtual, 1e-9), 1), 1000)
        done = self.call(self.commands.in_wall_time(f"{scale:.3g}"))
        # The only block that wants all layers at one instant.
        require(done.returncode != REFUSED or "probe {" in self.storm.config, done.stderr)
        if done.returncode != REFUSED:
            self.promises.look_at("wall", done)

    @staticmethod
    def flip_a_bit(folder):
        file = sorted(folder.glob("*.npy"))[0]
        content = bytearray(file.read_bytes())
        content[-1] ^= 1
        file.write_bytes(content)
