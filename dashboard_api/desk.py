"""What every route finds at hand: the ports and the dashboard's own parts, in one place.

One object hangs at the application's state; :func:`desk_of` is how a route gets at it. For who is
limited to a place it is one that ends there, so that no route has to ask.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

from starlette.requests import HTTPConnection

from dashboard_api.alarm_stream import ShownAlarms
from dashboard_api.audit_log import AuditLog
from dashboard_api.live import Hub
from dashboard_api.metrics import Metrics
from dashboard_api.oidc_port import SignOnDesk
from dashboard_api.people import People
from dashboard_api.ports import Ports
from dashboard_api.rates import Rates
from dashboard_api.reach import WHOLE_SITE, Reaches
from dashboard_api.reach_ports import narrow_ports, narrow_shown
from dashboard_api.repeats import Repeats
from dashboard_api.tickets import Tickets

_OWN: Final = "hazardwatch.desk"


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a request may need. ``origins`` are allowed besides the own one; ``sign_on``
    is None where there is no single sign-on.

    ``shown`` are the alarms as who asks is shown them; ``hub`` is everybody's, to join it.
    """

    ports: Ports
    shown: ShownAlarms
    hub: Hub
    people: People
    tickets: Tickets
    repeats: Repeats
    metrics: Metrics
    origins: frozenset[str]
    rates: Rates
    reaches: Reaches
    audit: AuditLog
    sign_on: SignOnDesk | None = None

    def within(self, place: str) -> Self:
        """The desk as somebody finds it who is limited to a place."""
        if place == WHOLE_SITE:
            return self
        reach = self.reaches.find(place)
        shown = narrow_shown(self.shown, reach)
        return replace(self, ports=narrow_ports(self.ports, reach, shown), shown=shown)


def desk_of(connection: HTTPConnection) -> Desk:
    """The desk of who asks: the application's until it is known who that is."""
    desk: Desk = connection.scope.get(_OWN) or connection.app.state.desk
    return desk


def seat(connection: HTTPConnection, place: str) -> None:
    """From here on this request is somebody's who is limited to a place."""
    connection.scope[_OWN] = desk_of(connection).within(place)
