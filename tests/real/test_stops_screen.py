"""Filed stops at the operator's page, in a real browser against a platform of its own.

Somebody files, somebody else decides, the clock does the rest; what the server refuses is said in
words and what was typed stays.
"""

import json
import re
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from dashboard_api.people import People
from tests.contract.plant_directory import PATIENT, PLANT, write_plant
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import PICTURES, Opener, open_pages
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

LEADER, ENGINEER, VIEWER = "班长", "仪表工", "访客"
PEOPLE = {LEADER: "shift_leader", ENGINEER: "engineer", VIEWER: "viewer"}
SECOND = """
[[enterprise]]
id = "ent2"
name = "乙公司"
"""
DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("platform")
    plant = write_plant(folder / "plant", PLANT + SECOND, PATIENT)
    with (
        run_mosquitto(tmp_path_factory.mktemp("broker"), persistence="false") as broker,
        run_platform(folder, plant, broker.url) as site,
    ):
        people = People(f"sqlite:///{folder / 'data' / 'people.sqlite'}")
        for name, role in PEOPLE.items():
            people.set_password(name, PASSWORD, role)
        people.close()
        yield site


@pytest.fixture
def open_page(browser: Browser, platform: Platform) -> Iterator[Opener]:
    """The stops on a screen that stands in another zone than the park."""
    screen = {"timezone_id": "America/New_York", "viewport": {"width": 1600, "height": 900}}
    with open_pages(browser, platform.url, PASSWORD, **screen) as log_in:

        def open_stops(user: str, before: Callable[[Page], object] = lambda _: None) -> Page:
            page = log_in(before, user)
            page.get_by_test_id("screen-stops").click()
            page.get_by_test_id("stops").or_(page.get_by_test_id("stops-missing")).wait_for()
            return page

        yield open_stops


Call = Callable[..., tuple[int, Any]]


@pytest.fixture
def call(platform: Platform) -> Call:
    """Calls the platform as one of the people."""

    def call(user: str, path: str, body: object) -> tuple[int, Any]:
        who = {"username": user, "password": PASSWORD}
        token = platform.call("POST", "auth/login", who)[1]["token"]
        headers = {"Authorization": f"Bearer {token}"}
        return platform.call("POST", path, body, headers)[:2]

    return call


@pytest.fixture
def file_stop(call: Call) -> Callable[..., str]:
    """Files a stop as the engineer, from now for an hour; returns its number."""

    def file(**changed: object) -> str:
        now = time.time_ns() // 1_000_000
        wish = {
            "category": "calibration",
            "enterprise": "ent1",
            "scope": {"tags": ["LT-101"]},
            "from": now,
            "until": now + 3_600_000,
            "reason": "标定液位计",
            **changed,
        }
        status, row = call(ENGINEER, "filed-stops", wish)
        assert status == 201, row
        return str(row["id"])

    return file


def row_of(page: Page, stop: str) -> Locator:
    return page.locator(f'[data-testid=stop-row][data-stop="{stop}"]')


