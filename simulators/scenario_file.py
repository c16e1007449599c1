"""Scenarios as they are written down: TOML in, a :class:`Scenario` or every complaint out.

    name, title, title_en    what it is called
    story, story_en          what a watcher should see, in two or three sentences
    park         the shipped park that it plays in; absent: taixing
    lasts_s      how long a rehearsal plays it; absent: 300
    cycle_s      it repeats after so many seconds; absent: once, then calm
    variation    share by which amounts vary from the second cycle on
    wind         {speed_m_s, from_deg} prevailing
    [[start]]    equipment, level_percent: what a tank holds at the beginning
    [[event]]    at_s, for_s (not for an act), action, target (one, or a list taken in turn cycle by
                 cycle) or targets (a list, all at once), and by action the keys of
                 simulators.actions
    [[expect]]   an alarm that must come, simulators.expectation

``pace`` lets a tank live faster than the clock: at pace 150 a second of filling moves what 150
seconds would, so that a show need not last hours.
"""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from simulators.actions import ACTS, SPECS, Deed, Figure, find_deed
from simulators.expectation import Expectation, parse_expectation
from simulators.scenario import Event, Scenario, ScenarioError
from simulators.shipped import SCENARIOS

_T = TypeVar("_T")

_KEYS = frozenset(
    {
        *("name", "title", "title_en", "story", "story_en", "park", "lasts_s"),
        *("cycle_s", "variation", "wind", "start", "event", "expect"),
    }
)
_EVENT_KEYS = frozenset({"at_s", "for_s", "action", "target", "targets"})


def list_scenarios() -> list[str]:
    """The names of the scenarios that ship with the simulators."""
    return sorted(path.stem for path in SCENARIOS.glob("*.toml"))


def read_scenario(name_or_path: str | Path) -> Scenario:
    """Read a shipped scenario by its name, or any by its path.

    :raises ScenarioError: there is none, or it has faults; all of them are named.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = SCENARIOS / f"{name_or_path}.toml"
    try:
        return parse_scenario(tomllib.loads(path.read_text(encoding="utf-8")), path.stem)
    except FileNotFoundError:
        there = ", ".join(list_scenarios())
        raise ScenarioError([f"no scenario {name_or_path}; there are {there}"]) from None
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([f"{path.name}: {error}"]) from None


def parse_scenario(table: Mapping[str, Any], name: str) -> Scenario:
    """A scenario from its parsed TOML; ``name`` serves where the table has none.

    :raises ScenarioError: with every fault.
    """
    complaints = [f"{key} is no key of a scenario" for key in table if key not in _KEYS]
    events = _parse_all(table, "event", _parse_event, complaints)
    starts = _parse_all(table, "start", _parse_start, complaints)
    expectations = _parse_all(table, "expect", parse_expectation, complaints)
    if complaints:
        raise ScenarioError(complaints)
    return _assemble(table, name, events, dict(starts), expectations)


def _assemble(
    table: Mapping[str, Any],
    name: str,
    events: list[Event],
    start_percent: Mapping[str, float],
    expectations: list[Expectation],
) -> Scenario:
    wind = table.get("wind", {})
    title = table.get("title", name)
    return Scenario(
        name=table.get("name", name),
        title=title,
        title_en=table.get("title_en", title),
        events=tuple(events),
        start_percent=start_percent,
        cycle_s=table.get("cycle_s"),
        variation=table.get("variation", 0.0),
        wind_m_s=wind.get("speed_m_s", 3.2),
        wind_from_deg=wind.get("from_deg", 135.0),
        story=table.get("story", ""),
        story_en=table.get("story_en", ""),
        park=table.get("park", "taixing"),
        lasts_s=float(table.get("lasts_s", 300.0)),
        expectations=tuple(expectations),
    )


def _parse_all(
    table: Mapping[str, Any],
    section: str,
    parse: Callable[[Mapping[str, Any]], _T],
    complaints: list[str],
) -> list[_T]:
    """Every entry of a section that can be read; what is wrong with the others is complained of."""
    read = []
    for number, entry in enumerate(table.get(section, []), start=1):
        try:
            read.append(parse(entry))
        except (ValueError, TypeError) as error:
            complaints.append(f"{section} {number}: {error}")
    return read


def _parse_start(entry: Mapping[str, Any]) -> tuple[str, float]:
    if entry.keys() != {"equipment", "level_percent"}:
        raise ValueError("needs equipment and level_percent, nothing else")
    return entry["equipment"], float(entry["level_percent"])


def _parse_event(entry: Mapping[str, Any]) -> Event:
    needed = ("at_s", "action") if entry.get("action") in ACTS else ("at_s", "for_s", "action")
    missing = [key for key in needed if key not in entry]
    if ("target" in entry) == ("targets" in entry):
        missing.append("target")
    if missing:
        raise ValueError(f"{' and '.join(missing)} missing")
    action = find_deed(entry["action"])
    all_at_once = "targets" in entry
    target = entry["targets"] if all_at_once else entry["target"]
    return Event(
        at_s=float(entry["at_s"]),
        for_s=_read_length(action, entry),
        action=action,
        targets=(target,) if isinstance(target, str) else tuple(target),
        figures=_read_figures(action, entry),
        all_at_once=all_at_once,
    )


def _read_length(action: Deed, entry: Mapping[str, Any]) -> float:
    """How long an event lasts; an act is done at once, or again and again in its cycles."""
    if action not in ACTS:
        return float(entry["for_s"])
    if "for_s" in entry:
        raise ValueError(f"{action} is done at once and takes no for_s")
    return 0.0


def _read_figures(action: Deed, entry: Mapping[str, Any]) -> dict[str, Figure]:
    keys = SPECS[action].keys
    unknown = entry.keys() - _EVENT_KEYS - keys.keys()
    if unknown:
        raise ValueError(f"{action} takes no {', '.join(sorted(unknown))}")
    figures: dict[str, Figure] = {}
    for key, default in keys.items():
        given = entry.get(key, default)
        if given is None:
            raise ValueError(f"{key} missing")
        figures[key] = given if isinstance(given, str) else float(given)
    return figures
