"""The screen of trends in a real browser against a platform of its own, as its user has it.

The browser stands in New York: what it shows and what is typed is Beijing time all the same.
"""

import json
import re
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, WebSocketRoute, expect

from tests.contract.exchange import act, send
from tests.contract.plant_directory import PATIENT, PLANT, write_plant
from tests.gateway_client import GatewayClient, now_ms, run_gateway
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import PICTURES, Opener, open_pages
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

LONG = "一个名字特别特别长的储罐液位测点" * 6
LONG_EN = "A level of a tank with a very long name " * 6
FLOW = "FT-201,ent1,V-101,flow,m3/h,0,200,,,150,,5,,,5,,进料流量,Feed flow,\n"
SWIFT = "TT-201,ent1,V-101,temperature,℃,-20,120,,,,,1,,,2,,罐底温度,Bottom temperature,\n"
ODD = "LT-9,ent1,V-101,level,%,0,100,,,,,1,,,,,=1+1 液位,=1+1 level,\n"
WORDY = f"LT-201,ent1,V-101,level,%,0,100,5,10,80,90,2,,,,,{LONG},{LONG_EN},\n"
MANY = "".join(
    f"FI-{number:04},ent1,V-101,flow,m3/h,0,10,,,,,1,,,,,第 {number} 号流量,Flow {number},\n"
    for number in range(500)
)
STARTED_MS = 240_000
"""How long ago the seeded readings begin."""
GAP_S = (100, 160)
"""Between these nothing was read."""


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_mosquitto(tmp_path_factory.mktemp("broker"), persistence="false") as running:
        yield running.url


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, broker: str) -> Iterator[Platform]:
    folder: Path = tmp_path_factory.mktemp("platform")
    tags = PATIENT + FLOW + SWIFT + ODD + WORDY + MANY
    with run_platform(folder, write_plant(folder / "plant", PLANT, tags), broker) as site:
        yield site


@pytest.fixture(scope="module")
def gateway(broker: str) -> Iterator[GatewayClient]:
    with run_gateway(broker) as client:
        yield client


