"""How well an alarm log is folded: what an operator would be shown, and what would be missed.

Each case is a plant by itself, of one hazard, and starts with nothing known. What must never be
folded is found here from the messages alone, not asked of the rule that is scored.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from alerting.alarm import SYSTEM, Entry, Event, State
from alerting.folding import Folding, Place
from plant.condition import Condition, Priority
from plant.reading import Instant
from simulators.scoring.alarm_log import Message, read_alarm_log, split_cases
from simulators.scoring.score_table import Figures, ScoreTable

Rule = Callable[[list[Message]], list[Place]]
"""Places each activation of one case, causally, in order."""

VARIANTS: Final = ("original", "filter", "deadband")
"""The plant settings of the Tennessee Eastman alarm logs (doi 10.21227/326k-qr90)."""

_HEADS: Final = {
    "activations": "activations",
    "lines": "lines",
    "lines_share": "share",
    "least_share": "least share",
    "beneath": "beneath",
    "largest_bin": "largest bin",
    "bins_above_10": "bins>10",
    "bins_above_10_with_names": "bins>10 with beneath",
    "bins_above_10_unavoidable": "bins>10 unavoidable",
    "firsts_folded": "firsts folded",
    "severe_folded": "HH/LL folded",
}

_BIN_MS: Final = 600_000
_BOUND: Final = 10
_NORMAL_MS: Final = 1_800_000
_SEVERE: Final = (Condition.HH, Condition.LL)


@dataclass(slots=True)
class Score:
    """What a rule made of a log.

    ``names``: activations that stand by name beneath a line. ``bins``: ten minutes from midnight
    UTC, of those between a case's first and last message. ``least_above``: bins in which more
    than ten activations are such as must not be folded, so that no rule can do with fewer.
    ``folded_firsts`` and ``folded_severe`` by case: first activations after half an hour of
    normal, and HH or LL, that were counted away.
    """

    activations: int = 0
    lines: int = 0
    names: int = 0
    counted: int = 0
    bins: int = 0
    largest: int = 0
    above: Counter[int] = field(default_factory=Counter)
    largest_named: int = 0
    above_named: Counter[int] = field(default_factory=Counter)
    least_above: Counter[int] = field(default_factory=Counter)
    least: int = 0
    folded_firsts: Counter[int] = field(default_factory=Counter)
    folded_severe: Counter[int] = field(default_factory=Counter)

    def describe(self) -> dict[str, float | int | None]:
        """The figures as they are printed; shares of all activations."""
        return {
            "activations": self.activations,
            "lines": self.lines,
            "lines_share": _share(self.lines, self.activations),
            "beneath": self.names,
            "counted": self.counted,
            "least_share": _share(self.least, self.activations),
            "bins": self.bins,
            "largest_bin": self.largest,
            "bins_above_10": self.above.total(),
            "largest_bin_with_names": self.largest_named,
            "bins_above_10_with_names": self.above_named.total(),
            "bins_above_10_unavoidable": self.least_above.total(),
            "firsts_folded": self.folded_firsts.total(),
            "severe_folded": self.folded_severe.total(),
        }

    def list_violations(self) -> dict[str, dict[str, int]]:
        """Case → what it violates, how often; only cases that violate something."""
        found: dict[str, dict[str, int]] = {}
        for name, counts in (
            ("bins_above_10", self.above),
            ("firsts_folded", self.folded_firsts),
            ("severe_folded", self.folded_severe),
        ):
            for case, count in sorted(counts.items()):
                found.setdefault(str(case), {})[name] = count
        return found


def place_all(messages: list[Message]) -> list[Place]:
    """The plainest baseline: every activation is a line."""
    return [Place.LINE for message in messages if message.raised]


def place_once(messages: list[Message]) -> list[Place]:
    """A plain baseline: an alarm gets a line at most every half an hour, whatever it is."""
    shown: dict[str, Instant] = {}
    places = []
    for message in messages:
        if message.raised:
            due = message.at - shown.get(message.alarm, -_NORMAL_MS) >= _NORMAL_MS
            places.append(Place.LINE if due else Place.COUNTED)
            if due:
                shown[message.alarm] = message.at
    return places


def place_folded(messages: list[Message]) -> list[Place]:
    """The house's own folding."""
    folding = Folding(lambda _: "case")
    return [placed.place for placed in folding.feed(map(_make_entry, messages))]


