"""From what an alarm was raised: each input with its value, time, quality, and what it came to.

Pure. Which inputs a rule has stands in the plant; how they stood then is asked of the journal
(the row of the raise, those of an interlock's causes) and of the historian, and of nobody else:
what neither kept is told as not kept.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from alerting.alarm import Entry, Event
from dashboard_api.rows import name_quality
from dashboard_api.why_wire import InputRole, PartWord, WhyInput
from dashboard_api.wire import QualityWord
from detectors.verdict import Rule
from detectors.vote import Part
from detectors.vote_wording import Recalled, recall_parts
from historian.port import Series
from plant.condition import Condition
from plant.reading import Instant
from plant.words import GasArray, Interlock, Plant, Tag, Voting

MOST_INPUTS: Final = 60
"""Tags looked up for one answer; a model may bind hundreds."""

_FED: Final = frozenset({Condition.VOTED, Condition.PROTECTION_LOST, Condition.GAS_CONFIRMED})
_PARTS: Final[Mapping[int, PartWord]] = {
    Part.CALM: "calm",
    Part.VOTES: "votes",
    Part.BAD: "unknown",
    Part.BYPASSED: "bypassed",
    Part.AWAITED: "unknown",
}


class Wanted(NamedTuple):
    """One input by what it is: ``name`` a tag, or of a cause an alarm's id; ``expected`` what an
    effect, permissive or bypass is held against.
    """

    role: InputRole
    name: str
    expected: float | None = None
    tolerance: float = 0.5


class Kept(NamedTuple):
    """The newest reading of a tag up to an instant."""

    t: Instant
    value: float | None
    status: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found: ``readings`` by tag, of ``causes`` the last row that judged each alarm."""

    raised: Entry | None = None
    readings: Mapping[str, Kept] = field(default_factory=dict)
    causes: Mapping[str, Entry] = field(default_factory=dict)


def list_wanted(plant: Plant, rule: Rule) -> list[Wanted]:
    """The inputs of a rule, the deciding one first."""
    return list(_list_wanted(plant, rule))[:MOST_INPUTS]


def _list_wanted(plant: Plant, rule: Rule) -> Iterator[Wanted]:
    row = plant.row_of.get(rule.source)
    if row is not None:
        yield from _list_of_tag(plant.tags[row], rule.condition)
    for voting in plant.votings:
        if voting.id == rule.source:
            yield from (Wanted("channel", tag) for tag in voting.tags)
    for array in plant.gas_arrays:
        if array.id == rule.source:
            yield from (Wanted("head", tag) for tag in array.tags)
            wind = (array.wind_direction, array.wind_speed)
            yield from (Wanted("wind", tag) for tag in wind if tag)
    for model in plant.models:
        if model.id == rule.source:
            yield from (Wanted("member", tag) for tag in model.tags)
    for interlock in plant.interlocks:
        if interlock.id == rule.source:
            yield from _list_of_interlock(interlock)


def _list_of_tag(tag: Tag, condition: Condition) -> Iterator[Wanted]:
    yield Wanted("measured", tag.id)
    check = tag.checks.get(condition)
    if check is not None and check.reference:
        yield Wanted("reference", check.reference)
    yield from (Wanted("flow", flow) for flow, _ in (check.flows if check else ()))


def _list_of_interlock(interlock: Interlock) -> Iterator[Wanted]:
    for cause in interlock.causes:
        yield Wanted("cause", f"{cause.source}:{cause.condition}")
    for effect in interlock.effects:
        yield Wanted("effect", effect.tag, effect.expected, effect.tolerance)
    for one in interlock.permissives:
        yield Wanted("permissive", one.tag, one.expected, one.tolerance)
    if interlock.bypass:
        yield Wanted("bypass", interlock.bypass, 1.0)


def find_newest(series: Series, until: Instant) -> Kept | None:
    """The newest of some readings up to an instant, None if there is none."""
    place = int(series.time.searchsorted(until, side="right")) - 1
    if place < 0:
        return None
    value = float(series.value[place])
    time, status = int(series.time[place]), int(series.status[place])
    return Kept(time, value if math.isfinite(value) else None, status)


def list_inputs(
    plant: Plant, rule: Rule, wanted: Sequence[Wanted], evidence: Evidence
) -> list[WhyInput]:
    """The inputs as they were, as far as anybody has kept it."""
    parts = _recall(rule, wanted, evidence.raised)
    return [_tell(plant, rule, one, evidence, parts.get(one.name)) for one in wanted]


