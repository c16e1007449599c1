"""The dashboard as one ASGI application: every route, the live websocket, the console's page.

Only puts together what the other files hold. Which adapters stand behind the ports, and under
what server it runs, is decided by who calls :func:`create_app`.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.routing import BaseRoute
from starlette.websockets import WebSocket

from dashboard_api import (
    problems,
    routes_accounts,
    routes_alarm_policy,
    routes_alarms,
    routes_audit,
    routes_auth,
    routes_events,
    routes_exports,
    routes_filed_stops,
    routes_gateways,
    routes_handling,
    routes_handling_files,
    routes_handovers,
    routes_health,
    routes_oidc,
    routes_online_rate,
    routes_plant,
    routes_platform,
    routes_premises,
    routes_protection,
    routes_reports,
    routes_rule_versions,
    routes_tags,
)
from dashboard_api.access import is_own_origin
from dashboard_api.audit_log import AuditLog
from dashboard_api.audit_trail import AuditTrail
from dashboard_api.console_page import serve_console
from dashboard_api.desk import Desk
from dashboard_api.envelope import Envelope
from dashboard_api.head import Head
from dashboard_api.live import Hub
from dashboard_api.live_socket import LiveSocket
from dashboard_api.metrics import Metrics
from dashboard_api.oidc_port import SignOnDesk
from dashboard_api.people import People
from dashboard_api.ports import Ports
from dashboard_api.rates import USUAL, Allowance, Rates
from dashboard_api.reach import Reaches
from dashboard_api.repeats import Repeats
from dashboard_api.responses import DESCRIPTION, PREFIX, describe
from dashboard_api.tickets import Tickets

_ROUTES: Final = (
    routes_auth,
    routes_oidc,
    routes_alarms,
    routes_alarm_policy,
    routes_tags,
    routes_plant,
    routes_gateways,
    routes_health,
    routes_reports,
    routes_handling,
    routes_handling_files,
    routes_filed_stops,
    routes_online_rate,
    routes_handovers,
    routes_exports,
    routes_events,
    routes_premises,
    routes_protection,
    routes_audit,
    routes_accounts,
    routes_rule_versions,
    routes_platform,
)


def include_routes(app: FastAPI) -> list[BaseRoute]:
    """Every REST resource of the house."""
    for routes in _ROUTES:
        app.include_router(routes.router)
    return [route for routes in _ROUTES for route in routes.router.routes]


def create_app(  # noqa: PLR0913 - wiring is one function
    ports: Ports,
    people: People,
    hub: Hub,
    registry: CollectorRegistry,
    audit: AuditLog,
    *,
    console_files: Path | None = None,
    origins: Iterable[str] = (),
    allowance: Allowance = USUAL,
    version: str = "0",
) -> FastAPI:
    """The application, ready for a server.

    :param hub: already told of the journal by :meth:`Hub.remember`. Its pump runs as long as the
        application's lifespan; call :meth:`Hub.say_goodbye` before the server is told to stop.
    :param registry: what ``/metrics`` shows; the dashboard's own metrics are added to it.
    :param audit: takes a row of every act; who opened it closes it.
    :param console_files: the built console; None or a folder without ``index.html`` is said at /.
    :param origins: pages of other origins that may use the API, besides the own one.
    :param allowance: how often one person may ask.
    """
    metrics = Metrics(registry)
    metrics.watch(hub)
    metrics.watch_audit(audit)
    tickets = Tickets()
    reaches = Reaches(ports.plant)
    live = LiveSocket(ports, hub, people, tickets, reaches, audit)
    app = FastAPI(
        title="hazardwatch",
        description=DESCRIPTION,
        version=version,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        redirect_slashes=False,
        lifespan=_keep_going(live),
    )
    app.state.desk = Desk(
        ports,
        hub.alarms,
        hub,
        people,
        tickets,
        Repeats(),
        metrics,
        frozenset(origins),
        Rates(allowance),
        reaches,
        audit,
        None if ports.sign_on is None else SignOnDesk(ports.sign_on),
    )
    problems.install(app, include_routes(app))
    _add_live(app, live)
    serve_console(app, console_files)
    app.add_middleware(Head)
    app.add_middleware(AuditTrail, log=audit, clock=ports.wall)
    app.add_middleware(Envelope, metrics=metrics)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign] # FastAPI's documented way
    return app


def _keep_going(live: LiveSocket) -> Any:
    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        pump = asyncio.create_task(live.pump())
        try:
            yield
        finally:
            pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await pump

    return lifespan


def _add_live(app: FastAPI, live: LiveSocket) -> None:
    async def connect(socket: WebSocket) -> None:
        if is_own_origin(socket):
            await live.serve(socket)
        else:
            await live.refuse_origin(socket)

    app.add_api_websocket_route(f"{PREFIX}/live", connect)
