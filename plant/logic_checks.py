"""What must fit together about votes, interlocks and gas arrays: each can come true.

Checks over a draft, like those of :mod:`plant.cross_checks`, which composes them.
"""

from collections.abc import Mapping
from typing import Any, Final

from plant.complaint import Place
from plant.condition import Condition
from plant.draft import Draft, Row
from plant.inheritance import Settings
from plant.references import NAMES_ZH, Index, check_distinct, refer
from plant.tag_checks import find_column, has_condition
from plant.tag_kind import GAS_KINDS, TagKind
from plant.words import GasArray

CAUSE_SECTIONS: Final = ("tag", "voting", "interlock", "gas_array", "model", "gateway")
"""What can have an alarm that is a cause."""

RESET_WORDS: Final = ("", "manual", "automatic")

MEASURED_KINDS: Final = GAS_KINDS | {
    TagKind.TEMPERATURE,
    TagKind.PRESSURE,
    TagKind.LEVEL,
    TagKind.FLOW,
    TagKind.COMPOSITION,
    TagKind.WIND_SPEED,
    TagKind.WIND_DIRECTION,
    TagKind.AIR_TEMPERATURE,
    TagKind.HUMIDITY,
    TagKind.EARTH_RESISTANCE,
}
"""What never tells a state."""

SettingsOf = Mapping[str, Settings]
"""Tag id → its settings."""


def check_logic(draft: Draft, index: Index, settings: SettingsOf) -> None:
    """Leave a complaint for each vote, interlock and gas array that can't work as written."""
    for row in draft.rows("voting"):
        check_voting(row, index, settings)
    for row in draft.rows("interlock"):
        check_interlock(row, index, settings)
    for row in draft.rows("gas_array"):
        check_gas_array(row, index, settings)


def check_voting(row: Row, index: Index, settings: SettingsOf) -> None:
    """A vote can be won, and each of its channels may have a bypass."""
    check_group(row, row.values.get("condition"), index, settings)
    bypass, tags = row.values.get("bypass", ()), row.values.get("tags", ())
    if bypass and len(bypass) != len(tags):
        row.place.inside("bypass").complain(
            f'has {len(bypass)} for {len(tags)} tags; write "" where there is none',
            f'{len(tags)} 个位号对应 {len(bypass)} 个旁路；没有旁路处写 ""',
        )
    for position, name in enumerate(bypass):
        check_told(name, index, row.place.inside("bypass", position))


def check_group(row: Row, condition: Condition | None, index: Index, settings: SettingsOf) -> None:
    """Enough tags, no two alike, each with the condition that is counted."""
    check_distinct(row)
    tags, need = row.values.get("tags", ()), row.values.get("need", 1)
    if tags and need > len(tags):
        row.place.inside("need").complain(
            f"{need} of {len(tags)} tags can never be reached", f"{len(tags)} 取 {need} 无法成立"
        )
    for position, tag in enumerate(tags):
        check_condition(tag, condition, index, settings, row.place.inside("tags", position))


def check_condition(
    name: str | None,
    condition: Condition | None,
    index: Index,
    settings: SettingsOf,
    place: Place,
) -> None:
    """A tag has the condition on which something else relies; what is no tag is not asked."""
    tag = index.get("tag", {}).get(name or "")
    if tag and condition and not has_condition(tag, settings[tag.id], condition):
        column = find_column(condition)
        place.complain(
            f"tag {tag.id} has no {column} in tags.csv",
            f"位号 {tag.id} 在 tags.csv 中没有 {column}",
        )


def check_told(name: str, index: Index, place: Place) -> None:
    """A tag that is to tell a state does not measure something."""
    tag = index.get("tag", {}).get(name)
    kind = tag.values.get("kind") if tag else None
    if kind in MEASURED_KINDS:
        place.complain(
            f"{name} is a {kind}, which tells no state", f"{name} 的类型 {kind} 不是状态量"
        )


def check_interlock(row: Row, index: Index, settings: SettingsOf) -> None:
    """Causes and effects exist, and a cause can come true."""
    causes, need = row.values.get("causes", ()), row.values.get("need", 1)
    if causes and need > len(causes):
        row.place.inside("need").complain(
            f"{need} of {len(causes)} causes can never be reached",
            f"{len(causes)} 个原因取 {need} 无法成立",
        )
    for position, cause in enumerate(causes):
        check_cause(cause, index, settings, row.place.inside("causes", position))
    for key in ("effects", "permissives"):
        for position, told in enumerate(row.values.get(key, ())):
            refer(told.get("tag", ""), "tag", index, row.place.inside(key, position, "tag"))
    if "bypass_s" in row.keys and "bypass" not in row.keys:
        row.place.inside("bypass_s").complain(
            "does nothing without bypass", "没有 bypass 时不起作用"
        )
    reset = row.values.get("reset", "")
    if reset not in RESET_WORDS and "tag" in index and reset not in index["tag"]:
        row.place.inside("reset").complain(
            f"{reset} is neither manual, automatic nor a tag",
            f"{reset} 不是 manual、automatic 或位号",
        )


def check_cause(cause: Mapping[str, Any], index: Index, settings: SettingsOf, place: Place) -> None:
    """A cause is the alarm of something that is there and can have it."""
    source, condition = cause.get("source"), cause.get("condition")
    if source is None or "tag" not in index:
        return
    if not any(source in index[section] for section in CAUSE_SECTIONS):
        place.inside("source").complain(
            f"there is no {' or '.join(CAUSE_SECTIONS)} {source}",
            f"不存在{'、'.join(NAMES_ZH[section] for section in CAUSE_SECTIONS)} {source}",
        )
    check_condition(source, condition, index, settings, place.inside("condition"))
    voting = index["voting"].get(source)
    if voting and condition not in (None, Condition.VOTED, voting.values.get("condition")):
        place.inside("condition").complain(
            f"voting {source} never has {condition}; write voted",
            f"表决组 {source} 不会出现 {condition}，应为 voted",
        )
    if source in index["gas_array"] and condition not in (None, Condition.GAS_CONFIRMED):
        place.inside("condition").complain(
            f"gas array {source} never has {condition}; write gas_confirmed",
            f"气体探测器组 {source} 不会出现 {condition}，应为 gas_confirmed",
        )


def check_gas_array(row: Row, index: Index, settings: SettingsOf) -> None:
    """Heads are gas heads with the condition that is confirmed; wind is told by wind tags."""
    usual = GasArray("", ())
    absent = None if "condition" in row.keys else usual.condition
    filled = Row({"need": usual.need, **row.values}, row.place, row.keys)
    check_group(filled, row.values.get("condition", absent), index, settings)
    tags = index.get("tag", {})
    for position, name in enumerate(row.values.get("tags", ())):
        head = tags.get(name)
        if head and "kind" in head.values and head.values["kind"] not in GAS_KINDS:
            row.place.inside("tags", position).complain(
                f"{name} is no gas detector", f"{name} 不是气体探测器"
            )
    if "wind_speed" in row.keys and "wind_direction" not in row.keys:
        row.place.inside("wind_speed").complain(
            "does nothing without wind_direction", "没有 wind_direction 时不起作用"
        )
    for kind in (TagKind.WIND_DIRECTION, TagKind.WIND_SPEED):
        wind = tags.get(row.values.get(str(kind), ""))
        if wind and wind.values.get("kind") is not kind:
            row.place.inside(str(kind)).complain(
                f"{wind.id} is not of kind {kind}", f"{wind.id} 的类型不是 {kind}"
            )
