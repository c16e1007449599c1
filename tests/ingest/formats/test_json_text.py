import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.json_text import parse
from ingest.frame import Reason
from ingest.lenient import Unfit
from plant.words import LARGEST_FRAME


def test_json_in_either_encoding_with_or_without_a_mark():
    text = '{"名称": "苯储罐液位"}'
    for payload in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("gb18030")):
        assert parse(payload) == {"名称": "苯储罐液位"}


def test_nan_is_let_through_for_the_format_to_judge():
    assert math.isnan(parse(b"[NaN]")[0])


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff\xff", b"[" * 100_000, b"{'a': 1}"])
def test_what_is_no_json_is_unfit(payload):
    assert parse(payload).reason == Reason.UNPARSABLE


def test_what_is_too_large_is_not_looked_at():
    assert parse(b" " * LARGEST_FRAME + b"1").reason == Reason.TOO_LARGE
    assert parse(b" " * (LARGEST_FRAME - 1) + b"1") == 1


@given(st.binary())
def test_no_bytes_raise(payload):
    found = parse(payload)
    assert not isinstance(found, Unfit) or found.detail
