"""Rule versions (规则版本) as they cross the border of the dashboard: shapes only."""

from msgspec import Struct

from dashboard_api.rule_versions import Cause, RuleVersion
from plant.changes import PlantChange


class RuleVersionRow(Struct, frozen=True, kw_only=True):
    """A plant directory that was put in force at ``at``, or refused (``cause``) and was not.

    ``hash`` is the plant's; of a refused one that of the plant that stayed in force. ``by`` is what
    asked for it, ``in_force`` whether it is the one in force now, ``tags`` how many it has.
    """

    seq: int
    at: int
    hash: str
    cause: Cause
    by: str
    tags: int
    complaints: list[str]
    in_force: bool


class RuleVersionPage(Struct, frozen=True):
    """Rule versions, newest first."""

    items: list[RuleVersionRow]
    next: str | None


class RuleChange(Struct, frozen=True, kw_only=True):
    """One thing that differs between two neighbours.

    ``source`` is an id, ``condition`` that of an alarm, empty where the source itself is meant.
    ``key``: ``limit``, ``deadband``, ``on_delay_ms``, ``off_delay_ms``, ``priority``, ``latching``,
    ``record`` where something else differs, empty where the whole of it came or went.
    """

    source: str
    condition: str
    key: str
    before: float | str | bool | None
    after: float | str | bool | None


class RuleChanges(Struct, frozen=True, kw_only=True):
    """What changed with a version against the one in force before it: ``since`` is that one's
    number, null for the first. ``changes`` are ``total``, told up to a bound.
    """

    seq: int
    since: int | None
    total: int
    changes: list[RuleChange]


def version_row(version: RuleVersion, *, in_force: bool) -> RuleVersionRow:
    """The wire's row of a version."""
    return RuleVersionRow(
        seq=version.seq,
        at=version.at,
        hash=version.hash,
        cause=version.cause,
        by=version.by,
        tags=version.tags,
        complaints=list(version.complaints),
        in_force=in_force,
    )


def rule_change(change: PlantChange) -> RuleChange:
    """The wire's row of a difference."""
    return RuleChange(
        source=change.source,
        condition=str(change.condition),
        key=change.key,
        before=change.today,
        after=change.other,
    )
