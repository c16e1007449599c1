"""Silence: tags without fresh readings, and gateways from which nothing comes.

Contract section 1, rule 9. Freshness is measured on the platform's clock by ``fresh``, never by
source time alone. One lost gateway is one alarm: its tags are stale without alarms of their own.

Whose silence it is that a tag fell due in, its own or its gateway's, shows in three ways:

1. the gateway has spoken since: the tag's;
2. :data:`TOO_MANY` tags fell due with nothing heard of the gateway since: the gateway's. Tags that
   have not come back from its last loss don't count here while others of it are well: they are
   dead by themselves, and would have a living gateway lost again and again;
3. neither, for :data:`JOIN_MS`: the tag's. Fewer alarms than that are no flood.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.findings import SILENCE, Findings
from detectors.last_changes import LastChanges
from detectors.rule_table import RuleTable
from detectors.verdict import Situation
from plant.condition import Priority
from plant.link import Links
from plant.reading import LONG_AGO, NEVER, Instant, ReadingBatch
from plant.subsystem import SUBSYSTEMS, Subsystem
from plant.words import Plant

TOO_MANY: Final = 3
"""So many tags of a gateway fall silent together by no coincidence."""

JOIN_MS: Final = 1_000
"""How long a tag that is due waits for others of its gateway to be due with it."""

GATEWAY_LOST: Final = {
    True: "网关已离线 the gateway is offline",
    False: "网关无数据 nothing came from the gateway",
}

_NONE: Final = np.empty(0, dtype=np.int64)
_BROKER: Final = SUBSYSTEMS.index(Subsystem.BROKER)


@dataclass(slots=True)
class SilenceStates:
    """State of silence.

    ``fresh``  int64 ms (tags,), from when staleness counts, LONG_AGO while it does not count
    ``stale``  bool (tags,), in alarm
    ``lost``   bool (gateways,), in alarm
    ``lost_since``  int64 ms (gateways,), the last change of the lost verdict
    ``start``  int64 ms (gateways,), from when a gateway's silence counts before it was heard
    ``mute``   bool (tags,), its source went down or its gateway was lost since its last reading
    """

    fresh: NDArray[np.int64]
    stale: NDArray[np.bool_]
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
            np.zeros(gateways, dtype=np.bool_),
            np.full(gateways, LONG_AGO),
            np.full(gateways, LONG_AGO),
            np.zeros(tags, dtype=np.bool_),
        )


class Silence:
    """The stale verdicts of all tags and the lost verdicts of all gateways."""

    def __init__(self, plant: Plant, table: RuleTable, changes: LastChanges) -> None:
        tags, gateways = len(plant.tags), len(plant.gateways)
        self.states = SilenceStates.of(tags, gateways)
        self._table = table
        self._changes = changes
        # One more entry stands for "no gateway", which row -1 then finds.
        by_exception = [gateway.report == "exception" for gateway in plant.gateways]
        self._by_exception = np.array([*by_exception, False], dtype=np.bool_)
        self.gateway_of = np.full(tags, -1, dtype=np.int16)
        self.no_gateway = np.full(gateways, NEVER)
        self.limit_ms = table.stale_ms.copy()
        # No tag goes stale before this instant: until then nobody has to look at all of them.
        self.earliest = int(LONG_AGO)
        # Whether what the board shows as stale may have changed since somebody asked.
        self.altered = True
        self._gateways_seen = b""
        self.follow(Links.of(plant).gateway_of)

    def begin(self, start: Instant) -> None:
        """Let silence count from ``start``: neither our absence nor our newness is anyone's."""
        np.maximum(self.states.fresh, start, out=self.states.fresh)
        np.maximum(self.states.start, start, out=self.states.start)
        self.renew()

    def begin_unheard(self, start: Instant) -> None:
        """The same for those alone that have not begun to count: the new ones of a plant."""
        for since in (self.states.fresh, self.states.start):
            since[since == LONG_AGO] = start
        self.renew()

    def renew(self) -> None:
        """Take up states or limits that were changed as a whole."""
        self.earliest = int(LONG_AGO)
        self.altered = True

    def judge_round(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp],
        doubtful: NDArray[np.bool_],
        clock: NDArray[np.int64],
        findings: Findings,
    ) -> None:
        """Judge readings in which each tag occurs once, before they are heard.

        A gap before a reading is told even if no tick fell into it: raised when it was due,
        returned with the reading.

        A reading that is older than its tag's limit when it comes is no sign of life.

        :param doubtful: bool (m,), from a source declared down: silent all the same.
        :param clock: int64 (m,), the platform's clock when each arrived, as far as it is known.
        """
        states, row = self.states, batch.row[place].astype(np.intp)
        fresh, limit_ms = batch.fresh[place], self.limit_ms[row]
        heard = states.fresh[row]
        gap = heard + limit_ms < np.maximum(fresh, clock)
        if np.count_nonzero(gap):
            gap &= (heard > LONG_AGO) & ~states.stale[row] & ~self._bereft(row)
            self._tell(row[gap], heard[gap] + limit_ms[gap], findings, active=True)
        if np.count_nonzero(states.stale[row] | states.mute[row]):
            age = np.maximum(clock, batch.received[place]) - fresh
            silent = doubtful | (age > limit_ms)
            back = states.stale[row] & ~silent
            self._tell(row[back], fresh[back], findings, active=False)
            states.mute[row] &= silent
            self.altered = True
        due = np.maximum(heard, fresh) + limit_ms
        self.earliest = min(self.earliest, *due.tolist())

    def find_gaps(self, row: NDArray[np.integer], until: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Bool (k,): nothing fresh came of tags for longer than their limit, up to instants.

        True also of tags that were never heard, of which nothing is told.
        """
        due: NDArray[np.int64] = self.states.fresh[row] + self.limit_ms[row]
        return due < until

    def hear(self, row: NDArray[np.integer], fresh: NDArray[np.int64]) -> None:
        """Take in readings in which each tag occurs once, as signs of life."""
        states = self.states
        states.fresh[row] = np.maximum(states.fresh[row], fresh)

    def find_lost(self, situation: Situation) -> NDArray[np.int64]:
        """Int64 ms (gateways,), since when each is lost that is not known to be, else NEVER.

        Silent for too long, declared offline, or not to be heard.
        """
        if self._is_all_well(situation):
            return self.no_gateway
        since = np.minimum(situation.offline, self._find_silent(situation))
        since[self._find_unheard(situation) & (since > situation.now)] = situation.now
        since[self.states.lost | (since > situation.now)] = NEVER
        return since

    def _is_all_well(self, situation: Situation) -> bool:
        """No tag is due, no gateway declared offline and the broker is heard."""
        deaf = situation.failing is not None and bool(situation.failing[_BROKER])
        declared = np.count_nonzero(situation.offline < NEVER)
        return self.earliest >= situation.now and not declared and not deaf

    def _find_unheard(self, situation: Situation) -> NDArray[np.bool_]:
        """Bool (gateways,): silence says nothing of them, and their will can't be heard either."""
        deaf = situation.failing is not None and bool(situation.failing[_BROKER])
        return self._by_exception[:-1] & deaf & situation.by_silence

    def watch(
        self,
        situation: Situation,
        lost: NDArray[np.int64],
        severe: NDArray[np.bool_],
        findings: Findings,
    ) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Let the clock pass over gateways and tags.

        :param lost: what :meth:`find_lost` says of the same situation.
        :param severe: bool (gateways,), an HH is pending or standing there: losing it is critical.
        :returns: intp (k,), tags fallen mute just now (source down, or gateway lost), and int64 ms
            (k,), since when on the platform's clock.
        """
        states, down = self.states, _find_down(situation.down)
        calm = lost is self.no_gateway and self.earliest >= situation.now and not len(down)
        if calm and not np.count_nonzero(states.lost):
            return _NONE, _NONE
        self._lose_gateways(situation, lost, severe, findings)
        self._find_gateways(situation, findings)
        if len(down):
            untold = down[~states.stale[down] & ~self._bereft(down)]
            self._tell(untold, situation.down[untold], findings, active=True)
        overdue = self._find_overdue(situation)
        if len(overdue):
            due = self._find_due(overdue)
            told = ~self._is_waiting(overdue, situation) | (due + JOIN_MS < situation.now)
            self._tell(overdue[told], due[told], findings, active=True)
        return self._fall_mute(situation, down)

    def _find_overdue(self, situation: Situation) -> NDArray[np.intp]:
        """Tags, intp (k,), that are due and have not been told of, alone or by their gateway."""
        if self.earliest >= situation.now:
            return _NONE
        due = self._find_due(np.arange(len(self.states.fresh)))
        since = np.append(np.where(self.states.lost, self.states.lost_since, NEVER), NEVER)
        untold = ~self.states.stale & (due < since[self.gateway_of])
        self.earliest = int(due[untold].min(initial=NEVER))
        return np.flatnonzero(untold & (due < situation.now))

    def _is_waiting(self, row: NDArray[np.intp], situation: Situation) -> NDArray[np.bool_]:
        """Bool (k,): nothing was heard of the tag's gateway since the tag fell due."""
        if not situation.by_silence:
            return np.zeros(len(row), dtype=np.bool_)
        heard = np.append(np.maximum(situation.heard, self.states.start), NEVER)
        waiting: NDArray[np.bool_] = heard[self.gateway_of[row]] < self._find_due(row)
        return waiting

    def _find_silent(self, situation: Situation) -> NDArray[np.int64]:
        """Int64 (gateways,), from when too many tags of each were silent with it, else NEVER."""
        silent = np.full(len(self.states.lost), NEVER)
        overdue = self._find_overdue(situation)
        waiting = overdue[self._is_waiting(overdue, situation)]
        if len(waiting) < TOO_MANY:
            return silent
        counted = waiting[~(self.states.mute & self._has_living_kin(situation))[waiting]]
        for gateway in np.unique(self.gateway_of[counted]).tolist():
            due = self._find_due(counted[self.gateway_of[counted] == gateway])
            if len(due) >= TOO_MANY:
                silent[gateway] = due.min()
        return silent

    def _has_living_kin(self, situation: Situation) -> NDArray[np.bool_]:
        """Bool (tags,): a tag of the same gateway is in time, and was heard since the last loss."""
        due = self._find_due(np.arange(len(self.states.fresh)))
        well = (due >= situation.now) & (due < NEVER)
        well &= ~self.states.stale & ~self.states.mute
        living = np.zeros(len(self.states.lost) + 1, dtype=np.bool_)
        living[self.gateway_of[well]] = True
        living[-1] = False
        found: NDArray[np.bool_] = living[self.gateway_of]
        return found

    def _fall_mute(
        self, situation: Situation, down: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Tags of sources that are down, intp (k,), and of lost gateways can't be judged."""
        lost = np.count_nonzero(self.states.lost)
        if not lost and not len(down):
            return _NONE, _NONE
        bereft = self._bereft(np.arange(len(self.states.mute)))
        bereft[down] = True
        rows = np.flatnonzero(bereft & ~self.states.mute)
        self.states.mute[rows] = True
        self.altered |= len(rows) > 0
        since = np.append(np.where(self.states.lost, self.states.lost_since, NEVER), NEVER)
        return rows, np.minimum(situation.down[rows], since[self.gateway_of[rows]])

    def align(self, stale: NDArray[np.bool_], lost: NDArray[np.bool_]) -> None:
        """Be in alarm where one stands, bool (tags,) and (gateways,), and nowhere else."""
        self.states.stale[:] = stale
        self.states.lost[:] = lost
        self.renew()

    def find_known(self, board: Board, event: NDArray[np.int64], now: Instant) -> NDArray[np.bool_]:
        """Bool (tags,): the value on the board still counts, by both clocks."""
        old = board.received + self.limit_ms <= now
        old |= board.time + self.limit_ms <= event
        return ~(old | self.silent | self._bereft(np.arange(len(old))))

    def find_well(self, row: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Bool (k,): a good reading ends no silence of the tags."""
        well: NDArray[np.bool_] = ~(self.states.stale[row] | self.states.mute[row])
        return well

    @property
    def silent(self) -> NDArray[np.bool_]:
        """Bool (tags,): what the board shows as stale."""
        return self.states.stale | self.states.mute

    def next_due(self) -> Instant:
        """The earliest instant at which a tag goes stale if nothing comes."""
        due = self._find_due(np.flatnonzero(~self.states.stale))
        return int(due.min()) if len(due) else int(NEVER)

    def follow(self, gateway_of: NDArray[np.int16]) -> None:
        """Limits change only when a tag comes by another gateway."""
        seen = gateway_of.tobytes()  # to compare bytes is four times cheaper than arrays
        if seen == self._gateways_seen:
            return
        self._gateways_seen = seen
        self.gateway_of = gateway_of.copy()
        by_exception = self._by_exception[gateway_of]
        self.limit_ms = np.where(by_exception, NEVER, self._table.stale_ms)
        self.renew()

    def _lose_gateways(
        self,
        situation: Situation,
        lost: NDArray[np.int64],
        severe: NDArray[np.bool_],
        findings: Findings,
    ) -> None:
        if lost is self.no_gateway:
            return
        gateway = np.flatnonzero(lost < NEVER)
        if not len(gateway):
            return
        states = self.states
        at = np.maximum(lost[gateway], states.lost_since[gateway])
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
        worst = int(self._table.losing[self.gateway_of == gateway].max(initial=0))
        return worst or self._table.rules[self._table.gateway_lost + gateway].priority

    def _find_gateways(self, situation: Situation, findings: Findings) -> None:
        states = self.states
        if not np.count_nonzero(states.lost):
            return
        heard = situation.heard > (states.lost_since if situation.by_silence else LONG_AGO)
        found = states.lost & (situation.offline == NEVER) & heard
        found &= ~self._find_unheard(situation)
        if not found.any():
            return
        gateway = np.flatnonzero(found)
        at = np.maximum(situation.heard[gateway], states.lost_since[gateway])
        states.lost[gateway] = False
        states.lost_since[gateway] = at
        # Its tags have their own limit to report from now on.
        begun = np.append(np.where(found, situation.heard, LONG_AGO), LONG_AGO)
        np.maximum(states.fresh, begun[self.gateway_of], out=states.fresh)
        self.renew()
        findings.add(
            (gateway + self._table.gateway_lost).astype(np.int32),
            at,
            at,
            SILENCE._replace(received=situation.heard[gateway]),
            active=False,
        )

    def _bereft(self, row: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Bool (k,): the tag's gateway is lost."""
        lost: NDArray[np.bool_] = np.append(self.states.lost, np.False_)
        found: NDArray[np.bool_] = lost[self.gateway_of[row]]
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
        at = self._changes.note("stale", row, at)
        states.stale[row] = active
        self.altered = True
        findings.add(
            (row + self._table.stale).astype(np.int32),
            at,
            at,
            SILENCE,
            active=active,
        )


def _find_down(down: NDArray[np.int64]) -> NDArray[np.intp]:
    """Tags, intp (k,), whose source or gateway is declared down."""
    # To find the least takes a third of comparing all, and mostly nothing is down.
    if not len(down) or down[down.argmin()] == NEVER:
        return _NONE
    return np.flatnonzero(down < NEVER)
