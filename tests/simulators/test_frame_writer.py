"""Frames are read back by the platform's own codec: what left is what arrives."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.codec import decode
from ingest.frame import Decoded
from plant.quality import BAD_NOT_A_NUMBER, UNCERTAIN
from simulators.frame_writer import Envelope, Form, write_frame, write_single, write_status

ENVELOPE = Envelope(seq=7, boot="b1", sent=1_700_000_000_500)


def read(frame: bytes) -> Decoded:
    decoded = decode("", frame, 1_700_000_000_600)
    assert isinstance(decoded, Decoded)
    return decoded


def write(form: Form, value: list[float], status: list[int], words: dict[int, str]) -> bytes:
    tags = [f"T{n}" for n in range(len(value))]
    arrays = np.array(value, dtype=np.float64), np.array(status, dtype=np.uint32)
    return write_frame(form, 1_700_000_000_000, tags, *arrays, words, ENVELOPE)


@pytest.mark.parametrize("form", [Form.VALUES, Form.COLUMNS])
@given(value=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_every_finite_number_arrives_bit_by_bit(form: Form, value: list[float]) -> None:
    decoded = read(write(form, value, [0] * len(value), {}))
    assert np.array(decoded.values).tobytes() == np.array(value).tobytes()
    assert list(decoded.ts) == [1_700_000_000_000] * len(value)


@pytest.mark.parametrize("form", [Form.VALUES, Form.COLUMNS])
def test_words_nulls_and_qualities_arrive_as_they_were(form: Form) -> None:
    status = [0, BAD_NOT_A_NUMBER, BAD_NOT_A_NUMBER, UNCERTAIN]
    frame = write(form, [1.5, math.nan, math.nan, 2.5], status, {1: "Scan Timeout"})
    decoded = read(frame)
    assert list(decoded.status) == status
    assert dict(decoded.words) == {1: "Scan Timeout"}
    assert np.isnan(decoded.values).tolist() == [False, True, True, False]
    assert (decoded.seq, decoded.boot, decoded.sent) == (7, "b1", 1_700_000_000_500)


def test_good_quality_is_not_written() -> None:
    body = json.loads(write(Form.VALUES, [1.0, math.nan], [0, BAD_NOT_A_NUMBER], {}))
    assert body["values"] == {"T0": 1.0, "T1": None}
    assert "quality" not in body


@pytest.mark.parametrize(
    ("value", "status"), [(1.5, 0), (2.5, UNCERTAIN), (math.nan, BAD_NOT_A_NUMBER)]
)
def test_a_single_reading_is_read_from_its_topic(value: float, status: int) -> None:
    frame = write_single(1_700_000_000_000, value, status, ENVELOPE)
    decoded = decode("T0", frame, 1_700_000_000_600)
    assert isinstance(decoded, Decoded)
    assert (list(decoded.tags), list(decoded.ts)) == (["T0"], [1_700_000_000_000])
    assert list(decoded.status) == [status]
    np.testing.assert_array_equal(decoded.values, [value])
    assert (decoded.seq, decoded.sent) == (None, 1_700_000_000_500)


def test_many_readings_are_no_single() -> None:
    with pytest.raises(ValueError, match="write_single"):
        write(Form.SINGLE, [1.0], [0], {})


def test_a_status_says_whether_and_since_when() -> None:
    assert json.loads(write_status(online=False, ts=5)) == {"online": False, "ts": 5}
    assert json.loads(write_status(online=True, ts=5, simulated=True))["simulation"] is True
