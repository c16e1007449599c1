"""The wall of the monitoring centre, in a real browser against a platform of its own.

It is only looked at: everything is readable from afar, nothing can be pressed, nothing sounds, and
it never goes blank.
"""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect

from tests.contract.exchange import act, send
from tests.contract.plant_directory import PATIENT, PLANT, write_plant
from tests.gateway_client import GatewayClient, now_ms, run_gateway
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import PICTURES, Opener, count_sounds, open_pages
from tests.real.mosquitto import Mosquitto, run_mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

SIZES = [(3840, 1080), (1920, 1080), (1920, 540), (1600, 900), (1180, 800)]
WALL = {"width": 3840, "height": 1080}
PLACED = PLANT.replace(
    "level = 1\n",
    "level = 1\nlocation = [119.30, 32.30]\n"
    'responsible = { principal = "张主要", technical = "李技术", operating = "王操作" }\n',
)
HAZARD = """
[[hazard]]
id = "{id}"
enterprise = "{enterprise}"
name = "{name}"
name_en = "{name_en}"
level = {level}
location = [{at}]

[[equipment]]
id = "{id}-V"
hazard = "{id}"
kind = "tank"
name = "{name}储罐"
"""
FARMS = [
    ("H2", "ent1", "甲醇罐区", "Methanol farm", 2, "119.32, 32.30"),
    ("H3", "ent2", "液氯储存间", "Chlorine store", 3, "119.40, 32.20"),
    ("H4", "ent2", "聚合反应车间" * 6, "Polymerisation hall without an end", 4, "119.42, 32.20"),
]
KEYS = ("id", "enterprise", "name", "name_en", "level", "at")
PARK = (
    PLACED.replace('id = "gw2"', 'id = "gw2"\nsimulation = true').replace(
        '"苯罐区"\nlevel = 1',
        '"苯罐区"\nlevel = 1\nexposed_population = 20\n'
        'chemicals = [{ cas = "71-43-2", quantity_t = 6000 }]',
    )
    + '\n[[enterprise]]\nid = "ent2"\nname = "乙公司"\nname_en = "Second works"\n'
    + "".join(HAZARD.format(**dict(zip(KEYS, farm, strict=True))) for farm in FARMS)
    + '\n[[equipment]]\nid = "W-1"\nhazard = "H1"\nkind = "weather"\nname = "一号气象站"\n'
)
TANKS = [f"LT-{number}" for number in range(201, 221)]
LEVEL = "{tag},ent1,V-101,level,%,0,100,,,80,90,2,,,,,{tag} 液位,Level of {tag},\n"
WIND = (
    "WD-1,ent1,W-1,wind_direction,°,0,360,,,,,,,,,,风向,Wind direction,\n"
    "WS-1,ent1,W-1,wind_speed,m/s,0,40,,,,,,,,,,风速,Wind speed,\n"
)
WATCHED = PATIENT + WIND + "".join(LEVEL.format(tag=tag) for tag in TANKS)

READABLE = """least => {
    const channels = text => (text.match(/[\\d.]+/g) ?? []).map(Number);
    const light = ([r, g, b]) => [r, g, b]
        .map(value => value / 255)
        .map(value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
        .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
    const paint = (element, name) => channels(getComputedStyle(element)[name]);
    const isSolid = colour => colour.length === 3 || colour[3] === 1;
    const ground = element => {
        for (let at = element; at; at = at.parentElement) {
            const rect = at.matches("g") ? at.querySelector(":scope > rect") : null;
            const colour = rect ? paint(rect, "fill") : paint(at, "backgroundColor");
            if (colour.length && isSolid(colour)) return colour;
        }
        throw new Error("no ground");
    };
    const found = [];
    for (const element of document.querySelectorAll(".wall *")) {
        const own = [...element.childNodes].filter(node => node.nodeType === 3);
        const text = own.map(node => node.data).join("").trim();
        if (text === "" || element.closest("title") || !element.checkVisibility()) continue;
        const drawn = element instanceof SVGElement;
        const size = parseFloat(getComputedStyle(element).fontSize)
            * (drawn ? element.getScreenCTM().a : 1);
        const one = light(paint(element, drawn ? "fill" : "color"));
        const other = light(ground(element));
        const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        if (size < least - 0.01 || contrast < 4.5) found.push([text, size, contrast]);
    }
    return found;
}"""
"""What on the wall is smaller than ``least`` px or has a contrast below 4.5."""


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    with run_mosquitto(tmp_path / "broker", persistence="false") as running:
        yield running


