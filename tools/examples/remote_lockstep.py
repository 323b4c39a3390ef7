#!/usr/bin/env python3
"""An example of a clock in another process: lockstep in Python, over protocols/clock.proto.

It needs protoc and the protobuf package (Debian: protobuf-compiler, python3-protobuf).

    tools/examples/remote_lockstep.py --listen 127.0.0.1:4000
    gaitsim run configs/demo.textproto -s 'clock={ remote { address: "127.0.0.1:4000"
        parameter { name: "infer" value: "80us" } } }'

Every run is a connection, up to 16 at a time are all right. To make another clock, change the class
Lockstep; the rest is the protocol.
"""
import argparse
import contextlib
import importlib
import pathlib
import socket
import struct
import subprocess
import sys
import tempfile
import threading

PROTO = pathlib.Path(__file__).resolve().parents[2] / "protocols" / "clock.proto"
MAX_FRAME = 1 << 20  # bytes, says the protocol; more is nothing that gaitsim has sent
MAX_CLIENTS = 16  # at a time, as each has a thread; whoever comes then is hung up on
UNITS_NS = {"ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000}


def compiled(proto):
    """The Python module of a .proto file."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["protoc", f"-I{proto.parent}", f"--python_out={folder}", proto.name],
                       check=True)
        sys.path.insert(0, folder)
        return importlib.import_module(proto.stem + "_pb2")


def duration_ns(text):
    digits = text.rstrip("nums")
    return round(float(digits) * UNITS_NS[text[len(digits):]])


class Lockstep:
    """Fixed durations for infer, target and learn; it listens to nothing but its own timers."""

    name = "lockstep.py"

    def __init__(self, hello):
        self.durations = {"infer": 100_000, "target": 100_000, "learn": 10_000}
        for parameter in hello.parameter:
            if parameter.name not in self.durations:
                raise ValueError(f"there is no parameter '{parameter.name}'")
            self.durations[parameter.name] = duration_ns(parameter.value)
        self.layers, self.samples = hello.layers, hello.samples
        self.sample, self.phase = 0, "infer"

    def hear(self, signal, do):
        """One signal; `do` notes what is to be done."""
        kind = signal.WhichOneof("signal")
        if kind == "start":
            self.begin_sample(do)
        elif kind == "timer":
            self.next_phase(do)

    def begin_sample(self, do):
        self.phase = "infer"
        do.present(self.sample)  # also when none is left: that is how a clock says it is done
        if self.sample < self.samples:
            do.after(self.durations["infer"])

    def next_phase(self, do):
        if self.phase == "infer":
            self.phase = "target"
            do.order("TARGET", self.layers + 1, self.sample)
        elif self.phase == "target":
            self.phase = "learn"
            for layer in range(1, self.layers + 1):
                do.order("LEARN", layer, self.sample)
        else:
            self.sample += 1
            return self.begin_sample(do)
        do.after(self.durations[self.phase])

    def save(self):
        return f"{self.sample} {self.phase}".encode()

    def load(self, state):
        sample, self.phase = state.decode().split()
        self.sample = int(sample)


class Do:
    """Actions, written into a Reply."""

    def __init__(self, protocol, reply):
        self.protocol, self.reply = protocol, reply

    def present(self, sample):
        self.reply.action.add().present = sample

    def order(self, phase, layer, sample):
        self.reply.action.add().order.CopyFrom(self.protocol.Order(
            phase=phase, layer=layer, sample=sample))

    def after(self, delay_ns):
        self.reply.action.add().timer_after_ns = delay_ns


def answer(protocol, clock, request):
    """(the clock, the Reply to a Request)."""
    reply = protocol.Reply()
    kind = request.WhichOneof("request")
    try:
        if kind == "hello":
            clock = Lockstep(request.hello)
            reply.version, reply.name = 1, clock.name
        elif kind == "signals":
            for signal in request.signals.signal:
                clock.hear(signal, Do(protocol, reply))
        elif kind == "save":
            reply.state = clock.save()
        elif kind == "load":
            clock.load(request.load.state)
    except Exception as error:  # whoever runs gaitsim is to read it
        reply.error = f"{type(error).__name__}: {error}"
    return clock, reply


def frames(stream):
    """What is asked, until that ends, or is too large."""
    while len(head := stream.read(4)) == 4:
        size, = struct.unpack("<I", head)
        frame = stream.read(size) if size <= MAX_FRAME else b""
        if len(frame) < size:
            return
        yield frame


def serve(protocol, connection):
    """One run, from its hello to its end, or until it was killed or asked nothing for too long."""
    clock = None
    with contextlib.suppress(OSError), connection, connection.makefile("rb") as stream:
        for request in frames(stream):
            clock, reply = answer(protocol, clock, protocol.Request.FromString(request))
            frame = reply.SerializeToString()
            connection.sendall(struct.pack("<I", len(frame)) + frame)


def listener(address):
    if "/" in address or address.startswith("unix:"):
        server = socket.socket(socket.AF_UNIX)
        server.bind(address.removeprefix("unix:"))
    else:
        host, port = address.rsplit(":", 1)
        server = socket.create_server((host, int(port)))
        address = f"{host}:{server.getsockname()[1]}"
    server.listen()
    print("listening on", address, flush=True)
    return server


def seconds(text):
    value = float(text)
    if not 0 < value < 1e6:
        raise ValueError
    return value


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--listen", default="127.0.0.1:4000", metavar="ADDRESS",
                        help="HOST:PORT (port 0: any), or a path with a slash")
    parser.add_argument("--runs", type=int, help="end after so many (default: never)")
    parser.add_argument("--idle-timeout", type=seconds, default=600, metavar="SECONDS",
                        help="hang up on a run that asks nothing for so long (default: 600)")
    arguments = parser.parse_args()
    protocol = compiled(PROTO)
    runs = 0
    with listener(arguments.listen) as server:
        while arguments.runs is None or runs < arguments.runs:
            connection = server.accept()[0]
            if threading.active_count() > MAX_CLIENTS:  # this thread is counted, too
                connection.close()
                continue
            connection.settimeout(arguments.idle_timeout)
            threading.Thread(target=serve, args=(protocol, connection)).start()
            runs += 1


if __name__ == "__main__":
    main()