@pytest.fixture(scope="module")
def began(platform: Platform, gateway: GatewayClient) -> int:
    """When the seeded readings begin: two tags every 5 s for four minutes, with a gap of one."""
    began = (now_ms() - STARTED_MS) // 5_000 * 5_000
    gateway.send({"ts": now_ms(), "values": {"FT-201": 120, "PT-101": 124}})
    for second in range(0, STARTED_MS // 1000, 5):
        if not GAP_S[0] <= second < GAP_S[1]:
            values = {"FT-201": second / 2, "PT-101": 100 + second / 10}
            gateway.send({"ts": began + second * 1000, "values": values}, "backfill")
    path = f"tags/FT-201/history?from={began}&to={began + STARTED_MS}&points=1"
    readings = (STARTED_MS // 1000 - (GAP_S[1] - GAP_S[0])) // 5
    platform.wait_for(lambda: platform.get(path)["n"] == [readings])
    return began


@pytest.fixture
def put(platform: Platform, gateway: GatewayClient) -> Iterator[Callable[..., None]]:
    """Puts values into the plant; afterwards it is calm again."""

    def put(**values: float) -> None:
        for tag, value in values.items():
            send(platform, gateway, tag.replace("_", "-"), value)

    yield put
    put(LT_101=50)
    for row in platform.items("alarms"):
        act(platform, row["id"], "acknowledge")


@pytest.fixture
def open_page(browser: Browser, platform: Platform) -> Iterator[Opener]:
    screen = {"timezone_id": "America/New_York", "viewport": {"width": 1600, "height": 900}}
    with open_pages(browser, platform.url, PASSWORD, **screen) as log_in:
        yield log_in


@pytest.fixture
def page(open_page: Opener) -> Page:
    return open_page()


def show(page: Page, *tags: str, **query: object) -> None:
    words = [*(("tag", tag) for tag in tags), *query.items()]
    page.goto(urlsplit(page.url)._replace(path="/trends", query=urlencode(words)).geturl())
    page.get_by_test_id("tag-picker").wait_for()


def row_of(page: Page, tag: str) -> Locator:
    return page.locator(f'[data-testid=trend-row][data-tag="{tag}"]')


def value_of(page: Page, tag: str) -> Locator:
    return row_of(page, tag).get_by_test_id("trend-value")


def address(page: Page) -> dict[str, list[str]]:
    # Not page.url, which hears of what the page writes there a little later.
    return parse_qs(urlsplit(page.evaluate("location.href")).query)


def in_beijing(instant: int) -> str:
    told = datetime.fromtimestamp(instant / 1000, UTC) + timedelta(hours=8)
    return told.strftime("%Y-%m-%d %H:%M:%S")


def wait_for_lines(page: Page, *tags: str) -> None:
    """Until the histories have come: their figures stand in the table."""
    for tag in tags:
        expect(row_of(page, tag).locator("td").nth(6)).not_to_have_text("—")


def test_a_tag_is_found_by_a_part_of_its_name_and_chosen_by_keys(page: Page, began: int) -> None:
    page.get_by_test_id("screen-trends").click()
    expect(page.locator("main")).to_contain_text("尚未选择位号")
    page.screenshot(path=PICTURES / "trends_empty_zh.png")
    picker = page.get_by_test_id("tag-picker")
    picker.press_sequentially("苯储罐")
    matches = page.get_by_test_id("tag-match")
    expect(matches).to_have_count(2)
    picker.press("ArrowDown")
    picker.press("Enter")
    expect(row_of(page, "PT-101")).to_be_visible()
    expect(picker).to_have_value("")
    picker.press_sequentially("流量")
    expect(page.locator(".tag-matches")).to_contain_text("另有 491 个")
    page.screenshot(path=PICTURES / "trends_search_zh.png")
    picker.press("Escape")
    expect(matches).to_have_count(0)
    picker.press("Escape")
    picker.press_sequentially("ft-2")
    matches.first.click()
    picker.fill("没有这样的")
    expect(page.locator(".tag-matches")).to_contain_text("没有符合的位号")
    assert address(page)["tag"] == ["PT-101", "FT-201"]
    page.reload()
    wait_for_lines(page, "PT-101", "FT-201")
    page.get_by_test_id("screen-overview").click()
    page.go_back()
    expect(row_of(page, "FT-201")).to_be_visible()


def test_no_more_than_eight_and_each_can_leave(page: Page) -> None:
    tags = [f"FI-{number:04}" for number in range(9)]
    show(page, *tags)
    expect(page.get_by_test_id("trend-row")).to_have_count(8)
    expect(page.get_by_test_id("tag-picker")).to_be_disabled()
    row_of(page, "FI-0000").get_by_test_id("trend-remove").click()
    expect(page.get_by_test_id("trend-row")).to_have_count(7)
    expect(page.get_by_test_id("tag-picker")).to_be_enabled()
    focus = row_of(page, "FI-0003").get_by_test_id("trend-focus")
    focus.click()
    expect(focus).to_have_attribute("aria-pressed", "true")
    assert address(page)["focus"] == ["FI-0003"]
    assert address(page)["tag"] == tags[1:8]


def test_the_detail_of_a_tag_leads_to_its_trend(page: Page, put: Callable[..., None]) -> None:
    put(LT_101=85)
    page.locator('[data-testid=alarm-row][data-alarm="LT-101:H"]').click()
    page.get_by_test_id("open-trends").scroll_into_view_if_needed()
    page.screenshot(path=PICTURES / "detail_open_trends_zh.png")
    page.get_by_test_id("open-trends").click()
    expect(value_of(page, "LT-101")).to_have_text("85.0")
    expect(row_of(page, "LT-101")).to_contain_text("LL 5.0 · L 10.0 · H 80.0 · HH 90.0")
    put(LT_101=86)
    expect(value_of(page, "LT-101")).to_have_text("86.0")
    expect(page.get_by_test_id("trend-range")).to_contain_text("实时")
    page.go_back()
    expect(page.get_by_test_id("alarm-table")).to_be_visible()


def test_figures_are_of_the_range_and_a_gap_is_a_gap(page: Page, began: int) -> None:
    until = began + STARTED_MS
    show(page, "FT-201", "PT-101", **{"from": began, "to": until})
    wait_for_lines(page, "FT-201", "PT-101")
    cells = row_of(page, "FT-201").locator("td.number")
    read = [second / 2 for second in range(0, 240, 5) if not GAP_S[0] <= second < GAP_S[1]]
    mean = sum(read) / len(read)
    expect(cells.nth(2)).to_have_text("0.0")
    expect(cells.nth(3)).to_have_text(f"{mean:.1f}")
    expect(cells.nth(4)).to_have_text(f"{read[-1]:.1f}")
    page.keyboard.press("Home")
    expect(page.get_by_test_id("trend-cursor")).to_contain_text(in_beijing(began)[11:])
    expect(value_of(page, "FT-201")).to_have_text("0.0")
    for second in (5, 10, 15):
        page.keyboard.press("ArrowRight")
        expect(value_of(page, "FT-201")).to_have_text(f"{second / 2:.1f}")
    page.keyboard.press("ArrowLeft")
    expect(value_of(page, "FT-201")).to_have_text("5.0")
    box = page.get_by_test_id("trend-picture").locator(".u-over").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 130 / 240, box["y"] + 50)
    expect(row_of(page, "FT-201")).to_contain_text("缺数据")
    expect(value_of(page, "FT-201")).to_have_text("—")
    # A tag that reports when something happens stands until it does again.
    expect(value_of(page, "PT-101")).to_have_text("109.5")
    page.screenshot(path=PICTURES / "trends_fixed_zh.png")


def test_a_range_is_typed_in_beijing_time_whatever_the_pc_says(page: Page, began: int) -> None:
    show(page, "FT-201")
    wait_for_lines(page, "FT-201")
    start, end = page.get_by_test_id("trend-from"), page.get_by_test_id("trend-to")
    start.fill("昨天")
    page.get_by_test_id("trend-show").click()
    expect(page.get_by_test_id("trend-trouble")).to_contain_text("年-月-日")
    start.fill(in_beijing(began + 120_000))
    end.fill(in_beijing(began))
    end.press("Enter")
    expect(page.get_by_test_id("trend-trouble")).to_contain_text("须早于")
    start.fill(in_beijing(began))
    end.fill(in_beijing(began + 120_000))
    end.press("Enter")
    expect(page.get_by_test_id("trend-range")).to_contain_text(in_beijing(began))
    assert (address(page)["from"], address(page)["to"]) == ([str(began)], [str(began + 120_000)])
    page.get_by_test_id("trendEarlier").click()
    assert address(page)["from"] == [str(began - 60_000)]
    page.get_by_test_id("trendLater").click()
    page.keyboard.press("+")
    assert int(address(page)["to"][0]) - int(address(page)["from"][0]) == 60_000
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert int(address(page)["to"][0]) - int(address(page)["from"][0]) == 240_000
    page.get_by_test_id("trend-live").click()
    assert address(page)["span"] == ["10m"]
    page.keyboard.press("-")
    expect(page.get_by_test_id("span-30m")).to_have_attribute("aria-pressed", "true")


def test_dragging_over_the_picture_zooms_and_a_key_leads_back(page: Page, began: int) -> None:
    show(page, "FT-201", span="10m")
    wait_for_lines(page, "FT-201")
    box = page.get_by_test_id("trend-picture").locator(".u-over").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 60, steps=4)
    page.mouse.up()
    expect(page.get_by_test_id("trend-range")).to_contain_text("固定时段")
    length = int(address(page)["to"][0]) - int(address(page)["from"][0])
    assert length == pytest.approx(180_000, rel=0.05)
    page.keyboard.press("l")
    expect(page.get_by_test_id("trend-range")).to_contain_text("实时")
    cursor = page.get_by_test_id("trend-cursor")
    expect(cursor).to_contain_text("当前")
    page.keyboard.press("ArrowLeft")
    stays = cursor.inner_text()
    assert stays.startswith("光标")
    page.get_by_test_id("tag-picker").fill("l")
    page.keyboard.press("Home")
    page.wait_for_timeout(2_500)
    assert cursor.inner_text() == stays


