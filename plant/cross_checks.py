"""What must fit together in a plant directory: names, references, limits, votes, interlocks.

The checks run over a draft, both files at once, and leave a complaint at the value that does not
fit. What was refused on reading is absent here and not complained about a second time.
"""

import operator
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Final

from plant.complaint import Place
from plant.condition import LEVEL_CONDITIONS, Condition
from plant.draft import Draft, Row
from plant.gateway_checks import check_source_names, check_topics
from plant.tag_columns import LIMIT_COLUMNS

ONE_NAMESPACE: Final = ("equipment", "gateway", "voting", "interlock", "model", "tag")
"""The sections whose ids are unique over the park; the others' within their own section."""

OWN_NAMESPACES: Final = ("enterprise", "hazard", "camera", "contact")

REFERENCES: Final = (
    ("hazard", "enterprise", "enterprise"),
    ("equipment", "hazard", "hazard"),
    ("gateway", "enterprise", "enterprise"),
    ("voting", "tags", "tag"),
    ("model", "tags", "tag"),
    ("interlock", "bypass", "tag"),
    ("camera", "hazards", "hazard"),
    ("contact", "hazards", "hazard"),
    ("tag", "enterprise", "enterprise"),
    ("tag", "equipment", "equipment"),
)
"""Which key of which section names a row of which other section."""

CAUSE_SECTIONS: Final = ("tag", "voting", "interlock", "model", "gateway")
"""What can have an alarm that is a cause."""

RESET_WORDS: Final = ("", "manual", "automatic")

_ZH: Final[Mapping[str, str]] = {
    "tag": "位号",
    "equipment": "设备",
    "gateway": "网关",
    "voting": "表决组",
    "interlock": "联锁",
    "model": "模型",
    "enterprise": "企业",
    "hazard": "重大危险源",
    "camera": "摄像机",
    "contact": "联系人",
}

Index = Mapping[str, Mapping[str, Row]]
"""Section → id → row. The sections of a file that could not be read are absent: about what refers
to them nothing can be said."""


def check_together(draft: Draft) -> None:
    """Leave a complaint for everything in the draft that does not fit together."""
    index = {section: draft.by_id(section) for section in draft.sections}
    check_unique(draft, ONE_NAMESPACE)
    for section in OWN_NAMESPACES:
        check_unique(draft, (section,))
    for section, key, target in REFERENCES:
        check_references(draft.rows(section), key, target, index)
    for row in draft.rows("tag"):
        check_limits(row)
    check_owners(draft, index)
    check_topics(draft.rows("gateway"))
    check_source_names(draft.rows("tag"), draft.rows("gateway"), find_owners(draft, index))
    for row in draft.rows("hazard"):
        check_chemicals(row)
    for row in draft.rows("voting"):
        check_voting(row, index)
    for row in draft.rows("model"):
        check_distinct(row)
    for row in draft.rows("interlock"):
        check_interlock(row, index)


def check_unique(draft: Draft, sections: Iterable[str]) -> None:
    """No id stands twice in one namespace."""
    seen: dict[str, tuple[str, Row]] = {}
    for section in sections:
        for row in draft.rows(section):
            other, first = seen.setdefault(row.id, (section, row))
            if row.id and first is not row:
                where = f"{first.place.file}:{first.place.line}"
                row.place.inside("tag" if section == "tag" else "id").complain(
                    f"{row.id} already names the {other} at {where}",
                    f"{row.id} 已用作{_ZH[other]}编号（{where}）",
                )


def check_references(rows: Iterable[Row], key: str, target: str, index: Index) -> None:
    """Every id that a row names exists."""
    for row in rows:
        value = row.values.get(key)
        if isinstance(value, tuple):
            for position, name in enumerate(value):
                refer(name, target, index, row.place.inside(key, position))
        elif value:
            refer(value, target, index, row.place.inside(key))


def refer(name: str, target: str, index: Index, place: Place) -> None:
    if target in index and name not in index[target]:
        place.complain(f"there is no {target} {name}", f"不存在{_ZH[target]} {name}")


def check_limits(row: Row) -> None:
    """The range rises, and the four limits do not fall; two alike are odd but harmless."""
    levels = tuple(map(str.lower, LEVEL_CONDITIONS))
    for columns, falls in ((("range_lo", "range_hi"), operator.ge), (levels, operator.gt)):
        present = [column for column in columns if column in row.values]
        for lower, upper in pairwise(present):
            if falls(row.values[lower], row.values[upper]):
                row.place.inside(upper).complain(
                    f"{row.values[upper]:.15g} is not above {lower} {row.values[lower]:.15g}",
                    f"{row.values[upper]:.15g} 未高于 {lower} {row.values[lower]:.15g}",
                )


