"""处置 at the park's desk: a real browser, a real platform, records opened by real alarms."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.platform import PASSWORD
from tests.real.chromium import PICTURES, Opener, open_pages
from tests.real.handling_park import HandlingPark, run_handling_park
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

WIDE = {"width": 1600, "height": 900}
SMALL = {"width": 1180, "height": 800}
BEHALF = "王工，电话"
POLLED = 12_000
"""By when the page has asked again, also on a busy machine."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HandlingPark]:
    folder = tmp_path_factory.mktemp("platform")
    with (
        run_mosquitto(tmp_path_factory.mktemp("broker"), persistence="false") as broker,
        run_handling_park(folder, broker.url) as running,
    ):
        yield running


@pytest.fixture
def park(site: HandlingPark) -> Iterator[HandlingPark]:
    yield site
    site.tidy_up()


@pytest.fixture
def open_page(browser: Browser, site: HandlingPark) -> Iterator[Opener]:
    zone = {"timezone_id": "America/New_York", "viewport": WIDE}
    with open_pages(browser, site.platform.url, PASSWORD, **zone) as log_in:
        yield lambda **more: log_in(path="/handling", ready="handling-board", **more)


@pytest.fixture
def page(open_page: Opener) -> Page:
    return open_page()


def card(page: Page, record: int) -> Locator:
    return page.locator(f'[data-testid=handling-card][data-record="{record}"]')


def in_column(page: Page, column: str, record: int) -> Locator:
    column_of = page.get_by_test_id(f"handling-column-{column}")
    return column_of.locator(f'[data-record="{record}"]')


def open_cards(page: Page) -> Locator:
    """Of what other tests have closed the last ones stay on the board."""
    return page.locator(".column:not([data-testid$=closed]) [data-testid=handling-card]")


def picture(page: Page, name: str) -> None:
    """The same at the two widths that people have."""
    for width, size in (("1600", WIDE), ("1180", SMALL)):
        page.set_viewport_size(size)
        page.wait_for_timeout(150)
        page.screenshot(path=PICTURES / f"handling_{name}_{width}.png")
    page.set_viewport_size(WIDE)


def submit(page: Page, **fields: str) -> None:
    """Fill in the form that is open and send it."""
    for name, text in fields.items():
        page.get_by_test_id(f"act-{name}").fill(text)
    page.get_by_test_id("act-submit").click()


def read_seconds(clock: Locator) -> int:
    found = re.search(r"(\d+):(\d\d)$", clock.inner_text())
    assert found, clock.inner_text()
    return int(found[1]) * 60 + int(found[2])


def test_clocks_run_against_their_deadlines_and_the_overdue_stands_first(
    page: Page, park: HandlingPark
) -> None:
    expect(page.get_by_test_id("figure-open")).to_have_text("未销警 0")
    park.put(LT_101=95)
    calm = park.await_record("LT-101:HH")
    park.put(LT_201=95, PT_101=320)
    late = park.await_record("PT-101:H")
    clock = card(page, calm).get_by_test_id("handling-clock")
    expect(clock).to_contain_text("剩 04:", timeout=POLLED)
    before = read_seconds(clock)
    over = card(page, late).get_by_test_id("handling-clock")
    expect(over).to_contain_text("超期 00:", timeout=POLLED)
    expect(over).to_have_css("background-color", "rgb(204, 0, 0)")
    since = read_seconds(over)
    page.wait_for_function(
        "([id, least]) => Number(document.querySelector(`[data-record='${id}'] "
        "[data-testid=handling-clock]`).innerText.slice(-2)) > least",
        arg=[late, since],
    )
    assert read_seconds(clock) < before
    expect(page.get_by_test_id("figure-open")).to_have_text("未销警 3")
    expect(page.get_by_test_id("figure-overdue")).to_have_text("超期 1")
    expect(page.get_by_test_id("figure-sign")).to_have_text("待签收 3")
    signing = page.get_by_test_id("handling-column-sign").get_by_test_id("handling-card")
    expect(signing.first).to_have_attribute("data-record", str(late))
    expect(signing.first).to_contain_text("紧急")
    expect(card(page, calm)).to_contain_text("LT-101 · 苯罐区")
    expect(card(page, calm)).to_contain_text("甲公司")
    expect(card(page, calm)).to_contain_text("推送 系统")
    picture(page, "board_zh")
    page.get_by_test_id("language-switch").click()
    expect(over).to_contain_text("Overdue 00:")
    expect(page.get_by_test_id("handling-column-close")).to_contain_text("To close")
    picture(page, "board_en")


