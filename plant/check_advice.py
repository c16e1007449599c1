"""Warnings about checks, votes, interlocks, gas arrays and modes that can hardly be meant.

Of a sound plant, like those of :mod:`plant.advice`: too slow a signal for what is asked of it, two
things compared that differ in unit, groups over hazards that have nothing to do with one another.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from plant.complaint import Complaint, Fault, Path, Place
from plant.condition import LEVEL_CONDITIONS, Condition
from plant.draft import Draft, Row
from plant.tag_kind import GAS_KINDS
from plant.units import NOTHING, Conditions, find_conversion
from plant.words import Check, GasArray, Interlock, Mode, Plant, Tag, Voting

OUTER: Final = (Condition.LL, Condition.HH)
FEWEST: Final[Mapping[Condition, int]] = {
    Condition.RATE: 6,
    Condition.FORECAST: 6,
    Condition.IMPLAUSIBLE: 6,
    Condition.BALANCE: 6,
    Condition.NOISE_LOST: 4,
}
"""Readings in a window below which a check says nothing: three pairs for a robust slope, of which
one may be wrong, and what makes a scatter."""

UPPER: Final = (Condition.H, Condition.HH)


def advise_checks(plant: Plant, rows: Sequence[Row]) -> list[Complaint]:
    """The warnings about the checks of a plant's tags.

    :param rows: the rows of tags.csv from which the tags came, in the same order.
    """
    warnings: list[Complaint] = []
    for tag, row in zip(plant.tags, rows, strict=True):
        place = row.place.gather(warnings)
        for condition, check in tag.checks.items():
            for key, fault in find_doubts(plant, tag, condition, check):
                place.inside(key).complain(*fault)
    return warnings


def find_doubts(
    plant: Plant, tag: Tag, condition: Condition, check: Check
) -> Iterator[tuple[str, Fault]]:
    """What is odd about one check, each with its column."""
    interval_ms = 1000 * (tag.interval_s or 0)
    if 0 < check.settings.on_delay_ms < interval_ms:
        yield (
            f"{condition}_on_delay_s",
            Fault(
                f"{tag.id} comes every {interval_ms / 1000:g} s, which is longer than the delay",
                f"{tag.id} 的采集周期 {interval_ms / 1000:g} s 长于该延时",
            ),
        )
    fewest = FEWEST.get(condition, 1)
    if 0 < check.window_ms < (fewest - 1) * interval_ms:
        yield (
            f"{condition}_window_s",
            Fault(
                f"{tag.id} comes every {interval_ms / 1000:g} s: {check.window_ms / 1000:g} s hold"
                f" fewer than the {fewest} readings that say anything",
                f"{tag.id} 每 {interval_ms / 1000:g} s 采集一次："
                f"{check.window_ms / 1000:g} s 内不足判断所需的 {fewest} 个读数",
            ),
        )
    yield from find_unlikely_limits(tag, condition, check)
    other = plant.row_of.get(check.reference)
    if other is not None and not same_unit(tag, plant.tags[other]):
        unit = plant.tags[other].unit
        yield (
            f"{condition}_from",
            Fault(
                f"{check.reference} is in {unit}, {tag.id} in {tag.unit}",
                f"{check.reference} 的单位为 {unit}，{tag.id} 的单位为 {tag.unit}",
            ),
        )


def find_unlikely_limits(
    tag: Tag, condition: Condition, check: Check
) -> Iterator[tuple[str, Fault]]:
    """A difference or a move that the instrument can't show."""
    if condition not in (Condition.DEVIATION, Condition.FROZEN):
        return
    if tag.range_lo is not None and tag.range_hi is not None:
        span = tag.range_hi - tag.range_lo
        if check.settings.limit > span:
            yield (
                str(condition),
                Fault(
                    f"{tag.id} {condition} {check.settings.limit:.15g} is more than the whole span",
                    f"{tag.id} {condition} {check.settings.limit:.15g} 大于整个量程",
                ),
            )


def same_unit(one: Tag, other: Tag) -> bool:
    """Whether two tags are in one unit, as far as both say."""
    unsaid = not one.unit or not other.unit
    return unsaid or find_conversion(one.unit, other.unit, Conditions()) == NOTHING


