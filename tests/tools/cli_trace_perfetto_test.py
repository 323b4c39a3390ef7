#!/usr/bin/env python3
"""gaitsim trace export --to perfetto, decoded without our own descriptions of the format, and
compared with the tables of the same trace.
"""
import csv
import unittest

import perfetto_wire as wire
from cli import CliTest

LOSSY = ("-s", 'clock.lockstep={infer: "60us" target: "40us"}', "-s",
         'link[1]={match: "feed*" delay { lognormal { median: "10us" sigma: 0.5 } } loss: 0.05 '
         'duplicate: 0.05}')


class Perfetto(CliTest):
    def export(self, *overrides, options=()):
        """Packets of a traced run; its events and notes as tables."""
        self.run_tiny("--quiet", "--trace", *overrides)
        trace = self.out / "trace.gtrace"
        self.call("trace", "export", trace, "--to", "perfetto", "--out", "t.pftrace", *options)
        packets = wire.packets_of(self.home / "t.pftrace")
        self.tracks = {p["track"]["uuid"]: p["track"] for p in packets if "track" in p}
        self.events = [p["event"] | {"at": p["timestamp"]} for p in packets if "event" in p]
        self.packets = packets
        self.rows = {}
        for table in ("events", "notes", "counters"):
            self.call("trace", "export", trace, "--to", "csv", "--table", table, "--out", table,
                      *options)
            self.rows[table] = list(csv.DictReader((self.home / table).read_text().splitlines()))

    def path(self, uuid):
        """Names from the run down to a row."""
        track = self.tracks[uuid]
        above = self.path(track["parent"])[1:] if "parent" in track else []
        return [None, *above, track["name"]]

    def on(self, *names):
        return [e for e in self.events if self.path(e["track"])[2:] == list(names)]

    def children(self, uuid):
        below = [t for t in self.tracks.values() if t.get("parent") == uuid]
        return [t["name"] for t in sorted(below, key=lambda t: t["rank"])]

    def test_every_packet_can_be_read_alone(self):
        self.export()
        self.assertEqual({p.get("sequence") for p in self.packets}, {1})
        self.assertEqual(self.packets[0]["flags"], 1)
        for packet in self.packets:
            self.assertNotEqual("event" in packet, "track" in packet)

    def test_rows_stand_in_the_order_of_the_network(self):
        self.export()
        (root,) = [t for t in self.tracks.values() if "parent" not in t]
        self.assertEqual(root["name"], "tiny, seed 1")
        self.assertEqual(root["ordering"], 3)
        self.assertEqual(self.children(root["uuid"]), [
            "clock", "source", "feedforward1", "feedforward2", "feedforward3", "readout", "teacher",
            "feedback3", "feedback2", "feedback1", "counts"])
        described = set()
        for packet in self.packets:  # a row is described before it is used
            if "track" in packet:
                self.assertIn(packet["track"].get("parent"), described | {None})
                described.add(packet["track"]["uuid"])
            else:
                self.assertIn(packet["event"]["track"], described)

    def test_times_never_go_back(self):
        self.export(*LOSSY)
        times = [event["at"] for event in self.events]
        self.assertEqual(times, sorted(times))

    def test_times_of_threads_never_go_back_either(self):
        self.export("-s", "mode.wall={scale: 1}")
        times = [event["at"] for event in self.events]
        self.assertEqual(times, sorted(times))
        depth = {}
        for event in self.events:
            if event["type"] in (wire.BEGIN, wire.END):
                change = 1 if event["type"] == wire.BEGIN else -1
                depth[event["track"]] = depth.get(event["track"], 0) + change
                self.assertIn(depth[event["track"]], (0, 1))

    def test_slices_nest_and_are_the_orders(self):
        self.export(*LOSSY)
        begun = []
        for track in self.tracks:
            depth = 0
            for event in self.events:
                if event["track"] != track or event["type"] not in (wire.BEGIN, wire.END):
                    continue
                depth += 1 if event["type"] == wire.BEGIN else -1
                self.assertIn(depth, (0, 1))
                if event["type"] == wire.BEGIN:
                    begun.append((event["at"], self.tracks[track]["name"], event["name"]))
            self.assertEqual(depth, 0)
        orders = [(int(row["received_ns"]), row["to"], f'{row["detail"]} {row["sample"]}')
                  for row in self.rows["events"] if row["kind"] == "order" and row["received_ns"]]
        by_clock = [(at, name) for at, who, name in begun if who == "clock"]
        self.assertEqual(sorted(slice for slice in begun if slice[1] != "clock"), sorted(orders))
        # A clock tells many the same.
        given = [(int(row["sent_ns"]), f'{row["detail"]} {row["sample"]}')
                 for row in self.rows["events"] if row["kind"] == "order"]
        self.assertEqual(by_clock, list(dict.fromkeys(given)))
        self.assertGreater(len(orders), 20)

    def test_arrows_lead_from_sender_to_receiver(self):
        self.export(*LOSSY)
        starts, ends = {}, {}
        for place, event in enumerate(self.events):
            for flow in event.get("flows", []):
                self.assertNotIn(flow, starts)
                starts[flow] = (place, event)
            for flow in event.get("ends", []):
                self.assertNotIn(flow, ends)
                ends[flow] = (place, event)
        arrows = []
        for flow, (place, event) in ends.items():
            start_place, start = starts[flow]
            # At equal times the viewer goes by the order of the file.
            self.assertLess(start_place, place)
            arrows.append((self.path(start["track"])[2], start["at"], self.path(event["track"])[2],
                           event["at"]))
        expected = [(row["from"], int(row["sent_ns"]), row["to"], int(row["received_ns"]))
                    for row in self.rows["events"] if row["from"] and row["received_ns"]]
        self.assertEqual(sorted(arrows), sorted(expected))
        in_flight = [row for row in self.rows["events"]
                     if not row["received_ns"] and row["fate"] in ("sent", "duplicate")]
        self.assertEqual(len(starts) - len(ends), len(in_flight))

    def test_messages_without_delay_have_arrows_too(self):
        self.export("-s", 'link[0].delay={constant: "0ns"}')
        place = {}
        for number, event in enumerate(self.events):
            for flow in event.get("flows", []):
                place[flow] = number
            for flow in event.get("ends", []):
                self.assertLess(place[flow], number)
        rows = [row for row in self.rows["events"] if row["from"]]
        self.assertEqual(len(place), len(rows))
        self.assertGreater(len(rows), 100)

    def test_what_is_lost_is_an_instant_at_its_sender(self):
        self.export(*LOSSY)
        lost = [(e["at"], self.path(e["track"])[2], e["name"]) for e in self.events
                if e.get("categories") == ["loss"]]
        expected = [(int(row["sent_ns"]), row["from"], f'lost {row["kind"]} {row["sample"]}')
                    for row in self.rows["events"] if row["fate"] == "lost"]
        self.assertEqual(sorted(lost), sorted(expected))
        self.assertGreater(len(lost), 5)
        counts = [e["counter"] for e in self.on("counts", "messages lost")]
        self.assertEqual(counts, list(range(1, len(lost) + 1)))

    def test_updates_say_how_stale_they_were(self):
        self.export(*LOSSY)
        updates = [e for e in self.events if self.path(e["track"])[-1] == "updates"]
        notes = [row for row in self.rows["notes"] if row["kind"] != "forgotten"]
        self.assertEqual(sorted((e["at"], e["name"]) for e in updates),
                         sorted((int(row["at_ns"]), f'{row["kind"]} {row["sample"]}')
                                for row in notes))
        rejected = 0
        for event in updates:
            facts = wire.annotations_of(event)
            if event["name"].startswith("learned"):
                self.assertFalse(facts["mismatch"])
                self.assertGreater(facts["norm"], 0)
                self.assertGreaterEqual(facts["staleness"], 0)
            if event["name"].startswith("rejected"):
                self.assertTrue(facts["mismatch"])
                rejected += 1
        self.assertGreater(rejected, 0)
        learned = [row for row in notes if row["kind"] == "learned" and row["layer"] == "2"]
        self.assertEqual([e["counter"] for e in self.on("feedforward2", "staleness")],
                         [int(row["staleness"]) for row in learned])

    def test_counters(self):
        self.export()
        in_flight = [e["counter"] for e in self.on("counts", "messages in flight")]
        self.assertGreater(max(in_flight), 1)
        self.assertGreaterEqual(min(in_flight), 0)
        self.assertEqual([e["double_counter"] for e in self.on("counts", "loss")],
                         [float(row["value"]) for row in self.rows["counters"]
                          if row["name"] == "loss"])

    def test_a_message_says_what_it_was(self):
        self.export()
        (first,) = [e for e in self.on("feedforward1", "messages") if e["name"] == "activity 0"]
        facts = wire.annotations_of(first)
        self.assertEqual(facts["received"], [{
            "message": "activity 0", "event": "source#0", "from": "source", "to": "feedforward1",
            "link": "feedforward.1", "flight_ns": 10000}])
        self.assertEqual([sent["to"] for sent in facts["sent"]],
                         ["feedforward2", "feedback1", "clock"])

    def test_of_one_sample(self):
        self.export(options=("--sample", "3"))
        samples = {fact["message"].split()[-1] for e in self.events
                   for fact in wire.annotations_of(e).get("received", [])}
        self.assertEqual(samples, {"3"})


if __name__ == "__main__":
    unittest.main()
