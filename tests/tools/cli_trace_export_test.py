#!/usr/bin/env python3
"""gaitsim trace export and view: tables, waveforms and charts of one traced run, which agree with
each other; what is refused; a trace that is damaged; and the browser's way to a trace.
"""
import contextlib
import csv
import json
import signal
import socket
import sqlite3
import subprocess
import unittest
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as xml

from cli import CliTest

LOSSY = ("-s", 'clock.lockstep={infer: "60us" target: "40us"}', "-s",
         'link[1]={match: "feed*" delay { lognormal { median: "10us" sigma: 0.5 } } loss: 0.05 '
         'duplicate: 0.05}')


class TraceTest(CliTest):
    def setUp(self):
        super().setUp()
        self.run_tiny("--quiet", "--trace", *LOSSY)
        self.trace = self.out / "trace.gtrace"

    def export(self, to, *options, code=0):
        self.file = self.home / "exported"
        return self.call("trace", "export", self.trace, "--to", to, "--out", self.file, *options,
                         code=code)

    def table(self, name, *options):
        self.export("csv", "--table", name, *options)
        return list(csv.DictReader(self.file.read_text().splitlines()))

    def info(self):
        return json.loads(self.call("trace", "info", self.trace, "--json")[0])


class Csv(TraceTest):
    def test_has_every_message_once(self):
        rows = self.table("events")
        facts = self.info()
        self.assertEqual(len(rows), sum(kind["messages"] for kind in facts["messages"].values()))
        self.assertEqual(len({row["number"] for row in rows}), len(rows))
        lost = [row for row in rows if row["fate"] == "lost"]
        self.assertEqual(len(lost), facts["run"]["lost"])
        self.assertEqual({row["received_ns"] for row in lost}, {""})
        self.assertEqual(sum(row["received_ns"] != "" for row in rows), facts["run"]["received"])

    def test_causes_are_events_that_were_received_before(self):
        rows = self.table("events")
        received = {(row["from"], row["nth"]): row for row in rows}
        caused = 0
        for row in rows:
            cause = received.get((row["cause_from"], row["cause_nth"]))
            if row["cause_from"] and row["fate"] == "sent":
                self.assertEqual(cause["received_ns"], row["sent_ns"])
                self.assertEqual(cause["to"], row["from"])
                caused += 1
        self.assertGreater(caused, 100)

    def test_notes_and_counters(self):
        notes = self.table("notes")
        self.assertEqual(len(notes), sum(self.info()["notes"].values()))
        for note in notes:  # the norm of the update, or the loss
            self.assertEqual(float(note["value"]) > 0, note["kind"] in ("learned", "readout"))
        self.assertIn("loss", {row["name"] for row in self.table("counters")})

    def test_json_says_what_was_written(self):
        facts = json.loads(self.export("csv", "--json")[0])
        rows = self.file.read_text().splitlines()
        self.assertEqual(facts, {"format": "csv", "path": str(self.file),
                                 "bytes": self.file.stat().st_size, "events": len(rows) - 1,
                                 "notes": 0, "counters": 0})

    def test_filters(self):
        every = self.table("events")
        self.assertEqual(self.table("events", "--sample", "7"),
                         [row for row in every if row["sample"] == "7"])
        self.assertEqual(self.table("events", "--actor", "feedback2"),
                         [row for row in every if "feedback2" in (row["from"], row["to"])])
        window = self.table("events", "--from", "0.5ms", "--until", "700us")
        self.assertEqual(window, [
            row for row in every if int(row["received_ns"] or row["sent_ns"]) >= 500_000
            and int(row["sent_ns"]) <= 700_000])
        self.assertLess(0, len(window))


