"""Silence: tags without fresh readings, and gateways from which nothing comes.

Contract section 1, rule 9. Freshness is measured on the platform's clock by ``fresh``, never by
source time alone. One lost gateway is one alarm: its tags are stale without alarms of their own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.findings import SILENCE, Findings
from detectors.rule_table import RuleTable
from detectors.verdict import Situation
from plant.condition import Priority
from plant.link import Links
from plant.reading import LONG_AGO, NEVER, Instant, ReadingBatch
from plant.words import Plant

GATEWAY_LOST = {
    True: "网关已离线 the gateway is offline",
    False: "网关无数据 nothing came from the gateway",
}


@dataclass(slots=True)
class SilenceStates:
    """State of silence.

    ``fresh``  int64 ms (tags,), from when staleness counts, LONG_AGO while it does not count
    ``stale``  bool (tags,), in alarm
    ``since``  int64 ms (tags,), the last change of the stale verdict
    ``lost``   bool (gateways,), in alarm
    ``lost_since``  int64 ms (gateways,), the last change of the lost verdict
    ``start``  int64 ms (gateways,), from when a gateway's silence counts before it was heard
    ``mute``   bool (tags,), its source went down or its gateway was lost since its last reading
    """

    fresh: NDArray[np.int64]
    stale: NDArray[np.bool_]
    since: NDArray[np.int64]
    lost: NDArray[np.bool_]
    lost_since: NDArray[np.int64]
    start: NDArray[np.int64]
    mute: NDArray[np.bool_]

    @classmethod
    def of(cls, tags: int, gateways: int) -> "SilenceStates":
        """Nothing heard, nothing counted."""
        return cls(
            np.full(tags, LONG_AGO),
            np.zeros(tags, dtype=np.bool_),
            np.full(tags, LONG_AGO),
            np.zeros(gateways, dtype=np.bool_),
            np.full(gateways, LONG_AGO),
            np.full(gateways, LONG_AGO),
            np.zeros(tags, dtype=np.bool_),
        )


class Silence:
    """The stale verdicts of all tags and the lost verdicts of all gateways."""

    def __init__(self, plant: Plant, table: RuleTable) -> None:
        tags, gateways = len(plant.tags), len(plant.gateways)
        self.states = SilenceStates.of(tags, gateways)
        self._table = table
        # One more entry stands for "no gateway", which row -1 then finds.
        by_exception = [gateway.report == "exception" for gateway in plant.gateways]
        self._by_exception = np.array([*by_exception, False], dtype=np.bool_)
        self._gateway_of = np.full(tags, -1, dtype=np.int16)
        self.limit_ms = table.stale_ms.copy()
        self._shortest = np.full(gateways, NEVER)
        # When each tag goes stale: a tick asks this of all tags, a reading changes it for one.
        self._due = np.full(tags, NEVER)
        self.follow(Links.of(plant).gateway_of)

    def begin(self, start: Instant) -> None:
        """Let silence count from ``start``: neither our absence nor our newness is anyone's."""
        np.maximum(self.states.fresh, start, out=self.states.fresh)
        np.maximum(self.states.start, start, out=self.states.start)
        self.renew()

    def renew(self) -> None:
        """Take up states or limits that were changed as a whole."""
        self._due = self._find_due(np.arange(len(self._due)))

    def hear_round(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp],
        doubtful: NDArray[np.bool_],
        clock: NDArray[np.int64],
        findings: Findings,
    ) -> None:
        """Take in readings in which each tag occurs once.

        A gap before a reading is told even if no tick fell into it: raised when it was due,
        returned with the reading.

        :param doubtful: bool (m,), from a source declared down: silent all the same.
        :param clock: int64 (m,), the platform's clock when each arrived, as far as it is known.
        """
        states, row = self.states, batch.row[place]
        fresh = batch.fresh[place]
        due = self._due[row]
        gap = (due < np.maximum(fresh, clock)) & ~states.stale[row] & ~self._bereft(row)
        self._tell(row[gap], due[gap], findings, active=True)
        back = states.stale[row] & ~doubtful
        self._tell(row[back], fresh[back], findings, active=False)
        states.fresh[row] = np.maximum(states.fresh[row], fresh)
        states.mute[row] &= doubtful
        self._due[row] = self._find_due(row)

    def find_lost(self, situation: Situation) -> NDArray[np.bool_]:
        """Bool (gateways,): silent for too long or declared offline, and not lost already."""
        silent = self._silent_at(situation)
        gone = (situation.offline <= situation.now) | (silent < situation.now)
        found: NDArray[np.bool_] = gone & ~self.states.lost
        return found

    def watch(
        self, situation: Situation, severe: NDArray[np.bool_], findings: Findings
    ) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Let the clock pass over gateways and tags.

        :param severe: bool (gateways,), an HH is pending or standing there: losing it is critical.
        :returns: intp (k,), tags fallen mute just now (source down, or gateway lost), and int64 ms
            (k,), since when on the platform's clock.
        """
        self._lose_gateways(situation, severe, findings)
        self._find_gateways(situation, findings)
        states = self.states
        down = np.flatnonzero(situation.down < NEVER)
        down = down[~states.stale[down] & ~self._bereft(down)]
        self._tell(down, situation.down[down], findings, active=True)
        overdue = np.flatnonzero(self._due < situation.now)
        overdue = overdue[~states.stale[overdue] & ~self._bereft(overdue)]
        overdue = overdue[self._spoke_since(overdue, situation)]
        self._tell(overdue, self._due[overdue], findings, active=True)
        return self._fall_mute(situation)

    def _spoke_since(self, row: NDArray[np.intp], situation: Situation) -> NDArray[np.bool_]:
        """Bool (k,): the tag's gateway has spoken since the tag was due, or can't be missed.

        A reading is some time old when it comes, so the tags of a gateway that fell silent are due
        before the gateway is: whose silence it is shows with its next frame, or when it is lost.
        """
        if not situation.by_silence:
            return np.ones(len(row), dtype=np.bool_)
        heard = np.maximum(situation.heard, self.states.start)
        heard = np.append(np.where(self._shortest < NEVER, heard, NEVER), NEVER)
        spoke: NDArray[np.bool_] = heard[self._gateway_of[row]] >= self._due[row]
        return spoke

    def _fall_mute(self, situation: Situation) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        fallen = situation.down < NEVER
        if self.states.lost.any():
            fallen |= self._bereft(np.arange(len(fallen)))
        fallen &= ~self.states.mute
        self.states.mute |= fallen
        rows = np.flatnonzero(fallen)
        lost = np.append(np.where(self.states.lost, self.states.lost_since, NEVER), NEVER)
        return rows, np.minimum(situation.down[rows], lost[self._gateway_of[rows]])

    def align(self, stale: NDArray[np.bool_], lost: NDArray[np.bool_]) -> None:
        """Be in alarm where one stands, bool (tags,) and (gateways,), and nowhere else."""
        self.states.stale[:] = stale
        self.states.lost[:] = lost

    def find_known(self, board: Board, event: NDArray[np.int64], now: Instant) -> NDArray[np.bool_]:
        """Bool (tags,): the value on the board still counts, by both clocks."""
        old = board.received + self.limit_ms <= now
        old |= board.time + self.limit_ms <= event
        return ~(old | self.silent | self._bereft(np.arange(len(old))))

    @property
    def silent(self) -> NDArray[np.bool_]:
        """Bool (tags,): what the board shows as stale."""
        return self.states.stale | self.states.mute

    def next_due(self) -> Instant:
        """The earliest instant at which a tag goes stale if nothing comes."""
        due = self._due[~self.states.stale]
        return int(due.min()) if len(due) else int(NEVER)

    def follow(self, gateway_of: NDArray[np.int16]) -> None:
        """Limits change only when a tag comes by another gateway."""
        if np.array_equal(gateway_of, self._gateway_of):
            return
        self._gateway_of = gateway_of.copy()
        by_exception = self._by_exception[gateway_of]
        self.limit_ms = np.where(by_exception, NEVER, self._table.stale_ms)
        self._shortest[:] = NEVER
        known = gateway_of >= 0
        np.minimum.at(self._shortest, gateway_of[known], self.limit_ms[known])
        self.renew()

    def _lose_gateways(
        self, situation: Situation, severe: NDArray[np.bool_], findings: Findings
    ) -> None:
        lost = self.find_lost(situation)
        if not lost.any():
            return
        states = self.states
        gateway = np.flatnonzero(lost)
        at = np.minimum(situation.offline, self._silent_at(situation))[gateway]
        at = np.maximum(at, states.lost_since[gateway])
        states.lost[gateway] = True
        states.lost_since[gateway] = at
        rule = (gateway + self._table.gateway_lost).astype(np.int32)
        own = np.array([self._rate_loss(row) for row in gateway.tolist()], dtype=np.int8)
        offline = (situation.offline < NEVER)[gateway].tolist()
        findings.add(
            rule,
            at,
            at,
            SILENCE._replace(received=situation.heard[gateway]),
            active=True,
            priority=np.where(severe[gateway], np.int8(Priority.CRITICAL), own),
            reasons={place: GATEWAY_LOST[declared] for place, declared in enumerate(offline)},
        )

    def _rate_loss(self, gateway: int) -> int:
        """By the worst hazard among its tags; by the enterprise's while it has brought none."""
        worst = int(self._table.losing[self._gateway_of == gateway].max(initial=0))
        return worst or self._table.rules[self._table.gateway_lost + gateway].priority

    def _find_gateways(self, situation: Situation, findings: Findings) -> None:
        states = self.states
        if not states.lost.any():
            return
        silent = self._silent_at(situation)
        found = states.lost & (situation.offline == NEVER) & (silent >= situation.now)
        found &= situation.heard > LONG_AGO
        if not found.any():
            return
        gateway = np.flatnonzero(found)
        at = np.maximum(situation.heard[gateway], states.lost_since[gateway])
        states.lost[gateway] = False
        states.lost_since[gateway] = at
        # Its tags have their own limit to report from now on.
        heard = np.append(np.where(found, situation.heard, LONG_AGO), LONG_AGO)
        np.maximum(states.fresh, heard[self._gateway_of], out=states.fresh)
        self.renew()
        findings.add(
            (gateway + self._table.gateway_lost).astype(np.int32),
            at,
            at,
            SILENCE._replace(received=situation.heard[gateway]),
            active=False,
        )

    def _silent_at(self, situation: Situation) -> NDArray[np.int64]:
        """Int64 (gateways,), when each has been silent too long; NEVER if that does not count.

        It is the shortest limit of its tags after the last frame.
        """
        if not situation.by_silence:
            return np.full(len(self.states.lost), NEVER)
        heard = np.maximum(situation.heard, self.states.start)
        return np.where(heard > LONG_AGO, heard + self._shortest, NEVER)

    def _bereft(self, row: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Bool (k,): the tag's gateway is lost."""
        lost: NDArray[np.bool_] = np.append(self.states.lost, np.False_)
        found: NDArray[np.bool_] = lost[self._gateway_of[row]]
        return found

    def _find_due(self, row: NDArray[np.integer]) -> NDArray[np.int64]:
        fresh, limit_ms = self.states.fresh[row], self.limit_ms[row]
        counts = (fresh > LONG_AGO) & (limit_ms < NEVER)
        return np.where(counts, fresh + np.where(counts, limit_ms, 0), NEVER)

    def _tell(
        self,
        row: NDArray[np.integer],
        at: NDArray[np.int64],
        findings: Findings,
        *,
        active: bool,
    ) -> None:
        if len(row) == 0:
            return
        states = self.states
        at = np.maximum(at, states.since[row])
        states.stale[row] = active
        states.since[row] = at
        findings.add(
            (row + self._table.stale).astype(np.int32),
            at,
            at,
            SILENCE,
            active=active,
        )