def test_what_is_asked_for_stands_in_the_address(page: Page, park: HandlingPark) -> None:
    park.put(LT_101=95, LT_201=95, PT_101=320)
    own, other = park.await_record("LT-101:HH"), park.await_record("LT-201:HH")
    late = park.await_record("PT-101:H")
    expect(open_cards(page)).to_have_count(3, timeout=POLLED)
    page.get_by_test_id("filter-enterprise").select_option("ent2")
    expect(card(page, own)).to_have_count(0)
    expect(card(page, other)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/handling\?enterprise=ent2$"))
    page.get_by_test_id("handling-clear").click()
    expect(card(page, own)).to_be_visible()
    page.get_by_test_id("filter-critical").click()
    expect(open_cards(page)).to_have_count(1)
    page.get_by_test_id("filter-critical").click()
    page.get_by_test_id("filter-hazard").select_option("H1")
    expect(open_cards(page)).to_have_count(2)
    page.get_by_test_id("handling-clear").click()
    page.get_by_test_id("filter-mine").click()
    expect(open_cards(page)).to_have_count(0)
    park.act(other, "sign")
    expect(card(page, other)).to_contain_text("园区签收 admin", timeout=POLLED)
    page.get_by_test_id("filter-mine").click()
    page.get_by_test_id("filter-ours").click()
    expect(open_cards(page)).to_have_count(0)
    page.get_by_test_id("filter-ours").click()
    expect(page.get_by_test_id("figure-overdue")).to_have_text("超期 1", timeout=POLLED)
    page.get_by_test_id("figure-overdue").click()
    expect(open_cards(page)).to_have_count(1)
    page.reload()
    expect(card(page, late)).to_be_visible()
    expect(open_cards(page)).to_have_count(1)


def test_what_the_enterprise_says_by_telephone_is_written_down(
    page: Page, park: HandlingPark
) -> None:
    park.put(LT_101=95)
    record = park.await_record("LT-101:HH")
    card(page, record).click()
    pane = page.get_by_test_id("handling-record")
    expect(pane).to_contain_text("条件仍存在")
    expect(pane).to_contain_text("0512-110")
    # Of what the enterprise has to do nothing is offered without its word.
    acts = page.locator(".act-buttons button")
    expect(acts).to_have_text(["签收", "园区签收", "记录通话"])
    expect(acts.first.locator("..")).to_contain_text("代企业")
    page.get_by_test_id("act-sign").click()
    expect(page.get_by_test_id("record-steps")).to_contain_text("园区签收")
    expect(acts).to_have_text(["签收", "记录通话"])
    page.get_by_test_id("act-call").click()
    submit(page)
    expect(page.get_by_test_id("act-notice")).to_have_text("请填写通话对方")
    page.get_by_test_id("act-answered-false").check(force=True)
    submit(page, person="王工", number="13800000000", words="请到现场核实")
    timeline = page.get_by_test_id("handling-timeline")
    expect(timeline).to_contain_text("去电 · 王工 13800000000 · 未接通 · 请到现场核实")
    page.get_by_test_id("act-sign-behalf").click()
    submit(page, behalf=BEHALF)
    expect(in_column(page, "verify", record)).to_be_visible()
    page.get_by_test_id("act-verify-behalf").click()
    submit(page, words="法兰泄漏")
    expect(page.get_by_test_id("act-notice")).to_have_text("请选择核实结果")
    page.get_by_test_id("finding-real").check(force=True)
    picture(page, "form_zh")
    submit(page, behalf=BEHALF)
    expect(in_column(page, "handle", record)).to_contain_text("真实")
    expect(timeline).to_contain_text("企业 王工，电话 (admin 代录) 真实 · 法兰泄漏")


def test_a_record_is_answered_sent_back_and_closed(page: Page, park: HandlingPark) -> None:
    park.put(LT_101=95)
    record = park.await_record("LT-101:HH")
    park.act(record, "sign", behalf=BEHALF)
    park.act(record, "verify", finding="real", words="法兰泄漏", behalf=BEHALF)
    card(page, record).click(timeout=POLLED)
    page.get_by_test_id("act-handle-behalf").click()
    submit(page, words="已关阀，更换垫片", behalf=BEHALF)
    page.get_by_test_id("act-report-behalf").click()
    submit(page, words="液位已恢复", behalf=BEHALF)
    expect(in_column(page, "close", record)).to_contain_text("等待报警恢复")
    expect(page.get_by_test_id("act-close")).to_be_disabled()
    expect(page.get_by_test_id("act-hindrance")).to_have_text("销警: 报警条件仍然存在")
    expect(page.get_by_test_id("act-verify-behalf")).to_have_text("更正核实")
    picture(page, "record_zh")
    page.get_by_test_id("language-switch").click()
    expect(page.get_by_test_id("act-hindrance")).to_have_text("Close: the condition still stands")
    picture(page, "record_en")
    page.get_by_test_id("act-send-back").click()
    submit(page, words="措施未说明谁完成")
    expect(in_column(page, "handle", record)).to_contain_text("Sent back")
    for action, words in (("handle", "王工已更换垫片"), ("report", "已恢复")):
        park.act(record, action, words=words, behalf=BEHALF)
    park.put(LT_101=50)
    expect(page.get_by_test_id("act-close")).to_be_enabled(timeout=10_000)
    page.get_by_test_id("act-close").click()
    submit(page, words="同意销警")
    expect(in_column(page, "closed", record)).to_be_visible()
    expect(page.locator(".act-panel")).to_have_text("There is nothing for you to do here")
    expect(page.get_by_test_id("handling-timeline")).to_contain_text("同意销警")


def test_who_writes_is_not_disturbed_and_sees_what_changed(page: Page, park: HandlingPark) -> None:
    park.put(LT_101=95)
    record = park.await_record("LT-101:HH")
    park.act(record, "sign", behalf=BEHALF)
    card(page, record).click()
    page.get_by_test_id("act-verify-behalf").click()
    field = page.get_by_test_id("act-words")
    field.press_sequentially("误报，仪表")
    place, top = (
        field.bounding_box(),
        page.locator(".record .pane-body").evaluate(
            "body => { body.scrollTop = 60; return body.scrollTop; }"
        ),
    )
    park.act(record, "verify", finding="real", words="现场确有泄漏", behalf="李工，电话")
    park.put(LT_201=95)
    other = park.await_record("LT-201:HH")
    expect(page.get_by_test_id("act-changes")).to_contain_text("现场确有泄漏", timeout=POLLED)
    expect(page.get_by_test_id("handling-held")).to_contain_text("2 条变化", timeout=POLLED)
    # The card stands where it stood, the field is where it was, and it still has the focus.
    expect(in_column(page, "verify", record)).to_be_visible()
    expect(card(page, other)).to_have_count(0)
    assert field.bounding_box() == place
    assert page.locator(".record .pane-body").evaluate("body => body.scrollTop") == top
    expect(field).to_be_focused()
    field.press_sequentially("故障")
    page.get_by_test_id("finding-false").check(force=True)
    submit(page, behalf=BEHALF)
    expect(page.get_by_test_id("act-notice")).to_contain_text("未提交：记录已有变化")
    expect(field).to_have_value("误报，仪表故障")
    picture(page, "conflict_zh")
    submit(page)
    expect(page.get_by_test_id("act-form")).to_have_count(0)
    expect(in_column(page, "close", record)).to_contain_text("误报")
    expect(card(page, other)).to_be_visible()
    expect(page.get_by_test_id("handling-held")).to_have_count(0)


def test_what_was_written_is_kept_while_one_looks_elsewhere(page: Page, park: HandlingPark) -> None:
    park.put(LT_101=95, LT_201=95)
    one, other = park.await_record("LT-101:HH"), park.await_record("LT-201:HH")
    card(page, one).click()
    page.get_by_test_id("act-call").click()
    page.get_by_test_id("act-words").fill("正在联系")
    card(page, other).click()
    expect(page.get_by_test_id("act-form")).to_have_count(0)
    page.get_by_test_id("screen-overview").click()
    page.get_by_test_id("screen-handling").click()
    card(page, one).click()
    expect(page.get_by_test_id("act-words")).to_have_value("正在联系")


def test_the_board_is_walked_by_keyboard(page: Page, park: HandlingPark) -> None:
    park.put(LT_101=95, LT_201=95, PT_101=320)
    signed = park.await_record("LT-101:HH")
    park.await_record("LT-201:HH")
    late = park.await_record("PT-101:H")
    park.act(signed, "sign", behalf=BEHALF)
    expect(in_column(page, "verify", signed)).to_be_visible(timeout=POLLED)
    expect(card(page, late)).to_contain_text("超期", timeout=POLLED)
    page.get_by_test_id("filter-mine").focus()
    page.keyboard.press("Tab")
    expect(card(page, late)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(card(page, signed)).to_be_focused()
    # A card that moves takes the focus along.
    park.act(signed, "verify", finding="real", words="泄漏", behalf=BEHALF)
    expect(in_column(page, "handle", signed)).to_be_focused(timeout=POLLED)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("handling-record")).to_be_focused()
    page.get_by_test_id("act-call").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("act-person")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("act-form")).to_have_count(0)
    expect(page.get_by_test_id("handling-record")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("handling-record")).to_have_count(0)
    expect(card(page, signed)).to_be_focused()


