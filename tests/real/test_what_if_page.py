"""The pages of a what-if in a real browser: no style blocked, nothing asked for, nothing cut."""

import pytest

from dashboard_api.what_if_page import render_page, render_sweep
from tests.dashboard_api.what_if_sample import make_report, make_sweep

pytestmark = pytest.mark.browser

SCREEN = {"width": 1366, "height": 768}
PAPER = {"width": 703, "height": 1009}
"""A4 between its margins, in CSS pixels."""

PAGES = {
    "comparison": lambda: render_page(make_report()),
    "sweep": lambda: render_sweep(make_sweep()),
}


@pytest.fixture(params=PAGES)
def page(request, browser, tmp_path):
    file = tmp_path / "page.html"
    file.write_bytes(PAGES[request.param]())
    page = browser.new_page(viewport=SCREEN)
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda wanted: asked.append(wanted.url))
    page.goto(file.as_uri())
    yield page
    page.close()
    assert said == []  # a policy that blocks the style is told there
    assert asked == [file.as_uri()]


@pytest.mark.parametrize("media, size", [("screen", SCREEN), ("print", PAPER)])
def test_nothing_runs_over_the_edge(page, media, size):
    page.set_viewport_size(size)
    page.emulate_media(media=media)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_no_text_of_a_picture_is_cut_off(page):
    cut = page.evaluate(
        """() => [...document.querySelectorAll("svg[role] text")].filter(text => {
            const box = text.getBoundingClientRect();
            const frame = text.closest("svg").getBoundingClientRect();
            return box.left < frame.left - 1 || box.right > frame.right + 1
                || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
        }).map(text => text.textContent)"""
    )
    assert cut == []


def test_the_sums_and_the_first_picture_are_seen_without_scrolling(page):
    first = page.locator("svg[role]").first.bounding_box()
    assert first["y"] + first["height"] < SCREEN["height"]
    stroke = page.locator("svg[role] .axis").first.evaluate("one => getComputedStyle(one).stroke")
    assert stroke == "rgb(100, 116, 139)"
