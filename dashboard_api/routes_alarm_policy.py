"""REST: what the person who is logged in may do to keep alarms quiet, by the site's rules.

A screen offers what is granted and counts what is left. The rules are the plant's
(:mod:`plant.alarm_policy`); whether a wish is within them is decided by :mod:`alerting.holding`
when it comes, not here.
"""

from collections.abc import Iterable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from alerting.alarm import Alarm, Held
from dashboard_api import rows, wire
from dashboard_api.access import Reader
from dashboard_api.desk import desk_of
from dashboard_api.people import Session
from dashboard_api.queries import give
from dashboard_api.responses import PREFIX, answers
from plant.alarm_policy import HoldPolicy

router = APIRouter(prefix=PREFIX, tags=["alarms"])


@router.get("/alarm-policy", responses=answers(wire.AlarmRules), response_class=Response)
async def show_alarm_policy(request: Request, session: Reader) -> Response:
    """How long and how many alarms one may shelve or take out of service, and with whom."""
    desk = desk_of(request)
    policy = desk.ports.plant().policy
    standing = [shown.alarm for shown in desk.shown.standing.values()]
    rules = wire.AlarmRules(
        shelving=_grant(session, "shelve", policy.shelving, Held.SHELVED, standing),
        service=_grant(session, "service", policy.service, Held.OUT_OF_SERVICE, standing),
    )
    return give(request, rules)


def _grant(
    session: Session, scope: str, policy: HoldPolicy, held: Held, standing: Iterable[Alarm]
) -> wire.HoldRules | None:
    limits = policy.roles.get(session.role)
    if scope not in session.rights or limits is None:
        return None
    holds = (alarm.holds.get(held) for alarm in standing)
    holding = sum(hold is not None and hold.actor == session.name for hold in holds)
    return rows.hold_rules(policy, limits, holding)
