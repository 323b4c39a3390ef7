#!/usr/bin/env python3
"""Clocks in another process, from the command: the example in Python gives what the shipped
lockstep gives; and each thing that can be wrong with the other side is one error that names it,
soon.

The bad ones are written here by hand, byte by byte: they need nothing of Protobuf."""
import json
import signal
import socket
import struct
import subprocess
import threading
import time
import unittest

from cli import ROOT, CliTest
from python_with_protobuf import python_with_protobuf

EXAMPLE = ROOT / "tools" / "examples" / "remote_lockstep.py"
DURATIONS = {"infer": "90us", "target": "80us", "learn": "7us"}


class RemoteTest(CliTest):
    def run_remote(self, address, *arguments, parameters=None, more="", code=0):
        given = " ".join(f'parameter {{ name: "{name}" value: "{value}" }}'
                         for name, value in (parameters or {}).items())
        return self.run_tiny("--quiet", "-s",
                             f'clock={{remote {{address: "{address}" {more} {given}}}}}',
                             *arguments, code=code)

    def summary(self):
        return json.loads((self.out / "summary.json").read_text())


class ExampleTest(RemoteTest):
    def serve(self, listen, runs, *options):
        """The address of the example, which ends after so many runs."""
        process = subprocess.Popen([python_with_protobuf(), "-B", EXAMPLE, "--listen", listen,
                                    "--runs", str(runs), *options],
                                   cwd=self.home, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end, process)
        line = process.stdout.readline()
        self.assertRegex(line, "^listening on ")
        return line.split()[-1]


class Example(ExampleTest):
    def weights(self):
        return {file.name: file.read_bytes() for file in (self.out / "weights").glob("*.npy")}

    def at_home(self, durations):
        fields = " ".join(f'{name}: "{value}"' for name, value in durations.items())
        self.run_tiny("--quiet", "-s", f"clock={{lockstep {{{fields}}}}}")
        return self.summary(), self.weights()

    def test_learns_what_the_shipped_lockstep_learns_however_it_is_run(self):
        expected, weights = self.at_home(DURATIONS)
        address = self.serve("127.0.0.1:0", runs=4)
        found = set()
        for arguments in ([], ["--threads", 1], ["--threads", 2], ["--loopback"]):
            out, _ = self.run_remote(address, *arguments, parameters=DURATIONS)
            self.assertIn(f"clock lockstep.py (remote {address})", out)
            summary = self.summary()
            self.assertEqual(self.weights(), weights)
            self.assertEqual(summary["updates"], expected["updates"])
            self.assertEqual(summary["virtual_seconds"], expected["virtual_seconds"])
            self.assertEqual(summary["clock"]["name"], f"lockstep.py (remote {address})")
            found.add(summary["fingerprint"])
        self.assertEqual(len(found), 1)

    def test_misses_what_the_shipped_lockstep_misses(self):
        durations = {**DURATIONS, "target": "25us"}
        expected, weights = self.at_home(durations)
        self.assertGreater(expected["updates"]["missed"], 0)
        self.assertGreater(expected["updates"]["applied"], 0)
        self.run_remote(self.serve("./s", runs=1), parameters=durations)
        self.assertEqual(self.summary()["updates"], expected["updates"])
        self.assertEqual(self.weights(), weights)

    def test_its_own_errors_are_told(self):
        address = self.serve("unix:s", runs=2)
        _, err = self.run_remote(address, parameters={"infr": "1us"}, code=1)
        self.assert_one_error(err, f"remote {address}", "there is no parameter 'infr'")
        self.run_remote(address)


def frame(content):
    return struct.pack("<I", len(content)) + content


class Limits(ExampleTest):
    """Of the example. It is asked by hand: the answer to a request of nothing is nothing."""

    def connect(self, address):
        host, port = address.split(":")
        connection = socket.create_connection((host, int(port)), timeout=20)
        self.addCleanup(connection.close)
        return connection

    def answers(self, connection, request=frame(b"")):
        """False: it has hung up."""
        try:
            connection.sendall(request)
            return connection.recv(4) == frame(b"")
        except ConnectionError:  # before it had read what was sent
            return False

    def test_a_frame_of_more_than_1_mib_is_hung_up_on(self):
        address = self.serve("127.0.0.1:0", 4)
        largest = b"\x7a\xfc\xff\x3f" + bytes(2**20 - 4)  # all in field 15, which there is not
        self.assertTrue(self.answers(self.connect(address), frame(largest)))
        self.assertFalse(self.answers(self.connect(address), struct.pack("<I", 2**20 + 1)))
        self.assertFalse(self.answers(self.connect(address), struct.pack("<I", 2**32 - 1)))
        self.assertTrue(self.answers(self.connect(address)))

    def test_the_17th_client_is_hung_up_on_until_another_has_gone(self):
        address = self.serve("127.0.0.1:0", 17)
        clients = [self.connect(address) for _ in range(16)]
        self.assertTrue(all(map(self.answers, clients)))
        self.assertFalse(self.answers(self.connect(address)))
        self.assertTrue(all(map(self.answers, clients)))
        clients[3].close()
        end = time.monotonic() + 20
        while not self.answers(self.connect(address)):  # its thread takes a moment to end
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)

    def test_a_client_that_says_nothing_is_hung_up_on(self):
        address = self.serve("127.0.0.1:0", 2, "--idle-timeout", "0.3")
        silent, half = self.connect(address), self.connect(address)
        half.sendall(frame(b"")[:3])
        self.assertEqual((silent.recv(1), half.recv(1)), (b"", b""))

    def test_times_that_cannot_be(self):
        for idle in ("0", "-1", "inf", "nan", "soon"):
            done = subprocess.run([python_with_protobuf(), "-B", EXAMPLE, "--idle-timeout", idle],
                                  capture_output=True, text=True, timeout=20)
            self.assertEqual(done.returncode, 2)
            self.assertIn("invalid seconds value", done.stderr)


