"""The screen of hazards in a real browser: the list of all, and the page of one, live.

As people go through it at night: which hazard is worst, then on its page what stands where, whether
the interlocks act, what to do and whom to call.
"""

import re
import signal
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.contract.exchange import send
from tests.contract.plant_directory import write_plant
from tests.gateway_client import GatewayClient, now_ms, run_gateway
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import PICTURES, open_pages
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

LONG: Final = "一家名字特别长的精细化工与仓储物流股份有限公司第二生产基地"
MANY: Final = 300

PLANT: Final = f"""
[park]
id = "P1"
name = "测试园区"
name_en = "Test park"

[[enterprise]]
id = "ent1"
name = "甲公司"
name_en = "Alpha"
phone = "0523-1000"

[[enterprise]]
id = "ent2"
name = "{LONG}"
name_en = "A company whose name is much longer than any column is wide"

[[hazard]]
id = "H1"
enterprise = "ent1"
name = "苯罐区"
name_en = "Benzene farm"
level = 2
exposed_population = 60
chemicals = [{{ cas = "71-43-2", quantity_t = 600 }}]
responsible = {{ principal = "王厂长", technical = "李总工", operating = "赵主任" }}

[hazard.plan]
title = "苯泄漏处置"
title_en = "Benzene release"
url = "https://plans.test/benzene"
steps = ["撤离", "切断", "覆盖泡沫", "报告"]
steps_en = ["Evacuate", "Shut off", "Cover with foam", "Report"]

[[hazard]]
id = "H2"
enterprise = "ent2"
name = "{LONG}罐区"
name_en = "A tank farm whose name is much longer than any column of the list is wide"
level = 1

[[hazard]]
id = "H3"
enterprise = "ent2"
name = "公用工程站"

[[equipment]]
id = "V-101"
hazard = "H1"
kind = "tank"
name = "苯储罐"
name_en = "Benzene tank"
location = [119.9000, 32.1000]

[[equipment]]
id = "P-101"
hazard = "H1"
kind = "pump"
name = "苯泵"
location = [119.9010, 32.1000]

[[equipment]]
id = "WS-1"
hazard = "H1"
kind = "weather_station"
name = "气象站"
location = [119.9005, 32.1010]

[[equipment]]
id = "V-201"
hazard = "H2"
kind = "sphere"
name = "球罐"

[[gateway]]
id = "gw1"
enterprise = "ent1"

[[gateway]]
id = "gw2"
enterprise = "ent2"

[[interlock]]
id = "IL-101"
name = "苯储罐高高液位联锁"
causes = [{{ source = "LT-101", condition = "HH" }}, {{ source = "PT-101", condition = "HH" }}]
effects = [
  {{ tag = "XV-101", expected = 0, travel_s = 1 }},
  {{ tag = "YL-101", expected = 0, travel_s = 60 }},
]
bypass = "HS-101"

[[interlock]]
id = "IL-102"
name = "苯储罐液位二取二联锁"
causes = [{{ source = "V-LT", condition = "voted" }}]
effects = [{{ tag = "XV-101", expected = 0, travel_s = 60 }}]

[[voting]]
id = "V-LT"
tags = ["LT-101", "LT-102"]
need = 2
condition = "HH"
name = "苯储罐液位二取二"

[[camera]]
id = "cam"
name = "罐区全景"
url = "rtsp://cameras.test/1"
hazards = ["H1"]

[[contact]]
id = "desk"
name = "中控室 / Control room"
phone = "0523-1001"
hazards = ["H1"]
"""

HEAD: Final = (
    "tag,enterprise,equipment,kind,unit,range_lo,range_hi,ll,l,h,hh,interval_s,name,name_en\n"
)
TAGS: Final = (
    HEAD
    + """\
LT-101,,V-101,level,%,0,100,5,10,80,90,,苯储罐液位,Benzene tank level
LT-102,,V-101,level,%,0,100,,,,90,,苯储罐液位 2,Benzene tank level 2
PT-101,,V-101,pressure,kPa,0,400,,,300,350,,苯储罐压力,Benzene tank pressure
TT-101,,V-101,temperature,℃,-20,120,,,60,,1,苯储罐温度,Benzene tank temperature
XV-101,,V-101,valve_position,,0,1,,,,,,进料阀,Feed valve
YL-101,,P-101,pump_running,,0,1,,,,,,苯泵运行,Pump running
HS-101,,V-101,bypass_state,,0,1,,,,,,旁路开关,Bypass switch
WD-1,,WS-1,wind_direction,°,0,360,,,,,,风向,Wind direction
WS-1S,,WS-1,wind_speed,m/s,0,60,,,,,,风速,Wind speed
"""
    + "".join(
        f"T-{number:03},,V-201,temperature,℃,-50,150,,,100,120,,球罐温度 {number},\n"
        for number in range(MANY)
    )
)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_mosquitto(tmp_path_factory.mktemp("broker"), persistence="false") as running:
        yield running.url


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, broker: str) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("platform")
    with run_platform(folder, write_plant(folder / "plant", PLANT, TAGS), broker) as site:
        yield site