def test_a_stop_is_filed_by_typing_approved_by_another_and_ended_early(open_page: Opener) -> None:
    page = open_page(ENGINEER)
    page.get_by_test_id("stop-new").click()
    page.get_by_test_id("stop-submit").click()
    faults = page.get_by_test_id("stop-faults")
    for text in ("请选择范围", "结束时间无法识别", "请填写原因"):
        expect(faults).to_contain_text(text)
    expect(page.get_by_test_id("stop-form")).to_contain_text("标定最长 3 天")
    expect(page.get_by_test_id("stop-form")).to_contain_text("最多提前 90 天")

    page.get_by_test_id("stop-category-calibration").check()
    search = page.get_by_test_id("stop-search")
    search.fill("苯储罐液位")
    search.press("Enter")
    search.fill("gw1")
    page.get_by_test_id("stop-found").click()
    expect(page.get_by_test_id("stop-scope").locator("li")).to_have_count(2)
    expect(page.get_by_test_id("stop-enterprise")).to_have_value("ent1")
    page.get_by_test_id("stop-until").fill("2020-01-01 08:00")
    expect(faults).to_contain_text("结束不晚于开始")
    now = time.gmtime(time.time() + 8 * 3_600)
    assert page.get_by_test_id("stop-from").input_value().startswith(time.strftime("%Y-%m-", now))
    page.get_by_test_id("stop-from").fill(time.strftime("%Y-%m-%d %H:%M", now))
    page.get_by_test_id("stop-lasts-28800").click()
    page.get_by_test_id("stop-reason").fill("标定液位计")
    page.get_by_test_id("stop-work-order").fill("WO-7")
    expect(faults).to_have_count(0)
    page.screenshot(path=PICTURES / "stops_new_zh.png")
    page.get_by_test_id("stop-submit").click()
    detail = page.get_by_test_id("stop-detail")
    for text in ("甲公司", "标定液位计", "WO-7", "LT-101", "苯储罐液位", "gw1", "苯罐区"):
        expect(detail).to_contain_text(text)
    stop = str(page.evaluate("location.search")).partition("id=")[2]
    expect(page.get_by_test_id("stop-tab-requested")).to_contain_text("1")
    expect(page.get_by_test_id("stop-withdraw")).to_be_visible()
    expect(page.get_by_test_id("stop-approve")).to_have_count(0)

    leader = open_page(LEADER)
    row_of(leader, stop).click()
    leader.get_by_test_id("stop-refuse").click()
    expect(leader.get_by_test_id("stop-told")).to_have_text("驳回失败：请填写原因")
    leader.get_by_test_id("stop-approve").click()
    expect(leader.get_by_test_id("stop-state")).to_have_text("生效中")
    expect(leader.get_by_test_id("stop-told")).to_have_text("已完成：批准")
    expect(row_of(leader, stop)).to_contain_text("剩余 7:")
    expect(leader.get_by_test_id("stop-steps")).to_contain_text(f"批准 {LEADER}")
    leader.screenshot(path=PICTURES / "stops_in_force_zh.png")

    expect(page.get_by_test_id("stop-state")).to_have_text("生效中", timeout=15_000)
    page.get_by_test_id("stop-act-reason").fill("提前完成")
    page.get_by_test_id("stop-end").click()
    expect(page.get_by_test_id("stop-state")).to_have_text("已结束")
    expect(page.get_by_test_id("stop-steps")).to_contain_text("提前完成")
    expect(page.get_by_test_id("stop-end")).to_have_count(0)


def test_its_address_leads_to_a_stop_and_to_those_of_a_state(
    open_page: Opener, platform: Platform, file_stop: Callable[..., str]
) -> None:
    stop = file_stop()
    page = open_page(VIEWER)
    page.goto(f"{platform.url}/stops?state=requested&id={stop}")
    expect(page.get_by_test_id("stop-detail")).to_contain_text("标定液位计")
    expect(page.get_by_test_id("stop-tab-requested")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_test_id("stop-new")).to_have_count(0)
    expect(page.get_by_test_id("stop-act-reason")).to_have_count(0)
    page.get_by_test_id("stop-tab-refused").click()
    expect(page.get_by_test_id("stop-row")).to_have_count(0)
    expect(page).to_have_url(re.compile(f"id={stop}"))
    assert "state=refused" in page.url
    page.goto(f"{platform.url}/stops?id=nowhere")
    expect(page.locator("main")).to_contain_text("没有编号为 nowhere 的报备")
    page.goto(f"{platform.url}/stops?new=1")
    expect(page.get_by_test_id("stop-form")).to_have_count(0)


