"""The performance of the alarm system at the operator's page, over a month that is in the journal.

In a real browser against a platform of its own: over which time, the figures beside their targets,
floods, bad actors that lead to the alarm, the online rate by day; and what is said where there is
nothing, or the server refuses.
"""

import re
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import insert

from alerting.alarm import Entry, Event, Held, State
from alerting.journal import Journal
from alerting.online_rate.watch_record import WATCH_SPAN, WATCHED_TAG
from plant.condition import Priority
from tests.alerting.tiny_park import make_entry
from tests.contract.plant_directory import PATIENT, PLANT, write_plant
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import PICTURES, Opener, open_pages
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
LONG_NAME = "泰兴经济开发区滨江精细化工循环经济产业园第二生产基地危险化学品仓储有限责任公司"
MORE = f"""
[[enterprise]]
id = "ent2"
name = "{LONG_NAME}"
name_en = "{"A very long name of an enterprise that stores hazardous chemicals, " * 2}Ltd."

[[hazard]]
id = "H2"
enterprise = "ent2"
name = "{LONG_NAME}罐区"
level = 2

[[equipment]]
id = "V-201"
hazard = "H2"
kind = "tank"
name = "甲醇储罐"

[[gateway]]
id = "gw3"
enterprise = "ent2"

[[shift]]
id = "all"
name = "全天班"
name_en = "Whole day"
start = "00:00"
end = "00:00"
"""
TAGS = PATIENT + (
    "LT-201,ent2,V-201,level,%,0,100,5,10,80,90,2,,,,,甲醇储罐液位,Methanol tank level,\n"
)


QUIET = {12, 13}
"""Days ago on which nothing happened: the day in Beijing between them is without an alarm."""


def write_episode(alarm: str, at: int, lasts: int, priority: Priority, known: int) -> list[Entry]:
    """An alarm that comes, is acknowledged where there is time for it, and goes."""
    entry = {"alarm": alarm, "priority": priority, "marks": (), "reason": ""}
    written = [make_entry(**entry, event=Event.RAISED, at=at, detected=at)]
    if known < lasts:
        seen = at + known
        acknowledged = entry | {"state": State.ACKNOWLEDGED, "actor": "li"}
        written.append(make_entry(**acknowledged, event=Event.ACKNOWLEDGED, at=seen, detected=seen))
    over = at + lasts
    ended = entry | {"state": State.NORMAL}
    written.append(make_entry(**ended, event=Event.RETURNED, at=over, detected=over))
    return written


def write_month(now: int) -> list[Entry]:
    """Thirty-five days with a flood, a chattering alarm, a fleeting one and days of silence."""
    entries: list[Entry] = []
    for day in set(range(1, 36)) - QUIET:
        begin = now - day * DAY
        for turn in range(day % 5):
            at = begin + turn * 3 * HOUR
            entries += write_episode("LT-201:H", at, 20 * MINUTE, Priority.LOW, 4 * MINUTE)
        entries += write_episode("PT-101:H", begin + HOUR, HOUR, Priority.CRITICAL, 40_000)
    flood = now - 3 * DAY
    for place in range(24):
        at = flood + place * 20_000
        entries += write_episode("GT-101:H", at, 9_000, Priority.HIGH, 10_000)
    fleeting = now - 2 * DAY - HOUR
    entries += write_episode("LT-101:L", fleeting, 8_000, Priority.MEDIUM, 10_000)
    entries += write_episode("LT-101:H", now - 6 * DAY, 50 * HOUR, Priority.MEDIUM, HOUR)
    for day in (2, 5, 9):
        at, low = now - day * DAY, Priority.LOW
        entries += write_episode("LT-201:stale", at, 2 * HOUR, low, 3 * HOUR)
    shelved = {"alarm": "LT-101:H", "priority": Priority.MEDIUM, "held": Held.SHELVED, "marks": ()}
    for event, at in ((Event.SHELVED, now - 4 * DAY), (Event.UNSHELVED, now - 3 * DAY)):
        entries.append(make_entry(**shelved, event=event, at=at, detected=at))
    return sorted(entries, key=lambda entry: entry.at)


