#!/usr/bin/env python3
"""gaitsim run --trace, trace info and trace ls. What ls prints is compared, row by row, with what a
reader finds that was made from docs/trace-format.md alone."""
import json
import pathlib
import signal
import subprocess
import time
import unittest

from cli import CliTest
from python_with_protobuf import python_with_protobuf

READER = pathlib.Path(__file__).resolve().parent / "trace_reader.py"
LOSSY = ("-s", 'clock.lockstep={infer: "60us" target: "60us"}',
         "-s", 'link[1]={match: "feed*" delay { lognormal { median: "10us" sigma: 0.5 } } '
               "loss: 0.05 duplicate: 0.05}")


class TraceTest(CliTest):
    def record(self, *arguments):
        self.run_tiny("--quiet", "--trace", *arguments)
        return self.out / "trace.gtrace"

    def rows(self, *arguments):
        out, _ = self.call("trace", "ls", *arguments, "--format", "jsonl")
        return [json.loads(line) for line in out.splitlines()]

    def info(self, path):
        return json.loads(self.call("trace", "info", path, "--json")[0])


class Recording(TraceTest):
    def test_the_name_of_the_file_can_be_chosen(self):
        self.run_tiny("--quiet", "--trace=mine")
        self.assertTrue((self.out / "mine.gtrace").exists())

    def test_no_trace_is_written_without_being_asked_for(self):
        self.run_tiny("--quiet")
        self.assertEqual(list(self.out.glob("*.gtrace")), [])

    def test_an_older_trace_does_not_survive_in_a_new_run(self):
        self.record()
        self.run_tiny("--quiet")
        self.assertEqual(list(self.out.glob("*.gtrace")), [])

    def test_a_name_that_leads_elsewhere_is_refused(self):
        _, err = self.call("run", self.config, "--trace=../x", "--out", self.out, code=2)
        self.assert_one_error(err, "trace.file")

    def test_a_small_ring_is_refused(self):
        _, err = self.call("run", self.config, "-s", "trace={max_bytes: 10}", code=2)
        self.assert_one_error(err, "trace.max_bytes", "1000000")

    def test_what_a_killed_run_recorded_can_be_read(self):
        run = self.start("run", self.config, "--out", self.out, "--quiet", "--trace", "-s",
                         "run={epochs: 1000000 evaluate_every_steps: 5}")
        path, until = self.out / "trace.gtrace", time.monotonic() + 30
        while time.monotonic() < until and not (path.exists() and path.stat().st_size > 20_000):
            time.sleep(0.02)
        run.send_signal(signal.SIGKILL)
        run.wait()
        facts = self.info(path)
        self.assertFalse(facts["ended"])
        self.assertGreater(facts["notes"]["learned"], 50)
        self.assertLessEqual(len(facts["damage"]), 1)
        self.assertIn("no end", self.call("trace", "info", path)[0])