def test_one_who_decides_leaves_his_own_to_another(
    open_page: Opener, call: Call, file_stop: Callable[..., str]
) -> None:
    file_stop()
    now = time.time_ns() // 1_000_000
    wish = {
        "category": "overhaul",
        "enterprise": "ent1",
        "scope": {"hazards": ["H1"]},
        "from": now + DAY_MS,
        "until": now + 2 * DAY_MS,
        "reason": "年度检修",
    }
    own = call(LEADER, "filed-stops", wish)[1]["id"]
    page = open_page(LEADER)
    page.get_by_test_id("language-switch").click()
    row_of(page, own).get_by_role("link").click()
    expect(page.get_by_test_id("stop-own")).to_contain_text("somebody else has to decide")
    expect(page.get_by_test_id("stop-approve")).to_have_count(0)
    expect(page.get_by_test_id("stop-state")).to_have_text("Requested")
    page.screenshot(path=PICTURES / "stops_own_en.png")
    page.get_by_test_id("stop-act-reason").fill("not needed any more")
    page.get_by_test_id("stop-withdraw").click()
    expect(page.get_by_test_id("stop-state")).to_have_text("Withdrawn")


def test_what_changed_meanwhile_is_shown_anew_and_the_words_stay(
    open_page: Opener, call: Call, file_stop: Callable[..., str]
) -> None:
    stop = file_stop()
    page = open_page(LEADER)
    row_of(page, stop).click()
    page.get_by_test_id("stop-act-reason").fill("资料不全")
    page.route("**/api/v1/filed-stops?*", lambda route: route.abort())
    expect(page.get_by_test_id("stops-outdated")).to_contain_text("未能更新", timeout=15_000)
    assert call(ENGINEER, f"filed-stops/{stop}/withdraw", {"reason": "改期"})[0] == 200
    page.unroute("**/api/v1/filed-stops?*")
    page.get_by_test_id("stop-refuse").click()
    expect(page.get_by_test_id("stop-told")).to_contain_text("报备已有变化，请查看后再操作")
    expect(page.get_by_test_id("stop-state")).to_have_text("已撤回")
    expect(page.get_by_test_id("stop-steps")).to_contain_text(f"撤回 {ENGINEER}")
    expect(page.get_by_test_id("stop-act-reason")).to_have_value("资料不全")
    expect(page.get_by_test_id("stops-outdated")).to_have_count(0)
    page.screenshot(path=PICTURES / "stops_conflict_zh.png")


def refuse(detail: str, status: int = 422) -> Callable[[Route], None]:
    problem = {"type": "urn:hazardwatch:refused", "title": "Refused", "detail": detail}

    def answer(route: Route) -> None:
        if route.request.method == "GET":
            return route.continue_()
        kind = "application/problem+json"
        return route.fulfill(status=status, content_type=kind, body=json.dumps(problem))

    return answer


