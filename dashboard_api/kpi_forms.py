"""The forms in which a KPI report is given out; writing each of them is its own file's business."""

from collections.abc import Callable, Mapping
from typing import Final, Generic, NamedTuple, TypeVar

import msgspec

from dashboard_api import kpi_csv, kpi_page
from dashboard_api.kpi_wire import Form, KpiReport

_Report = TypeVar("_Report")


class Writing(NamedTuple, Generic[_Report]):
    """How a form is written, and what keeps a browser from misreading it."""

    media_type: str
    write: Callable[[_Report], bytes]
    headers: Mapping[str, str] = {}


FORMS: Final[Mapping[str, Writing[KpiReport]]] = {
    "json": Writing("application/json", msgspec.json.encode),
    "csv": Writing(
        "text/csv; charset=utf-8",
        kpi_csv.render_csv,
        {"Content-Disposition": 'attachment; filename="alarm-kpi.csv"'},
    ),
    "html": Writing(
        "text/html; charset=utf-8",
        kpi_page.render_page,
        {"Content-Security-Policy": kpi_page.name_policy()},
    ),
}
_NAMES: Final[Mapping[str, Form]] = {
    "text/csv": "csv",
    "text/html": "html",
    "application/json": "json",
}


def choose_form(accept: str) -> Form:
    """The form that an ``Accept`` header asks for by the first of its types that we have."""
    types = (part.partition(";")[0].strip().lower() for part in accept.split(","))
    return next((_NAMES[kind] for kind in types if kind in _NAMES), "json")