def test_the_detail_of_an_alarm_leads_to_its_record(page: Page, park: HandlingPark) -> None:
    park.put(LT_101=95)
    record = park.await_record("LT-101:HH")
    page.get_by_test_id("screen-overview").click()
    page.locator('[data-alarm="LT-101:HH"]').first.click()
    line = page.get_by_test_id("handling-line")
    expect(line).to_contain_text("待签收")
    expect(line.get_by_test_id("handling-clock")).to_contain_text("剩 0")
    page.screenshot(path=PICTURES / "handling_line_zh.png")
    page.get_by_test_id("handling-link").click()
    expect(page.get_by_test_id("handling-record")).to_contain_text(f"#{record}")
    page.get_by_test_id("record-alarm").click()
    expect(page.get_by_test_id("tag-detail")).to_contain_text("LT-101")
    page.go_back()
    expect(page.get_by_test_id("handling-record")).to_be_visible()


def test_who_may_only_look_is_offered_nothing(open_page: Opener, park: HandlingPark) -> None:
    park.put(LT_101=95)
    record = park.await_record("LT-101:HH")
    page = open_page(user="访客")
    card(page, record).click()
    expect(page.locator(".act-panel")).to_have_text("您的账户只能查看")
    expect(page.locator(".act-panel button")).to_have_count(0)
    expect(page.get_by_test_id("handling-attach")).to_have_count(0)


