"""Ids and what refers to them: which names share a namespace, and which key names what.

Checks over a draft, like those of :mod:`plant.cross_checks`, which composes them.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from plant.complaint import Place
from plant.draft import Draft, Row

ONE_NAMESPACE: Final = (
    "equipment",
    "gateway",
    "voting",
    "interlock",
    "gas_array",
    "model",
    "tag",
)
"""The sections whose ids are unique over the park; the others' within their own section."""

PLACES: Final = ("area", "enterprise")
"""The sections that share a namespace because an account may be at either."""

OWN_NAMESPACES: Final = (
    "hazard",
    "camera",
    "contact",
    "mode",
    "person",
    "shift",
    "duty",
    "escalation",
    "cause",
)
"""A duty has no id, because nothing refers to one."""

REFERENCES: Final = (
    ("area", "within", "area"),
    ("enterprise", "area", "area"),
    ("hazard", "enterprise", "enterprise"),
    ("equipment", "hazard", "hazard"),
    ("gateway", "enterprise", "enterprise"),
    ("equipment", "state", "tag"),
    ("voting", "tags", "tag"),
    ("voting", "bypass", "tag"),
    ("model", "tags", "tag"),
    ("interlock", "bypass", "tag"),
    ("interlock", "equipment", "equipment"),
    ("gas_array", "tags", "tag"),
    ("gas_array", "wind_direction", "tag"),
    ("gas_array", "wind_speed", "tag"),
    ("mode", "equipment", "equipment"),
    ("rationalisation", "equipment", "equipment"),
    ("rationalisation", "hazards", "hazard"),
    ("camera", "hazards", "hazard"),
    ("contact", "hazards", "hazard"),
    ("duty", "shift", "shift"),
    ("duty", "hazards", "hazard"),
    ("escalation", "hazards", "hazard"),
    ("tag", "enterprise", "enterprise"),
    ("tag", "equipment", "equipment"),
)
"""Which key of which section names a row of which other section."""

NAMES_ZH: Final[Mapping[str, str]] = {
    "tag": "位号",
    "equipment": "设备",
    "gateway": "网关",
    "voting": "表决组",
    "interlock": "联锁",
    "gas_array": "气体探测器组",
    "mode": "工况",
    "model": "模型",
    "area": "区域",
    "enterprise": "企业",
    "hazard": "重大危险源",
    "camera": "摄像机",
    "contact": "联系人",
    "person": "人员",
    "shift": "班次",
    "duty": "值班",
    "escalation": "升级规则",
    "cause": "根原因",
}

Index = Mapping[str, Mapping[str, Row]]
"""Section → id → row. The sections of a file that could not be read are absent: about what refers
to them nothing can be said."""


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
                    f"{row.id} 已用作{NAMES_ZH[other]}编号（{where}）",
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
    if name and target in index and name not in index[target]:
        place.complain(f"there is no {target} {name}", f"不存在{NAMES_ZH[target]} {name}")


def check_distinct(row: Row) -> None:
    """No tag is counted twice."""
    tags = row.values.get("tags", ())
    for position, tag in enumerate(tags):
        if tag in tags[:position]:
            row.place.inside("tags", position).complain(f"{tag} stands twice", f"{tag} 重复")
