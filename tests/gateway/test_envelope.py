"""What goes out is what the platform's own decoder reads."""

import pytest

from gateway.envelope import read_promise, stamp, write_marker, write_status
from ingest.codec import decode, encode_values
from ingest.status import read_status


def test_a_stamped_body_decodes_with_its_number():
    body = stamp(encode_values(1000, {"P1": 1.5, "罐": "坏值"}), "b0", 7, 2000)
    decoded = decode("", body, 3000)
    assert (decoded.boot, decoded.seq, decoded.sent) == ("b0", 7, 2000)
    assert list(decoded.tags) == ["P1", "罐"]
    assert list(decoded.ts) == [1000, 1000]


def test_a_marker_has_a_number_and_no_reading():
    decoded = decode("", stamp(write_marker(1000), "b0", 7, 2000), 3000)
    assert (decoded.seq, list(decoded.tags), list(decoded.complaints)) == (7, [], [])


def test_the_platform_reads_the_status():
    status = read_status(write_status(1000, {"TK": True, "CL": False}, 3, online=True))
    assert status == (True, {"TK": True, "CL": False}, 1000)
    assert read_status(write_status(1000, {}, 0, online=False)).online is False


def test_a_promise_is_read_and_what_is_none_is_not():
    assert read_promise(b'{"boot":"b0","seq":7,"more":1}') == ("b0", 7)


@pytest.mark.parametrize(
    "payload", [b"", b"{}", b"[]", b"\xff", b'{"boot":"b0"}', b'{"boot":"b","seq":-1}', b"7"]
)
def test_what_is_no_promise(payload):
    assert read_promise(payload) is None
