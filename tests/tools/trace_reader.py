"""A reader of traces made from docs/trace-format.md only: the oracle of the real one.

usage: trace_reader.py FILE     prints one JSON object for every event, note, and the end
"""
import json
import struct
import subprocess
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

TYPES = {2: "Events", 5: "Notes", 7: "End"}


def bodies(data):
    """(type, sequence, body) of every frame, by sequence. Checks are left to others."""
    assert data[:8] == b"\x89GSIMTR\n"
    at, out = 8, []
    while at < len(data):
        magic, kind, flags, _, stored, plain = struct.unpack_from("<4sHHIII", data, at)
        assert magic == b"GSFR"
        body = data[at + 64:at + 64 + stored]
        if flags & 1:
            body = subprocess.run(["zstd", "-dcq"], input=body, capture_output=True,
                                  check=True).stdout
        assert len(body) == plain or kind == 8
        if kind != 8:
            out.append((kind, struct.unpack_from("<Q", data, at + 56)[0], body))
        at += 64 + stored
    return sorted(out, key=lambda frame: frame[1])


def classes(header_body):
    """The message classes that the file itself describes: field 19 of the header, found by hand."""
    empty = descriptor_pb2.FileDescriptorProto(name="h.proto", package="h")
    field = empty.message_type.add(name="H").field.add(name="d", number=19, label=1, type=12)
    assert field.type == 12
    pool = descriptor_pool.DescriptorPool()
    pool.Add(empty)
    def make(name):
        return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName(name))
    described = make("h.H").FromString(header_body).d
    for file in descriptor_pb2.FileDescriptorSet.FromString(described).file:
        pool.Add(file)
    return lambda name: make("protocols.trace." + name)


def running(last, key, change, start=0):
    last[key] = last.get(key, start) + change
    return last[key]


def events(e, header):
    last, loose = {}, zip(getattr(e, "from"), e.to)
    for i, link in enumerate(e.link):
        ends = header.links[link - 1]
        sender, to = next(loose) if link == 0 else (getattr(ends, "from") + 1, ends.to)
        on_link = lambda name: running(last, (name, link), getattr(e, name)[i])
        sent = running(last, "sent", e.sent[i])
        yield {"number": e.first + i, "from": sender - 1, "to": to, "link": link - 1,
               "nth": running(last, ("nth", sender), e.nth[i] + 1, -1),
               "kind": header.kinds[e.kind[i]], "detail": e.detail[i], "sample": on_link("sample"),
               "sent": sent, "sent_microstep": e.sent_microstep[i],
               "received": sent + on_link("flight"),
               "received_microstep": e.received_microstep[i], "fate": header.fates[e.fate[i]],
               "cause": e.cause[i] - 1,
               "cause_nth": running(last, ("cause", e.cause[i]), e.cause_nth[i]),
               "version": on_link("version"), "feedback_version": on_link("feedback_version"),
               "bytes": on_link("bytes")}


def notes(n, header):
    last = {}
    for i, kind in enumerate(n.kind):
        sample = running(last, "sample", n.sample[i])
        yield {"note": header.note_kinds[kind], "layer": n.layer[i],
               "at": running(last, "at", n.at[i]),
               "at_microstep": n.at_microstep[i], "during": n.during[i] - 1,
               "during_nth": running(last, n.during[i], n.during_nth[i]), "sample": sample,
               "target_sample": sample + n.target_sample[i],
               "activity_sample": sample + n.activity_sample[i], "staleness": n.staleness[i],
               "late": bool(n.late[i]), "value": n.value[i], "count": n.count[i]}


def main():
    frames = bodies(open(sys.argv[1], "rb").read())
    message = classes(frames[0][2])
    header = message("Header").FromString(frames[0][2])
    for wanted, rows in ((2, events), (5, notes)):
        for kind, _, body in frames:
            if kind == wanted:
                for row in rows(message(TYPES[kind]).FromString(body), header):
                    print(json.dumps(row))
    for kind, _, body in frames:
        if kind == 7:
            end = message("End").FromString(body)
            print(json.dumps({"end": end.ending, "fingerprint": end.fingerprint, "rows": end.rows}))


if __name__ == "__main__":
    main()
