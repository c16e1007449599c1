"""Server-sent events as a program without a websocket reads them, over a killed platform."""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.contract.exchange import send

pytestmark = pytest.mark.broker


@contextmanager
def follow(platform: Any, place: str | None = None) -> Iterator[Iterator[tuple[str, str, Any]]]:
    """Events of the alarms as (name, place, body)."""
    connection = http.client.HTTPConnection("127.0.0.1", platform.port, timeout=20)
    headers = {"Authorization": f"Bearer {platform.token}", "Accept": "text/event-stream"}
    if place is not None:
        headers["Last-Event-ID"] = place
    connection.request("GET", "/api/v1/events", headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/event-stream")

    def read() -> Iterator[tuple[str, str, Any]]:
        fields: dict[str, str] = {}
        for line in iter(answer.readline, b""):
            text = line.decode().rstrip("\n")
            if text:
                name, _, value = text.partition(": ")
                fields[name] = value
            else:
                yield fields["event"], fields.get("id", ""), json.loads(fields["data"])
                fields = {}

    try:
        yield read()
    finally:
        connection.close()


def find(events: Iterator[tuple[str, str, Any]], *names: str) -> tuple[str, str, Any]:
    return next(event for event in events if event[0] in names)


def list_alarms(delta: Any) -> set[str]:
    return {op[1] for op in delta["ops"]}


def await_alarms(events: Iterator[tuple[str, str, Any]], wanted: set[str]) -> tuple[str, Any]:
    """The place and the delta with which all of them have been told."""
    while True:
        _, place, delta = find(events, "delta")
        wanted = wanted - list_alarms(delta)
        if not wanted:
            return place, delta


def test_a_follower_misses_nothing_of_a_platform_that_was_killed(site: Any) -> None:
    platform, _, gateway = site
    with follow(platform) as events:
        assert find(events, "snap")[2]["rows"] == []
        send(platform, gateway, "LT-101", 95)
        place, delta = await_alarms(events, {"LT-101:H", "LT-101:HH"})
        assert find(events, "hb")[2]["q"]["alarms"] >= delta["q"]
    send(platform, gateway, "GT-101", 30)
    platform.kill()
    platform.start()

    with follow(platform, place) as events:
        name, _, went_on = find(events, "snap", "delta")

    assert (name, went_on["prev"]) == ("delta", delta["q"])
    assert "GT-101:H" in list_alarms(went_on)
    assert not list_alarms(went_on) & {"LT-101:H", "LT-101:HH"}