def test_what_happened_to_alarms_is_marked_and_stepped_through(
    page: Page, platform: Platform, put: Callable[..., None]
) -> None:
    put(LT_101=50)
    first = now_ms()
    put(LT_101=85)
    platform.wait_for(
        lambda: act(platform, "LT-101:H", "acknowledge").get("state") == "acknowledged"
    )
    show(page, "FT-201", "LT-101", span="10m", focus="LT-101")
    put(LT_101=50)
    items = page.get_by_test_id("event-item")
    expect(items.first).to_contain_text("恢复")
    told = [item.split("\n")[1] for item in items.all_inner_texts()]
    assert told[:3] == ["恢复", "确认", "报警"]
    page.get_by_test_id("event-list").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    chosen = page.locator('[data-testid=event-item][aria-selected="true"]')
    expect(chosen).to_contain_text("admin")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("② LT-101 高限")
    expect(chosen).to_contain_text("中")
    expect(page.get_by_test_id("trend-cursor")).to_contain_text(
        re.compile(f"光标 ({in_beijing(first)[11:]}|{in_beijing(now_ms())[11:17]})")
    )
    marks = page.get_by_test_id("event-mark").locator("title").all_text_contents()
    assert any("LT-101 高限 85.0 %" in mark for mark in marks)
    page.screenshot(path=PICTURES / "trends_events_zh.png")
    page.get_by_test_id("language-switch").click()
    expect(items.first).to_contain_text("Returned")
    page.screenshot(path=PICTURES / "trends_events_en.png")
    show(page, "FI-0499")
    expect(page.locator(".event-pane")).to_contain_text("No alarm events")


