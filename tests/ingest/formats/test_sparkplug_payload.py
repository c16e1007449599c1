"""The wire format: golden bytes, an encoder of its own, and bytes from nowhere."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.sparkplug_payload import (
    HISTORICAL,
    LONGEST_NAME,
    MOST_METRICS,
    NULL,
    TRANSIENT,
    MalformedError,
    Metric,
    Payload,
    Property,
    read_payload,
    read_properties,
)
from ingest.frame import Reason
from ingest.lenient import Unfit
from plant.words import LARGEST_FRAME
from tests.ingest.formats.sparkplug_wire import (
    NUMBERS,
    bytes_field,
    key,
    metric,
    number_field,
    payload,
    prop,
    properties,
    value_field,
    varint,
)

U64 = st.integers(0, 2**64 - 1)


def read(data):
    got = read_payload(data)
    assert isinstance(got, Payload)
    return got


def test_a_frame_as_written_by_hand():
    frame = bytes.fromhex(
        "08 80d095ffbc31"  # timestamp 1700000000000
        "12 16"  # a metric of 22 bytes
        "0a 04 4c2f3031"  # name L/01
        "10 05"  # alias 5
        "18 80d095ffbc31"  # timestamp
        "20 09"  # datatype Float
        "65 00001841"  # float_value 9.5
        "18 07"  # seq 7
    )
    got = read(frame)
    assert (got.time, got.seq, got.broken) == (1700000000000, 7, [])
    assert got.metrics == [
        Metric("L/01", 5, 1700000000000, 9, 0, 0x65, struct.pack("<f", 9.5), b"")
    ]


values = st.one_of(
    st.tuples(st.just("int"), st.integers(0, 2**32 - 1)),
    st.tuples(st.just("long"), U64),
    st.tuples(st.just("bool"), st.booleans()),
    st.tuples(st.just("float"), st.floats(width=32, allow_nan=False)),
    st.tuples(st.just("double"), st.floats(allow_nan=False)),
    st.tuples(st.just("string"), st.text()),
    st.tuples(st.sampled_from(["bytes", "dataset", "template", "extension"]), st.binary()),
)
WIRES = {"int": 0, "long": 0, "bool": 0, "float": 5, "double": 1}


def expect_raw(kind, value):
    if kind in {"int", "long", "bool"}:
        return int(value)
    if kind in {"float", "double"}:
        return struct.pack("<f" if kind == "float" else "<d", value)
    return value.encode() if isinstance(value, str) else value


metrics = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text(max_size=30),
        "alias": U64,
        "ts": U64,
        "datatype": st.integers(0, 40),
        "historical": st.booleans(),
        "transient": st.booleans(),
        "null": st.booleans(),
    },
)


@given(st.lists(st.tuples(metrics, values)), st.none() | U64, st.none() | U64)
def test_what_another_encoder_wrote_is_read(contents, ts, seq):
    frame = payload(*(metric(kind=v[0], value=v[1], **m) for m, v in contents), ts=ts, seq=seq)
    got = read(frame)
    assert (got.time, got.seq, got.broken, got.has_body) == (ts, seq, [], False)
    assert got.metrics == [
        Metric(
            m.get("name", ""),
            m.get("alias"),
            m.get("ts"),
            m.get("datatype", 0),
            HISTORICAL * m.get("historical", False)
            + TRANSIENT * m.get("transient", False)
            + NULL * m.get("null", False),
            NUMBERS[kind] * 8 + WIRES.get(kind, 2),
            expect_raw(kind, value),
        )
        for m, (kind, value) in contents
    ]


@given(st.permutations([(1, "n"), (2, 4), (3, 5), (4, 9), (20, "new"), (9, b""), (100, 3)]))
def test_fields_may_come_in_any_order_and_unknown_ones_are_passed_over(fields):
    parts = [
        number_field(n, content) if isinstance(content, int) else bytes_field(n, content)
        for n, content in fields
    ]
    got = read(payload(b"".join(parts)))
    assert got.metrics == [Metric("n", 4, 5, 9)]


def test_the_last_of_several_values_counts():
    twice = metric("n", "float", 1.0) + value_field("int", 7) + value_field("double", 2.0)
    assert read(payload(twice)).metrics == [Metric("n", key=0x69, raw=struct.pack("<d", 2.0))]
    assert read(payload(twice + value_field("int", 8))).metrics == [Metric("n", key=0x50, raw=8)]


def test_a_broken_metric_costs_only_itself():
    good, cut = metric("a", "int", 1), metric("b", "double", 2.0)[:-3]
    group, wild = key(30, 3), b"\x10" + b"\xff" * 10
    got = read(payload(good, cut, group, wild, good, seq=3))
    assert [each.name for each in got.metrics] == ["a", "a"]
    assert len(got.broken) == 3
    assert got.seq == 3


def test_what_breaks_the_whole_refuses_it():
    frame = payload(metric("a", "int", 1), seq=3)
    for broken in (frame[:-1], frame + b"\x12\x7f", frame + b"\x0b", b"\x08" + b"\x80" * 11):
        got = read_payload(broken)
        assert isinstance(got, Unfit)
        assert got.reason == Reason.UNPARSABLE


def test_an_empty_payload_holds_nothing():
    assert read(b"") == Payload()


def test_a_payload_may_be_as_large_as_every_frame():
    filler = bytes_field(4, b"u" * (LARGEST_FRAME - 4))
    assert len(filler) == LARGEST_FRAME
    assert read(filler) == Payload()
    got = read_payload(filler + b"\x18\x01")
    assert isinstance(got, Unfit)
    assert got.reason == Reason.TOO_LARGE


def test_a_payload_of_nothing_but_metrics_is_bounded():
    assert len(read(b"\x12\x00" * MOST_METRICS).metrics) == MOST_METRICS
    got = read_payload(b"\x12\x00" * (MOST_METRICS + 1))
    assert isinstance(got, Unfit)
    assert got.reason == Reason.TOO_LARGE


def test_a_name_is_bounded_and_need_not_be_utf_8():
    got = read(payload(metric("n" * (LONGEST_NAME + 1)), bytes_field(1, b"L\xff1")))
    assert [each.name for each in got.metrics] == ["L\N{REPLACEMENT CHARACTER}1"]
    assert len(got.broken) == 1


def test_a_body_is_noticed_because_readings_may_be_hidden_in_it():
    assert read(payload(seq=1, uuid="SPBV1.0_COMPRESSED", body=b"\x1f\x8b")).has_body


def test_numbers_beyond_64_bits_are_cut_as_protobuf_does():
    frame = b"\x18" + varint(2**64 + 5)
    assert read(frame).seq == 5


def test_properties_by_name_without_null_and_nested_ones():
    inner = properties({"x": prop("int", 1)})
    pairs = {
        "Quality": prop("int", 192, datatype=3),
        "gone": prop("int", 1, null=True),
        "engUnit": prop("string", "kPa", datatype=12),
        "nested": prop("set", inner),
    }
    assert read_properties(properties(pairs)) == {
        "Quality": Property(3, 0x50, 192),
        "engUnit": Property(12, 0x7A, b"kPa"),
    }


def test_a_deep_nest_of_properties_costs_no_depth():
    nest = b""
    for _ in range(2000):
        nest = properties({"n": bytes_field(9, nest)})
    assert len(read(payload(metric("a", "int", 1) + bytes_field(9, nest))).metrics) == 1
    assert read_properties(nest) == {}


def check_never_raises(data):
    got = read_payload(data)
    assert isinstance(got, Payload | Unfit)
    for each in got.metrics if isinstance(got, Payload) else ():
        try:
            read_properties(each.properties)
        except (MalformedError, IndexError):
            continue


@given(st.binary(max_size=300))
def test_bytes_from_nowhere_never_raise(data):
    check_never_raises(data)


@given(st.lists(st.tuples(metrics, values), min_size=1, max_size=4), st.data())
def test_a_frame_with_bytes_changed_never_raises(contents, data):
    props = {"Quality": prop("int", 192), "unit": prop("string", "kPa")}
    frame = bytearray(
        payload(*(metric(kind=v[0], value=v[1], props=props, **m) for m, v in contents), seq=1)
    )
    for _ in range(data.draw(st.integers(1, 4))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    check_never_raises(bytes(frame[: data.draw(st.integers(0, len(frame)))]))
    check_never_raises(bytes(frame))
