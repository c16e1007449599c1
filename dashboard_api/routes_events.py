"""REST: the live streams one way, as server-sent events."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Query
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api import frames, wire
from dashboard_api.access import Reader
from dashboard_api.desk import desk_of
from dashboard_api.event_stream import EVENT_STREAM, EventStream, read_place
from dashboard_api.live import Client, Hub
from dashboard_api.problems import ProblemError, invalid
from dashboard_api.queries import Words
from dashboard_api.responses import PREFIX, answers

router = APIRouter(prefix=PREFIX, tags=["live"])

_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "events without end, named by their frame's `t`",
        "content": {EVENT_STREAM: {"schema": {"type": "string"}}},
    }
}


def read_filter(
    hazard: Words = None,
    enterprise: Words = None,
    equipment: Words = None,
    source: Words = None,
    min_priority: Annotated[wire.PriorityWord | None, Query()] = None,
) -> dict[str, Any]:
    """The questions of a subscription's filter that are asked."""
    given = {
        "hazard": hazard,
        "enterprise": enterprise,
        "equipment": equipment,
        "source": source,
        "min_priority": min_priority,
    }
    return {name: words for name, words in given.items() if words is not None}


Wanted = Annotated[dict[str, Any], Depends(read_filter)]
Streams = Annotated[list[wire.StreamName] | None, Query(description="alarms if nothing is said")]
RateHz = Annotated[float | None, Query(gt=0, le=20)]
Place = Annotated[str | None, Header(alias="Last-Event-ID", max_length=256)]


@router.get("/events", responses={**answers(None), **_STREAM}, response_class=Response)
async def follow_events(
    request: Request,
    session: Reader,
    wanted: Wanted,
    stream: Streams = None,
    rate_hz: RateHz = None,
    place: Place = None,
) -> Response:
    """What the live websocket would say of these streams: `snap`, `delta`, `resync`, `hb`, `bye`.

    `Last-Event-ID` goes on with the alarms from where a client stood.
    """
    hub = desk_of(request).hub
    client = hub.join(session)
    if client is None:
        raise ProblemError(429, "too-many-requests", headers={"Retry-After": "10"})
    try:
        for name in dict.fromkeys(stream or ["alarms"]):
            resume = read_place(place) if name == "alarms" else None
            _subscribe(hub, client, frames.Sub(name, name, wanted, rate_hz, resume))
    except BaseException:
        hub.leave(client)
        raise
    return EventStream(hub, client)


def _subscribe(hub: Hub, client: Client, frame: frames.Sub) -> None:
    if wrong := hub.subscribe(client, frame):
        raise invalid("stream", wrong)