@pytest.fixture
def plant() -> tuple[str, str]:
    return PARK, WATCHED


@pytest.fixture
def platform(tmp_path: Path, broker: Mosquitto, plant: tuple[str, str]) -> Iterator[Platform]:
    """One that knows of nothing before: a flood looks back for ten minutes."""
    with run_platform(tmp_path, write_plant(tmp_path / "plant", *plant), broker.url) as site:
        yield site


@pytest.fixture
def gateway(platform: Platform, broker: Mosquitto) -> Iterator[GatewayClient]:
    with run_gateway(broker.url) as client:
        yield client


@pytest.fixture
def open_page(browser: Browser, platform: Platform) -> Iterator[Opener]:
    """A screen that stands in another zone than the park."""
    screen = {"timezone_id": "America/New_York", "viewport": WALL}
    with open_pages(browser, platform.url, PASSWORD, **screen) as log_in:
        yield log_in


@pytest.fixture
def page(open_page: Opener, platform: Platform) -> Page:
    page = open_page()
    page.goto(f"{platform.url}/wall")
    expect(page.get_by_test_id("wall-live")).to_contain_text("实时")
    return page


def card_of(page: Page, hazard: str) -> Locator:
    return page.locator(f'[data-testid=map-card][data-hazard="{hazard}"]')


def hazard_of(page: Page, hazard: str) -> Locator:
    return page.locator(f'[data-testid=wall-hazard][data-hazard="{hazard}"]')


def expect_readable(page: Page, least: int) -> None:
    """Nothing is smaller, paler than WCAG AA, or beyond the edge of the screen."""
    assert page.evaluate(READABLE, least) == []
    assert page.evaluate(
        "document.documentElement.scrollWidth <= innerWidth"
        " && document.documentElement.scrollHeight <= innerHeight"
    )


