"""Who may say what: frames in, one batch of admitted readings and the refusals out.

Contract section 1, rules 6 to 8 and 15. Admission knows the plant, the order of each tag, the
clock of each gateway and the links; it owns no socket, no clock and no file. Refusals leave as
data; keeping them is :mod:`ingest.dead_letters`' business, judging values the detectors'.

Its state is a fold of what it admitted: :meth:`Admission.recall` replays a spooled tick,
:meth:`Admission.save` and :meth:`Admission.restore` skip the part before a checkpoint.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.verdict import Situation
from ingest.admitted import Admitted
from ingest.counters import GatewayCounters, Tally
from ingest.edge_nodes import Brought, EdgeNodes
from ingest.formats.dispatch import Reader
from ingest.formats.sparkplug_payload import is_simulated
from ingest.formats.sparkplug_topic import Verb, parse_sparkplug_topic
from ingest.frame import Decoded, Frame, Reason
from ingest.gathering import Gathering, recast_as_past
from ingest.intake import Intake, Origin
from ingest.lenient import Unfit
from ingest.missing_codes import MissingCodes
from ingest.plain_lane import PlainLane
from ingest.recent import Recent
from ingest.recognition import Complaint, Recognition
from ingest.refusals import Refusals
from ingest.routing import Astray, Route, Router
from ingest.sequence import Gap, Watermark
from ingest.settlement import Settlement
from ingest.standing import GatewayNote, Standing, pack_json, unpack_json
from ingest.status import StatusBody, is_simulated_status, read_status
from ingest.stream_clock import StreamClock
from ingest.timing import run_event_clock
from ingest.topic import Kind
from plant.link import Links
from plant.reading import LONG_AGO, NEVER, Instant, ReadingBatch
from plant.words import Plant

_SIMULATED: Final = (
    Reason.SIMULATED,
    "",
    "simulated data, but the gateway is not declared as simulation",
)


@dataclass(slots=True)
class _Tick:
    """What one call of admit gathers; ``sent``: gateway → (boot, seq) of its frames."""

    intake: Intake = field(default_factory=Intake)
    sent: dict[int, list[tuple[str, int]]] = field(default_factory=dict)
    rebirths: list[str] = field(default_factory=list)


class Legacy(NamedTuple):
    """What one admission leaves to the next beside its saved state."""

    tags: tuple[str, ...]
    gateways: Mapping[str, int]
    told: Instant
    tally: Tally
    lost: Recent


class Admission:
    """The state of admitting; one instance a plant and stream of frames.

    :param stream: replay sessions and backtests: now is the highest admitted source time,
        arrival is now, clocks are not doubted (contract section 4).
    :param start: our clock at start; on a stream clock, the now before the first reading.
    """

    def __init__(self, plant: Plant, *, stream: bool, start: Instant) -> None:
        self._plant = plant
        self._clock = StreamClock(streaming=stream, start=start)
        self._router = Router(plant)
        self._missing = MissingCodes(plant)
        self._recognition = Recognition(plant, self._missing)
        self._standing = Standing(plant)
        self._nodes = EdgeNodes(plant, self._learn_source)
        self._tally = Tally(len(plant.gateways), start)
        self._refusals = Refusals(plant, self._tally.refused)
        self._settlement = Settlement(
            plant, self._clock, self._standing, self._missing, self._tally
        )
        order = self._settlement.order
        self._gathering = Gathering(
            plant, self._standing, self._recognition, order, self._tally, stream=stream
        )
        self._lane = PlainLane(
            plant, self._recognition, self._standing, self._tally, self._gathering.is_real
        )
        self.unknown = self._recognition.unknown
        """Names that the plant does not know, by gateway row."""

    @property
    def links(self) -> Links:
        """Who brings each tag, and what is known to be silent."""
        return self._standing.links

    @property
    def now(self) -> Instant:
        """The stream clock: the highest admitted source time, ``start`` before there is one."""
        return self._clock.now

    @property
    def streaming(self) -> bool:
        """Whether time is the stream's own."""
        return self._clock.streaming

    def _learn_source(self, gateway: int, source: str, tags: Sequence[str]) -> None:
        rows = self._recognition.find_rows(gateway, tags)
        self._standing.sources.learn(gateway, source, rows)

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
        self._nodes.begin_tick()
        self._lane.begin_tick()
        for frame in frames:
            self._take(frame, tick)
        self._let_nodes_wait(self.now if self.streaming else now, tick)
        batch = self._settlement.settle(tick.intake.drain(), now)
        self._clock.reach(self._clock.told)
        self._tally.turn(now)
        describe, births = self._standing.describe, self._nodes.tell_births
        notes = [describe(row, numbers, births(row)) for row, numbers in tick.sent.items()]
        rebirths = () if self.streaming else tick.rebirths
        return Admitted(batch, self._refusals.drain(), notes, self._promise(tick), rebirths)

    def admit_readings(self, batch: ReadingBatch) -> Admitted:
        """Take in readings that never were frames: those of a recorded file, on a stream clock."""
        return Admitted(self._settlement.settle_file(batch), (), ())

    def lose(self, numbers: Mapping[str, Sequence[tuple[str, int]]], batch: ReadingBatch) -> None:
        """Frames that were judged could not be kept: when they come again they are stored.

        :param numbers: gateway → (boot, seq) of its frames.
        :param batch: their readings: of frames without a number these alone are known again.
        """
        self._settlement.lose(batch)
        for gateway, lost in numbers.items():
            self._standing.lose(self._plant.gateway_row_of[gateway], lost)

    def reconnect(self, now: Instant) -> None:
        """The session was away, and what it can't catch up on is lost: Sparkplug's own messages."""
        self._nodes.reconnect(now)

    def advance(self, at: Instant) -> None:
        """Move the stream clock to a time that was told without a reading; never back."""
        self._clock.reach(at)

    def _take(self, frame: Frame, tick: _Tick) -> None:
        route = self._router.find(frame.topic)
        if isinstance(route, Astray):
            self._refusals.refuse(frame, route.gateway, (route.reason, "", route.detail))
            return
        if route.kind is Kind.ACK:
            return
        if not self._clock.streaming and self._lane.take(route, frame, tick.intake, tick.sent):
            return
        self._tally.frames[route.gateway] += 1
        tick.sent.setdefault(route.gateway, [])
        if route.kind is Kind.STATUS:
            self._take_status(route.gateway, frame)
        elif route.read is None:
            self._take_message(route, frame, tick)
        else:
            self._take_readings(route, route.read, frame, tick)

    def _take_status(self, gateway: int, frame: Frame) -> None:
        body = read_status(frame.payload)
        if isinstance(body, str):
            name = self._plant.gateways[gateway].id
            self._refusals.refuse(frame, name, (Reason.UNPARSABLE, "", body))
        elif self._gathering.is_live(gateway) and is_simulated_status(frame.payload):
            self._refusals.refuse(frame, self._plant.gateways[gateway].id, _SIMULATED)
        else:
            self._declare(gateway, body, frame)

    def _declare(self, gateway: int, body: StatusBody, frame: Frame) -> None:
        """A status; only a live ``online`` shows that the gateway itself is there to say it.

        Where silence says nothing (report by exception), the retained one has to do: the broker
        would have put the will in its place.
        """
        if self.streaming and not self._place_status(body, frame):
            return
        by_exception = self._plant.gateways[gateway].report == "exception"
        if body.online and (by_exception or not frame.retained):
            self._standing.hear(gateway, self._clock.date(frame), live=True)
        # On a stream's clock it comes after all that was of its instant.
        self._standing.declare(gateway, body, self._clock.date(frame) + self.streaming)

    def _place_status(self, body: StatusBody, frame: Frame) -> bool:
        """Whether a status belongs to the stream: not what is left of another, nor before time.

        A goodbye may tell of a later time than any reading: the stream has come so far.
        """
        if frame.retained or not self._clock.has_begun:
            return False
        if body.online is False and body.ts is not None:
            self._clock.tell(body.ts)
        return True

    def _take_message(self, route: Route, frame: Frame, tick: _Tick) -> None:
        """A message of a Sparkplug node; its death is the broker's word, no sign of life."""
        topic, name = parse_sparkplug_topic(frame.topic), self._plant.gateways[route.gateway].id
        if topic is None:
            fault = (Reason.WRONG_TOPIC, "", "no message of an edge node")
            self._refusals.refuse(frame, name, fault)
        elif self._is_too_large(route, frame):
            self._refusals.refuse(frame, name, _tell_size(frame))
        elif self._gathering.is_live(route.gateway) and is_simulated(frame.payload):
            self._refusals.refuse(frame, name, _SIMULATED)
        else:
            brought = self._nodes.hear(route.gateway, topic, frame, self._clock.date(frame))
            if topic.verb is not Verb.NDEATH and not (frame.retained or frame.again):
                status = brought.heard.status
                live = bool(brought.heard.live) or (status is not None and status.online is True)
                self._standing.hear(route.gateway, self._clock.date(frame), live=live)
            self._take_brought(route, brought, frame, tick)

    def _let_nodes_wait(self, now: Instant, tick: _Tick) -> None:
        for brought in self._nodes.tick(now):
            tick.sent.setdefault(brought.gateway, [])
            route = Route(brought.gateway, Kind.DATA, "", None)
            frame = Frame(self._plant.gateways[brought.gateway].topic, b"", now)
            self._take_brought(route, brought, frame, tick)

    def _take_brought(self, route: Route, brought: Brought, frame: Frame, tick: _Tick) -> None:
        """The standing of a node comes before its readings."""
        heard, gateway = brought.heard, self._plant.gateways[route.gateway]
        if heard.status is not None:
            self._declare(route.gateway, heard.status, frame)
        if brought.rebirth:
            tick.rebirths.append(brought.rebirth)
        for unfit in heard.refused:
            self._refusals.refuse(frame, gateway.id, (unfit.reason, "", unfit.detail))
        self._standing.ledgers[route.gateway].lost += heard.lost
        at, trace = self._clock.date(frame), self._gathering.trace
        for decoded in heard.live:
            self._gather(trace(route, decoded, frame, at), decoded, frame, tick)
        for decoded in heard.in_doubt:
            self._gather(trace(route, decoded, frame, at), decoded, frame, tick, doubted=True)
        for decoded in heard.historical:
            past = recast_as_past(trace(route, decoded, frame, at))
            self._gather(past, decoded, frame, tick)

    def _take_readings(self, route: Route, read: Reader, frame: Frame, tick: _Tick) -> None:
        gateway = self._plant.gateways[route.gateway]
        if self._is_too_large(route, frame):
            reason, _, detail = _tell_size(frame)
            decoded: Decoded | Unfit = Unfit(reason, detail)
        else:
            decoded = read(route.path, frame.payload, self._clock.date(frame))
        if isinstance(decoded, Unfit):
            self._hear(route, frame)
            self._refusals.refuse(frame, gateway.id, (decoded.reason, "", decoded.detail))
        elif decoded.simulation and self._gathering.is_live(route.gateway):
            self._refusals.refuse(frame, gateway.id, _SIMULATED)
        else:
            self._hear(route, frame)
            if decoded.declared is not None and not frame.again:
                self._declare(route.gateway, decoded.declared, frame)
            again = self._standing.is_lost(route.gateway, decoded)
            overtaken = self._standing.is_overtaken(route.gateway, decoded)
            if not (frame.retained or frame.again):
                at = self._clock.date(frame)
                tick.sent[route.gateway] += self._standing.number(route.gateway, decoded, at)
            origin = self._gathering.trace(
                route, decoded, frame, self._clock.date(frame), again=again, overtaken=overtaken
            )
            self._gather(origin, decoded, frame, tick)

    def _is_too_large(self, route: Route, frame: Frame) -> bool:
        most = self._plant.gateways[route.gateway].max_bytes
        return most is not None and len(frame.payload) > most

    def _hear(self, route: Route, frame: Frame) -> None:
        """A retained frame is the broker's, and a dead letter is ours, not the gateway's."""
        if not (frame.retained or frame.again):
            live = route.kind is Kind.DATA
            self._standing.hear(route.gateway, self._clock.date(frame), live=live)

    def _gather(
        self, origin: Origin, decoded: Decoded, frame: Frame, tick: _Tick, *, doubted: bool = False
    ) -> None:
        gathered = self._gathering.gather(origin, decoded, frame, tick.intake, doubted=doubted)
        if self.streaming and not (origin.retained or frame.again):
            self._clock.tell(max(gathered.decoded.ts, default=self._clock.told))
        if gathered.complaints:
            self._refusals.complain(frame, origin.gateway, gathered.complaints)

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

    # ------------------------------------------------------------------------ what is known

    def situation(self, now: Instant, *, ended: bool = False) -> Situation:
        """The time and links under which the batch just admitted is judged.

        :param now: our clock; on a stream clock it is the stream's own, whatever is given.
        :param ended: the stream is over: what was due by its last instant falls due.
        """
        links = self.links
        if self.streaming:
            ended = ended or self._has_ended()
            now = self.now + ended
            event = np.full(len(self._plant.tags), self._clock.highest + ended)
        else:
            event = run_event_clock(links, now)
        return Situation(
            now=now,
            event=event,
            gateway_of=links.gateway_of,
            down=links.down,
            heard=links.heard,
            offline=links.offline,
            by_silence=not self.streaming,
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
        self._settlement.recall(batch)
        for note in statuses:
            row = self._plant.gateway_row_of.get(note.gateway)
            if row is not None:
                self._nodes.relearn(row, note.births)
        self._standing.recall(statuses)
        self._tally.turn(now)

    def hand_over(self) -> Legacy:
        """What a restart forgets and who takes over while frames flow does not."""
        tags = tuple(tag.id for tag in self._plant.tags)
        return Legacy(
            tags, self._plant.gateway_row_of, self._clock.told, self._tally, self._settlement.lost
        )

    def inherit(self, legacy: Legacy) -> None:
        """Go on in the place of another one, after :meth:`restore` of its state.

        Which readings were lost is known by their rows: other tags, and it is forgotten.
        """
        self._clock.told = legacy.told
        here = self._plant.gateway_row_of
        there = legacy.gateways
        known = [(row, there[name]) for name, row in here.items() if name in there]
        places = np.array([*known, (-1, -1)], dtype=np.intp)
        self._tally.take_over(legacy.tally, places[:, 0], places[:, 1])
        if tuple(self._plant.row_of) == legacy.tags:
            self._settlement.lost = legacy.lost

    def save(self) -> dict[str, NDArray[np.generic]]:
        """Everything that :meth:`restore` needs, as arrays without Python objects."""
        return {
            "tags": np.array([tag.id for tag in self._plant.tags], dtype=np.str_),
            "highest": np.array([self._clock.highest]),
            **self._standing.save(),
            "edge_nodes": pack_json(self._nodes.save()),
            **{
                f"order_{name}": array.copy()
                for name, array in self._settlement.order.save().items()
            },
        }

    def restore(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Take over a saved state, by tag and gateway id: also that of another plant."""
        known = self._plant.row_of
        names = [str(name) for name in arrays["tags"]]
        old = np.array([row for row, name in enumerate(names) if name in known], dtype=np.intp)
        new = np.array([known[name] for name in names if name in known], dtype=np.intp)
        order = {key.removeprefix("order_"): array for key, array in arrays.items()}
        self._settlement.order.restore(order, old, new)
        self._clock.highest = int(np.asarray(arrays["highest"], dtype=np.int64)[0])
        self._nodes.restore(unpack_json(arrays["edge_nodes"], dict[str, bytes]))
        self._standing.restore(arrays, old, new)


def _tell_size(frame: Frame) -> Complaint:
    return (Reason.TOO_LARGE, "", f"{len(frame.payload)} bytes")
