"""How gateways stand: heard, online, their clocks, sources and frame numbers.

What admission has to remember of gateways beside the order of readings, and the notes in which
a spool keeps it (JSON bytes, by names): written with each tick, read when ticks are replayed
after a restart.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar
from zlib import crc32

import msgspec
import numpy as np
from numpy.typing import NDArray

from ingest.codec import Single
from ingest.frame import Decoded
from ingest.sequence import Saved, SequenceLedger
from ingest.skew import Correction, GatewayClock
from ingest.status import Sources, StatusBody
from plant.link import Links
from plant.quality import QualityClass, classify
from plant.reading import NEVER, Instant, Mark, ReadingBatch
from plant.words import Plant

_T = TypeVar("_T")

_NEVER: Final = int(NEVER)

_REPEATS: Final = 256
"""Frames of a gateway by which one delivered twice is known: a broker holds fewer in flight."""


class GatewayNote(msgspec.Struct, frozen=True):
    """One gateway after one tick; instants as in :class:`plant.link.Links`.

    ``down``: sources that are down → since when. ``clock``: the fields of
    :class:`ingest.skew.GatewayClock`. ``numbers``: (boot, seq) of this tick's frames; ``frames``:
    checksums of those that told their clock; ``births``: topic and payload of Sparkplug births.
    """

    gateway: str
    heard: Instant
    newest: Instant
    arrived: Instant
    offline: Instant
    down: dict[str, Instant]
    clock: list[int]
    numbers: list[tuple[str, int]]
    clock_off: Instant = int(NEVER)
    gap_since: Instant = int(NEVER)
    frames: list[int] = []
    births: list[tuple[str, bytes]] = []


class TickNote(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a tick has to repeat beside its readings.

    ``resumed``: the platform itself had been away, so that nobody's silence before counts.
    """

    gateways: Sequence[GatewayNote] = ()
    resumed: bool = False


_NOTES = msgspec.json.Decoder(TickNote)


def encode_note(note: TickNote) -> bytes:
    """A note as bytes for the spool; empty where it says nothing."""
    return msgspec.json.encode(note) if note.gateways or note.resumed else b""


def decode_note(note: bytes) -> TickNote:
    """What :func:`encode_note` wrote."""
    return _NOTES.decode(note) if note else TickNote()


def pack_json(value: Any) -> NDArray[np.uint8]:
    """Any JSON-able value as an array, for a checkpoint that keeps arrays only."""
    return np.frombuffer(msgspec.json.encode(value), dtype=np.uint8)


def unpack_json(array: NDArray[np.generic], form: type[_T]) -> _T:
    """What :func:`pack_json` gave, as ``form``."""
    return msgspec.json.decode(np.asarray(array, dtype=np.uint8).tobytes(), type=form)


