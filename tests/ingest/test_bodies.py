"""Whatever body follows the published types is read, every reading of it."""

import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ingest.bodies import Acknowledgement, ColumnsBody, GatewayStatus, TagBody, ValuesBody
from ingest.codec import decode, encode_columns, encode_values
from ingest.frame import Decoded, Reason
from ingest.status import is_simulated_status, read_status

NOW = 1_763_900_000_000
NAMES = st.text("AB罐-.1", min_size=1, max_size=4)
VALUES = st.none() | st.booleans() | st.floats(-1e6, 1e6)
QUALITIES = st.sampled_from(["good", "uncertain", "bad", 0, 0x40000000, 0x80000000])
TIMES = st.integers(0, NOW + 1)
BESIDES = st.fixed_dictionaries(
    {},
    optional={
        "seq": st.integers(0, 2**40),
        "boot": st.text(max_size=8),
        "sent": TIMES,
        "units": st.dictionaries(NAMES, st.just("m")),
        "simulation": st.booleans(),
    },
)


@st.composite
def values_bodies(draw: st.DrawFn) -> ValuesBody:
    values = draw(st.dictionaries(NAMES, VALUES))
    quality = draw(st.none() | st.fixed_dictionaries(dict.fromkeys(values, QUALITIES)))
    ts = draw(st.none() | TIMES)
    return ValuesBody(values=values, quality=quality, ts=ts, **draw(BESIDES))


@st.composite
def columns_bodies(draw: st.DrawFn) -> ColumnsBody:
    count = draw(st.integers(0, 5))

    def column(entries: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(entries, min_size=count, max_size=count))

    ts = draw(st.sampled_from([None, draw(TIMES), column(TIMES)]))
    q = draw(st.sampled_from([None, draw(QUALITIES), column(QUALITIES)]))
    return ColumnsBody(tags=column(NAMES), v=column(VALUES), ts=ts, q=q, **draw(BESIDES))


def read(tag: str, body: msgspec.Struct) -> Decoded:
    """Read a body of its type that is valid by its own schema."""
    told = msgspec.json.encode(body)
    Draft202012Validator(msgspec.json.schema(type(body))).validate(msgspec.json.decode(told))
    decoded = decode(tag, told, NOW)
    assert isinstance(decoded, Decoded)
    return decoded


def check_values(decoded: Decoded, wanted: list[Any]) -> None:
    """Nothing is missing, and nothing but an absent value is complained of."""
    absent = [value is None for value in wanted]
    assert [math.isnan(value) for value in decoded.values] == absent
    assert [v for v in decoded.values if not math.isnan(v)] == [
        float(value) for value in wanted if value is not None
    ]
    assert {reason for reason, _, _ in decoded.complaints} <= {Reason.NOT_A_NUMBER}
    assert len(decoded.complaints) == sum(absent)


@given(values_bodies())
def test_every_value_of_a_values_body_is_read(body: ValuesBody) -> None:
    decoded = read("", body)

    assert list(decoded.tags) == list(body.values)
    check_values(decoded, list(body.values.values()))
    assert set(decoded.ts) <= {NOW if body.ts is None else body.ts}
    assert (decoded.seq, decoded.sent) == (body.seq, body.sent)
    assert decoded.simulation == body.simulation


@given(columns_bodies())
def test_every_row_of_a_columns_body_is_read(body: ColumnsBody) -> None:
    decoded = read("", body)

    assert list(decoded.tags) == body.tags
    check_values(decoded, body.v)
    if isinstance(body.ts, list):
        assert list(decoded.ts) == body.ts


@given(st.builds(TagBody, v=VALUES, ts=st.none() | TIMES, q=st.none() | QUALITIES))
def test_a_body_of_one_tag_is_read(body: TagBody) -> None:
    decoded = read("LT-101", body)

    assert list(decoded.tags) == ["LT-101"]
    check_values(decoded, [body.v])


@pytest.mark.parametrize("simulation", [False, True])
def test_a_status_is_read(simulation: bool) -> None:
    told = GatewayStatus(
        online=False, ts=5, sources={"PLC1": "up", "PLC2": "down"}, simulation=simulation
    )

    body = read_status(msgspec.json.encode(told))

    assert body == (False, {"PLC1": True, "PLC2": False}, 5)
    assert is_simulated_status(msgspec.json.encode(told)) == simulation


def test_what_the_house_itself_writes_follows_the_types() -> None:
    """The platform's acknowledgement, and bodies as the gateway program encodes them."""
    msgspec.json.decode(b'{"boot":"b","seq":7}', type=Acknowledgement, strict=True)
    msgspec.json.decode(encode_values(5, {"A": 1.0}), type=ValuesBody)
    msgspec.json.decode(encode_columns(["A"], [5], [1.0]), type=ColumnsBody)
