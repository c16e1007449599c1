"""What every route finds at hand: the ports and the dashboard's own parts, in one place.

One object hangs at the application's state; :func:`desk_of` is how a route gets at it.
"""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from dashboard_api.audit_log import AuditLog
from dashboard_api.live import Hub
from dashboard_api.metrics import Metrics
from dashboard_api.people import People
from dashboard_api.ports import Ports
from dashboard_api.rates import Rates
from dashboard_api.repeats import Repeats
from dashboard_api.tickets import Tickets


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a request may need. ``origins`` are allowed besides the own one."""

    ports: Ports
    hub: Hub
    people: People
    tickets: Tickets
    repeats: Repeats
    metrics: Metrics
    origins: frozenset[str]
    rates: Rates
    audit: AuditLog


def desk_of(connection: HTTPConnection) -> Desk:
    """The application's desk."""
    desk: Desk = connection.app.state.desk
    return desk
