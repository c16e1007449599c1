"""The map of the overview in a real browser: from the city into a park and a unit, and back.

A place's pale ground and an event's bright badge are never one; nothing moves by itself.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.contract.exchange import send
from tests.contract.plant_directory import PATIENT, PLANT, write_plant
from tests.gateway_client import run_gateway
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import PICTURES, Opener, open_pages
from tests.real.mosquitto import run_mosquitto
from tests.real.test_accessibility import find_violations

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

LONG = "一个名字非常非常长的沿江化工园区"
AREAS = f"""
[[area]]
id = "tz"
kind = "city"
name = "泰州（示意）"
name_en = "Taizhou (schematic)"

[[area]]
id = "tx"
kind = "district"
name = "泰兴"
name_en = "Taixing"
within = "tz"
outline = [[119.9, 32.0], [120.3, 32.0], [120.25, 32.3], [119.85, 32.25]]

[[area]]
id = "park"
kind = "park"
name = "{LONG}"
name_en = "A chemical park along the river with a name that is very long indeed"
within = "tx"

[[area]]
id = "gg"
kind = "district"
name = "高港"
name_en = "Gaogang"
within = "tz"
outline = [[119.7, 32.25], [119.85, 32.25], [119.9, 32.45], [119.7, 32.45]]

[[area]]
id = "xh"
kind = "district"
name = "兴化"
name_en = "Xinghua"
within = "tz"
outline = [[119.6, 32.7], [120.2, 32.7], [120.2, 33.1], [119.6, 33.1]]
"""
MORE = """
[[enterprise]]
id = "ent2"
name = "乙公司"
area = "gg"

[[gateway]]
id = "gw3"
enterprise = "ent2"

[[hazard]]
id = "H2"
enterprise = "ent1"
name = "没有坐标的甲醇罐区"
name_en = "Methanol farm without coordinates"
level = 3

[[hazard]]
id = "H3"
enterprise = "ent2"
name = "液氯储存间"
name_en = "Chlorine store"
level = 4
location = [119.8, 32.3]

[[equipment]]
id = "V-301"
hazard = "H3"
kind = "tank"
name = "液氯储罐"

[[equipment]]
id = "V-102"
hazard = "H1"
kind = "pump"
name = "苯装车泵"

[[equipment]]
id = "W-1"
hazard = "H1"
kind = "weather"
name = "一号气象站"

[[camera]]
id = "CAM-1"
name = "苯罐区全景 / Benzene farm"
url = "https://video.invalid/H1"
hazards = ["H1"]

[[contact]]
id = "CR"
name = "甲公司中控室 / Control room"
phone = "8101"
hazards = ["H1"]

