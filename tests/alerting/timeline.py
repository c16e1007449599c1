"""The notation of ``tests/scenarios/alerting_pairs``: timelines that an alarm engineer can read.

A line of a timeline is ``when what | journal | standing``, all of one alarm, that of ``alarm``
(``T1:H`` where none is named) on equipment V1:

    2s   T1 85                    | raised                     | unacknowledged, calls
    3s   shelve 60s               | shelved                    | unacknowledged shelved, quiet

*What* happens: a reading (``T1 85``, ``T1 bad``; ``T1 85 of 2s`` came late; ``T1 85 simulated``), a
wish of a person (``acknowledge``, ``reset``, ``comment``, ``shelve 60s``, ``shelve 60s once``,
``unshelve``, ``remove_from_service 60s``, ``return_to_service``; ``seen 1`` says which version was
on the screen, ``with 李四`` names a second person), ``reload NAME`` (the plant of ``plants.NAME``:
what is said there replaces what is said at the scenario's head), ``restart``, ``restart NAME``, or
``wait``. *Journal*: the entries it brings about; with ``@6s`` where an entry is dated to another
instant, ``+late`` where it bears a mark, ``:critical`` where a priority is meant; or how a wish
was answered (``refused still_active``, ``conflict priority_rose``, ``done not_held``); ``-`` is
nothing.
*Standing*: state, what holds it, and whether it calls for somebody's acknowledgement; ``=`` where
nothing of that has changed. An alarm that never was is ``normal, quiet``.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from plant.alarm_policy import apply_settings
from plant.reading import Instant
from plant.words import Gateway, Plant, Tag
from tests.detectors.notation import T0, read_time
from tests.detectors.plants import make_plant, make_tag

FOLDER: Final = Path(__file__).parent.parent / "scenarios" / "alerting_pairs"
GATEWAYS: Final = (Gateway("G1", "E1"), Gateway("G2", "E1", simulation=True))
HEARTBEATS: Final[Mapping[str, Mapping[str, Any]]] = {"W1": {}, "W2": {}}
"""Tags that every gateway of :data:`GATEWAYS` sends with each line, so that its time goes on."""
UNCHANGED: Final = "="


@dataclass(frozen=True, slots=True)
class Line:
    """One line: words of what happens; what the journal gets; how the alarm stands afterwards."""

    at: Instant
    what: Sequence[str]
    journal: Sequence[str]
    standing: str
    text: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """One scenario; ``plants`` by name, the first is in force at the beginning."""

    name: str
    titles: tuple[str, str]
    features: Sequence[str]
    alarm: str
    plants: Mapping[str, Plant]
    lines: Sequence[Line]


def read_timelines() -> Iterator[Timeline]:
    """All timelines of all files, in the order in which they are written."""
    for path in sorted(FOLDER.glob("*.toml")):
        written = tomllib.loads(path.read_text(encoding="utf-8"))
        for scenario in written["timeline"]:
            yield read_timeline(path.stem, **scenario)


def read_timeline(
    file: str,
    zh: str,
    en: str,
    features: Sequence[str],
    lines: str,
    alarm: str = "T1:H",
    plants: Mapping[str, Mapping[str, Any]] | None = None,
    **plant: Any,
) -> Timeline:
    """One timeline from its keys."""
    changed = {name: plant | dict(own) for name, own in (plants or {}).items()}
    return Timeline(
        name=f"{file}: {en}",
        titles=(zh, en),
        features=features,
        alarm=alarm,
        plants={name: read_plant(name, **own) for name, own in {"": plant, **changed}.items()},
        lines=list(read_lines(lines)),
    )


def read_plant(
    name: str,
    tags: Mapping[str, Mapping[str, Any]],
    alarms: Mapping[str, Any] | None = None,
    modes: Mapping[str, Mapping[str, Any]] | None = None,
) -> Plant:
    """A plant of tags on V1. ``S1``, if it is one of them, tells the operating state of V1."""
    made = [read_tag(tag, **cells) for tag, cells in [*tags.items(), *HEARTBEATS.items()]]
    equipment = {"V1": {"state": "S1"}} if "S1" in tags else {}
    plant = make_plant(*made, gateways=GATEWAYS, equipment=equipment, modes=modes or {})
    return replace(plant, alarm_policy=apply_settings(alarms or {}), hash=name or "first")


def read_tag(tag: str, *, latching: bool = False, **cells: Any) -> Tag:
    """A tag from its cells; ``latching`` is for all of its alarms."""
    made = make_tag(tag, **cells)
    alarms = {key: replace(one, latching=latching) for key, one in made.alarms.items()}
    return replace(made, alarms=alarms)


def read_lines(text: str) -> Iterator[Line]:
    standing = "normal, quiet"
    for line in filter(None, map(str.strip, text.splitlines())):
        happens, journal, stands = (part.strip() for part in line.split("|"))
        time, *what = happens.split()
        standing = standing if stands == UNCHANGED else stands
        entries = [] if journal == "-" else [part.strip() for part in journal.split(",")]
        yield Line(read_time(time), what, entries, standing, line)


def tell_time(at: Instant) -> str:
    """An instant as it is written: ``6s``, ``1.5s``."""
    return f"{(at - T0) / 1000:g}s"


def read_ms(text: str) -> int:
    """A duration: ``60s``."""
    return read_time(text) - T0


ENTRY: Final = re.compile(
    r"(?P<event>\w+)(@(?P<at>[\w.]+))?(?P<marks>(\+\w+)*)(:(?P<priority>\w+))?"
)


def matches(
    written: str, line: Line, event: str, at: Instant, marks: Sequence[str], priority: str
) -> bool:
    """Whether an entry is what is written of it."""
    parts = ENTRY.fullmatch(written)
    assert parts, f"{written!r} is no entry such as raised, raised@6s+late or raised:critical"
    due = read_time(parts["at"]) if parts["at"] else line.at
    return (
        (parts["event"], due) == (event, at)
        and set(parts["marks"].split("+")[1:]) <= set(marks)
        and parts["priority"] in (None, priority)
    )
