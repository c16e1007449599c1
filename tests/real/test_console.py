"""The operator's page in a real browser against the whole product, as the demonstration opens it.

Pictures are kept below ``test-output/pictures`` for a person to look at.
"""

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.demonstration import Demo
from tests.real.chromium import PICTURES, Opener, change_frames, count_sounds, open_pages

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    demo = Demo()
    yield demo
    demo.thaw()
    assert demo.end() == 0


Frame = dict[str, Any]


@pytest.fixture
def open_page(browser: Browser, demo: Demo) -> Iterator[Opener]:
    """A screen that stands in another zone than the park."""
    screen = {"timezone_id": "America/New_York", "viewport": {"width": 1600, "height": 900}}
    with open_pages(browser, demo.url, demo.password, **screen) as log_in:
        yield partial(log_in, user=demo.user)


@pytest.fixture
def page(open_page: Opener) -> Page:
    return open_page()


def show_alarms(*rows: Frame) -> Callable[[Page], None]:
    """Only these alarms, whatever the park does meanwhile."""

    def change(frame: Frame) -> None:
        if frame.get("s") == "alarms":
            frame.update({"rows": list(rows)} if frame["t"] == "snap" else {"ops": []})

    return lambda page: change_frames(page, change)


def make_alarm(name: str, **changed: object) -> Frame:
    source, _, condition = name.rpartition(":")
    now = round(time.time() * 1000)
    return {
        "id": name,
        "source": source,
        "condition": condition,
        "hazard": "B-HZ-MEOH",
        "enterprise": "helan",
        "state": "unacknowledged",
        "held": None,
        "holds": [],
        "annunciated": True,
        "realarms": 0,
        "called_at": now - 60_000,
        "nuisances": [],
        "line": None,
        "root": "",
        "priority": "high",
        "value": 91.2,
        "limit": 90.0,
        "unit": "%",
        "raised_at": now - 60_000,
        "returned_at": None,
        "acknowledged_at": None,
        "by": "",
        "reason": "",
        "marks": [],
        "version": 4,
        "message": {"zh": "报警", "en": "alarm"},
        "action": None,
        "times": {"source": now, "received": now, "detected": now, "pushed": now},
        **changed,
    }


def choose_unacknowledged(page: Page) -> str:
    """Click the first alarm nobody has taken; which one it was is asked of what is selected.

    Asked of the row before or after the click, it can be another: the park goes on meanwhile.
    """
    row = page.locator('[data-testid=alarm-row][data-state="unacknowledged"]').first
    row.click(timeout=60_000)
    name = page.locator('[data-testid=alarm-row][aria-selected="true"]').get_attribute("data-alarm")
    assert name is not None
    return name


def test_the_first_alarm_is_on_screen_within_ten_seconds(page: Page) -> None:
    row = page.get_by_test_id("alarm-row").first
    row.wait_for(timeout=10_000)
    assert "甲醇" in row.inner_text()
    page.screenshot(path=PICTURES / "overview_zh.png")


def test_an_alarm_is_looked_at_and_acknowledged(page: Page) -> None:
    name = choose_unacknowledged(page)
    expect(page.get_by_test_id("tag-detail")).to_be_visible()
    expect(page.get_by_test_id("trend").locator("canvas")).to_be_visible()
    page.get_by_test_id("alarm-comment").fill("已到现场核实")
    page.screenshot(path=PICTURES / "detail_zh.png")
    page.get_by_test_id("alarm-ack").click()
    acknowledged = page.locator(f'[data-testid=alarm-row][data-alarm="{name}"]')
    expect(acknowledged.or_(page.get_by_test_id("tag-detail"))).not_to_have_count(0)
    page.wait_for_function(
        """name => {
            const row = document.querySelector(`[data-alarm="${CSS.escape(name)}"]`);
            return !row || row.dataset.state !== "unacknowledged";
        }""",
        arg=name,
    )


