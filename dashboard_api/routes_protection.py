"""REST: interlocks with how they stand by their shadow, and votes."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api import protection_wire
from dashboard_api.access import Reader
from dashboard_api.desk import desk_of
from dashboard_api.protection_rows import interlock_row, voting_row
from dashboard_api.queries import Cursor, Limit, Words, cut_page, give
from dashboard_api.responses import PREFIX, answers

router = APIRouter(prefix=PREFIX, tags=["plant"])


@router.get(
    "/interlocks", responses=answers(protection_wire.InterlockPage), response_class=Response
)
async def list_interlocks(
    request: Request, _: Reader, hazard: Words = None, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """The cause-and-effect matrix with how every cell stands now, as far as it can be seen."""
    ports = desk_of(request).ports
    plant = ports.plant()
    views = {view.id: view for view in ports.interlocks()}
    rows = [interlock_row(one, plant, views.get(one.id)) for one in plant.interlocks]
    chosen = [row for row in rows if hazard is None or row.hazard in hazard]
    page, more = cut_page(chosen, lambda row: row.id, limit, cursor)
    return give(request, protection_wire.InterlockPage(list(page), more))


@router.get("/votings", responses=answers(protection_wire.VotingPage), response_class=Response)
async def list_votings(
    request: Request, _: Reader, hazard: Words = None, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """The votes of the plant; whether one is reached, or can't be any more, its alarms say."""
    plant = desk_of(request).ports.plant()
    rows = [voting_row(one, plant) for one in plant.votings]
    chosen = [row for row in rows if hazard is None or row.hazard in hazard]
    page, more = cut_page(chosen, lambda row: row.id, limit, cursor)
    return give(request, protection_wire.VotingPage(list(page), more))
