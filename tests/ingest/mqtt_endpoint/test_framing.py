"""Where packets end, from as little as the fixed header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mqtt_endpoint.codes import Code, PacketError
from ingest.mqtt_endpoint.framing import Span, find_span
from ingest.varint import write_varint


@given(st.integers(0, (1 << 28) - 1), st.binary(max_size=3))
def test_a_length_is_found_as_it_was_written_and_not_before(size, before):
    length = write_varint(size)
    data = before + b"\x30" + length
    at = len(before)
    for short in range(at + 1, len(data)):
        assert find_span(data[:short], at) is None
    assert find_span(data, at) == Span(len(data), len(data) + size)


@pytest.mark.parametrize("length", [b"\x80\x00", b"\xff\xff\xff\xff", b"\x80\x80\x80\x00"])
def test_a_length_in_more_bytes_than_it_needs_is_refused(length):
    with pytest.raises(PacketError) as refused:
        find_span(b"\x30" + length, 0)
    assert refused.value.code is Code.MALFORMED
