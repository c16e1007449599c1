"""Keeping alarms quiet at the operator's page, in a real browser against a platform of its own.

What is shelved, out of service or suppressed stays in sight with its owner and its end; what is
critical calls on; and the conditions of one tag stand in one line without hiding one another.
"""

import re
import signal
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dashboard_api.people import People
from tests.contract.exchange import act, send
from tests.contract.plant_directory import PLANT, TAGS, write_plant
from tests.gateway_client import GatewayClient, run_gateway
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import PICTURES, Opener, count_sounds, open_pages
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

RULES = """
[alarms]
realarm_min = { high = 0.05 }
most_realarms = 1

[alarms.shelving]
durations_min = [0.1, 30, 480]

[[mode]]
id = "cleaning"
equipment = "V-101"
values = [3]
name = "清罐"
name_en = "Cleaning"
suppressed = ["LT-101:L"]
"""
# Without the one that goes stale by itself: what stands here is what a test has put there.
WATCHED = "".join(line for line in TAGS.splitlines(keepends=True) if not line.startswith("TT-"))
STATE = "ST-101,ent1,V-101,operating_state,,,,,,,,,,,,,苯储罐工况,State of the benzene tank,\n"
SHORT_MS = 6_000
LEADER = "班长"
PEOPLE = {LEADER: "shift_leader", "值班员": "operator", "仪表工": "engineer", "访客": "viewer"}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_mosquitto(tmp_path_factory.mktemp("broker"), persistence="false") as running:
        yield running.url


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, broker: str) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("platform")
    plant = PLANT.replace('name = "苯储罐"', 'name = "苯储罐"\nstate = "ST-101"') + RULES
    with run_platform(
        folder, write_plant(folder / "plant", plant, WATCHED + STATE), broker
    ) as site:
        people = People(f"sqlite:///{folder / 'data' / 'people.sqlite'}")
        for name, role in PEOPLE.items():
            people.set_password(name, PASSWORD, role)
        people.close()
        yield site


@pytest.fixture(scope="module")
def gateway(platform: Platform, broker: str) -> Iterator[GatewayClient]:
    with run_gateway(broker) as client:
        yield client


Put = Callable[..., None]
CALM = {"LT-101": 50, "PT-101": 100, "GT-101": 0, "ST-101": 1}


@pytest.fixture
def put(platform: Platform, gateway: GatewayClient) -> Iterator[Put]:
    """Puts values into the plant; afterwards all is calm and nothing is held."""

    def put(**values: float) -> None:
        for tag, value in values.items():
            send(platform, gateway, tag.replace("_", "-"), value)

    yield put
    for tag, value in CALM.items():
        send(platform, gateway, tag, value)
    for action in ("unshelve", "return-to-service", "acknowledge", "reset"):
        for row in platform.items("alarms"):
            act(platform, row["id"], action)
    platform.wait_for(lambda: not platform.items("alarms"))


@pytest.fixture
def open_page(browser: Browser, platform: Platform) -> Iterator[Opener]:
    small = {"width": 1366, "height": 768}
    with open_pages(browser, platform.url, PASSWORD, viewport=small) as log_in:
        yield log_in


@pytest.fixture
def page(open_page: Opener) -> Page:
    return open_page()


def row_of(page: Page, alarm: str) -> Locator:
    return page.locator(f'[data-testid=alarm-row][data-alarm="{alarm}"]')


def held_row_of(page: Page, alarm: str) -> Locator:
    return page.locator(f'[data-testid=held-row][data-alarm="{alarm}"]')


def test_the_form_says_how_many_one_holds_by_now_also_from_elsewhere(
    page: Page, platform: Platform, put: Put
) -> None:
    put(LT_101=92)
    row_of(page, "LT-101:HH").click()
    page.keyboard.press("s")
    expect(page.get_by_test_id("holding")).to_have_text(re.compile(r"已有 0 条，同时最多 \d+ 条"))
    page.keyboard.press("Escape")
    act(platform, "LT-101:H", "shelve", duration_s=1_800)
    page.keyboard.press("s")
    expect(page.get_by_test_id("holding")).to_contain_text("已有 1 条")