@pytest.fixture(scope="module")
def gateway(platform: Platform, broker: str) -> Iterator[GatewayClient]:
    calm = {
        "LT-101": 50,
        "LT-102": 50,
        "PT-101": 100,
        "TT-101": 20,
        "XV-101": 1,
        "YL-101": 1,
        "HS-101": 0,
    }
    with run_gateway(broker) as client:
        client.send({"ts": now_ms(), "values": {**calm, "WD-1": 135}})
        send(platform, client, "WS-1S", 3.2)
        yield client


@pytest.fixture(scope="module")
def desk(browser: Browser, platform: Platform, gateway: GatewayClient) -> Iterator[Page]:
    """One desk for all, logged in once."""
    screen = {"timezone_id": "America/New_York", "viewport": {"width": 1440, "height": 900}}
    with open_pages(browser, platform.url, PASSWORD, **screen) as log_in:
        yield log_in(path="/hazards", ready="hazard-rows")


@pytest.fixture
def page(desk: Page, platform: Platform) -> Page:
    """The list, as somebody finds it who comes to it."""
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.evaluate("localStorage.removeItem('hazardwatch.language')")
    desk.goto(f"{platform.url}/hazards")
    desk.get_by_test_id("hazard-row").first.wait_for()
    return desk


def row_of(page: Page, hazard: str) -> Locator:
    return page.locator(f'[data-testid=hazard-row][data-hazard="{hazard}"]')


def tag_of(page: Page, tag: str) -> Locator:
    return page.locator(f'[data-testid=hazard-tag][data-tag="{tag}"]')


def open_hazard(page: Page, hazard: str) -> None:
    page.locator(f"#hazard-{hazard}").click()
    expect(page).to_have_url(re.compile(f"/hazards\\?id={hazard}$"))
    page.get_by_test_id("hazard-page").wait_for()


def expect_crossing(page: Page, cause: str, tag: str, state: str) -> None:
    """The crossing of a cause and the effect on a tag stands so."""
    heads = page.get_by_test_id("matrix-effect")
    heads.first.wait_for(timeout=15_000)
    column = [head.get_attribute("data-tag") for head in heads.all()].index(tag)
    row = page.locator(f'[data-testid=matrix-row][data-cause="{cause}"]')
    crossing = row.locator("td").nth(column).get_by_test_id("crossing")
    expect(crossing).to_have_attribute("data-state", state, timeout=15_000)


def expect_order(page: Page, *hazards: str) -> None:
    rows = page.get_by_test_id("hazard-row")
    expect(rows).to_have_count(len(hazards))
    for place, hazard in enumerate(hazards):
        expect(rows.nth(place)).to_have_attribute("data-hazard", hazard)