def test_a_stale_value_stays_with_its_age_and_is_carried_on(
    page: Page, platform: Platform, gateway: GatewayClient
) -> None:
    for second in range(8, 0, -1):
        gateway.send({"ts": now_ms() - second * 1000, "values": {"TT-201": 30 + second}})
    show(page, "TT-201", span="10m")
    platform.wait_for(lambda: "stale" in platform.get("tags/TT-201")["now"]["marks"], 30)
    row = row_of(page, "TT-201")
    expect(row).to_contain_text("数据超时")
    expect(value_of(page, "TT-201")).to_have_text("31.0")
    age = row.locator("td.number").nth(1)
    expect(age).to_have_text(re.compile(r"\d\d:\d\d"))
    seen = age.inner_text()
    expect(age).not_to_have_text(seen)
    page.screenshot(path=PICTURES / "trends_stale_zh.png")


def test_what_fails_says_so_in_its_row_and_takes_nothing_with_it(page: Page, began: int) -> None:
    refused = {"type": "urn:hazardwatch:problem:historian-unavailable", "title": "x", "status": 503}

    def refuse(route: Route) -> None:
        route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(refused))

    page.route("**/api/v1/tags/PT-101/history*", refuse)
    page.route("**/api/v1/tags/LT-101/history*", lambda route: route.abort())
    page.route("**/api/v1/journal?source*", lambda route: route.abort())
    show(page, "PT-101", "NO-SUCH", "FT-201", "LT-101")
    expect(row_of(page, "PT-101").get_by_test_id("trend-failure")).to_contain_text("暂不可用")
    expect(row_of(page, "LT-101").get_by_test_id("trend-failure")).to_contain_text("载入失败")
    expect(row_of(page, "NO-SUCH")).to_contain_text("未知位号")
    expect(page.locator(".event-pane")).to_contain_text("载入失败")
    wait_for_lines(page, "FT-201")
    page.screenshot(path=PICTURES / "trends_failed_zh.png")
    page.unroute("**/api/v1/journal?source*")
    page.locator(".event-pane").get_by_role("button", name="重试").click()
    expect(page.locator(".event-pane")).not_to_contain_text("载入失败")
    page.unroute("**/api/v1/tags/PT-101/history*")
    row_of(page, "PT-101").get_by_role("button", name="重试").click()
    wait_for_lines(page, "PT-101")
    expect(row_of(page, "PT-101").get_by_test_id("trend-failure")).to_have_count(0)
    row_of(page, "NO-SUCH").get_by_test_id("trend-remove").click()
    expect(row_of(page, "NO-SUCH")).to_have_count(0)


def test_what_is_shown_is_saved_for_a_spreadsheet(
    page: Page, began: int, put: Callable[..., None]
) -> None:
    put(LT_9=42)
    show(page, "FT-201", "LT-9", **{"from": began, "to": began + 19_000})
    wait_for_lines(page, "FT-201")
    with page.expect_download() as told:
        page.get_by_test_id("trend-export").click()
    assert re.fullmatch(r"trends_\d{8}-\d{6}_\d{8}-\d{6}\.csv", told.value.suggested_filename)
    text = Path(told.value.path()).read_bytes().decode("utf-8")
    head, *rows = text.removeprefix("\ufeff").splitlines()
    assert text.startswith("\ufeff")
    assert head.startswith("北京时间（区间起点）,UTC（区间起点）,FT-201 进料流量 (m3/h) 均值,")
    assert [row.split(",")[2:5] for row in rows] == [
        [f"{value:g}"] * 3 for value in (0, 2.5, 5, 7.5)
    ]
    beijing, utc = rows[0].split(",")[:2]
    assert datetime.fromisoformat(beijing) - timedelta(hours=8) == datetime.fromisoformat(
        utc
    ).replace(tzinfo=None)


