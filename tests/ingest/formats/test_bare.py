import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.bare import decode
from ingest.frame import Reason
from plant.quality import BAD_NOT_A_NUMBER
from plant.words import LARGEST_FRAME
from tests.ingest.formats.readers import RECEIVED, SHANGHAI, check_shape, list_values, read


@pytest.mark.parametrize(
    ("payload", "value", "units"),
    [
        (b"12.5", 12.5, {}),
        (b" 12.5\n", 12.5, {}),
        (b"1e3", 1000.0, {}),
        (b'"12.5"', 12.5, {}),
        (b"12.5\0", 12.5, {}),
        (b"0.8 MPa", 0.8, {"LT-101": "MPa"}),
        ("25.1℃".encode(), 25.1, {"LT-101": "℃"}),
        (b"true", 1.0, {}),
        (b"False", 0.0, {}),
        (b"ON", 1.0, {}),
        (b'"off"', 0.0, {}),
    ],
)
def test_a_value_is_a_reading_of_the_arrival(payload, value, units):
    decoded = read(decode, payload, "LT-101")
    assert (decoded.tags, decoded.ts) == (["LT-101"], [RECEIVED])
    assert (decoded.values, decoded.status, decoded.units) == ([value], [0], units)
    assert not decoded.complaints


@pytest.mark.parametrize(
    "payload", [b"", b"NaN", b"Bad", b"null", b"1,5", b"[1]", b'{"v": 1}', b"\xff", b"yes"]
)
def test_anything_else_is_bad_quality_with_its_word(payload):
    decoded = read(decode, payload, "LT-101")
    assert list_values(decoded) == [None]
    assert decoded.status == [BAD_NOT_A_NUMBER]
    assert decoded.words == {0: payload.decode("utf-8", "replace")}
    assert [(reason, tag) for reason, tag, _ in decoded.complaints] == [
        (Reason.NOT_A_NUMBER, "LT-101")
    ]


def test_too_large():
    assert decode("x", b"1" * (LARGEST_FRAME + 1), RECEIVED, SHANGHAI).reason == Reason.TOO_LARGE


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_written_number_comes_back(value):
    assert read(decode, repr(value), "x").values == [value]


@given(st.text(), st.binary())
def test_no_bytes_raise(path, payload):
    check_shape(decode(path, payload, RECEIVED, SHANGHAI))