def picture(page: Page, name: str) -> None:
    """At both sizes of a desk, in both languages, as they stand beside each other."""
    for width, height in ((1920, 1080), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(150)
        page.screenshot(path=PICTURES / f"hazards_{name}_{width}.png")


def turn_language(page: Page, language: str) -> None:
    page.get_by_test_id("language-switch").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_the_list_tells_level_grading_alarms_and_who_answers_for_it(
    page: Page, platform: Platform, gateway: GatewayClient
) -> None:
    row = row_of(page, "H1")
    for text in ("二级", "R 18.0", "1.5 × (1 × 600/50)", "王厂长", "李总工", "赵主任", "无报警"):
        expect(row).to_contain_text(text)
    expect(row).to_contain_text("声明二级，计算为三级")
    expect(row_of(page, "H3")).to_contain_text("未分级")
    expect_order(page, "H2", "H1", "H3")
    send(platform, gateway, "LT-101", 85)
    expect(row.get_by_test_id("worst-alarm")).to_have_text("LT-101 高限")
    expect(row).to_contain_text("未确认 1")
    page.mouse.move(5, 5)
    expect_order(page, "H1", "H2", "H3")
    picture(page, "list_zh")
    turn_language(page, "en")
    expect(row).to_contain_text("Benzene farm")
    picture(page, "list_en")
    send(platform, gateway, "LT-101", 50)


def test_the_list_is_worked_by_keyboard_and_kept_in_the_address(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("alpha")
    expect(page.get_by_test_id("hazard-row")).to_have_count(1)
    expect(page).to_have_url(re.compile("text=alpha"))
    page.keyboard.press("ArrowDown")
    expect(page.locator("#hazard-H1")).to_be_focused()
    page.reload()
    expect(page.get_by_test_id("hazard-search")).to_have_value("alpha")
    page.get_by_test_id("hazard-clear").click()
    page.get_by_test_id("hazard-enterprise").select_option("ent2")
    expect_order(page, "H2", "H3")
    page.get_by_test_id("hazard-level").select_option("none")
    expect(page.get_by_test_id("hazard-row")).to_have_count(1)
    page.get_by_test_id("hazard-clear").click()
    sort = page.get_by_test_id("sort-by-level")
    sort.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect_order(page, "H3", "H1", "H2")
    expect(page).to_have_url(re.compile("sort=-level"))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#hazard-H1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/hazards\?id=H1$"))
    page.go_back()
    expect(page).to_have_url(re.compile("sort=-level"))
    expect_order(page, "H3", "H1", "H2")


def test_a_page_tells_what_to_do_whom_to_call_and_how_it_is_graded(page: Page) -> None:
    open_hazard(page, "H1")
    plan = page.get_by_test_id("emergency-plan")
    expect(plan.get_by_role("listitem")).to_have_text(["撤离", "切断", "覆盖泡沫", "报告"])
    expect(plan.get_by_role("link")).to_have_attribute("href", "https://plans.test/benzene")
    people = page.get_by_test_id("hazard-people")
    for text in ("王厂长", "李总工", "赵主任", "中控室", "☎ 0523-1001", "☎ 0523-1000", "60"):
        expect(people).to_contain_text(text)
    camera = page.get_by_test_id("cameras").get_by_role("link")
    expect(camera).to_have_attribute("href", "rtsp://cameras.test/1")
    graded = page.get_by_test_id("hazard-grading")
    for text in ("苯", "CAS 71-43-2", "600", "18.0", "转引", "计算为三级"):
        expect(graded).to_contain_text(text)
    expect(page.get_by_test_id("hazard-wind")).to_contain_text("东南风")
    expect(page.get_by_test_id("wind-arrow")).to_have_attribute("data-from", "135")
    expect(page.get_by_test_id("hazard-records")).to_contain_text("没有未销的处置记录")
    page.reload()
    expect(plan).to_contain_text("苯泄漏处置")
    turn_language(page, "en")
    expect(plan.get_by_role("listitem").first).to_have_text("Evacuate")
    page.goto(page.url.replace("id=H1", "id=gone"))
    expect(page.get_by_test_id("unknown-hazard")).to_contain_text("gone")


def test_values_are_live_and_equipment_chooses_whose_are_shown(
    page: Page, platform: Platform, gateway: GatewayClient
) -> None:
    open_hazard(page, "H1")
    level = tag_of(page, "LT-101")
    expect(level).to_contain_text("50.0")
    expect(level).to_contain_text("LL 5.0 L 10.0 H 80.0 HH 90.0")
    send(platform, gateway, "LT-101", 62.5)
    expect(level).to_contain_text("62.5")
    mark = page.locator('[data-testid=equipment-mark][data-equipment="V-101"]')
    expect(mark).not_to_have_attribute("data-worst", "high")
    send(platform, gateway, "PT-101", 355)
    expect(mark).to_have_attribute("data-worst", "high")
    expect(tag_of(page, "PT-101").get_by_test_id("tag-alarm")).to_contain_text("高高限 +1")
    pump = page.locator('[data-testid=equipment-line][data-equipment="P-101"]')
    pump.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("hazard-tag")).to_have_count(1)
    expect(page).to_have_url(re.compile("equipment=P-101"))
    page.get_by_test_id("all-tags").click()
    page.get_by_test_id("troubled-tags").click()
    expect(tag_of(page, "PT-101")).to_be_visible()
    expect(level).to_be_hidden()
    page.get_by_test_id("troubled-tags").click()
    # TT-101 is to come every second and came once: it keeps its value, grey and with its age
    cold = tag_of(page, "TT-101")
    expect(cold).to_have_class(re.compile("is-stale"), timeout=15_000)
    expect(cold).to_contain_text("20.0")
    expect(cold).to_contain_text(re.compile(r"数据超时 0\d:\d\d"))
    send(platform, gateway, "PT-101", 100)


def test_the_matrix_follows_a_demand_to_its_failure_and_shows_a_bypass(
    page: Page, platform: Platform, gateway: GatewayClient
) -> None:
    open_hazard(page, "H1")
    expect_crossing(page, "LT-101:HH", "XV-101", "ready")
    send(platform, gateway, "HS-101", 1)
    expect_crossing(page, "PT-101:HH", "YL-101", "bypassed")
    send(platform, gateway, "HS-101", 0)
    expect_crossing(page, "PT-101:HH", "YL-101", "ready")
    send(platform, gateway, "LT-101", 95)
    expect_crossing(page, "LT-101:HH", "XV-101", "failed")
    expect_crossing(page, "LT-101:HH", "YL-101", "demanded")
    expect_crossing(page, "PT-101:HH", "XV-101", "ready")
    # one of two: the vote is not reached, and the page shows how it stands
    expect_crossing(page, "V-LT:voted", "XV-101", "ready")
    channels = page.get_by_test_id("vote-channels").locator("[data-stand]")
    expect(channels.nth(0)).to_have_attribute("data-stand", "beyond")
    expect(channels.nth(1)).to_have_attribute("data-stand", "clear")
    send(platform, gateway, "YL-101", 0)
    expect_crossing(page, "LT-101:HH", "YL-101", "tripped")
    expect(page.get_by_test_id("hazard-handling").first).to_be_visible(timeout=15_000)
    page.mouse.move(5, 5)
    picture(page, "page_zh")
    turn_language(page, "en")
    picture(page, "page_en")
    page.set_viewport_size({"width": 1180, "height": 800})
    page.screenshot(path=PICTURES / "hazards_page_narrow_en.png")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_test_id("crossing-link").first.click()
    expect(page).to_have_url(re.compile(r"/interlocks\?id=IL-101$"))
    page.go_back()
    page.get_by_test_id("hazard-alarm-link").first.click()
    expect(page.get_by_test_id("alarm-table")).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("hazard-page")).to_be_visible()
    send(platform, gateway, "LT-101", 50)


