"""Administration at the operator's page, in a real browser against a platform of its own.

Each administrator sees his own part and nothing else; what the server refuses is said in words, and
what was done stands in the audit log.
"""

import signal
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Locator, Page, expect

from dashboard_api.people import People
from tests.contract.plant_directory import PATIENT, PLANT, write_plant
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import PICTURES, Opener, open_pages
from tests.real.mosquitto import run_mosquitto
from tests.real.test_accessibility import find_violations

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(180)]

SECURITY, AUDITOR, RUNNER, VIEWER = "安全员", "审计员", "系统员", "访客"
PEOPLE = {
    SECURITY: "security_admin",
    AUDITOR: "audit_admin",
    RUNNER: "system_admin",
    VIEWER: "viewer",
    "second": "security_admin",
}
NEW = "a new long password"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("platform")
    with (
        run_mosquitto(tmp_path_factory.mktemp("broker"), persistence="false") as broker,
        run_platform(folder, write_plant(folder / "plant", PLANT, PATIENT), broker.url) as site,
    ):
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        people = People(f"sqlite:///{folder / 'data' / 'people.sqlite'}", cheap)
        for name, role in PEOPLE.items():
            people.set_password(name, PASSWORD, role)
        for number in range(40):
            people.set_password(f"班组账户-{number:02}" + "很长的名字" * 6, PASSWORD, "viewer")
        people.close()
        yield site


@pytest.fixture
def open_page(browser: Browser, platform: Platform) -> Iterator[Opener]:
    screen = {"timezone_id": "America/New_York", "viewport": {"width": 1440, "height": 900}}
    with open_pages(browser, platform.url, PASSWORD, **screen) as log_in:
        yield log_in


@pytest.fixture
def open_admin(open_page: Opener) -> Opener:
    return lambda user: open_page(user=user, ready="administration")


def row_of(page: Page, account: str) -> Locator:
    return page.locator(f'[data-testid=account-row][data-account="{account}"]')


def test_an_account_is_made_and_removed_with_confirmation(open_admin: Opener) -> None:
    page = open_admin(SECURITY)
    expect(page.get_by_role("tab")).to_have_text(["账户与会话"])
    page.get_by_test_id("account-new").click()
    page.get_by_test_id("account-save").click()
    expect(page.get_by_test_id("account-faults")).to_contain_text("请填写账户名")
    page.get_by_test_id("account-name").fill("王班长")
    page.get_by_test_id("account-role").select_option("enterprise")
    page.get_by_test_id("account-password").fill("short")
    page.get_by_test_id("account-save").click()
    for text in ("企业账户须选择企业", "口令至少 10 个字符"):
        expect(page.get_by_test_id("account-faults")).to_contain_text(text)
    page.get_by_test_id("account-role").select_option("shift_leader")
    expect(page.get_by_test_id("account-rights")).to_contain_text("审批停用")
    page.get_by_test_id("account-place").select_option("ent1")
    page.get_by_test_id("account-password").fill(NEW)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("admin-told")).to_have_text("已保存账户 王班长")
    expect(row_of(page, "王班长")).to_contain_text("值班长")
    page.screenshot(path=PICTURES / "administration_people.png")

    page.get_by_test_id("account-remove").click()
    expect(page.get_by_test_id("account-confirm-do")).to_be_disabled()
    page.get_by_test_id("account-confirm-name").fill("王班长")
    page.screenshot(path=PICTURES / "administration_remove.png")
    page.get_by_test_id("account-confirm-do").click()
    expect(page.get_by_test_id("admin-told")).to_have_text("已删除账户 王班长")
    expect(row_of(page, "王班长")).to_have_count(0)