RULES: Final[Mapping[str, Rule]] = {
    "every activation": place_all,
    "once in 30 min": place_once,
    "folding": place_folded,
}


def score_logs(folder: Path) -> ScoreTable:
    """The folding, and plain rules beside it, on the three logs of a folder.

    :raises ScoringError: one is not there or is no alarm log.
    """
    rows: dict[str, Figures] = {}
    notes = []
    for variant in VARIANTS:
        log = read_alarm_log(folder / f"alarms_{variant}.parquet")
        for name, rule in RULES.items():
            score = score_log(log, rule)
            rows[f"{variant}: {name}"] = score.describe()
            if rule is place_folded:
                violations = json.dumps(score.list_violations())
                notes.append(f"{variant}: folding: violations by case: {violations}")
    return ScoreTable("tep-alarms", f"{len(VARIANTS)} logs", _HEADS, rows, notes)


def score_log(messages: list[Message], rule: Rule) -> Score:
    """What a rule makes of a log, case by case."""
    score = Score()
    for case, own in split_cases(messages):
        raised = [message for message in own if message.raised]
        _score_case(score, case, raised, rule(own), list(_find_must(own)))
        score.bins += own[-1].at // _BIN_MS - own[0].at // _BIN_MS + 1
    return score


def _score_case(
    score: Score, case: int, raised: list[Message], places: list[Place], must: list[bool]
) -> None:
    lines, named, least = Counter[int](), Counter[int](), Counter[int]()
    for message, place, needed in zip(raised, places, must, strict=True):
        number = message.at // _BIN_MS
        lines[number] += place is Place.LINE
        named[number] += place is not Place.COUNTED
        least[number] += needed
        if needed and (place is Place.COUNTED or (_is_severe(message) and place != Place.LINE)):
            kind = score.folded_severe if _is_severe(message) else score.folded_firsts
            kind[case] += 1
    score.activations += len(places)
    score.lines += lines.total()
    score.names += named.total() - lines.total()
    score.counted += len(places) - named.total()
    score.least += least.total()
    score.largest = max(score.largest, *lines.values())
    score.largest_named = max(score.largest_named, *named.values())
    for counts, total in (
        (lines, score.above),
        (named, score.above_named),
        (least, score.least_above),
    ):
        above = sum(count > _BOUND for count in counts.values())
        if above:
            total[case] = above


def _find_must(messages: Iterable[Message]) -> Iterable[bool]:
    """Of each activation whether it may not be folded."""
    normal_since: dict[str, Instant | None] = {}
    for message in messages:
        if not message.raised:
            normal_since[message.alarm] = message.at
            continue
        since = normal_since.get(message.alarm, message.at - _NORMAL_MS)
        yield _is_severe(message) or (since is not None and message.at - since >= _NORMAL_MS)
        normal_since[message.alarm] = None


def _is_severe(message: Message) -> bool:
    return message.alarm.rpartition(":")[2] in _SEVERE


def _make_entry(message: Message) -> Entry:
    """The journal entry of a message: a log tells neither values nor limits."""
    return Entry(
        alarm=message.alarm,
        event=Event.RAISED if message.raised else Event.RETURNED,
        at=message.at,
        onset=message.at,
        state=State.UNACKNOWLEDGED if message.raised else State.RETURNED_UNACKNOWLEDGED,
        held=None,
        priority=Priority.HIGH if _is_severe(message) else Priority.MEDIUM,
        value=None,
        limit=None,
        actor=SYSTEM,
        reason="",
        version=0,
        plant_hash="",
        marks=(),
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole, 5) if whole else 0.0
