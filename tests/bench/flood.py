"""A flood: thousands of alarms raised in one second, until the last is durable and on the screen.

A park of its own, with people who are told, nuisance marks, folding and flood watch as a site has
them. One process sends and hears, so all times are of one clock; the yardstick is a raw
subscription to the same messages. What the platform shows is durable by then (contract section 1,
rule 14); the journal is counted afterwards all the same.
"""

import asyncio
import json
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from simulators.raw_packets import write_publish
from tests.bench.figures import Line, Quantiles
from tests.bench.latency import Journeys, follow
from tests.bench.park import ALARM_GATEWAY, PARK, name_contacts, name_topic
from tests.bench.stage import Stage, open_stage

SECOND: Final = 1.0
A_FRAME: Final = 50
"""Contacts that change in one message: a gateway scans its inputs together."""

_PEOPLE: Final = """
[[person]]
id = "operator"
name = "值班员"
addresses = { away = "1" }

[[duty]]
role = "operator"
persons = ["operator"]

[[escalation]]
id = "all"
priorities = ["critical", "high", "medium", "low"]
steps = [{ after_s = 0, to = ["operator"], via = ["away"] }]
"""


@dataclass(frozen=True, slots=True)
class Flood:
    """Milliseconds from sending a change to its alarm on the websocket.

    ``after_ms``: from the last change sent to the last alarm shown. ``unrecorded``: alarms that the
    journal lacks in the end.
    """

    alarms: int
    missing: int
    unrecorded: int
    after_ms: float
    alarm_ms: Quantiles
    raw_ms: Quantiles
    cpu_s: float

    @property
    def lost(self) -> int:
        return self.missing + self.unrecorded

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        yield Line.beside(
            f"{self.alarms:,} alarms in a second",
            self.alarm_ms,
            self.raw_ms,
            f"all shown {self.after_ms:.0f} ms after the last, {self.cpu_s:.2f} s of CPU,"
            f" missing {self.lost}",
        )


def measure_flood(folder: Path, alarms: int) -> Flood:
    """Raise so many alarms in a second."""
    with open_stage(folder / "flood", alarms, _PEOPLE) as stage:
        stage.settle()
        before = stage.read_cpu_s()
        journeys, after_ms = asyncio.run(_measure(stage, name_contacts(alarms)))
        cpu_s = stage.read_cpu_s() - before
        raised = {
            row["alarm"]
            for row in stage.platform.items("journal")
            if row["event"] == "raised" and row["condition"] == "digital"
        }
    return Flood(
        alarms,
        len(journeys.alarm.sent_ns),
        alarms - len(raised),
        after_ms,
        Quantiles.of(journeys.alarm.took_ms),
        Quantiles.of(journeys.raw.took_ms),
        cpu_s,
    )


async def _measure(stage: Stage, contacts: Sequence[str]) -> tuple[Journeys, float]:
    journeys = Journeys()
    async with follow(stage, name_topic(PARK, ALARM_GATEWAY), _read_tags, journeys) as sender:
        sent_ns = await _flood(sender, contacts, journeys)
        await journeys.alarm.wait()
        after_ms = (time.monotonic_ns() - sent_ns) / 1e6
    return journeys, after_ms


async def _flood(link: socket.socket, contacts: Sequence[str], journeys: Journeys) -> int:
    """Every contact on, frame by frame over a second; when the last went out, monotonic ns."""
    topic = name_topic(PARK, ALARM_GATEWAY)
    frames = [contacts[first : first + A_FRAME] for first in range(0, len(contacts), A_FRAME)]
    begin = time.monotonic()
    for number, frame in enumerate(frames):
        await asyncio.sleep(begin + number * SECOND / len(frames) - time.monotonic())
        body = {"ts": time.time_ns() // 1_000_000, "values": dict.fromkeys(frame, 1)}
        packet = write_publish(topic, json.dumps(body).encode(), number + 1, retain=False)
        for tag in frame:
            journeys.send(tag)
        link.sendall(packet)
    return time.monotonic_ns()


def _read_tags(publish: bytes) -> list[str]:
    """The tags of a frame's values; topic and packet identifier come before the body."""
    place = 2 + int.from_bytes(publish[:2]) + 2
    return list(json.loads(publish[place:])["values"])
