"""Golden bodies, the equality of the two ways in, and that no bytes raise."""

import json
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.codec import decode, encode_columns, encode_values
from ingest.frame import Decoded, Reason
from ingest.lenient import Unfit, decode_leniently
from plant.quality import BAD, BAD_NOT_A_NUMBER, UNCERTAIN
from plant.words import LARGEST_FRAME

NOW = 1_763_900_000_000


def read(payload: bytes | str, tag: str = "") -> Decoded:
    decoded = decode(tag, payload.encode() if isinstance(payload, str) else payload, NOW)
    assert isinstance(decoded, Decoded), decoded
    return decoded


def columns(decoded: Decoded) -> tuple[list[str], list[int], list[float], list[int]]:
    return (
        list(decoded.tags),
        list(decoded.ts),
        [None if math.isnan(value) else value for value in decoded.values],
        list(decoded.status),
    )


GOLDEN = [
    (
        '{"ts":1,"values":{"A":1,"B":2.5},"quality":{"B":"uncertain"}}',
        "",
        (["A", "B"], [1, 1], [1.0, 2.5], [0, UNCERTAIN]),
    ),
    ('{"values":{"A":1}}', "", (["A"], [NOW], [1.0], [0])),
    ('{"ts":null,"values":{"A":1}}', "", (["A"], [NOW], [1.0], [0])),
    (
        '{"tags":["A","B"],"ts":[1,2],"v":[3,4],"q":["bad",1083179008]}',
        "",
        (["A", "B"], [1, 2], [3.0, 4.0], [BAD, 1083179008]),
    ),
    ('{"tags":["A","A"],"ts":7,"v":[3,4]}', "", (["A", "A"], [7, 7], [3.0, 4.0], [0, 0])),
    ('{"tags":[],"ts":[],"v":[]}', "", ([], [], [], [])),
    ('{"ts":5,"v":6,"q":"good"}', "A", (["A"], [5], [6.0], [0])),
    ("12.5", "A", (["A"], [NOW], [12.5], [0])),
    ("true", "A", (["A"], [NOW], [1.0], [0])),
    ("null", "A", (["A"], [NOW], [None], [BAD_NOT_A_NUMBER])),
    ("NaN", "A", (["A"], [NOW], [None], [BAD_NOT_A_NUMBER])),
    (
        '{"ts":1,"values":{"A":false,"B":null}}',
        "",
        (["A", "B"], [1, 1], [0.0, None], [0, BAD_NOT_A_NUMBER]),
    ),
    (
        '{"ts":1,"values":{"A":NaN,"B":-Infinity}}',
        "",
        (["A", "B"], [1, 1], [None] * 2, [BAD_NOT_A_NUMBER] * 2),
    ),
    ('{"ts":1,"values":{"A":1e999}}', "", (["A"], [1], [None], [BAD_NOT_A_NUMBER])),
    ('{"ts":1.0,"values":{"A":1}}', "", (["A"], [1], [1.0], [0])),
    ('{"ts":"2025-11-23T12:13:20Z","values":{"A":1}}', "", (["A"], [NOW], [1.0], [0])),
    ('{"tags":["A"],"ts":1,"v":[1],"q":[-2147483648]}', "", (["A"], [1], [1.0], [BAD])),
    (
        '{"ts":1,"values":{"A":1},"quality":{"A":"Good"},"seq":3,"extra":[]}',
        "",
        (["A"], [1], [1.0], [0]),
    ),
    ("\ufeff" + '{"ts":1,"values":{"A":1}}', "", (["A"], [1], [1.0], [0])),
]


@pytest.mark.parametrize(("payload", "tag", "expected"), GOLDEN)
def test_golden_bodies(payload, tag, expected):
    assert columns(read(payload, tag)) == expected


