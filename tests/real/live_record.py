"""What a page was told of the alarms on its live websockets, and what it shows of them."""

import json
from itertools import groupby
from typing import Any

from playwright.sync_api import Page, WebSocket

from hazardwatch_client.rows import Rows


class LiveRecord:
    """Follows a page's sockets from before it opens the first; one picture over all of them."""

    def __init__(self, page: Page) -> None:
        self.rows = Rows("alarms")
        self.snapshots = 0
        """How often the alarms began anew."""
        self.told: list[tuple[str, int]] = []
        """Each alarm and its version as deltas told them."""
        page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)

    def _take(self, text: str | bytes) -> None:
        frame: dict[str, Any] = json.loads(text)
        if frame.get("s") != "alarms":
            return
        self.snapshots += frame["t"] == "snap" and frame["part"] == 1
        self.rows.take(frame)
        assert not self.rows.missed, "a delta did not follow the one before"
        for op in frame["ops"] if frame["t"] == "delta" else ():
            if op[0] == "u":
                self.told.append((op[1], op[2]["version"]))

    def versions(self, alarm: str) -> list[int]:
        """The versions of one alarm as they were told; said again without change is no new one."""
        told = (version for name, version in self.told if name == alarm)
        return [version for version, _ in groupby(told)]

    @property
    def picture(self) -> dict[str, tuple[str, int]]:
        """State and version of each alarm on the list."""
        return {name: (row["state"], row["version"]) for name, row in self.rows.rows.items()}


def read_list(page: Page) -> dict[str, Any]:
    """What a page shows: the rows in view, top to bottom, and every count."""
    rows = page.get_by_test_id("alarm-row")
    return {
        "rows": rows.evaluate_all(
            "rows => rows.map(({ dataset }) => [dataset.alarm, dataset.state])"
        ),
        "tab": page.get_by_test_id("tab-active").inner_text(),
        "unacknowledged": page.get_by_test_id("unacknowledged").inner_text(),
        **{
            priority: page.get_by_test_id(f"count-{priority}").inner_text()
            for priority in ("critical", "high", "medium", "low")
        },
    }
