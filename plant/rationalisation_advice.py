"""Warnings about alarms that are not rationalised, or whose records contradict themselves.

Of a sound plant, like those of :mod:`plant.advice`. Contract section 3 asks for those without an
operator action; the others are what IEC 62682 (GB/T 41261-2022) and ANSI/ISA-18.2 want on record:
the time to respond, and a priority that follows from it and from the consequence.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from plant.alarm_priorities import load_alarm_priorities
from plant.check_columns import CHECK_COLUMNS
from plant.complaint import Complaint, Place
from plant.condition import Condition, Priority
from plant.draft import Draft, Row
from plant.rationalisation import Rationalisation
from plant.rationalisation_columns import QUALITY_CONDITIONS
from plant.rationalisation_layers import SECTION, Level, Scope, list_scopes
from plant.tag_columns import LIMIT_COLUMNS
from plant.words import GasArray, Model, Plant, Tag, Voting

OF_TAGS: Final = frozenset({*LIMIT_COLUMNS, *CHECK_COLUMNS, *QUALITY_CONDITIONS})
"""The conditions that only tags have."""

_PAIRS: Final = ((Condition.H, Condition.HH), (Condition.L, Condition.LL))


class Missing(NamedTuple):
    """Something that every limit and contact should have on record: its key and its names."""

    key: str
    name: str
    name_zh: str
    lacks: Callable[[Rationalisation], bool]


MISSING: Final = (
    Missing("action", "operator action", "处置措施", lambda one: not one.has_action),
    Missing(
        "respond_within_min",
        "time to respond",
        "响应时间",
        lambda one: one.respond_within_min is None,
    ),
)
"""An alarm that wants no action is none; without a time nobody knows whether one still helps."""


class Rated(NamedTuple):
    """An alarm whose priority a plant may write, with its record and where it is written."""

    source: str
    condition: Condition
    priority: Priority
    record: Rationalisation
    place: Place


def advise_records(plant: Plant, draft: Draft) -> list[Complaint]:
    """The warnings about the records of a plant's alarms."""
    warnings: list[Complaint] = []
    rows = draft.rows("tag")
    for missing in MISSING:
        warn_of_missing(plant.tags, rows, missing, warnings)
    warn_of_one_action(plant.tags, rows, warnings)
    warn_of_no_reach(plant, draft.rows(SECTION), warnings)
    for alarms in group_alike(list_rated(plant, draft, warnings)):
        warn_of_priority(alarms)
    return warnings


def warn_of_missing(
    tags: Sequence[Tag], rows: Sequence[Row], missing: Missing, warnings: list[Complaint]
) -> None:
    """A tag whose alarms lack something, or once that all of a plant lack it."""
    lacking = {
        row: [one for one in tag.alarms if missing.lacks(tag.record_of(one))]
        for row, tag in enumerate(tags)
    }
    total = sum(len(tag.alarms) for tag in tags)
    if total and sum(map(len, lacking.values())) == total:
        rows[0].place.gather(warnings).at(1).inside(missing.key).complain(
            f"no {missing.name} for any of {total} alarms", f"{total} 个报警均没有{missing.name_zh}"
        )
        return
    for row, conditions in lacking.items():
        if conditions:
            which, which_zh = _name_alarms(tags[row], conditions)
            rows[row].place.gather(warnings).inside(missing.key).complain(
                f"no {missing.name} for {which}", f"{which_zh}没有{missing.name_zh}"
            )


def _name_alarms(tag: Tag, conditions: Sequence[Condition]) -> tuple[str, str]:
    if len(conditions) == len(tag.alarms):
        return f"the alarms of {tag.id}", f"{tag.id} 的报警"
    named = " ".join(conditions)
    return f"{tag.id} {named}", f"{tag.id} {named} "


def warn_of_one_action(tags: Sequence[Tag], rows: Sequence[Row], warnings: list[Complaint]) -> None:
    """Two limits with one action may be one alarm; where all are so, one warning says so."""
    pairs = [
        (row, inner, outer)
        for row, tag in enumerate(tags)
        for inner, outer in _PAIRS
        if inner in tag.alarms and outer in tag.alarms
    ]
    alike = [pair for pair in pairs if _has_one_action(tags[pair[0]], *pair[1:])]
    if len(alike) == len(pairs) > 1:
        rows[0].place.gather(warnings).at(1).inside("action").complain(
            f"all {len(pairs)} pairs of H and HH or L and LL have one action: are they two alarms?",
            f"{len(pairs)} 对高限与高高限（低限与低低限）的处置措施均相同：是否确为两个报警？",
        )
        return
    for row, inner, outer in alike:
        name = tags[row].id
        rows[row].place.gather(warnings).inside(f"{outer.lower()}_action").complain(
            f"{name} {inner} and {outer} have one action: are they two alarms?",
            f"{name} {inner} 与 {outer} 的处置措施相同：是否确为两个报警？",
        )