def test_the_park_is_seen_at_a_glance_and_nothing_can_be_pressed(
    page: Page, platform: Platform, gateway: GatewayClient
) -> None:
    send(platform, gateway, "WD-1", 45)
    send(platform, gateway, "WS-1", 3.2)
    send(platform, gateway, "LT-101", 50)
    send(platform, gateway, "LT-101", 92)
    send(platform, gateway, "PT-101", 320)

    rows = page.get_by_test_id("wall-alarm")
    expect(rows).to_have_count(2)
    for text in ("PT-101", "高限", "未确认", "320", "kPa (限值 300.0)", "持续 00:0", "苯罐区"):
        expect(rows.first).to_contain_text(text)
    expect(page.get_by_test_id("wall-count-critical")).to_contain_text("1")
    expect(page.get_by_test_id("wall-waiting")).to_contain_text("最久未确认")

    card = card_of(page, "H1")
    expect(card).to_contain_text("1 一级")
    expect(card).to_contain_text("▲1 紧急")
    assert card.locator(".map-ground").get_attribute("class") == "map-ground level-1"
    expect(card_of(page, "H3").locator(".map-badge")).to_have_count(0)
    for word in ("浅底色 = 重大危险源级别", "标牌 = 最高在列报警"):
        expect(page.get_by_test_id("wall-legend")).to_contain_text(word)
    expect(page.get_by_test_id("wall-map")).to_contain_text("示意图")
    north_west, south_east = card.bounding_box(), card_of(page, "H3").bounding_box()
    assert north_west is not None
    assert south_east is not None
    assert north_west["x"] < south_east["x"]
    assert north_west["y"] < south_east["y"]

    wind = page.get_by_test_id("wall-wind")
    for text in ("一号气象站", "东北风", "3.20 m/s", "前"):
        expect(wind).to_contain_text(text)
    assert wind.get_by_test_id("wind-arrow").get_attribute("transform") == "rotate(225)"

    hazard = hazard_of(page, "H1")
    for text in (
        "1 一级",
        "苯罐区",
        "R 120.0",
        "在线率",
        "未确认 3",
        "主要 张主要",
        "技术 李技术",
        "操作 王操作",
    ):
        expect(hazard).to_contain_text(text)
    expect(hazard_of(page, "H2")).to_contain_text("未填包保责任人")

    expect(page.get_by_test_id("simulation-bar")).to_contain_text("不是现场数据")
    assert page.locator(".wall :is(button, a, input, select, [tabindex])").count() == 0
    expect(page.locator("nav")).to_have_count(0)
    expect(page.get_by_test_id("sound-bar")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_have_count(0)
    for size in SIZES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.wait_for_timeout(300)
        expect_readable(page, 28 if size == (3840, 1080) else 10)
        page.screenshot(path=PICTURES / f"wall_{size[0]}x{size[1]}_zh.png")
    page.goto(f"{platform.url}/wall?language=en")
    page.set_viewport_size(WALL)
    expect(page.get_by_test_id("wall")).to_have_attribute("lang", "en")
    expect(wind).to_contain_text("North-east wind")
    expect(hazard_of(page, "H1")).to_contain_text("Principal 张主要")
    expect_readable(page, 28)
    page.screenshot(path=PICTURES / "wall_en.png")

    act(platform, "PT-101:H", "acknowledge")
    row = page.locator('[data-testid=wall-alarm][data-alarm="PT-101:H"]')
    expect(row).to_contain_text("Acknowledged")
    assert rows.first.get_attribute("data-alarm") == "LT-101:HH", "unacknowledged first"


@pytest.mark.soak
def test_what_has_no_room_turns_by_itself_and_the_gravest_stays(
    page: Page, platform: Platform, gateway: GatewayClient
) -> None:
    """Ten alarms are no flood; on a low wall they do not fit."""
    page.set_viewport_size({"width": 1600, "height": 300})
    send(platform, gateway, "PT-101", 320)
    gateway.send({"ts": now_ms(), "values": dict.fromkeys(TANKS[:9], 85)})
    turning = page.get_by_test_id("wall-alarms-page")
    expect(turning).to_be_visible()
    first, last = (page.get_by_test_id("wall-alarm").nth(at) for at in (0, -1))
    expect(first).to_have_attribute("data-alarm", "PT-101:H")
    seen, lowest = turning.inner_text(), last.get_attribute("data-alarm")
    page.screenshot(path=PICTURES / "wall_turning_zh.png")
    expect(turning).not_to_have_text(seen, timeout=17_000)
    expect(first).to_have_attribute("data-alarm", "PT-101:H")
    assert last.get_attribute("data-alarm") != lowest
    lists = page.locator(".wall-list").evaluate_all(
        "lists => lists.map(list => list.scrollHeight <= list.clientHeight)"
    )
    assert lists == [True, True]


def test_a_flood_is_one_row_a_hazard(
    page: Page, platform: Platform, gateway: GatewayClient
) -> None:
    send(platform, gateway, "LT-201", 85)
    for tag in TANKS[1:15]:
        gateway.send({"ts": now_ms(), "values": {tag: 85}})
    flood = page.get_by_test_id("wall-flood")
    expect(flood).to_contain_text("报警泛滥 自", timeout=10_000)
    expect(flood).to_contain_text("首出 LT-201 高限")
    fold = page.get_by_test_id("wall-fold")
    expect(fold).to_have_count(1)
    for text in ("苯罐区", "■ 中 15", "未确认 15", "首出 LT-201 高限"):
        expect(fold).to_contain_text(text)
    expect(page.get_by_test_id("wall-alarm")).to_have_count(0)
    expect_readable(page, 28)
    page.screenshot(path=PICTURES / "wall_flood_zh.png")


def test_it_is_mute_and_keeps_the_last_picture_when_the_connection_is_lost(
    browser: Browser, platform: Platform, gateway: GatewayClient
) -> None:
    page = browser.new_page(locale="zh-CN", viewport=WALL)
    count_sounds(page)
    page.goto(f"{platform.url}/wall")
    log_in(page)
    send(platform, gateway, "PT-101", 320)
    expect(page.get_by_test_id("wall-alarm")).to_have_count(1)
    assert platform.process is not None
    platform.process.send_signal(signal.SIGSTOP)
    try:
        bar = page.get_by_test_id("connection-bar")
        expect(bar).to_contain_text("连接中断 — 画面为", timeout=15_000)
        expect(page.get_by_test_id("wall-alarm")).to_have_count(1)
        assert page.locator(".wall-panels").evaluate("at => getComputedStyle(at).filter") == (
            "grayscale(1)"
        )
        page.screenshot(path=PICTURES / "wall_lost_zh.png")
    finally:
        platform.process.send_signal(signal.SIGCONT)
    expect(bar).to_have_count(0, timeout=20_000)
    assert page.evaluate("sounds") == 0
    page.close()


def log_in(page: Page) -> None:
    page.get_by_test_id("login-user").fill("admin")
    page.get_by_test_id("login-password").fill(PASSWORD)
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("wall-live")).to_contain_text("实时")


