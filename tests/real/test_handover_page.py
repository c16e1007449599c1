"""The page of a shift in a real browser: nothing runs over the edge of A4, no style is blocked."""

from pathlib import Path

import pytest

from dashboard_api.handover_page import render_page
from tests.alerting.handover_park import make_facts, make_house
from tests.dashboard_api.handover_sample import WHOLE, make_night, make_row

pytestmark = pytest.mark.browser

A4 = {"width": 703, "height": 1009}
"""Between the margins, in CSS pixels."""


@pytest.fixture(params=["quiet", "bad"])
def page(request, browser, tmp_path):
    facts = make_night() if request.param == "bad" else make_facts(make_house())
    file = Path(tmp_path) / "handover.html"
    file.write_bytes(render_page(make_row(*WHOLE, facts=facts)))
    page = browser.new_page(viewport=A4)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    page.emulate_media(media="print")
    yield page
    page.close()
    assert said == []  # a policy that blocks the style is told there


def test_nothing_runs_over_the_edge_of_the_paper(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]


def test_both_signatures_stand_side_by_side_below_everything_else(page):
    first, second = page.locator(".signatures > div").all()
    one, other = first.bounding_box(), second.bounding_box()
    assert one["y"] == other["y"]
    assert one["x"] + one["width"] < other["x"]
    tables = [box.bounding_box() for box in page.locator("table").all()]
    assert all(box["y"] + box["height"] < one["y"] for box in tables)


def test_the_style_is_that_of_the_house(page):
    borders = page.locator(".line").first.evaluate(
        "node => getComputedStyle(node).borderBottomStyle"
    )
    assert borders == "solid"
