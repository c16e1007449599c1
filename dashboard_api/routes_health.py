"""At the root, for machines that watch the process: is it alive, is it of use, what does it count.

Nobody has to log in for these; they tell nothing about the plant.
"""

import msgspec
from fastapi import APIRouter
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api import wire
from dashboard_api.desk import desk_of
from dashboard_api.ports import is_ready
from dashboard_api.problems import tell_briefly
from dashboard_api.queries import JSON_TYPE
from dashboard_api.responses import OPEN, shows

router = APIRouter(tags=["health"])


@router.get("/healthz", openapi_extra=OPEN, response_class=Response)
async def show_health() -> Response:
    """The process runs and its loop turns; says nothing about anything it depends on."""
    return Response(b'{"status":"ok"}', media_type=JSON_TYPE)


@router.get(
    "/readyz",
    responses=shows(200, "ready", wire.Readiness) | shows(503, "of no use now", wire.Readiness),
    openapi_extra=OPEN,
    response_class=Response,
)
async def show_readiness(request: Request) -> Response:
    """200 if all that it takes to see and keep alarms is well, 503 with the reason if not."""
    checks = desk_of(request).ports.health.checks()
    ready = is_ready(checks)
    told = {
        name: wire.CheckRow(check.ok, tell_briefly(check.detail)) for name, check in checks.items()
    }
    body = msgspec.json.encode(wire.Readiness(ready, told))
    return Response(body, 200 if ready else 503, media_type=JSON_TYPE)


@router.get("/metrics", openapi_extra=OPEN, response_class=Response)
async def show_metrics(request: Request) -> Response:
    """Prometheus or OpenMetrics text, as the scraper asks."""
    registry: CollectorRegistry = desk_of(request).metrics.registry
    encode, content_type = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(registry), headers={"Content-Type": content_type})
