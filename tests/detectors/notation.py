"""The notation of ``tests/scenarios/*.toml``: what a safety engineer writes, as records.

The notation itself is told where it is written, at the head of ``limits.toml`` and
``gateway_lost.toml``. Running a scenario is :mod:`tests.detectors.test_scenarios`' business.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from plant.quality import BAD, UNCERTAIN, UNCERTAIN_LAST_USABLE, UNCERTAIN_SUBSTITUTE
from plant.reading import Instant, Mark
from plant.words import Gateway, Plant
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.twin import Expected, Hold, Reading

SCENARIOS: Final = Path(__file__).parent.parent / "scenarios"
T0: Final = 1_700_000_000_000
UNITS: Final = {"ms": 1, "s": 1000, "m": 60_000}
QUALITIES: Final = {
    "good": 0,
    "uncertain": UNCERTAIN,
    "bad": BAD,
    "held": UNCERTAIN_LAST_USABLE,
    "forced": UNCERTAIN_SUBSTITUTE,
}


class Link(NamedTuple):
    """Something that became known of a gateway, or of the source of a tag."""

    time: Instant
    name: str
    word: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario; ``readings`` in the order of arrival, ``gateway_of`` by tag id."""

    name: str
    titles: tuple[str, str]
    plant: Plant
    readings: Sequence[Reading]
    links: Sequence[Link]
    gateway_of: Mapping[str, str]
    start: Instant | None
    end: Instant
    expected: Sequence[Expected]
    priorities: Mapping[str, str]
    reasons: Mapping[str, str]
    first_out: Mapping[str, Sequence[str]]
    holds: Sequence[Hold]


def read_scenarios() -> Iterator[Scenario]:
    """All scenarios of all files, in the order in which they are written."""
    for path in sorted(SCENARIOS.glob("*.toml")):
        written = tomllib.loads(path.read_text(encoding="utf-8"))
        for number, scenario in enumerate(written["scenario"], start=1):
            yield read_scenario(f"{path.stem} {number}: {scenario['en']}", **scenario)


def read_scenario(
    name: str,
    zh: str,
    en: str,
    *,
    tags: Mapping[str, dict[str, Any]],
    expect: Sequence[str],
    series: Mapping[str, Sequence[str]] | None = None,
    gateways: Mapping[str, dict[str, Any]] | None = None,
    hazards: Mapping[str, dict[str, Any]] | None = None,
    links: Sequence[str] = (),
    priorities: Mapping[str, str] | None = None,
    reasons: Mapping[str, str] | None = None,
    first_out: Mapping[str, Sequence[str]] | None = None,
    holds: Sequence[str] = (),
    start: str | None = None,
    end: str | None = None,
    **sections: Any,
) -> Scenario:
    """One scenario from its keys; an unknown key is refused."""
    readings = read_series(list(tags), series or {})
    return Scenario(
        name=name,
        titles=(zh, en),
        plant=make_plant(
            *(make_tag(tag, **drop_gateway(cells)) for tag, cells in tags.items()),
            gateways=[Gateway(gateway, "E1", **own) for gateway, own in (gateways or {}).items()],
            levels={hazard: own["level"] for hazard, own in (hazards or {}).items()},
            **sections,
        ),
        readings=readings,
        links=[read_link(text) for text in links],
        gateway_of={tag: cells["gateway"] for tag, cells in tags.items() if "gateway" in cells},
        start=None if start is None else read_time(start),
        end=max(reading.time for reading in readings) if end is None else read_time(end),
        expected=[read_change(text) for text in expect],
        priorities=priorities or {},
        reasons=reasons or {},
        first_out=first_out or {},
        holds=[read_hold(text) for text in holds],
    )


def drop_gateway(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that are the tag's own; its gateway is known by what it sends."""
    return {key: value for key, value in cells.items() if key != "gateway"}


def read_time(text: str) -> Instant:
    """``1.5s`` after the beginning, as an instant."""
    parts = re.fullmatch(r"([0-9.]+)(ms|s|m)", text)
    assert parts, f"{text!r} is no time such as 5s, 1.5s, 250ms or 2m"
    return T0 + round(float(parts[1]) * UNITS[parts[2]])


def read_series(tags: Sequence[str], series: Mapping[str, Sequence[str]]) -> list[Reading]:
    """The readings of all tags as they arrive: by time, a late one after what it is late to."""
    arrivals = []
    for tag, texts in series.items():
        newest = T0
        for text in texts:
            reading = read_reading(tags.index(tag), text)
            newest = max(newest, reading.time)
            arrivals.append((newest, reading))
    arrivals.sort(key=lambda arrival: arrival[0])
    return [reading for _, reading in arrivals]


def read_reading(row: int, text: str) -> Reading:
    """``2s 85 bad``: a time, a value, and what is to be said of it."""
    time, value, *words = text.split()
    if value == "bad":
        value, words = "nan", ["bad", *words]
    qualities = [read_quality(word) for word in words if word != "late"] or [0]
    mark = Mark.LATE if "late" in words else Mark.NONE
    return Reading(row, read_time(time), float(value), qualities[0], int(mark))


def read_quality(word: str) -> int:
    """A status code by its word, or itself as hexadecimal number: ``0x808C0000``."""
    return int(word, 16) if word.startswith("0x") else QUALITIES[word]


def read_link(text: str) -> Link:
    time, name, word = text.split()
    return Link(read_time(time), name, word)


def read_hold(text: str) -> Hold:
    time, alarm, word = text.split()
    return Hold(read_time(time), alarm, {"suppressed": True, "unsuppressed": False}[word])


def read_change(text: str) -> Expected:
    """``6s T1:H raised 85 since 1s last_known``: a change of a verdict."""
    time, alarm, word, value, *rest = text.split()
    since = read_time(rest[1]) if rest[:1] == ["since"] else read_time(time)
    marks = rest[2:] if rest[:1] == ["since"] else rest
    return Expected(
        at=read_time(time),
        alarm=alarm,
        active={"raised": True, "returned": False}[word],
        value=repr(float("nan" if value == "-" else value)),
        onset=since,
        marks=sum(Mark[mark.upper()] for mark in marks),
    )
