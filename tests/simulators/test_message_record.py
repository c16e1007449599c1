"""Lines of a record: every payload byte for byte, and readable where it can be."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.message_record import (
    Flaw,
    Head,
    Message,
    RecordError,
    is_head,
    read_head,
    read_line,
    write_head,
    write_line,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
PAYLOADS = (
    st.binary()
    | st.text().map(str.encode)
    | st.tuples(JSON, st.sampled_from([None, 1]), st.sampled_from(["", " ", "\n", "\r\n"])).map(
        lambda each: (json.dumps(each[0], indent=each[1]) + each[2]).encode()
    )
)
MESSAGES = st.builds(
    Message,
    at=st.integers(0, 2**45),
    topic=st.text(min_size=1),
    payload=PAYLOADS,
    qos=st.integers(0, 2),
    retain=st.booleans(),
    standing=st.booleans(),
)


@given(MESSAGES)
def test_a_message_comes_back_as_it_was_in_one_line(message: Message) -> None:
    line = write_line(message)
    assert b"\n" not in line
    assert read_line(line) == message
    json.loads(line)


@pytest.mark.parametrize(
    ("payload", "key"),
    [
        (b'{"ts": 1,\t"values" :{"A":1.50}}', "json"),
        (b"[1, 2]", "json"),
        (b'{"two":\n"lines"}', "text"),
        (b"12.5", "text"),
        (b"{not json}", "text"),
        (b"", "text"),
        (b"\x00\xff\x12", "base64"),
        (b'{"half": "\xe4"}', "base64"),
        (b"[" * 100_000 + b"]" * 100_000, "text"),
    ],
    ids=[
        "object",
        "list",
        "two lines",
        "number",
        "broken",
        "empty",
        "bytes",
        "half a letter",
        "deep",
    ],
)
def test_a_payload_is_kept_as_readable_as_it_can_be(payload: bytes, key: str) -> None:
    line = write_line(Message(1, "a/b", payload))
    assert f'"{key}":'.encode() in line or (key == "text" and not payload)
    assert read_line(line) == Message(1, "a/b", payload)


@given(st.builds(Flaw, at=st.integers(0, 2**45), lost=st.integers(0), away=st.booleans()))
def test_a_flaw_comes_back(flaw: Flaw) -> None:
    assert read_line(write_line(flaw)) == flaw


def test_a_line_is_what_the_guide_shows() -> None:
    message = Message(1_700_000_000_000, "hazard/v1/P/E/g/data", b'{"ts":1}', 1)
    assert write_line(message) == (
        b'{"t":1700000000000,"topic":"hazard/v1/P/E/g/data","qos":1,"json":{"ts":1}}'
    )


def test_the_head_comes_back_and_is_known_again() -> None:
    head = Head(5, ("a/#", "b"), retain_told=False)
    line = write_head(head)
    assert is_head(line)
    assert read_head(line) == head


@pytest.mark.parametrize(
    "line", [b"ts,A\n", b'{"record":"hazardwatch mqtt","version":2,"began":1}', b"{}", b"\xff"]
)
def test_what_is_no_head_of_ours_is_refused(line: bytes) -> None:
    with pytest.raises(RecordError, match="记录"):
        read_head(line)


@pytest.mark.parametrize("line", [b"", b"{", b'{"topic":"a"}', b'{"t":1,"topic":"a","base64":"!"}'])
def test_what_is_no_line_is_refused(line: bytes) -> None:
    with pytest.raises(RecordError):
        read_line(line)
