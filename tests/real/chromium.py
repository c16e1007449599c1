"""A real Chromium for the tests of the operator's page, and where pictures of it are kept."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, WebSocketRoute, sync_playwright

from tests.conftest import ROOT, find_server

PICTURES = ROOT / "test-output" / "pictures"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def run_chromium() -> Iterator[Browser]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_server("chromium"), args=FLAGS)
        yield chromium
        chromium.close()


Opener = Callable[..., Page]


@contextmanager
def open_pages(browser: Browser, url: str, password: str, **options: Any) -> Iterator[Opener]:
    """Gives what logs in on a page of its own. Afterwards no page may have had an error.

    The opener's ``before`` gets the page before it opens anything; ``user`` logs in at ``path`` and
    is there when ``ready`` is.
    """
    pages, errors = [], []

    def log_in(
        before: Callable[[Page], object] = lambda _: None,
        user: str = "admin",
        path: str = "",
        ready: str = "alarm-table",
    ) -> Page:
        page = browser.new_page(locale="zh-CN", **options)
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        before(page)
        page.goto(url + path)
        page.get_by_test_id("login-user").fill(user)
        page.get_by_test_id("login-password").fill(password)
        page.get_by_test_id("login-submit").click()
        page.get_by_test_id(ready).wait_for()
        return page

    yield log_in
    for page in pages:
        page.close()
    assert not errors


def count_sounds(page: Page) -> None:
    """Count in ``window.sounds`` how often the page begins to sound."""
    page.add_init_script(
        """window.sounds = 0;
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...at) {
            window.sounds += 1;
            return start.apply(this, at);
        };"""
    )


def change_frames(page: Page, change: Callable[[Any], None]) -> None:
    """What the platform says on the live stream, changed on its way to the page."""

    def connect(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(text: str | bytes) -> None:
            frame = json.loads(text)
            change(frame)
            route.send(json.dumps(frame))

        server.on_message(pass_on)

    page.route_web_socket("**/api/v1/live", connect)
