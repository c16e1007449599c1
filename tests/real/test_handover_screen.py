"""Shift handover at the operator's page: drafted, noted, signed by two, in a real browser.

Against a platform of its own with people of several rights; what was typed outlives refusals and
what others do meanwhile, and nobody is offered what he may not do.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from dashboard_api.people import People
from tests.contract.exchange import act, send
from tests.contract.plant_directory import PATIENT, PLANT, write_plant
from tests.gateway_client import run_gateway
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import PICTURES, Opener, open_pages
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

SHANGHAI = ZoneInfo("Asia/Shanghai")
PEOPLE = {"li": "operator", "wang": "operator", "仪表工": "engineer", "访客": "viewer"}
SHIFTS = """
[[shift]]
id = "now"
name = "当班"
name_en = "The shift that ends soon"
start = "{begin}"
end = "{soon}"

[[shift]]
id = "next"
name = "整日班"
name_en = "The day's shift"
start = "{begin}"
end = "{late}"
"""


def write_shifts() -> str:
    """Two shifts that run: one that ends within the hour, and one that lasts for long."""
    now = datetime.now(SHANGHAI)
    clock = {"begin": -30, "soon": 20, "late": 300}
    times = {name: f"{now + timedelta(minutes=by):%H:%M}" for name, by in clock.items()}
    return SHIFTS.format(**times)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("platform")
    plant = write_plant(folder / "plant", PLANT + write_shifts(), PATIENT)
    with (
        run_mosquitto(folder / "broker", persistence="false") as broker,
        run_platform(folder, plant, broker.url) as site,
        run_gateway(broker.url) as gateway,
    ):
        people = People(f"sqlite:///{folder / 'data' / 'people.sqlite'}")
        for name, role in PEOPLE.items():
            people.set_password(name, PASSWORD, role)
        people.close()
        send(site, gateway, "LT-101", 95)
        send(site, gateway, "GT-101", 60)
        site.wait_for(lambda: len(site.items("alarms")) > 2)
        act(site, "LT-101:HH", "acknowledge")
        act(site, "LT-101:H", "shelve", duration_s=1800)
        yield site


@pytest.fixture
def open_page(browser: Browser, platform: Platform) -> Iterator[Opener]:
    """A screen that stands in another zone than the park."""
    screen = {"timezone_id": "America/New_York", "viewport": {"width": 1600, "height": 900}}
    with open_pages(browser, platform.url, PASSWORD, **screen) as log_in:
        yield log_in


def open_screen(page: Page) -> None:
    page.get_by_test_id("screen-handover").click()
    expect(page.get_by_test_id("handover-list")).to_be_visible()


def entry_of(page: Page, shift: str) -> Locator:
    entries = page.get_by_test_id("handovers").locator(f"[data-turn$='.{shift}']")
    return entries.first


def find_turn(platform: Platform, shift: str) -> dict[str, Any]:
    shifts = platform.get("handovers/shifts")["items"]
    turn: dict[str, Any] = next(one for one in shifts if one["shift"] == shift)
    return turn


def give_period(page: Page, minutes: int) -> str:
    """Ask for the last minutes by hand; the id of that handover."""
    now = datetime.now(SHANGHAI)
    page.get_by_test_id("by-hand").click()
    form = page.locator(".by-hand-form")
    form.locator("input[name=from]").fill(f"{now - timedelta(minutes=minutes):%Y-%m-%dT%H:%M}")
    form.locator("input[name=to]").fill(f"{now:%Y-%m-%dT%H:%M}")
    page.get_by_test_id("by-hand-show").click()
    page.get_by_test_id("draft").click()
    expect(page.get_by_test_id("handover-record")).to_be_visible(timeout=20_000)
    return page.evaluate("new URLSearchParams(location.search).get('id')")


def say(page: Page, section: str, words: str, kind: str = "") -> None:
    """Say something of a section by the keyboard."""
    page.get_by_test_id(f"say-{section}").press("Enter")
    if kind:
        page.get_by_test_id(f"kind-{kind}").check()
    page.get_by_test_id("words").fill(words)
    page.get_by_test_id("words-send").press("Enter")


def refuse(status: int, kind: str) -> Callable[[Route], None]:
    problem = {"type": f"urn:hazardwatch:problem:{kind}", "title": kind, "detail": "nothing"}
    return lambda route: route.fulfill(status=status, json=problem)


def post(platform: Platform, path: str, **body: Any) -> dict[str, Any]:
    status, answer, _ = platform.call("POST", path, body)
    assert status == 200, (status, answer)
    told: dict[str, Any] = answer
    return told


def test_a_shift_is_drafted_noted_signed_by_both_and_sealed(open_page: Opener) -> None:
    page = open_page(user="li")
    open_screen(page)
    entry_of(page, "now").click()
    expect(page.get_by_test_id("undrafted")).to_contain_text("还没有生成")
    page.get_by_test_id("draft").press("Enter")
    standing = page.get_by_test_id("section-standing")
    expect(standing).to_contain_text("GT-101:HH", timeout=20_000)
    expect(page.get_by_test_id("section-held")).to_contain_text("LT-101:H")
    expect(page.get_by_test_id("section-events").get_by_role("row")).not_to_have_count(1)

    say(page, "standing", "已派外操去看 <b>2 号罐</b>\n等回话")
    said = page.get_by_test_id("remarks-standing").locator(".said")
    expect(said).to_contain_text("已派外操去看 <b>2 号罐</b>")
    expect(said).to_contain_text("交班说明")
    page.screenshot(path=PICTURES / "handover-draft.png")

    page.get_by_test_id("sign-outgoing").press("Enter")
    form = page.get_by_test_id("sign-outgoing-form")
    expect(form).to_contain_text("li")
    page.keyboard.press("Enter")  # held down too long
    expect(form).to_be_visible()
    page.get_by_test_id("sign-outgoing-sure").press("Enter")
    expect(page.get_by_test_id("stage")).to_have_attribute("data-stage", "signed")
    expect(page.get_by_test_id("signed-outgoing")).to_contain_text("li")

    say(page, "all", "谁去看的？", kind="asked")
    expect(page.get_by_test_id("remarks-all")).to_contain_text("接班提问")

    page.get_by_test_id("sign-incoming").click()
    page.get_by_test_id("incoming-user").fill("li")
    page.get_by_test_id("incoming-password").fill(PASSWORD)
    page.get_by_test_id("incoming-password").press("Enter")
    expect(page.get_by_test_id("sign-lack")).to_contain_text("另一个人")
    page.get_by_test_id("incoming-user").fill("wang")
    page.get_by_test_id("incoming-password").fill("a guess")
    page.screenshot(path=PICTURES / "handover-signing.png")
    page.get_by_test_id("sign-incoming-sure").click()
    expect(page.get_by_test_id("trouble-sign-incoming")).to_contain_text("不正确")
    expect(page.get_by_test_id("incoming-user")).to_have_value("wang")
    expect(page.get_by_test_id("incoming-password")).to_have_value("")
    page.get_by_test_id("incoming-password").fill(PASSWORD)
    page.get_by_test_id("sign-incoming-sure").click()

    expect(page.get_by_test_id("stage")).to_have_attribute("data-stage", "sealed")
    expect(page.get_by_test_id("signed-incoming")).to_contain_text("wang")
    for gone in ("sign-incoming", "sign-outgoing", "draft-anew", "say-standing", "say-all"):
        expect(page.get_by_test_id(gone)).to_have_count(0)
    expect(entry_of(page, "now")).to_contain_text("已封存")
    page.get_by_test_id("language-switch").click()
    expect(page.get_by_test_id("stage")).to_have_text("Signed by both and sealed")
    page.set_viewport_size({"width": 1180, "height": 800})
    page.screenshot(path=PICTURES / "handover-sealed-english.png")
    page.get_by_test_id("language-switch").click()


def test_a_page_made_too_early_is_not_offered_to_be_signed_but_to_be_made_anew(
    open_page: Opener,
) -> None:
    page = open_page(user="li")
    open_screen(page)
    entry_of(page, "next").click()
    page.get_by_test_id("draft").click()
    expect(page.get_by_test_id("too-early")).to_contain_text("重新生成", timeout=20_000)
    expect(page.get_by_test_id("sign-outgoing")).to_have_count(0)
    page.get_by_test_id("draft-anew").click()
    page.get_by_test_id("draft-anew-sure").click()
    expect(page.get_by_test_id("edition-2")).to_have_attribute(
        "aria-pressed", "true", timeout=20_000
    )
    page.get_by_test_id("edition-1").click()
    expect(page.locator(".handover-head")).to_contain_text("这是旧版")
    expect(page.get_by_test_id("draft-anew")).to_have_count(0)
    expect(page.get_by_test_id("say-standing")).to_have_count(0)
    page.go_back()
    expect(page.get_by_test_id("edition-2")).to_have_attribute("aria-pressed", "true")


def test_what_another_does_meanwhile_moves_nothing_beneath_who_types(
    open_page: Opener, platform: Platform
) -> None:
    page = open_page(user="li")
    open_screen(page)
    name = give_period(page, 25)
    page.get_by_test_id("say-standing").click()
    field = page.get_by_test_id("words")
    field.fill("写到一半")
    before = field.bounding_box()
    post(platform, f"handovers/{name}/remark", kind="noted", words="别人先说了", section="standing")
    expect(page.get_by_test_id("show-change")).to_be_visible(timeout=15_000)
    assert page.get_by_test_id("remarks-standing").locator(".said").count() == 0
    expect(field).to_be_focused()
    assert before is not None
    after = field.bounding_box()
    assert after is not None
    assert (after["x"], after["height"]) == (before["x"], before["height"])

    page.get_by_test_id("words-send").click()
    expect(page.get_by_test_id("trouble-standing")).to_contain_text("刚被他人更改")
    expect(field).to_have_value("写到一半")
    expect(page.get_by_test_id("remarks-standing")).to_contain_text("别人先说了")
    page.screenshot(path=PICTURES / "handover-conflict.png")

    page.get_by_test_id("screen-overview").click()
    page.go_back()
    expect(field).to_have_value("写到一半")
    page.get_by_test_id("words-send").click()
    expect(page.get_by_test_id("remarks-standing")).to_contain_text("写到一半")
    expect(field).to_have_count(0)


def test_a_new_edition_says_whose_signature_it_takes_back(
    open_page: Opener, platform: Platform
) -> None:
    page = open_page(user="li")
    open_screen(page)
    give_period(page, 24)
    page.get_by_test_id("sign-outgoing").click()
    page.get_by_test_id("sign-outgoing-sure").click()
    expect(page.get_by_test_id("signed-outgoing")).to_contain_text("li")
    expect(page.get_by_test_id("signing")).to_be_focused()
    page.get_by_test_id("draft-anew").click()
    form = page.get_by_test_id("draft-anew-form")
    expect(form).to_contain_text("li 的交班签字将被收回")
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(page.get_by_test_id("draft-anew")).to_be_focused()


@pytest.mark.parametrize(("user", "notes"), [("仪表工", 1), ("访客", 0)])
def test_who_has_no_right_is_offered_nothing_of_it(
    open_page: Opener, platform: Platform, user: str, notes: int
) -> None:
    turn = find_turn(platform, "next")
    known = [one["id"] for one in platform.items("handovers")]
    if turn["id"] not in known:
        post(platform, "handovers", shift="next", date=turn["date"])
    page = open_page(user=user)
    open_screen(page)
    entry_of(page, "next").click()
    expect(page.get_by_test_id("section-standing")).to_be_visible(timeout=20_000)
    for act_ in ("draft-anew", "sign-outgoing", "sign-incoming", "by-hand"):
        expect(page.get_by_test_id(act_)).to_have_count(0)
    expect(page.get_by_test_id("say-standing")).to_have_count(notes)


def test_the_page_for_paper_is_that_of_the_edition_on_the_screen(open_page: Opener) -> None:
    page = open_page(user="li")
    open_screen(page)
    give_period(page, 19)
    with page.expect_popup() as opened:
        page.locator(".handover-head .file-link").click()
    expect(opened.value.locator("h1")).to_contain_text("交接班记录")
    expect(opened.value.locator("header")).to_contain_text("第 1 版")
    opened.value.close()


def test_an_alarm_of_the_page_leads_to_the_overview(open_page: Opener, platform: Platform) -> None:
    page = open_page(user="li")
    open_screen(page)
    give_period(page, 23)
    link = page.get_by_test_id("section-standing").locator("[data-alarm='LT-101:HH']")
    link.press("Enter")
    expect(page.locator("#detail")).to_contain_text("LT-101")


def test_refusals_are_said_in_words_and_typed_words_stay(open_page: Opener) -> None:
    page = open_page(user="li")
    open_screen(page)
    give_period(page, 22)
    page.get_by_test_id("say-all").click()
    page.get_by_test_id("words").fill("要说的话")
    answers = {
        "unavailable": (503, "报警日志暂时不能写入"),
        "forbidden": (403, "没有这项权限"),
        "invalid": (422, "服务器未接受"),
    }
    for kind, (status, words) in answers.items():
        page.route("**/remark", refuse(status, kind))
        page.get_by_test_id("words-send").click()
        expect(page.get_by_test_id("trouble-all")).to_contain_text(words)
        expect(page.get_by_test_id("words")).to_have_value("要说的话")
        page.unroute("**/remark")
    page.route("**/remark", lambda route: route.abort())
    page.get_by_test_id("words-send").click()
    expect(page.get_by_test_id("trouble-all")).to_contain_text("结果未知")
    expect(page.get_by_test_id("words")).to_have_value("要说的话")


def test_what_is_missing_stands_on_top_and_can_still_be_drafted(
    open_page: Opener, platform: Platform
) -> None:
    """The platform is too young to miss anything by itself: it is told that it does."""
    turn = platform.get("handovers/shifts")["items"][-1]
    missing = {name: turn[name] for name in ("id", "shift", "name", "date", "from", "to", "due")}
    page = open_page(user="li")
    page.route(
        "**/handovers/missing",
        lambda route: route.fulfill(json={"items": [{**missing, "lacks": "draft"}], "next": None}),
    )
    open_screen(page)
    listed = page.get_by_test_id("missing").locator("button")
    expect(listed).to_contain_text("未生成")
    expect(listed).to_contain_text("前签完")
    expect(page.get_by_test_id("missing-count")).to_have_text("1")
    listed.press("Enter")
    expect(page.get_by_test_id("undrafted")).to_be_visible()
    page.screenshot(path=PICTURES / "handover-missing.png")
    page.get_by_test_id("draft").click()
    expect(page.get_by_test_id("sign-outgoing")).to_be_enabled(timeout=20_000)


def test_older_handovers_are_listed_when_somebody_wants_them(
    open_page: Opener, platform: Platform
) -> None:
    """Seventy, as if some weeks had gone by."""
    signature = {"by": "li", "at": 1, "edition": 1}
    kept = {"stage": "drafted", "version": 1, "edition": 1, "lacks": "outgoing"}
    signed = {"drafted": signature, "outgoing": None, "incoming": None}
    line = find_turn(platform, "now") | kept | signed

    def list_many(route: Route) -> None:
        limit = int(route.request.url.rpartition("limit=")[2])
        lines = [{**line, "id": f"{number}-{number + 9}"} for number in range(70)]
        route.fulfill(json={"items": lines[:limit], "next": None})

    page = open_page(user="访客")
    page.route("**/api/v1/handovers?limit=*", list_many)
    open_screen(page)
    oldest = page.get_by_test_id("handovers").locator("[data-turn='69-78']")
    more = page.get_by_test_id("more-handovers")
    more.click()
    expect(oldest).to_have_count(1)
    expect(more).to_have_count(0)


def test_a_lost_connection_lets_nobody_sign(open_page: Opener) -> None:
    page = open_page(user="li")
    open_screen(page)
    give_period(page, 20)
    page.get_by_test_id("say-all").click()
    page.get_by_test_id("words").fill("断线前写的")
    page.context.set_offline(True)
    page.evaluate(
        "performance.now = ((now) => () => now.call(performance) + 60_000)(performance.now)"
    )
    expect(page.get_by_test_id("liveness")).to_have_attribute("data-liveness", "lost")
    for button in ("sign-outgoing", "draft-anew", "words-send"):
        expect(page.get_by_test_id(button)).to_be_disabled()
    expect(page.get_by_test_id("words")).to_have_value("断线前写的")
    page.context.set_offline(False)


def test_what_there_is_not_is_said(open_page: Opener, platform: Platform) -> None:
    page = open_page(user="li")
    page.goto(f"{platform.url}/handover?id=2020-01-01.day")
    expect(page.locator(".handover-record")).to_contain_text("没有这份交接班记录")


def test_five_hundred_lines_are_folded_and_long_names_break(
    open_page: Opener, platform: Platform
) -> None:
    page = open_page(user="li")

    def fatten(route: Route) -> None:
        answer = route.fetch()
        row = answer.json()
        for section in row.get("sections", []):
            if section["id"] == "standing" and section["lines"]:
                line = section["lines"][0]
                line["cells"][1]["zh"] = "很长的设备名称" * 30
                line["cells"][5]["zh"] = "立即通知并核实现场情况；" * 30
                section["lines"] = [line] * 500
                section["total"] = 731
        route.fulfill(response=answer, json=row)

    open_screen(page)
    name = give_period(page, 21)
    page.route(re.compile(r"/api/v1/handovers/\d+-\d+$"), fatten)
    page.goto(f"{platform.url}/handover?id={name}")
    standing = page.get_by_test_id("section-standing")
    expect(standing).to_contain_text("共 731 条，列出前 500 条", timeout=20_000)
    expect(standing.locator("tbody tr:not(.line-below)")).to_have_count(20)
    page.set_viewport_size({"width": 1180, "height": 800})
    page.screenshot(path=PICTURES / "handover-long.png")
    wide = "e => e.scrollWidth - e.clientWidth"
    assert page.locator(".handover-page").evaluate(wide) <= 0
    standing.get_by_role("button", name="全部 500 条").click()
    expect(standing.locator("tbody tr:not(.line-below)")).to_have_count(500)
