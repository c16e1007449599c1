"""The operator's page in a real browser against the whole product, as the demonstration opens it.

Pictures are kept below ``test-output/pictures`` for a person to look at.
"""

import json
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import ROOT, find_server
from tests.platform import COMMAND, find_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PICTURES = ROOT / "test-output" / "pictures"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Demo:
    """``hazardwatch demo`` as a process."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [
                *COMMAND,
                "demo",
                "--no-browser",
                "--json",
                "--port",
                str(find_port()),
                "--mqtt-port",
                str(find_port()),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )
        assert self.process.stdout is not None
        told = json.loads(self.process.stdout.readline())
        self.url, self.user, self.password = told["url"], told["user"], told["password"]

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def end(self) -> int:
        self.process.terminate()
        self.process.communicate(timeout=20)
        return self.process.returncode


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    demo = Demo()
    yield demo
    demo.thaw()
    assert demo.end() == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_server("chromium"), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, demo: Demo) -> Iterator[Page]:
    page = browser.new_page(
        locale="zh-CN", timezone_id="America/New_York", viewport={"width": 1600, "height": 900}
    )
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(demo.url)
    page.get_by_test_id("login-user").fill(demo.user)
    page.get_by_test_id("login-password").fill(demo.password)
    page.get_by_test_id("login-submit").click()
    page.get_by_test_id("alarm-table").wait_for()
    yield page
    page.close()
    assert not errors


def test_the_first_alarm_is_on_screen_within_ten_seconds(page: Page) -> None:
    row = page.get_by_test_id("alarm-row").first
    row.wait_for(timeout=10_000)
    assert "甲醇" in row.inner_text()
    page.screenshot(path=PICTURES / "overview_zh.png")


def test_an_alarm_is_looked_at_and_acknowledged(page: Page) -> None:
    unacknowledged = page.locator('[data-testid=alarm-row][data-state="unacknowledged"]').first
    unacknowledged.wait_for(timeout=30_000)
    name = unacknowledged.get_attribute("data-alarm")
    unacknowledged.click()
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


def test_a_silent_server_is_seen_and_acknowledging_is_off(page: Page, demo: Demo) -> None:
    page.get_by_test_id("alarm-row").first.wait_for(timeout=30_000)
    page.get_by_test_id("alarm-row").first.click()
    demo.freeze()
    try:
        expect(page.get_by_test_id("liveness")).to_have_attribute(
            "data-liveness", "late", timeout=6_000
        )
        expect(page.get_by_test_id("liveness")).to_have_attribute(
            "data-liveness", "lost", timeout=12_000
        )
        expect(page.get_by_test_id("connection-bar")).to_contain_text("连接中断")
        expect(page.get_by_test_id("alarm-ack")).to_be_disabled()
        page.screenshot(path=PICTURES / "connection_lost_zh.png")
    finally:
        demo.thaw()
    expect(page.get_by_test_id("liveness")).to_have_attribute(
        "data-liveness", "live", timeout=20_000
    )


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
