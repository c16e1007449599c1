"""Lines and line-ups: from which vessels, through what, into which vessels product flows.

A line has sources and destinations, each behind a valve, and perhaps a machine. Which of the valves
stand open is the line-up: the flow divides over open destinations by their openings, wherever the
operator meant it to go. What leaves the sources enters the destinations, to the last bit; a line
holds nothing itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SECONDS_AN_HOUR = 3600.0
OUTSIDE = ""
"""The name of a source or destination beyond the park's vessels: a ship, a pipeline, a unit."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a line: a vessel (or the outside) behind a valve (or none)."""

    vessel: str = OUTSIDE
    valve: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as built; ``flow_m3h`` is its flow with everything open and its machine at speed."""

    id: str
    sources: tuple[End, ...]
    destinations: tuple[End, ...]
    flow_m3h: float
    valves: tuple[str, ...] = ()
    """Those that lie in the line itself, all of which have to be open."""
    machine: str = ""


@dataclass(frozen=True, slots=True)
class Flows:
    """A step of a line in m³: what each source gave and each destination got, by position."""

    given_m3: tuple[float, ...]
    got_m3: tuple[float, ...]

    @property
    def moved_m3(self) -> float:
        return sum(self.given_m3)


def run(
    line: Line,
    flow_m3h: float,
    openings: Mapping[str, float],
    speed: float,
    held_m3: Mapping[str, float],
    dt_s: float,
) -> Flows:
    """What flows through a line in ``dt_s``.

    :param flow_m3h: what is asked of it with everything open.
    :param openings: valve → 0 to 1; a valve that is not named is open.
    :param speed: of its machine, 0 to 1; 1 where it has none.
    :param held_m3: vessel → what may be taken from it; the outside never runs dry.
    """
    into = [openings.get(end.valve, 1.0) for end in line.destinations]
    from_ = [openings.get(end.valve, 1.0) for end in line.sources]
    through = [openings.get(valve, 1.0) for valve in line.valves]
    narrowest = min([1.0, sum(into), sum(from_), *through])
    wanted = flow_m3h * speed * narrowest * dt_s / _SECONDS_AN_HOUR
    given = tuple(
        _take(end, share, held_m3)
        for end, share in zip(line.sources, _divide(wanted, from_), strict=True)
    )
    return Flows(given, tuple(_divide(sum(given), into)))


def _take(end: End, wanted_m3: float, held_m3: Mapping[str, float]) -> float:
    return wanted_m3 if end.vessel == OUTSIDE else min(wanted_m3, held_m3.get(end.vessel, 0.0))


def _divide(amount: float, openings: Sequence[float]) -> list[float]:
    """An amount over openings; the last open one gets what rounding left, so that it adds up."""
    total = sum(openings)
    if total <= 0.0:
        return [0.0] * len(openings)
    parts = [amount * opening / total for opening in openings]
    last = max(place for place, opening in enumerate(openings) if opening > 0.0)
    parts[last] = amount - sum(part for place, part in enumerate(parts) if place != last)
    return [max(0.0, part) for part in parts]
