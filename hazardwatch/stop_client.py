"""``stops list``: the filed stops of a running platform."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from rich.console import Console
from rich.table import Table

from hazardwatch.alarm_client import PAGE, Client, ClientError, tell
from hazardwatch.exit_code import Exit
from plant.wording import STOP_STATES


def list_stops(
    url: str, user: str, password: str, filters: Mapping[str, Any], *, as_json: bool
) -> Exit:
    """Print the filed stops that pass the filters, newest request first."""
    try:
        rows = _read_all(Client(url, user, password), filters)
    except ClientError as error:
        return tell(error)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        Console().print(_draw(rows))
    return Exit.OK


def _read_all(client: Client, filters: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    asked = {name: value for name, value in filters.items() if value} | {"limit": PAGE}
    while True:
        page = client.call("GET", f"filed-stops?{urlencode(asked, doseq=True)}")
        rows += page["items"]
        if page["next"] is None:
            return rows
        asked["cursor"] = page["next"]


def _draw(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table()
    for head in ("编号", "状态", "类别"):
        table.add_column(head, no_wrap=True)
    for head in ("企业", "起止", "监测点", "原因", "申请与批准"):
        table.add_column(head)
    for row in rows:
        gone = f"（已无 gone: {', '.join(row['gone'])}）" if row["gone"] else ""
        table.add_row(
            row["id"],
            STOP_STATES[row["state"]].zh,
            row["label"]["zh"],
            row["enterprise"],
            f"{_show(row['from'])} – {_show(row['until'])}",
            f"{row['points']}{gone}",
            row["reason"],
            " → ".join(filter(None, (row["requested_by"], row["decided_by"]))),
        )
    return table


def _show(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000).astimezone():%Y-%m-%d %H:%M}"
