"""The roles of the house: which rights each has, and whether its accounts stand at a place.

What a right lets one do stands where it is asked for (:func:`dashboard_api.access.require`), and
what lies within a place is :mod:`dashboard_api.reach`'s business. How many alarms a role may hold
and how long is the plant's (:mod:`plant.alarm_policy`).

The three administrators (三员: 系统管理员, 安全管理员, 审计管理员) divide what ``admin`` holds
alone, so that who runs the platform does not decide who may use it, and neither of them can touch
the record of what they did (GB/T 22239-2019, level three, 安全管理中心: system, audit and security
management each by an administrator of its own; recalled, the text was not at hand).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from plant.words import Plant

ENTERPRISE: Final = "enterprise"
"""The role of an enterprise that handles its records, on a screen of its own."""


@dataclass(frozen=True, slots=True)
class Role:
    """``place``: whether accounts of the role stand at an area or an enterprise; ``enterprise``:
    always, and at an enterprise.
    """

    rights: tuple[str, ...]
    place: Literal["none", "any", "enterprise"] = "any"


_ACTS: Final = ("acknowledge", "reset", "shelve", "handle")

ROLES: Final[Mapping[str, Role]] = {
    "viewer": Role(("read",)),
    "regulator": Role(("read", "comment")),
    "engineer": Role(("read", "comment", "replay", "service", "file_stops")),
    "operator": Role(("read", "comment", *_ACTS)),
    "shift_leader": Role(("read", "comment", *_ACTS, "service", "file_stops", "decide_stops")),
    ENTERPRISE: Role(("handle",), place="enterprise"),
    "system_admin": Role(("read", "replay", "operate"), place="none"),
    "security_admin": Role(("manage_accounts",), place="none"),
    "audit_admin": Role(("read_audit",), place="none"),
    "admin": Role(
        (
            *("read", "comment", *_ACTS, "service", "replay", "file_stops", "decide_stops"),
            *("operate", "manage_accounts", "read_audit"),
        ),
        place="none",
    ),
}
"""Role → what it may do. A role that is not listed may do nothing."""


def rights_of(role: str) -> tuple[str, ...]:
    """What a role may do; an unknown one nothing."""
    return ROLES[role].rights if role in ROLES else ()


def object_to_place(role: str, place: str) -> str:
    """What speaks against an account of a role at a place, empty if nothing.

    :param role: one of :data:`ROLES`.
    :param place: an area's or enterprise's id; empty for the whole site.
    """
    wanted = ROLES[role].place
    if wanted == "none" and place:
        return f"{role} accounts stand at no place"
    if wanted == "enterprise" and not place:
        return f"{role} accounts need the enterprise whose they are"
    return ""


def list_places(role: str, plant: Plant) -> list[str]:
    """Ids of the places at which accounts of a role may stand.

    :param role: one of :data:`ROLES`.
    """
    kind = ROLES[role].place
    areas = [one.id for one in plant.areas] if kind == "any" else []
    enterprises = [] if kind == "none" else [one.id for one in plant.enterprises]
    return areas + enterprises