def test_a_string_is_a_bad_reading_whose_word_is_kept_and_complained_of():
    decoded = read('{"ts":1,"values":{"A":"Scan Timeout","B":2}}')
    assert columns(decoded) == (["A", "B"], [1, 1], [None, 2.0], [BAD_NOT_A_NUMBER, 0])
    assert decoded.words == {0: "Scan Timeout"}
    assert [(reason, tag) for reason, tag, _ in decoded.complaints] == [(Reason.NOT_A_NUMBER, "A")]


def test_null_is_complained_of_without_a_word():
    decoded = read('{"ts":1,"values":{"A":null}}')
    assert decoded.words == {}
    assert [complaint[:2] for complaint in decoded.complaints] == [(Reason.NOT_A_NUMBER, "A")]


def test_an_unknown_quality_is_bad_and_told():
    decoded = read('{"ts":1,"values":{"A":1},"quality":{"A":"splendid"}}')
    assert decoded.status == [BAD]
    assert decoded.values == [1.0], "可能真实超限 needs the value"
    assert decoded.complaints[0][0] is Reason.UNSUPPORTED


@pytest.mark.parametrize(
    "ts", ["-1", "true", '"yesterday"', "[]", "{}", "1e300", '"2025-01-01T00:00:00"']
)
def test_an_unreadable_time_makes_a_doubtful_live_reading_and_one_complaint(ts):
    decoded = read(f'{{"ts":{ts},"values":{{"A":1,"B":2}}}}')
    assert columns(decoded) == (["A", "B"], [NOW, NOW], [1.0, 2.0], [0, 0])
    assert list(decoded.doubtful) == [0, 1]
    assert [complaint[0] for complaint in decoded.complaints] == [Reason.BAD_TIME]


def test_one_unreadable_time_of_a_column_costs_no_other():
    decoded = read('{"tags":["A","B"],"ts":["x",5],"v":[1,2]}')
    assert columns(decoded) == (["A", "B"], [NOW, 5], [1.0, 2.0], [0, 0])
    assert decoded.doubtful == [0]


def test_columns_of_unequal_length_keep_what_is_paired_and_say_so():
    decoded = read('{"tags":["A","B","C"],"ts":1,"v":[1,2]}')
    assert columns(decoded)[0] == ["A", "B"]
    assert decoded.complaints[-1][0] is Reason.UNPARSABLE


def test_the_frame_s_own_keys():
    decoded = read('{"ts":1,"values":{"A":1},"seq":9,"boot":"b","sent":8,"units":{"A":"m"}}')
    assert (decoded.seq, decoded.boot, decoded.sent, decoded.units) == (9, "b", 8, {"A": "m"})
    decoded = read(
        '{"ts":1,"values":{"A":1},"seq":-9,"boot":4,"sent":"x","units":[],"simulation":true}'
    )
    assert (decoded.seq, decoded.boot, decoded.sent, decoded.units) == (None, "4", None, {})
    assert decoded.simulation
    assert decoded.complaints[0][0] is Reason.BAD_TIME


@pytest.mark.parametrize(
    ("payload", "tag"),
    [
        (b"", "A"),
        (b"{", ""),
        (b'{"ts":1,"values":{"A":1}', ""),
        (b"\xff\xfe\x00", ""),
        (b"12.5", ""),
        (b"[1,2]", "A"),
        (b"{}", "A"),
        (b'{"values":[1]}', ""),
        (b'{"v":1}', ""),
        (b"[" * 100_000, ""),
    ],
)
def test_what_is_no_body_refuses_the_frame(payload, tag):
    assert decode(tag, payload, NOW)[0] is Reason.UNPARSABLE


def test_a_frame_over_the_size_is_refused_unread():
    assert decode("A", b" " * LARGEST_FRAME + b"1", NOW)[0] is Reason.TOO_LARGE
    assert isinstance(decode("A", b" " * (LARGEST_FRAME - 1) + b"1", NOW), Decoded)


