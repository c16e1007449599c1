"""The bank: all detectors of a plant behind one call a tick.

A batch goes in, changes of verdict come out; the state is in arrays that can be saved, restored
and carried over to a changed plant. Time and links are arguments. How batches are cut has no
influence on what is found. What is judged of every tag and gateway (limits, quality, silence) is
wired here; every other kind stands in :mod:`detectors.catalogue`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.arrival_clock import ArrivalClock
from detectors.bad_quality import BadQuality
from detectors.board import Board
from detectors.catalogue import CATALOGUE, Maker
from detectors.findings import Findings
from detectors.first_out import FirstOut
from detectors.gateway_faults import GAP_PATIENCE_MS, GatewayFaults
from detectors.gathering import Gathering
from detectors.kind import Arrivals, Moment, cut_prefix
from detectors.late_data import LateData
from detectors.limit_states import Posture
from detectors.limits import Limits
from detectors.modes import Knowledge, Modes
from detectors.operating_states import Turn
from detectors.out_of_range import OutOfRange, SignalBands
from detectors.rounds import cut_rounds
from detectors.rule_table import compile_rules
from detectors.screen import Screen
from detectors.silence import Silence
from detectors.sparse_table import SparseTable
from detectors.standing import Standing
from detectors.supervision import Supervised, SupervisedMarks
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
    :param catalogue: makers of the kinds of judgement beyond the bank's own.
    """

    def __init__(
        self,
        plant: Plant,
        start: Instant | None = None,
        catalogue: Sequence[Maker] = CATALOGUE,
    ) -> None:
        self._table = compile_rules(plant)
        self._kinds = set_up_kinds(plant, catalogue, len(self._table.rules))
        causes = list_causes(plant)
        self._prompt = [kind for kind in self._kinds if kind.is_prompt(causes)]
        self._patient = [kind for kind in self._kinds if not kind.is_prompt(causes)]
        own = (rule for kind in self._kinds for rule in kind.kind.rules)
        self.rules: tuple[Rule, ...] = (*self._table.rules, *own)
        self._first_out = SupervisedMarks(partial(FirstOut, plant, self.rules))
        self.board = Board.of(len(plant.tags))
        # Modes set limits; the plant's own stay what they are.
        own_limits = self._table.limits
        self._limits = Limits(
            replace(own_limits, trip=own_limits.trip.copy(), clear=own_limits.clear.copy())
        )
        self._bad_quality = BadQuality(len(plant.tags), self._table.bad_quality)
        bands = SignalBands.of(plant.tags)
        self._range = OutOfRange(bands, self._table.out_of_range)
        self._screen = Screen(self._table.limits, bands)
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
        self._findings = Findings(self._table.rules)
        self._rejudged = Changes.none()
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
        self._gathering = Gathering(self._ids["tags"])
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
        if np.count_nonzero(batch.marks):
            batch = _leave_out_stored(batch)
        self._silence.follow(situation.gateway_of)
        clock = ArrivalClock(batch, self._event, situation)
        begin = 0
        if len(batch) and (self._kinds or self._modes.table.modes):
            batch = self._range.mark(batch, np.arange(len(batch)))
            for turn in self._judge_kinds(batch, clock, situation):
                batch = self._judge_part(batch, begin, turn.place, clock)
                self._turn(turn)
                begin = turn.place
        batch = self._judge_part(batch, begin, len(batch), clock)
        self._event = situation.event
        return self._watch(situation, idle=len(batch) == 0)

    def _watch(self, situation: Situation, *, idle: bool) -> Changes:
        """Let time pass without a reading; everything that this tick has changed."""
        findings = self._findings
        lost = self._silence.find_lost(situation)
        severe = self._find_severe(situation, lost)
        self._clocks.watch(situation.clock_off, situation.now, findings)
        self._gaps.watch(situation.gap_since, situation.now, findings)
        fallen, since = self._silence.watch(situation, lost, severe, findings)
        if len(fallen):
            since = situation.event[fallen] - np.maximum(situation.now - since, 0)
            self._limits.silence(fallen, since)
        self._late.watch(situation, self.board, findings)
        for turn in self._modes.lapse(situation.event, fallen, since):
            self._turn(turn)
        limit = self._limits.find_due(situation.event)
        if len(limit):
            row = self._table.limits.row[limit]
            stale_at = self._tell_stale_at(row)
            self._limits.advance(limit, situation.event[row], stale_at, findings)
        told = self._watch_kinds(situation, fallen, since, idle=idle)
        self._troubles.watch(situation.failing, self.faults, situation.now, findings)
        if self._silence.altered:
            self._silence.altered = False
            self.board.stale[:] = self._silence.silent
            self._screen.stir(np.flatnonzero(self.board.stale))
        changes = merge([*told, findings.drain()])
        return self._first_out.mark(changes, situation.now)

    def _judge_kinds(
        self, batch: ReadingBatch, clock: ArrivalClock, situation: Situation
    ) -> list[Turn]:
        """Give the kinds of the catalogue the readings that are not late.

        :returns: where in the batch a mode changes, as a rule nowhere.
        """
        live = None
        event = clock.tell_event(np.arange(len(batch)))
        late = (batch.marks & np.uint16(Mark.LATE)) != 0
        if np.count_nonzero(late):
            live = np.flatnonzero(~late)
            batch, event = batch.take(live), event[live]
        if len(batch) == 0:
            return []
        arrivals = Arrivals(
            batch,
            classify(batch.status, batch.value),
            (batch.marks & np.uint16(Mark.SOURCE_DOWN)) != 0,
            event,
            self._silence.limit_ms,
            self.board,
            streamed=not situation.by_silence,
        )
        if self._patient:
            self._gathering.add(arrivals)
        for kind in self._prompt:
            kind.judge(arrivals, situation.now)
        turns = self._modes.follow(arrivals) if self._modes.table.modes else []
        if live is not None:
            turns = [turn._replace(place=int(live[turn.place])) for turn in turns]
        return turns

    def _turn(self, turn: Turn) -> None:
        """Put a change of mode in force."""
        stale_at = self._tell_stale_at(slice(None))
        self._modes.turn(turn, Knowledge(self.board, stale_at))
        self._screen.renew(self._limits.table, self._modes.find_rows(turn.state))

    def drain_suppressions(self) -> Suppressions:
        """Alarms that were suppressed by design or released since the last time."""
        return self._modes.drain()

    @property
    def suppressible(self) -> frozenset[str]:
        """Alarms that some mode of the plant suppresses."""
        return frozenset(self._ids["held"].tolist())

    def _watch_kinds(
        self,
        situation: Situation,
        fallen: NDArray[np.intp],
        since: NDArray[np.int64],
        *,
        idle: bool,
    ) -> list[Changes]:
        """All changes of this tick but those of the platform's own troubles, by part."""
        # What standing values said after a restart was told then; kinds that follow it hear it now.
        told, self._rejudged = [self._rejudged, self._findings.drain()], Changes.none()
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
        urgent = idle or situation.ended or len(fallen) > 0
        if self._gathering.is_due(situation.now, idle=urgent):
            told += self._work_off(moment)
        # Each kind is to see what those before it found.
        for kind in self._prompt:
            told += [kind.watch(moment)]
        return told[1:]

    def _work_off(self, moment: Moment) -> list[Changes]:
        """Let the kinds that can wait judge what has gathered."""
        arrivals = self._gathering.take(moment.now)
        if arrivals is not None:
            for kind in self._patient:
                kind.judge(arrivals, moment.now)
        return [kind.watch(moment) for kind in self._patient]

    @property
    def faults(self) -> list[str]:
        """Which kinds failed lately, and how; what they judged is unknown."""
        faults = [kind.fault for kind in self._kinds]
        return [fault for fault in (*faults, self._first_out.fault) if fault]

    def first_out(self, unit: str) -> list[str]:
        """The alarms that were the first of an interlocked unit (equipment) since it was at rest.

        In the order of source time, more than one where clocks can't tell them apart.
        """
        return self._first_out.stage.first_out(unit)

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
        known = self._limits.states.is_known(found) & ~self._silence.silent[row]
        return bool(known.all())

    @property
    def lost(self) -> NDArray[np.bool_]:
        """Bool, shape (gateways,): lost right now."""
        return self._silence.states.lost

    def next_due(self) -> Instant:
        """The earliest instant at which something may change without a reading."""
        kinds = (kind.kind.next_due() for kind in self._kinds)
        own = min(self._limits.next_due(), self._modes.states.next_due())
        return min(own, self._silence.next_due(), *kinds)

    def align(self, active: Collection[str], suppressed: Collection[str] = ()) -> None:
        """Be raised exactly where these alarms stand in the journal; nothing is said of it.

        The same for those that it shows as ``suppressed``.

        What is raised here and stands in no journal goes back to rest, so that the next evidence
        raises it again. What is pending stays so.
        """
        tags, gateways, wanted = self._ids["tags"], self._ids["gateways"], set(active)
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
        self._screen.stir(slice(None))
        self._first_out.stage.align(np.array([rule.alarm in wanted for rule in self.rules]))

    def rejudge(self, now: Instant) -> Changes:
        """Judge standing values under the limits of today; once, before the first tick.

        After :meth:`restore`, :meth:`align` and :meth:`begin`. Delays that begin count from
        ``now``. The reason is ``limit_changed`` where a limit did change; where none did and the
        bank stood as the journal does, nothing is found.
        """
        known = self._silence.find_known(self.board, self._event, now)
        stale_at = self._tell_stale_at(slice(None))
        stale_at = np.where(known, stale_at, np.minimum(stale_at, now - 1))
        self._modes.rejudge(Knowledge(self.board, stale_at), now)
        self._standing.rejudge(self.board, known, now, self._findings)
        self._screen.renew(self._limits.table, np.arange(len(self._event)))
        told = [kind.rejudge(now, known) for kind in self._kinds]
        self._rejudged = merge([self._findings.drain(), *told])
        return self._first_out.mark(self._rejudged, now)

    def save(self) -> dict[str, NDArray[Any]]:
        """All state, by name, in arrays of its own, with the ids that the rows stand for."""
        saved = {f"{kind}/{name}": array.copy() for kind, name, array in self._states()}
        settings = self._standing.settings
        saved |= {f"settings/{name}": array.copy() for name, array in settings.items()}
        for kind, name, table in self._tables():
            saved |= {f"{kind}/{name}/{column}": rows for column, rows in table.save().items()}
        for supervised in self._kinds:
            saved |= supervised.save()
        saved |= self._gathering.save()
        saved |= self._first_out.save()
        return saved | {_KEYS[kind]: ids for kind, ids in self._ids.items()}

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take up what :meth:`save` gave, row by row of the same id.

        The plant may have changed since: what it no longer has is left out, what is new in it
        starts at rest, and a limit with other settings keeps no pending start.
        """
        matches = {
            kind: _match(arrays.get(_KEYS[kind], ids[:0]), ids) for kind, ids in self._ids.items()
        }
        self._event = self._event.copy()
        for kind, name, array in self._states():
            saved = arrays.get(f"{kind}/{name}")
            if saved is not None:
                there, here = matches[kind]
                array[here] = saved[there]
        for kind, name, table in self._tables():
            rows = cut_prefix(arrays, f"{kind}/{name}/")
            if rows:
                moved = np.full(len(arrays.get(_KEYS[kind], ())), -1, dtype=np.int32)
                there, here = matches[kind]
                moved[there] = here
                table.restore(rows, moved)
        self._modes.restore()
        self._standing.change(~self._find_same(arrays, *matches["limits"]))
        self._silence.renew()
        for supervised in self._kinds:
            supervised.restore(arrays)
        self._first_out.restore(arrays)
        self._gathering.restore(arrays, self._silence.limit_ms, self.board)
        self._screen.renew(self._limits.table, np.arange(len(self._event)))

    def fits(self, arrays: Mapping[str, NDArray[Any]]) -> bool:
        """Whether arrays are what this version's :meth:`save` gives; others are not restored."""
        return _list_own(arrays) == _list_own(self.save())

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
        self, batch: ReadingBatch, begin: int, end: int, clock: ArrivalClock
    ) -> ReadingBatch:
        """Judge readings, between which no mode changes, by what is the bank's own."""
        for place in cut_rounds(batch.row[begin:end]):
            batch = self._judge_round(batch, place + begin if begin else place, clock)
        return batch

    def _judge_round(
        self, batch: ReadingBatch, place: NDArray[np.intp], clock: ArrivalClock
    ) -> ReadingBatch:
        """Judge readings in which each tag occurs once; returns the batch as it was marked."""
        taken = slice(None) if len(place) == len(batch) else place
        row = batch.row[taken].astype(np.intp)
        quiet = self._screen.find_quiet(batch, taken, row)
        broken = 0
        if self._silence.earliest < NEVER:
            gaps = self._silence.find_gaps(row, clock.tell_fresh(place))
            broken = int(np.count_nonzero(gaps))
            quiet &= ~gaps
        loud = (~quiet).nonzero()[0]
        if len(loud):
            judged, loud = row[loud], place[loud]
            if broken or not self._screen.are_sound(batch, loud, judged):
                batch, late = self._judge_all(batch, loud, judged, clock)
                if len(late):
                    taken = np.setdiff1d(place, late, assume_unique=True)
                    row = batch.row[taken].astype(np.intp)
            else:
                stale_at = self._tell_stale_at(judged)
                event = clock.tell_event(loud)
                self._limits.judge_sound(batch, loud, event, stale_at, self._findings)
                self._screen.calm(judged, self._limits.find_calm(judged))
        self._hear(batch, taken, row)
        return batch

    def _hear(
        self, batch: ReadingBatch, place: NDArray[np.intp] | slice, row: NDArray[np.intp]
    ) -> None:
        """Take readings that were judged, each tag once, as the latest of their tags."""
        self._late.gaps.note(row, self.board.time[row], batch.time[place])
        self._silence.hear(row, batch.fresh[place])
        self.board.write(batch, place, row)

    def _judge_all(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp],
        row: NDArray[np.intp],
        clock: ArrivalClock,
    ) -> tuple[ReadingBatch, NDArray[np.intp]]:
        """Judge readings in every respect; returns the batch as it is marked and the late ones."""
        batch, late = self._judge_loud(batch, place, clock)
        sound = self._limits.find_known(row) & self._find_sound(row)
        self._screen.heal(row, sound)
        self._screen.calm(row, sound & self._limits.find_calm(row))
        return batch, late

    def _judge_loud(
        self, batch: ReadingBatch, place: NDArray[np.intp], clocks: ArrivalClock
    ) -> tuple[ReadingBatch, NDArray[np.intp]]:
        """Judge readings that may change a verdict; returns the marked batch and the late ones."""
        batch, findings = self._range.mark(batch, place), self._findings
        classes = classify(batch.status[place], batch.value[place])
        clock, marks = clocks.tell_event(place), batch.marks[place]
        late = (marks & np.uint16(Mark.LATE)) != 0
        old = place[late]
        if len(old):
            self._judge_late(batch, old, classes[late], clock[late])
            place, classes, clock, marks = place[~late], classes[~late], clock[~late], marks[~late]
            if not len(place):
                return batch, old
        doubtful = (marks & np.uint16(Mark.SOURCE_DOWN)) != 0
        self._late.follow_round(batch, place, clock, self.board, findings)
        stale_at = self._tell_stale_at(batch.row[place].astype(np.intp))
        beyond = self._limits.judge_round(
            batch, place, classes, doubtful, clock, stale_at, findings
        )
        self._bad_quality.judge_round(batch, place, classes, doubtful, beyond, findings)
        self._range.judge_round(batch, place, classes, doubtful, findings)
        self._silence.judge_round(batch, place, doubtful, clocks.tell_arrival(place), findings)
        return batch, old

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
        stale_at = self._tell_stale_at(row)
        self._limits.advance(limit, clock[which], stale_at[which], self._findings)
        self._late.judge_round(batch, place, classes, clock, self.board, self._findings)

    def _find_sound(self, row: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Bool (k,): nothing of the tags is active or to come, limits apart."""
        sound: NDArray[np.bool_] = ~(self._bad_quality.active[row] | self._range.active[row])
        sound &= self._silence.find_well(row)
        if len(self._late.coming):
            sound &= self._late.coming.slot[row] == 0
        return sound

    def _tell_stale_at(self, row: NDArray[np.integer] | slice) -> NDArray[np.int64]:
        """Int64 ms (k,), when the last readings of tags go stale."""
        stale_at: NDArray[np.int64] = self.board.time[row] + self._silence.limit_ms[row]
        return stale_at

    def _find_severe(self, situation: Situation, lost: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Bool (gateways,): an HH or a gas level 2 is pending or standing there, if any is lost."""
        found = np.zeros(len(self._ids["gateways"]) + 1, dtype=np.bool_)
        if lost is not self._silence.no_gateway:
            stirred = self._limits.states.rows.list_things()
            stirred = stirred[self._table.limits.severe[stirred]]
            posture = self._limits.states.read_posture(stirred)
            row = self._table.limits.row[stirred[posture > Posture.RESTING]]
            found[situation.gateway_of[row]] = True
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

    def _tables(self) -> Iterator[tuple[str, str, SparseTable]]:
        """Every sparse table with the kind of thing its rows stand for."""
        for name, table in self._limits.states.tables().items():
            yield "limits", name, table
        for kind, tables in self._late.tables().items():
            for name, table in tables.items():
                yield kind, name, table


def _list_own(names: Iterable[str]) -> set[str]:
    """What the bank itself keeps; the kinds' own depends on what the plant asks for."""
    return {name for name in names if not name.startswith(("kinds/", "gathering/"))}


def _leave_out_stored(batch: ReadingBatch) -> ReadingBatch:
    """The readings that are to be judged."""
    stored = (batch.marks & np.uint16(Mark.STORED_ONLY)) != 0
    return batch.take(np.flatnonzero(~stored)) if np.count_nonzero(stored) else batch


def set_up_kinds(plant: Plant, catalogue: Sequence[Maker], offset: int) -> list[Supervised]:
    """Every kind of which the plant asks something; ``offset`` is the number of the first rule."""
    kinds = []
    for make in catalogue:
        kind = make(plant)
        if kind is not None:
            kinds.append(Supervised(kind, partial(make, plant), offset))
            offset += len(kind.rules)
    return kinds


def list_causes(plant: Plant) -> set[str]:
    """The alarms on which interlocks rest: whoever judges them must not keep them waiting."""
    return {
        f"{cause.source}:{cause.condition}"
        for interlock in plant.interlocks
        for cause in interlock.causes
    }


def _name_in(ids: NDArray[np.str_], ending: str, names: Collection[str]) -> NDArray[np.bool_]:
    wanted = set(names)
    return np.array([f"{name}{ending}" in wanted for name in ids.tolist()], dtype=np.bool_)


def _match(
    saved: NDArray[np.str_], present: NDArray[np.str_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions in two lists of ids that stand for the same thing."""
    _, there, here = np.intersect1d(saved, present, return_indices=True)
    return there, here