def keep_month(data: Path, now: int) -> None:
    data.mkdir()
    journal = Journal(f"sqlite:///{data / 'journal.sqlite'}")
    journal.append(write_month(now))
    places = {"LT-101": ("V-101", "H1", "ent1", "gw1"), "LT-201": ("V-201", "H2", "ent2", "gw3")}
    columns = ("equipment", "hazard", "enterprise", "gateway")
    began = now - 20 * DAY
    with journal.writing() as connection:
        connection.execute(insert(WATCH_SPAN), [{"began": began, "until": now - HOUR}])
        rows = [
            {"tag": tag, "since": began, "until": None, **dict(zip(columns, place, strict=True))}
            for tag, place in places.items()
        ]
        connection.execute(insert(WATCHED_TAG), rows)
    journal.close()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_mosquitto(tmp_path_factory.mktemp("broker"), persistence="false") as running:
        yield running.url


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, broker: str) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("platform")
    keep_month(folder / "data", round(time.time() * 1000) // MINUTE * MINUTE)
    with run_platform(folder, write_plant(folder / "plant", PLANT + MORE, TAGS), broker) as site:
        yield site


@pytest.fixture
def open_page(browser: Browser, platform: Platform) -> Iterator[Opener]:
    """A screen that stands in another zone than the park."""
    screen = {"timezone_id": "America/New_York", "viewport": {"width": 1600, "height": 900}}
    with open_pages(browser, platform.url, PASSWORD, **screen) as log_in:
        yield log_in


@pytest.fixture
def page(open_page: Opener) -> Page:
    return open_page()


def open_screen(page: Page) -> None:
    page.get_by_test_id("screen-kpi").click()
    expect(page.get_by_test_id("kpi-basis")).to_be_visible(timeout=20_000)
    expect(page.get_by_test_id("online").get_by_role("table")).to_be_visible(timeout=20_000)


def keep_picture(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"kpi-{name}.png")
    tall = page.evaluate("document.querySelector('.kpi').scrollHeight") + 150
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": tall})
    page.screenshot(path=PICTURES / f"kpi-{name}-whole.png")
    page.set_viewport_size(size)


def test_every_figure_stands_beside_its_target_and_says_whether_it_is_within(page: Page) -> None:
    open_screen(page)
    chattering = page.get_by_test_id("target-chattering")
    expect(chattering).to_contain_text("未达标")
    expect(chattering).to_contain_text("≤ 0")
    expect(chattering.get_by_role("img")).to_have_accessible_name("1，目标 ≤ 0")
    expect(page.get_by_test_id("target-alarms_per_day")).to_contain_text("达标")
    expect(page.get_by_test_id("target-peak_10min")).to_contain_text("25条")
    shares = page.get_by_test_id("shares")
    for priority in ("紧急", "高", "中", "低"):
        expect(shares.get_by_role("row", name=priority).first).to_be_visible()
    expect(page.get_by_test_id("holdings").get_by_role("row", name="搁置")).to_contain_text("1")
    expect(page.get_by_test_id("response").get_by_role("row", name="紧急")).to_contain_text("00:40")
    keep_picture(page, "month")
    page.get_by_test_id("language-switch").click()
    expect(page.get_by_test_id("target-chattering")).to_contain_text("Beyond")
    expect(page.get_by_test_id("target-alarms_per_day")).to_contain_text("Within")
    page.set_viewport_size({"width": 1180, "height": 800})
    keep_picture(page, "narrow-english")
    page.get_by_test_id("language-switch").click()


def test_the_flood_is_marked_in_the_chart_and_told_in_tables(page: Page) -> None:
    open_screen(page)
    page.get_by_test_id("range-week").click()
    expect(page.get_by_test_id("rates")).to_contain_text("固定的 10 分钟", timeout=20_000)
    rates = page.get_by_test_id("rates")
    expect(rates.locator("rect.rate-flood title")).to_have_count(1, timeout=20_000)
    expect(rates.locator("rect.rate-beyond")).not_to_have_count(0)
    expect(page.get_by_test_id("floods").get_by_role("row")).to_have_count(2)
    page.screenshot(path=PICTURES / "kpi-week.png")
    rates.locator("summary").click()
    busiest = page.get_by_test_id("rate-table").locator("tbody tr")
    expect(busiest.first).to_be_visible()
    bars = rates.locator("svg rect.rate-bar").count()
    expect(busiest).to_have_count(bars)
    expect(rates.get_by_role("img")).to_have_accessible_name(re.compile("泛滥线 10，泛滥 1 次"))


def test_a_bad_actor_leads_to_its_alarm_on_the_overview(page: Page) -> None:
    open_screen(page)
    worst = page.get_by_test_id("bad-actors").locator("tbody tr").first
    expect(worst).to_contain_text("LT-201:H")
    worst.get_by_role("button").press("Enter")
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.locator("#detail")).to_contain_text("LT-201")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/kpi"))