def test_a_lone_surrogate_leaves_as_text_that_can_be_stored():
    decoded = read(rb'{"ts":1,"values":{"\ud800":"\udfff"}}')
    for text in [*decoded.tags, *decoded.words.values()]:
        text.encode()


def test_integers_of_any_length_are_numbers():
    assert read('{"ts":1,"values":{"A":' + "9" * 300 + "}}").values == [pytest.approx(1e300)]
    assert read('{"ts":1,"values":{"A":' + "9" * 9000 + "}}").status == [BAD_NOT_A_NUMBER]


@given(st.binary(max_size=200), st.sampled_from(["", "A"]))
def test_no_bytes_raise(payload, tag):
    assert isinstance(decode(tag, payload, NOW), Decoded | Unfit)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
bodies = st.fixed_dictionaries(
    {},
    optional={
        "ts": st.integers(0, 10**13) | st.lists(st.integers(0, 10**13), max_size=3) | anything,
        "values": st.dictionaries(st.sampled_from("AB"), st.floats(width=32) | anything, max_size=2)
        | anything,
        "quality": st.dictionaries(st.sampled_from("AB"), st.sampled_from(["good", "bad", 0, "x"]))
        | anything,
        "tags": st.lists(st.sampled_from("AB"), max_size=3) | anything,
        "v": st.floats(allow_nan=False)
        | st.lists(st.floats(allow_nan=False) | st.integers(), max_size=3)
        | anything,
        "q": st.sampled_from(["good", "bad", 5])
        | st.lists(st.sampled_from(["good", "bad", 5]), max_size=3)
        | anything,
        "seq": st.integers() | anything,
        "boot": st.text(max_size=2) | anything,
        "sent": st.integers(0, 10**13) | anything,
        "units": st.dictionaries(st.text(max_size=2), st.text(max_size=2), max_size=2) | anything,
    },
)


@given(bodies, st.sampled_from(["", "A"]))
@example({"values": {"A": 1.0}, "q": "bad"}, "")
@example({"values": {"A": 1.0}, "tags": ["B"], "v": [2.0]}, "")
@example({"ts": [], "values": {}}, "")
@example({"ts": [5], "values": {"A": 1.0}}, "")
@example({"ts": [5], "v": 1.0}, "A")
def test_both_ways_in_mean_the_same(body, tag):
    payload = json.dumps(body).encode()
    one, other = decode(tag, payload, NOW), decode_leniently(tag, payload, NOW)
    assert type(one) is type(other)
    if isinstance(one, Decoded):
        assert columns(one) == columns(other)
        assert (one.seq, one.boot, one.sent, one.units) == (
            other.seq,
            other.boot,
            other.sent,
            other.units,
        )
        assert (list(one.complaints), list(one.doubtful)) == (
            list(other.complaints),
            list(other.doubtful),
        )
    else:
        assert one == other


values = st.floats(allow_nan=False, allow_infinity=False)


@given(
    st.dictionaries(st.text(min_size=1, max_size=8).filter(str.isascii), values, min_size=1),
    st.integers(0, 10**12),
)
def test_values_come_back_as_they_went(readings, ts):
    decoded = read(encode_values(ts, readings, seq=1, boot="b", sent=ts))
    assert dict(zip(decoded.tags, decoded.values, strict=True)) == readings
    assert set(decoded.ts) == {ts}
    assert (decoded.seq, decoded.boot, decoded.sent) == (1, "b", ts)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABC"), st.integers(0, 10**12), values | st.none() | st.just("Bad")
        )
    )
)
def test_columns_come_back_as_they_went(rows):
    tags, ts, raw = ([row[place] for row in rows] for place in range(3))
    decoded = read(encode_columns(tags, ts, raw))
    assert (list(decoded.tags), list(decoded.ts)) == (tags, ts)
    for place, value in enumerate(raw):
        if isinstance(value, float):
            assert decoded.values[place] == value
        else:
            assert decoded.status[place] == BAD_NOT_A_NUMBER
            assert decoded.words.get(place) == value