def _has_one_action(tag: Tag, inner: Condition, outer: Condition) -> bool:
    one, other = tag.record_of(inner), tag.record_of(outer)
    actions = ((one.action, other.action), (one.action_en, other.action_en))
    written = [pair for pair in actions if any(pair)]
    return bool(written) and all(first == second for first, second in written)


def warn_of_no_reach(plant: Plant, rows: Sequence[Row], warnings: list[Complaint]) -> None:
    """A table about conditions of tags that none of its tags has."""
    having = list_having(plant.tags) if rows else {}
    for row in rows:
        wanted = set(row.values.get("conditions", ()))
        reached = set[Condition]().union(*(having.get(one, ()) for one in list_scopes(row)))
        if wanted and wanted <= OF_TAGS and not wanted & reached:
            named = " ".join(row.values["conditions"])
            row.place.gather(warnings).inside("conditions").complain(
                f"reaches no alarm: no tag that it names has {named}",
                f"没有对应的报警：所指位号均没有 {named}",
            )


def list_having(tags: Sequence[Tag]) -> dict[Scope, set[Condition]]:
    """Scope → the conditions that its tags have."""
    having: dict[Scope, set[Condition]] = {}
    for tag in tags:
        conditions = {*tag.alarms, *tag.checks, *QUALITY_CONDITIONS}
        for level, name in zip(Level, (tag.id, tag.equipment, tag.hazard, ""), strict=True):
            for kind in ("", str(tag.kind)):
                having.setdefault(Scope(level, name, kind), set()).update(conditions)
    return having


def warn_of_priority(alarms: Sequence[Rated]) -> None:
    """A written priority beside another one of the matrix, or more time than an alarm has.

    :param alarms: of one source, alike in priority and in what it follows from.
    """
    first = alarms[0]
    minutes, wanted = first.record.respond_within_min, first.record.priority
    longest = load_alarm_priorities().longest_min
    named = f"{first.source} {' '.join(alarm.condition for alarm in alarms)}"
    if minutes is not None and minutes > longest:
        first.place.inside("respond_within_min").complain(
            f"{named} leaves {minutes:.15g} min to respond; over {longest:g} min it is no alarm",
            f"{named} 的响应时间为 {minutes:.15g} min，超过 {longest:g} min 不应作为报警",
        )
    elif wanted is not None and wanted is not first.priority:
        first.place.inside("priority").complain(
            f"{named} is {first.priority.word}, by consequence ({first.record.severity}) and time"
            f" to respond ({minutes:.15g} min) it would be {wanted.word}",
            f"{named} 的优先级为 {first.priority.word}，按后果（{first.record.severity}）与响应时间"
            f"（{minutes:.15g} min）应为 {wanted.word}",
        )


def group_alike(alarms: Iterable[Rated]) -> Iterable[list[Rated]]:
    """Of those with a time to respond, the alarms of each source that are alike in priority and in
    what it follows from.
    """
    groups: dict[tuple[Any, ...], list[Rated]] = {}
    for alarm in alarms:
        severity, minutes = alarm.record.severity, alarm.record.respond_within_min
        if minutes is not None:
            alike = (alarm.source, alarm.priority, severity, minutes)
            groups.setdefault(alike, []).append(alarm)
    return groups.values()


def list_rated(plant: Plant, draft: Draft, warnings: list[Complaint]) -> Iterator[Rated]:
    """The alarms whose priority a plant may write."""
    for tag, row in zip(plant.tags, draft.rows("tag"), strict=True):
        place = row.place.gather(warnings)
        for one in dict.fromkeys((*tag.alarms, *tag.checks, *tag.records)):
            yield Rated(tag.id, one, tag.priority_of(one), tag.record_of(one), place)
    groups: tuple[tuple[str, Sequence[Voting | GasArray | Model], Condition], ...] = (
        ("voting", plant.votings, Condition.VOTED),
        ("gas_array", plant.gas_arrays, Condition.GAS_CONFIRMED),
        ("model", plant.models, Condition.MODEL),
    )
    for section, sources, one in groups:
        for source, row in zip(sources, draft.rows(section), strict=True):
            record = plant.record_of(source.id, one)
            yield Rated(source.id, one, source.priority, record, row.place.gather(warnings))
