"""The interlock screen in a real browser: from calm to a demand that is not followed."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.contract.exchange import send
from tests.contract.plant_directory import PATIENT, PLANT, write_plant
from tests.gateway_client import GatewayClient, run_gateway
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import PICTURES, Opener, open_pages
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

INTERLOCKS = """
[[interlock]]
id = "IL-101"
name = "苯储罐高高液位联锁"
name_en = "Benzene tank high level trip"
causes = [{ source = "LT-101", condition = "HH", delay_s = 1 }]
effects = [{ tag = "XV-101", expected = 0, travel_s = 2 }]
bypass = "HS-101"
bypass_s = 3600
proof_test_due = 2024-01-01

[[interlock]]
id = "IL-102"
name = "苯储罐超压联锁"
name_en = "Benzene tank pressure trip"
causes = [{ source = "PT-101", condition = "H" }]
effects = [{ tag = "XV-101", expected = 0, travel_s = 60 }]
"""
VALVES = (
    "XV-101,ent1,V-101,valve_position,,0,1,,,,,,,,,,进料阀,Feed valve,\n"
    "HS-101,ent1,V-101,bypass_state,,0,1,,,,,,,,,,联锁旁路开关,Bypass switch,\n"
)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_mosquitto(tmp_path_factory.mktemp("broker"), persistence="false") as running:
        yield running.url


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, broker: str) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("platform")
    plant = write_plant(folder / "plant", PLANT + INTERLOCKS, PATIENT + VALVES)
    with run_platform(folder, plant, broker) as site:
        yield site


@pytest.fixture(scope="module")
def gateway(platform: Platform, broker: str) -> Iterator[GatewayClient]:
    with run_gateway(broker) as client:
        for tag, value in {"LT-101": 50, "PT-101": 100, "XV-101": 1, "HS-101": 0}.items():
            send(platform, client, tag, value)
        yield client


@pytest.fixture
def open_page(browser: Browser, platform: Platform) -> Iterator[Opener]:
    screen = {"timezone_id": "America/New_York", "viewport": {"width": 1600, "height": 900}}
    with open_pages(browser, platform.url, PASSWORD, **screen) as log_in:
        yield log_in


def cell(page: Page, role: str, text: str) -> None:
    expect(page.get_by_test_id(f"cells-{role}")).to_contain_text(text, timeout=15_000)


def test_a_demand_is_followed_cell_by_cell(
    platform: Platform, gateway: GatewayClient, open_page: Opener
) -> None:
    page = open_page()
    page.get_by_test_id("screen-interlocks").click()
    expect(page).to_have_url(re.compile(r"/interlocks$"))
    row = page.get_by_test_id("interlock-IL-101")
    expect(row).to_contain_text("未要求")
    expect(row).to_contain_text("测试超期")
    row.click()
    expect(page).to_have_url(re.compile(r"/interlocks\?id=IL-101$"))
    cell(page, "cause", "不成立")
    cell(page, "effect", "待命")
    cell(page, "bypass", "未旁路")
    page.screenshot(path=PICTURES / "interlocks_calm.png")

    send(platform, gateway, "LT-101", 95)
    cell(page, "cause", "已触发")
    expect(page.get_by_test_id("interlock-detail")).to_contain_text("联锁要求")
    cell(page, "effect", "联锁拒动")
    expect(page.get_by_test_id("interlock-alarm").first).to_be_visible(timeout=15_000)
    page.get_by_test_id("interlocks-demanded").click()
    expect(page.get_by_test_id("interlock-IL-102")).to_be_hidden()
    page.screenshot(path=PICTURES / "interlocks_failed.png")

    page.get_by_test_id("language-switch").click()
    cell(page, "effect", "Failed to act")
    expect(page.get_by_test_id("interlock-detail")).to_contain_text("Benzene tank high level trip")
    page.set_viewport_size({"width": 1180, "height": 800})
    page.screenshot(path=PICTURES / "interlocks_narrow_en.png")

    page.get_by_test_id("interlock-cause").first.click()
    expect(page.get_by_test_id("alarm-table")).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("interlock-detail")).to_be_visible()
    page.reload()
    cell(page, "effect", "Failed to act")


def test_a_bypass_is_seen_with_the_time_that_it_may_last(
    platform: Platform, gateway: GatewayClient, open_page: Opener
) -> None:
    page = open_page()
    send(platform, gateway, "HS-101", 1)
    page.goto(f"{platform.url}/interlocks?id=IL-101")
    cell(page, "bypass", "旁路中")
    cell(page, "bypass", "还有 59:")
    expect(page.get_by_test_id("interlocks-bypassed")).to_contain_text("1")
    send(platform, gateway, "HS-101", 0)
    cell(page, "bypass", "未旁路")


def test_keys_of_the_overview_do_nothing_here(open_page: Opener) -> None:
    """Space acknowledges what is chosen on the overview, which is not to be seen from here."""
    page = open_page()
    page.get_by_test_id("screen-interlocks").click()
    page.get_by_test_id("interlock-list").wait_for()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.method))
    for key in (" ", "r", "s", "1"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert "POST" not in requests
    expect(page).to_have_url(re.compile(r"/interlocks$"))
