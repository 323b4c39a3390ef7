"""How a storm is run: the commands, to be called and to be copied. It calls none of them."""
import dataclasses
import shlex
import shutil
import subprocess


def has_mpi(binary):
    if shutil.which("mpirun") is None:
        return False
    return b"libmpi" in subprocess.run(["ldd", binary], capture_output=True).stdout


class Commands:
    def __init__(self, binary, home, storm):
        self.binary, self.home, self.storm = str(binary), home, storm
        self.config = home / "storm.textproto"
        self.has_mpi = has_mpi(binary)

    def shown(self):
        storm = self.storm
        lines = [f"cd {self.home}"]
        lines += map(shlex.join, (self.run("first", storm.first), self.run("other", storm.other),
                                  self.run("killed", storm.resumed)))
        kills = ", ".join(f"{kill:.2f}" for kill in storm.kills)
        lines += [f"the last one is killed after {kills} of the time of the first, and resumed:",
                  shlex.join(self.resume())]
        if storm.forks:
            lines += ["it is forked, too, where it left a checkpoint:", shlex.join(self.fork())]
        if storm.wall:
            lines += ["and it is run in wall time, which is scaled so that it takes a second:",
                      shlex.join(self.in_wall_time(1000))]
        return lines

    def run(self, name, way):
        return [*self.launch(way), self.binary, "run", str(self.config), "--out",
                str(self.home / name), "--quiet", *way.options()]

    def launch(self, way):
        """Also as root, and on fewer cores than processes."""
        if way.ranks == 1 or not self.has_mpi:
            return []
        return ["mpirun", "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-n",
                str(way.ranks)]

    def resume(self):
        return [*self.launch(self.storm.resumed), self.binary, "resume", str(self.home / "killed"),
                "--quiet", "--threads", str(self.storm.resumed.threads)]

    def fork(self):
        return [self.binary, "fork", str(self.home / "killed"), "--out",
                str(self.home / "forked"), "--quiet", "--threads", str(self.storm.other.threads)]

    def in_wall_time(self, scale):
        way = dataclasses.replace(self.storm.other, ranks=1)
        return [*self.run("wall", way), "-s", f"mode={{wall {{scale: {scale}}}}}"]
