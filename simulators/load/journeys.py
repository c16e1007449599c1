"""Where the time went: each alarm's way from the instant its message was due to the screen.

Pure. The stages telescope: their means add up to the mean of the whole. What the platform says is
cut to whole milliseconds of its own clock and taken for their middle, so a single stage is told to
half a millisecond, its mean better, and the whole exactly.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

import numpy as np

from plant.reading import Instant
from simulators.load.counts import Durations
from simulators.load.generator import SentExcursion

_NS: Final = 1_000_000


class Stage(StrEnum):
    """The parts of the way, each named by where it ends."""

    SENT = "sent"
    """From due to written: the generator's own, and what waited for a full window."""
    RECEIVED = "received"
    """Through the broker, until the platform stamped its arrival."""
    DETECTED = "detected"
    """Until the tick that judged it."""
    JOURNALLED = "journalled"
    """Judged, spooled and committed to the journal."""
    PUSHED = "pushed"
    """Until it was handed to the live websocket."""
    SEEN = "seen"
    """Until this bench's client had it."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An alarm that came over the websocket: the platform's stages in ms, its arrival in ns.

    ``journalled`` is None where it was shown before the journal had it.
    """

    alarm: str
    source: Instant | None
    received: Instant
    detected: Instant
    journalled: Instant | None
    pushed: Instant
    seen_ns: int


@dataclass(frozen=True, slots=True)
class Journeys:
    """The alarms that were to come: how long each stage took (µs), how many never came.

    ``unexpected``: raised without a reading of ours beyond its limit. ``unrecorded``: shown before
    the journal had them; they have no stages but the whole. ``clock_ms``: how far the platform's
    clock is from ours at the least, by what can't be: received before it was sent, seen before it
    was pushed. 0 where the two may agree.
    """

    expected: int
    seen: int
    missing: int
    unexpected: int
    unrecorded: int
    clock_ms: float
    whole: Durations
    stages: Mapping[Stage, Durations]


def match_journeys(
    excursions: Iterable[SentExcursion],
    sightings: Iterable[Sighting],
    wall_ns: int,
    *,
    timed: bool = True,
) -> Journeys:
    """Find to every excursion the alarm that it raised.

    :param wall_ns: wall clock minus monotonic clock of this machine.
    :param timed: frames carry their time, so an alarm names the reading that raised it; otherwise
        the newest excursion of its tag that went out before.
    """
    waiting: defaultdict[str, list[SentExcursion]] = defaultdict(list)
    expected = 0
    for excursion in excursions:
        waiting[excursion.alarm].append(excursion)
        expected += 1
    ours, unexpected = list[tuple[SentExcursion, Sighting]](), 0
    for sighting in sightings:
        found = _take(waiting[sighting.alarm], sighting, timed=timed)
        if found is None:
            unexpected += 1
        else:
            ours.append((found, sighting))
    whole = Durations()
    whole.add([(sighting.seen_ns - excursion.due_ns) / 1000 for excursion, sighting in ours])
    recorded = [pair for pair in ours if pair[1].journalled is not None]
    return Journeys(
        expected,
        len(ours),
        expected - len(ours),
        unexpected,
        len(ours) - len(recorded),
        _bound_clock(ours, wall_ns),
        whole,
        _count_stages(recorded, wall_ns),
    )


def _take(waiting: list[SentExcursion], sighting: Sighting, *, timed: bool) -> SentExcursion | None:
    for place in reversed(range(len(waiting))):
        excursion = waiting[place]
        fits = (
            excursion.source == sighting.source if timed else excursion.sent_ns < sighting.seen_ns
        )
        if fits:
            return waiting.pop(place)
    return None


def _bound_clock(pairs: Sequence[tuple[SentExcursion, Sighting]], wall_ns: int) -> float:
    """The platform's clock minus ours, in ms, as near to none as the pairs allow."""
    if not pairs:
        return 0.0
    most = min(one.received + 1 - (sent.sent_ns + wall_ns) / _NS for sent, one in pairs)
    least = max(one.pushed - (one.seen_ns + wall_ns) / _NS for _, one in pairs)
    return float(np.clip(0.0, least, most)) if least <= most else (least + most) / 2


def _count_stages(
    pairs: Sequence[tuple[SentExcursion, Sighting]], wall_ns: int
) -> dict[Stage, Durations]:
    """The distances of neighbouring instants, all brought to the wall clock in ns."""
    counted = {stage: Durations() for stage in Stage}
    measured = np.array([_measure(*pair, wall_ns) for pair in pairs]).reshape(-1, len(Stage))
    for stage, took_us in zip(Stage, measured.T, strict=True):
        counted[stage].add(took_us)
    return counted


def _measure(excursion: SentExcursion, sighting: Sighting, wall_ns: int) -> list[float]:
    instants = [
        excursion.due_ns + wall_ns,
        excursion.sent_ns + wall_ns,
        sighting.received * _NS + _NS // 2,
        sighting.detected * _NS + _NS // 2,
        (sighting.journalled or 0) * _NS + _NS // 2,
        sighting.pushed * _NS + _NS // 2,
        sighting.seen_ns + wall_ns,
    ]
    return [(end - start) / 1000 for start, end in pairwise(instants)]
