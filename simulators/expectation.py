"""What must come of a scenario: alarms with the time in which each is raised, and no others.

    alarm        an id as the contract writes it, {source}:{condition}; ``*`` and ``?`` stand for
                 any text and any character
    from_s, to_s the window of the show's time in which every matching alarm is first raised
    least, most  how many different alarms match; absent: exactly one, or one at least of a pattern
    raises       [fewest, most] times that each of them is raised; absent: once
    priority     the word of its priority
    marks        marks that its first raising must carry
    held         what held it when it was first raised: shelved, suppressed, out_of_service
    returns_s    [from, to] in which it returns for the last time
    stands       true: it has not returned when the rehearsal ends; false: it has
    optional     true: it may come, and need not

Pure: what happened comes in as occurrences, findings go out. Whoever plays a scenario, in memory
or through a broker, is told by these whether it went as it must.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

_KEYS: Final = frozenset(
    {
        *("alarm", "from_s", "to_s", "least", "most", "raises", "priority", "marks", "held"),
        *("returns_s", "stands", "optional"),
    }
)
_WILD: Final = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An alarm's raising or return, ``at_s`` seconds into the show."""

    at_s: float
    alarm: str
    event: str
    priority: str
    marks: tuple[str, ...] = ()
    held: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One alarm, or a family of them, that must come in its time."""

    alarm: str
    from_s: float
    to_s: float
    least: int = 1
    most: float = 1
    raises: tuple[float, float] = (1, 1)
    priority: str = ""
    marks: frozenset[str] = frozenset()
    returns_s: tuple[float, float] | None = None
    stands: bool | None = None
    optional: bool = False
    held: str = ""

    def covers(self, alarm: str) -> bool:
        """Whether an alarm is one of those meant."""
        return fnmatchcase(alarm, self.alarm)


def parse_expectation(entry: Mapping[str, Any]) -> Expectation:
    """An expectation from its table.

    :raises ValueError: a key is missing, unknown, or can't be.
    """
    if unknown := entry.keys() - _KEYS:
        raise ValueError(f"no key of an expectation: {', '.join(sorted(unknown))}")
    if missing := [key for key in ("alarm", "from_s", "to_s") if key not in entry]:
        raise ValueError(f"{' and '.join(missing)} missing")
    if entry["from_s"] > entry["to_s"]:
        raise ValueError("from_s lies after to_s")
    family = bool(_WILD & set(entry["alarm"]))
    return Expectation(
        alarm=entry["alarm"],
        from_s=float(entry["from_s"]),
        to_s=float(entry["to_s"]),
        least=int(entry.get("least", 1)),
        most=float(entry.get("most", math.inf if family else 1)),
        raises=_parse_pair(entry.get("raises", (1, 1))),
        priority=entry.get("priority", ""),
        marks=frozenset(entry.get("marks", ())),
        returns_s=_parse_pair(entry["returns_s"]) if "returns_s" in entry else None,
        stands=entry.get("stands"),
        optional=bool(entry.get("optional", False)),
        held=entry.get("held", ""),
    )


def _parse_pair(pair: Sequence[float]) -> tuple[float, float]:
    low, high = (float(each) for each in pair)
    if low > high:
        raise ValueError(f"{low:g} lies after {high:g}")
    return low, high


@dataclass(frozen=True, slots=True)
class Story:
    """What became of one alarm: when it was raised and returned, in the show's seconds."""

    alarm: str
    raised_s: tuple[float, ...]
    returned_s: tuple[float, ...]
    priority: str
    marks: frozenset[str]
    held: str = ""

    @property
    def stands(self) -> bool:
        """Whether it was raised once more than it returned."""
        return len(self.raised_s) > len(self.returned_s)


def tell_stories(occurrences: Iterable[Occurrence]) -> list[Story]:
    """What became of every alarm, in the order of their first raising.

    One that was raised before the show, and only returns in it, is none of its own.
    """
    raised: dict[str, list[Occurrence]] = {}
    returned: dict[str, list[float]] = {}
    for each in occurrences:
        if each.event == "raised":
            raised.setdefault(each.alarm, []).append(each)
        elif each.event == "returned" and each.alarm in raised:
            returned.setdefault(each.alarm, []).append(each.at_s)
    return [
        Story(
            alarm,
            tuple(each.at_s for each in times),
            tuple(returned.get(alarm, ())),
            times[0].priority,
            frozenset(times[0].marks),
            times[0].held,
        )
        for alarm, times in sorted(raised.items(), key=lambda item: (item[1][0].at_s, item[0]))
    ]


def find_faults(expectations: Sequence[Expectation], stories: Sequence[Story]) -> list[str]:
    """Everything in which what happened differs from what must, one line each; empty: as it must.

    An alarm that several expectations cover is held against the first of them.
    """
    groups: dict[int, list[Story]] = {number: [] for number in range(len(expectations))}
    faults = []
    for story in stories:
        number = next((n for n, each in enumerate(expectations) if each.covers(story.alarm)), None)
        if number is None:
            faults.append(f"{story.alarm}: not expected, raised at {_times(story.raised_s)}")
        else:
            groups[number].append(story)
    for number, expectation in enumerate(expectations):
        faults += _judge(expectation, groups[number])
    return faults


def _judge(expectation: Expectation, stories: Sequence[Story]) -> list[str]:
    if expectation.optional and not stories:
        return []
    faults = []
    if not expectation.least <= len(stories) <= expectation.most:
        wanted = f"{expectation.least:g} to {expectation.most:g}"
        faults.append(f"{expectation.alarm}: {len(stories)} alarms, wanted {wanted}")
    for story in stories:
        faults += [f"{story.alarm}: {fault}" for fault in _compare(expectation, story)]
    return faults


def _compare(expectation: Expectation, story: Story) -> list[str]:
    faults = []
    if not expectation.from_s <= story.raised_s[0] <= expectation.to_s:
        window = f"{expectation.from_s:g} to {expectation.to_s:g} s"
        faults.append(f"raised at {story.raised_s[0]:g} s, wanted {window}")
    fewest, most = expectation.raises
    if not fewest <= len(story.raised_s) <= most:
        faults.append(f"raised {len(story.raised_s)} times, wanted {fewest:g} to {most:g}")
    if expectation.priority and story.priority != expectation.priority:
        faults.append(f"of priority {story.priority}, wanted {expectation.priority}")
    if lacking := expectation.marks - story.marks:
        faults.append(f"not marked {', '.join(sorted(lacking))}")
    if expectation.held != story.held:
        faults.append(f"held {story.held or 'by nothing'}, wanted {expectation.held or 'nothing'}")
    return faults + _compare_end(expectation, story)


def _compare_end(expectation: Expectation, story: Story) -> list[str]:
    faults = []
    if expectation.stands is not None and story.stands is not expectation.stands:
        faults.append("stands at the end" if story.stands else "does not stand at the end")
    if expectation.returns_s is not None:
        low, high = expectation.returns_s
        if story.stands or not low <= story.returned_s[-1] <= high:
            found = "not at all" if story.stands else f"at {story.returned_s[-1]:g} s"
            faults.append(f"returns {found}, wanted {low:g} to {high:g} s")
    return faults


def _times(seconds: Sequence[float]) -> str:
    return ", ".join(f"{each:g} s" for each in seconds)
