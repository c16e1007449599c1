"""Calls and answers as values."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hazardwatch_client import calls
from hazardwatch_client.calls import ProblemError

NOON = 1_764_000_000_000


def test_questions_are_asked_as_the_platform_reads_them() -> None:
    asked = calls.read("alarms", hazard=["H1", "H 2"], held=None, min_priority="high", limit=5)

    assert asked.path == "/api/v1/alarms?hazard=H1&hazard=H+2&min_priority=high&limit=5"
    assert (asked.method, asked.body) == ("GET", None)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2025, 11, 24, 16, tzinfo=UTC),
        datetime(2025, 11, 25, tzinfo=timezone(timedelta(hours=8))),
        NOON,
    ],
)
def test_a_time_means_the_same_however_it_is_given(at: datetime | int) -> None:
    assert f"from={NOON}" in calls.read("journal", from_=at).path


def test_a_time_without_a_zone_is_none() -> None:
    with pytest.raises(ValueError, match="zone"):
        calls.read("journal", from_=datetime(2025, 11, 25))  # noqa: DTZ001 - that is the point


def test_ids_are_escaped_in_paths() -> None:
    call = calls.act("罐区/LT 9:HH", "acknowledge", 3, "seen", key="once")

    assert call.path == "/api/v1/alarms/%E7%BD%90%E5%8C%BA%2FLT%209%3AHH/acknowledge"
    assert json.loads(call.body or b"") == {"version": 3, "reason": "seen"}
    assert call.headers["Idempotency-Key"] == "once"


def test_histories_come_as_arrow_or_in_bins() -> None:
    assert calls.read_history("T1", 5, 9).path.endswith("T1/history?from=5&to=9&format=arrow")
    assert calls.read_history("T1", 5, 9, points=3).path.endswith("?from=5&to=9&points=3")


def test_a_problem_is_told_by_its_stable_name() -> None:
    body = json.dumps(
        {
            "type": "urn:hazardwatch:problem:too-many-requests",
            "status": 429,
            "detail": "slowly",
            "errors": [{"where": "limit", "detail": "at most 1000"}],
        }
    ).encode()
    with pytest.raises(ProblemError) as told:
        calls.read_json(429, {"Retry-After": "7"}, body)

    problem = told.value.problem
    assert (problem.kind, problem.retry_after_s) == ("too-many-requests", 7.0)
    assert str(told.value) == "429 too-many-requests: slowly; limit: at most 1000"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"detail": 5}'])
def test_what_is_no_problem_document_is_refused_as_it_came(body: bytes) -> None:
    with pytest.raises(ProblemError) as told:
        calls.read_json(502, {}, body)
    assert (told.value.problem.status, told.value.problem.kind) == (502, "unknown")


def test_a_success_that_is_no_json_is_told() -> None:
    with pytest.raises(ProblemError, match="not-json"):
        calls.read_json(200, {}, b"<html>")
    assert calls.read_json(204, {}, b"") is None
