"""Scenes: of a comparison the stretches of single tags that are worth looking at.

Lost and shortened warnings first, then what was added, removed, gained. Which readings a scene
shows and how it is drawn is others' business.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from alerting.what_if.comparison import Comparison
from alerting.what_if.episodes import Change
from alerting.what_if.lead import Outcome, Verdict
from plant.reading import Instant
from plant.words import Plant

MOST: Final = 12
"""Scenes at most; a person looks at no more of them."""

_MOST_OF_ONE: Final = 2
"""Of one alarm or kind of event: the rest looks the same."""

_LONGEST_MS: Final = 4 * 3_600_000
_AFTER_MS: Final = 1_800_000
"""How much of what followed an event or a raise is shown at most."""
_PAD_MS: Final = 120_000

_RANKS: Final = {
    Verdict.LOST: 0,
    Verdict.SHORTER: 1,
    Change.ADDED: 2,
    Change.REMOVED: 3,
    Change.MORE: 4,
    Change.FEWER: 5,
    Verdict.GAINED: 6,
    Verdict.LONGER: 7,
}
"""What is shown, the first first; what is not named is not worth a picture by itself."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A tag from ``start`` up to ``end``, and what of it is worth looking at."""

    tag: str
    start: Instant
    end: Instant
    why: Verdict | Change


def find_scenes(comparison: Comparison) -> list[Scene]:
    """The scenes of a comparison, the gravest first; none twice."""
    candidates = [*_list_outcomes(comparison), *_list_episodes(comparison)]
    candidates.sort(key=lambda one: (_RANKS[one[1].why], one[1].start))
    return _choose(candidates)


def _choose(candidates: Iterable[tuple[str, Scene]]) -> list[Scene]:
    chosen: list[Scene] = []
    taken: dict[tuple[str, str], int] = {}
    for name, scene in candidates:
        seen = taken.get((name, scene.why), 0)
        if len(chosen) < MOST and seen < _MOST_OF_ONE and not _is_shown(scene, chosen):
            taken[name, scene.why] = seen + 1
            chosen.append(scene)
    return chosen


def _is_shown(scene: Scene, chosen: Sequence[Scene]) -> bool:
    """Whether another scene of the tag shows most of it already."""
    return any(
        2 * (min(scene.end, one.end) - max(scene.start, one.start)) > scene.end - scene.start
        for one in chosen
        if one.tag == scene.tag
    )


def _list_outcomes(comparison: Comparison) -> Iterator[tuple[str, Scene]]:
    for outcome in comparison.outcomes:
        reference, why = outcome.reference, outcome.verdict
        tag = _find_tag(comparison, outcome)
        if why in _RANKS and tag:
            leads = [one.at for one in (outcome.today, outcome.other) if one is not None]
            last = max([reference.at, *leads])
            end = max(last, min(reference.end, reference.at + _AFTER_MS))
            name = f"{reference.source}:{reference.condition}"
            yield name, _frame(tag, min([reference.at, *leads]), end, why, reference.at)


def _list_episodes(comparison: Comparison) -> Iterator[tuple[str, Scene]]:
    plants = (comparison.today.plant, comparison.other.plant)
    for episode in comparison.episodes:
        tag = episode.alarm.rpartition(":")[0]
        if episode.change in _RANKS and _knows(plants, tag):
            end = min(episode.end, episode.first + _AFTER_MS)
            yield episode.alarm, _frame(tag, episode.first, end, episode.change, episode.first)


def _find_tag(comparison: Comparison, outcome: Outcome) -> str:
    """The tag to look at: the event's own, else that of the alarm that warned of it."""
    plants = (comparison.today.plant, comparison.other.plant)
    leads = [one.alarm.rpartition(":")[0] for one in (outcome.today, outcome.other) if one]
    return next((name for name in (outcome.reference.source, *leads) if _knows(plants, name)), "")


def _knows(plants: Sequence[Plant], name: str) -> bool:
    return any(name in plant.row_of for plant in plants)


def _frame(tag: str, first: Instant, last: Instant, why: Verdict | Change, focus: Instant) -> Scene:
    """With some room on either side; a long one is cut about what it is about."""
    begin = max(first, focus - _LONGEST_MS)
    end = min(last, focus + _LONGEST_MS)
    pad = max(_PAD_MS, (end - begin) // 5)
    return Scene(tag, begin - pad, end + pad, why)