def test_an_alarm_is_shelved_by_mouse_and_comes_back_by_its_time(page: Page, put: Put) -> None:
    put(LT_101=85)
    row_of(page, "LT-101:H").click()
    page.get_by_test_id("alarm-shelve").click()
    page.get_by_test_id("hold-submit").click()
    expect(page.get_by_test_id("hold-lack")).to_have_text("请填写原因")
    page.get_by_test_id("hold-reasonChattering").click()
    page.get_by_test_id("hold-submit").click()
    expect(page.get_by_test_id("hold-form")).to_have_count(0)
    expect(page.get_by_test_id("count-shelved")).to_have_text("搁置 1")
    page.get_by_test_id("count-shelved").click()
    held = held_row_of(page, "LT-101:H")
    expect(held).to_contain_text("admin")
    expect(held).to_contain_text("抖动")
    first = held.get_by_test_id("time-left").inner_text()
    expect(held.get_by_test_id("time-left")).not_to_have_text(first)
    expect(page.get_by_test_id("count-medium").locator("strong")).to_have_text("0")
    expect(held).to_have_count(0, timeout=SHORT_MS + 4_000)
    page.get_by_test_id("tab-active").click()
    expect(row_of(page, "LT-101:H")).to_have_attribute("data-state", "unacknowledged")
    expect(page.get_by_test_id("timeline")).to_contain_text("取消搁置")
    page.get_by_test_id("tab-history").click()
    expect(page.get_by_test_id("history")).to_contain_text("抖动至")


def test_an_alarm_is_shelved_by_keyboard_until_it_returns(page: Page, put: Put) -> None:
    put(LT_101=85)
    row_of(page, "LT-101:H").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    expect(page.get_by_test_id("hold-form")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_test_id("hold-once")).to_be_checked()
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.type("s 已知")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("hold-facts")).to_contain_text("s 已知")
    expect(page.get_by_test_id("hold-facts")).to_contain_text("恢复即止")
    expect(row_of(page, "LT-101:H")).to_have_count(0)
    page.get_by_test_id("tab-shelved").click()
    expect(held_row_of(page, "LT-101:H")).to_contain_text("29:")
    put(LT_101=50)
    expect(held_row_of(page, "LT-101:H")).to_have_count(0)


def test_escape_closes_the_form_and_nothing_was_sent(page: Page, put: Put) -> None:
    put(LT_101=85)
    row_of(page, "LT-101:H").click()
    page.keyboard.press("s")
    page.get_by_test_id("hold-reason").fill("x")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("hold-form")).to_have_count(0)
    page.keyboard.press("Space")
    expect(row_of(page, "LT-101:H")).to_have_attribute("data-state", "acknowledged")
    expect(page.get_by_test_id("count-shelved")).to_have_text("搁置 0")


def test_a_critical_alarm_needs_another_person_and_calls_on(open_page: Opener, put: Put) -> None:
    page = open_page(count_sounds)
    put(PT_101=320)
    row_of(page, "PT-101:H").click()
    page.keyboard.press("s")
    page.get_by_test_id("hold-reasonKnown").click()
    page.get_by_test_id("hold-submit").click()
    expect(page.get_by_test_id("hold-lack")).to_contain_text("第二人")
    page.get_by_test_id("second-user").fill("admin")
    page.get_by_test_id("second-password").fill(PASSWORD)
    page.get_by_test_id("hold-submit").click()
    expect(page.get_by_test_id("hold-lack")).to_contain_text("另一个人")
    page.get_by_test_id("second-user").fill(LEADER)
    page.get_by_test_id("second-password").fill("a guess")
    page.get_by_test_id("hold-submit").click()
    expect(page.get_by_test_id("alarm-notice")).to_contain_text("第二人未通过")
    expect(page.get_by_test_id("second-password")).to_have_value("")
    page.screenshot(path=PICTURES / "second_person_zh.png")
    page.get_by_test_id("hold-duration-1800").check()
    page.get_by_test_id("second-password").fill(PASSWORD)
    page.get_by_test_id("hold-submit").click()
    expect(page.get_by_test_id("second-password")).to_have_count(0)
    expect(page.get_by_test_id("hold-facts")).to_contain_text(f"第二人 {LEADER}")
    row = row_of(page, "PT-101:H")
    expect(row).to_contain_text("搁置")
    assert "1" in page.get_by_test_id("count-critical").locator("strong").inner_text()
    expect(page.get_by_test_id("tab-shelved")).to_contain_text("1")
    before = page.evaluate("sounds")
    page.wait_for_function("least => sounds > least", arg=before, timeout=8_000)
    page.get_by_test_id("alarm-unshelve").click()
    expect(page.get_by_test_id("count-shelved")).to_have_text("搁置 0")


