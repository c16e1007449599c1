"""REST: reports. How well the alarm system does, as JSON, as a table, as a page for paper."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from alerting.kpi.groups import By
from alerting.kpi.report import Report
from alerting.kpi.terms import DAY_MS, Period, TermsError, read_shifts
from dashboard_api import kpi_wire
from dashboard_api.access import Reader
from dashboard_api.desk import Desk, desk_of
from dashboard_api.kpi_forms import FORMS, choose_form
from dashboard_api.kpi_rows import report_row
from dashboard_api.ports import KpiOrder, TooManyEntriesError, UnavailableError
from dashboard_api.problems import ProblemError, invalid
from dashboard_api.queries import From, To, read_range
from dashboard_api.report_answers import answers_in_forms, give_report
from dashboard_api.responses import PREFIX

router = APIRouter(prefix=PREFIX, tags=["reports"])

USUAL_RANGE_MS: Final = 30 * DAY_MS


Operators = Annotated[
    int | None,
    Query(ge=1, le=100, description="console positions that share the alarms; the site's"),
]
ShiftStarts = Annotated[
    str | None,
    Query(
        pattern=r"^([01]\d|2[0-3]):[0-5]\d(,([01]\d|2[0-3]):[0-5]\d){0,7}$",
        description="times of day in the park's zone at which shifts begin; the site's",
    ),
]


@router.get(
    "/reports/kpi",
    responses=answers_in_forms(kpi_wire.KpiReport, 503),
    response_class=Response,
)
async def report_kpi(
    request: Request,
    _: Reader,
    start: From = None,
    end: To = None,
    by: By = By.HAZARD,
    form: Annotated[kpi_wire.Form | None, Query(alias="format")] = None,
    operators: Operators = None,
    shifts: ShiftStarts = None,
) -> Response:
    """The alarm system's figures of a period beside their targets (ISA-18.2, IEC 62682, EEMUA 191).

    The last 30 days if nothing is said. Without `format` the `Accept` header may ask for
    `text/csv` or `text/html`.
    """
    desk = desk_of(request)
    plant = desk.ports.plant()
    first, after = read_range(start, end, desk.ports.now(), USUAL_RANGE_MS)
    try:
        changed: dict[str, object] = {} if operators is None else {"operators": operators}
        changed |= {} if shifts is None else {"shifts": read_shifts(shifts)}
        report = await _ask(desk, KpiOrder(Period(first, after), by, plant, changed))
    except TermsError as error:
        raise invalid("query", str(error)) from error
    row = await asyncio.to_thread(report_row, report, plant)
    writing = FORMS[form or choose_form(request.headers.get("accept", ""))]
    return await give_report(request, row, writing)


async def _ask(desk: Desk, order: KpiOrder) -> Report:
    try:
        return await desk.ports.journal.report(order)
    except TooManyEntriesError as error:
        hint = f"{error}; ask for a shorter period, or use the command `hazardwatch report kpi`"
        raise ProblemError(422, "too-many-entries", hint) from error
    except UnavailableError as error:
        raise ProblemError(503, "unavailable", str(error)) from error
