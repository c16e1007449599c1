"""The site's rules for holding alarms and for calling again, as data.

Who may shelve an alarm or take it out of service, how many at a time and for how long, by priority;
for which a second person is needed; after how long an acknowledged alarm calls again. The shipped
numbers and where they come from stand in alarm_policy.toml, a plant's own in ``[alarms]`` of its
plant.toml. Whether a person's wish is within them is :mod:`alerting.holding`'s business.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from plant.condition import Priority
from plant.provenance import Provenance, load_tables, read_provenance
from plant.reading import Instant

MINUTE_MS: Final = 60_000
_FILE: Final = "alarm_policy.toml"
_PARTS: Final = ("shelving", "service", "realarm", "quiet")


@dataclass(frozen=True, slots=True)
class RoleLimits:
    """What one person of a role may hold: ``most`` alarms at a time, each so long at the most."""

    most: int
    longest_ms: Mapping[Priority, int]


@dataclass(frozen=True, slots=True)
class HoldPolicy:
    """Rules of one way to hold alarms.

    ``durations_ms`` are offered, the first where nobody says for how long. ``second_person``: the
    priorities for which two are needed. A role that is not in ``roles`` may not.
    """

    durations_ms: tuple[int, ...]
    second_person: tuple[Priority, ...]
    roles: Mapping[str, RoleLimits]


@dataclass(frozen=True, slots=True)
class AlarmPolicy:
    """All of the rules.

    ``realarm_ms``: how long after its acknowledgement an active alarm of a priority calls again,
    not at all where none is given; ``most_realarms`` times in one activation. ``quiet_ms``: how
    long a person who was told of a hazard is not told of more there that is no more urgent, but of
    all of it together afterwards; never of what is critical.
    """

    shelving: HoldPolicy
    service: HoldPolicy
    realarm_ms: Mapping[Priority, int]
    most_realarms: int
    quiet_ms: int

    def find_realarm(self, priority: Priority, realarms: int, since: Instant) -> Instant | None:
        """When an alarm acknowledged at ``since`` calls again, None if it does not."""
        after = self.realarm_ms.get(priority)
        return None if after is None or realarms >= self.most_realarms else since + after


@cache
def load_alarm_policy() -> AlarmPolicy:
    """The rules that are shipped."""
    tables = load_tables(_FILE)
    return AlarmPolicy(
        shelving=_read_hold(tables["shelving"]),
        service=_read_hold(tables["service"]),
        realarm_ms=_read_minutes(tables["realarm"]["after"]),
        most_realarms=tables["realarm"]["most"],
        quiet_ms=round(tables["quiet"]["between"] * MINUTE_MS),
    )


def name_provenances() -> tuple[Provenance, ...]:
    """Where the numbers come from, part by part."""
    return tuple(read_provenance(load_tables(_FILE)[part]) for part in _PARTS)


def apply_settings(settings: Mapping[str, Any]) -> AlarmPolicy:
    """The shipped rules with what a plant says instead.

    :param settings: what :data:`plant.sections.ALARMS` reads. A role's own table replaces that of
        the role, another role's stays.
    """
    shipped = load_alarm_policy()
    after, quiet = settings.get("realarm_min"), settings.get("quiet_min")
    return AlarmPolicy(
        shelving=_change(shipped.shelving, settings.get("shelving", {})),
        service=_change(shipped.service, settings.get("service", {})),
        realarm_ms=shipped.realarm_ms if after is None else _read_minutes(after),
        most_realarms=settings.get("most_realarms", shipped.most_realarms),
        quiet_ms=shipped.quiet_ms if quiet is None else round(quiet * MINUTE_MS),
    )


def _change(policy: HoldPolicy, settings: Mapping[str, Any]) -> HoldPolicy:
    roles = {
        role: RoleLimits(own["most"], _read_minutes(own["longest_min"]))
        for role, own in settings.get("roles", {}).items()
    }
    durations = settings.get("durations_min")
    second = settings.get("second_person")
    return replace(
        policy,
        roles={**policy.roles, **roles},
        durations_ms=policy.durations_ms if durations is None else _read_durations(durations),
        second_person=policy.second_person if second is None else tuple(sorted(set(second))),
    )


def _read_hold(table: Mapping[str, Any]) -> HoldPolicy:
    return HoldPolicy(
        durations_ms=_read_durations(table["durations"]),
        second_person=tuple(Priority[word.upper()] for word in table["second_person"]),
        roles={
            role: RoleLimits(own["most"], _read_minutes(own["longest"]))
            for role, own in table["roles"].items()
        },
    )


def _read_durations(minutes: Any) -> tuple[int, ...]:
    return tuple(sorted(round(one * MINUTE_MS) for one in minutes))


def _read_minutes(minutes: Mapping[str, float]) -> dict[Priority, int]:
    return {Priority[word.upper()]: round(one * MINUTE_MS) for word, one in minutes.items()}