@pytest.mark.parametrize(
    ("user", "shelves", "takes_out"),
    [("值班员", 1, 0), ("仪表工", 0, 1), (LEADER, 1, 1), ("访客", 0, 0)],
)
def test_each_role_is_offered_what_it_may(
    open_page: Opener, put: Put, user: str, shelves: int, takes_out: int
) -> None:
    page = open_page(user=user)
    put(LT_101=85)
    row_of(page, "LT-101:H").click()
    expect(page.get_by_test_id("tag-detail")).to_contain_text("LT-101")
    expect(page.get_by_test_id("alarm-shelve")).to_have_count(shelves)
    expect(page.get_by_test_id("alarm-out-of-service")).to_have_count(takes_out)
    page.keyboard.press("s")
    expect(page.get_by_test_id("hold-form")).to_have_count(shelves)


def test_a_small_screen_lets_shelve_and_acknowledge(page: Page, put: Put) -> None:
    page.set_viewport_size({"width": 683, "height": 384})
    page.get_by_test_id("language-switch").click()
    put(PT_101=320)
    row_of(page, "PT-101:H").click()
    page.keyboard.press("s")
    expect(page.get_by_test_id("alarm-ack")).to_be_in_viewport(ratio=1)
    page.get_by_test_id("hold-submit").scroll_into_view_if_needed()
    expect(page.get_by_test_id("hold-submit")).to_be_in_viewport(ratio=1)
    for tab in ("active", "shelved", "out_of_service", "suppressed", "history"):
        page.get_by_test_id(f"tab-{tab}").scroll_into_view_if_needed()
        expect(page.get_by_test_id(f"tab-{tab}")).to_be_in_viewport(ratio=1)