def _recall(rule: Rule, wanted: Iterable[Wanted], raised: Entry | None) -> dict[str, Recalled]:
    """How channels and heads voted by the journal's own words."""
    if raised is None or rule.condition not in _FED:
        return {}
    voters = (one.name for one in wanted if one.role in {"channel", "head"})
    return recall_parts(raised.reason, voters)


def _tell(
    plant: Plant, rule: Rule, one: Wanted, evidence: Evidence, said: Recalled | None
) -> WhyInput:
    if one.role == "cause":
        return _tell_cause(plant, one, evidence.causes.get(one.name))
    raised = evidence.raised
    if one.role == "measured" and raised is not None and _is_reading(raised, rule):
        return _tell_measured(plant, one, raised, evidence.readings.get(one.name))
    kept = evidence.readings.get(one.name)
    value = kept.value if kept else None
    from_words = said is not None and said.value is not None and kept is None
    return WhyInput(
        role=one.role,
        name=one.name,
        value=said.value if from_words and said else value,
        unit=_unit_of(plant, one.name),
        t=kept.t if kept else None,
        quality=name_quality(kept.status) if kept else "none",
        marks=[],
        limit=_limit_of(plant, rule, one),
        expected=one.expected,
        part=_PARTS[said.part] if said else _judge(one, kept),
        kept_by="journal" if from_words else "historian" if kept else "nobody",
    )


def _is_reading(raised: Entry, rule: Rule) -> bool:
    """Whether the journal's value is a reading: of a check it is what was made of several."""
    return raised.source is not None and rule.condition in {
        Condition.LL,
        Condition.L,
        Condition.H,
        Condition.HH,
        Condition.DIGITAL,
        Condition.BAD_QUALITY,
        Condition.OUT_OF_RANGE,
    }


def _tell_measured(plant: Plant, one: Wanted, raised: Entry, kept: Kept | None) -> WhyInput:
    """The deciding reading by the journal, with the quality that the historian has of it."""
    same = kept is not None and kept.t == raised.source
    return WhyInput(
        role=one.role,
        name=one.name,
        value=raised.value,
        unit=_unit_of(plant, one.name),
        t=raised.source,
        quality=name_quality(kept.status) if same and kept else _tell_quality(raised),
        marks=list(raised.marks),
        limit=raised.limit,
        expected=None,
        part=None,
        kept_by="journal",
    )


def _tell_quality(raised: Entry) -> QualityWord:
    """By its marks: what the sensor itself called uncertain; else nothing is known of it."""
    return "uncertain" if "uncertain" in raised.marks else "none"


def _tell_cause(plant: Plant, one: Wanted, last: Entry | None) -> WhyInput:
    """A cause is an alarm: whether it stood the journal knows, also where it was held."""
    source, _, _ = one.name.rpartition(":")
    part: PartWord | None = None
    if last is not None:
        part = "standing" if last.event is Event.RAISED else "over"
    return WhyInput(
        role=one.role,
        name=one.name,
        value=last.value if last else None,
        unit=_unit_of(plant, source),
        t=(last.source or last.at) if last else None,
        quality="none",
        marks=list(last.marks) if last else [],
        limit=last.limit if last else None,
        expected=None,
        part=part,
        kept_by="journal" if last else "nobody",
    )


def _judge(one: Wanted, kept: Kept | None) -> PartWord | None:
    """Whether a tag showed what it was expected to; None where nothing was expected or kept."""
    if one.expected is None or kept is None or kept.value is None:
        return None
    near = abs(kept.value - one.expected) < one.tolerance
    return "as_expected" if near else "not_as_expected"


def _unit_of(plant: Plant, tag: str) -> str:
    row = plant.row_of.get(tag)
    return "" if row is None else plant.tags[row].unit


def _limit_of(plant: Plant, rule: Rule, one: Wanted) -> float | None:
    """The limit against which a channel or head votes, by the plant in force."""
    row = plant.row_of.get(one.name)
    if row is None or one.role not in {"channel", "head"}:
        return None
    groups: tuple[Voting | GasArray, ...] = (*plant.votings, *plant.gas_arrays)
    watched = next((group.condition for group in groups if group.id == rule.source), None)
    settings = plant.tags[row].alarms.get(watched) if watched else None
    return settings.limit if settings else None
