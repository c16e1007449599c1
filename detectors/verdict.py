"""Rules and changes of verdict: what the detectors are asked and what they answer.

A rule is one condition of one source. Its verdict is true, false or unknown; only changes between
true and false leave this folder, as arrays. Turning them into alarms is alerting's business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from plant.condition import Condition, Priority
from plant.reading import Instant

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition of one source, with what an alarm of it must say.

    ``source`` is a tag, gateway, voting, interlock or model id; ``row`` the tag's row or -1.
    ``limit`` is NaN where the condition has none.
    """

    source: str
    condition: Condition
    priority: Priority
    latching: bool
    limit: float
    unit: str
    hazard: str
    row: int

    @property
    def alarm(self) -> str:
        """Id of the rule's alarm: ``{source}:{condition}``."""
        return f"{self.source}:{self.condition}"


@dataclass(frozen=True, slots=True)
class Situation:
    """The time and the links under which a batch is judged; see contract section 1, rule 6.

    ``now`` is the platform's clock, or the stream's. ``event`` is the event clock of each tag's
    gateway, int64 ms, shape (tags,): a delay due strictly before it is due. The bank keeps
    it until the next tick: nobody writes to it afterwards. The four link
    arrays are those of :class:`plant.link.Links`. Where ``by_silence`` is false no gateway is
    called lost for silence alone (stream clock, backtest). ``clock_off``, int64 ms (gateways,),
    tells since when a gateway's clock is beyond tolerance, NEVER while it is not; None is NEVER
    for all. ``failing``, bool (subsystems,), tells which part of the platform fails; None where
    nobody looked, as in a backtest and in judging again. ``ended``: no more readings will come.
    ``gap_since``, like ``clock_off``, tells since when frames of a gateway are missing.
    """

    now: Instant
    event: NDArray[np.int64]
    gateway_of: NDArray[np.int16]
    down: NDArray[np.int64]
    heard: NDArray[np.int64]
    offline: NDArray[np.int64]
    by_silence: bool = True
    clock_off: NDArray[np.int64] | None = None
    failing: NDArray[np.bool_] | None = None
    ended: bool = False
    gap_since: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """Verdicts that changed, one a position, sorted by (at, rule), all arrays of shape (n,).

    ``rule``      int32, index in :attr:`detectors.bank.Bank.rules`
    ``at``        int64 ms, the due instant of the change, not the tick's
    ``onset``     int64 ms, when the condition began to hold: a raise's first beyond reading
    ``active``    bool, true = raised, false = returned
    ``value``     float64, the value that decided; NaN where there is none
    ``marks``     uint16, :class:`plant.reading.Mark`
    ``priority``  int8, :class:`plant.condition.Priority`, the rule's own unless escalated
    ``limit``     float64, the limit in force: the rule's own unless a mode brings another
    ``source``    int64 ms, source time of the deciding reading, LONG_AGO if there is none
    ``received``  int64 ms, its arrival, LONG_AGO if there is none
    ``reasons``   position → the reason in words, where there is more to say than the condition
    ``places``    position → that of the deciding reading among the tick's arrivals, where it is
        told; only for kinds that follow others within the tick
    """

    rule: NDArray[np.int32]
    at: NDArray[np.int64]
    onset: NDArray[np.int64]
    active: NDArray[np.bool_]
    value: NDArray[np.float64]
    marks: NDArray[np.uint16]
    priority: NDArray[np.int8]
    limit: NDArray[np.float64]
    source: NDArray[np.int64]
    received: NDArray[np.int64]
    reasons: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rule)

    @classmethod
    @cache
    def none(cls) -> "Changes":
        """No change at all, the usual answer; always the same one."""
        nowhen = np.empty(0, dtype=np.int64)
        return cls(
            rule=np.empty(0, dtype=np.int32),
            at=nowhen,
            onset=nowhen,
            active=np.empty(0, dtype=np.bool_),
            value=np.empty(0),
            marks=np.empty(0, dtype=np.uint16),
            priority=np.empty(0, dtype=np.int8),
            limit=np.empty(0),
            source=nowhen,
            received=nowhen,
        )


@dataclass(frozen=True, slots=True)
class Suppressions:
    """Alarms that the plant suppresses by design from an instant on, or no longer does, (n,).

    ``rule`` int32, ``at`` int64 ms, ``active`` bool (suppressed or released), ``reasons`` in words;
    sorted by (at, order of occurrence).
    """

    rule: NDArray[np.int32]
    at: NDArray[np.int64]
    active: NDArray[np.bool_]
    reasons: Sequence[str]

    def __len__(self) -> int:
        return len(self.rule)

    @classmethod
    def join(cls, parts: Sequence["Suppressions"]) -> "Suppressions":
        """Several as one, in the order of time."""
        if not parts:
            nowhen = np.empty(0, dtype=np.int64)
            return cls(nowhen.astype(np.int32), nowhen, nowhen.astype(np.bool_), ())
        at = np.concatenate([part.at for part in parts])
        order = np.argsort(at, kind="stable")
        reasons = [reason for part in parts for reason in part.reasons]
        return cls(
            np.concatenate([part.rule for part in parts])[order],
            at[order],
            np.concatenate([part.active for part in parts])[order],
            [reasons[place] for place in order.tolist()],
        )


def merge(parts: Sequence[Changes]) -> Changes:
    """All changes of several detectors, each sorted, sorted by (at, rule, order of occurrence)."""
    parts = [part for part in parts if len(part)]
    return parts[0] if len(parts) == 1 else sort(parts)


def sort(parts: Sequence[Changes]) -> Changes:
    """Changes as they were found, by (at, rule, order of occurrence)."""
    if not parts:
        return Changes.none()
    if len(parts) == 1 and len(parts[0]) == 1:
        return parts[0]
    rule = np.concatenate([part.rule for part in parts])
    at = np.concatenate([part.at for part in parts])
    order = np.lexsort((np.arange(len(rule)), rule, at))
    return Changes(
        rule=rule[order],
        at=at[order],
        onset=np.concatenate([part.onset for part in parts])[order],
        active=np.concatenate([part.active for part in parts])[order],
        value=np.concatenate([part.value for part in parts])[order],
        marks=np.concatenate([part.marks for part in parts])[order],
        priority=np.concatenate([part.priority for part in parts])[order],
        limit=np.concatenate([part.limit for part in parts])[order],
        source=np.concatenate([part.source for part in parts])[order],
        received=np.concatenate([part.received for part in parts])[order],
        reasons=_move([(len(part), part.reasons) for part in parts], order),
        places=_move([(len(part), part.places) for part in parts], order),
    )


def _move(parts: Sequence[tuple[int, Mapping[int, T]]], order: NDArray[np.intp]) -> dict[int, T]:
    """What is said of positions, by their new ones; parts with their lengths."""
    said: dict[int, T] = {}
    offset = 0
    for length, own in parts:
        said.update({offset + place: one for place, one in own.items()})
        offset += length
    if not said:
        return said
    return {new: said[old] for new, old in enumerate(order.tolist()) if old in said}