@pytest.mark.soak
def test_without_a_session_the_picture_stays_grey_and_says_how_to_log_in(
    page: Page, platform: Platform, gateway: GatewayClient
) -> None:
    send(platform, gateway, "PT-101", 320)
    expect(page.get_by_test_id("wall-alarm")).to_have_count(1)
    gone = page.request.post(f"{platform.url}/api/v1/auth/logout", headers={"X-Hazardwatch": "1"})
    assert gone.ok
    ended = page.get_by_test_id("wall-ended")
    expect(ended).to_contain_text("登录已过期 — 画面为", timeout=30_000)
    expect(ended).to_contain_text("右下角重新登录")
    expect(page.get_by_test_id("wall-live")).to_contain_text("登录已过期")
    expect(page.get_by_test_id("wall-alarm")).to_have_count(1)
    expect(page.get_by_test_id("wall-map")).to_be_in_viewport(ratio=1)
    expect(page.get_by_test_id("login-user")).to_be_in_viewport(ratio=1)
    page.screenshot(path=PICTURES / "wall_ended_zh.png")
    log_in(page)
    expect(ended).to_have_count(0)


def test_before_the_alarms_are_known_nothing_is_called_calm(
    open_page: Opener, platform: Platform
) -> None:
    def hold_back(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        server.on_message(lambda text: None if '"t":"snap"' in str(text) else route.send(text))

    page = open_page()
    page.route_web_socket("**/api/v1/live", hold_back)
    page.goto(f"{platform.url}/wall")
    expect(page.get_by_test_id("wall-live")).to_contain_text("实时")
    expect(page.get_by_test_id("wall-alarms")).to_contain_text("正在载入")
    expect(page.get_by_test_id("wall-count-critical")).to_contain_text("—")
    expect(page.get_by_test_id("wall-waiting")).not_to_contain_text("0")
    expect(hazard_of(page, "H1")).to_contain_text("无数据")


def test_a_platform_that_hears_nothing_is_not_calm(page: Page, broker: Mosquitto) -> None:
    broker.kill()
    expect(page.get_by_test_id("platform-bar")).to_contain_text("消息代理断开", timeout=60_000)
    expect(page.get_by_test_id("wall-live")).to_contain_text("平台故障")
    page.screenshot(path=PICTURES / "wall_trouble_zh.png")


@pytest.mark.parametrize("plant", [(PLANT, PATIENT)])
def test_of_a_plant_that_tells_little_it_says_what_is_missing(page: Page) -> None:
    expect(page.get_by_test_id("wall-map")).to_contain_text("没有可画出的位置")
    expect(page.get_by_test_id("wall-wind")).to_have_count(0)
    expect(page.get_by_test_id("wall-alarms")).to_contain_text("没有在列报警")
    expect(hazard_of(page, "H1")).to_contain_text("未填包保责任人")
    page.screenshot(path=PICTURES / "wall_bare_zh.png")


def test_it_opens_beside_the_desk_and_not_in_its_place(open_page: Opener) -> None:
    page = open_page()
    with page.context.expect_page() as opened:
        page.get_by_test_id("screen-wall").click()
    expect(opened.value.get_by_test_id("wall")).to_be_visible()
    expect(page.get_by_test_id("alarm-table")).to_be_visible()
    opened.value.close()