class Sqlite(TraceTest):
    def setUp(self):
        super().setUp()
        self.export("sqlite")
        self.database = sqlite3.connect(self.file)
        self.database.row_factory = sqlite3.Row
        self.addCleanup(self.database.close)

    def ask(self, query):
        return [dict(row) for row in self.database.execute(query)]

    def test_tables_are_those_of_csv(self):
        joined = self.ask(
            'SELECT number, f.name AS "from", nth, t.name AS "to", l.name AS link, kind, detail, '
            "sample, sent_ns, sent_microstep, received_ns, received_microstep, fate, "
            "c.name AS cause_from, cause_nth, version, feedback_version, bytes FROM events e "
            "LEFT JOIN actors f ON f.id = e.from_actor LEFT JOIN actors t ON t.id = e.to_actor "
            "LEFT JOIN actors c ON c.id = cause_actor LEFT JOIN links l ON l.id = link "
            "ORDER BY number")
        rows = [{key: "" if value is None else str(value) for key, value in row.items()}
                for row in joined]
        for row in rows:
            if row["from"] == "":
                row["nth"] = ""  # what comes from outside has no name
        self.assertEqual(rows, self.table("events"))
        self.assertEqual(self.ask("SELECT count(*) AS n FROM notes")[0]["n"],
                         len(self.table("notes")))

    def test_is_whole_and_has_indexes(self):
        self.assertEqual(self.ask("PRAGMA integrity_check"), [{"integrity_check": "ok"}])
        plan = self.ask("EXPLAIN QUERY PLAN SELECT * FROM events WHERE sample = 3")
        self.assertIn("events_by_sample", plan[0]["detail"])

    def test_view_of_updates_is_what_the_run_says(self):
        summary = json.loads((self.out / "summary.json").read_text())
        updates = self.ask("SELECT * FROM updates ORDER BY layer")
        for name, key in (("learned", "applied"), ("rejected", "rejected"), ("missed", "missed")):
            self.assertEqual(sum(row[name] for row in updates), summary["updates"][key])
        self.assertEqual([row["layer"] for row in updates], [1, 2, 3])

    def test_view_of_latency(self):
        (row,) = self.ask("SELECT * FROM latency WHERE link = 'clock.order.1'")
        self.assertEqual((row["shortest_ns"], row["longest_ns"], row["lost"]), (10000, 10000, 0))
        self.assertGreater(sum(row["lost"] for row in self.ask("SELECT lost FROM latency")), 0)

    def test_view_of_a_life_is_in_order(self):
        life = self.ask("SELECT * FROM life WHERE sample = 4")
        times = [(row["at_ns"], row["at_microstep"]) for row in life]
        self.assertEqual(times, sorted(times))
        self.assertEqual({row["what"] for row in life}, {"sends", "receives", "notes"})
        sent = [row for row in life if row["what"] == "sends"]
        self.assertEqual(len(sent), len(self.table("events", "--sample", "4")))

    def test_facts_of_the_run(self):
        facts = {row["fact"]: row["value"] for row in self.ask("SELECT * FROM run")}
        self.assertEqual(facts["name"], "tiny")
        self.assertEqual(facts["fingerprint"], self.info()["run"]["fingerprint"])


class Vcd(TraceTest):
    def waves(self):
        """(time, value) lists by "scope.name", read as the standard says."""
        head, body = self.file.read_text().split("$enddefinitions $end\n")
        names, scope = {}, []
        for line in head.splitlines():
            words = line.split()
            if words[0] == "$scope":
                scope.append(words[2])
            elif words[0] == "$upscope":
                scope.pop()
            elif words[0] == "$var":
                names[words[3]] = ".".join([*scope[1:], words[4]])
        self.assertEqual(scope, [])
        waves, now, times = {name: [] for name in names.values()}, None, []
        for line in body.splitlines():
            if line[0] == "#":
                now = int(line[1:])
                times.append(now)
                continue
            value, code = line.split() if line[0] in "bs" else (line[0], line[1:])
            waves[names[code]].append((now, value))
        self.assertEqual(times, sorted(set(times)))
        return waves

    def test_phases_are_the_orders(self):
        self.export("vcd")
        wave = self.waves()["feedforward2.phase"]
        orders = [(int(row["received_ns"]), f'slearn_{row["sample"]}')
                  for row in self.table("events")
                  if row["to"] == "feedforward2" and row["kind"] == "order"]
        self.assertEqual(wave, [(0, "snone"), *orders])

    def test_settled_activity_is_what_a_count_of_messages_says(self):
        self.export("vcd")
        wave = dict(self.waves()["feedforward2.activity_settled"])
        below, changes = 0, {}
        for row in self.table("events"):
            if row["link"] in ("feedforward.1", "feedforward.2") and row["received_ns"]:
                for at, change in ((row["sent_ns"], 1), (row["received_ns"], -1)):
                    changes[int(at)] = changes.get(int(at), 0) + change
        expected = {0: "1"}
        for at in sorted(changes):
            before, below = below, below + changes[at]
            if (before == 0) != (below == 0):
                expected[at] = "1" if below == 0 else "0"
        self.assertEqual(wave, expected)
        self.assertGreater(len(wave), 20)

    def test_updates_are_pulses(self):
        self.export("vcd")
        waves = self.waves()
        for kind in ("learned", "rejected", "missed"):
            expected = [(int(row["at_ns"]), "1") for row in self.table("notes")
                        if row["layer"] == "1" and row["kind"] == kind]
            self.assertEqual(waves[f"feedforward1.{kind}"], expected)


class SequenceSvg(TraceTest):
    def test_is_a_picture_with_a_tip_for_every_message(self):
        self.export("sequence-svg", "--sample", "7")
        tips = [tip.text for tip in xml.parse(self.file).iter("{http://www.w3.org/2000/svg}title")]
        for row in self.table("events", "--sample", "7"):
            self.assertTrue(any(tip.startswith(row["kind"]) and
                                f'{row["from"]} to {row["to"]},' in tip for tip in tips), row)


