"""The desk of somebody who is limited to a place: what lies there, and nothing of anybody else."""

from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.platform import PASSWORD
from tests.real.chromium import PICTURES, Opener, open_pages
from tests.real.handling_park import LIMITED_DESK, HandlingPark, run_handling_park
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

FOREIGN = ("LT-201", "乙仓储", "液氨", "ent2", "gw3")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HandlingPark]:
    folder = tmp_path_factory.mktemp("platform")
    with (
        run_mosquitto(tmp_path_factory.mktemp("broker"), persistence="false") as broker,
        run_handling_park(folder, broker.url) as running,
    ):
        yield running


@pytest.fixture
def open_page(browser: Browser, site: HandlingPark) -> Iterator[Opener]:
    wide = {"width": 1600, "height": 900}
    with open_pages(browser, site.platform.url, PASSWORD, viewport=wide) as log_in:
        yield log_in


def hear(told: list[str], page: Page) -> None:
    page.on("response", lambda answer: told.append(answer.text() if "/api/" in answer.url else ""))
    page.on("websocket", lambda socket: socket.on("framereceived", told.append))


def test_it_shows_its_own_place_on_every_screen_and_nothing_of_another_comes_over_the_wire(
    open_page: Opener, site: HandlingPark
) -> None:
    site.put(LT_101=95, LT_201=95)
    site.await_record("LT-201:HH")
    told: list[str] = []
    page = open_page(before=partial(hear, told), user=LIMITED_DESK)
    expect(page.get_by_test_id("place")).to_have_text("仅限 甲公司")
    expect(page.locator('[data-alarm="LT-101:HH"]').first).to_be_visible()
    expect(page.locator('[data-alarm="LT-201:HH"]')).to_have_count(0)
    page.screenshot(path=PICTURES / "limited_overview_zh.png")
    expect(page.get_by_test_id("screen-handover")).to_have_count(0)
    for screen in ("hazards", "handling", "stops", "interlocks", "gateways", "kpi"):
        page.get_by_test_id(f"screen-{screen}").click()
        expect(page.get_by_test_id(f"screen-{screen}")).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("status").filter(has_text="载入")).to_have_count(0)
        page.wait_for_load_state("networkidle")
    site.put(LT_201=50)
    site.platform.wait_for(lambda: "returned" in str(site.platform.get("alarms/LT-201%3AHH")))
    page.wait_for_timeout(1_000)
    said = "".join(one if isinstance(one, str) else "" for one in told)
    assert "LT-101" in said
    assert not [word for word in FOREIGN if word in said]


def test_it_acknowledges_its_own(open_page: Opener, site: HandlingPark) -> None:
    site.put(LT_101=50)
    site.put(LT_101=95)
    page = open_page(user=LIMITED_DESK)
    page.locator('[data-alarm="LT-101:HH"]').first.click()
    page.get_by_test_id("alarm-ack").click()
    site.platform.wait_for(lambda: site.platform.get("alarms/LT-101%3AHH")["by"] == LIMITED_DESK)


def test_a_link_to_where_it_sees_nothing_leads_to_an_empty_list_of_its_own(
    open_page: Opener, site: HandlingPark
) -> None:
    site.put(LT_101=50)
    site.put(LT_101=95)
    page = open_page(user=LIMITED_DESK, path="/?enterprise=ent2", ready="address-beyond")
    beyond = page.get_by_test_id("address-beyond")
    expect(beyond).to_contain_text("此链接指向“ent2”，您的账户看不到该处的报警")
    expect(page.get_by_test_id("alarm-row")).to_have_count(0)
    page.screenshot(path=PICTURES / "address_beyond_zh.png")
    page.get_by_test_id("language-switch").click()
    page.screenshot(path=PICTURES / "address_beyond_en.png")
    page.get_by_test_id("address-own").click()
    expect(page.locator('[data-alarm="LT-101:HH"]').first).to_be_visible()