def test_in_a_replay_now_is_the_time_of_the_recording(open_page: Opener, began: int) -> None:
    ago = 2 * 86_400_000

    def before(page: Page) -> None:
        def play(route: Route) -> None:
            answer = route.fetch()
            route.fulfill(response=answer, json={**answer.json(), "clock": "stream"})

        def connect(socket: WebSocketRoute) -> None:
            server = socket.connect_to_server()

            def pass_on(text: str | bytes) -> None:
                frame: dict[str, Any] = json.loads(text)
                if "now" in frame:
                    frame["now"] -= ago
                socket.send(json.dumps(frame))

            server.on_message(pass_on)

        page.route("**/api/v1/plant", play)
        page.route_web_socket("**/api/v1/live", connect)

    page = open_page(before)
    show(page, "FT-201", span="2h")
    day = in_beijing(now_ms() - ago)[:14]
    expect(page.get_by_test_id("replay-clock")).to_contain_text("回放时钟")
    expect(page.get_by_test_id("replay-clock")).to_contain_text(day[:10])
    expect(page.get_by_test_id("trend-range")).to_contain_text(day[:10])
    expect(page.get_by_test_id("trend-to")).to_have_value(re.compile(day[:10]))
    page.screenshot(path=PICTURES / "trends_replay_zh.png")
    page.get_by_test_id("language-switch").click()
    expect(page.get_by_test_id("replay-clock")).to_contain_text("Replay clock")


def test_the_picture_stands_still_while_the_connection_is_lost(
    page: Page, platform: Platform, began: int
) -> None:
    show(page, "FT-201", span="10m")
    wait_for_lines(page, "FT-201")
    assert platform.process is not None
    platform.process.send_signal(signal.SIGSTOP)
    try:
        expect(page.get_by_test_id("liveness")).to_have_attribute(
            "data-liveness", "lost", timeout=20_000
        )
        shown, age = page.get_by_test_id("trend-range"), row_of(page, "FT-201").locator("td").nth(5)
        stands = (shown.inner_text(), age.inner_text())
        page.wait_for_timeout(2_500)
        assert (shown.inner_text(), age.inner_text()) == stands
    finally:
        platform.process.send_signal(signal.SIGCONT)
    expect(shown).not_to_have_text(stands[0], timeout=20_000)
    wait_for_lines(page, "FT-201")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_long_names_and_hundreds_of_events_fit(
    page: Page, platform: Platform, began: int, put: Callable[..., None], language: str
) -> None:
    put(LT_201=85)
    platform.wait_for(lambda: platform.items("journal?source=LT-201"))
    (row, *_) = platform.items("journal?source=LT-201")
    rows = [{**row, "seq": 10**6 + n, "at": row["at"] - n * 900} for n in range(500)]
    answer = {"items": rows, "next": "more"}
    page.route("**/api/v1/journal?source*", lambda route: route.fulfill(json=answer))
    if language == "en":
        page.get_by_test_id("language-switch").click()
    tags = ["LT-201", "FT-201", "PT-101", "LT-101", "GT-101", "ESD-1", "TT-201", "FI-0001"]
    show(page, *tags, span="10m")
    wait_for_lines(page, "LT-201", "FT-201")
    expect(page.get_by_test_id("event-item")).to_have_count(500)
    expect(page.locator(".event-pane")).to_contain_text("500")
    for width, height in ((1600, 900), (1180, 800)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(700)
        page.screenshot(path=PICTURES / f"trends_{width}_{language}.png")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        clipped = page.evaluate(
            """() => [...document.querySelectorAll(".trends button, .trends th, .trends .number")]
                .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
                .map((cell) => cell.textContent)"""
        )
        assert clipped == []
    put(LT_201=50)
