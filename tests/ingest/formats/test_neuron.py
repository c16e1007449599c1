"""Bodies as Neuron's documentation shows them, and as its settings vary them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.neuron import decode
from ingest.frame import Reason
from plant.quality import BAD, BAD_NOT_A_NUMBER
from plant.words import LARGEST_FRAME
from tests.ingest.formats.readers import (
    RECEIVED,
    SHANGHAI,
    check_shape,
    documents,
    list_values,
    read,
)

HEAD = {"timestamp": 1650006388943, "node": "modbus", "group": "grp"}


def send(**parts):
    return json.dumps({**HEAD, **parts})


def test_values_format():
    decoded = read(decode, send(values={"tag0": 123, "tag2": 1.5}, errors={"tag1": 2014}, metas={}))
    assert list(decoded.tags) == ["modbus/grp/tag0", "modbus/grp/tag2", "modbus/grp/tag1"]
    assert decoded.ts == [1650006388943] * 3
    assert list_values(decoded) == [123.0, 1.5, None]
    assert decoded.status == [0, 0, BAD]
    assert decoded.words == {2: "error 2014"}
    assert not decoded.complaints


def test_tags_format():
    decoded = read(
        decode, send(tags=[{"name": "tag0", "value": 123}, {"name": "tag1", "error": 3008}])
    )
    assert list(decoded.tags) == ["modbus/grp/tag0", "modbus/grp/tag1"]
    assert (list_values(decoded), decoded.status) == ([123.0, None], [0, BAD])
    assert decoded.words == {1: "error 3008"}


def test_ecp_format():
    tags = [
        {"name": "b", "value": True, "type": 1},
        {"name": "i", "value": 123, "type": 2},
        {"name": "f", "value": 1.23, "type": 3},
        {"name": "s", "value": "abcd", "type": 4},
    ]
    decoded = read(decode, send(tags=tags))
    assert list_values(decoded) == [1.0, 123.0, 1.23, None]
    assert decoded.status == [0, 0, 0, BAD_NOT_A_NUMBER]
    assert decoded.words == {3: "abcd"}
    assert [(reason, tag) for reason, tag, _ in decoded.complaints] == [
        (Reason.NOT_A_NUMBER, "modbus/grp/s")
    ]


def test_an_array_or_a_text_among_values_costs_nothing_around_it():
    decoded = read(decode, send(values={"a": [1, 2], "b": 2, "c": False, "d": "7"}, errors={}))
    assert list_values(decoded) == [None, 2.0, 0.0, None]
    assert len(decoded.complaints) == 2


def test_custom_formats_that_keep_the_variables_names():
    body = {
        "timestamp": 1650006388943,
        "data": {
            "child_node": {
                "node": "modbus",
                "group": "grp",
                "tag_values": {"tag1": 1, "tag2": 2},
                "static_tag_values": {"location": "sh"},
                "tag_error_values": {"tag3": 2014},
            }
        },
    }
    decoded = read(decode, json.dumps(body))
    assert decoded.tags == ["modbus/grp/tag1", "modbus/grp/tag2", "modbus/grp/tag3"]
    assert (list_values(decoded), decoded.status) == ([1.0, 2.0, None], [0, 0, BAD])
    assert set(decoded.ts) == {1650006388943}


def test_a_custom_format_that_says_everything_twice_is_read_once():
    tags = [{"name": "tag0", "value": 123}]
    errors = [{"name": "tag2", "error": 2014}]
    decoded = read(decode, send(tags=tags, values={"tag0": 123}, errors=errors))
    assert decoded.tags == ["modbus/grp/tag0", "modbus/grp/tag2"]


def test_an_error_of_zero_is_none_and_a_value_beside_an_error_is_kept():
    decoded = read(
        decode,
        send(
            tags=[{"name": "a", "value": 1, "error": 0}, {"name": "b", "value": 2, "error": 3000}]
        ),
    )
    assert (decoded.values, decoded.status) == ([1.0, 2.0], [0, BAD])


def test_driver_states_say_which_sources_are_up():
    states = [
        {"node": "modbus1", "link": 1, "running": 3},
        {"node": "s7-1200", "link": 0, "running": 3},
        {"node": "opcua1", "link": 1, "running": 4},
        {"node": "fx5u", "link": 2, "running": 3},
        {"node": 5},
        "rubbish",
    ]
    decoded = read(
        decode, json.dumps({"timestamp": 1725583528917, "version": "2.1.0", "states": states})
    )
    assert decoded.tags == []
    assert decoded.declared.sources == {
        "modbus1": True,
        "s7-1200": False,
        "opcua1": False,
        "fx5u": True,
    }
    assert (decoded.declared.online, decoded.declared.ts) == (None, 1725583528917)


def test_no_states_declare_nothing():
    assert read(decode, send(values={})).declared is None


@pytest.mark.parametrize("stamp", ['"now"', "-1", "1e300", "true"])
def test_a_time_that_can_not_be_read_leaves_the_readings_live(stamp):
    decoded = read(
        decode, f'{{"timestamp": {stamp}, "node": "n", "group": "g", "values": {{"a": 1}}}}'
    )
    assert (decoded.ts, list(decoded.doubtful)) == ([RECEIVED], [0])
    assert [reason for reason, _, _ in decoded.complaints] == [Reason.BAD_TIME]


def test_without_a_time_a_node_or_a_group():
    decoded = read(decode, '{"values": {"a": 1}}')
    assert (decoded.tags, decoded.ts) == (["a"], [RECEIVED])
    assert not decoded.complaints


@pytest.mark.parametrize(
    "payload", [b"[]", b"{}", b"1", b"{", b'{"values": 5}', b'{"uuid": "x", "error": 0}']
)
def test_what_holds_neither_readings_nor_states_is_unfit(payload):
    assert decode("", payload, RECEIVED, SHANGHAI).reason == Reason.UNPARSABLE


def test_too_large():
    assert decode("", b" " * LARGEST_FRAME + b"{}", RECEIVED, SHANGHAI).reason == Reason.TOO_LARGE


def test_equal_lists_of_names_are_one_object():
    first, second = (read(decode, send(values={"a": value, "b": 2})).tags for value in (1, 9))
    assert first is second


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
VALUES = st.dictionaries(NAMES, st.floats(allow_nan=False, allow_infinity=False), max_size=8)


@given(NAMES, NAMES, VALUES, st.booleans())
def test_what_is_written_comes_back(node, group, values, as_tags):
    part = (
        {"tags": [{"name": name, "value": value} for name, value in values.items()]}
        if as_tags
        else {"values": values}
    )
    decoded = read(decode, json.dumps({**HEAD, "node": node, "group": group, **part}))
    assert list(decoded.tags) == [f"{node}/{group}/{name}" for name in values]
    assert decoded.values == list(values.values())


KEYS = st.sampled_from(
    [
        "timestamp",
        "node",
        "group",
        "values",
        "errors",
        "tags",
        "states",
        "name",
        "value",
        "error",
        "tag_values",
        "link",
    ]
)


@given(documents(KEYS))
def test_no_document_raises(body):
    check_shape(decode("", json.dumps(body).encode(), RECEIVED, SHANGHAI))


@given(st.binary())
def test_no_bytes_raise(payload):
    check_shape(decode("", payload, RECEIVED, SHANGHAI))
