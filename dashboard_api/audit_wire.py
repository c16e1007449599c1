"""The audit log (审计日志) as it crosses the border of the dashboard: shapes only.

Every instant is an integer of milliseconds; what there is nothing to say of is empty.
"""

from msgspec import Struct

from dashboard_api.audit import AuditEntry


class AuditRow(Struct, frozen=True, kw_only=True):
    """What somebody did, or was refused.

    ``action`` is a word (``login``, ``login_failed``, ``logout``, ``account_set`` …), a method and
    a route, or the kind of a websocket command; ``object`` what it was done to; ``outcome`` an HTTP
    status, or ``ok``, ``conflict``, ``refused``. ``times`` counts refusals that are told together.
    ``previous`` is the SHA-256 of the row before.
    """

    seq: int
    at: int
    actor: str
    role: str
    place: str
    action: str
    object: str
    outcome: str
    remote: str
    request_id: str
    detail: str
    times: int
    previous: str


class AuditPage(Struct, frozen=True):
    """Rows of the audit log, newest first."""

    items: list[AuditRow]
    next: str | None


def audit_row(entry: AuditEntry) -> AuditRow:
    """The wire's row of an entry."""
    act = entry.act
    return AuditRow(
        seq=entry.seq,
        at=act.at,
        actor=act.actor,
        role=act.role,
        place=act.place,
        action=act.action,
        object=act.object,
        outcome=act.outcome,
        remote=act.remote,
        request_id=act.request_id,
        detail=act.detail,
        times=act.times,
        previous=entry.previous,
    )
