"""The platform's cores with a journal and a spool in lists: what can be done to them from outside.

Frames, commands, time, a reload and a restart go the ways of ``serve`` (:mod:`hazardwatch.tick`,
``hazardwatch.assemble.recall``) without its files. What is expected of it is not known here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from alerting.alarm import Answer, Command, Entry
from hazardwatch.tick import Cores, meet_plant, repeat_tick, run_tick, take_over
from historian.spool import TickRecord
from ingest.frame import Frame
from plant.reading import Instant
from plant.words import Plant


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint keeps: the arrays, with how much of journal and spool they stand for."""

    bank: Mapping[str, np.ndarray]
    admission: Mapping[str, np.ndarray]
    journalled: int
    spooled: int


@dataclass
class TickingPark:
    """One park, ticked by a test. ``now`` is the platform's clock."""

    plant: Plant
    now: Instant
    journal: list[Entry] = field(default_factory=list)
    spool: list[TickRecord] = field(default_factory=list)
    checkpoint: Checkpoint | None = None

    def __post_init__(self) -> None:
        self.cores = Cores.of(self.plant, stream=False, now=self.now)
        self.cores.resume(self.now)

    def tick(self, now: Instant, frames: Sequence[Frame] = (), *commands: Command) -> list[Answer]:
        """One tick at ``now``."""
        self.now = now
        turn = run_tick(self.cores, frames, commands, now)
        assert not turn.refusals
        self._commit(turn.entries)
        if turn.record is not None:
            self.spool.append(turn.record)
        return list(turn.answers)

    def write_checkpoint(self) -> None:
        self.checkpoint = Checkpoint(
            self.cores.bank.save(),
            self.cores.admission.save(),
            len(self.journal),
            len(self.spool),
        )

    def restart(self, plant: Plant | None = None) -> None:
        """Stop without a word and start again, on another plant if there is one."""
        self.plant = plant or self.plant
        self.cores = Cores.of(self.plant, stream=False, now=self.now)
        journalled = spooled = 0
        if self.checkpoint is not None:
            self.cores.bank.restore(self.checkpoint.bank)
            self.cores.admission.restore(self.checkpoint.admission)
            journalled, spooled = self.checkpoint.journalled, self.checkpoint.spooled
        self.cores.alarms.take_up(self.journal, journalled)
        for record in self.spool[spooled:]:
            self._commit(repeat_tick(self.cores, record))
        self.cores.resume(self.now)
        self._commit(meet_plant(self.cores, self.now))

    def reload(self, plant: Plant) -> None:
        """Put a changed plant in force between two ticks."""
        self.plant = plant
        heir = Cores.of(plant, stream=False, now=self.now)
        self.cores, entries = take_over(self.cores, heir, plant, self.now)
        self._commit(entries)
        self.write_checkpoint()

    def _commit(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.journal.append(replace(entry, seq=len(self.journal) + 1))


def make_frame(
    gateway: str, values: Mapping[str, float | None], ts: Instant, now: Instant
) -> Frame:
    """A frame of enterprise E1 in park P; a value of None is of bad quality."""
    good = {tag: value for tag, value in values.items() if value is not None}
    said: dict[str, object] = {
        "sent": now,
        "ts": ts,
        "values": {**good, **dict.fromkeys(values.keys() - good, 0)},
    }
    if bad := values.keys() - good:
        said["quality"] = dict.fromkeys(bad, "bad")
    return Frame(f"hazard/v1/P/E1/{gateway}/data", json.dumps(said).encode(), now)
