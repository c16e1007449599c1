"""What gateways say of themselves: online or not, and which of their sources are down.

The bodies of ``…/status`` (contract section 5) and what they do to :class:`plant.link.Links`.
When a silent tag is stale is the detectors' question.

The plant does not say which tags a source feeds. A source's name is taken, in this order, as a
tag, a piece of equipment, the beginning of tag ids or of source names up to a separator; each also
after the gateway's prefix. A name that is none of these is a guess: all of the gateway's tags count
as down with it, and each is cleared by its next live reading, because a reading outweighs a guess.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.readings import as_time, clean
from plant.link import Links
from plant.reading import NEVER, Instant
from plant.words import Plant


class StatusBody(NamedTuple):
    """A status as told; None where it tells nothing.

    ``sources``: name → whether it is up. ``ts``: the gateway's own time of saying it.
    """

    online: bool | None
    sources: Mapping[str, bool] | None
    ts: Instant | None = None


def read_status(payload: bytes) -> StatusBody | str:
    """Read a status body.

    A source whose state is not the word ``up`` counts as down: better a stale alarm too many
    than a value that stands unwatched.

    :returns: the body, or what is wrong with it.
    """
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError) as error:
        return clean(str(error)[:200])
    if not isinstance(body, dict):
        return "a status must be a JSON object"
    online, sources = body.get("online"), body.get("sources")
    told = StatusBody(
        online if isinstance(online, bool) else None,
        {clean(name): _is_up(state) for name, state in sources.items()}
        if isinstance(sources, dict)
        else None,
    )
    if told.online is None and told.sources is None:
        return "neither online nor sources"
    return told._replace(ts=as_time(body.get("ts")))


def is_simulated_status(payload: bytes) -> bool:
    """Whether a status calls itself simulated (contract section 1, rule 15); never raises."""
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError):
        return False
    return isinstance(body, dict) and body.get("simulation") is True


def _is_up(state: object) -> bool:
    return isinstance(state, str) and state.strip().lower() == "up"


@dataclass(slots=True)
class _Outage:
    since: Instant
    rows: NDArray[np.intp]
    guessed: bool


class Sources:
    """Which sources are declared down; keeps :attr:`plant.link.Links.down` in step."""

    def __init__(self, plant: Plant, links: Links) -> None:
        self._plant = plant
        self._links = links
        self._outages: dict[tuple[int, str], _Outage] = {}
        self._fed: dict[tuple[int, str], NDArray[np.intp]] = {}

    def learn(self, gateway: int, name: str, rows: Sequence[int]) -> None:
        """Know which tags a source feeds, so that its name need not say it."""
        self._fed[gateway, name] = np.array(sorted(rows), dtype=np.intp)

    def declare(self, gateway: int, sources: Mapping[str, bool], now: Instant) -> None:
        """Take up a whole list of sources; one that it leaves out is no longer down."""
        before = self.down(gateway)
        after = {name: before.get(name, now) for name, up in sources.items() if not up}
        if after != before:
            self.set_down(gateway, after)

    def set_down(self, gateway: int, down: Mapping[str, Instant]) -> None:
        """Make exactly these sources of a gateway down, name → since when."""
        for name in self.down(gateway).keys() - down.keys():
            del self._outages[gateway, name]
        for name, since in down.items():
            known = self._outages.get((gateway, name))
            if known is None or known.since != since:
                self._outages[gateway, name] = self._locate(gateway, name, since)
        self._spread()

    def down(self, gateway: int) -> dict[str, Instant]:
        """The gateway's sources that are down, name → since when."""
        return {
            name: outage.since for (row, name), outage in self._outages.items() if row == gateway
        }

    @property
    def any_down(self) -> bool:
        """Whether any source of any gateway is down."""
        return bool(self._outages)

    def find_down(self, rows: NDArray[np.int32], outweighs: NDArray[np.bool_]) -> list[int]:
        """Positions in ``rows`` (int32, shape (n,)) of tags whose source is down.

        :param outweighs: bool, shape (n,), readings that count more than a guess.
        """
        sure = [outage.rows for outage in self._outages.values() if not outage.guessed]
        certain = np.isin(rows, np.concatenate(sure)) if sure else np.zeros(len(rows), np.bool_)
        down = (self._links.down[rows] < NEVER) & (certain | ~outweighs)
        return np.flatnonzero(down).tolist()

    def hear(self, rows: NDArray[np.int32]) -> None:
        """Live readings with a value came for these tags: they are cleared of mere guesses."""
        cleared = False
        for outage in self._outages.values():
            if outage.guessed:
                kept = outage.rows[~np.isin(outage.rows, rows)]
                cleared |= len(kept) < len(outage.rows)
                outage.rows = kept
        if cleared:
            self._spread()

    def _locate(self, gateway: int, name: str, since: Instant) -> _Outage:
        fed = self._fed.get((gateway, name))
        if fed is not None:
            return _Outage(since, fed, guessed=False)
        declared = self._plant.gateways[gateway]
        for full in (name, declared.prefix + name):
            rows = self._find(declared.enterprise, full)
            if rows:
                return _Outage(since, np.array(rows), guessed=False)
        return _Outage(since, np.flatnonzero(self._links.gateway_of == gateway), guessed=True)

    def _find(self, enterprise: str, name: str) -> list[int]:
        """Rows of the tags that a name stands for by itself, in the enterprise."""
        tags = [
            (row, tag) for row, tag in enumerate(self._plant.tags) if tag.enterprise == enterprise
        ]
        return (
            [row for row, tag in tags if tag.id == name]
            or [row for row, tag in tags if tag.equipment == name]
            or [row for row, tag in tags if _begins(tag.id, name)]
            or [row for row, tag in tags if _begins(tag.source_name, name)]
        )

    def _spread(self) -> None:
        self._links.down[:] = NEVER
        for outage in self._outages.values():
            self._links.down[outage.rows] = np.minimum(self._links.down[outage.rows], outage.since)


def _begins(tag: str, name: str) -> bool:
    """Whether a name is the beginning of a tag id up to a separator: PLC1 is not of PLC10.x."""
    if not name or not tag.startswith(name) or tag == name:
        return False
    return not name[-1].isalnum() or not tag[len(name)].isalnum()
