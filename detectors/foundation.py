"""The foundation: what is judged of every tag and gateway, on which all other kinds rest.

Limits by operating state, quality and range of readings, late data, silence of tags and gateways,
faults that ingest found. Readings go past most of it (:mod:`detectors.screen`). A part that raises
an exception is set up anew: what it judged is unknown until the next reading, what it had in alarm
stays so. The kinds of the catalogue are :mod:`detectors.kinds`' business, composing
:mod:`detectors.bank`'s.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.arrival_clock import ArrivalClock
from detectors.bad_quality import BadQuality
from detectors.board import Board
from detectors.findings import Findings
from detectors.gateway_faults import GAP_PATIENCE_MS, GatewayFaults
from detectors.kept_rows import find_same, match_all, put_back_arrays, put_back_tables
from detectors.lanes import Lanes, are_worthwhile
from detectors.last_changes import LastChanges
from detectors.late_data import LateData
from detectors.limit_states import Posture
from detectors.limits import Limits
from detectors.modes import Knowledge, Modes
from detectors.operating_states import Turn
from detectors.out_of_range import OutOfRange, SignalBands
from detectors.rounds import cut_rounds
from detectors.rule_table import RuleTable
from detectors.screen import Screen
from detectors.silence import Silence
from detectors.sparse_column import SparseColumn
from detectors.sparse_table import SparseTable
from detectors.standing import Standing
from detectors.supervision import Guard
from detectors.verdict import Changes, Rule, Situation
from plant.quality import classify
from plant.reading import LONG_AGO, NEVER, Instant, Mark, ReadingBatch
from plant.words import Plant

_OF_LIMITS: Final = ("limits", "late data", "modes")
"""The parts that write into the state of the limits."""


class Foundation:
    """The bank's own judgement of a plant.

    :param rules: all of the bank's; the table's come first.
    :param guard: takes note of the faults of its parts.
    """

    def __init__(
        self, plant: Plant, table: RuleTable, rules: tuple[Rule, ...], guard: Guard
    ) -> None:
        self._table = table
        self.board = Board.of(len(plant.tags))
        self._guard = guard
        # Modes set limits; the plant's own stay what they are.
        own = table.limits
        self._limits = Limits(replace(own, trip=own.trip.copy(), clear=own.clear.copy()))
        self._changes = LastChanges(len(plant.tags), ("bad_quality", "out_of_range", "stale"))
        self._bad_quality = BadQuality(len(plant.tags), table.bad_quality, self._changes)
        bands = SignalBands.of(plant.tags)
        self._range = OutOfRange(bands, table.out_of_range, self._changes)
        self._screen = Screen(own, bands)
        self.silence = Silence(plant, table, self._changes)
        self._standing = Standing(self._limits)
        self._late = LateData(self._limits, own, len(plant.tags), table.rules)
        gateways = len(plant.gateways)
        self._clocks = GatewayFaults(gateways, table.clock)
        self._gaps = GatewayFaults(
            gateways,
            table.gateway_gap,
            patience_ms=GAP_PATIENCE_MS,
            reason="有数据帧未到 frames have not come",
        )
        self.findings = Findings(table.rules)
        self._active = np.zeros(len(table.rules), dtype=np.bool_)
        self.modes = Modes(plant, rules, self._limits, self.findings)
        self._event: NDArray[np.int64] | None = None
        self._clock_of = np.full(gateways + 1, LONG_AGO)
        tags = np.array([tag.id for tag in plant.tags], dtype=np.str_)
        held = [rules[rule].alarm for rule in self.modes.table.held.tolist()]
        limits = [rule.alarm for rule in table.rules[: len(own.row)]]
        names = np.array([*(gateway.id for gateway in plant.gateways), ""], dtype=np.str_)
        self.ids = {
            "limits": np.array(limits, dtype=np.str_),
            "tags": tags,
            "gateways": names[:-1],
            "clocks": names,
            "states": tags[self.modes.table.rows],
            "held": np.array(held, dtype=np.str_),
        }

    @property
    def event(self) -> NDArray[np.int64]:
        """Int64 ms (tags,), the event clock of each tag's gateway at the last tick."""
        if self._event is None:
            return self._clock_of[self.silence.gateway_of]
        return self._event

    def begin(self, start: Instant) -> None:
        """Let nobody's silence count before ``start``, nor late data end by it."""
        self.silence.begin(start)
        self._late.begin(start)

    def mark(self, batch: ReadingBatch) -> ReadingBatch:
        """The batch with a mark on every reading that is no measurement."""
        return self._range.mark(batch, np.arange(len(batch)))

    def judge_part(
        self, batch: ReadingBatch, begin: int, end: int, clock: ArrivalClock
    ) -> ReadingBatch:
        """Judge readings, between which no mode changes; the batch as it was marked."""
        row = batch.row[begin:end]
        if are_worthwhile(row) and not len(self._late.coming):
            left = self._judge_lanes(batch, Lanes.of(row, begin), clock)
            for place in cut_rounds(batch.row[left]):
                batch = self._judge_round(batch, left[place], clock)
            return batch
        for place in cut_rounds(row):
            batch = self._judge_round(batch, place + begin if begin else place, clock)
        return batch

    def turn(self, turn: Turn) -> None:
        """Put a change of mode in force."""
        coming = self._late.coming.list_things()
        at = np.full(len(coming), turn.at)
        self._end_late(coming, at, at)
        knowledge = Knowledge(self.board, self._tell_stale_at(slice(None)))
        self._attempt("modes", self.modes.turn, turn, knowledge)
        self._screen.renew(self._limits.table, self.modes.find_rows(turn.state))

    def watch(self, situation: Situation) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Let time pass without a reading.

        :returns: tags fallen mute just now, intp (k,), and since when by their event clocks.
        """
        self._event, findings, now = situation.event, self.findings, situation.now
        self._attempt("clock", self._clocks.watch, situation.clock_off, now, findings)
        self._attempt("gateway_gap", self._gaps.watch, situation.gap_since, now, findings)
        fallen, since = self._watch_silence(situation)
        if len(fallen):
            self._attempt("limits", self._limits.silence, fallen, since)
        for turn in self.modes.lapse(situation.event, fallen, since):
            self.turn(turn)
        if len(self._late.coming):
            coming = self._late.coming.list_things()
            passed = np.full(len(coming), NEVER if situation.ended else now)
            self._end_late(coming, passed, self.event[coming])
        self._attempt("limits", self._settle)
        if self.silence.altered:
            self.silence.altered = False
            self.board.stale[:] = self.silence.silent
            self._screen.stir(np.flatnonzero(self.board.stale))
        return fallen, since

    def drain(self) -> Changes:
        """What was found since the last time."""
        found = self.findings.drain()
        if len(found):
            self._active[found.rule] = found.active
        return found

    def knows(self, limit: NDArray[np.intp]) -> bool:
        """Whether some limits can be judged right now."""
        row = self._table.limits.row[limit]
        known = self._limits.states.is_known(limit) & ~self.silence.silent[row]
        return bool(known.all())

    def next_due(self) -> Instant:
        """The earliest instant at which something may change without a reading."""
        return min(self._limits.next_due(), self.modes.states.next_due(), self.silence.next_due())

    def align(self, active: Collection[str]) -> None:
        """Be raised exactly where these alarms stand; what is pending stays so."""
        wanted = set(active)
        self._active[:] = [rule.alarm in wanted for rule in self._table.rules]
        self._align()

    def rejudge(self, now: Instant) -> NDArray[np.bool_]:
        """Judge standing values under the limits of today; bool (tags,), the value counts."""
        known = self.silence.find_known(self.board, self.event, now)
        stale_at = self._tell_stale_at(slice(None))
        stale_at = np.where(known, stale_at, np.minimum(stale_at, now - 1))
        self.modes.rejudge(Knowledge(self.board, stale_at), now)
        self._standing.rejudge(self.board, known, now, self.findings)
        self._screen.renew(self._limits.table, np.arange(len(self.board.value)))
        return known

    def save(self) -> dict[str, NDArray[Any]]:
        """All state, by name, in arrays of its own, with the ids that the rows stand for."""
        saved = {f"{kind}/{name}": array.copy() for kind, name, array in self._states()}
        settings = self._standing.list_settings()
        saved |= {f"settings/{name}": array.copy() for name, array in settings.items()}
        for kind, name, table in self._tables():
            saved |= {f"{kind}/{name}/{column}": rows for column, rows in table.save().items()}
        return saved | {f"{kind}/ids": ids for kind, ids in self.ids.items()}

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take up what :meth:`save` gave, row by row of the same id."""
        matches = match_all(arrays, self.ids)
        put_back_arrays(arrays, matches, self._states())
        put_back_tables(arrays, matches, self._tables())
        self._event = None
        self.modes.restore()
        settings = self._standing.list_settings()
        limits = len(self.ids["limits"])
        self._standing.change(~find_same(arrays, matches["limits"], settings, limits))
        self.silence.renew()
        self._screen.renew(self._limits.table, np.arange(len(self.board.value)))

    def _judge_lanes(
        self, batch: ReadingBatch, lanes: Lanes, clock: ArrivalClock
    ) -> NDArray[np.intp]:
        """Judge the readings of tags of which nothing but the limits can have to say anything.

        :returns: where in the batch all other readings are, rising.
        """
        lanes, left = lanes.choose(self._find_plain(batch, lanes, clock))
        ahead = lanes.look_ahead(self._screen.find_inside(batch.value[lanes.place], lanes.tag))
        going = np.arange(len(lanes.row))
        while len(going := going[lanes.at[going] < lanes.end[going]]):
            calm = going[self._screen.find_calm(lanes.row[going])]
            lanes.at[calm] = np.minimum(ahead[lanes.at[calm]], lanes.end[calm])
            going = going[lanes.at[going] < lanes.end[going]]
            row, place = lanes.row[going], lanes.place[lanes.at[going]]
            if not self._screen.are_sound(batch, place, row):
                left = np.append(left, lanes.list_left())  # something failed meanwhile
                break
            # Its last reading came just as long before as usual.
            stale_at = batch.time[place] - self._late.gaps.usual[row] + self.silence.limit_ms[row]
            event = clock.tell_event(place)
            self._attempt(
                "limits", self._limits.judge_sound, batch, place, event, stale_at, self.findings
            )
            self._screen.calm(row, self._limits.find_calm(row))
            lanes.at[going] += 1
        passed = lanes.at > lanes.start
        last = lanes.place[lanes.at[passed] - 1]
        self.silence.hear(lanes.row[passed], batch.fresh[last])
        self.board.write(batch, last, lanes.row[passed])
        return np.sort(left)

    def _find_plain(
        self, batch: ReadingBatch, lanes: Lanes, clock: ArrivalClock
    ) -> NDArray[np.bool_]:
        """Bool (lanes,): sound tags whose readings are good and come in time, as usual."""
        place, tag, first = lanes.place, lanes.tag, lanes.start
        time, usual = batch.time[place], self._late.gaps.usual[lanes.row]
        before = np.append(time[:1], time[:-1])
        before[first] = self.board.time[lanes.row]
        plain = time - before == np.repeat(usual, lanes.end - lanes.start)
        plain &= self._screen.find_sound(batch.value[place], tag)
        plain &= clock.tell_fresh(place) == time
        if np.count_nonzero(batch.status):
            plain &= batch.status[place] == 0
        if np.count_nonzero(batch.marks):
            plain &= batch.marks[place] == 0
        found: NDArray[np.bool_] = np.logical_and.reduceat(plain, first)
        found &= (usual > 0) & (usual <= self.silence.limit_ms[lanes.row])
        found &= ~self.silence.find_gaps(lanes.row, time[first])
        return found

    def _judge_round(
        self, batch: ReadingBatch, place: NDArray[np.intp], clock: ArrivalClock
    ) -> ReadingBatch:
        """Judge readings in which each tag occurs once; returns the batch as it was marked."""
        taken = slice(None) if len(place) == len(batch) else place
        row = batch.row[taken].astype(np.intp)
        quiet = self._screen.find_quiet(batch, taken, row)
        broken = 0
        if self.silence.earliest < NEVER:
            gaps = self.silence.find_gaps(row, clock.tell_fresh(place))
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
                self._attempt(
                    "limits", self._limits.judge_sound, batch, loud, event, stale_at, self.findings
                )
                self._screen.calm(judged, self._limits.find_calm(judged))
        self._hear(batch, taken, row)
        return batch

    def _hear(
        self, batch: ReadingBatch, place: NDArray[np.intp] | slice, row: NDArray[np.intp]
    ) -> None:
        """Take readings that were judged, each tag once, as the latest of their tags."""
        self._late.gaps.note(row, self.board.time[row], batch.time[place])
        self.silence.hear(row, batch.fresh[place])
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
        batch, findings = self._range.mark(batch, place), self.findings
        classes = classify(batch.status[place], batch.value[place])
        clock, marks = clocks.tell_event(place), batch.marks[place]
        if len(self._late.coming):
            self._end_late(batch.row[place], np.maximum(clock, batch.received[place]), clock)
        late = (marks & np.uint16(Mark.LATE)) != 0
        old = place[late]
        if len(old):
            self._attempt("late data", self._judge_late, batch, old, classes[late], clock[late])
            place, classes, clock, marks = place[~late], classes[~late], clock[~late], marks[~late]
            if not len(place):
                return batch, old
        doubtful = (marks & np.uint16(Mark.SOURCE_DOWN)) != 0
        stale_at = self._tell_stale_at(batch.row[place].astype(np.intp))
        said = batch, place, classes, doubtful
        beyond = self._attempt("limits", self._limits.judge_round, *said, clock, stale_at, findings)
        if beyond is None:
            beyond = np.zeros(len(place), dtype=np.bool_)
        self._attempt("bad_quality", self._bad_quality.judge_round, *said, beyond, findings)
        self._attempt("out_of_range", self._range.judge_round, *said, findings)
        arrived = clocks.tell_arrival(place)
        self._attempt(
            "silence", self.silence.judge_round, batch, place, doubtful, arrived, findings
        )
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
        self._limits.advance(limit, clock[which], stale_at[which], self.findings)
        self._late.judge_round(batch, place, classes, clock, self.board, self.findings)

    def _end_late(
        self, row: NDArray[np.integer], now: NDArray[np.int64], event: NDArray[np.int64]
    ) -> None:
        """Let the clocks, int64 ms (m,), pass of tags for their late data, before all else."""
        known = self._tell_stale_at(row), self.board, self.findings
        self._attempt("late data", self._late.pass_time, row, now, event, *known)

    def _watch_silence(self, situation: Situation) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """What fell silent, and which gateways were lost."""
        lost = self._attempt("silence", self.silence.find_lost, situation)
        watched = None
        if lost is not None:
            severe = self._find_severe(situation, lost)
            watched = self._attempt(
                "silence", self.silence.watch, situation, lost, severe, self.findings
            )
        fallen, since = watched or (np.empty(0, dtype=np.intp), np.empty(0, dtype=np.int64))
        if len(fallen):
            since = situation.event[fallen] - np.maximum(situation.now - since, 0)
        return fallen, since

    def _settle(self) -> None:
        """Carry out what is due by the event clocks."""
        limit = self._limits.find_due(self.event)
        if len(limit):
            row = self._table.limits.row[limit]
            stale_at = self._tell_stale_at(row)
            self._limits.advance(limit, self.event[row], stale_at, self.findings)

    def _attempt(self, part: str, act: Callable[..., Any], *arguments: Any) -> Any:
        """What a part answers; None where it failed, and is then set up anew."""
        try:
            return act(*arguments)
        except Exception as error:  # noqa: BLE001 - whatever fails in a part, the others go on
            self._guard.note(part, error)
            self._renew(part)
            return None

    def _renew(self, part: str) -> None:
        """Of what a part may have left half done know nothing but what stands."""
        told = self.drain()
        if len(told):
            self.findings.pass_on(told, told.reasons)
        if part in _OF_LIMITS:
            self._limits.forget()
            own = self._table.limits
            self._late = LateData(self._limits, own, len(self.board.value), self._table.rules)
        self._align()

    def _align(self) -> None:
        table, active = self._table, self._active
        tags, gateways = len(self.ids["tags"]), len(self.ids["gateways"])

        def find(first: int, count: int) -> NDArray[np.bool_]:
            return active[first : first + count]

        self._standing.align(active[: len(self.ids["limits"])])
        self._bad_quality.active[:] = find(table.bad_quality, tags)
        self._range.active[:] = find(table.out_of_range, tags)
        self.silence.align(find(table.stale, tags), find(table.gateway_lost, gateways))
        self._clocks.active[:] = find(table.clock, gateways)
        self._gaps.active[:] = find(table.gateway_gap, gateways)
        self._screen.stir(slice(None))

    def _find_sound(self, row: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Bool (k,): nothing of the tags is active or to come, limits apart."""
        sound: NDArray[np.bool_] = ~(self._bad_quality.active[row] | self._range.active[row])
        sound &= self.silence.find_well(row)
        if len(self._late.coming):
            sound &= self._late.coming.slot[row] == 0
        return sound

    def _tell_stale_at(self, row: NDArray[np.integer] | slice) -> NDArray[np.int64]:
        """Int64 ms (k,), when the last readings of tags go stale."""
        stale_at: NDArray[np.int64] = self.board.time[row] + self.silence.limit_ms[row]
        return stale_at

    def _find_severe(self, situation: Situation, lost: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Bool (gateways,): an HH or a gas level 2 is pending or standing there, if any is lost."""
        found = np.zeros(len(self.ids["gateways"]) + 1, dtype=np.bool_)
        if lost is not self.silence.no_gateway:
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
        for name, array in self.board.arrays().items():
            yield "tags", f"board_{name}", array
        yield "clocks", "event", self._note_clocks()
        yield "tags", "bad_quality", self._bad_quality.active
        yield "tags", "out_of_range", self._range.active
        for name in ("fresh", "stale", "mute"):
            yield "tags", name, getattr(self.silence.states, name)
        for name in ("lost", "lost_since", "start"):
            yield "gateways", name, getattr(self.silence.states, name)
        yield "gateways", "clock", self._clocks.active
        yield "gateways", "clock_since", self._clocks.since
        yield "gateways", "gap", self._gaps.active
        yield "gateways", "gap_since", self._gaps.since
        yield "states", "said", self.modes.states.said
        yield "states", "until", self.modes.states.until
        yield "held", "suppressed", self.modes.suppressed
        yield "held", "suppressed_since", self.modes.since

    def _note_clocks(self) -> NDArray[np.int64]:
        """Int64 ms (gateways + 1,), the event clocks; the last is of tags without a gateway."""
        if self._event is not None:
            self._clock_of[:] = LONG_AGO
            self._clock_of[self.silence.gateway_of] = self._event
        return self._clock_of

    def _tables(self) -> Iterator[tuple[str, str, SparseTable | SparseColumn]]:
        """Everything that is kept of some, with the kind of thing its rows stand for."""
        yield "tags", "board_corrected", self.board.corrected
        yield "tags", "changes", self._changes.table
        for name, table in self._limits.states.tables().items():
            yield "limits", name, table
        for kind, tables in self._late.tables().items():
            for name, table in tables.items():
                yield kind, name, table
