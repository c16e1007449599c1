"""The pictures of the documentation, taken anew of a running demonstration: `make pictures`.

Not a test. Each picture is a screen as somebody finds it who opens the demonstration and waits
until its tank overfills and its chlorine heads stand; in Chinese and in English.
"""

import tempfile
import time

from playwright.sync_api import Page

from tests.conftest import ROOT
from tests.demonstration import Demo
from tests.real.chromium import run_chromium

FOLDER = ROOT / "docs" / "pictures"
LANGUAGES = {"zh-CN": False, "en": True}
OPENED = {
    "handling": '[data-testid="handling-card"]',
    "interlocks": '[data-testid="interlock-list"] .line',
    "gateways": '[data-testid="gateway-row"]',
    "handover": '[data-testid="screen-handover"]',
}
"""Screen → what is opened on it."""

SIZE = {"width": 1440, "height": 900}
WALL = {"width": 1920, "height": 540}
"""Half as wide and high as the real one; everything on the wall grows with it."""

EVENTFUL_S = 150.0
"""By then all that the demonstration shows has begun."""
SETTLED_MS = 2_500


def shoot(page: Page, name: str, language: str) -> None:
    """Keep what the page shows, once it has settled."""
    page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=FOLDER / f"{name}.{language}.jpg", type="jpeg", quality=80)


def log_in(page: Page, demo: Demo, *, english: bool) -> None:
    page.goto(demo.url)
    page.get_by_test_id("login-user").fill(demo.user)
    page.get_by_test_id("login-password").fill(demo.password)
    page.get_by_test_id("login-submit").click()
    page.get_by_test_id("alarm-table").wait_for()
    if english:
        page.get_by_test_id("language-switch").click()


def turn_to(page: Page, screen: str) -> None:
    page.get_by_test_id(f"screen-{screen}").click()


def take_all(page: Page, url: str, language: str) -> None:
    """Every picture in one language, each with what it is about opened."""
    page.get_by_test_id("alarm-row").first.click()
    shoot(page, "overview", language)
    turn_to(page, "hazards")
    shoot(page, "hazards", language)
    page.get_by_test_id("hazard-title").first.click()
    shoot(page, "hazard", language)
    page.get_by_test_id("tags-trends").click()
    shoot(page, "trends", language)
    for screen, opened in OPENED.items():
        turn_to(page, screen)
        page.locator(opened).first.click()
        shoot(page, screen, language)
    turn_to(page, "kpi")
    page.get_by_test_id("rates").wait_for()
    shoot(page, "kpi", language)
    turn_to(page, "administration")
    shoot(page, "administration", language)
    page.set_viewport_size(WALL)
    page.goto(f"{url.rstrip('/')}/wall")
    shoot(page, "wall", language)


def main() -> None:
    """Take them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Demo("--data-dir", folder, stderr=None) as demo,
        run_chromium() as browser,
    ):
        time.sleep(EVENTFUL_S)
        for language, english in LANGUAGES.items():
            page = browser.new_page(locale="zh-CN", viewport=SIZE)
            log_in(page, demo, english=english)
            take_all(page, demo.url, language)
            page.close()


if __name__ == "__main__":
    main()
