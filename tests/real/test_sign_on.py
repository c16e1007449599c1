"""Single sign-on through a real, certified provider and a real browser, out and back again."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.contract.plant_directory import write_plant
from tests.platform import Platform, find_port
from tests.real.chromium import PICTURES
from tests.real.identity_provider import CLIENT, SECRET, Site, run_provider
from tests.real.mosquitto import Mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.identity]

OPERATOR = {"preferred_username": "李值班", "groups": ["hw-operators", "staff"], "place": "*"}
ACCOUNTS = {
    "li": OPERATOR,
    "wang": {"preferred_username": "王访客", "groups": ["staff"], "place": "*"},
    "impostor": {**OPERATOR, "preferred_username": "admin"},
    "twin": OPERATOR,
    "lost": {"preferred_username": "孙外地", "groups": ["hw-operators"], "place": "nowhere"},
}
OIDC = """
[oidc]
issuer = "{issuer}"
client_id = "{client}"
client_secret_file = "secret"
public_url = "{public_url}"
scopes = ["openid", "profile", "groups", "place"]
role_claim = "groups"
place_claim = "place"
userinfo = true
timeout_s = 2
label = {{ zh = "园区统一身份认证", en = "Park single sign-on" }}
[oidc.roles]
hw-admins = "admin"
hw-operators = "operator"
"""


class Park:
    """A platform and its identity provider, which can be killed and started anew."""

    def __init__(self, platform: Platform, site: Site, folder: Path) -> None:
        self.platform, self.site, self.url = platform, site, platform.url
        self._folder = folder
        self._running = ExitStack()
        self.start_provider()

    def start_provider(self) -> None:
        self._running.enter_context(run_provider(self.site, self._folder))

    def kill_provider(self) -> None:
        self._running.close()


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory, broker: Mosquitto) -> Iterator[Park]:
    folder = tmp_path_factory.mktemp("platform")
    (folder / "secret").write_text(SECRET)
    provider_port = find_port()
    # The platform chooses its port as it is made, and the section tells of that port.
    platform = Platform(folder, write_plant(folder / "plant"), broker.url)
    site = Site(provider_port, platform.url, ACCOUNTS)
    section = OIDC.format(issuer=site.issuer, client=CLIENT, public_url=platform.url)
    platform.config.write_text(platform.config.read_text() + section)
    park = Park(platform, site, tmp_path_factory.mktemp("provider"))
    platform.start()
    yield park
    park.kill_provider()
    platform.kill()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    yield context
    context.close()


def begin(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_test_id("sign-on").click()


def sign_on(page: Page, url: str, login: str) -> None:
    """From the console's own button through the provider's own pages, and back."""
    begin(page, url)
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def test_out_to_the_provider_and_back_to_the_screen_that_was_wanted(
    park: Park, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{park.url}/trends?tag=LT-101")
    expect(page.get_by_test_id("sign-on")).to_have_text("园区统一身份认证")
    page.screenshot(path=PICTURES / "sign_on.zh.png")
    sign_on(page, f"{park.url}/trends?tag=LT-101", "li")
    expect(page.locator(".top-user")).to_have_text("李值班")
    expect(page).to_have_url(re.compile(r"/trends\?tag=LT-101$"))
    [cookie] = [one for one in context.cookies() if one["name"] == "hazardwatch_session"]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    me = page.evaluate("fetch('/api/v1/auth/me').then((answer) => answer.json())")
    assert (me["role"], me["place"], me["sign_on"]) == ("operator", "", True)