class Mistakes(TraceTest):
    def assert_nothing_written(self):
        self.assertEqual([path.name for path in self.home.glob("exported*")], [])

    def test_unknown_format_lists_the_known_ones(self):
        self.assert_one_error(self.export("pdf", code=2)[1], "'pdf'",
                              "csv, perfetto, sequence-svg, sqlite, vcd")

    def test_unknown_table_actor_and_sample(self):
        self.assert_one_error(self.export("csv", "--table", "all", code=2)[1], "events, notes")
        self.assert_one_error(self.export("csv", "--actor", "me", code=2)[1], "'me'", "feedback2")
        for to in ("csv", "perfetto", "sequence-svg", "sqlite", "vcd"):
            self.assert_one_error(self.export(to, "--sample", "99", code=2)[1], "no sample 99",
                                  "0 to 19")
            self.assert_nothing_written()

    def test_bad_times(self):
        self.assert_one_error(self.export("csv", "--from", "5", code=2)[1], "--from", '"1.5ms"')
        err = self.export("csv", "--from", "2ms", "--until", "1ms", code=2)[1]
        self.assert_one_error(err, "--from 2ms is later than --until 1ms")

    def test_a_file_that_cannot_be_written(self):
        err = self.call("trace", "export", self.trace, "--to", "csv", "--out", "no/such.csv",
                        code=2)[1]
        self.assert_one_error(err, "such.csv", "No such file or directory")
        err = self.call("trace", "export", self.trace, "--to", "sqlite", "--out", self.out,
                        code=2)[1]
        self.assert_one_error(err, "is a folder")

    def test_no_trace(self):
        self.trace = self.config
        self.assert_one_error(self.export("csv", code=2)[1], "tiny.textproto")

    def test_a_damaged_trace_gives_what_can_be_read(self):
        whole = self.table("events")
        data = bytearray(self.trace.read_bytes())
        facts = self.info()["frames"]
        data[-facts["end"]["bytes"] - 40] ^= 0xFF  # in the frame before the last
        self.trace.write_bytes(data)
        for to in ("csv", "perfetto", "sequence-svg", "sqlite", "vcd"):
            err = self.export(to)[1]
            warning = json.loads(err)
            self.assertEqual(warning["event"], "warning")
            self.assertIn("1 place(s)", warning["text"])
        self.assertEqual(self.table("events"), whole)

    def test_help_of_each_has_examples(self):
        for name in ("export", "view"):
            text, err = self.call("trace", name, "--help")
            self.assertEqual(err, "")
            self.assertIn(f"Examples:\n  gaitsim trace {name} ", text)
            self.assertIn("--json", text)


class View(TraceTest):
    def view(self, *options):
        """The process, and the address that its link asks the viewer to fetch."""
        self.environment["TMPDIR"] = str(self.home)  # of one that is killed something stays
        process = self.start("trace", "view", self.trace, "--port", "0", "--json", *options,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        text = ""
        while not text.endswith("}\n"):
            text += process.stdout.readline()
        facts = json.loads(text)
        self.assertEqual(facts["link"], "https://ui.perfetto.dev/#!/?url=" + facts["url"])
        self.assertRegex(facts["url"], r"^http://127\.0\.0\.1:\d+/trace\.pftrace$")
        return process, facts["url"]

    def refused(self, request):
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request, timeout=20)
        caught.exception.close()
        return caught.exception.code

    def test_serves_the_export_to_the_viewer_and_ends(self):
        process, url = self.view("--once")
        self.assertEqual(self.refused(url + "x"), 404)  # no download
        with urllib.request.urlopen(url, timeout=20) as answer:
            self.assertEqual(answer.headers["Access-Control-Allow-Origin"],
                             "https://ui.perfetto.dev")
            served = answer.read()
        process.wait(timeout=20)
        self.assertEqual(process.returncode, 0)
        self.export("perfetto")
        self.assertEqual(served, self.file.read_bytes())

    def test_refuses_other_names_and_methods(self):
        _, url = self.view()
        request = urllib.request.Request(url, headers={"Host": "example.org"})
        self.assertEqual(self.refused(request), 403)
        self.assertEqual(self.refused(urllib.request.Request(url, method="POST", data=b"")), 405)

    def test_hangs_up_on_one_too_many(self):
        _, url = self.view()
        port = urllib.parse.urlparse(url).port
        with contextlib.ExitStack() as crowd:
            seats = [crowd.enter_context(socket.create_connection(("127.0.0.1", port)))
                     for _ in range(17)]
            seats[-1].settimeout(20)
            self.assertEqual(seats[-1].recv(1), b"")
            seats[0].setblocking(False)
            self.assertRaises(BlockingIOError, seats[0].recv, 1)
        with urllib.request.urlopen(url, timeout=20) as answer:  # there is room again
            self.assertEqual(answer.status, 200)

    def test_ends_by_an_interrupt(self):
        process, url = self.view()
        with urllib.request.urlopen(url, timeout=20) as answer:
            answer.read()
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(process.stderr.read(), "")

    def test_leaves_nothing_behind(self):
        before = set(self.home.iterdir())
        process, url = self.view("--once")
        with urllib.request.urlopen(url, timeout=20) as answer:
            answer.read()
        process.wait(timeout=20)
        self.assertEqual(set(self.home.iterdir()), before)

    def test_a_port_in_use(self):
        with contextlib.closing(socket.socket()) as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            err = self.call("trace", "view", self.trace, "--port", port, code=2)[1]
        self.assert_one_error(err, f"port {port}", "in use", "--port")


if __name__ == "__main__":
    unittest.main()
