"""The line between a desk and the platform is cut for a while; the page then shows what is.

Alarms come, return and are acknowledged meanwhile. Afterwards the page equals one that was opened
just now, was told every version once, and does not sound again for what was silenced. ``make soak``
cuts it for a minute, as long as the ring is asked to hold; CI for as long as a picture needs to
count as lost.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import rounds
from tests.contract.exchange import act, send
from tests.contract.plant_directory import PATIENT, PLANT, write_plant
from tests.gateway_client import GatewayClient, now_ms, run_gateway
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import Opener, count_sounds, open_pages
from tests.real.live_record import LiveRecord, read_list
from tests.real.mosquitto import run_mosquitto
from tests.real.severed_line import SeveredLine, run_line

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(240)]

CUT_MS: Final = rounds(11_000, 60_000)
LATE_MS: Final = 3_000
LOST_MS: Final = 10_000

CONTACTS: Final = [f"XA-{number}" for number in range(1, 6)]
CONTACT: Final = "{tag},ent1,V-101,alarm_contact,,,,,,,,,,,,,触点 {tag},Contact {tag},1\n"
WATCHED: Final = PATIENT + "".join(CONTACT.format(tag=tag) for tag in CONTACTS)
SILENCED, RETURNED, FLEETING, SEEN, ANOTHER = (f"{tag}:digital" for tag in CONTACTS)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    with run_mosquitto(tmp_path / "broker", persistence="false") as running:
        yield running.url


@pytest.fixture
def platform(tmp_path: Path, broker: str) -> Iterator[Platform]:
    with run_platform(tmp_path, write_plant(tmp_path / "plant", PLANT, WATCHED), broker) as site:
        yield site


@pytest.fixture
def gateway(broker: str) -> Iterator[GatewayClient]:
    with run_gateway(broker) as client:
        yield client


@pytest.fixture
def line(platform: Platform) -> Iterator[SeveredLine]:
    with run_line(platform.port) as severed:
        yield severed


@pytest.fixture
def over_the_line(browser: Browser, line: SeveredLine) -> Iterator[Opener]:
    with open_pages(browser, line.url, PASSWORD) as log_in:
        yield log_in


@pytest.fixture
def open_fresh(browser: Browser, platform: Platform) -> Iterator[Opener]:
    with open_pages(browser, platform.url, PASSWORD) as log_in:
        yield log_in


def count(page: Page) -> int:
    return int(page.evaluate("window.sounds"))


def bring(platform: Platform, gateway: GatewayClient, alarm: str, value: int, state: str) -> None:
    """Switch an alarm's contact and wait until the alarm stands so."""
    send(platform, gateway, alarm.partition(":")[0], value)
    platform.wait_for(
        lambda: any(
            row["id"] == alarm and row["state"] == state for row in platform.items("alarms")
        )
    )


def test_after_a_cut_the_page_is_as_if_there_had_been_none(
    platform: Platform,
    gateway: GatewayClient,
    line: SeveredLine,
    over_the_line: Opener,
    open_fresh: Opener,
) -> None:
    gateway.send({"ts": now_ms(), "values": dict.fromkeys(CONTACTS, 0)})
    records: list[LiveRecord] = []

    def prepare(page: Page) -> None:
        count_sounds(page)
        records.append(LiveRecord(page))

    page = over_the_line(before=prepare)
    (record,) = records
    # What stood before the list was there is told by no delta.
    expect(
        page.get_by_test_id("alarm-table").locator(".empty", has_text="正在载入…")
    ).to_have_count(0)
    expect(page.get_by_test_id("tab-active")).to_have_text("在列0")
    bring(platform, gateway, SILENCED, 1, "unacknowledged")
    bring(platform, gateway, RETURNED, 1, "unacknowledged")
    expect(page.get_by_test_id("tab-active")).to_have_text("在列2")
    platform.wait_for(lambda: count(page) > 0)
    page.keyboard.press("F2")

    line.cut()
    mark = page.get_by_test_id("liveness")
    expect(mark).to_have_attribute("data-liveness", "late", timeout=LATE_MS + 3_000)
    bring(platform, gateway, RETURNED, 0, "returned_unacknowledged")
    bring(platform, gateway, FLEETING, 1, "unacknowledged")
    bring(platform, gateway, FLEETING, 0, "returned_unacknowledged")
    assert act(platform, FLEETING, "acknowledge")["state"] == "normal"
    bring(platform, gateway, SEEN, 1, "unacknowledged")
    assert act(platform, SEEN, "acknowledge")["state"] == "acknowledged"
    expect(page.get_by_test_id("tab-active")).to_have_text("在列2")
    expect(mark).to_have_attribute("data-liveness", "lost", timeout=LOST_MS + 3_000)
    page.keyboard.press("F2")
    page.wait_for_timeout(CUT_MS - LOST_MS)
    heard = count(page)

    line.mend()
    expect(mark).to_have_attribute("data-liveness", "live", timeout=20_000)
    expect(page.get_by_test_id("tab-active")).to_have_text("在列3")
    assert record.snapshots == 1, "it went on where it stood"
    written = platform.items("journal")
    for alarm in (SILENCED, RETURNED, FLEETING, SEEN):
        assert record.versions(alarm) == [
            row["version"] for row in written if row["alarm"] == alarm and row["state"] != "normal"
        ], "every version that stood was told, none twice"
    assert record.picture == {
        row["id"]: (row["state"], row["version"]) for row in platform.items("alarms")
    }
    fresh = open_fresh()
    expect(fresh.get_by_test_id("tab-active")).to_have_text("在列3")
    assert read_list(page) == read_list(fresh)

    page.wait_for_timeout(500)
    assert count(page) == heard, "what was silenced sounds no second time"
    bring(platform, gateway, ANOTHER, 1, "unacknowledged")
    platform.wait_for(lambda: count(page) > heard)
    assert record.versions(ANOTHER) == [1]
