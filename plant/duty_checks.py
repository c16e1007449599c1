"""What must fit together about people: duties name people and shifts, steps name roles and rise.

Checks over a draft, like those of :mod:`plant.cross_checks`, which composes them. Whether anybody
can be reached at an hour is a warning, not a complaint: :mod:`plant.duty_advice`.
"""

from plant.draft import Draft, Row
from plant.duties import RESPONSIBLE_ROLES
from plant.inheritance import Settings
from plant.logic_checks import check_cause
from plant.references import Index, refer

AFFECTED_SECTIONS = {"hazards": "hazard", "equipment": "equipment", "tags": "tag"}


def check_duties(draft: Draft, index: Index, settings: dict[str, Settings]) -> None:
    """Leave a complaint for everything about people and root causes that does not fit together."""
    for row in draft.rows("duty"):
        check_turns(row, index)
    roles = {*RESPONSIBLE_ROLES, *(row.values.get("role", "") for row in draft.rows("duty"))}
    for row in draft.rows("escalation"):
        check_steps(row, roles)
    for row in draft.rows("cause"):
        check_cause(row.values, index, settings, row.place)
        check_affected(row, index)


def check_turns(row: Row, index: Index) -> None:
    """The persons are there, turns have a beginning, and a duty does not end before it."""
    groups, flat = row.values.get("persons", ()), len(row.values.get("persons", ())) == 1
    for turn, group in enumerate(groups):
        for position, person in enumerate(group):
            path = (position,) if flat else (turn, position)
            refer(person, "person", index, row.place.inside("persons", *path))
    if len(groups) > 1 and "begins" not in row.keys:
        row.place.inside("begins").complain(
            "is missing: from which day on do they take turns", "缺少此项：从哪一天起轮班"
        )
    begins, ends = row.values.get("begins"), row.values.get("ends")
    if begins and ends and ends < begins:
        row.place.inside("ends").complain(f"is before {begins}", f"早于 {begins}")


def check_steps(row: Row, roles: set[str]) -> None:
    """Each step names roles that somebody can have, and none comes before the one above it."""
    latest = 0.0
    for position, step in enumerate(row.values.get("steps", ())):
        place = row.place.inside("steps", position)
        for number, role in enumerate(step.get("to", ())):
            if role not in roles:
                known = " ".join(sorted(roles - {""}))
                place.inside("to", number).complain(
                    f"nobody is ever {role}; roles are: {known}",
                    f"没有 {role} 这一角色；可用角色：{known}",
                )
        after = step.get("after_s", latest)
        if after < latest:
            place.inside("after_s").complain(
                f"{after:g} comes before the {latest:g} of the step above",
                f"{after:g} 早于上一级的 {latest:g}",
            )
        latest = max(latest, after)


def check_affected(row: Row, index: Index) -> None:
    """A root cause affects something, and that is there."""
    affects = row.values.get("affects")
    if affects is not None and not any(affects.values()):
        row.place.inside("affects").complain(
            "names nothing: hazards, equipment or tags", "未列出受影响的 hazards、equipment 或 tags"
        )
    for key, names in (affects or {}).items():
        for position, name in enumerate(names):
            place = row.place.inside("affects", key, position)
            refer(name, AFFECTED_SECTIONS[key], index, place)