@pytest.mark.parametrize(
    ("status", "problem", "told"),
    [
        (409, {"detail": "already_signed"}, "未提交：已经签收"),
        (409, {"detail": "something_new"}, "未提交：服务器未接受"),
        (403, {"type": "urn:hazardwatch:problem:forbidden"}, "未提交：没有权限"),
        (503, {"detail": "the journal is away"}, "没有收到答复，可能已记录，也可能没有"),
    ],
)
def test_a_server_that_refuses_is_told_in_words(
    page: Page, park: HandlingPark, status: int, problem: dict[str, str], told: str
) -> None:
    park.put(LT_101=95)
    record = park.await_record("LT-101:HH")
    keys = []

    def refuse(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.fulfill(status=status, content_type="application/problem+json", json=problem)

    page.route("**/handling/*/sign", refuse)
    card(page, record).click()
    page.get_by_test_id("act-sign-behalf").click()
    submit(page, behalf=BEHALF)
    expect(page.get_by_test_id("act-notice")).to_contain_text(told)
    expect(page.get_by_test_id("act-behalf")).to_have_value(BEHALF)
    submit(page)
    page.wait_for_timeout(300)
    assert len(keys) == 2
    assert keys[0] == keys[1], "the same words under the same key are done once"


def make_row(record: int, now: int, **changed: Any) -> dict[str, Any]:
    text = "非常长的报警名称" * 12
    return {
        "id": 10_000 + record,
        "alarm": f"T-{record}:HH",
        "name": {
            "zh": f"{text}{record}",
            "en": f"{'AnExtremelyLongNameWithoutSpaces' * 4}{record}",
        },
        "hazard": "H1" * 40,
        "enterprise": "一家名字特别长的化工有限责任公司" * 6,
        "priority": "high" if record % 3 else "critical",
        "drill": record % 7 == 0,
        "step": "pushed",
        "since": now,
        "owner": "enterprise",
        "turn": "enterprise",
        "next": ["sign", "verify", "handle", "report", "close"][record % 5],
        "due": now + (record - 250) * 60_000,
        "overdue": record < 250,
        "finding": None,
        "evidence": "standing",
        "ended_at": None,
        "opened_at": now,
        "raised_at": now,
        "last_raised_at": now,
        "activations": record,
        "done": [],
        "park_signed": None,
        "calls": record,
        "attachments": 3,
        "limits_s": {"sign": 300},
        "version": 1,
        **changed,
    }


def test_five_hundred_records_with_very_long_names(page: Page, park: HandlingPark) -> None:
    now = round(time.time() * 1000)
    rows = [make_row(record, now) for record in range(1, 501)]
    body = json.dumps({"items": rows, "next": None, "newest": {}})
    page.route("**/handling?limit=*", lambda route: route.fulfill(body=body))
    page.reload()
    # Whole columns stay cheap: forty cards each, the overdue ones among them.
    cards = page.get_by_test_id("handling-card")
    expect(cards.nth(199)).to_be_visible()
    expect(page.get_by_test_id("figure-drills")).to_have_text("演练 71")
    expect(page.get_by_test_id("figure-open")).to_have_text("未销警 429")
    column = page.get_by_test_id("handling-column-sign")
    expect(column.get_by_test_id("handling-card").first).to_contain_text("超期")
    column.get_by_role("button", name="还有 60 条").click()
    expect(column.get_by_test_id("handling-card")).to_have_count(100)
    drill = column.locator(".card-drill").first
    expect(drill).not_to_contain_text("超期")
    expect(drill).to_contain_text("演练")
    cards.first.evaluate("card => card.click()")
    expect(page.get_by_test_id("handling-record")).to_contain_text("没有这条记录")
    picture(page, "many_zh")
    widths = page.evaluate("[document.body.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1], "nothing is wider than the page"
    spent = page.evaluate(
        """async () => {
            const before = performance.now();
            let long = 0;
            for (let frame = 0, last = before; frame < 60; frame += 1) {
                const now = await new Promise(requestAnimationFrame);
                if (now - last > 250) long += 1;
                last = now;
            }
            return long;
        }"""
    )
    assert spent <= 3, "the clocks of five hundred records do not make the page stutter"


def test_a_narrow_page_shows_sections_and_a_record_in_their_place(
    page: Page, park: HandlingPark
) -> None:
    park.put(LT_101=95)
    record = park.await_record("LT-101:HH")
    page.set_viewport_size({"width": 683, "height": 800})
    expect(card(page, record)).to_be_visible(timeout=POLLED)
    sign, verify = (page.get_by_test_id(f"handling-column-{one}") for one in ("sign", "verify"))
    first, second = sign.bounding_box(), verify.bounding_box()
    assert first is not None
    assert second is not None
    assert first["x"] == second["x"]
    assert first["y"] < second["y"]
    page.screenshot(path=PICTURES / "handling_narrow_zh.png", full_page=True)
    card(page, record).click()
    expect(sign).to_be_hidden()
    expect(page.get_by_test_id("act-sign")).to_be_visible()
    page.screenshot(path=PICTURES / "handling_narrow_record_zh.png")
    page.get_by_test_id("record-close").click()
    expect(sign).to_be_visible()


def test_a_board_that_can_not_be_read_says_of_when_it_is(page: Page, park: HandlingPark) -> None:
    park.put(LT_101=95)
    record = park.await_record("LT-101:HH")
    expect(card(page, record)).to_be_visible(timeout=POLLED)
    page.route("**/handling?*", lambda route: route.fulfill(status=503, json={}))
    expect(page.get_by_test_id("handling-old")).to_contain_text("看板未能更新", timeout=POLLED)
    expect(card(page, record)).to_be_visible()
    page.unroute("**/handling?*")
    expect(page.get_by_test_id("handling-old")).to_have_count(0, timeout=POLLED)


def test_while_nothing_changes_the_answers_are_empty(page: Page, park: HandlingPark) -> None:
    statuses: list[int] = []
    page.on(
        "response",
        lambda answer: "/handling?" in answer.url and statuses.append(answer.status),
    )
    page.wait_for_timeout(6_000)
    assert statuses
    assert set(statuses) == {304}