def test_the_lists_of_what_is_held_are_walked_by_keyboard(
    page: Page, put: Put, platform: Platform
) -> None:
    put(LT_101=95)
    act(platform, "LT-101:H", "shelve", duration_s=1800)
    act(platform, "LT-101:HH", "shelve", duration_s=600)
    page.get_by_test_id("tab-shelved").click()
    expect(page.get_by_test_id("held-row")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    # What ends soonest stands first.
    expect(held_row_of(page, "LT-101:HH")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(held_row_of(page, "LT-101:H")).to_have_attribute("aria-selected", "true")
    grid = page.get_by_test_id("held-shelved")
    expect(grid).to_have_attribute("aria-activedescendant", "alarm-LT-101:H")
    expect(grid).to_have_attribute("aria-rowcount", "3")
    page.get_by_test_id("count-high").click()
    expect(page.get_by_test_id("held-row")).to_have_count(1)
    expect(page.get_by_test_id("tab-shelved")).to_contain_text("2")


def test_out_of_service_names_its_work_order_and_is_put_back(page: Page, put: Put) -> None:
    put(LT_101=85)
    row_of(page, "LT-101:H").click()
    page.get_by_test_id("alarm-out-of-service").click()
    page.get_by_test_id("hold-reasonInstrument").click()
    page.get_by_test_id("hold-submit").click()
    expect(page.get_by_test_id("hold-lack")).to_contain_text("工单号")
    page.get_by_test_id("hold-work-order").fill("WO-7")
    page.get_by_text("3 天").click()
    page.get_by_test_id("hold-submit").click()
    page.get_by_test_id("tab-out_of_service").click()
    held = held_row_of(page, "LT-101:H")
    expect(held).to_contain_text("工单 WO-7")
    expect(held.get_by_test_id("time-left")).to_contain_text("2 天 23:59")
    held.click()
    page.get_by_test_id("alarm-return-to-service").click()
    expect(held).to_have_count(0)
    expect(page.get_by_test_id("timeline")).to_contain_text("恢复投用")


def test_what_the_design_suppresses_says_in_which_state(page: Page, put: Put) -> None:
    put(ST_101=3, LT_101=8)
    expect(page.get_by_test_id("count-suppressed")).to_have_text("设计抑制 1")
    page.get_by_test_id("tab-suppressed").click()
    held = held_row_of(page, "LT-101:L")
    expect(held).to_contain_text("清罐")
    expect(held).to_contain_text("随工况结束")
    held.click()
    expect(page.get_by_test_id("alarm-unshelve")).to_have_count(0)
    put(ST_101=1)
    page.get_by_test_id("tab-active").click()
    expect(row_of(page, "LT-101:L")).to_be_visible()


def test_a_tag_is_one_line_and_each_of_its_alarms_is_acknowledged_by_itself(
    page: Page, put: Put
) -> None:
    put(LT_101=85)
    row_of(page, "LT-101:H").click()
    put(LT_101=95)
    # The line is led by the worse alarm; the detail stays with what the operator had chosen.
    line = row_of(page, "LT-101:HH")
    expect(line).to_have_attribute("aria-selected", "true")
    expect(page.get_by_test_id("alarm-row")).to_have_count(1)
    expect(page.get_by_test_id("alarm-table")).to_have_attribute("aria-rowcount", "2")
    expect(page.get_by_test_id("count-high").locator("strong")).to_have_text("1")
    expect(page.get_by_test_id("conditions")).to_contain_text("更重")
    page.keyboard.press("Space")
    marks = line.get_by_test_id("mark-beside")
    expect(marks).to_have_attribute("data-alarm", "LT-101:H")
    expect(marks).to_have_attribute("title", "中 高限 已确认")
    expect(line).to_have_attribute("data-state", "unacknowledged")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    expect(line).to_have_attribute("data-state", "acknowledged")
    put(LT_101=85)
    expect(row_of(page, "LT-101:H").get_by_test_id("peak")).to_have_attribute(
        "title", "本次曾达：高"
    )
    page.reload()
    expect(row_of(page, "LT-101:H").get_by_test_id("peak")).to_be_visible()


def test_an_acknowledged_alarm_that_calls_again_sounds_again(open_page: Opener, put: Put) -> None:
    page = open_page(count_sounds)
    put(LT_101=95)
    row_of(page, "LT-101:HH").click()
    page.wait_for_function("() => sounds > 0")
    page.keyboard.press("F2")
    page.keyboard.press("Space")
    expect(row_of(page, "LT-101:HH")).to_have_attribute("data-state", "acknowledged")
    act_on_h = page.get_by_test_id("condition").filter(has_text="高限").last
    act_on_h.click()
    page.keyboard.press("Space")
    page.wait_for_timeout(1_000)
    before = page.evaluate("sounds")
    expect(row_of(page, "LT-101:HH").get_by_test_id("realarms")).to_have_text(
        "重复报警 ×1", timeout=8_000
    )
    page.wait_for_function("least => sounds > least", arg=before, timeout=8_000)


def test_nothing_is_asked_for_while_the_picture_is_lost(
    page: Page, put: Put, platform: Platform
) -> None:
    put(PT_101=320)
    row_of(page, "PT-101:H").click()
    page.keyboard.press("s")
    page.get_by_test_id("second-password").fill(PASSWORD)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    assert platform.process is not None
    platform.process.send_signal(signal.SIGSTOP)
    try:
        expect(page.get_by_test_id("hold-submit")).to_be_disabled(timeout=15_000)
        expect(page.get_by_test_id("second-password")).to_have_value("")
        page.get_by_test_id("hold-reason").fill("x")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("alarm-shelve")).to_be_disabled()
        assert not [url for url in asked if "shelve" in url]
    finally:
        platform.process.send_signal(signal.SIGCONT)
    expect(page.get_by_test_id("alarm-shelve")).to_be_enabled(timeout=20_000)
