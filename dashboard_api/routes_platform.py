"""REST: how the platform itself does, for who runs it: checks, versions, room, figures.

For machines there are ``/readyz`` and ``/metrics`` (:mod:`dashboard_api.routes_health`), of which
this tells the same; nothing is measured here.
"""

import math
from collections.abc import Iterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from prometheus_client import CollectorRegistry
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api.access import require
from dashboard_api.desk import desk_of
from dashboard_api.health_wire import HealthCheck, HealthFigure, PlatformHealth
from dashboard_api.people import Session
from dashboard_api.ports import is_ready
from dashboard_api.problems import tell_briefly
from dashboard_api.queries import give
from dashboard_api.responses import PREFIX, answers

router = APIRouter(prefix=PREFIX, tags=["health"])

Runner = Annotated[Session, Depends(require("operate"))]

FIGURES: Final = (
    *("disk_free_bytes", "reserve_whole", "spool_bytes", "historian_lag_bytes"),
    *("readings", "refused", "late", "judged_readings", "lost_readings", "mqtt_queue_frames"),
    *("mqtt_connects", "loop_lag_seconds", "commit_seconds", "journal_entries"),
    *("unrecorded_entries", "historian_readings", "historian_failures", "historian_given_up"),
    *("notices_sent", "notice_failures", "plant_reloads", "live_clients", "live_resyncs"),
    *("audit_rows", "audit_waiting", "audit_lost"),
)
"""What is told, in this order, of what this platform has; without the prefix."""

_PREFIX: Final = "hazardwatch_"


@router.get("/health", responses=answers(PlatformHealth), response_class=Response)
async def show_platform(request: Request, _: Runner) -> Response:
    """Every check, the lag, the version, and the figures of ingest, journal and stores."""
    desk = desk_of(request)
    checks = desk.ports.health.checks()
    plant = desk.ports.plant()
    told = PlatformHealth(
        version=request.app.version,
        now=desk.ports.now(),
        ready=is_ready(checks),
        lag_ms=desk.ports.health.lag_ms(),
        plant_hash=plant.hash,
        tags=len(plant.tags),
        checks=[
            HealthCheck(
                name=name, ok=check.ok, vital=check.vital, detail=tell_briefly(check.detail)
            )
            for name, check in checks.items()
        ],
        figures=list(list_figures(desk.metrics.registry)),
    )
    return give(request, told)


def list_figures(registry: CollectorRegistry) -> Iterator[HealthFigure]:
    """The figures that the registry has, in the order of :data:`FIGURES`."""
    found = {family.name: family for family in registry.collect()}
    for name in FIGURES:
        family = found.get(_PREFIX + name)
        if family is None:
            continue
        total = family.type == "counter"
        values = [sample.value for sample in family.samples if not sample.name.endswith("_created")]
        if all(map(math.isfinite, values)):
            yield HealthFigure(name=name, value=sum(values), total=total)