def test_the_page_speaks_english_too(page: Page) -> None:
    page.get_by_test_id("alarm-row").first.wait_for(timeout=30_000)
    page.get_by_test_id("language-switch").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("body")).to_contain_text("Beijing time")
    expect(page.get_by_test_id("alarm-row").first).to_contain_text("acknowledged")
    page.screenshot(path=PICTURES / "overview_en.png")


def test_times_are_beijing_times_whatever_the_machine_says(page: Page) -> None:
    hour = time.strftime("%H", time.gmtime(time.time() + 8 * 3600))
    assert f"{hour}:" in page.locator("header").first.inner_text()


def test_chinese_is_drawn_with_a_font_that_has_it(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    names = {font["familyName"] for font in fonts}
    assert any("CJK" in name or "Hei" in name for name in names), names


def test_a_silent_server_is_seen_and_acknowledging_is_off(open_page: Opener, demo: Demo) -> None:
    page = open_page(count_sounds)
    name = choose_unacknowledged(page)
    demo.freeze()
    try:
        page.keyboard.press("Space")
        expect(page.get_by_test_id("liveness")).to_have_attribute(
            "data-liveness", "late", timeout=6_000
        )
        expect(page.get_by_test_id("liveness")).to_have_attribute(
            "data-liveness", "lost", timeout=12_000
        )
        expect(page.get_by_test_id("connection-bar")).to_contain_text("连接中断")
        expect(page.get_by_test_id("alarm-ack")).to_be_disabled()
        expect(page.get_by_test_id("alarm-notice")).to_contain_text("结果未知", timeout=15_000)
        page.screenshot(path=PICTURES / "connection_lost_zh.png")
        page.wait_for_timeout(1_000)
        page.keyboard.press("F2")
        sounds, shown = page.evaluate("sounds"), page.get_by_test_id("alarm-table").inner_text()
        assert sounds > 0
        page.wait_for_timeout(6_000)
        assert page.evaluate("sounds") == sounds, "F2 did not silence the loss"
        assert page.get_by_test_id("alarm-table").inner_text() == shown, "something ran on"
    finally:
        demo.thaw()
    expect(page.get_by_test_id("liveness")).to_have_attribute(
        "data-liveness", "live", timeout=20_000
    )
    expect(page.get_by_test_id("alarm-notice")).to_have_count(0, timeout=20_000)
    expect(
        page.locator(f'[data-testid=alarm-row][data-alarm="{name}"][data-state="unacknowledged"]')
    ).to_have_count(0)


def test_a_latched_alarm_is_reset_or_told_why_not(open_page: Opener) -> None:
    latched = make_alarm("B-LT2101A:HH", state="latched_acknowledged", acknowledged_at=1, by="x")
    page = open_page(show_alarms(latched))
    asked: list[dict[str, object]] = []

    def refuse(route: Any) -> None:
        asked.append(route.request.post_data_json)
        body = {"title": "Refused", "status": 409, "detail": "condition_unknown"}
        route.fulfill(status=409, content_type="application/problem+json", body=json.dumps(body))

    page.route("**/api/v1/alarms/*/reset", refuse)
    page.get_by_test_id("alarm-row").click()
    page.get_by_test_id("alarm-comment").fill("现场已通风")
    page.get_by_test_id("alarm-reset").click()
    expect(page.get_by_test_id("alarm-notice")).to_contain_text("现场状态未知")
    page.get_by_test_id("alarm-row").click()
    page.keyboard.press("r")
    page.get_by_test_id("language-switch").click()
    expect(page.get_by_test_id("alarm-notice")).to_contain_text("the condition is unknown")
    assert asked == [{"reason": "现场已通风", "version": 4}] * 2
    page.screenshot(path=PICTURES / "reset_refused_en.png")


def test_a_platform_in_trouble_is_not_calm(open_page: Opener) -> None:
    def change(frame: Frame) -> None:
        if frame["t"] == "hb":
            frame["ready"] = False

    page = open_page(lambda page: change_frames(page, change))
    expect(page.get_by_test_id("platform-bar")).to_contain_text("平台自身故障")
    expect(page.get_by_test_id("liveness")).not_to_contain_text("实时")
    deaf = make_alarm("broker:system", hazard="", enterprise="", priority="critical", value=None)
    page = open_page(show_alarms(deaf))
    expect(page.get_by_test_id("platform-bar")).to_contain_text("消息代理断开")
    page.screenshot(path=PICTURES / "platform_trouble_zh.png")
    page.get_by_test_id("hazard").first.click()
    expect(page.get_by_test_id("alarm-row")).to_have_count(1)


def test_a_lost_gateway_says_whom_to_call_and_belongs_to_its_hazards(open_page: Opener) -> None:
    lost = make_alarm("helan-dcs:gateway_lost", hazard="", value=None, limit=None, unit="")
    page = open_page(show_alarms(lost))
    page.get_by_test_id("alarm-row").click()
    expect(page.get_by_test_id("place")).to_contain_text("禾澜仓储")
    expect(page.get_by_test_id("place")).to_contain_text("8200")
    expect(page.get_by_test_id("place")).to_contain_text("位号数")
    page.get_by_test_id("hazard").filter(has_text="甲醇罐区").click()
    expect(page.get_by_test_id("alarm-row")).to_have_count(1)
    page.get_by_test_id("hazard").filter(has_text="液氯").click()
    expect(page.get_by_test_id("alarm-row")).to_have_count(0)


def test_a_gateway_s_alarm_shows_what_it_sent_and_what_is_missing(open_page: Opener) -> None:
    ledger = {
        "gateway": "helan-dcs",
        "counters": {"frames": 70, "expected": 72, "gaps": 3, "repeated": 1, "late": 4},
        "refused": {"unknown_tag": 2, "unparsable": 1},
        "gaps": [{"boot": "b", "first": 5, "last": 6}, {"boot": "b", "first": 9, "last": 9}],
    }
    gap = make_alarm("helan-dcs:gateway_gap", hazard="", value=None, limit=None, unit="")

    def play(page: Page) -> None:
        show_alarms(gap)(page)
        page.route("**/api/v1/gateways/*/ledger", lambda route: route.fulfill(json=ledger))

    page = open_page(play)
    page.get_by_test_id("alarm-row").click()
    shown = page.get_by_test_id("ledger")
    for text in ("应收帧", "72", "3 (5–6, 9)", "未知位号 2", "无法解析 1"):
        expect(shown).to_contain_text(text)
    page.screenshot(path=PICTURES / "ledger_zh.png")


def test_the_detail_says_why_what_to_do_and_how_long_is_left(open_page: Opener) -> None:
    now = round(time.time() * 1000)
    record = {
        "action": {
            "zh": "立即停泵；关闭进料阀；撤离",
            "en": "Stop the pump; close the inlet; leave",
        },
        "cause": {"zh": "切罐延误", "en": "The tank was changed too late"},
        "consequence": {"zh": "满罐溢出", "en": "The tank overflows"},
        "severity": "severe",
        "respond_within_min": 5,
        "procedure": {"zh": "防溢流规程", "en": "Overfill procedure"},
    }
    page = open_page(
        show_alarms(
            make_alarm("B-LT2101A:HH", **record, respond_by=now + 240_000),
            make_alarm("B-LT2101B:HH", **record, respond_by=now - 61_000),
            make_alarm("B-LT2102A:HH", **record, respond_by=now, state="acknowledged"),
        )
    )
    left = page.get_by_test_id("time-to-respond")
    page.get_by_test_id("alarm-row").filter(has_text="B-LT2101A").click()
    expect(left).to_contain_text("03:")
    seen = left.locator("strong").inner_text()
    expect(left.locator("strong")).not_to_have_text(seen)
    shown = page.get_by_test_id("alarm-record")
    steps = page.get_by_test_id("alarm-action").locator("li")
    expect(steps).to_have_text(["立即停泵", "关闭进料阀", "撤离"])
    for text in ("切罐延误", "满罐溢出", "严重", "防溢流规程"):
        expect(shown).to_contain_text(text)
    page.screenshot(path=PICTURES / "record_zh.png")
    page.get_by_test_id("alarm-row").filter(has_text="B-LT2101B").click()
    expect(left).to_contain_text("响应超时 01:")
    assert left.evaluate("box => getComputedStyle(box).backgroundColor") == "rgb(204, 0, 0)"
    page.screenshot(path=PICTURES / "record_overdue_zh.png")
    page.get_by_test_id("language-switch").click()
    expect(left).to_contain_text("Response overdue by")
    expect(steps).to_have_text(["Stop the pump", "close the inlet", "leave"])
    page.screenshot(path=PICTURES / "record_overdue_en.png")
    page.get_by_test_id("alarm-row").filter(has_text="B-LT2102A").click()
    expect(shown).to_contain_text("The tank overflows")
    expect(left).to_have_count(0)


def test_the_detail_says_what_to_do_and_a_stale_row_its_last_value(open_page: Opener) -> None:
    action = {"zh": "停止进料", "en": "Stop filling"}
    page = open_page(
        show_alarms(
            make_alarm("B-LT2101A:HH", action=action),
            make_alarm("B-LT2101B:stale", value=None, limit=None),
        )
    )
    stale = page.get_by_test_id("alarm-row").filter(has_text="B-LT2101B")
    expect(stale.locator(".value")).not_to_contain_text("—")
    page.get_by_test_id("alarm-row").filter(has_text="B-LT2101A").click()
    expect(page.get_by_test_id("alarm-action")).to_contain_text("停止进料")
    place = page.get_by_test_id("place").inner_text()
    assert place.index("停止进料") < place.index("8200")
    expect(page.get_by_test_id("place")).not_to_contain_text("Control room")


def test_keys_are_the_alarms_after_a_click_on_a_button(open_page: Opener) -> None:
    page = open_page(show_alarms(make_alarm("B-LT2101A:HH"), make_alarm("B-LT2101B:HH")))
    expect(page.get_by_test_id("alarm-row")).to_have_count(2)
    chosen = page.locator('[data-testid=alarm-row][aria-selected="true"]')
    page.get_by_test_id("language-switch").click()
    page.keyboard.press("ArrowDown")
    first = chosen.get_attribute("data-alarm")
    page.keyboard.press("ArrowDown")
    assert chosen.get_attribute("data-alarm") != first
    page.get_by_test_id("language-switch").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.keyboard.press("Space")
    expect(
        page.get_by_test_id("alarm-ack").or_(page.get_by_test_id("alarm-notice"))
    ).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.get_by_test_id("language-switch").focus()
    page.keyboard.press("Space")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_comment_is_used_by_the_key_too(page: Page) -> None:
    name = choose_unacknowledged(page)
    page.get_by_test_id("alarm-comment").fill("按键前写的备注")
    page.locator(f'[data-testid=alarm-row][data-alarm="{name}"]').click()
    page.keyboard.press("Space")
    page.get_by_test_id("tab-history").click()
    expect(page.get_by_test_id("history")).to_contain_text("按键前写的备注")


def test_nothing_moves_between_press_and_release(page: Page) -> None:
    page.get_by_test_id("alarm-row").first.wait_for(timeout=30_000)
    page.evaluate(
        """() => {
            window.seen = [];
            const note = (what) => () => window.seen.push([what, performance.now()]);
            addEventListener("pointerdown", note("press"), true);
            addEventListener("pointerup", note("release"), true);
            new MutationObserver(note("move")).observe(
                document.body, { subtree: true, childList: true, characterData: true });
        }"""
    )
    page.wait_for_function("() => window.seen.length > 0")  # the park goes on by itself
    box = page.get_by_test_id("language-switch").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    for _ in range(4):
        page.mouse.down()
        page.wait_for_timeout(300)
        page.mouse.up()
        page.wait_for_timeout(200)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.mouse.down()
    page.evaluate("() => (window.held = window.seen.length)")
    page.wait_for_function("() => window.seen.length > window.held")  # held, not clicked
    page.mouse.up()
    pressed, moves = None, []
    for what, at in page.evaluate("() => window.seen"):
        pressed = {"press": at, "release": None}.get(what, pressed)
        if what == "move" and pressed is not None:
            moves.append(at - pressed)
    assert moves, "the button held down hid what came"
    assert min(moves) > 395


def test_the_help_is_a_modal(open_page: Opener) -> None:
    page = open_page(show_alarms(make_alarm("B-LT2101A:HH"), make_alarm("B-LT2101B:HH")))
    expect(page.get_by_test_id("alarm-row")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    chosen = page.locator('[data-testid=alarm-row][aria-selected="true"]')
    before = chosen.get_attribute("data-alarm")
    page.keyboard.press("?")
    expect(page.get_by_test_id("help")).to_be_visible()
    page.screenshot(path=PICTURES / "help_zh.png")
    for key in ("ArrowDown", "r", "1", "Tab", "Tab", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.closest('[data-testid=alarm-table]')") is None
    assert chosen.get_attribute("data-alarm") == before
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("help")).to_have_count(0)
    assert page.evaluate("document.activeElement.dataset.testid") == "alarm-table"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_small_screen_shows_which_alarm_it_is_and_lets_acknowledge(
    open_page: Opener, language: str
) -> None:
    long = {"name": "一个名字很长的化工园区" * 6, "name_en": "A park with a long name " * 6}

    def change_name(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), **long})

    def before(page: Page) -> None:
        page.route("**/api/v1/plant", change_name)
        tags = ("B-LT2101A:interlock_failed", "B-LT2101B:demand_while_bypassed", "A-AT1151:HH")
        show_alarms(*map(make_alarm, tags))(page)

    page = open_page(before)
    if language == "en":
        page.get_by_test_id("language-switch").click()
    page.get_by_test_id("alarm-row").first.click()
    for width, height in ((1366, 768), (960, 540)):
        page.set_viewport_size({"width": width, "height": height})
        clipped = page.evaluate(
            """() => [...document.querySelectorAll(".which-condition, .which b, .table-head")]
                .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
                .map((cell) => cell.textContent)"""
        )
        assert clipped == []
        for button in (page.get_by_test_id("alarm-ack"), page.get_by_test_id("logout")):
            box = button.bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= width
            assert box["y"] + box["height"] <= height
        page.screenshot(path=PICTURES / f"small_{width}_{language}.png")


def test_the_first_opening_asks_for_nothing_without_a_session(browser: Browser, demo: Demo) -> None:
    page = browser.new_page(locale="zh-CN")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(demo.url)
    page.get_by_test_id("login-user").wait_for()
    page.wait_for_timeout(500)
    assert said == []
    page.close()


def test_nobody_gets_in_without_the_password(browser: Browser, demo: Demo) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto(demo.url)
    page.get_by_test_id("login-user").fill(demo.user)
    page.get_by_test_id("login-password").fill("guess")
    page.get_by_test_id("login-submit").click()
    page.wait_for_timeout(500)
    expect(page.get_by_test_id("alarm-table")).to_have_count(0)
    page.screenshot(path=PICTURES / "login_zh.png")
    page.close()


def test_the_demo_starts_quickly_and_ends_in_order() -> None:
    """The bar is 3 s on a quiet machine; here only that nothing waits that should not."""
    again = Demo()
    assert time.monotonic() - again.started < 15
    assert again.end() == 0
