"""The forms in which an online-rate report is given out."""

from collections.abc import Mapping
from typing import Final

import msgspec

from dashboard_api import kpi_page, online_csv, online_page
from dashboard_api.kpi_forms import Writing
from dashboard_api.online_wire import OnlineRateReport

FORMS: Final[Mapping[str, Writing[OnlineRateReport]]] = {
    "json": Writing("application/json", msgspec.json.encode),
    "csv": Writing(
        "text/csv; charset=utf-8",
        online_csv.render_csv,
        {"Content-Disposition": 'attachment; filename="online-rate.csv"'},
    ),
    "html": Writing(
        "text/html; charset=utf-8",
        online_page.render_page,
        {"Content-Security-Policy": kpi_page.name_policy()},
    ),
}