class Format(TraceTest):
    def test_a_reader_made_from_the_document_finds_the_same(self):
        path = self.record(*LOSSY)
        done = subprocess.run([python_with_protobuf(), "-B", READER, path], capture_output=True,
                              text=True, check=True)
        found = [json.loads(line) for line in done.stdout.splitlines()]
        events = [row for row in found if "nth" in row]
        notes = [row for row in found if "note" in row]
        shown = self.rows(path)
        self.assertEqual(len(events), len(shown))
        self.assertGreater(len(events), 500)
        for event, row in zip(events, shown):
            lost = event["fate"] in ("lost", "link down")
            self.assertEqual(event["number"], row["number"])
            self.assertEqual(event["nth"], int(row["event"].split("#")[1]))
            self.assertEqual(event["cause_nth"], int(row["cause"].split("#")[1]))
            self.assertEqual(None if lost else event["received"], row["received_ns"])
            self.assertEqual(event["sent"], row["sent_ns"])
            self.assertEqual(event["sent_microstep"], row["sent_microstep"])
            for same in ("fate", "kind", "version", "feedback_version", "bytes"):
                self.assertEqual(event[same], row[same])
            self.assertEqual(event["sample"] if event["sample"] >= 0 else None, row["sample"])
        for note, row in zip(notes, self.rows(path, "--notes"), strict=True):
            self.assertEqual(note["at"], row["at_ns"])
            self.assertEqual(note["during_nth"], int(row["during"].split("#")[1]))
            for same in ("note", "layer", "staleness", "late", "value", "count"):
                self.assertEqual(note[same], row[same])
        self.assertEqual(found[-1]["fingerprint"], self.info(path)["run"]["fingerprint"])

    def test_damage_is_said_and_stepped_over(self):
        path = self.record()
        whole = path.read_bytes()
        path.write_bytes(whole[:-30])
        facts = self.info(path)
        self.assertEqual(len(facts["damage"]), 1)
        self.assertIn("cut off", facts["damage"][0]["what"])
        out, err = self.call("trace", "ls", path, "--limit", 3)
        self.assertIn("warning", err)
        self.assertEqual(len(out.splitlines()), 4)

    def test_json_is_one_object_with_the_very_rows_of_json_lines(self):
        path = self.record(*LOSSY)
        for what, arguments in (("messages", ["--dropped"]), ("messages", []),
                                ("messages", ["--sample", 999999]), ("notes", ["--notes"])):
            out, _ = self.call("trace", "ls", path, *arguments, "--json")
            self.assertEqual(json.loads(out), {what: self.rows(path, *arguments)})
        _, err = self.call("trace", "ls", path, "--json", "--format", "csv", code=2)
        self.assertIn("--format", err)

    def test_what_is_no_trace_is_refused(self):
        for content, word in (("", "empty"), ("no trace at all", "no trace")):
            _, err = self.call("trace", "info", self.write("x.gtrace", content), code=2)
            self.assert_one_error(err, word)
        _, err = self.call("trace", "ls", self.home / "none.gtrace", code=2)
        self.assert_one_error(err, "No such file")
        _, err = self.call("trace", "info", self.home, code=2)
        self.assert_one_error(err, "no file")


class Filters(TraceTest):
    def test_all_that_is_given_must_hold(self):
        path = self.record(*LOSSY)
        rows = self.rows(path, "--sample", 3, "--kind", "target", "--actor", "feedback2")
        self.assertTrue(rows)
        for row in rows:
            self.assertEqual((row["sample"], row["kind"]), (3, "target"))
            self.assertIn("feedback2", (row["from"], row["to"]))

    def test_times_are_of_sending_and_receiving(self):
        path = self.record(*LOSSY)
        everything = self.rows(path)
        expected = [row for row in everything if row["sent_ns"] <= 200_000
                    and (row["received_ns"] or row["sent_ns"]) >= 100_000]
        self.assertEqual(self.rows(path, "--from", "100us", "--to", "200us"), expected)
        self.assertTrue(expected)
        self.assertLess(len(expected), len(everything))

    def test_what_was_dropped(self):
        path = self.record(*LOSSY)
        rows = self.rows(path, "--dropped")
        lost = sum(kind["lost"] for kind in self.info(path)["messages"].values())
        self.assertEqual(len(rows), lost)
        self.assertGreater(lost, 0)

    def test_orders_by_phase(self):
        rows = self.rows(self.record(), "--phase", "learn")
        self.assertEqual({(row["kind"], row["detail"]) for row in rows}, {("order", "learn")})

    def test_links_by_pattern(self):
        rows = self.rows(self.record(), "--link", "feedback.*")
        self.assertTrue(all(row["link"].startswith("feedback.") for row in rows))
        self.assertTrue(rows)

    def test_updates_are_notes(self):
        path = self.record("-s", 'clock.pipelined={interval: "20us"}')
        stale = self.rows(path, "--stale")
        self.assertTrue(stale)
        self.assertTrue(all(row["staleness"] > 0 for row in stale))
        learned = self.rows(path, "--kind", "learned", "--actor", "feedforward2")
        self.assertEqual({(row["note"], row["layer"]) for row in learned}, {("learned", 2)})

    def test_unknown_names_list_the_known_ones(self):
        path = self.record()
        for arguments, known in ((("--kind", "x"), "weight_transport"), (("--phase", "x"), "learn"),
                                 (("--actor", "x"), "feedback1"), (("--link", "x"), "local.1"),
                                 (("--from", "3"), "unit"), (("--format", "x"), "csv")):
            _, err = self.call("trace", "ls", path, *arguments, code=2)
            self.assert_one_error(err, known)

    def test_csv_has_as_many_fields_in_every_line(self):
        out, _ = self.call("trace", "ls", self.record(*LOSSY), "--format", "csv")
        self.assertEqual(len({line.count(",") for line in out.splitlines()}), 1)


if __name__ == "__main__":
    unittest.main()
