"""Who may say what: frames in, one batch of admitted readings and the refusals out.

Contract section 1, rules 6 to 8 and 15. Admission knows the plant, the order of each tag, the
clock of each gateway and the links; it owns no socket, no clock and no file. Refusals leave as
data; keeping them is :mod:`ingest.dead_letters`' business, judging values the detectors'.

Its state is a fold of what it admitted: :meth:`Admission.recall` replays a spooled tick,
:meth:`Admission.save` and :meth:`Admission.restore` skip the part before a checkpoint.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.verdict import Situation
from ingest.counters import GatewayCounters, Tally
from ingest.frame import Decoded, Frame, Reason, Refusal
from ingest.intake import Gathered, Intake, Origin
from ingest.lateness import Sifted, recall_batch, sift_batch
from ingest.lenient import Unfit
from ingest.missing_codes import MissingCodes
from ingest.order import Order
from ingest.overload import Overload
from ingest.recent import Recent, Told
from ingest.recognition import Complaint, Recognition
from ingest.routing import Astray, Route, Router
from ingest.sequence import Gap, Watermark
from ingest.skew import UNDOUBTED
from ingest.standing import GatewayNote, Standing
from ingest.status import StatusBody, read_status
from ingest.timing import run_event_clock, set_times
from ingest.topic import Kind
from plant.link import Links
from plant.reading import LONG_AGO, NEVER, Instant, Mark, ReadingBatch
from plant.words import Plant

LETTERS: Final = 20
"""Refusals handed out for one frame; the rest are counted and told in the last one's detail."""

