"""A flood at the operator's page, in a real browser against a platform of its own.

What the platform says of a flood, of consequences and of nuisance alarms is shown, counted and put
in order; what is grave stands by itself, and nothing is lost.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.contract.exchange import send
from tests.contract.plant_directory import PLANT, TAGS, write_plant
from tests.gateway_client import GatewayClient, now_ms, run_gateway
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import PICTURES, Opener, open_pages
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

TANKS = [f"LT-{number}" for number in range(201, 221)]
POWER = "PW-1,ent1,V-101,power,,,,,,,,,,,,high,罐区供电,Power of the tank farm,0\n"
LEVEL = "{tag},ent1,V-101,level,%,0,100,,,80,90,2,,,,,{tag} 液位,Level of {tag},\n"
WATCHED = TAGS.splitlines(keepends=True)[0] + POWER + "".join(LEVEL.format(tag=t) for t in TANKS)
ROOT = "PW-1:digital"

WINDOW_MS = 600_000
LASTS_MS = 15_000
"""How long the flood of the test goes on, seen from when it is sent."""


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    with run_mosquitto(tmp_path / "broker", persistence="false") as running:
        yield running.url


@pytest.fixture
def platform(tmp_path: Path, broker: str) -> Iterator[Platform]:
    """One that knows of nothing before: a flood looks back for ten minutes."""
    with run_platform(tmp_path, write_plant(tmp_path / "plant", PLANT, WATCHED), broker) as site:
        yield site


@pytest.fixture
def gateway(platform: Platform, broker: str) -> Iterator[GatewayClient]:
    with run_gateway(broker) as client:
        client.send(
            {"ts": now_ms() - WINDOW_MS, "sent": now_ms(), "values": dict.fromkeys(TANKS, 50)}
        )
        send(platform, client, "PW-1", 1)
        yield client


@pytest.fixture
def open_page(browser: Browser, platform: Platform) -> Iterator[Opener]:
    screen = {"width": 1600, "height": 900}
    with open_pages(browser, platform.url, PASSWORD, viewport=screen) as log_in:
        yield log_in


@pytest.fixture
def page(open_page: Opener) -> Page:
    return open_page()


def row_of(page: Page, alarm: str) -> Locator:
    return page.locator(f'[data-testid=alarm-row][data-alarm="{alarm}"]')


def test_a_flood_is_told_calmly_and_is_over_by_itself(page: Page, gateway: GatewayClient) -> None:
    bar = page.get_by_test_id("flood-bar")
    expect(page.get_by_test_id("tab-active")).to_have_text("在列0")
    began = now_ms() - WINDOW_MS + LASTS_MS
    for at, tag in enumerate(TANKS[:15]):
        gateway.send({"ts": began + at, "sent": now_ms(), "values": {tag: 85}})
    expect(page.get_by_test_id("flood-recent")).to_have_text("近 10 分钟 15", timeout=10_000)
    assert bar.get_attribute("role") is None, "each growth would be spoken"
    told = page.get_by_test_id("flood-told")
    assert told.get_attribute("role") == "status"
    assert "报警泛滥 自" in told.inner_text()
    expect(bar.get_by_test_id("flood-hazard")).to_have_text("苯罐区 15")
    page.screenshot(path=PICTURES / "flood_zh.png")

    bar.get_by_test_id("flood-first").click()
    expect(page.get_by_test_id("tag-detail")).to_contain_text("LT-201")
    bar.get_by_test_id("flood-hazard").click()
    expect(page.get_by_test_id("filter")).to_contain_text("苯罐区")
    page.get_by_test_id("language-switch").click()
    expect(bar).to_contain_text("Alarm flood")
    expect(bar).to_contain_text("First-out LT-201 H")

    expect(bar).to_have_count(0, timeout=LASTS_MS + 10_000)
    expect(told).to_have_text("The alarm flood is over")
    expect(page.get_by_test_id("tab-active")).to_have_text("Standing15")


def test_consequences_stand_beneath_their_root_and_what_is_grave_by_itself(
    page: Page, platform: Platform, gateway: GatewayClient
) -> None:
    send(platform, gateway, "PW-1", 0)
    row_of(page, ROOT).wait_for()
    gateway.send({"ts": now_ms(), "values": dict.fromkeys(TANKS[:12], 85) | {TANKS[12]: 95}})
    toggle = row_of(page, ROOT).get_by_test_id("group-toggle")
    expect(toggle).to_have_attribute("aria-label", "后果 12 · 未确认 12")
    expect(page.get_by_test_id("tab-active")).to_have_text("在列15")
    grave = row_of(page, "LT-213:HH")
    expect(grave).to_have_attribute("aria-level", "1")
    expect(page.get_by_test_id("alarm-row")).to_have_count(2)

    toggle.click()
    beneath = page.locator('[data-testid=alarm-row][aria-level="2"]')
    expect(beneath).to_have_count(12)
    expect(row_of(page, ROOT)).to_have_attribute("aria-expanded", "true")
    page.screenshot(path=PICTURES / "consequences_zh.png")
    row_of(page, "LT-203:H").click()
    expect(page.get_by_test_id("line-facts")).to_contain_text("后果报警，起因： PW-1")
    page.keyboard.press("g")
    expect(beneath).to_have_count(0)
    expect(row_of(page, ROOT)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("G")
    expect(beneath).to_have_count(12)

    row_of(page, "LT-203:H").click()
    page.keyboard.press("Space")
    expect(toggle).to_have_attribute("aria-label", "后果 12 · 未确认 11")
    page.get_by_test_id("root").click()
    expect(row_of(page, ROOT)).to_have_attribute("aria-selected", "true")


def test_what_becomes_grave_comes_out_from_beneath_under_a_frozen_order(
    page: Page, platform: Platform, gateway: GatewayClient
) -> None:
    send(platform, gateway, "PW-1", 0)
    gateway.send({"ts": now_ms(), "values": dict.fromkeys(TANKS[:3], 85)})
    toggle = row_of(page, ROOT).get_by_test_id("group-toggle")
    expect(toggle).to_have_attribute("aria-label", "后果 3 · 未确认 3")
    row_of(page, ROOT).hover()
    gateway.send({"ts": now_ms(), "values": {TANKS[1]: 95}})
    expect(row_of(page, "LT-202:HH")).to_be_visible()
    expect(page.get_by_test_id("new-alarms")).to_contain_text("新增 1 条")
    expect(toggle).to_be_visible()


def test_repetitions_are_counted_on_one_line_and_nuisance_alarms_can_be_asked_for(
    page: Page, platform: Platform, gateway: GatewayClient
) -> None:
    for _ in range(3):
        send(platform, gateway, "LT-201", 85)
        send(platform, gateway, "LT-201", 50)
    send(platform, gateway, "LT-201", 85)
    send(platform, gateway, "LT-202", 85)
    row = row_of(page, "LT-201:H")
    expect(row.get_by_test_id("count-of-line")).to_contain_text("×4")
    expect(row.get_by_test_id("nuisance")).to_contain_text("抖动")
    expect(page.get_by_test_id("alarm-row")).to_have_count(2)

    asked = page.get_by_test_id("nuisances-chattering")
    expect(asked).to_have_text("抖动 1")
    asked.click()
    expect(page.get_by_test_id("alarm-row")).to_have_count(1)
    row.click()
    expect(page.get_by_test_id("counted")).to_contain_text("共 4 次 · 首次")
    expect(page.get_by_test_id("nuisance-fact").first).to_contain_text("抖动 4 次")
    page.screenshot(path=PICTURES / "nuisance_zh.png")
    page.get_by_test_id("language-switch").click()
    expect(page.get_by_test_id("counted")).to_contain_text("4 times · first")
    expect(row.get_by_test_id("nuisance")).to_contain_text("Chattering")
    asked.click()
    expect(page.get_by_test_id("alarm-row")).to_have_count(2)


def test_what_the_flood_folds_stands_by_name_beneath_the_first_of_its_hazard(
    page: Page, gateway: GatewayClient
) -> None:
    for tag in TANKS[:14]:
        gateway.send({"ts": now_ms(), "values": {tag: 85}})
    expect(page.get_by_test_id("tab-active")).to_have_text("在列14")
    lead = row_of(page, "LT-201:H")
    expect(lead.get_by_test_id("group-toggle")).to_have_attribute("aria-label", "其下 6 · 未确认 6")
    expect(page.get_by_test_id("alarm-row")).to_have_count(8)
    lead.click()
    page.keyboard.press("g")
    expect(page.get_by_test_id("alarm-row")).to_have_count(14)
    row_of(page, "LT-212:H").click()
    expect(page.get_by_test_id("line-facts")).to_contain_text("泛滥中归并")
    page.get_by_test_id("under").click()
    expect(lead).to_have_attribute("aria-selected", "true")
