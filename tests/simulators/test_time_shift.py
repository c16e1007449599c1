"""Bodies of ours moved in time: what is moved, what is marked, what stays as it was."""

import json

import pytest

from ingest.codec import decode
from ingest.frame import Decoded
from ingest.topic import parse_topic
from simulators.time_shift import shift_payload

DATA = "hazard/v1/P/E/g/data"


def shift(payload: bytes, topic: str = DATA, by_ms: int = 1000, turn: int = 0) -> bytes:
    path = parse_topic(topic)
    assert path is not None
    return shift_payload(path, payload, by_ms, turn)


@pytest.mark.parametrize(
    ("topic", "before", "after"),
    [
        (
            DATA,
            b'{"ts":5,"values":{"A":1.50,"B":null},"seq":7,"boot":"b","sent":9,"x":[1]}',
            (
                b'{"ts":1005,"values":{"A":1.50,"B":null},"seq":7,"boot":"b","sent":1009,"x":[1],'
                b'"simulation":true}'
            ),
        ),
        (
            DATA,
            b'{"tags":["A"],"ts":[5,6],"v":[1e0]}',
            b'{"tags":["A"],"ts":[1005,1006],"v":[1e0],"simulation":true}',
        ),
        (DATA + "/A", b'{"v":1}', b'{"v":1,"simulation":true}'),
        (DATA + "/A", b" 1.50 ", b'{"v":1.50,"simulation":true}'),
        (
            "hazard/v1/P/E/g/status",
            b'{"online":true,"ts":5,"sources":{"PLC":"up"}}',
            b'{"online":true,"ts":1005,"sources":{"PLC":"up"}}',
        ),
        ("hazard/v1/P/E/g/status", b'{"online":false}', b'{"online":false}'),
        (DATA, b'{"ts":"noon","values":{}}', b'{"ts":"noon","values":{},"simulation":true}'),
        (DATA, b"1.5", b"1.5"),
        (DATA, b"{torn", b"{torn"),
        (DATA + "/A", b"\xff", b"\xff"),
    ],
)
def test_times_move_and_all_else_stays(topic: str, before: bytes, after: bytes) -> None:
    assert shift(before, topic) == after


def test_a_further_turn_is_a_boot_of_its_own() -> None:
    body = b'{"ts":1,"values":{},"seq":7,"boot":"b"}'
    assert [json.loads(shift(body, turn=turn))["boot"] for turn in (0, 1, 2)] == ["b", "b~1", "b~2"]
    assert "boot" not in json.loads(shift(b'{"ts":1,"values":{},"seq":7}', turn=1))


def test_a_moved_frame_is_known_as_simulated_where_it_arrives() -> None:
    decoded = decode("", shift(b'{"ts":5,"values":{"A":1.5}}'), 0)
    assert isinstance(decoded, Decoded)
    assert (list(decoded.ts), list(decoded.values), decoded.simulation) == ([1005], [1.5], True)
