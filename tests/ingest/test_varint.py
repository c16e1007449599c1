"""Numbers of seven bits a byte, as the standards give them and as our readers read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mqtt_endpoint.cursor import Cursor
from ingest.varint import write_varint


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, b"\x00"),
        (127, b"\x7f"),
        (128, b"\x80\x01"),
        (16_383, b"\xff\x7f"),
        (16_384, b"\x80\x80\x01"),
        (268_435_455, b"\xff\xff\xff\x7f"),
    ],
)
def test_the_bounds_of_each_length_are_those_of_the_standard(number, written):
    """MQTT 5.0, table 1-1."""
    assert write_varint(number) == written


@given(st.integers(0, 268_435_455))
def test_what_is_written_is_read(number):
    assert Cursor(write_varint(number)).variable() == number
