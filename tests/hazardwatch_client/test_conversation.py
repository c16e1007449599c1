"""The conversation of the live websocket, frame by frame."""

import json
from typing import Any

import pytest

from hazardwatch_client.calls import ProblemError
from hazardwatch_client.conversation import Conversation

SNAP = {"t": "snap", "s": "alarms", "epoch": "e", "q": 3, "part": 1, "parts": 1, "rows": []}


def say(**frame: Any) -> str:
    return json.dumps(frame)


def begin(stream: str = "alarms", **questions: Any) -> tuple[Conversation, dict[str, Any]]:
    """A conversation whose login was answered, and what it asks for then."""
    conversation = Conversation(stream, "secret", questions)
    assert json.loads(conversation.greet()) == {"t": "auth", "token": "secret"}
    change, answer = conversation.hear(say(t="auth_ok"))
    assert change is None
    return conversation, json.loads(answer or "")


def test_it_asks_for_its_stream_with_its_questions() -> None:
    _, asked = begin("tags", hazard="H1", rate_hz=2)
    assert asked == {
        "t": "sub",
        "id": 1,
        "stream": "tags",
        "filter": {"hazard": "H1"},
        "rate_hz": 2,
    }


def test_a_new_connection_goes_on_from_where_the_last_one_was() -> None:
    conversation, _ = begin()
    change, answer = conversation.hear(json.dumps(SNAP))
    assert change is not None
    assert answer is None
    _, again = conversation.hear(say(t="auth_ok"))
    assert json.loads(again or "")["resume"] == {"epoch": "e", "q": 3}


def test_a_gap_is_asked_for_at_once() -> None:
    conversation, _ = begin()
    conversation.hear(json.dumps(SNAP))
    change, answer = conversation.hear(say(t="delta", s="alarms", prev=7, q=8, ops=[]))
    assert change is None
    assert json.loads(answer or "")["resume"]["q"] == 3


def test_other_streams_begin_anew_and_other_frames_are_passed_over() -> None:
    conversation, _ = begin("gateways")
    conversation.hear(json.dumps({**SNAP, "s": "gateways"}))
    _, again = conversation.hear(say(t="auth_ok"))
    assert "resume" not in json.loads(again or "")
    for frame in ({"t": "hello"}, {"t": "hb", "q": {}}, {"t": "brand_new"}, SNAP):
        assert conversation.hear(json.dumps(frame)) == (None, None)


def test_what_is_refused_for_good_ends_it() -> None:
    conversation, _ = begin()
    problem = {"type": "urn:x:invalid-subscription", "status": 422, "detail": "no such stream"}
    with pytest.raises(ProblemError, match="invalid-subscription"):
        conversation.hear(say(t="result", id=1, problem=problem))
    with pytest.raises(ProblemError, match="4401"):
        conversation.hear(say(t="bye", code=4401, retry_ms=0))
    assert conversation.hear(say(t="bye", code=1012, retry_ms=1000)) == (None, None)


def test_the_wait_grows_up_to_a_quarter_of_a_minute_and_shrinks_with_the_first_news() -> None:
    conversation, _ = begin()
    waits = [conversation.wait_s(lambda: 1.0) for _ in range(8)]
    assert waits == [0.5, 1, 2, 4, 8, 15, 15, 15]
    assert conversation.wait_s(lambda: 0.0) == 7.5
    conversation.hear(json.dumps(SNAP))
    assert conversation.wait_s(lambda: 1.0) == 0.5