def test_the_time_stands_in_the_address_and_own_days_are_beijing_s(
    page: Page, platform: Platform
) -> None:
    open_screen(page)
    for name in ("today", "yesterday", "shift"):
        page.get_by_test_id(f"range-{name}").click()
        expect(page).to_have_url(re.compile(f"range={name}"))
        expect(page.get_by_test_id(f"range-{name}")).to_have_attribute("aria-pressed", "true")
    basis = page.get_by_test_id("kpi-basis")
    midnight = f"{datetime.now(SHANGHAI):%Y-%m-%d} 00:00:00"
    expect(basis).to_contain_text(midnight, timeout=20_000)
    page.get_by_test_id("by-hazard").click()
    page.get_by_test_id("range-own").click()
    own = page.get_by_test_id("own-days")
    first = datetime.fromtimestamp(time.time() - 4 * 86_400, SHANGHAI)
    own.locator("input[name=first]").fill(f"{first:%Y-%m-%d}")
    own.locator("input[name=last]").fill(f"{first:%Y-%m-%d}")
    page.get_by_test_id("own-show").click()
    expect(basis).to_contain_text(f"{first:%Y-%m-%d} 00:00:00 至", timeout=20_000)
    page.reload()
    expect(basis).to_contain_text(f"{first:%Y-%m-%d} 00:00:00 至", timeout=20_000)
    expect(page.get_by_test_id("by-hazard")).to_have_attribute("aria-pressed", "true")
    own.locator("input[name=last]").fill("2020-01-01")
    page.get_by_test_id("own-show").click()
    expect(page.get_by_test_id("range-fault")).to_contain_text("截止日不能早于起始日")


def test_the_online_rate_names_the_days_below_its_target(page: Page) -> None:
    open_screen(page)
    row = page.get_by_test_id("online").get_by_role("row", name=LONG_NAME)
    expect(row).to_contain_text("未达标")
    expect(row).to_contain_text(re.compile(r"[34]/2[01] 天"))
    expect(row.locator("rect.day-below")).not_to_have_count(0)
    expect(row.locator("rect.day-none")).not_to_have_count(0)
    park = page.get_by_test_id("online").get_by_role("row", name="甲公司")
    expect(park.locator("rect.day-below")).to_have_count(0)


def test_the_report_is_there_as_a_file_and_as_a_page(page: Page) -> None:
    open_screen(page)
    head = page.locator(".kpi-head")
    with page.expect_download() as told:
        head.get_by_text("下载 CSV").click()
    assert told.value.suggested_filename == "alarm-kpi.csv"
    with page.expect_popup() as opened:
        head.get_by_text("打印页").click()
    expect(opened.value.locator("h1")).to_contain_text("报警系统绩效报告")
    opened.value.close()


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (422, "too-many-entries", "该时段记录过多"),
        (503, "unavailable", "报警日志暂时无法读取"),
        (500, "trouble", "报告未能取得"),
    ],
)
def test_what_the_server_refuses_is_said_and_may_be_tried_again(
    page: Page, status: int, kind: str, words: str
) -> None:
    def refuse(route: Route) -> None:
        problem = {"type": f"urn:hazardwatch:problem:{kind}", "title": kind, "detail": "no"}
        route.fulfill(status=status, json=problem)

    page.route("**/api/v1/reports/**", refuse)
    page.get_by_test_id("screen-kpi").click()
    fault = page.get_by_test_id("report-fault")
    expect(fault).to_contain_text(words)
    page.unroute("**/api/v1/reports/**")
    fault.get_by_role("button").click()
    expect(page.get_by_test_id("kpi-basis")).to_be_visible(timeout=20_000)


def show_day(page: Page, day: str) -> None:
    page.get_by_test_id("range-own").click()
    own = page.get_by_test_id("own-days")
    for name in ("first", "last"):
        own.locator(f"input[name={name}]").fill(day)
    page.get_by_test_id("own-show").click()
    expect(page.get_by_test_id("kpi-basis")).to_contain_text(f"{day} 00:00:00 至", timeout=20_000)


def test_a_day_with_nothing_in_it_says_so_and_shows_no_zeros_for_what_is_unknown(
    page: Page,
) -> None:
    open_screen(page)
    quiet = datetime.fromtimestamp(time.time() - max(QUIET) * 86_400 + 86_400, SHANGHAI)
    show_day(page, f"{quiet:%Y-%m-%d}")
    expect(page.get_by_test_id("rates")).to_contain_text("该时段没有报警")
    share = page.get_by_test_id("target-bad_actor_share")
    expect(share).to_contain_text("—")
    expect(share).to_contain_text("无法判断")
    expect(page.get_by_test_id("bad-actors")).to_contain_text("无")
    page.screenshot(path=PICTURES / "kpi-nothing.png")


def test_of_a_time_before_the_journal_no_figures_are_shown(page: Page) -> None:
    open_screen(page)
    show_day(page, "2020-01-01")
    expect(page.get_by_test_id("nothing-known")).to_contain_text("没有报警日志")
    expect(page.get_by_test_id("kpi-basis")).to_contain_text("此前情况不明")
    expect(page.get_by_test_id("target-alarms_per_day")).to_have_count(0)
