"""The alarms' part of the overview in a real browser against a platform of its own.

Why an alarm was raised and how long each stage took, as an operator sees it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.contract.exchange import send
from tests.contract.plant_directory import PATIENT, PLANT, write_plant
from tests.gateway_client import GatewayClient, now_ms, run_gateway
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import PICTURES, Opener, count_sounds, open_pages
from tests.real.mosquitto import run_mosquitto
from tests.siren_receiver import Receiver, run_receiver

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

TANKS = [f"LT-{number}" for number in range(201, 261)]
LEVEL = "{tag},ent1,V-101,level,%,0,100,,,80,90,2,,,,,{tag} 液位,Level of {tag},\n"
VOTES = """
[defaults.level]
on_delay_s = 0

[[voting]]
id = "V2003"
tags = ["LT-201", "LT-202", "LT-203"]
need = 2
condition = "H"
name = "液位三取二"
name_en = "Level 2oo3"

[[shift]]
id = "day"
name = "全天班"
name_en = "All day"
start = "08:00"
end = "08:00"
"""
EVERYTHING = PATIENT + "".join(LEVEL.format(tag=tag) for tag in TANKS)
DESK = {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_mosquitto(tmp_path_factory.mktemp("broker"), persistence="false") as running:
        yield running.url


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, broker: str) -> Iterator[Platform]:
    folder: Path = tmp_path_factory.mktemp("platform")
    plant = write_plant(folder / "plant", PLANT + VOTES, EVERYTHING)
    with run_platform(folder, plant, broker) as site:
        yield site


@pytest.fixture(scope="module")
def gateway(platform: Platform, broker: str) -> Iterator[GatewayClient]:
    with run_gateway(broker) as client:
        client.send({"ts": now_ms(), "values": dict.fromkeys(TANKS, 50)})
        send(platform, client, "LT-101", 50)
        yield client


@pytest.fixture
def open_page(browser: Browser, platform: Platform, gateway: GatewayClient) -> Iterator[Opener]:
    with open_pages(browser, platform.url, PASSWORD, viewport=DESK) as log_in:
        yield log_in


def row_of(page: Page, source: str) -> Locator:
    return page.locator(f'[data-testid=alarm-row][data-alarm^="{source}:"]')


def show_why(page: Page, name: str) -> None:
    page.keyboard.press("w")
    page.screenshot(path=PICTURES / f"{name}.png")


def test_an_alarm_says_by_which_rule_and_input_it_came_and_how_fast(
    open_page: Opener, platform: Platform, gateway: GatewayClient
) -> None:
    page = open_page()
    # What stood before the list was there, the page has not seen come.
    expect(
        page.get_by_test_id("alarm-table").locator(".empty", has_text="正在载入…")
    ).to_have_count(0)
    send(platform, gateway, "LT-101", 95)
    row_of(page, "LT-101").click()
    limit = page.locator('[data-setting="limit"]')
    expect(limit).to_contain_text("90 %")
    expect(limit).to_contain_text("位号")
    expect(page.locator('[data-setting="priority"]')).to_contain_text("未写明，按判断规则")
    expect(page.locator('[data-input="LT-101"]')).to_contain_text("95")
    stages = page.get_by_test_id("stages").locator("li[data-stage]")
    expect(stages).to_have_count(5)
    expect(stages.filter(has_text="未知")).to_have_count(0)
    expect(page.get_by_test_id("timeline")).to_contain_text("报警")
    show_why(page, "why_zh")
    page.get_by_test_id("language-switch").click()
    expect(page.locator('[data-stage="painted"]')).to_contain_text("on this screen")
    show_why(page, "why_en")


def test_a_vote_says_who_voted_and_a_desk_opened_later_when_it_does_not_know(
    open_page: Opener, gateway: GatewayClient
) -> None:
    gateway.send({"ts": now_ms(), "values": {"LT-201": 85, "LT-203": 86}})
    page = open_page()
    row_of(page, "V2003").click()
    channels = page.get_by_test_id("why-inputs").locator("li")
    expect(channels).to_have_count(3)
    expect(page.locator('[data-input="LT-201"]')).to_contain_text("投票报警")
    expect(page.locator('[data-input="LT-202"]')).to_contain_text("未投票")
    expect(page.locator('[data-setting="vote"]')).to_contain_text("2oo3")
    expect(page.locator('[data-stage="painted"]')).to_contain_text("未知")
    show_why(page, "why_vote_zh")


def test_only_rows_seen_are_acknowledged_at_once_and_each_other_one_says_why(
    open_page: Opener, platform: Platform, gateway: GatewayClient
) -> None:
    page = open_page()
    values = {**dict.fromkeys(TANKS, 85), "PT-101": 350, "LT-101": 95}
    gateway.send({"ts": now_ms(), "values": values})
    expect(page.get_by_test_id("tab-active")).to_contain_text("64", timeout=15_000)
    page.wait_for_timeout(1_200)
    page.mouse.move(5, 5)
    page.keyboard.press("b")
    counts = page.get_by_test_id("bulk-counts").locator("b")
    seen, left, above = (int(text) for text in counts.all_inner_texts())
    assert seen >= 3, "what stood in the window"
    assert left > 20, "what lies below it"
    assert above >= 2, "high ones and the critical one"
    expect(page.get_by_test_id("bulk-send")).to_be_disabled()
    page.screenshot(path=PICTURES / "bulk_form_zh.png")
    page.get_by_test_id("bulk-reason").fill("液位试验")
    name = page.locator('[data-testid=alarm-row][data-alarm^="LT-2"]').first.get_attribute(
        "data-alarm"
    )
    assert name is not None
    status, _, _ = platform.call("POST", f"alarms/{name.replace(':', '%3A')}/acknowledge", {})
    assert status == 200
    expect(page.locator(f'[data-alarm="{name}"]')).to_have_attribute("data-state", "acknowledged")
    page.keyboard.press("Enter")
    report = page.get_by_test_id("bulk-report")
    expect(report).to_contain_text(f"已确认 {seen - 1} 条")
    expect(report.locator("li")).to_contain_text("其间已确认或已结束")
    page.screenshot(path=PICTURES / "bulk_report_zh.png")
    standing = platform.items("alarms?state=unacknowledged")
    assert len(standing) >= left, "nothing that was not seen"
    assert any(row["id"] == "PT-101:H" for row in standing), "critical ones are acknowledged singly"
    acknowledged = [row for row in platform.items("journal") if row["event"] == "acknowledged"]
    assert {row["reason"] for row in acknowledged[1 - seen :]} == {"液位试验"}


def test_the_sounds_are_tested_once_a_shift_and_an_alarm_comes_first(
    open_page: Opener, platform: Platform, gateway: GatewayClient
) -> None:
    page = open_page(count_sounds)
    expect(page.get_by_test_id("sound-due")).to_contain_text("尚未做声光测试")
    page.screenshot(path=PICTURES / "sound_due_zh.png")
    page.get_by_test_id("sound-open").click()
    page.get_by_test_id("sound-desk").fill("中控 1 号席")
    page.keyboard.press("F2")
    page.get_by_test_id("sound-begin").click()
    playing = page.get_by_test_id("sound-playing")
    expect(playing).to_have_attribute("data-signal", "critical")
    page.screenshot(path=PICTURES / "sound_test_zh.png")
    send(platform, gateway, "GT-101", 60)
    expect(page.get_by_test_id("sound-test")).to_contain_text("测试已中止")
    page.keyboard.press("F2")
    page.get_by_test_id("sound-close").click()
    page.get_by_test_id("sound-open").click()
    page.get_by_test_id("sound-begin").click()
    for signal in ("critical", "high", "medium", "low"):
        expect(playing).to_have_attribute("data-signal", signal)
        page.keyboard.press("Enter")
    page.get_by_test_id("sound-silent").click()
    expect(page.get_by_test_id("sound-test")).to_contain_text("已记录")
    (kept,) = platform.items("sound-tests")
    assert (kept["by"], kept["desk"], kept["silent"]) == ("admin", "中控 1 号席", ["lost"])
    page.get_by_test_id("sound-close").click()
    page.get_by_test_id("language-switch").click()
    expect(page.get_by_test_id("sound-due")).to_contain_text("Connection lost")
    page.screenshot(path=PICTURES / "sound_failed_en.png")
    turn = platform.items("handovers/shifts")[0]
    body = {"shift": turn["shift"], "date": turn["date"]}
    status, record, _ = platform.call("POST", "handovers", body)
    assert status == 200, record
    (section,) = [one for one in record["sections"] if one["id"] == "sound_tests"]
    assert section["lines"][0]["cells"][3]["zh"] == "未听到：连接中断"


@pytest.fixture
def box() -> Iterator[Receiver]:
    with run_receiver() as running:
        yield running


@pytest.fixture
def site_with_sirens(
    tmp_path: Path, broker: str, gateway: GatewayClient, box: Receiver
) -> Iterator[Platform]:
    plant = write_plant(tmp_path / "plant", PLANT + VOTES, EVERYTHING)
    with run_platform(tmp_path, plant, broker, sirens=box.settings) as site:
        yield site


def test_the_sirens_are_sounded_and_what_was_not_heard_is_said_loudly(
    browser: Browser, site_with_sirens: Platform, box: Receiver
) -> None:
    site = site_with_sirens
    with open_pages(browser, site.url, PASSWORD, viewport=DESK) as log_in:
        page = log_in()
        page.keyboard.press("F2")
        page.get_by_test_id("sound-open").click()
        expect(page.get_by_test_id("sound-test")).to_contain_text("good、refusing、hanging")
        page.get_by_test_id("sound-desk").fill("中控 1 号席")
        page.get_by_test_id("sound-begin").click()
        for signal in ("critical", "high", "medium", "low", "lost"):
            expect(page.get_by_test_id("sound-playing")).to_have_attribute("data-signal", signal)
            page.keyboard.press("Enter")
        said = {"good": "已送达：A-17", "refusing": "lamp circuit open", "hanging": "no answer"}
        for name, words in said.items():
            row = page.get_by_test_id(f"siren-{name}")
            row.get_by_test_id("siren-sound").click()
            expect(row).to_contain_text(words)
            row.get_by_test_id("siren-heard" if name == "good" else "siren-silent").click()
        page.screenshot(path=PICTURES / "sirens_zh.png")
        page.get_by_test_id("language-switch").click()
        page.get_by_test_id("siren-hanging").get_by_test_id("siren-sound").click()
        expect(page.get_by_test_id("siren-hanging")).to_contain_text("Tested a moment ago")
        page.screenshot(path=PICTURES / "sirens_en.png")
        page.get_by_test_id("siren-finish").click()
        expect(page.get_by_test_id("sound-test")).to_contain_text("Kept")
        page.get_by_test_id("sound-close").click()
        reminder = page.get_by_test_id("sound-due")
        expect(reminder).to_contain_text("Siren refusing (✗ not delivered)")
        expect(reminder).to_contain_text("Siren hanging (✗ not delivered)")
        page.screenshot(path=PICTURES / "sirens_failed_en.png")
    assert [path for path, _ in box.received] == ["/good", "/refusing", "/hanging"]
    assert all(body["text"].startswith("【测试】") for _, body in box.received)
    (kept,) = site.items("sound-tests")
    outcome = {one["siren"]: (one["delivered"], one["heard"]) for one in kept["sirens"]}
    assert outcome == {
        "good": (True, True),
        "refusing": (False, False),
        "hanging": (False, False),
    }
    acts = [row for row in site.items("audit") if row["action"].endswith("sirens/{name}")]
    assert {(row["object"], row["outcome"]) for row in acts} == {
        ("good", "200"),
        ("refusing", "200"),
        ("hanging", "200"),
        ("hanging", "429"),
    }


def test_a_named_filter_follows_the_person_to_another_desk(
    open_page: Opener, gateway: GatewayClient
) -> None:
    gateway.send({"ts": now_ms(), "values": {"PT-101": 350, "LT-230": 85}})
    page = open_page()
    page.keyboard.press("1")
    page.keyboard.press("f")
    page.get_by_test_id("filter-name").fill("只看紧急")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("saved-filter")).to_contain_text("只看紧急 紧急")
    page.screenshot(path=PICTURES / "filters_zh.png")
    other = open_page()
    expect(row_of(other, "PT-101")).to_be_visible()
    other.keyboard.press("f")
    expect(other.get_by_test_id("saved-filter")).to_have_count(1)
    other.keyboard.press("1")
    expect(other.get_by_test_id("filter")).to_contain_text("紧急")
    expect(other.get_by_test_id("alarm-row")).to_have_count(1)
    other.keyboard.press("f")
    other.get_by_test_id("remove-filter").click()
    expect(other.get_by_test_id("saved-filter")).to_have_count(0)


def test_the_record_is_searched_over_a_time_and_saved_and_keys_are_told(
    open_page: Opener, platform: Platform, gateway: GatewayClient
) -> None:
    send(platform, gateway, "LT-240", 85)
    page = open_page()
    page.keyboard.press("[")
    expect(page.get_by_test_id("tab-history")).to_have_attribute("aria-selected", "true")
    page.get_by_test_id("history-search").fill("LT-240")
    page.keyboard.press("Enter")
    lines = page.get_by_test_id("history").locator(".history-columns:not(.table-head)")
    expect(lines.first).to_contain_text("LT-240")
    expect(lines.filter(has_not_text="LT-240")).to_have_count(0)
    page.get_by_test_id("history-span-day").click()
    expect(lines.first).to_contain_text("LT-240")
    page.screenshot(path=PICTURES / "history_zh.png")
    with page.expect_download() as saving:
        page.get_by_test_id("history-csv").click()
    text = Path(saving.value.path()).read_text(encoding="utf-8-sig")
    assert "LT-240:H" in text
    assert "LT-101" not in text
    page.get_by_test_id("history-span-own").click()
    page.get_by_test_id("history-from").fill("08:00")
    page.get_by_test_id("history-to").fill("07:00")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("history-bar")).to_contain_text("须早于")
    page.get_by_role("button", name="English").focus()
    page.keyboard.press("?")
    expect(page.get_by_test_id("help")).to_contain_text("批量确认")
    page.screenshot(path=PICTURES / "help_zh.png")
    page.keyboard.press("Escape")
    page.get_by_test_id("language-switch").click()
    page.get_by_role("link", name="Trends").or_(page.get_by_role("button", name="Trends")).click()
    page.keyboard.press("?")
    expect(page.get_by_test_id("help")).to_contain_text("Back to live")
    expect(page.get_by_test_id("help")).not_to_contain_text("Acknowledge")
    page.screenshot(path=PICTURES / "help_trends_en.png")


def test_a_link_opens_the_same_list_for_a_colleague_and_back_undoes_what_was_asked(
    open_page: Opener, platform: Platform, gateway: GatewayClient
) -> None:
    send(platform, gateway, "PT-101", 350)
    page = open_page()
    page.get_by_test_id("count-critical").click()
    page.get_by_test_id("tab-history").click()
    page.get_by_test_id("history-span-day").click()
    page.get_by_test_id("history-search").fill("PT-101")
    page.keyboard.press("Enter")
    link = page.url.removeprefix(platform.url)
    assert link == "/?list=history&priority=critical&span=day&find=PT-101"
    colleague = open_page(path=link, ready="history")
    expect(colleague.get_by_test_id("history-span-day")).to_have_attribute("aria-pressed", "true")
    expect(colleague.get_by_test_id("history-search")).to_have_value("PT-101")
    expect(colleague.get_by_test_id("filter")).to_contain_text("紧急")
    for _ in range(3):
        page.go_back()
    expect(page.get_by_test_id("tab-active")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_test_id("filter")).to_contain_text("紧急")
    page.get_by_test_id("screen-trends").click()
    page.get_by_test_id("screen-overview").click()
    expect(page.get_by_test_id("filter")).to_contain_text("紧急")
    page.go_back()
    page.go_back()
    page.go_back()
    expect(page.get_by_test_id("filter")).to_have_count(0)


def test_a_link_that_nobody_can_read_says_so_and_shows_what_stands(
    open_page: Opener, gateway: GatewayClient
) -> None:
    page = open_page(path="/?hazard=H9&priority=purple&list=active&x=1&y=2")
    told = page.get_by_test_id("address-ignored")
    expect(told).to_contain_text("H9、priority=purple、x=1、等 1 项")
    expect(row_of(page, "PT-101")).to_be_visible()
    page.screenshot(path=PICTURES / "address_ignored_zh.png")
    page.get_by_test_id("language-switch").click()
    page.screenshot(path=PICTURES / "address_ignored_en.png")
    page.get_by_test_id("address-seen").click()
    expect(told).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/$"))
