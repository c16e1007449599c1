"""kill -9 of the platform in the middle of a flood: every screen comes to the truth by itself.

Five hundred alarms come within two seconds; the platform is killed when part of them is on the
screens, and started again while the rest still comes. The page and the client for programs go on
where they stood: nothing is lost, no version comes twice, nothing is announced a second time.
"""

import threading
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from hazardwatch_client import Change, Client
from tests.contract.plant_directory import PATIENT, PLANT, write_plant
from tests.gateway_client import now_ms, run_gateway
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import Opener, open_pages
from tests.real.live_record import LiveRecord, read_list
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

CONTACTS: Final = [f"XA-{number:03d}" for number in range(500)]
CONTACT: Final = "{tag},ent1,V-101,alarm_contact,,,,,,,,,,,,,触点 {tag},Contact {tag},1\n"
WATCHED: Final = PATIENT + "".join(CONTACT.format(tag=tag) for tag in CONTACTS)
FRAME: Final = 50
GAP_S: Final = 0.15
KILLED_AFTER: Final = 4
"""Frames of the flood that are sent before the kill."""

ALL_ON_LIST: Final = "在列501"
"""The contacts and the emergency button."""

_SAY: Final = """window.said = [];
    new MutationObserver(() => {
        const spoken = document.querySelector('[aria-live=assertive]')?.textContent;
        if (spoken && spoken !== window.said.at(-1)) window.said.push(spoken);
    }).observe(document, { subtree: true, childList: true, characterData: true });"""


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    with run_mosquitto(tmp_path / "broker", persistence="false") as running:
        yield running.url


@pytest.fixture
def platform(tmp_path: Path, broker: str) -> Iterator[Platform]:
    with run_platform(tmp_path, write_plant(tmp_path / "plant", PLANT, WATCHED), broker) as site:
        yield site


@pytest.fixture
def open_page(browser: Browser, platform: Platform) -> Iterator[Opener]:
    with open_pages(browser, platform.url, PASSWORD) as log_in:
        yield log_in


class Follower(threading.Thread):
    """A program that follows the alarms and keeps every change."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(daemon=True)
        self.changes: list[Change] = []
        self._stream = Client(platform.url, "admin", PASSWORD).follow("alarms")

    def run(self) -> None:
        for change in self._stream:
            self.changes.append(change)

    @property
    def picture(self) -> dict[str, tuple[str, int]]:
        rows: dict[str, tuple[str, int]] = {}
        for change in list(self.changes):
            if change.whole:
                rows = {}
            rows |= {name: (row["state"], row["version"]) for name, row in change.put.items()}
            for name in change.gone:
                rows.pop(name, None)
        return rows

    def versions(self, alarm: str) -> list[int]:
        told = (change.put[alarm]["version"] for change in self.changes if alarm in change.put)
        return [version for version, _ in groupby(told)]


def flood(broker: str) -> threading.Thread:
    """Every contact on, frame by frame, whatever becomes of the platform."""

    def send_all() -> None:
        with run_gateway(broker) as gateway:
            for first in range(0, len(CONTACTS), FRAME):
                tags = CONTACTS[first : first + FRAME]
                gateway.send({"ts": now_ms(), "values": dict.fromkeys(tags, 1)})
                time.sleep(GAP_S)

    sending = threading.Thread(target=send_all, daemon=True)
    sending.start()
    return sending


def test_a_kill_in_a_flood_loses_nothing_and_says_nothing_twice(
    platform: Platform, broker: str, open_page: Opener
) -> None:
    records: list[LiveRecord] = []

    def prepare(page: Page) -> None:
        page.add_init_script(_SAY)
        records.append(LiveRecord(page))

    page = open_page(before=prepare)
    (record,) = records
    expect(page.get_by_test_id("tab-active")).to_have_text("在列0")
    follower = Follower(platform)
    follower.start()
    platform.wait_for(lambda: follower.changes)
    with run_gateway(broker) as gateway:
        gateway.send({"ts": now_ms(), "values": dict.fromkeys(CONTACTS, 0) | {"ESD-1": 1}})
    expect(page.get_by_test_id("tab-active")).to_have_text("在列1")

    sending = flood(broker)
    platform.wait_for(lambda: len(follower.picture) > KILLED_AFTER * FRAME)
    platform.kill()
    seen = len(follower.picture)
    assert seen < len(CONTACTS), "the flood was over before the kill"
    platform.start()
    sending.join()

    expect(page.get_by_test_id("tab-active")).to_have_text(ALL_ON_LIST, timeout=20_000)
    standing = {row["id"]: (row["state"], row["version"]) for row in platform.items("alarms")}
    platform.wait_for(lambda: follower.picture == standing)
    assert record.picture == standing
    assert {state for state, _ in standing.values()} == {"unacknowledged"}
    written = [row["alarm"] for row in platform.items("journal") if row["event"] == "raised"]
    assert sorted(written) == sorted(standing), "raised once each"
    for alarm in standing:
        assert record.versions(alarm) == follower.versions(alarm) == [1], alarm
    assert record.snapshots == 1, "it went on where it stood"
    assert [change.whole for change in follower.changes].count(True) == 1
    assert len(page.evaluate("window.said")) == 1, "the emergency button, once"

    fresh = open_page()
    expect(fresh.get_by_test_id("tab-active")).to_have_text(ALL_ON_LIST)
    assert read_list(page) == read_list(fresh)