def test_what_the_server_refuses_is_said_in_words_and_the_form_keeps_its_own(
    open_page: Opener,
) -> None:
    page = open_page(ENGINEER)
    page.get_by_test_id("stop-new").click()
    page.get_by_test_id("stop-search").fill("V-101")
    page.get_by_test_id("stop-search").press("Enter")
    page.get_by_test_id("stop-lasts-7200").click()
    page.get_by_test_id("stop-reason").fill("清罐")
    page.route("**/api/v1/filed-stops", refuse("other_enterprise: V-101"))
    page.get_by_test_id("stop-submit").click()
    expect(page.get_by_test_id("stop-trouble")).to_have_text("提交失败：属于其他企业：V-101")
    page.unroute("**/api/v1/filed-stops")
    keys: list[str] = []

    def lose(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.abort()

    page.route("**/api/v1/filed-stops", lose)
    page.get_by_test_id("stop-submit").click()
    expect(page.get_by_test_id("stop-trouble")).to_contain_text("结果未知")
    page.get_by_test_id("screen-overview").click()
    page.get_by_test_id("screen-stops").click()
    page.get_by_test_id("stop-new").click()
    expect(page.get_by_test_id("stop-reason")).to_have_value("清罐")
    page.get_by_test_id("stop-submit").click()
    expect(page.get_by_test_id("stop-trouble")).to_contain_text("结果未知")
    assert len(keys) == 2
    assert keys[0] == keys[1], "the same wish might be filed twice"


def test_nothing_is_asked_for_while_the_picture_is_lost(
    open_page: Opener, platform: Platform, file_stop: Callable[..., str]
) -> None:
    stop = file_stop()
    page = open_page(LEADER)
    row_of(page, stop).click()
    expect(page.get_by_test_id("stop-approve")).to_be_enabled()
    assert platform.process is not None
    platform.process.send_signal(signal.SIGSTOP)
    try:
        expect(page.get_by_test_id("stop-approve")).to_be_disabled(timeout=15_000)
        expect(page.locator(".stop-acts")).to_contain_text("连接中断")
    finally:
        platform.process.send_signal(signal.SIGCONT)
    expect(page.get_by_test_id("stop-approve")).to_be_enabled(timeout=20_000)


def show_stops(rows: list[dict[str, object]]) -> Callable[[Page], None]:
    page_of = {"items": rows, "next": None}
    return lambda page: page.route("**/api/v1/filed-stops?*", lambda r: r.fulfill(json=page_of))


def make_row(number: int, **changed: object) -> dict[str, object]:
    now = time.time_ns() // 1_000_000
    long = "非常长的名称" * 30
    states = ["requested", "in_force", "approved", "ended", "refused", "withdrawn", "lapsed"]
    return {
        "id": f"FS-{number:05}",
        "state": states[number % 7],
        "version": 1,
        "category": "overhaul",
        "label": {"zh": "检修", "en": "overhaul"},
        "enterprise": long if number % 2 else "ent1",
        "scope": {
            "tags": [f"{long}{n}" for n in range(5)],
            "equipment": [],
            "hazards": [],
            "gateways": [],
        },
        "from": now - number * 60_000,
        "until": now + number * 60_000,
        "reason": long + "<img src=x onerror=alert(1)>",
        "work_order": "W" * 200,
        "requested_by": "a-very-long-user-name-without-any-break" * 2,
        "requested_at": now - number,
        "decided_by": "",
        "decided_at": None,
        "began_at": None,
        "ended_at": None,
        "ended_by": "",
        "note": "",
        "points": 40,
        "covers": ["H1", "gone"],
        "gone": ["LT-9"],
        "overlaps": ["FS-00001", "FS-00002"],
        **changed,
    }


def test_five_hundred_stops_with_names_without_end_stay_readable(open_page: Opener) -> None:
    page = open_page(LEADER, show_stops([make_row(number) for number in range(500)]))
    expect(page.get_by_test_id("stop-tab-all")).to_contain_text("500")
    expect(page.get_by_test_id("stop-row")).to_have_count(100)
    page.get_by_role("button", name="再显示 100 条").click()
    expect(page.get_by_test_id("stop-row")).to_have_count(200)
    page.locator("[data-testid=stop-row][data-state=requested]").first.click()
    expect(page.get_by_test_id("stop-detail")).to_contain_text("<img src=x")
    for width in (1600, 1180):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, "the page is wider than its screen"
        expect(page.get_by_test_id("stop-refuse")).to_be_in_viewport(ratio=1)
        page.screenshot(path=PICTURES / f"stops_many_{width}_zh.png")


@pytest.mark.parametrize(
    ("kind", "status", "text"),
    [("unavailable", 503, "回放中没有报备停用"), ("internal", 500, "载入失败")],
)
def test_no_stops_at_all_say_why(open_page: Opener, kind: str, status: int, text: str) -> None:
    problem = json.dumps({"type": f"urn:hazardwatch:{kind}", "title": "no"})

    def fail(page: Page) -> None:
        page.route("**/api/v1/filed-stops?*", lambda r: r.fulfill(status=status, body=problem))

    page = open_page(VIEWER, fail)
    expect(page.get_by_test_id("stops-missing")).to_contain_text(text)