def test_hundreds_of_tags_are_drawn_as_few_and_equipment_without_places_in_rows(
    page: Page, platform: Platform, broker: str
) -> None:
    open_hazard(page, "H2")
    expect(page.get_by_test_id("tags-shown")).to_have_text(f"{MANY}/{MANY}")
    expect(page.get_by_test_id("equipment-plan")).to_have_attribute("data-kind", "rows")
    expect(page.get_by_test_id("plan-kind")).to_contain_text("不是位置")
    assert page.get_by_test_id("hazard-tag").count() < 40
    with run_gateway(broker, "hazard/v1/P1/ent2/gw2") as other:
        for turn in range(5):
            values = {f"T-{number:03}": number % 90 + turn / 10 for number in range(MANY)}
            other.send({"ts": now_ms(), "values": values})
        expect(tag_of(page, "T-007")).to_contain_text("7.4")
        page.get_by_test_id("tag-rows").evaluate("rows => rows.scrollTo(0, rows.scrollHeight)")
        expect(tag_of(page, "T-299")).to_contain_text("29.4")
        assert page.get_by_test_id("hazard-tag").count() < 40
        picture(page, "many_zh")
        page.get_by_test_id("tag-search").fill("t-150")
        expect(page.get_by_test_id("hazard-tag")).to_have_count(1)
    expect(page.get_by_test_id("emergency-plan")).to_contain_text("没有此危险源的预案")
    expect(page.get_by_test_id("hazard-matrix")).to_contain_text("没有配置联锁")


def test_a_lost_connection_leaves_the_picture_standing(
    browser: Browser, platform: Platform, gateway: GatewayClient
) -> None:
    with open_pages(browser, platform.url, PASSWORD) as log_in:
        page = log_in(lambda page: page.clock.install(), path="/hazards?id=H1", ready="tag-rows")
        cold, liveness = tag_of(page, "TT-101"), page.get_by_test_id("liveness")
        expect(cold).to_have_class(re.compile("is-stale"), timeout=15_000)
        assert platform.process is not None
        platform.process.send_signal(signal.SIGSTOP)
        try:
            page.clock.run_for(11_000)
            expect(liveness).to_have_attribute("data-liveness", "lost")
            stands = cold.inner_text()
            page.clock.run_for(5_000)
            assert cold.inner_text() == stands
            page.screenshot(path=PICTURES / "hazards_lost_zh.png")
        finally:
            platform.process.send_signal(signal.SIGCONT)
        page.clock.run_for(20_000)
        expect(liveness).to_have_attribute("data-liveness", "live", timeout=20_000)


def test_a_hazard_is_reached_from_the_overview(page: Page) -> None:
    page.get_by_test_id("screen-overview").click()
    page.get_by_test_id("hazard").first.click()
    page.get_by_test_id("hazard-link").click()
    expect(page.get_by_test_id("hazard-page")).to_be_visible()