def test_who_has_changed_an_account_meanwhile_is_not_overwritten(
    open_admin: Opener, platform: Platform
) -> None:
    page = open_admin(SECURITY)
    row_of(page, VIEWER).click()
    page.get_by_test_id("account-role").select_option("operator")
    body = {"role": "regulator", "place": "ent1"}
    assert platform.call("PUT", "accounts/%E8%AE%BF%E5%AE%A2", body)[0] == 200
    page.get_by_test_id("account-save").click()
    expect(page.get_by_test_id("account-trouble")).to_contain_text("账户已被他人修改")
    expect(row_of(page, VIEWER)).to_contain_text("监管部门")
    page.screenshot(path=PICTURES / "administration_conflict.png")
    page.get_by_test_id("account-save").click()
    expect(row_of(page, VIEWER)).to_contain_text("值班员")
    row_of(page, SECURITY).click()
    expect(page.get_by_test_id("account-own")).to_be_visible()
    expect(page.get_by_test_id("account-save")).to_have_count(0)
    assert platform.call("PUT", "accounts/%E8%AE%BF%E5%AE%A2", {"role": "viewer"})[0] == 200


def test_sessions_are_listed_and_ended(open_admin: Opener, open_page: Opener) -> None:
    other = open_page(user=VIEWER)
    page = open_admin(SECURITY)
    expect(page.get_by_test_id("sessions")).to_contain_text(VIEWER)
    expect(page.get_by_test_id("sessions")).to_contain_text("127.0.0.1")
    row_of(page, VIEWER).click()
    page.get_by_test_id("account-end").click()
    page.get_by_test_id("account-confirm-do").click()
    expect(page.get_by_test_id("admin-told")).to_contain_text("个会话")
    expect(other.get_by_test_id("login-user")).to_be_visible()


def test_the_audit_log_is_asked_paged_and_saved(open_admin: Opener, platform: Platform) -> None:
    for number in range(130):
        platform.call("POST", f"alarms/none{number}%3AHH/comment", {"reason": "x"})
    page = open_admin(AUDITOR)
    expect(page.get_by_role("tab")).to_have_text(["审计日志"])
    rows = page.get_by_test_id("audit-row")
    expect(rows).to_have_count(100)
    page.screenshot(path=PICTURES / "administration_audit.png")
    page.get_by_test_id("audit-more").click()
    expect(rows.nth(130)).to_be_attached()
    page.get_by_test_id("audit-object").fill("none7:HH")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("备注报警")
    expect(rows).to_contain_text("被拒")
    assert "object=none7" in page.url
    with page.expect_download() as saved:
        page.get_by_test_id("audit-export-csv").click()
    assert "none7:HH" in saved.value.path().read_text(encoding="utf-8-sig")
    page.get_by_test_id("audit-from").fill("gestern")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("audit")).to_contain_text("时间无法识别")
    page.get_by_test_id("audit-clear").click()
    page.get_by_test_id("audit-action").select_option("login")
    expect(rows.first).to_contain_text("登录")
    page.get_by_test_id("language-switch").click()
    expect(rows.first).to_contain_text("Logged in")
    page.screenshot(path=PICTURES / "administration_audit_en.png")


def reload(platform: Platform, tags: str) -> None:
    """Change the plant directory and have it read again."""
    write_plant(platform.folder / "plant", PLANT, tags)
    assert platform.process is not None
    platform.process.send_signal(signal.SIGHUP)


def test_rule_versions_tell_what_changed_and_why_one_was_refused(
    open_page: Opener, platform: Platform
) -> None:
    assert ",80,90," in PATIENT
    reload(platform, PATIENT.replace(",80,90,", ",85,90,"))
    platform.wait_for(lambda: platform.items("rule-versions")[0]["cause"] == "reload")
    reload(platform, PATIENT.replace(",80,90,", ",95,90,"))
    platform.wait_for(lambda: platform.items("rule-versions")[0]["cause"] == "refused")

    page = open_page(user=RUNNER)
    page.get_by_test_id("screen-administration").click()
    expect(page.get_by_role("tab")).to_have_text(["规则版本", "运行状况"])
    versions = page.get_by_test_id("rule-version")
    expect(versions).to_have_count(3)
    expect(versions.nth(1)).to_contain_text("当前生效")
    versions.nth(1).get_by_role("button").focus()
    page.keyboard.press("Enter")
    changes = page.get_by_test_id("rule-changes")
    expect(changes).to_contain_text("LT-101")
    for text in ("限值", "80", "85"):
        expect(changes).to_contain_text(text)
    page.screenshot(path=PICTURES / "administration_rules.png")
    versions.first.click()
    expect(page.get_by_test_id("rule-complaints")).to_contain_text("继续生效")
    expect(page.get_by_test_id("rule-complaints")).to_contain_text("is not above h 95")
    page.get_by_test_id("language-switch").click()
    page.screenshot(path=PICTURES / "administration_rules_en.png")

    page.get_by_test_id("admin-tab-health").click()
    expect(page.get_by_test_id("check-plant")).to_have_attribute("data-ok", "false")
    expect(page.get_by_test_id("check-journal")).to_contain_text("Well")
    expect(page.get_by_test_id("health")).to_contain_text("Disk room left")
    page.screenshot(path=PICTURES / "administration_health_en.png")
    page.get_by_test_id("language-switch").click()
    page.screenshot(path=PICTURES / "administration_health.png")
    reload(platform, PATIENT)


