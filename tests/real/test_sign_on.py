"""Single sign-on through a real, certified provider and a real browser, out and back again."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.contract.plant_directory import write_plant
from tests.platform import PASSWORD, Platform, find_port
from tests.real.chromium import PICTURES
from tests.real.identity_provider import CLIENT, SECRET, Site, run_provider
from tests.real.mosquitto import Mosquitto
from tests.real.test_accessibility import find_violations

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.identity]

OPERATOR = {"preferred_username": "李值班", "groups": ["hw-operators", "staff"], "place": "*"}
ACCOUNTS = {
    "li": OPERATOR,
    "wang": {"preferred_username": "王访客", "groups": ["staff"], "place": "*"},
    "twin": OPERATOR,
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
    try:
        platform.start()
        yield park
    finally:
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


def expect_trouble(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_contain_text(words)
    expect(page.locator(".button")).to_contain_text("Back to the login")


def log_in_here(page: Page) -> None:
    """From a page that says what is wrong to the console, by an account of its own."""
    page.locator(".button").click()
    page.get_by_test_id("login-user").fill("admin")
    page.get_by_test_id("login-password").fill(PASSWORD)
    page.get_by_test_id("login-submit").click()
    expect(page.locator(".top-user")).to_have_text("admin")


def test_out_to_the_provider_and_back_to_the_screen_that_was_wanted(
    park: Park, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{park.url}/trends?tag=LT-101")
    expect(page.get_by_test_id("sign-on")).to_have_text("园区统一身份认证")
    page.screenshot(path=PICTURES / "sign_on.zh.png")
    page.get_by_test_id("language-switch").click()
    expect(page.get_by_test_id("sign-on")).to_have_text("Park single sign-on")
    page.screenshot(path=PICTURES / "sign_on.en.png")
    sign_on(page, f"{park.url}/trends?tag=LT-101", "li")
    expect(page.locator(".top-user")).to_have_text("李值班")
    expect(page).to_have_url(re.compile(r"/trends\?tag=LT-101$"))
    [cookie] = [one for one in context.cookies() if one["name"] == "hazardwatch_session"]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    me = page.evaluate("fetch('/api/v1/auth/me').then((answer) => answer.json())")
    assert (me["role"], me["place"], me["sign_on"]) == ("operator", "", True)


def test_whoever_logs_out_is_logged_out_at_the_provider_too(
    park: Park, context: BrowserContext
) -> None:
    page = context.new_page()
    sign_on(page, park.url, "li")
    page.get_by_test_id("logout").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    expect(page.get_by_test_id("login-user")).to_be_visible()
    assert page.url == f"{park.url}/"
    page.get_by_test_id("sign-on").click()
    expect(page.locator("input[name=login]")).to_be_visible()


def test_nobody_without_a_mapped_role_gets_in_but_by_a_local_account(
    park: Park, context: BrowserContext
) -> None:
    page = context.new_page()
    sign_on(page, park.url, "wang")
    expect_trouble(page, "您在认证系统中没有对应本平台角色的组")
    expect(page.locator("code")).to_have_text("no_role: groups: staff")
    page.screenshot(path=PICTURES / "sign_on_no_role.png")
    assert "\n".join(find_violations(page)) == ""
    assert not [one for one in context.cookies() if one["name"] == "hazardwatch_session"]
    log_in_here(page)


def test_nobody_is_taken_for_another_who_has_the_name(
    park: Park, browser: Browser, context: BrowserContext
) -> None:
    first = context.new_page()
    sign_on(first, park.url, "li")
    expect(first.locator(".top-user")).to_have_text("李值班")
    another = browser.new_context()
    page = another.new_page()
    sign_on(page, park.url, "twin")
    expect_trouble(page, "此名称已属于另一个账户")
    another.close()


def test_the_way_back_is_good_once_and_in_its_own_browser_alone(
    park: Park, browser: Browser, context: BrowserContext
) -> None:
    page, ways = context.new_page(), []
    page.on("request", lambda request: ways.append(request.url))
    sign_on(page, park.url, "li")
    expect(page.locator(".top-user")).to_have_text("李值班")
    [way] = [one for one in ways if "/oidc/callback?" in one]
    page.goto(way)
    expect_trouble(page, "此次登录已超时、已用过，或不是在本浏览器中开始的")
    another = browser.new_context()
    stolen = another.new_page()
    begin(stolen, park.url)  # it has a log-in of its own under way
    stolen.goto(way)
    expect_trouble(stolen, "不是在本浏览器中开始的")
    another.close()


def test_a_login_that_is_cancelled_there_leads_back_here(
    park: Park, context: BrowserContext
) -> None:
    page = context.new_page()
    begin(page, park.url)
    page.get_by_role("link", name="Cancel").click()
    expect_trouble(page, "登录已取消")
    log_in_here(page)


def test_no_address_but_our_own_is_come_back_to(park: Park, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{park.url}/api/v1/auth/oidc/login?next=//evil.example/%23")
    page.locator("input[name=login]").fill("li")
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".top-user")).to_have_text("李值班")
    assert page.url == f"{park.url}/"


def test_without_the_provider_local_accounts_log_in_and_it_may_come_back_with_new_keys(
    park: Park, context: BrowserContext
) -> None:
    page = context.new_page()
    park.kill_provider()
    begin(page, park.url)
    expect_trouble(page, "认证系统没有应答")
    page.screenshot(path=PICTURES / "sign_on_unreachable.png")
    log_in_here(page)
    page.get_by_test_id("logout").click()
    park.start_provider()
    sign_on(page, park.url, "li")
    expect(page.locator(".top-user")).to_have_text("李值班")


def test_who_came_by_the_provider_is_told_why_there_is_no_password_here(
    park: Park, context: BrowserContext
) -> None:
    page = context.new_page()
    sign_on(page, park.url, "li")
    page.get_by_test_id("account").click()
    expect(page.get_by_test_id("password-elsewhere")).to_contain_text("统一身份认证系统中修改")
    expect(page.get_by_test_id("password-current")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("own-password")).to_have_count(0)
