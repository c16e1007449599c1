"""处置 as an enterprise sees it: its own records and what it has to do, nothing of the park."""

import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.platform import PASSWORD
from tests.real.chromium import PICTURES, Opener, count_sounds, open_pages
from tests.real.handling_park import ENTERPRISE_DESK, HandlingPark, run_handling_park
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 2_000


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
    wide = {"width": 1600, "height": 900}
    with open_pages(browser, site.platform.url, PASSWORD, viewport=wide) as log_in:
        yield partial(log_in, user=ENTERPRISE_DESK, ready="handling-board")


@pytest.fixture
def page(open_page: Opener) -> Page:
    return open_page()


def listen(asked: list[tuple[str, int]], page: Page) -> None:
    page.on("response", lambda answer: asked.append((answer.url, answer.status)))
    page.on("websocket", lambda socket: asked.append((socket.url, 0)))


def test_it_opens_on_its_own_records_and_asks_for_nothing_else(
    open_page: Opener, park: HandlingPark
) -> None:
    park.put(LT_101=95, LT_201=95)
    own, other = park.await_record("LT-101:HH"), park.await_record("LT-201:HH")
    asked: list[tuple[str, int]] = []
    page = open_page(before=partial(listen, asked))
    expect(page.get_by_test_id("handling-card")).to_have_attribute("data-record", str(own))
    assert page.url.endswith("/handling")
    frame = page.get_by_test_id("own-frame")
    expect(frame).to_contain_text("甲公司")
    expect(frame).to_contain_text("测试园区")
    expect(frame).to_contain_text("北京时间")
    expect(page.get_by_test_id("liveness")).to_have_attribute("data-liveness", "live")
    for absent in (
        "silence",
        "sound-bar",
        "count-critical",
        "screen-overview",
        "filter-enterprise",
    ):
        expect(page.get_by_test_id(absent)).to_have_count(0)
    page.keyboard.press("?")
    page.keyboard.press("F2")
    expect(page.locator("dialog")).to_have_count(0)
    page.wait_for_timeout(3_000)
    # Nothing was asked for that such an account may not see.
    refused = [url for url, status in asked if status >= 400]
    assert refused == []
    assert not [url for url, _ in asked if url.startswith("ws")]
    page.screenshot(path=PICTURES / "handling_enterprise_zh.png")
    page.goto(f"{park.platform.url}/?tag=LT-201")
    expect(page.get_by_test_id("handling-board")).to_be_visible()
    assert page.url.endswith("/handling")
    page.goto(f"{park.platform.url}/handling?id={other}")
    expect(page.get_by_test_id("handling-record")).to_contain_text("没有这条记录，或无权查看")
    page.get_by_test_id("language-switch").click()
    expect(page.get_by_test_id("handling-record")).to_contain_text("not yours to see")
    expect(page.get_by_test_id("own-frame")).to_contain_text("Test park · Handling of alarms")


def test_it_answers_the_park_step_by_step(page: Page, park: HandlingPark, tmp_path: Path) -> None:
    park.put(LT_101=95)
    record = park.await_record("LT-101:HH")
    page.get_by_test_id("handling-card").and_(page.locator(f'[data-record="{record}"]')).click(
        timeout=8_000
    )
    acts = page.locator(".act-buttons button")
    expect(acts).to_have_text(["签收", "记录通话"])
    page.get_by_test_id("act-sign").click()
    expect(acts).to_have_text(["核实", "记录通话"])
    park.await_record("LT-101:HH", step="signed")
    page.get_by_test_id("act-verify").click()
    expect(page.get_by_test_id("act-behalf")).to_have_count(0)
    page.get_by_test_id("finding-false").check(force=True)
    page.get_by_test_id("act-words").fill("仪表故障，现场液位正常")
    page.get_by_test_id("act-submit").click()
    # Closing is the park's: what is left here may be corrected or added to.
    expect(acts).to_have_text(["更正核实", "处置", "反馈", "记录通话"])
    expect(page.get_by_test_id("record-clock")).to_contain_text("园区 待销警")

    photo = tmp_path / "现场.png"
    photo.write_bytes(PICTURE)
    page.get_by_test_id("handling-attach").set_input_files(photo)
    files = page.get_by_test_id("handling-files")
    expect(files).to_contain_text("现场.png")
    expect(files).to_contain_text("2.0 kB")
    with page.expect_download() as told:
        files.get_by_role("link").click()
    assert told.value.suggested_filename == "现场.png"
    assert Path(told.value.path()).read_bytes() == PICTURE
    program = tmp_path / "run.txt"
    program.write_bytes(b"MZ\x90\x00\x03")
    page.get_by_test_id("handling-attach").set_input_files(program)
    expect(page.get_by_test_id("attach-notice")).to_contain_text("不是可接受的文件")
    large = tmp_path / "film.mp4"
    large.write_bytes(b"\x00" * (20 * 1024 * 1024 + 1))
    page.get_by_test_id("handling-attach").set_input_files(large)
    expect(page.get_by_test_id("attach-notice")).to_contain_text("超过 20 MiB")
    page.screenshot(path=PICTURES / "handling_enterprise_record_zh.png")
    park.put(LT_101=50)
    park.await_record("LT-101:HH", evidence="returned")
    park.act(record, "close", words="同意")
    expect(acts).to_have_count(0, timeout=8_000)
    expect(page.get_by_test_id("handling-timeline")).to_contain_text("园区 admin 同意")
    page.set_viewport_size({"width": 1180, "height": 800})
    page.get_by_test_id("language-switch").click()
    page.screenshot(path=PICTURES / "handling_enterprise_record_en.png")


