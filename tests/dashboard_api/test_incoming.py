"""Frames of clients: read, refused by name, or not readable at all."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard_api import frames
from dashboard_api.incoming import UnreadableError, WrongShapeError, decode_frame


def test_a_frame_is_decoded_by_its_kind_and_an_unknown_kind_passed_over():
    assert decode_frame('{"t":"unsub","id":7,"new":1}') == frames.Unsub(7)
    assert decode_frame('{"t":"dance","id":7}') is None


@pytest.mark.parametrize(
    ("text", "name"),
    [('{"t":"ack","id":"a","alarms":3}', "a"), ('{"t":"unsub","id":[]}', ""), ("null", "")],
)
def test_a_frame_of_the_wrong_shape_keeps_its_id_if_it_has_one(text, name):
    with pytest.raises(WrongShapeError) as wrong:
        decode_frame(text)
    assert wrong.value.name == name


@pytest.mark.parametrize("text", ["", "[1,", '{"t":"ack","id":1,"alarms":3', "[" * 20_000])
def test_a_text_that_breaks_off_is_unreadable_whatever_it_began_with(text):
    with pytest.raises(UnreadableError):
        decode_frame(text)


@settings(max_examples=300)
@given(st.one_of(st.text(), st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from(["t", "id", "stream", "filter", "alarms", "resume", "q"]) | st.text(),
        inner | st.sampled_from(["sub", "ack", "auth", "alarms"])),
    max_leaves=12).map(json.dumps)))  # fmt: skip
def test_no_text_does_anything_but_decode_or_be_refused(text):
    with contextlib.suppress(UnreadableError, WrongShapeError):
        decode_frame(text)
