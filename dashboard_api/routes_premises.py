"""REST: where an account is: the park, its own enterprise if it has one, and what time it is there.

The one thing about the plant that everybody who is logged in may know, also an enterprise's account
that may read nothing else of the park. A screen without the live stream asks for it again and again
and learns by the answer that it is connected.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api import plant_wire
from dashboard_api.access import Anybody
from dashboard_api.desk import desk_of
from dashboard_api.plant_rows import premises_row
from dashboard_api.queries import give
from dashboard_api.responses import PREFIX, answers

router = APIRouter(prefix=PREFIX, tags=["plant"])


@router.get("/premises", responses=answers(plant_wire.Premises), response_class=Response)
async def show_premises(request: Request, session: Anybody) -> Response:
    """The park's name and its time; who is limited to a place is told its hazards only."""
    ports = desk_of(request).ports
    row = premises_row(ports.plant(), session.enterprise, session.place, ports.clock, ports.now())
    return give(request, row)
