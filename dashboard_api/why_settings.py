"""The rule behind an alarm, setting by setting, with where each comes from.

Pure functions from the plant in force and the journal's row of the raise to the rows of
:mod:`dashboard_api.why_wire`. From what readings the verdict came is
:mod:`dashboard_api.why_inputs`.
"""

import math
from collections.abc import Iterator

from msgspec.structs import replace

from alerting.alarm import Entry
from dashboard_api.why_wire import OriginWord, StandardRow, WhySetting
from detectors.rule_table import tell_stale_ms
from detectors.verdict import Rule
from plant.condition import Condition
from plant.provenance import Source
from plant.reading import NEVER
from plant.words import AlarmSettings, Check, GasArray, Interlock, Model, Plant, Tag, Voting

Value = float | str | bool | None


def list_settings(plant: Plant, rule: Rule, raised: Entry | None) -> list[WhySetting]:
    """The settings of a rule, the one that is compared first."""
    found = list(_list_of_source(plant, rule))
    return [_beside_journal(one, raised, plant) for one in found]


def _beside_journal(setting: WhySetting, raised: Entry | None, plant: Plant) -> WhySetting:
    """A setting with what the journal says of it; another limit under one plant is a mode's."""
    if raised is None or setting.name not in {"limit", "priority"}:
        return setting
    if setting.name == "priority":
        return replace(setting, at_raise=raised.priority.word)
    moved = raised.limit is not None and raised.limit != setting.value
    if moved and raised.plant_hash == plant.hash and plant.modes:
        return replace(setting, at_raise=raised.limit, origin="mode", standard=None)
    return replace(setting, at_raise=raised.limit)


def _list_of_source(plant: Plant, rule: Rule) -> Iterator[WhySetting]:
    row = plant.row_of.get(rule.source)
    if row is not None:
        yield from _list_of_tag(plant.tags[row], rule)
        return
    yield from _list_of_group(plant, rule)
    priority: OriginWord = "section" if _is_written_in_section(plant, rule) else "rule"
    yield _say("priority", rule.priority.word, "", priority)
    yield _say("latching", rule.latching, "", priority)


def _list_of_tag(tag: Tag, rule: Rule) -> Iterator[WhySetting]:
    check = tag.checks.get(rule.condition)
    settings = tag.alarms.get(rule.condition) or (check.settings if check else None)
    if settings is None:
        yield from _list_of_quality(tag, rule)
        return
    sources = tag.origins.get(rule.condition)
    for place, (name, value, unit) in enumerate(_read(settings, rule.unit)):
        source = sources[place] if sources else None
        yield _say(name, value, unit, source.origin if source else None, source)
    if check is not None:
        yield from _list_of_check(check)


def _read(settings: AlarmSettings, unit: str) -> list[tuple[str, Value, str]]:
    """In the order of :data:`plant.provenance.SETTINGS`."""
    return [
        ("limit", settings.limit, unit),
        ("deadband", settings.deadband, unit),
        ("on_delay", settings.on_delay_ms / 1000, "s"),
        ("off_delay", settings.off_delay_ms / 1000, "s"),
        ("priority", settings.priority.word, ""),
        ("latching", settings.latching, ""),
    ]


def _list_of_check(check: Check) -> Iterator[WhySetting]:
    if check.window_ms:
        yield _say("window", check.window_ms / 1000, "s", None)
    if check.usual_ms:
        yield _say("usual", check.usual_ms / 1000, "s", None)
    if check.setpoint is not None:
        yield _say("setpoint", check.setpoint, "", None)


def _list_of_quality(tag: Tag, rule: Rule) -> Iterator[WhySetting]:
    """Of what every tag has: stale, bad quality, out of range."""
    if rule.condition is Condition.STALE and tell_stale_ms(tag) != NEVER:
        yield _say("stale_after", tell_stale_ms(tag) / 1000, "s", "rule")
    if rule.condition is Condition.OUT_OF_RANGE:
        yield _say("range_lo", tag.range_lo, tag.unit, "tag")
        yield _say("range_hi", tag.range_hi, tag.unit, "tag")
    yield _say("priority", rule.priority.word, "", None)


def _list_of_group(plant: Plant, rule: Rule) -> Iterator[WhySetting]:
    """Of a vote, a gas array, a model or an interlock; other sources have no numbers."""
    for voting in plant.votings:
        if voting.id == rule.source:
            yield _say("vote", f"{voting.need}oo{len(voting.tags)}", "", "section")
            yield _say("condition", str(voting.condition), "", "section")
            yield _say("degraded", voting.degraded, "", "section")
            if voting.max_age_s is not None:
                yield _say("max_age", voting.max_age_s, "s", "section")
    for array in plant.gas_arrays:
        if array.id == rule.source:
            yield _say("vote", f"{array.need}oo{len(array.tags)}", "", "section")
            yield _say("condition", str(array.condition), "", "section")
            yield _say("window", array.window_s, "s", "section")
    for model in plant.models:
        if model.id == rule.source:
            yield _say("limit", _finite(rule.limit), "", "section")
            yield _say("false_alarm_rate", model.false_alarm_rate, "", "section")
    for interlock in plant.interlocks:
        if interlock.id == rule.source:
            yield from _list_of_interlock(interlock)


def _list_of_interlock(interlock: Interlock) -> Iterator[WhySetting]:
    yield _say("vote", f"{interlock.need}oo{len(interlock.causes)}", "", "section")
    for cause in interlock.causes:
        if cause.delay_s:
            subject = f"{cause.source}:{cause.condition}"
            yield _say("cause_delay", cause.delay_s, "s", "section", subject=subject)
    for effect in interlock.effects:
        yield _say("travel", effect.travel_s, "s", "section", subject=effect.tag)
    if interlock.bypass_s is not None:
        yield _say("longest_bypass", interlock.bypass_s, "s", "section")


def _is_written_in_section(plant: Plant, rule: Rule) -> bool:
    """Whose priority its own section gives; of the others it follows from what they are."""
    groups: tuple[Voting | GasArray | Model, ...] = (
        *plant.votings,
        *plant.gas_arrays,
        *plant.models,
    )
    written = any(group.id == rule.source for group in groups)
    return written and rule.condition is not Condition.PROTECTION_LOST


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _say(
    name: str,
    value: Value,
    unit: str,
    origin: OriginWord | None,
    source: Source | None = None,
    *,
    subject: str = "",
) -> WhySetting:
    found = source.provenance if source else None
    standard = (
        StandardRow(standard=found.standard, clause=found.clause, trust=found.trust)
        if found
        else None
    )
    return WhySetting(
        name=name, subject=subject, value=value, unit=unit, origin=origin, standard=standard
    )
