"""A scenario played through a real broker into a running platform, and held against what must come.

What came is read from the platform's journal over REST, like any outside program would; the
platform itself knows nothing of being watched. In memory, without a broker, the same is
:mod:`hazardwatch.rehearsal`.
"""

import asyncio
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hazardwatch.alarm_client import Client, ClientError
from hazardwatch.exit_code import Exit
from hazardwatch.publish import until_signal
from hazardwatch.rehearsal import BEGAN
from plant.reading import Instant
from plant.words import Plant
from simulators.expectation import Occurrence, Story, find_faults, tell_stories
from simulators.frame_writer import Form
from simulators.physics.physics_file import Physics
from simulators.publisher import LIVE, Simulated, Staging, Stamp, simulate
from simulators.scenario import Scenario

_PAGE: Final = 500
_SETTLED_WITHIN_S: Final = 30.0
_LOOK_S: Final = 0.2

_LAST_STEP_MS: Final = 500
"""What is dated within so little of the last step, or later, belongs to the goodbyes."""


@dataclass(frozen=True, slots=True)
class Performance:
    """How a show is played and where it is watched.

    ``own_time``: readings carry the show's time, for a platform with ``clock = "stream"``. ``form``
    and ``door``: see :class:`simulators.publisher.Staging`.
    """

    broker: str
    speed: float
    seed: int
    own_time: bool
    form: Form = Form.VALUES
    door: tuple[str, int] | None = None
    began: Instant = BEGAN

    def stage(self, lasts_s: float, physics: Physics) -> Staging:
        """How the publisher is to play it.

        :raises ValueError: the speed is none.
        """
        stamp = Stamp(self.began) if self.own_time else LIVE
        return Staging(self.speed, self.seed, self.form, self.door, stamp, lasts_s, physics)


@dataclass(frozen=True, slots=True)
class Watched:
    """What a show came to on a platform."""

    readings: int
    stories: list[Story]
    faults: list[str]


def watch_scenario(
    plant: Plant, physics: Physics, scenario: Scenario, performance: Performance, client: Client
) -> Watched:
    """Play a scenario to its end and read what the platform made of it.

    :raises ScenarioError: it does not fit the plant.
    :raises aiomqtt.MqttError: the broker is not there.
    :raises ClientError: the platform is not, or has not heard the show to its end.
    """
    staging, broker = performance.stage(scenario.lasts_s, physics), performance.broker
    done = asyncio.run(
        until_signal(lambda stop: simulate(plant, scenario, broker, staging, stop=stop))
    )
    await_goodbyes(plant, client)
    occurrences = list(read_occurrences(client, done))
    stories = tell_stories(occurrences)
    return Watched(done.readings, stories, find_faults(scenario.expectations, stories))


def await_goodbyes(plant: Plant, client: Client) -> None:
    """Wait until the platform has heard every gateway say goodbye: all before it is judged then.

    :raises ClientError: it takes too long.
    """
    names = {gateway.id for gateway in plant.gateways}
    end = time.monotonic() + _SETTLED_WITHIN_S
    while time.monotonic() < end:
        rows = _read_pages(client, "gateways?")
        if not any(row["now"]["online"] for row in rows if row["id"] in names):
            return
        time.sleep(_LOOK_S)
    raise ClientError("the platform has not heard the gateways say goodbye", Exit.FINDINGS)


def read_occurrences(client: Client, done: Simulated) -> Iterator[Occurrence]:
    """What the journal tells of the show, in its seconds: what was raised and returned in it.

    What the goodbyes bring is not the show's. It is dated by the last that was heard of each tag,
    which a corrected clock may put some milliseconds before the last step.
    """
    end = done.reached - _LAST_STEP_MS
    for row in _read_pages(client, f"journal?from={done.began}&to={end}&"):
        yield Occurrence(
            (row["at"] - done.began) / 1000.0,
            row["alarm"],
            row["event"],
            row["priority"],
            tuple(row["marks"]),
            row["held"] or "",
        )


def _read_pages(client: Client, path: str) -> Iterator[Mapping[str, Any]]:
    cursor = ""
    while True:
        page = client.call("GET", f"{path}limit={_PAGE}{cursor}")
        yield from page["items"]
        if page["next"] is None:
            return
        cursor = f"&cursor={page['next']}"
