"""Sampled streams: tags, hazards and gateways, where only the latest value counts.

A feed is what all subscriptions with one stream, filter and rate have in common: the rows as last
sampled, already encoded, and a number that counts its portions. When it is due it is asked for the
rows that changed since. Who gets them, and what happens to those who can't keep up, is
:mod:`dashboard_api.subscriptions`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from alerting.alarm import Alarm
from dashboard_api import rows, wire
from dashboard_api.ports import Board, GatewayDesk, Ports
from dashboard_api.selection import Selection
from plant.words import Plant

OPS_A_FRAME: Final = 500
"""Rows in one frame; more are cut, so that no frame holds the loop or a slow line for long."""


ROWS_AT_ONCE: Final = 2_000
"""Rows sampled in one go, a few ms of work; the rest follows as soon as others had their turn."""


class Sampler(Protocol):
    """Knows which rows it has not told yet as they stand."""

    def changed(self) -> Mapping[str, bytes]:
        """Key → encoded row, at first of every row; of many only :data:`ROWS_AT_ONCE`."""
        ...


class TagSampler:
    """The latest readings of the selected tags, compared as arrays."""

    def __init__(self, plant: Plant, board: Callable[[], Board], selection: Selection) -> None:
        self._plant = plant
        self._board = board
        self._rows = selection.tag_rows(plant)
        self._differs = np.ones(len(self._rows), dtype=np.bool_)
        self._last = self._read()
        self._begin = 0
        """Where to go on, so that what changes all the time keeps nothing else waiting."""

    def changed(self) -> Mapping[str, bytes]:
        now = self._read()
        for new, old in zip(now, self._last, strict=True):
            # Bytes are compared, not numbers: NaN is the same as the NaN before it.
            bits = f"u{new.dtype.itemsize}"
            self._differs |= new.view(bits) != old.view(bits)
        self._last = now
        places = np.flatnonzero(self._differs)
        places = np.roll(places, -int(np.searchsorted(places, self._begin)))[:ROWS_AT_ONCE]
        self._differs[places] = False
        if len(places):
            self._begin = int(places[-1]) + 1
        listing = rows.tag_rows(self._plant, self._board(), self._rows[places])
        return {row.tag: msgspec.json.encode(row) for row in listing}

    def _read(self) -> tuple[NDArray[np.generic], ...]:
        board = self._board()
        said = (board.source, board.value, board.status, board.marks)
        columns = (*said, board.stale, board.doubts)
        return tuple(column[self._rows] for column in columns)


class RowSampler:
    """Rows that are few: all are made each time and compared with the last ones."""

    def __init__(self, listing: Callable[[], Iterable[tuple[str, msgspec.Struct]]]) -> None:
        self._listing = listing
        self._last: dict[str, bytes] = {}

    def changed(self) -> Mapping[str, bytes]:
        now = {key: msgspec.json.encode(row) for key, row in self._listing()}
        changed = {key: row for key, row in now.items() if self._last.get(key) != row}
        self._last = now
        return changed


def sample(
    stream: wire.StreamName,
    selection: Selection,
    ports: Ports,
    standing: Callable[[], Iterable[Alarm]],
) -> Sampler:
    """The sampler of a stream for the plant in force."""
    plant = ports.plant()
    if stream == "tags":
        return TagSampler(plant, ports.board, selection)
    if stream == "hazards":
        return RowSampler(list_hazards(plant, ports.board, selection, standing))
    return RowSampler(list_gateways(plant, ports.gateways, selection))


def list_hazards(
    plant: Plant,
    board: Callable[[], Board],
    selection: Selection,
    standing: Callable[[], Iterable[Alarm]],
) -> Callable[[], Iterable[tuple[str, msgspec.Struct]]]:
    """The selected hazards, counted anew at each call."""
    taken = {hazard.id for hazard in plant.hazards if selection.takes_hazard(hazard)}
    place = rows.place_tags(plant)

    def listing() -> Iterable[tuple[str, msgspec.Struct]]:
        listed = rows.hazard_rows(plant, board(), place, standing())
        return ((row.id, row) for row in listed if row.id in taken)

    return listing


def list_gateways(
    plant: Plant, desk: GatewayDesk, selection: Selection
) -> Callable[[], Iterable[tuple[str, msgspec.Struct]]]:
    """The selected gateways with their figures at the time of the call."""

    def listing() -> Iterable[tuple[str, msgspec.Struct]]:
        for gateway, figures in zip(plant.gateways, desk.figures(), strict=True):
            if selection.takes_gateway(gateway):
                yield gateway.id, rows.gateway_row(gateway.id, figures)

    return listing


@dataclass(frozen=True, slots=True)
class Portion:
    """Rows that changed together: their keys, and their ops encoded once for everybody."""

    q: int
    keys: tuple[str, ...]
    ops: bytes


class Feed:
    """A stream sampled for one selection at one rate. ``period`` and ``due`` in ms."""

    def __init__(self, sampler: Sampler, period: float, due: float) -> None:
        self._sampler = sampler
        self._period = period
        self.due = due
        self.q = 0
        self.rows: dict[str, bytes] = {}
        """Every row as last sampled, encoded."""
        while changed := sampler.changed():
            self.rows.update(changed)

    def flush(self, clock: float) -> list[Portion]:
        """The rows that changed since the last flush.

        The next one is due a period from now, or at once if more rows wait.
        """
        self.due = clock + self._period
        changed = self._sampler.changed()
        if len(changed) >= ROWS_AT_ONCE:
            self.due = clock
        self.rows.update(changed)
        keys = list(changed)
        portions = []
        for start in range(0, len(keys), OPS_A_FRAME):
            cut = tuple(keys[start : start + OPS_A_FRAME])
            self.q += 1
            portions.append(Portion(self.q, cut, encode_updates(cut, changed)))
        return portions


def encode_updates(keys: Iterable[str], rows_of: Mapping[str, bytes]) -> bytes:
    """The JSON of ``["u", key, row]`` for each key."""
    ops = (b'["u",%b,%b]' % (msgspec.json.encode(key), rows_of[key]) for key in keys)
    return b"[%b]" % b",".join(ops)
