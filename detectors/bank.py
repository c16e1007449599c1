"""The bank: all detectors of a plant behind one call a tick.

A batch goes in, changes of verdict come out; the state is in arrays that can be saved, restored
and carried over to a changed plant. Time and links are arguments. How batches are cut has no
influence on what is found. What is judged of every tag and gateway (limits, quality, silence) is
wired here; every other kind stands in :mod:`detectors.catalogue`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, replace
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.bad_quality import BadQuality
from detectors.board import Board
from detectors.catalogue import CATALOGUE
from detectors.findings import Findings
from detectors.gateway_faults import GAP_PATIENCE_MS, GatewayFaults
from detectors.kind import Arrivals, Moment
from detectors.late_data import LateData
from detectors.limit_states import Posture
from detectors.limits import Limits
from detectors.modes import Knowledge, Modes
from detectors.operating_states import Turn
from detectors.out_of_range import OutOfRange, SignalBands
from detectors.rounds import cut_rounds
from detectors.rule_table import compile_rules
from detectors.silence import Silence
from detectors.standing import Standing
from detectors.supervision import Supervised
from detectors.troubles import Troubles
from detectors.verdict import Changes, Rule, Situation, Suppressions, merge
from plant.quality import classify
from plant.reading import LONG_AGO, NEVER, Instant, Mark, ReadingBatch
from plant.subsystem import SUBSYSTEMS
from plant.words import Plant

_KEYS: Final = {
    "limits": "limit_ids",
    "tags": "tag_ids",
    "gateways": "gateway_ids",
    "states": "state_ids",
    "held": "held_ids",
}


class Bank:
    """Judges everything a plant asks to be judged.

    :param start: from when silence counts, for tags and gateways not heard yet; None where a tag
        that never comes raises nothing (backtest, stream clock).
    """

    def __init__(self, plant: Plant, start: Instant | None = None) -> None:
        self._table = compile_rules(plant)
        self._kinds = set_up_kinds(plant, len(self._table.rules))
        own = (rule for kind in self._kinds for rule in kind.kind.rules)
        self.rules: tuple[Rule, ...] = (*self._table.rules, *own)
        self.board = Board.of(len(plant.tags))
        # Modes set limits; the plant's own stay what they are.
        own_limits = self._table.limits
        self._limits = Limits(
            replace(own_limits, trip=own_limits.trip.copy(), clear=own_limits.clear.copy())
        )
        self._bad_quality = BadQuality(len(plant.tags), self._table.bad_quality)
        self._range = OutOfRange(SignalBands.of(plant.tags), self._table.out_of_range)
        self._silence = Silence(plant, self._table)
        self._standing = Standing(self._limits)
        self._late = LateData(self._limits, own_limits, len(plant.tags), self.rules)
        gateways = len(plant.gateways)
        self._clocks = GatewayFaults(gateways, self._table.clock)
        self._gaps = GatewayFaults(
            gateways,
            self._table.gateway_gap,
            patience_ms=GAP_PATIENCE_MS,
            reason="有数据帧未到 frames have not come",
        )
        self._troubles = Troubles(self._table.system)
        self._findings = Findings(self.rules)
        self._modes = Modes(plant, self.rules, self._limits, self._findings)
        self._event = np.full(len(plant.tags), LONG_AGO)
        tags = np.array([tag.id for tag in plant.tags], dtype=np.str_)
        limits = self.rules[: len(own_limits.row)]
        held = [self.rules[rule] for rule in self._modes.table.held.tolist()]
        self._ids = {
            "limits": np.array([rule.alarm for rule in limits], dtype=np.str_),
            "tags": tags,
            "gateways": np.array([gateway.id for gateway in plant.gateways], dtype=np.str_),
            "states": tags[self._modes.table.rows],
            "held": np.array([rule.alarm for rule in held], dtype=np.str_),
        }
        if start is not None:
            self.begin(start)

    def begin(self, start: Instant) -> None:
        """Let silence count from ``start`` at the earliest, as after a restart."""
        self._silence.begin(start)

    def begin_unheard(self, start: Instant) -> None:
        """Let the silence of what was never heard count from ``start``, as after a reload."""
        self._silence.begin_unheard(start)

    def follow(self, gateway_of: NDArray[np.int16]) -> None:
        """Know which gateway brings each tag, int16 (tags,), before there is something to judge."""
        self._silence.follow(gateway_of)

    def judge(self, batch: ReadingBatch, situation: Situation) -> Changes:
        """Judge a batch, then let time pass up to the situation's clocks.

        :param batch: readings in order of arrival; those marked late change no live verdict.
        :returns: every verdict that changed, dated to its own instant.
        """
        if batch.marks.any():
            kept = (batch.marks & np.uint16(Mark.STORED_ONLY)) == 0
            batch = batch.take(np.flatnonzero(kept))
        batch = self._range.mark(batch)
        self._silence.follow(situation.gateway_of)
        clock = self._tell_clock(batch, situation)
        classes = classify(batch.status, batch.value)
        doubtful = (batch.marks & np.uint16(Mark.SOURCE_DOWN)) != 0
        # Live, a gateway's clock may be ahead of the one by which silence counts.
        arrived = np.minimum(clock, batch.received) if situation.by_silence else clock
        late = (batch.marks & np.uint16(Mark.LATE)) != 0
        turns = self._judge_kinds(batch, classes, doubtful, clock, late, situation)
        begin = 0
        for turn in turns:
            self._judge_part(begin, turn.place, batch, classes, doubtful, clock, arrived)
            self._turn(turn)
            begin = turn.place
        self._judge_part(begin, len(batch), batch, classes, doubtful, clock, arrived)
        self._event[:] = situation.event
        lost = self._silence.find_lost(situation)
        severe = self._find_severe(situation, lost)
        self._clocks.watch(situation.clock_off, situation.now, self._findings)
        self._gaps.watch(situation.gap_since, situation.now, self._findings)
        fallen, since = self._silence.watch(situation, lost, severe, self._findings)
        since = situation.event[fallen] - np.maximum(situation.now - since, 0)
        self._limits.silence(fallen, since)
        self._late.watch(situation, self.board, self._findings)
        for turn in self._modes.lapse(situation.event, fallen, since):
            self._turn(turn)
        self._limits.settle_all(situation.event, self._stale_at(), self._findings)
        told = self._watch_kinds(situation, fallen, since)
        self._troubles.watch(situation.failing, self.faults, situation.now, self._findings)
        self.board.stale[:] = self._silence.silent
        return merge([*told, self._findings.drain()])

    def _judge_kinds(
        self,
        batch: ReadingBatch,
        classes: NDArray[np.uint8],
        doubtful: NDArray[np.bool_],
        clock: NDArray[np.int64],
        late: NDArray[np.bool_],
        situation: Situation,
    ) -> list[Turn]:
        """Let the kinds judge; returns where in the batch a mode changes, as a rule nowhere."""
        if not (self._kinds or self._modes.table.modes) or late.all():
            return []
        live = None
        if late.any():
            live = np.flatnonzero(~late)
            batch, classes, clock = batch.take(live), classes[live], clock[live]
            doubtful = doubtful[live]
        arrivals = Arrivals(
            batch,
            classes,
            doubtful,
            clock,
            self._silence.limit_ms,
            self.board,
            streamed=not situation.by_silence,
        )
        for kind in self._kinds:
            kind.judge(arrivals, situation.now)
        turns = self._modes.follow(arrivals) if self._modes.table.modes else []
        if live is not None:
            turns = [turn._replace(place=int(live[turn.place])) for turn in turns]
        return turns

    def _turn(self, turn: Turn) -> None:
        self._modes.turn(turn, self._know())

    def _know(self) -> Knowledge:
        return Knowledge(self.board, self._stale_at())

    def drain_suppressions(self) -> Suppressions:
        """Alarms that were suppressed by design or released since the last time."""
        return self._modes.drain()

    @property
    def suppressible(self) -> frozenset[str]:
        """Alarms that some mode of the plant suppresses."""
        return frozenset(self._ids["held"].tolist())

    def _watch_kinds(
        self, situation: Situation, fallen: NDArray[np.intp], since: NDArray[np.int64]
    ) -> list[Changes]:
        """All changes of this tick but those of the platform's own troubles, by part."""
        told = [self._findings.drain()]
        moment = Moment(
            now=situation.now,
            event=situation.event,
            fallen=fallen,
            since=since,
            board=self.board,
            ended=situation.ended,
            rules=self.rules,
            told=told,
        )
        # Each kind is to see what those before it found.
        for kind in self._kinds:
            told += [kind.watch(moment)]
        return told

    @property
    def faults(self) -> list[str]:
        """Which kinds failed lately, and how; what they judged is unknown."""
        return [kind.fault for kind in self._kinds if kind.fault]

    def knows(self, alarm: str) -> bool:
        """Whether the condition of an alarm can be judged right now; a reset needs that.

        What is not judged from a tag's value (stale, lost) always can.
        """
        for kind in self._kinds:
            for number, rule in enumerate(kind.kind.rules):
                if rule.alarm == alarm:
                    return kind.knows(number)
        found = np.flatnonzero(self._ids["limits"] == alarm)
        if not len(found):
            return True
        row = self._table.limits.row[found]
        known = (self._limits.states.unknown[found] == NEVER) & ~self._silence.silent[row]
        return bool(known.all())

    @property
    def lost(self) -> NDArray[np.bool_]:
        """Bool, shape (gateways,): lost right now."""
        return self._silence.states.lost

    def next_due(self) -> Instant:
        """The earliest instant at which something may change without a reading."""
        due = self._limits.states.due
        own = int(due.min()) if len(due) else int(NEVER)
        kinds = (kind.kind.next_due() for kind in self._kinds)
        return min(own, self._silence.next_due(), self._modes.states.next_due(), *kinds)

    def align(self, active: Collection[str], suppressed: Collection[str] = ()) -> None:
        """Be raised exactly where these alarms stand in the journal; nothing is said of it.

        The same for those that it shows as ``suppressed``.

        What is raised here and stands in no journal goes back to rest, so that the next evidence
        raises it again. What is pending stays so.
        """
        tags, gateways = self._ids["tags"], self._ids["gateways"]
        self._standing.align(_name_in(self._ids["limits"], "", active))
        self._bad_quality.active[:] = _name_in(tags, ":bad_quality", active)
        self._range.active[:] = _name_in(tags, ":out_of_range", active)
        lost = _name_in(gateways, ":gateway_lost", active)
        self._silence.align(_name_in(tags, ":stale", active), lost)
        self._clocks.active[:] = _name_in(gateways, ":clock", active)
        self._gaps.active[:] = _name_in(gateways, ":gateway_gap", active)
        self._troubles.active[:] = _name_in(np.array(SUBSYSTEMS), ":system", active)
        self._modes.align(_name_in(self._ids["held"], "", suppressed))
        for kind in self._kinds:
            ids = np.array([rule.alarm for rule in kind.kind.rules])
            kind.align(_name_in(ids, "", active))

    def rejudge(self, now: Instant) -> Changes:
        """Judge standing values under the limits of today; once, before the first tick.

        After :meth:`restore`, :meth:`align` and :meth:`begin`. Delays that begin count from
        ``now``. The reason is ``limit_changed`` where a limit did change; where none did and the
        bank stood as the journal does, nothing is found.
        """
        known = self._silence.find_known(self.board, self._event, now)
        stale_at = np.where(known, self._stale_at(), np.minimum(self._stale_at(), now - 1))
        self._modes.rejudge(Knowledge(self.board, stale_at), now)
        self._standing.rejudge(self.board, known, now, self._findings)
        told = [kind.rejudge(now, known) for kind in self._kinds]
        return merge([self._findings.drain(), *told])

    def save(self) -> dict[str, NDArray[Any]]:
        """All state, by name, in arrays of its own, with the ids that the rows stand for."""
        saved = {f"{kind}/{name}": array.copy() for kind, name, array in self._states()}
        settings = self._standing.settings
        saved |= {f"settings/{name}": array.copy() for name, array in settings.items()}
        for kind in self._kinds:
            saved |= kind.save()
        return saved | {_KEYS[kind]: ids for kind, ids in self._ids.items()}

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take up what :meth:`save` gave, row by row of the same id.

        The plant may have changed since: what it no longer has is left out, what is new in it
        starts at rest, and a limit with other settings keeps no pending start.
        """
        matches = {
            kind: _match(arrays.get(_KEYS[kind], ids[:0]), ids) for kind, ids in self._ids.items()
        }
        for kind, name, array in self._states():
            saved = arrays.get(f"{kind}/{name}")
            if saved is not None:
                there, here = matches[kind]
                array[here] = saved[there]
        self._modes.restore()
        self._standing.change(~self._find_same(arrays, *matches["limits"]))
        self._silence.renew()
        for supervised in self._kinds:
            supervised.restore(arrays)

    def _find_same(
        self, arrays: Mapping[str, NDArray[Any]], there: NDArray[np.intp], here: NDArray[np.intp]
    ) -> NDArray[np.bool_]:
        """Bool (limits,): saved, and under the settings of today."""
        same = np.zeros(len(self._ids["limits"]), dtype=np.bool_)
        same[here] = True
        for name, array in self._standing.settings.items():
            saved = arrays.get(f"settings/{name}")
            if saved is not None:
                same[here] &= saved[there] == array[here]
        return same

    def _judge_part(
        self,
        begin: int,
        end: int,
        batch: ReadingBatch,
        classes: NDArray[np.uint8],
        doubtful: NDArray[np.bool_],
        clock: NDArray[np.int64],
        arrived: NDArray[np.int64],
    ) -> None:
        """Judge readings, between which no mode changes, by what is the bank's own."""
        late = (batch.marks & np.uint16(Mark.LATE)) != 0
        for round_ in cut_rounds(batch.row[begin:end]):
            place = round_ + begin
            old = late[place]
            if old.any():
                self._judge_late(batch, place[old], classes[place[old]], clock[place[old]])
                place = place[~old]
            self._judge_round(
                batch, place, classes[place], doubtful[place], clock[place], arrived[place]
            )

    def _judge_late(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp],
        classes: NDArray[np.uint8],
        clock: NDArray[np.int64],
    ) -> None:
        """Judge late readings by what the live limits know at their arrival."""
        row = batch.row[place]
        limit, which = self._limits.spread(row)
        stale_at = self._stale_at()[row]
        self._limits.advance(limit, clock[which], stale_at[which], self._findings)
        self._late.judge_round(batch, place, classes, clock, self.board, self._findings)

    def _judge_round(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp],
        classes: NDArray[np.uint8],
        doubtful: NDArray[np.bool_],
        clock: NDArray[np.int64],
        arrived: NDArray[np.int64],
    ) -> None:
        row = batch.row[place]
        self._late.follow_round(batch, place, clock, self.board, self._findings)
        limit_ms = self._silence.limit_ms[row]
        stale_at = np.where(limit_ms < NEVER, self.board.time[row] + limit_ms, NEVER)
        findings = self._findings
        beyond = self._limits.judge_round(
            batch, place, classes, doubtful, clock, stale_at, findings
        )
        self._bad_quality.judge_round(batch, place, classes, doubtful, beyond, findings)
        self._range.judge_round(batch, place, classes, doubtful, findings)
        self._silence.hear_round(batch, place, doubtful, arrived, findings)
        self.board.write(batch, place)

    def _tell_clock(self, batch: ReadingBatch, situation: Situation) -> NDArray[np.int64]:
        """The event clock when each reading arrived, int64 (n,).

        On a stream's clock every earlier reading that is not late has moved it, in whatever tick.
        Live it is what the last tick left: gateways' clocks are not one another's.
        """
        before = self._event[batch.row]
        if situation.by_silence or len(batch) == 0:
            return before
        newest = np.empty(len(batch), dtype=np.int64)
        newest[0] = LONG_AGO
        late = (batch.marks[:-1] & np.uint16(Mark.LATE)) != 0
        np.maximum.accumulate(np.where(late, LONG_AGO, batch.time[:-1]), out=newest[1:])
        return np.maximum(before, newest, out=before)

    def _stale_at(self) -> NDArray[np.int64]:
        limit_ms = self._silence.limit_ms
        return np.where(limit_ms < NEVER, self.board.time + limit_ms, NEVER)

    def _find_severe(self, situation: Situation, lost: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Bool (gateways,): an HH or a gas level 2 is pending or standing there, if any is lost."""
        found = np.zeros(len(self._ids["gateways"]) + 1, dtype=np.bool_)
        if (lost < NEVER).any():
            posture = self._limits.states.posture
            severe = self._table.limits.severe & (posture > Posture.RESTING)
            found[situation.gateway_of[self._table.limits.row[severe]]] = True
        return found[:-1]

    def _states(self) -> Iterator[tuple[str, str, NDArray[Any]]]:
        """Every array of state with the kind of thing its rows stand for."""
        for name, array in self._limits.states.arrays().items():
            yield "limits", name, array
        for kind, arrays in self._late.arrays().items():
            for name, array in arrays.items():
                yield kind, name, array
        for field in fields(self.board):
            yield "tags", f"board_{field.name}", getattr(self.board, field.name)
        yield "tags", "event", self._event
        yield "tags", "bad_quality", self._bad_quality.active
        yield "tags", "bad_quality_since", self._bad_quality.since
        yield "tags", "out_of_range", self._range.active
        yield "tags", "out_of_range_since", self._range.since
        for name in ("fresh", "stale", "since", "mute"):
            yield "tags", name, getattr(self._silence.states, name)
        for name in ("lost", "lost_since", "start"):
            yield "gateways", name, getattr(self._silence.states, name)
        yield "gateways", "clock", self._clocks.active
        yield "gateways", "clock_since", self._clocks.since
        yield "gateways", "gap", self._gaps.active
        yield "gateways", "gap_since", self._gaps.since
        yield "states", "said", self._modes.states.said
        yield "states", "until", self._modes.states.until
        yield "held", "suppressed", self._modes.suppressed
        yield "held", "suppressed_since", self._modes.since


def set_up_kinds(plant: Plant, offset: int) -> list[Supervised]:
    """Every kind of which the plant asks something; ``offset`` is the number of the first rule."""
    kinds = []
    for make in CATALOGUE:
        kind = make(plant)
        if kind is not None:
            kinds.append(Supervised(kind, partial(make, plant), offset))
            offset += len(kind.rules)
    return kinds


def _name_in(ids: NDArray[np.str_], ending: str, names: Collection[str]) -> NDArray[np.bool_]:
    wanted = set(names)
    return np.array([f"{name}{ending}" in wanted for name in ids.tolist()], dtype=np.bool_)


def _match(
    saved: NDArray[np.str_], present: NDArray[np.str_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions in two lists of ids that stand for the same thing."""
    _, there, here = np.intersect1d(saved, present, return_indices=True)
    return there, here