def check_owners(draft: Draft, index: Index) -> None:
    """Every tag belongs to one enterprise, and to the same by its cell and by its equipment."""
    if "equipment" not in index:
        return
    owners = {row.id: owner_of(row, index) for row in draft.rows("equipment")}
    only_one = len(draft.rows("enterprise")) == 1
    for row in draft.rows("tag"):
        given, equipment = row.values.get("enterprise"), row.values.get("equipment")
        place = row.place.inside("enterprise")
        owner = owners.get(equipment or "", given)
        if not given and not equipment and not only_one:
            place.complain("is missing, and no equipment tells it", "缺少企业，且无设备可推断")
        elif given and owner and given != owner:
            place.complain(
                f"{given} is not {owner}, to whom equipment {equipment} belongs",
                f"{given} 与设备 {equipment} 所属企业 {owner} 不一致",
            )


def find_owners(draft: Draft, index: Index) -> dict[str, str | None]:
    """Tag id → enterprise: by its cell, by its equipment, or the only one there is."""
    enterprises = draft.rows("enterprise")
    only = enterprises[0].id if len(enterprises) == 1 else None
    owners: dict[str, str | None] = {}
    for row in draft.rows("tag"):
        equipment = index.get("equipment", {}).get(row.values.get("equipment", ""))
        owner = owner_of(equipment, index) if equipment else None
        owners[row.id] = row.values.get("enterprise") or owner or only
    return owners


def owner_of(equipment: Row, index: Index) -> str | None:
    """The enterprise of a piece of equipment, by its hazard."""
    hazard = index["hazard"].get(equipment.values.get("hazard", ""))
    return hazard.values.get("enterprise") if hazard else None


def check_chemicals(row: Row) -> None:
    """A chemical without a CAS number is known by its class at least."""
    for position, held in enumerate(row.values.get("chemicals", ())):
        if held.get("cas") == "" and not held.get("class"):
            row.place.inside("chemicals", position, "class").complain(
                "is missing where there is no CAS number", "无 CAS 号时必须给出类别符号"
            )


def check_voting(row: Row, index: Index) -> None:
    """A vote can be won: enough tags, each with the condition that is voted on."""
    check_distinct(row)
    tags, need = row.values.get("tags", ()), row.values.get("need", 1)
    if tags and need > len(tags):
        row.place.inside("need").complain(
            f"{need} of {len(tags)} tags can never be reached", f"{len(tags)} 取 {need} 无法成立"
        )
    for position, tag in enumerate(tags):
        condition = row.values.get("condition")
        check_condition(
            index.get("tag", {}).get(tag), condition, row.place.inside("tags", position)
        )


def check_distinct(row: Row) -> None:
    """No tag is counted twice."""
    tags = row.values.get("tags", ())
    for position, tag in enumerate(tags):
        if tag in tags[:position]:
            row.place.inside("tags", position).complain(f"{tag} stands twice", f"{tag} 重复")


def check_condition(tag: Row | None, condition: Condition | None, place: Place) -> None:
    """A tag has the limit on which something else relies."""
    column = LIMIT_COLUMNS.get(condition) if condition else None
    if tag and column and column not in tag.keys:
        place.complain(
            f"tag {tag.id} has no {column} in tags.csv",
            f"位号 {tag.id} 在 tags.csv 中没有 {column}",
        )


def check_interlock(row: Row, index: Index) -> None:
    """Causes and effects exist, and a cause can come true."""
    for position, cause in enumerate(row.values.get("causes", ())):
        check_cause(cause, index, row.place.inside("causes", position))
    for position, effect in enumerate(row.values.get("effects", ())):
        if "tag" in effect:
            refer(effect["tag"], "tag", index, row.place.inside("effects", position, "tag"))
    reset = row.values.get("reset", "")
    if reset not in RESET_WORDS and "tag" in index and reset not in index["tag"]:
        row.place.inside("reset").complain(
            f"{reset} is neither manual, automatic nor a tag",
            f"{reset} 不是 manual、automatic 或位号",
        )


def check_cause(cause: Mapping[str, Any], index: Index, place: Place) -> None:
    """A cause is the alarm of something that is there and can have it."""
    source, condition = cause.get("source"), cause.get("condition")
    if source is None or "tag" not in index:
        return
    if not any(source in index[section] for section in CAUSE_SECTIONS):
        place.inside("source").complain(
            f"there is no {' or '.join(CAUSE_SECTIONS)} {source}",
            f"不存在{'、'.join(_ZH[section] for section in CAUSE_SECTIONS)} {source}",
        )
    check_condition(index["tag"].get(source), condition, place.inside("condition"))
    voting = index["voting"].get(source)
    if voting and condition not in (None, Condition.VOTED, voting.values.get("condition")):
        place.inside("condition").complain(
            f"voting {source} never has {condition}; write voted",
            f"表决组 {source} 不会出现 {condition}，应为 voted",
        )