class Standing:
    """The state of all gateways of a plant; gateways are rows here."""

    def __init__(self, plant: Plant) -> None:
        self.links = Links.of(plant)
        self.sources = Sources(plant, self.links)
        self.clocks = [GatewayClock() for _ in plant.gateways]
        self.ledgers = [SequenceLedger() for _ in plant.gateways]
        self.latest: list[tuple[str | None, int | None]] = [(None, None) for _ in plant.gateways]
        self.numbered = [0] * len(plant.gateways)
        self.repeated = [0] * len(plant.gateways)
        self._recent = [deque[int](maxlen=_REPEATS) for _ in plant.gateways]
        self._told: dict[int, list[int]] = {}
        self._plant = plant
        # Asked and set frame by frame, where numpy's scalars cost five times as much.
        self._down = self.links.down.data
        self._heard = self.links.heard.data
        self._newest = self.links.newest.data
        self._arrived = self.links.arrived.data
        self._offline = self.links.offline.data
        self._clock_off = self.links.clock_off.data
        self._gap_since = self.links.gap_since.data

    def begin_tick(self) -> None:
        """What :meth:`describe` tells of single frames is that of one tick."""
        self._told.clear()

    def hear(self, gateway: int, at: Instant, *, live: bool) -> None:
        """A frame came from the gateway itself; a live one outweighs an old will."""
        self._heard[gateway] = max(self._heard[gateway], at)
        if live:
            self._offline[gateway] = _NEVER

    def declare(self, gateway: int, body: StatusBody, at: Instant) -> None:
        """Take up what a status says."""
        if body.online is not None:
            since = min(self._offline[gateway], at)
            self._offline[gateway] = _NEVER if body.online else since
        if body.sources is not None:
            self.sources.declare(gateway, body.sources, at)

    def find_down(
        self, gateway: int, rows: Sequence[int], decoded: Decoded, *, live: bool
    ) -> Sequence[int]:
        """Positions of a frame's readings whose source, or whose gateway, is declared down now.

        Asked frame by frame, so that a reading and a status of one tick keep their order.
        """
        if self._offline[gateway] < _NEVER:
            return range(len(rows))
        if not self.sources.any_down:
            return ()
        row = np.array(rows, dtype=np.int32)
        status = np.array(decoded.status, dtype=np.uint32)
        usable = classify(status, np.array(decoded.values)) <= QualityClass.UNCERTAIN
        return self.sources.find_down(row, usable & live)

    def follow(self, gateway: int, row: int, frame: Single, payload: bytes, at: Instant) -> bool:
        """Take up a live frame of one reading that shows no more than that all goes on well.

        Its number is the next one with no gap open, its gateway's clock is right, its tag's source
        is up: so of gaps and clocks the links say already what they would be told.

        :param row: the tag.
        :param at: our clock.
        :returns: false where there is more to it: nothing was changed then.
        """
        _, _, time, number, sent, _ = frame
        clock, stamp = self.clocks[gateway], time if sent is None else sent
        stamped = stamp != at or sent is not None
        if self._down[row] < _NEVER or (stamped and not clock.is_steady(stamp, at)):
            return False
        if sent is not None and sent <= clock.stamp:
            return False
        if number is not None:
            boot, seq = number
            if not self.ledgers[gateway].follow(boot, seq):
                return False
            self.latest[gateway] = (boot or None, seq)
            self.numbered[gateway] += 1
        if sent is not None:
            self._remember(gateway, crc32(payload))
        if stamped:
            clock.keep(stamp, at)
        self.hear(gateway, at, live=True)
        return True

    def number(self, gateway: int, decoded: Decoded, at: Instant) -> list[tuple[str, int]]:
        """Take up a frame's number; the (boot, seq) that a note must tell, if it has one."""
        if decoded.seq is None:
            return []
        if self._count(gateway, decoded.boot or "", decoded.seq):
            self.numbered[gateway] += 1
        else:
            self.repeated[gateway] += 1
        self._watch_gaps(gateway, at)
        return [(decoded.boot or "", decoded.seq)]

    def _watch_gaps(self, gateway: int, at: Instant) -> None:
        whole, since = not self.ledgers[gateway].has_gaps, self._gap_since
        since[gateway] = _NEVER if whole else min(since[gateway], at)

    def lose(self, gateway: int, numbers: Iterable[tuple[str, int]]) -> None:
        """Frames of these (boot, seq) were judged and could not be kept."""
        for boot, seq in numbers:
            self.ledgers[gateway].lose(boot, seq)

    def is_overtaken(self, gateway: int, decoded: Decoded) -> bool:
        """Whether a later frame of the same boot has come before this one."""
        if decoded.seq is None:
            return False
        return self.ledgers[gateway].is_missing(decoded.boot or "", decoded.seq)

    def is_lost(self, gateway: int, decoded: Decoded) -> bool:
        """Whether a frame was judged before, lost, and has come again to be kept."""
        if decoded.seq is None:
            return False
        return self.ledgers[gateway].is_lost(decoded.boot or "", decoded.seq)

    def _count(self, gateway: int, boot: str, seq: int) -> bool:
        self.latest[gateway] = (boot or None, seq)
        return self.ledgers[gateway].note(boot, seq)

    def correct(
        self, gateway: int, decoded: Decoded, received: Instant, *, live: bool
    ) -> Correction:
        """What the gateway's clock is off; only live frames that tell a time are evidence."""
        clock = self.clocks[gateway]
        newest = max(decoded.ts, default=received)
        if live and decoded.sent is not None:
            correction = clock.observe(decoded.sent, received, sent=True)
        elif live and newest != received:
            correction = clock.observe(newest, received, sent=False)
        else:
            return clock.current
        self._watch_clock(gateway, received)
        return correction

    def _watch_clock(self, gateway: int, at: Instant) -> None:
        """Since when the clock is off; not ended by the jitter of one that is just within."""
        clock, off = self.clocks[gateway], self._clock_off
        if clock.right:
            off[gateway] = _NEVER
        elif clock.current.suspect:
            off[gateway] = min(off[gateway], at)

    def is_repeated(self, gateway: int, decoded: Decoded, payload: bytes) -> bool:
        """Whether a frame that tells its clock was delivered before: it says nothing of now."""
        if decoded.sent is None:
            return False
        checksum, recent = crc32(payload), self._recent[gateway]
        repeated = decoded.sent <= self.clocks[gateway].stamp and checksum in recent
        self._remember(gateway, checksum)
        return repeated

    def _remember(self, gateway: int, checksum: int) -> None:
        """A frame by which its double will be known."""
        self._recent[gateway].append(checksum)
        self._told.setdefault(gateway, []).append(checksum)

    def link(self, batch: ReadingBatch, live: NDArray[np.bool_]) -> None:
        """Take up who brought each tag last and how far each gateway's time has come.

        :param live: bool, shape (n,), readings that came on a data topic and not retained.
        """
        brought = ((batch.marks & Mark.LATE) == 0) & (batch.gateway >= 0)
        self.links.gateway_of[batch.row[brought]] = batch.gateway[brought]
        places = np.flatnonzero(live & brought)
        usable = classify(batch.status[places], batch.value[places]) <= QualityClass.UNCERTAIN
        self.sources.hear(batch.row[places[usable]])
        gateway, time = batch.gateway[places], batch.time[places]
        newest = self.links.newest.copy()
        np.maximum.at(newest, gateway, time)
        leading = (time == newest[gateway]) & (time > self.links.newest[gateway])
        self.links.arrived[gateway[leading]] = batch.received[places[leading]]
        self.links.newest[:] = newest

    def describe(
        self, row: int, numbers: list[tuple[str, int]], births: Sequence[tuple[str, bytes]] = ()
    ) -> GatewayNote:
        """A gateway as it stands now, with the frame numbers and births that brought it there."""
        return GatewayNote(
            gateway=self._plant.gateways[row].id,
            heard=self._heard[row],
            newest=self._newest[row],
            arrived=self._arrived[row],
            offline=self._offline[row],
            down=self.sources.down(row),
            clock=self.clocks[row].save(),
            numbers=numbers,
            clock_off=self._clock_off[row],
            gap_since=self._gap_since[row],
            frames=self._told.get(row, []).copy(),
            births=list(births),
        )

    def recall(self, notes: Iterable[GatewayNote]) -> None:
        """Stand as the notes say; gateways that are no more are left out."""
        for note in notes:
            row = self._plant.gateway_row_of.get(note.gateway)
            if row is not None:
                self._recall(row, note)

    def _recall(self, row: int, note: GatewayNote) -> None:
        links = self.links
        links.heard[row], links.newest[row] = note.heard, note.newest
        links.arrived[row], links.offline[row] = note.arrived, note.offline
        links.clock_off[row], links.gap_since[row] = note.clock_off, note.gap_since
        self.clocks[row] = GatewayClock.restore(note.clock)
        if note.down != self.sources.down(row):
            self.sources.set_down(row, note.down)
        self._recent[row].extend(note.frames)
        for boot, seq in note.numbers:
            self._count(row, boot, seq)

    def save(self) -> dict[str, NDArray[np.generic]]:
        """Everything that :meth:`restore` needs, as arrays without Python objects."""
        rows = range(len(self._plant.gateways))
        notes = [msgspec.structs.replace(self.describe(row, []), frames=[]) for row in rows]
        ledgers = {self._plant.gateways[row].id: self.ledgers[row].save() for row in rows}
        return {
            "gateway_of": self.links.gateway_of.copy(),
            "gateways": pack_json(notes),
            "ledgers": pack_json(ledgers),
            "recent": pack_json(
                {self._plant.gateways[row].id: list(self._recent[row]) for row in rows}
            ),
        }

    def restore(
        self,
        arrays: Mapping[str, NDArray[np.generic]],
        old: NDArray[np.intp],
        new: NDArray[np.intp],
    ) -> None:
        """Take over a saved state: tags' rows ``old`` of then are the rows ``new`` of today."""
        notes = unpack_json(arrays["gateways"], list[GatewayNote])
        today = [self._plant.gateway_row_of.get(note.gateway, -1) for note in notes]
        was = np.asarray(arrays["gateway_of"], dtype=np.int16)[old]
        brought_by = np.array([*today, -1], dtype=np.int16)[was]
        kept = brought_by >= 0
        self.links.gateway_of[new[kept]] = brought_by[kept]
        self.recall(notes)
        for gateway, runs in unpack_json(arrays["ledgers"], dict[str, Saved]).items():
            row = self._plant.gateway_row_of.get(gateway)
            if row is not None:
                self.ledgers[row].restore(runs)
        for gateway, frames in unpack_json(arrays["recent"], dict[str, list[int]]).items():
            row = self._plant.gateway_row_of.get(gateway)
            if row is not None:
                self._recent[row] = deque(frames, maxlen=_REPEATS)