_MARKS: Final = {
    (False, False): Mark.NONE,
    (True, False): Mark.SIMULATED,
    (False, True): Mark.BACKFILL,
    (True, True): Mark.SIMULATED | Mark.BACKFILL,
}
"""(simulated, backfill) → the marks of a frame's readings."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """What a tick took in.

    ``statuses`` is what :meth:`Admission.recall` needs beside the batch, one note for each
    gateway that sent something. ``watermarks``: gateway → how far its numbered frames are
    complete once this batch is durable, for gateways that numbered a frame of this tick.
    """

    batch: ReadingBatch
    refusals: Sequence[Refusal]
    statuses: Sequence[GatewayNote]
    watermarks: Mapping[str, Watermark] = field(default_factory=dict)


@dataclass(slots=True)
class _Tick:
    """What one call of admit gathers; ``sent``: gateway → (boot, seq) of its frames."""

    intake: Intake = field(default_factory=Intake)
    refusals: list[Refusal] = field(default_factory=list)
    sent: dict[int, list[tuple[str, int]]] = field(default_factory=dict)


class Admission:
    """The state of admitting; one instance a plant and stream of frames.

    :param stream: replay sessions and backtests: now is the highest admitted source time,
        arrival is now, clocks are not doubted (contract section 4).
    :param start: our clock at start; on a stream clock, the now before the first reading.
    """

    def __init__(self, plant: Plant, *, stream: bool, start: Instant) -> None:
        self._plant = plant
        self._stream = stream
        self._start = start
        self._highest = int(LONG_AGO)
        self._told = int(LONG_AGO)
        self._router = Router(plant)
        self._missing = MissingCodes(plant)
        self._recognition = Recognition(plant, self._missing)
        self._overload = Overload(plant, start)
        self._lost = Recent.of(len(plant.tags))
        self._order = Order(len(plant.tags))
        self._standing = Standing(plant)
        self._tally = Tally(len(plant.gateways), start)
        self.unknown = self._recognition.unknown
        """Names that the plant does not know, by gateway row."""

    @property
    def links(self) -> Links:
        """Who brings each tag, and what is known to be silent."""
        return self._standing.links

    @property
    def now(self) -> Instant:
        """The stream clock: the highest admitted source time, ``start`` before there is one."""
        return self._start if self._highest == LONG_AGO else self._highest

    @property
    def streaming(self) -> bool:
        """Whether time is the stream's own."""
        return self._stream

    def begin(self, now: Instant) -> None:
        """Go on after a restart: what waited in the broker meanwhile is still under way.

        The gateways' event clocks run on from here instead of leaping over our absence.
        """
        arrived = self.links.arrived
        arrived[arrived > LONG_AGO] = np.maximum(arrived[arrived > LONG_AGO], now)

    # ------------------------------------------------------------------------ frames

    def admit(self, frames: Sequence[Frame], now: Instant) -> Admitted:
        """Take in the frames of one tick, in arrival order."""
        tick = _Tick()
        self._standing.begin_tick()
        for frame in frames:
            self._take(frame, tick)
        batch = self._settle(tick.intake.drain(), now)
        if self._stream:
            self._highest = max(self._highest, self._told)
        self._tally.turn(now)
        notes = [self._standing.describe(row, numbers) for row, numbers in tick.sent.items()]
        return Admitted(batch, tick.refusals, notes, self._promise(tick))

    def admit_readings(self, batch: ReadingBatch) -> Admitted:
        """Take in readings that never were frames: those of a recorded file, on a stream clock."""
        nothing = np.zeros(len(batch), dtype=np.bool_)
        batch = self._missing.leave(batch, self.links.gateway_of[batch.row])
        batch = self._judge_order(batch, live=~nothing, retained=nothing, behind=nothing)
        return Admitted(batch, (), ())

    def lose(self, numbers: Mapping[str, Sequence[tuple[str, int]]], batch: ReadingBatch) -> None:
        """Frames that were judged could not be kept: when they come again they are stored.

        :param numbers: gateway → (boot, seq) of its frames.
        :param batch: their readings: of frames without a number these alone are known again.
        """
        self._lost.write(Told.of(batch.row, batch.source, batch.value, batch.status))
        for gateway, lost in numbers.items():
            self._standing.lose(self._plant.gateway_row_of[gateway], lost)

    def advance(self, at: Instant) -> None:
        """Move the stream clock to a time that was told without a reading; never back."""
        if self._stream:
            self._highest = max(self._highest, at)

    def _take(self, frame: Frame, tick: _Tick) -> None:
        route = self._router.find(frame.topic)
        if isinstance(route, Astray):
            self._refuse(tick, frame, route.gateway, (route.reason, "", route.detail))
            return
        if route.kind is Kind.ACK:
            return
        self._tally.frames[route.gateway] += 1
        tick.sent.setdefault(route.gateway, [])
        if route.kind is Kind.STATUS:
            self._take_status(route.gateway, frame, tick)
        else:
            self._take_readings(route, frame, tick)

    def _refuse(self, tick: _Tick, frame: Frame, gateway: str, complaint: Complaint) -> None:
        """Count and hand out one refusal; a gateway that is not in the plant is a stranger."""
        reason, tag, detail = complaint
        row = self._plant.gateway_row_of.get(gateway, -1)
        self._tally.refused[row][reason] += 1
        tick.refusals.append(
            Refusal(reason, gateway, frame.topic, frame.payload, frame.received, tag, detail)
        )

    def _clock(self, frame: Frame) -> Instant:
        """When a frame arrived: on a stream clock, after all that the frames before it told.

        The tick's own highest time would not do: a goodbye that shares a tick with the data
        before it would be dated before them.
        """
        return max(self.now, self._told) if self._stream else frame.received

    def _take_status(self, gateway: int, frame: Frame, tick: _Tick) -> None:
        body = read_status(frame.payload)
        if isinstance(body, str):
            name = self._plant.gateways[gateway].id
            self._refuse(tick, frame, name, (Reason.UNPARSABLE, "", body))
        else:
            self._declare(gateway, body, frame)

    def _declare(self, gateway: int, body: StatusBody, frame: Frame) -> None:
        """A status; only a live ``online`` shows that the gateway itself is there to say it.

        Where silence says nothing (report by exception), the retained one has to do: the broker
        would have put the will in its place.
        """
        if self._stream and not self._place_status(body, frame):
            return
        by_exception = self._plant.gateways[gateway].report == "exception"
        if body.online and (by_exception or not frame.retained):
            self._standing.hear(gateway, self._clock(frame), live=True)
        # On a stream's clock it comes after all that was of its instant.
        self._standing.declare(gateway, body, self._clock(frame) + self._stream)

    def _place_status(self, body: StatusBody, frame: Frame) -> bool:
        """Whether a status belongs to the stream: not what is left of another, nor before time.

        A goodbye may tell of a later time than any reading: the stream has come so far.
        """
        if frame.retained or self._told == LONG_AGO == self._highest:
            return False
        if body.online is False and body.ts is not None:
            self._told = max(self._told, body.ts)
        return True

    def _take_readings(self, route: Route, frame: Frame, tick: _Tick) -> None:
        gateway = self._plant.gateways[route.gateway]
        decoded = self._decode(route, frame)
        if isinstance(decoded, Unfit):
            self._hear(route, frame)
            self._refuse(tick, frame, gateway.id, (decoded.reason, "", decoded.detail))
        elif decoded.simulation and not (self._stream or gateway.simulation):
            detail = "simulated data, but the gateway is not declared as simulation"
            self._refuse(tick, frame, gateway.id, (Reason.SIMULATED, "", detail))
        else:
            self._hear(route, frame)
            if decoded.declared is not None and not frame.again:
                self._declare(route.gateway, decoded.declared, frame)
            again = self._standing.is_lost(route.gateway, decoded)
            if not (frame.retained or frame.again):
                at = self._clock(frame)
                tick.sent[route.gateway] += self._standing.number(route.gateway, decoded, at)
            self._gather(self._trace(route, decoded, frame, again=again), decoded, frame, tick)

    def _decode(self, route: Route, frame: Frame) -> Decoded | Unfit:
        if len(frame.payload) > self._plant.gateways[route.gateway].max_bytes:
            return Unfit(Reason.TOO_LARGE, f"{len(frame.payload)} bytes")
        return route.read(route.path, frame.payload, self._clock(frame))

    def _hear(self, route: Route, frame: Frame) -> None:
        """A retained frame is the broker's, and a dead letter is ours, not the gateway's."""
        if not (frame.retained or frame.again):
            live = route.kind is Kind.DATA
            self._standing.hear(route.gateway, self._clock(frame), live=live)

    def _trace(self, route: Route, decoded: Decoded, frame: Frame, *, again: bool) -> Origin:
        """What all readings of a frame have in common.

        :param again: it was judged when it first came, and lost: now it is only to be stored.
        """
        gateway, received = route.gateway, self._clock(frame)
        retained = frame.retained or again
        live = route.kind is Kind.DATA and not (retained or frame.again)
        simulated = decoded.simulation or self._plant.gateways[gateway].simulation
        standing, stream = self._standing, self._stream
        repeated = live and not stream and standing.is_repeated(gateway, decoded, frame.payload)
        evident = live and not repeated
        return Origin(
            gateway=gateway,
            received=received,
            sent=None if repeated else decoded.sent,
            correction=UNDOUBTED
            if stream
            else standing.correct(gateway, decoded, received, live=evident),
            marks=_MARKS[simulated, route.kind is Kind.BACKFILL or frame.again],
            live=live,
            retained=retained,
            behind=standing.clocks[gateway].behind,
        )

    def _gather(self, origin: Origin, decoded: Decoded, frame: Frame, tick: _Tick) -> None:
        """What has no row here is refused, the rest goes on."""
        gateway = origin.gateway
        found = self._recognition.recognize(gateway, decoded, frame)
        self._tally.converted[gateway] += found.converted
        down = self._standing.find_down(gateway, found.rows, found.decoded, live=origin.live)
        tick.intake.add(origin, found.rows, found.decoded, down)
        if not (origin.retained or frame.again):
            self._told = max(self._told, max(found.decoded.ts, default=self._told))
        if found.complaints:
            self._complain(gateway, found.complaints, frame, tick)

    def _complain(
        self, gateway: int, complaints: Sequence[Complaint], frame: Frame, tick: _Tick
    ) -> None:
        """Single readings' refusals: all counted, the first few handed out."""
        name = self._plant.gateways[gateway].id
        for complaint in complaints[:LETTERS]:
            self._refuse(tick, frame, name, complaint)
        rest = complaints[LETTERS:]
        if rest:
            self._tally.refused[gateway].update(reason for reason, _, _ in rest)
            last = tick.refusals[-1]
            told = f"{last.detail} (and {len(rest)} more in this frame)"
            tick.refusals[-1] = replace(last, detail=told)

    def _promise(self, tick: _Tick) -> dict[str, Watermark]:
        return self._mark([row for row, numbers in tick.sent.items() if numbers])

    def _mark(self, rows: Iterable[int]) -> dict[str, Watermark]:
        marks = {
            self._plant.gateways[row].id: self._standing.ledgers[row].watermark for row in rows
        }
        return {gateway: mark for gateway, mark in marks.items() if mark is not None}

    @property
    def watermarks(self) -> dict[str, Watermark]:
        """Gateway → how far its numbered frames are complete, where it numbers them."""
        return self._mark(range(len(self._plant.gateways)))

    # ------------------------------------------------------------------------ readings

    def _settle(self, gathered: Gathered, now: Instant) -> ReadingBatch:
        """Overload, missing codes, times and order of a tick's readings."""
        if not self._stream:
            gathered = self._thin(gathered, now)
        batch = gathered.batch
        if not len(batch):
            return batch
        batch = self._missing.leave(batch, batch.gateway)
        if not self._stream:
            times = set_times(gathered.stamps)
            batch.marks[times.suspect] |= np.uint16(Mark.CLOCK_SUSPECT)
            batch = replace(batch, time=times.time, fresh=times.fresh)
        return self._judge_order(
            batch, live=gathered.live, retained=gathered.retained, behind=gathered.behind
        )

    def _thin(self, gathered: Gathered, now: Instant) -> Gathered:
        """What is kept of gateways that send more than they may."""
        kept = self._overload.thin(gathered.batch, now)
        if kept is None:
            return gathered
        self._tally.count_coalesced(gathered.batch.gateway[~kept])
        return gathered.take(np.flatnonzero(kept))

    def _judge_order(
        self,
        batch: ReadingBatch,
        *,
        live: NDArray[np.bool_],
        retained: NDArray[np.bool_],
        behind: NDArray[np.bool_],
    ) -> ReadingBatch:
        """Mark latecomers and conflicts, drop duplicates, let the gateways' standing know."""
        if self._stream:
            batch = self._restamp(batch, retained)
        sifted = sift_batch(self._order, batch, retained, behind)
        if self._lost.count and len(sifted.duplicate):
            sifted = self._keep_lost(sifted)
        self._tally.count(sifted.batch.gateway, sifted.batch.marks, sifted.duplicate)
        self._standing.link(sifted.batch, live)
        return sifted.batch.take(sifted.kept) if len(sifted.duplicate) else sifted.batch

    def _keep_lost(self, sifted: Sifted) -> Sifted:
        """Readings that were judged and lost are no duplicates when they come again."""
        batch, places = sifted.batch, sifted.duplicate
        told = Told.of(batch.row, batch.source, batch.value, batch.status).take(places)
        lost, _ = self._lost.find(told, np.zeros(len(places), dtype=np.int64))
        batch.marks[places[lost]] |= np.uint16(Mark.LATE | Mark.STORED_ONLY)
        kept = np.sort(np.append(sifted.kept, places[lost]))
        return replace(sifted, duplicate=places[~lost], kept=kept)

    def _restamp(self, batch: ReadingBatch, retained: NDArray[np.bool_]) -> ReadingBatch:
        """Arrival on the stream clock: the highest source time so far, this one included."""
        told = np.where(retained, self._highest, batch.source)
        received = np.maximum.accumulate(np.maximum(told, self._highest))
        if len(received):
            self._highest = int(received[-1])
        return replace(batch, received=received)

    # ------------------------------------------------------------------------ what is known

    def situation(self, now: Instant, *, ended: bool = False) -> Situation:
        """The time and links under which the batch just admitted is judged.

        :param now: our clock; on a stream clock it is the stream's own, whatever is given.
        :param ended: the stream is over: what was due by its last instant falls due.
        """
        links = self.links
        if self._stream:
            ended = ended or self._has_ended()
            now = self.now + ended
            event = np.full(len(self._plant.tags), self._highest + ended)
        else:
            event = run_event_clock(links, now)
        return Situation(
            now=now,
            event=event,
            gateway_of=links.gateway_of,
            down=links.down,
            heard=links.heard,
            offline=links.offline,
            by_silence=not self._stream,
            clock_off=links.clock_off,
            ended=ended,
            gap_since=links.gap_since,
        )

    def _has_ended(self) -> bool:
        """Every gateway that spoke has said goodbye: nothing more comes of this instant."""
        spoke = self.links.heard > LONG_AGO
        return bool(spoke.any() and (self.links.offline[spoke] < NEVER).all())

    @property
    def counters(self) -> dict[str, GatewayCounters]:
        """Gateway id → its figures."""
        return {gateway.id: self._figures(row) for row, gateway in enumerate(self._plant.gateways)}

    def list_gaps(self, gateway: str) -> list[Gap]:
        """The numbers of a gateway's frames that have not come, between those that have."""
        return self._standing.ledgers[self._plant.gateway_row_of[gateway]].gaps

    @property
    def strangers(self) -> Counter[Reason]:
        """Refusals of frames that no gateway of the plant may have sent, by reason."""
        return self._tally.refused[-1].copy()

    def _figures(self, row: int) -> GatewayCounters:
        standing = self._standing
        boot, seq = standing.latest[row]
        clock = standing.clocks[row]
        return GatewayCounters(
            **self._tally.read(row),
            seq=seq,
            boot=boot,
            skew_ms=clock.skew if clock.known else None,
            gaps=standing.ledgers[row].missing,
            lost=standing.ledgers[row].lost,
            numbered=standing.numbered[row],
            repeated=standing.repeated[row],
        )

    # ------------------------------------------------------------------------ the fold

    def recall(self, batch: ReadingBatch, statuses: Sequence[GatewayNote], now: Instant) -> None:
        """Take up again what an earlier run admitted: its batch and its statuses."""
        admitted = batch.take(np.flatnonzero((batch.marks & Mark.LATE) == 0))
        recall_batch(self._order, admitted)
        self._standing.link(admitted, (admitted.marks & Mark.BACKFILL) == 0)
        if self._stream and len(admitted):
            self._highest = max(self._highest, int(admitted.source.max()))
        self._standing.recall(statuses)
        self._tally.turn(now)

    def save(self) -> dict[str, NDArray[np.generic]]:
        """Everything that :meth:`restore` needs, as arrays without Python objects."""
        return {
            "tags": np.array([tag.id for tag in self._plant.tags], dtype=np.str_),
            "highest": np.array([self._highest]),
            **self._standing.save(),
            **{f"order_{name}": array.copy() for name, array in self._order.save().items()},
        }

    def restore(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Take over a saved state, by tag and gateway id: also that of another plant."""
        known = self._plant.row_of
        names = [str(name) for name in arrays["tags"]]
        old = np.array([row for row, name in enumerate(names) if name in known], dtype=np.intp)
        new = np.array([known[name] for name in names if name in known], dtype=np.intp)
        order = {key.removeprefix("order_"): array for key, array in arrays.items()}
        self._order.restore(order, old, new)
        self._highest = int(np.asarray(arrays["highest"], dtype=np.int64)[0])
        self._standing.restore(arrays, old, new)