[[voting]]
id = "VOTE-1"
name = "苯储罐高高三取二"
tags = ["LT-101", "LT-101B", "LT-101C"]
need = 2
condition = "HH"
"""
PLAN = """
[hazard.plan]
title = "苯罐区应急预案"
url = "https://plans.invalid/H1"
steps = ["切断进料", "撤离下风向", "启动喷淋", "向园区报告"]
"""
CITY = (
    PLANT.replace('name = "甲公司"', 'name = "甲公司"\nphone = "8100"\narea = "park"').replace(
        "level = 1\n",
        'level = 1\nlocation = [120.05, 32.1]\nresponsible = { principal = "张主要" }\n' + PLAN,
    )
    + AREAS
    + MORE
)
TAGS = PATIENT + (
    "LT-101B,ent1,V-101,level,%,0,100,,,80,90,2,,,,,苯储罐液位 2,Benzene tank level 2,\n"
    "LT-101C,ent1,V-101,level,%,0,100,,,80,90,2,,,,,苯储罐液位 3,Benzene tank level 3,\n"
    "LT-301,ent2,V-301,level,%,0,100,,,80,90,2,,,,,液氯储罐液位,Chlorine tank level,\n"
    "LT-102,ent1,V-102,level,%,0,100,,,80,90,2,,,,low,泵前液位,Level before the pump,\n"
    "WD-1,ent1,W-1,wind_direction,°,0,360,,,,,,,,,,风向,Wind direction,\n"
    "WS-1,ent1,W-1,wind_speed,m/s,0,40,,,,,,,,,,风速,Wind speed,\n"
)
LANGUAGES = {"zh": "zh-CN", "en": "en"}
VALUES = {
    "LT-101": 92,
    "LT-101B": 50,
    "LT-101C": 50,
    "PT-101": 100,
    "GT-101": 1,
    "WD-1": 45,
    "WS-1": 3.2,
}


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with run_mosquitto(tmp_path_factory.mktemp("broker"), persistence="false") as broker:
        folder = tmp_path_factory.mktemp("platform")
        plant = write_plant(folder / "plant", CITY, TAGS)
        with (
            run_platform(folder, plant, broker.url) as site,
            run_gateway(broker.url) as gateway,
            run_gateway(broker.url, "hazard/v1/P1/ent2/gw3") as other,
        ):
            for tag, value in VALUES.items():
                send(site, gateway, tag, value)
            send(site, other, "LT-301", 85)
            yield site


@pytest.fixture
def open_page(browser: Browser, platform: Platform) -> Iterator[Opener]:
    screen = {"timezone_id": "America/New_York", "viewport": {"width": 1440, "height": 900}}
    with open_pages(browser, platform.url, PASSWORD, **screen) as log_in:
        yield log_in


@pytest.fixture
def page(open_page: Opener) -> Page:
    page = open_page()
    expect(page.get_by_test_id("alarm-row")).to_have_count(2)
    return page


def card_of(page: Page, key: str) -> Locator:
    return page.locator(f'[data-testid=map-card][data-key="{key}"]')


def ground_of(page: Page, key: str) -> str:
    return card_of(page, key).locator(".atlas-ground").get_attribute("class") or ""


def rows_of(page: Page) -> list[str | None]:
    return [row.get_attribute("data-alarm") for row in page.get_by_test_id("alarm-row").all()]


def keep(page: Page, name: str) -> None:
    """The picture in Chinese and in English, as it is and in grey."""
    session = page.context.new_cdp_session(page)
    for language, code in LANGUAGES.items():
        expect(page.locator("html")).to_have_attribute("lang", code)
        page.screenshot(path=PICTURES / f"map_{name}_{language}.png")
        session.send("Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"})
        page.screenshot(path=PICTURES / f"map_{name}_{language}_grey.png")
        session.send("Emulation.setEmulatedVisionDeficiency", {"type": "none"})
        page.get_by_test_id("language-switch").click()


def test_from_the_city_into_a_park_and_a_unit_and_back(page: Page) -> None:
    expect(page.get_by_test_id("crumbs")).to_contain_text("泰州（示意）")
    assert ground_of(page, "area:tx") == "atlas-ground level-1"
    assert ground_of(page, "area:gg") == "atlas-ground level-4"
    assert ground_of(page, "area:xh") == "atlas-ground level-none"
    expect(card_of(page, "area:tx").locator(".atlas-badge")).to_contain_text("◆2 高")
    expect(card_of(page, "area:tx")).to_contain_text("×2")
    expect(card_of(page, "area:gg").locator(".atlas-badge")).to_contain_text("■3 中")
    expect(card_of(page, "area:xh").locator(".atlas-badge")).to_have_count(0)
    expect(page.locator('[data-area="xh"]')).to_contain_text("没有重大危险源")
    expect(page.locator(".atlas-outline")).to_have_count(3)
    for word in ("一级", "四级", "紧急", "低"):
        expect(page.get_by_test_id("map-legend")).to_contain_text(word)
    expect(page.get_by_test_id("map")).to_contain_text("示意图")
    expect(page.get_by_test_id("map-wind")).to_contain_text("东北风")
    keep(page, "city")

    card_of(page, "area:tx").click()
    expect(page).to_have_url(f"{page.url.split('?')[0]}?area=park")
    expect(page.get_by_test_id("crumbs")).to_contain_text(LONG[:8])
    assert rows_of(page) == ["LT-101:HH"], "the list shows what lies in the park"
    assert ground_of(page, "hazard:H1") == "atlas-ground level-1"
    expect(page.get_by_test_id("map")).to_contain_text("最下面 1 个未给出坐标")
    keep(page, "park")

    card_of(page, "hazard:H1").click()
    expect(card_of(page, "equipment:V-101").locator(".atlas-badge")).to_contain_text("◆2 高")
    expect(card_of(page, "equipment:V-102").locator(".atlas-badge")).to_have_count(0)
    expect(page.get_by_test_id("hazard").filter(has_text="苯罐区")).to_have_attribute(
        "aria-expanded", "true"
    )
    card_of(page, "equipment:V-101").click()
    expect(page.get_by_test_id("tag-detail")).to_contain_text("LT-101")
    keep(page, "unit")

    page.go_back()
    expect(card_of(page, "hazard:H2")).to_be_visible()
    page.get_by_test_id("crumbs").get_by_role("button", name="泰州").click()
    expect(card_of(page, "area:gg")).to_be_visible()
    assert rows_of(page) == ["LT-101:HH", "LT-301:H"]
    page.go_back()
    expect(card_of(page, "hazard:H2")).to_be_visible()
    assert rows_of(page) == ["LT-101:HH"], "the list follows the way back, too"
    page.reload()
    expect(card_of(page, "hazard:H2")).to_be_visible()
    expect(page.get_by_test_id("alarm-row")).to_have_count(1)


def test_by_keyboard_alone(page: Page) -> None:
    page.locator('[data-area="gg"]').focus()
    page.keyboard.press("Enter")
    expect(card_of(page, "hazard:H3")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "map-place", "the focus stays in the pane"
    page.keyboard.press("Tab")
    page.get_by_test_id("hazard").first.focus()
    page.keyboard.press("Enter")
    expect(card_of(page, "equipment:V-301")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card_of(page, "hazard:H3")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card_of(page, "area:xh")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card_of(page, "area:xh")).to_be_visible()
    page.locator('[data-area="xh"]').press("Enter")
    expect(page.get_by_test_id("map")).to_contain_text("没有可画出的内容")
    expect(page.get_by_test_id("alarm-row")).to_have_count(0)
    page.get_by_test_id("map-back").press("Enter")
    expect(page.get_by_test_id("alarm-row")).to_have_count(2)


def test_a_selected_alarm_is_marked_and_moves_nothing(page: Page) -> None:
    page.locator('[data-area="gg"]').click()
    page.locator('[data-alarm="LT-301:H"]').first.click()
    here = page.locator(".atlas-here")
    expect(here).to_have_attribute("data-key", "hazard:H3")
    page.get_by_test_id("map-back").click()
    expect(here).to_have_attribute("data-key", "area:gg")
    page.locator('[data-alarm="LT-101:HH"]').first.click()
    expect(here).to_have_attribute("data-key", "area:tx")
    page.locator('[data-area="gg"]').click()
    elsewhere = page.get_by_test_id("map-elsewhere")
    expect(elsewhere).to_contain_text("苯罐区")
    expect(card_of(page, "hazard:H3")).to_be_visible()
    page.screenshot(path=PICTURES / "map_elsewhere_zh.png")
    elsewhere.get_by_role("button").click()
    expect(card_of(page, "equipment:V-101")).to_have_class("atlas-card atlas-here")
    page.get_by_test_id("screen-kpi").click()
    page.get_by_test_id("screen-overview").click()
    expect(card_of(page, "equipment:V-101")).to_be_visible()


def test_the_pane_tells_without_a_click_what_is_needed_at_three_in_the_morning(page: Page) -> None:
    page.locator('[data-alarm="LT-101:HH"]').first.click()
    detail = page.get_by_test_id("tag-detail")
    expect(detail.get_by_test_id("trend").locator("canvas")).to_be_visible()
    calls = page.get_by_test_id("call-list")
    assert [link.get_attribute("href") for link in calls.locator("a.phone").all()] == [
        "tel:8101",
        "tel:8100",
    ]
    camera = page.get_by_test_id("cameras").get_by_role("link")
    expect(camera).to_have_attribute("href", "https://video.invalid/H1")
    expect(camera).to_have_text("▶ 苯罐区全景")
    channels = page.get_by_test_id("channel")
    assert [one.get_attribute("data-stand") for one in channels.all()] == [
        "beyond",
        "clear",
        "clear",
    ]
    expect(page.get_by_test_id("votes")).to_contain_text("已超 1，需 2")
    plan = page.get_by_test_id("plan")
    expect(plan.get_by_role("link")).to_have_attribute("href", "https://plans.invalid/H1")
    expect(plan.locator("li")).to_have_text(["切断进料", "撤离下风向", "启动喷淋"])
    expect(plan).to_contain_text("共 4 步")
    expect(page.get_by_test_id("where")).to_contain_text("张主要")
    for needed in (detail.get_by_test_id("tag-value"), calls, camera, channels.first):
        expect(needed).to_be_in_viewport(ratio=1)
    keep(page, "pane")


def test_a_plant_without_areas_has_one_level(open_page: Opener) -> None:
    def forget(route: Any) -> None:
        route.fulfill(json={"items": [], "next": None})

    page = open_page(lambda page: page.route("**/api/v1/areas*", forget))
    expect(page.get_by_test_id("crumbs")).to_contain_text("测试园区")
    expect(page.get_by_test_id("map-back")).to_be_disabled()
    for hazard in ("H1", "H2", "H3"):
        expect(card_of(page, f"hazard:{hazard}")).to_be_visible()
    expect(page.get_by_test_id("area")).to_have_count(0)
    page.screenshot(path=PICTURES / "map_without_areas_zh.png")


def test_every_place_is_within_reach_of_all(page: Page, platform: Platform) -> None:
    for place in ("", "?area=park", "?hazard=H1"):
        page.goto(f"{platform.url}/{place}")
        expect(page.get_by_test_id("map-card").first).to_be_visible()
        assert "\n".join(find_violations(page)) == ""
