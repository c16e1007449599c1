"""REST: the online-rate report (在线率), as JSON, as a table, as a page for paper."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from alerting.kpi.terms import DAY_MS, Period, TermsError
from dashboard_api.access import Reader
from dashboard_api.desk import desk_of
from dashboard_api.kpi_forms import choose_form
from dashboard_api.kpi_wire import Form
from dashboard_api.online_forms import FORMS
from dashboard_api.online_rows import report_row
from dashboard_api.online_wire import OnlineRateReport
from dashboard_api.ports import TooManyEntriesError, UnavailableError
from dashboard_api.problems import ProblemError, invalid
from dashboard_api.queries import From, To, read_range
from dashboard_api.report_answers import answers_in_forms, give_report
from dashboard_api.responses import PREFIX
from dashboard_api.routes_filed_stops import find_desk

router = APIRouter(prefix=PREFIX, tags=["reports"])

USUAL_RANGE_MS: Final = 30 * DAY_MS


@router.get(
    "/reports/online-rate",
    responses=answers_in_forms(OnlineRateReport, 503),
    response_class=Response,
)
async def report_online_rate(
    request: Request,
    _: Reader,
    start: From = None,
    end: To = None,
    form: Annotated[Form | None, Query(alias="format")] = None,
) -> Response:
    """What share of what should have been heard was heard, by enterprise and hazard.

    The last 30 days if nothing is said. Filed stops are excluded and listed. Without `format` the
    `Accept` header may ask for `text/csv` or `text/html`.
    """
    ports = desk_of(request).ports
    plant = ports.plant()
    first, after = read_range(start, end, ports.now(), USUAL_RANGE_MS)
    try:
        report = await find_desk(request).report(Period(first, after))
    except TermsError as error:
        raise invalid("query", str(error)) from error
    except TooManyEntriesError as error:
        hint = f"{error}; ask for a shorter period, or use the command `hazardwatch report online`"
        raise ProblemError(422, "too-many-entries", hint) from error
    except UnavailableError as error:
        raise ProblemError(503, "unavailable", str(error)) from error
    row = await asyncio.to_thread(report_row, report, plant)
    writing = FORMS[form or choose_form(request.headers.get("accept", ""))]
    return await give_report(request, row, writing)
