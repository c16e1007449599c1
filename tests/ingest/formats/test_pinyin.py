"""Frames of Chinese hazard platforms: as seen in public code, and as they go wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.pinyin import decode
from ingest.frame import Reason
from plant.quality import BAD, BAD_NOT_A_NUMBER
from tests.ingest.formats.readers import (
    RECEIVED,
    SHANGHAI,
    check_shape,
    documents,
    list_values,
    read,
)

EIGHT = 1_714_521_600_000


def reasons(decoded):
    return [(reason, tag) for reason, tag, _ in decoded.complaints]


def test_one_object():
    decoded = read(
        decode, '{"CGQBH": "320500001", "CJSJ": "2024-05-01 08:00:00", "VALUE": "12.50"}'
    )
    assert (decoded.tags, decoded.ts) == (["320500001"], [EIGHT])
    assert (decoded.values, decoded.status, reasons(decoded)) == ([12.5], [0], [])


def test_a_list_of_objects_each_with_its_time():
    frame = """[
        {"CGQBH": "LT-101", "CJSJ": "20240501080000", "CGQSZ": "71.3"},
        {"CGQBH": "PT-101", "CJSJ": "20240501080001", "CGQSZ": "0.8MPa"},
        {"CGQBH": 1001, "CJSJ": 1714521602000, "CGQSZ": 5}
    ]"""
    decoded = read(decode, frame)
    assert decoded.tags == ["LT-101", "PT-101", "1001"]
    assert decoded.ts == [EIGHT, EIGHT + 1000, EIGHT + 2000]
    assert decoded.values == [71.3, 0.8, 5.0]
    assert decoded.units == {"PT-101": "MPa"}


@pytest.mark.parametrize("key", ["data", "DATA", "rows", "列表"])
def test_a_list_below_any_key_with_a_time_above_it(key):
    frame = {
        "QYBH": "E1",
        "CJSJ": "2024-05-01 08:00:00",
        key: {"list": [{"cgqbh": "A", "sjz": "1"}]},
    }
    decoded = read(decode, json.dumps(frame, ensure_ascii=False))
    assert (decoded.tags, decoded.ts, decoded.values) == (["A"], [EIGHT], [1.0])


def test_the_dictionary_of_points_with_its_unit_and_status():
    points = [
        {
            "targetCode": "3205" * 6,
            "bitNo": "LT-101",
            "unit": "m",
            "value": "3.2",
            "collectTime": "2024-05-01 08:00:00",
            "status": "5",
        },
        {
            "targetCode": "32050002",
            "value": "3.3",
            "collectTime": "2024-05-01 08:00:00",
            "status": 2,
        },
        {"targetCode": "32050003", "value": "9.9", "status": 4},
        {"targetCode": "32050004", "value": None, "status": "1"},
    ]
    decoded = read(decode, json.dumps(points))
    assert decoded.tags == ["LT-101", "32050002", "32050003", "32050004"]
    assert list_values(decoded) == [3.2, 3.3, 9.9, None]
    assert decoded.status == [0, BAD, 0, BAD]
    assert decoded.words == {1: "status 2", 3: "status 1"}
    assert decoded.units == {"LT-101": "m"}
    assert decoded.ts == [EIGHT, EIGHT, RECEIVED, RECEIVED]


def test_the_programme_s_gateway_form():
    frame = """{"enterpriseId": "E", "gatewayId": "G", "collectTime": "20240501080000",
        "isConnectDataSource": true, "datas": [
        {"quotaId": "Q1", "value": 1.5, "isValid": true},
        {"quotaId": "Q2", "value": 2, "isValid": false}]}"""
    decoded = read(decode, frame)
    assert (decoded.ts, decoded.status) == ([EIGHT, EIGHT], [0, BAD])
    assert decoded.words == {1: "isValid False"}


def test_a_state_that_nobody_can_explain_changes_nothing():
    assert read(decode, '{"CGQBH": "A", "VALUE": "1", "ZT": "1", "CGQZT": 0}').status == [0]


@pytest.mark.parametrize(
    "value", ['""', '"NaN"', '"--"', '"坏值"', "null", "NaN", "[]", '"12,5"', '"1_0"']
)
def test_a_value_that_is_no_number_costs_nothing_around_it(value):
    decoded = read(decode, f'[{{"CGQBH": "A", "VALUE": {value}}}, {{"CGQBH": "B", "VALUE": "2"}}]')
    assert list_values(decoded) == [None, 2.0]
    assert decoded.status == [BAD_NOT_A_NUMBER, 0]
    assert reasons(decoded) == [(Reason.NOT_A_NUMBER, "A")]


def test_a_time_that_can_not_be_read_leaves_the_reading_live():
    decoded = read(decode, '{"CGQBH": "A", "CJSJ": "今天", "VALUE": "1"}')
    assert (decoded.ts, list(decoded.doubtful)) == ([RECEIVED], [0])
    assert reasons(decoded) == [(Reason.BAD_TIME, "")]


def test_a_value_under_an_unknown_key_is_told_with_the_keys_there_are():
    decoded = read(decode, '{"CGQBH": "A", "CJSJ": "20240501080000", "XSZ": "1"}')
    assert decoded.tags == []
    ((reason, tag, detail),) = decoded.complaints
    assert (reason, tag) == (Reason.UNSUPPORTED, "A")
    assert "XSZ" in detail


@pytest.mark.parametrize("name", ["null", '""', "true", "[]", "1.5"])
def test_a_sensor_without_a_number_is_nobody_s(name):
    assert reasons(read(decode, f'{{"CGQBH": {name}, "VALUE": 1}}')) == [(Reason.UNKNOWN_TAG, "")]


@pytest.mark.parametrize("payload", ["[]", '{"data": []}'])
def test_an_empty_list_holds_no_readings_and_is_no_fault(payload):
    assert read(decode, payload).tags == []


@pytest.mark.parametrize(
    "payload", [b"1", b'"text"', b"{}", b'{"values": {"A": 1}}', b"{", b"\xff\xff"]
)
def test_what_holds_no_sensor_is_unfit(payload):
    assert decode("", payload, RECEIVED, SHANGHAI).reason == Reason.UNPARSABLE


def test_gb18030_is_read_like_utf_8():
    frame = '{"CGQBH": "苯储罐液位一", "VALUE": "1"}'
    assert read(decode, frame.encode("gb18030")).tags == ["苯储罐液位一"]


READINGS = st.lists(
    st.tuples(
        st.text(
            st.characters(codec="utf-8", exclude_categories=("Cc", "Z")), min_size=1, max_size=20
        ),
        st.floats(allow_nan=False, allow_infinity=False),
        st.integers(1, 4_000_000_000),
    ),
    max_size=10,
)


@given(READINGS, st.booleans())
def test_what_is_written_comes_back(readings, nested):
    items = [
        {"CGQBH": name, "CJSJ": str(at * 1000).zfill(13), "VALUE": repr(value)}
        for name, value, at in readings
    ]
    decoded = read(decode, json.dumps({"data": items} if nested else items))
    assert decoded.tags == [name for name, _, _ in readings]
    assert decoded.values == [value for _, value, _ in readings]
    assert decoded.ts == [at * 1000 for _, _, at in readings]


KEYS = st.sampled_from(
    [
        "CGQBH",
        "CJSJ",
        "VALUE",
        "bitNo",
        "targetCode",
        "status",
        "unit",
        "isValid",
        "quotaId",
        "data",
    ]
)


@given(documents(KEYS))
def test_no_document_raises(body):
    check_shape(decode("", json.dumps(body).encode(), RECEIVED, SHANGHAI))


@given(st.binary())
def test_no_bytes_raise(payload):
    check_shape(decode("", payload, RECEIVED, SHANGHAI))


def test_depths_that_no_platform_uses_are_not_entered():
    deep = b'{"CGQBH": "A", "VALUE": ' + b"[" * 900 + b"]" * 900 + b', "status": 1}'
    assert read(decode, deep).tags == ["A"]
    assert decode("", b"[" * 900 + b"]" * 900, RECEIVED, SHANGHAI).reason == Reason.UNPARSABLE