# A Reply with version (field 2) and name (field 3), and one with a single action of no kind (4).
def hello(version=1, name=b"bad one"):
    return frame(bytes([0x10, version, 0x1a, len(name)]) + name)


UNKNOWN_ACTION = frame(bytes([0x22, 0]))
# An Order (field 2 of Action) of layer 99 (field 2), phase LEARN (1) and sample 0.
LAYER_99 = frame(bytes([0x22, 6, 0x12, 4, 0x08, 2, 0x10, 99]))
PRESENT_1 = frame(bytes([0x22, 2, 0x08, 1]))


class ByHand(RemoteTest):
    def peer(self, *answers, family=socket.AF_INET):
        """Answers the requests of one connection with these bytes; None: is silent; no more: hangs
        up. The address."""
        server = socket.socket(family)
        server.bind(("127.0.0.1", 0) if family == socket.AF_INET else str(self.home / "s"))
        server.listen()
        over = threading.Event()

        def serve():
            with server, server.accept()[0] as connection, connection.makefile("rb") as stream:
                for answer in answers:
                    stream.read(*struct.unpack("<I", stream.read(4)))
                    if answer is None:
                        over.wait(30)
                        return
                    connection.sendall(answer)
                connection.shutdown(socket.SHUT_WR)
                stream.read()  # until the other side goes: what it has not read is not to be lost

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(over.set)
        if family == socket.AF_UNIX:
            return "./s"
        return "127.0.0.1:%d" % server.getsockname()[1]


class Waiting(ByHand):
    """The engine waits for an answer that takes long; signals are heard meanwhile."""

    def start_and_wait(self):
        over = 'reply_timeout: "20s"'
        address = self.peer(hello(), None)
        process = self.start("run", self.config, "--out", self.out, "-s",
                             f'clock={{remote {{address: "{address}" {over}}}}}',
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while not (self.out / "config.textproto").exists():
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        time.sleep(0.3)
        return process

    def told(self, process, event):
        for line in iter(process.stderr.readline, ""):
            fields = json.loads(line)
            if fields["event"] == event:
                return fields
        self.fail(f"no line with {event}")

    def test_the_status_is_told_while_the_clock_is_waited_for(self):
        process = self.start_and_wait()
        process.send_signal(signal.SIGUSR1)
        self.assertEqual(self.told(process, "status")["step"], 0)
        self.assertIsNone(process.poll())

    def test_ctrl_c_is_heard_at_once_and_twice_does_not_wait(self):
        process = self.start_and_wait()
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        self.assertIn("stopping", self.told(process, "note")["text"])
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=15)
        self.assertLess(time.monotonic() - begin, 15)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(self.summary()["ending"], "interrupted")
        self.assertEqual(len(list((self.out / "weights").glob("*.npy"))), 6)


