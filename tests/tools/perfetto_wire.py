"""Reads a Perfetto trace by the wire format of Protobuf alone, with a table of numbers of its own:
nothing here comes from our .proto files. A field that is not in the table is an error.
"""
import struct

# Of Perfetto's own .proto files: number -> (name, how to read it).
ANNOTATION = {2: ("bool", "int"), 3: ("uint", "int"), 4: ("int", "signed"), 5: ("double", "double"),
              6: ("string", "text"), 10: ("name", "text")}
ANNOTATION |= {11: ("dict_entries", ANNOTATION), 12: ("array_values", ANNOTATION)}
TRACK_EVENT = {4: ("annotations", ANNOTATION), 9: ("type", "int"), 11: ("track", "int"),
               22: ("categories", "text"), 23: ("name", "text"), 30: ("counter", "signed"),
               44: ("double_counter", "double"), 47: ("flows", "fixed64"),
               48: ("ends", "fixed64")}
COUNTER = {3: ("unit", "int"), 6: ("unit_name", "text")}
DESCRIPTOR = {1: ("uuid", "int"), 2: ("name", "text"), 5: ("parent", "int"),
              8: ("counter", COUNTER), 11: ("ordering", "int"), 12: ("rank", "signed"),
              14: ("description", "text")}
PACKET = {8: ("timestamp", "int"), 10: ("sequence", "int"), 11: ("event", TRACK_EVENT),
          13: ("flags", "int"), 60: ("track", DESCRIPTOR)}
REPEATED = {"annotations", "categories", "flows", "ends", "dict_entries", "array_values"}
WIRE_TYPES = {"int": 0, "signed": 0, "double": 1, "fixed64": 1}  # others: 2
BEGIN, END, INSTANT, COUNT = 1, 2, 3, 4


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def fields(data):
    """(number, wire type, value) of each field of a message."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 1:
            value, at = data[at:at + 8], at + 8
        elif kind == 2:
            size, at = varint(data, at)
            value, at = data[at:at + size], at + size
            assert len(value) == size, "cut short"
        else:
            raise AssertionError(f"wire type {kind}")
        yield key >> 3, kind, value


def converted(value, how):
    if isinstance(how, dict):
        return decoded(value, how)
    if how == "text":
        return value.decode("utf-8")
    if how == "signed":
        return value - (1 << 64) if value >> 63 else value
    if how == "double":
        return struct.unpack("<d", value)[0]
    return struct.unpack("<Q", value)[0] if how == "fixed64" else value


def decoded(data, table):
    message = {}
    for number, kind, value in fields(data):
        assert number in table, f"unknown field {number}"
        name, how = table[number]
        wanted = WIRE_TYPES.get(how, 2) if isinstance(how, str) else 2
        assert kind == wanted, f"{name} has wire type {kind}"
        if name in REPEATED:
            message.setdefault(name, []).append(converted(value, how))
        else:
            assert name not in message, f"{name} twice"
            message[name] = converted(value, how)
    return message


def packets_of(path):
    out = []
    for number, kind, value in fields(path.read_bytes()):
        assert (number, kind) == (1, 2), "the file is packets and nothing else"
        out.append(decoded(value, PACKET))
    return out


def plain(annotation):
    """An annotation as a value of Python."""
    if "dict_entries" in annotation:
        return {entry["name"]: plain(entry) for entry in annotation["dict_entries"]}
    if "array_values" in annotation:
        return [plain(entry) for entry in annotation["array_values"]]
    (value,) = [value for key, value in annotation.items() if key != "name"]
    return value


def annotations_of(event):
    return {entry["name"]: plain(entry) for entry in event.get("annotations", [])}
