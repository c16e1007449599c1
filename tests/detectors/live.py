"""A bank under live links: what ingest would have made of frames, statuses and wills."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from detectors.bank import Bank
from detectors.verdict import Changes
from plant.link import Links
from plant.reading import NEVER, Instant, Mark
from plant.subsystem import SUBSYSTEMS, Subsystem
from plant.words import Gateway, Plant
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.streams import T0, flatten, list_holds
from tests.detectors.twin import Hold, Reading, make_batch

Said = list[tuple[float, str, bool]]


class Live:
    """A plant judged live.

    :param gateway_of: tag id → id of the gateway that brings it; without it, the plant's only one.
    :param age: how old readings are when they arrive, ms.
    :param behind: how far the gateway's clock is behind ours, ms, within tolerance.
    """

    def __init__(
        self,
        plant: Plant,
        start: Instant | None = None,
        gateway_of: Mapping[str, str] | None = None,
        age: int = 0,
        behind: int = 0,
    ) -> None:
        self.plant = plant
        self.bank = Bank(plant, start)
        self.links = Links.of(plant)
        self.age = age
        self.behind = behind
        self.by_silence = True
        self.failing: list[Subsystem] = []
        self.standing: set[str] = set()
        self.suppressed: set[str] = set()
        self.holds: list[Hold] = []
        self.now = 0
        for tag, gateway in (gateway_of or {}).items():
            self.links.gateway_of[plant.row_of[tag]] = plant.gateway_row_of[gateway]

    def restart(self, start: Instant | None = None, plant: Plant | None = None) -> Changes:
        """Go on with a new bank; with ``start`` as after an absence, without as in re-judging.

        :param plant: what the plant has become, with the same tags and gateways.
        :returns: what standing values have to say at once.
        """
        saved = self.bank.save()
        self.plant = plant or self.plant
        self.bank = Bank(self.plant, start)
        self.bank.restore(saved)
        self.bank.align(self.standing, self.suppressed)
        if start is not None:
            self.bank.begin(start)
        return self.keep(self.bank.rejudge(self.now if start is None else start))

    def note(self, name: str, word: str, now: Instant) -> None:
        """A status or will, ``offline`` or ``online``; ``down`` or ``up`` of a tag's source.

        ``wrong`` or ``right`` is the gateway's clock, ``gap`` or ``whole`` its frames' numbers.
        """
        if name in self.plant.row_of:
            self.links.down[self.plant.row_of[name]] = now if word == "down" else NEVER
            return
        gateway = self.plant.gateway_row_of[name]
        if word in ("wrong", "right"):
            self.links.clock_off[gateway] = now if word == "wrong" else NEVER
            return
        if word in ("gap", "whole"):
            self.links.gap_since[gateway] = now if word == "gap" else NEVER
            return
        self.links.offline[gateway] = now if word == "offline" else NEVER
        if word != "offline":
            self.links.heard[gateway] = now

    def tick(self, now: Instant, readings: Iterable[Reading] = ()) -> Changes:
        """Readings that arrive now, and the passing of time up to now."""
        batch = make_batch(readings)
        batch = replace(batch, fresh=batch.time - self.age, time=batch.time - self.behind)
        brought = self.links.gateway_of[batch.row]
        offline = np.append(self.links.offline, NEVER)[brought]
        down = np.minimum(self.links.down[batch.row], offline) <= batch.received
        batch.marks[down] |= np.uint16(Mark.SOURCE_DOWN)
        self.links.heard[brought[brought >= 0]] = now
        self.now = now
        moment = situation(
            self.plant,
            now,
            now - self.behind,
            self.links,
            by_silence=self.by_silence,
        )
        failing = np.array([subsystem in self.failing for subsystem in SUBSYSTEMS])
        moment = replace(moment, failing=failing)
        return self.keep(self.bank.judge(batch, moment))

    def keep(self, changes: Changes) -> Changes:
        """What the journal would make of changes: which alarms stand."""
        for rule, active in zip(changes.rule.tolist(), changes.active.tolist(), strict=True):
            change = self.standing.add if active else self.standing.discard
            change(self.bank.rules[rule].alarm)
        for hold in (told := list_holds(self.bank)):
            (self.suppressed.add if hold.suppressed else self.suppressed.discard)(hold.alarm)
        self.holds += told
        return changes


def at(second: float) -> Instant:
    return T0 + round(1000 * second)


def tick(live: Live, second: float, *values: float | None) -> Said:
    """One tick: a value a tag, None for a tag that sends none."""
    stream = [
        Reading(row, at(second), value) for row, value in enumerate(values) if value is not None
    ]
    changes = flatten(live.bank, live.tick(at(second), stream))
    return [((change.at - T0) / 1000, change.alarm, change.active) for change in changes]


def watch(live: Live, first: int, last: int) -> Said:
    """Ticks without readings, one a second."""
    return [change for second in range(first, last + 1) for change in tick(live, second)]


def one_gateway(report: str = "polled", level: int | None = None) -> Plant:
    return make_plant(
        make_tag("T1", h=80, interval_s=1),
        make_tag("T2", hh=90, on_delay_s=5, off_delay_s=5, interval_s=2),
        gateways=[Gateway("G1", "E1", report=report)],
        levels={"Z1": level},
    )


def gateway_of_three() -> Plant:
    """So many tags that their common silence is their gateway's."""
    tags = [make_tag(name, interval_s=1) for name in ("T1", "T2", "T3")]
    return make_plant(*tags, gateways=[Gateway("G1", "E1")])