def advise_logic(plant: Plant, draft: Draft) -> list[Complaint]:
    """The warnings about a plant's votes, interlocks, gas arrays and modes."""
    warnings: list[Complaint] = []

    def places(section: str) -> Iterator[Place]:
        return (row.place.gather(warnings) for row in draft.rows(section))

    for voting, place in zip(plant.votings, places("voting"), strict=True):
        warn_of_strangers(plant, voting, place)
    for array, place in zip(plant.gas_arrays, places("gas_array"), strict=True):
        warn_of_strangers(plant, array, place)
        warn_of_lost_heads(plant, array, place)
    for interlock, place in zip(plant.interlocks, places("interlock"), strict=True):
        warn_of_slow_effects(plant, interlock, place)
    for mode, place in zip(plant.modes, places("mode"), strict=True):
        warn_of_foreign_tags(plant, mode, place)
        warn_of_loosened_limits(plant, mode, place)
    return warnings


def warn_of_strangers(plant: Plant, group: Voting | GasArray, place: Place) -> None:
    """Channels that are counted together watch one hazard."""
    hazards = {plant.tags[plant.row_of[tag]].hazard for tag in group.tags} - {""}
    if len(hazards) > 1:
        names = " ".join(sorted(hazards))
        place.inside("tags").complain(
            f"{group.id} counts tags of several hazards: {names}",
            f"{group.id} 的位号属于多个重大危险源：{names}",
        )


def warn_of_lost_heads(plant: Plant, array: GasArray, place: Place) -> None:
    """Where the wind is asked for, every head has to be somewhere."""
    lost = [tag for tag in array.tags if plant.tags[plant.row_of[tag]].location is None]
    if array.wind_direction and lost:
        place.inside("wind_direction").complain(
            f"says nothing of {' '.join(lost)}, which have no lon and lat in tags.csv",
            f"{' '.join(lost)} 没有经纬度，无法据风向判断来源",
        )


def warn_of_slow_effects(plant: Plant, interlock: Interlock, place: Place) -> None:
    """Feedback that comes more rarely than the travel time can't confirm the effect in time."""
    for position, effect in enumerate(interlock.effects):
        interval = plant.tags[plant.row_of[effect.tag]].interval_s
        if interval and effect.travel_s <= interval:
            place.inside("effects", position, "travel_s").complain(
                f"{effect.tag} comes every {interval:g} s, too rarely to show that it moved within"
                f" {effect.travel_s:g} s",
                f"{effect.tag} 每 {interval:g} s 采集一次，无法在 {effect.travel_s:g} s 内证实",
            )


def warn_of_foreign_tags(plant: Plant, mode: Mode, place: Place) -> None:
    """A mode of one piece of equipment is about its own tags."""
    named: list[tuple[str, Path]] = [(tag, ("limits", tag)) for tag in mode.limits]
    for position, alarm in enumerate(mode.suppressed):
        named.append((alarm.partition(":")[0], ("suppressed", position)))
    for tag, path in named:
        owner = plant.tags[plant.row_of[tag]].equipment
        if owner != mode.equipment:
            place.inside(*path).complain(
                f"{tag} belongs to {owner or 'no equipment'}, the mode to {mode.equipment}",
                f"{tag} 属于 {owner or '（无设备）'}，工况属于 {mode.equipment}",
            )


def warn_of_loosened_limits(plant: Plant, mode: Mode, place: Place) -> None:
    """A mode that moves a last limit away, or any beyond the instrument, silences it."""
    for name, limits in mode.limits.items():
        tag = plant.tags[plant.row_of[name]]
        last = OUTER if tag.kind not in GAS_KINDS else LEVEL_CONDITIONS
        for condition, limit in limits.items():
            usual = tag.alarms[condition].limit
            key = place.inside("limits", name, condition.lower())
            if not reaches(tag, limit):
                key.complain(
                    f"{name} {condition} {limit:.15g} lies outside the instrument's range",
                    f"{name} {condition} {limit:.15g} 超出仪表量程",
                )
            elif condition in last and (limit > usual) == (condition in UPPER) and limit != usual:
                key.complain(
                    f"{name} {condition} {limit:.15g} is later than the plant's {usual:.15g}",
                    f"{name} {condition} {limit:.15g} 比常规限值 {usual:.15g} 宽松",
                )


def reaches(tag: Tag, limit: float) -> bool:
    """Whether an instrument can show a value, as far as its range is known."""
    low, high = tag.range_lo, tag.range_hi
    return (low is None or limit >= low) and (high is None or limit <= high)
