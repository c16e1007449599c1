"""Every screen under axe, with alarms standing, in Chinese and in English.

What axe can tell of WCAG 2.1 A and AA: names, roles, contrasts, order. Whether a screen can be
worked by keyboard is shown by each screen's own tests. The overview is kept as four kinds of eyes
see it, to be looked at.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT
from tests.contract.exchange import send
from tests.contract.plant_directory import PATIENT, PLANT, write_plant
from tests.gateway_client import run_gateway
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import PICTURES, Opener, open_pages
from tests.real.mosquitto import run_mosquitto
from tests.real.test_interlocks_screen import INTERLOCKS, VALVES

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

AXE: Final = ROOT / "console" / "node_modules" / "axe-core" / "axe.min.js"
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SCREENS: Final = {
    "overview": "alarm-row",
    "hazards": "hazard-title",
    "trends": "tag-picker",
    "handling": "handling-card",
    "stops": "stop-new",
    "interlocks": "interlock-IL-101",
    "gateways": "gateway-row",
    "kpi": "rates",
    "handover": "handover-list",
    "administration": "account-new",
}
"""What is seen on each screen once it stands."""


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with run_mosquitto(tmp_path_factory.mktemp("broker"), persistence="false") as broker:
        folder = tmp_path_factory.mktemp("platform")
        plant = write_plant(folder / "plant", PLANT + INTERLOCKS, PATIENT + VALVES)
        with run_platform(folder, plant, broker.url) as site, run_gateway(broker.url) as gateway:
            for tag, value in {"LT-101": 95, "PT-101": 100, "GT-101": 60, "XV-101": 1}.items():
                send(site, gateway, tag, value)
            yield site


@pytest.fixture
def open_page(browser: Browser, platform: Platform) -> Iterator[Opener]:
    screen = {"timezone_id": "America/New_York", "viewport": {"width": 1600, "height": 900}}
    with open_pages(browser, platform.url, PASSWORD, **screen) as log_in:
        yield log_in


def find_violations(page: Page) -> list[str]:
    """What axe finds, a line each: rule, where, and why."""
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    options = {"runOnly": {"type": "tag", "values": RULES}}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    assert found["passes"], "axe looked at nothing"
    return [
        f"{violation['id']} {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def test_the_login_is_within_reach_of_all(browser: Browser, platform: Platform) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto(platform.url)
    page.get_by_test_id("login-user").wait_for()
    assert "\n".join(find_violations(page)) == ""
    page.close()


def test_axe_finds_what_is_wrong(open_page: Opener) -> None:
    page = open_page()
    page.evaluate("document.body.append(document.createElement('button'))")
    assert any(line.startswith("button-name") for line in find_violations(page))


def turn_to(page: Page, screen: str) -> None:
    page.get_by_test_id(f"screen-{screen}").click()
    # A report is counted in a process of its own, which a busy machine starts slowly.
    expect(page.get_by_test_id(SCREENS[screen]).first).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_is_within_reach_of_all_in_both_languages(open_page: Opener, screen: str) -> None:
    page = open_page()
    turn_to(page, screen)
    for language in ("zh", "en"):
        page.screenshot(path=PICTURES / f"axe_{screen}_{language}.png")
        assert "\n".join(find_violations(page)) == ""
        page.get_by_test_id("language-switch").click()


@pytest.mark.parametrize(
    ("screen", "opened"),
    [
        ("overview", "conditions"),
        ("hazards", "matrix"),
        ("handling", "act-sign"),
        ("stops", "stop-form"),
        ("interlocks", "cells-cause"),
        ("gateways", "view-test"),
        ("administration", "account-form"),
    ],
)
def test_what_opens_on_it_is_too(open_page: Opener, screen: str, opened: str) -> None:
    page = open_page()
    turn_to(page, screen)
    page.get_by_test_id(SCREENS[screen]).first.click()
    expect(page.get_by_test_id(opened).first).to_be_visible()
    page.screenshot(path=PICTURES / f"axe_{screen}_opened.png")
    assert "\n".join(find_violations(page)) == ""


@pytest.mark.parametrize(
    ("part", "ready"), [("rules", "rule-version"), ("audit", "audit-row"), ("health", "health")]
)
def test_every_part_of_administration_is_too(open_page: Opener, part: str, ready: str) -> None:
    page = open_page(path=f"/administration?part={part}", ready="administration")
    expect(page.get_by_test_id(ready).first).to_be_visible()
    assert "\n".join(find_violations(page)) == ""


def test_the_wall_is_within_reach_of_all(open_page: Opener) -> None:
    page = open_page(path="/wall", ready="wall")
    assert "\n".join(find_violations(page)) == ""


@pytest.mark.parametrize("eyes", ["achromatopsia", "deuteranopia", "protanopia", "tritanopia"])
def test_it_is_kept_as_other_eyes_see_it(open_page: Opener, eyes: str) -> None:
    page = open_page()
    expect(page.get_by_test_id("alarm-row").first).to_be_visible()
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": eyes})
    assert page.screenshot(path=PICTURES / f"eyes_{eyes}.png")