def test_a_file_is_added_while_a_form_is_open_without_a_conflict(
    page: Page, park: HandlingPark, tmp_path: Path
) -> None:
    park.put(LT_101=95)
    record = park.await_record("LT-101:HH")
    page.locator(f'[data-record="{record}"]').click(timeout=8_000)
    page.get_by_test_id("act-call").click()
    page.get_by_test_id("act-person").fill("园区值班员")
    page.get_by_test_id("act-words").fill("已报告")
    photo = tmp_path / "a.png"
    photo.write_bytes(PICTURE)
    page.get_by_test_id("handling-attach").set_input_files(photo)
    expect(page.get_by_test_id("handling-files")).to_contain_text("a.png")
    expect(page.get_by_test_id("act-changes")).to_have_count(0)
    page.get_by_test_id("act-submit").click()
    expect(page.get_by_test_id("handling-timeline")).to_contain_text("园区值班员")
    expect(page.get_by_test_id("act-form")).to_have_count(0)


@pytest.mark.soak
def test_a_lost_connection_is_seen_and_nothing_can_be_done(
    open_page: Opener, park: HandlingPark
) -> None:
    page = open_page(before=count_sounds)
    park.put(LT_101=95)
    record = park.await_record("LT-101:HH")
    page.locator(f'[data-record="{record}"]').click(timeout=8_000)
    page.get_by_test_id("act-call").click()
    page.get_by_test_id("act-words").fill("已")
    assert park.platform.process is not None
    park.platform.process.send_signal(signal.SIGSTOP)
    try:
        expect(page.get_by_test_id("connection-bar")).to_contain_text("连接中断", timeout=15_000)
        expect(page.get_by_test_id("act-submit")).to_be_disabled()
        expect(page.get_by_test_id("handling-attach")).to_be_disabled()
        clock = page.get_by_test_id("record-clock").get_by_test_id("handling-clock")
        still = clock.inner_text()
        page.wait_for_timeout(2_100)
        assert clock.inner_text() == still, "what grows with time stands still with the picture"
        page.screenshot(path=PICTURES / "handling_enterprise_lost_zh.png")
    finally:
        park.platform.process.send_signal(signal.SIGCONT)
    expect(page.get_by_test_id("act-submit")).to_be_enabled(timeout=20_000)
    expect(page.get_by_test_id("connection-bar")).to_have_count(0)
    expect(page.get_by_test_id("act-words")).to_have_value("已")
    assert page.evaluate("sounds") == 0, "there is nothing here to silence"


def test_who_logs_in_after_a_person_of_the_park_sees_nothing_of_his(
    browser: Browser, park: HandlingPark
) -> None:
    with open_pages(browser, park.platform.url, PASSWORD) as log_in:
        page = log_in(user="值班员")
        page.get_by_test_id("logout").click()
        page.get_by_test_id("login-user").fill(ENTERPRISE_DESK)
        page.get_by_test_id("login-password").fill(PASSWORD)
        page.get_by_test_id("login-submit").click()
        expect(page.get_by_test_id("own-frame")).to_contain_text("甲公司")
        page.context.clear_cookies()
        # A session that has ended is asked for again, over what is on the screen.
        expect(page.get_by_test_id("login-user")).to_be_visible(timeout=8_000)
        page.get_by_test_id("login-user").fill("值班员")
        page.get_by_test_id("login-password").fill(PASSWORD)
        page.get_by_test_id("login-submit").click()
        expect(page.get_by_test_id("screen-overview")).to_be_visible(timeout=8_000)
        page.get_by_test_id("screen-overview").click()
        expect(page.get_by_test_id("alarm-table")).to_be_visible()