def test_who_has_no_part_of_it_does_not_see_the_screen(open_page: Opener) -> None:
    page = open_page(user=VIEWER)
    expect(page.get_by_test_id("screen-handover")).to_be_visible()
    expect(page.get_by_test_id("screen-administration")).to_have_count(0)
    page.goto(page.url + "administration")
    expect(page.get_by_test_id("administration")).to_contain_text("没有系统管理权限")


def test_whoever_has_every_right_has_every_part_by_keyboard(open_page: Opener) -> None:
    page = open_page()
    page.get_by_test_id("screen-administration").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("admin-tab-people")).to_have_attribute("aria-selected", "true")
    page.get_by_test_id("admin-tab-audit").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("audit-row").first).to_be_visible()
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.go_back()
    page.goto(page.url + "administration?part=people&account=second")
    expect(page.get_by_test_id("account-form")).to_contain_text("second")
    page.screenshot(path=PICTURES / "administration_1920.png")
    page.get_by_test_id("language-switch").click()
    page.screenshot(path=PICTURES / "administration_1920_en.png")


def test_a_password_of_ones_own_is_changed_by_keyboard_and_ends_ones_other_sessions(
    open_page: Opener, platform: Platform
) -> None:
    name = "换口令的人"
    body = {"role": "viewer", "password": PASSWORD}
    assert platform.call("PUT", f"accounts/{quote(name)}", body)[0] == 201
    elsewhere = open_page(user=name)
    page = open_page(user=name)
    page.get_by_test_id("account").press("Enter")
    form = page.get_by_test_id("own-password")
    expect(form).to_contain_text("至少 10 个字符")
    expect(form).to_contain_text("其他地方的登录立即结束")
    page.keyboard.type("wrong")
    page.keyboard.press("Tab")
    page.keyboard.type("short")
    page.keyboard.press("Enter")
    trouble = page.get_by_test_id("password-trouble")
    expect(trouble).to_contain_text("新口令太短")
    expect(trouble).to_contain_text("两次输入的新口令不一致")
    for field in ("next", "again"):
        page.get_by_test_id(f"password-{field}").fill(NEW)
    page.keyboard.press("Enter")
    expect(trouble).to_have_text("未修改：当前口令不正确")
    expect(page.get_by_test_id("password-current")).to_be_focused()
    expect(page.get_by_test_id("password-current")).to_have_value("")
    page.screenshot(path=PICTURES / "own_password_zh.png")
    assert "\n".join(find_violations(page)) == ""
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("password-done")).to_contain_text("口令已修改")
    for field in ("current", "next", "again"):
        expect(page.get_by_test_id(f"password-{field}")).to_have_value("")
    expect(elsewhere.get_by_test_id("login-user")).to_be_visible(timeout=40_000)
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(page.get_by_test_id("account")).to_be_focused()
    page.get_by_test_id("language-switch").click()
    page.get_by_test_id("account").click()
    expect(page.get_by_test_id("password-next")).to_have_value("")
    page.screenshot(path=PICTURES / "own_password_en.png")
    elsewhere.get_by_test_id("login-user").fill(name)
    elsewhere.get_by_test_id("login-password").fill(NEW)
    elsewhere.keyboard.press("Enter")
    expect(elsewhere.get_by_test_id("login-user")).to_have_count(0)