class Bad(ByHand):
    def ends(self, address, *fragments, more='connect_timeout: "20s" reply_timeout: "20s"'):
        begin = time.monotonic()
        _, err = self.run_remote(address, more=more, code=1)
        self.assertLess(time.monotonic() - begin, 15)
        self.assert_one_error(err, address, *fragments)

    def files(self):
        return {path: path.read_bytes() for path in self.out.rglob("*") if path.is_file()}

    def refused(self, address, *fragments, **more):
        """Before anything is begun: the folder stays as it was, or is not made."""
        before = self.out.exists(), self.files()
        self.ends(address, *fragments, **more)
        self.assertEqual((self.out.exists(), self.files()), before)

    def failed(self, address, *fragments, **more):
        self.ends(address, *fragments, **more)
        self.assertEqual(self.summary()["ending"], "failed")

    def test_nobody_there(self):
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))  # and does not listen
            self.refused("127.0.0.1:%d" % server.getsockname()[1], "cannot connect", "refused")
        self.refused("./none", "cannot connect", "No such file")

    def test_an_earlier_run_stays_if_nobody_is_there_or_who_is_is_no_clock(self):
        self.run_tiny("--quiet")
        self.refused("./none", "cannot connect")
        self.refused(self.peer(), "is gone")
        self.refused(self.peer(None), "did not answer within 300ms",
                     more='connect_timeout: "300ms"')
        self.assertEqual(self.summary()["ending"], "done")

    def test_whoever_accepts_and_says_nothing_is_too_late(self):
        short = 'connect_timeout: "300ms" reply_timeout: "20s"'
        self.refused(self.peer(None), "did not answer within 300ms", more=short)
        self.failed(self.peer(hello(), None), "bad one (remote", "did not answer within 200ms",
                    more='reply_timeout: "200ms"')

    def test_a_listener_that_does_not_even_accept_is_too_late(self):
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            server.listen()
            self.refused("127.0.0.1:%d" % server.getsockname()[1], "did not answer within 200ms",
                         more='connect_timeout: "200ms"')

    def test_whoever_hangs_up(self):
        self.refused(self.peer(), "is gone")
        self.failed(self.peer(hello()), "bad one (remote", "is gone")

    def test_whoever_hangs_up_in_the_middle_of_the_run(self):
        """It presents and sets a timer first, so that it is asked again."""
        present = bytes([0x22, 2, 0x08, 0, 0x22, 2, 0x18, 1])
        self.failed(self.peer(hello(), frame(present)), "bad one (remote", "is gone")

    def test_whoever_does_nothing_is_a_deadlock(self):
        """Nobody presents, nothing happens, and it is not asked again."""
        _, err = self.run_remote(self.peer(hello(), frame(b"")), code=4)
        self.assertIn("bad one (remote 127.0.0.1", err)
        self.assertIn("presented 0 of 20 samples", err)

    def test_garbage(self):
        self.refused(self.peer(frame(b"\xff\xff\xff")), "3 bytes that are no Reply")
        self.failed(self.peer(hello(), frame(b"HTTP/1.1 200 OK")), "bad one", "no Reply")
        self.refused(self.peer(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "at most 1048576")

    def test_frames_that_are_too_large(self):
        self.refused(self.peer(struct.pack("<I", 2**20 + 1)), "1048577 bytes, at most 1048576")
        self.failed(self.peer(hello(), struct.pack("<I", 2**32 - 1)), "bad one", "4294967295 bytes")

    def test_frames_that_end_early(self):
        self.refused(self.peer(hello()[:3]), "is gone")
        self.refused(self.peer(hello()[:-1]), "is gone")

    def test_other_versions_and_names_that_are_none(self):
        self.refused(self.peer(hello(version=2)), "version 2 of the protocol", "speaks version 1")
        self.refused(self.peer(frame(b"")), "version 0 of the protocol")
        self.refused(self.peer(hello(name=b"")), "does not say its name")
        self.refused(self.peer(hello(name=b"a\nb")), "does not say its name")

    def test_more_answers_than_questions(self):
        self.failed(self.peer(hello() + frame(b"")), "more than it was asked")

    def test_orders_that_cannot_be(self):
        for family in (socket.AF_INET, socket.AF_UNIX):
            self.failed(self.peer(hello(), LAYER_99, family=family), "bad one (remote",
                        "unknown layer")
        self.failed(self.peer(hello(), PRESENT_1), "out of turn")
        self.failed(self.peer(hello(), UNKNOWN_ACTION), "an action that this gaitsim does not know")


class BadConfig(RemoteTest):
    def test_addresses_and_times_that_cannot_be(self):
        for address, more, *told in (
                ("", "", "clock.remote.address", "is missing"),
                ("here", "", "the port is missing"),
                ("127.0.0.1:0", "", "from 1 to 65535"),
                ("192.0.2.1:4000", "", "not this machine", "allow_remote_host"),
                ("./s", 'connect_timeout: "0s"', "clock.remote.connect_timeout", "at least 1ms"),
                ("./s", 'reply_timeout: "5"', "clock.remote.reply_timeout", "unit is missing"),
                ("./s", 'parameter { value: "5" }', "parameter[0].name: is missing")):
            with self.subTest(address + more):
                out, err = self.run_remote(address, more=more, code=2)
                self.assertEqual(out, "")
                self.assert_one_error(err, *told)
                self.assertFalse(self.out.exists())

    def test_another_machine_is_called_when_that_is_allowed(self):
        """An address that no machine has (RFC 5737): it is called, and there is nobody."""
        begin = time.monotonic()
        _, err = self.run_remote("192.0.2.1:4000", more='allow_remote_host: true '
                                 'connect_timeout: "100ms"', code=1)
        self.assertLess(time.monotonic() - begin, 15)
        self.assert_one_error(err, "192.0.2.1:4000", "cannot connect")

    def test_explain_and_the_resolved_config_call_nobody(self):
        out, _ = self.call("explain", self.config, "-s", 'clock={remote {address: "./none"}}')
        self.assertRegex(out, r"(?m)^clock +remote ./none +address ./none +connect_timeout 5s")


if __name__ == "__main__":
    unittest.main()
