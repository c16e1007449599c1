"""Warnings about a sound plant: settings that are allowed and still likely to be a mistake.

Contract section 3 names them: long delays where seconds count, a deadband that reaches the
opposite limit. A limit that the instrument can't reach is the third. Alarms nobody knows what to do
about are :mod:`plant.rationalisation_advice`'s.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from plant.complaint import Complaint, Place
from plant.condition import Condition
from plant.draft import Row
from plant.gateway_checks import is_foreign
from plant.tag_kind import GAS_KINDS
from plant.words import Plant, Tag

LONG_DELAY_MS: Final = 5000
"""Contract section 3: a longer on-delay of HH, LL or gas is warned about."""

_SIDES: Final = ((Condition.H, Condition.L, -1), (Condition.L, Condition.H, 1))


def advise(plant: Plant, rows: Sequence[Row]) -> list[Complaint]:
    """The warnings about a plant's tags.

    :param rows: the rows of tags.csv from which the tags came, in the same order.
    """
    warnings: list[Complaint] = []
    for tag, row in zip(plant.tags, rows, strict=True):
        place = row.place.gather(warnings)
        warn_of_delays(tag, place)
        warn_of_deadbands(tag, place)
        warn_of_range(tag, place)
    return warnings


def advise_gateways(rows: Sequence[Row]) -> list[Complaint]:
    """The warnings about a plant's gateways: settings that do nothing there."""
    warnings: list[Complaint] = []
    for row in rows:
        if row.values.get("topic") and not is_foreign(row):
            row.place.gather(warnings).inside("topic").complain(
                "does nothing: the topics of format hazardwatch are fixed",
                "不起作用：hazardwatch 格式的主题是固定的",
            )
    return warnings


def warn_of_delays(tag: Tag, place: Place) -> None:
    """HH, LL and gas alarms should not wait."""
    for condition, alarm in tag.alarms.items():
        urgent = condition in (Condition.HH, Condition.LL) or tag.kind in GAS_KINDS
        if urgent and alarm.on_delay_ms > LONG_DELAY_MS:
            place.inside("on_delay_s").complain(
                f"{tag.id} {condition} waits {alarm.on_delay_ms / 1000:g} s before it is raised",
                f"{tag.id} {condition} 报警延时 {alarm.on_delay_ms / 1000:g} s，超过 5 s",
            )


def warn_of_deadbands(tag: Tag, place: Place) -> None:
    """A high limit clears above the low one, and the other way round."""
    for condition, opposite, sign in _SIDES:
        alarm, other = tag.alarms.get(condition), tag.alarms.get(opposite)
        if not alarm or not other:
            continue
        clear = exact(alarm.limit) + sign * exact(alarm.deadband)
        if sign * clear >= sign * exact(other.limit):
            side, side_zh = ("below", "低于") if sign < 0 else ("above", "高于")
            place.inside("deadband").complain(
                f"{tag.id} {condition} clears only {side} {float(clear):.15g},"
                f" where {opposite} {other.limit:.15g} is reached",
                f"{tag.id} {condition} 须{side_zh} {float(clear):.15g} 才恢复，"
                f"此时已达 {opposite} {other.limit:.15g}",
            )


def warn_of_range(tag: Tag, place: Place) -> None:
    """A limit outside the instrument's range is never reached."""
    low, high = tag.range_lo, tag.range_hi
    for condition, alarm in _limits(tag).items():
        if (low is not None and alarm < low) or (high is not None and alarm > high):
            place.inside(condition.lower()).complain(
                f"{tag.id} {condition} {alarm:.15g} lies outside the instrument's range",
                f"{tag.id} {condition} {alarm:.15g} 超出仪表量程",
            )


def _limits(tag: Tag) -> Mapping[Condition, float]:
    return {
        condition: alarm.limit
        for condition, alarm in tag.alarms.items()
        if condition is not Condition.DIGITAL
    }


def exact(number: float) -> Decimal:
    """A float as the decimal that a person wrote."""
    return Decimal(repr(number))
