"""The rows of a live stream, kept up to date by its frames. Pure: sockets are elsewhere.

Contract section 7. A snapshot in parts, then deltas, each of which begins where the one before
ended. Whoever misses one asks again from :attr:`Rows.place`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Row = dict[str, Any]


class Change(NamedTuple):
    """What a frame changed: rows put in place by key, and keys that are gone.

    ``whole``: the rows are those of a fresh snapshot; all others are gone.
    """

    put: Mapping[str, Row]
    gone: frozenset[str]
    whole: bool = False


@dataclass(slots=True)
class Rows:
    """One stream, its ``rows`` by key; ``missed``: a delta did not fit, so it has to be resumed."""

    stream: str
    key: str = "id"
    rows: dict[str, Row] = field(default_factory=dict)
    epoch: str = ""
    q: int | None = None
    missed: bool = False
    _coming: dict[str, Row] = field(default_factory=dict)

    @property
    def place(self) -> dict[str, Any] | None:
        """From where to go on after a lost connection, None before the first snapshot."""
        return None if self.q is None else {"epoch": self.epoch, "q": self.q}

    def take(self, frame: Mapping[str, Any]) -> Change | None:
        """Take in a frame of this stream; None where it changes nothing by itself."""
        kind = frame.get("t")
        if kind == "snap":
            return self._take_part(frame)
        if kind == "delta":
            return self._take_delta(frame)
        if kind == "resync":
            self.q, self._coming = None, {}
        return None

    def _take_part(self, frame: Mapping[str, Any]) -> Change | None:
        if frame["part"] == 1:
            self._coming = {}
        self._coming |= {row[self.key]: row for row in frame["rows"]}
        if frame["part"] < frame["parts"]:
            return None
        before, self.rows, self._coming = self.rows, self._coming, {}
        self.epoch, self.q, self.missed = frame["epoch"], frame["q"], False
        return Change(dict(self.rows), frozenset(before.keys() - self.rows.keys()), whole=True)

    def _take_delta(self, frame: Mapping[str, Any]) -> Change | None:
        if frame["prev"] != self.q:
            self.missed = True
            return None
        put: dict[str, Row] = {}
        gone: set[str] = set()
        for op, name, *rest in frame["ops"]:
            if op == "d":
                self.rows.pop(name, None)
                put.pop(name, None)
                gone.add(name)
            else:
                self.rows[name] = put[name] = {**self.rows.get(name, {}), **rest[0]}
                gone.discard(name)
        self.q = frame["q"]
        return Change(put, frozenset(gone))


KEYS: Mapping[str, str] = {"alarms": "id", "tags": "tag", "hazards": "id", "gateways": "id"}
"""By what the rows of each stream are told apart."""
