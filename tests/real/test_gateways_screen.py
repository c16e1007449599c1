"""The screen of gateways in a real browser, against a platform and a broker of its own.

As its users go through it: the park's operator looks which links are bad and what was refused, the
enterprise's engineer connects a gateway with nothing but what the connection test shows him.
"""

import json
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from dashboard_api.people import People
from tests.contract.plant_directory import PLANT, TAGS, write_plant
from tests.gateway_client import GatewayClient, now_ms, run_gateway
from tests.platform import PASSWORD, Platform, run_platform
from tests.real.chromium import PICTURES, Opener, change_frames, open_pages
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.timeout(240)]

FOREIGN = {
    "pinyin": ("up/ent2/data", "320500012024", ""),
    "neuron": ("/neuron/app/#", "PLC1/tanks/LT-301", ""),
    "bare": ("meters/+/value", "LT-401", ""),
    "hj212": ("hj212/MN0001", "east.a21026", "east."),
}
"""Format → topic of its gateway, the tag's source name or id, and the prefix."""

LONG = "一家名字特别长的精细化工与仓储物流股份有限公司"


def describe_foreign() -> tuple[str, str]:
    """An enterprise with a gateway and a tag for each foreign format."""
    plant, tags = "", ""
    for number, (name, (topic, called, prefix)) in enumerate(FOREIGN.items(), start=2):
        plant += f"""
[[enterprise]]
id = "ent{number}"
name = "{LONG if number == 2 else f"{name} 公司"}"
name_en = "{name.title()} company"
phone = "0523-8200{number}"

[[hazard]]
id = "H{number}"
enterprise = "ent{number}"
name = "罐区{number}"
level = 3

[[equipment]]
id = "V-{number}"
hazard = "H{number}"
kind = "tank"
name = "储罐{number}"

[[gateway]]
id = "gw-{name}"
enterprise = "ent{number}"
format = "{name}"
topic = "{topic}"
prefix = "{prefix}"
"""
        tag = called if prefix else f"T-{name}"
        source = "" if prefix else called
        tags += (
            f"{tag},ent{number},V-{number},level,%,0,100,,,,90,,,,,,{name} 液位,Level,,{source}\n"
        )
    return plant, tags


def write_park(folder: Any) -> Any:
    plant, tags = describe_foreign()
    head, *lines = TAGS.splitlines()
    own = "\n".join(f"{line}," for line in lines)
    return write_plant(folder, PLANT + plant, f"{head},source_name\n{own}\n{tags}")


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_mosquitto(tmp_path_factory.mktemp("broker"), persistence="false") as running:
        yield running.url


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, broker: str) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("platform")
    with run_platform(folder, write_park(folder / "plant"), broker) as site:
        people = People(f"sqlite:///{folder / 'data' / 'people.sqlite'}")
        people.set_password("访客", PASSWORD, "viewer")
        people.close()
        yield site


@pytest.fixture(scope="module")
def gateway(platform: Platform, broker: str) -> Iterator[GatewayClient]:
    with run_gateway(broker) as client:
        yield client


@pytest.fixture
def open_page(browser: Browser, platform: Platform) -> Iterator[Opener]:
    screen = {"timezone_id": "America/New_York", "viewport": {"width": 1600, "height": 900}}
    with open_pages(browser, platform.url, PASSWORD, **screen) as log_in:
        yield log_in


@pytest.fixture
def page(open_page: Opener) -> Page:
    page = open_page()
    page.get_by_test_id("screen-gateways").click()
    page.get_by_test_id("gateway-rows").wait_for()
    return page


def row_of(page: Page, gateway: str) -> Locator:
    return page.locator(f'[data-testid=gateway-row][data-gateway="{gateway}"]')


def check_of(page: Page, name: str) -> Locator:
    return page.locator(f'[data-testid=check][data-check="{name}"]')


def expect_outcome(page: Page, name: str, outcome: str, seconds: float = 10) -> None:
    expect(check_of(page, name)).to_have_attribute("data-outcome", outcome, timeout=1000 * seconds)


def picture(page: Page, name: str) -> None:
    """At both widths: with room, and as a page on half a screen."""
    for width in (1600, 1180):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(200)
        page.screenshot(path=PICTURES / f"gateways_{name}_{width}.png")
    page.set_viewport_size({"width": 1600, "height": 900})


def turn_english(page: Page) -> None:
    page.get_by_test_id("language-switch").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def clipped(page: Page, where: str) -> list[str]:
    """What is written beyond its own box, where nothing says that it is cut."""
    found: list[str] = page.evaluate(
        """(where) => [...document.querySelectorAll(where)]
            .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
            .filter((cell) => getComputedStyle(cell).textOverflow !== "ellipsis")
            .map((cell) => cell.textContent)""",
        where,
    )
    return found


@contextmanager
def sending(gateway: GatewayClient, boot: str, **values: float) -> Iterator[None]:
    """A gateway that sends all its tags once a second, as it should."""
    over = threading.Event()

    def send() -> None:
        seq = 0
        while not over.wait(1.0):
            seq += 1
            now = now_ms()
            body = {"boot": boot, "seq": seq, "sent": now, "ts": now, "values": values}
            gateway.send(body)

    sender = threading.Thread(target=send)
    sender.start()
    try:
        yield
    finally:
        over.set()
        sender.join()


def publish(url: str, topic: str, body: str) -> None:
    """What an engineer does with a sample: publish it as it stands."""
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    host, _, port = url.removeprefix("mqtt://").partition(":")
    client.connect(host, int(port))
    client.loop_start()
    client.publish(topic, body.encode(), qos=1).wait_for_publish(10)
    client.disconnect()
    client.loop_stop()


ALL = {"LT-101": 45.0, "PT-101": 150.0, "GT-101": 12.0, "ESD-1": 0.0, "TT-101": 20.0}


def test_a_gateway_that_never_sent_is_told_where_and_what_to_send(page: Page) -> None:
    expect(row_of(page, "gw-pinyin")).to_have_attribute("data-link", "never")
    expect(row_of(page, "gw-pinyin")).to_contain_text("从未收到")
    expect(page.get_by_text("选择一个网关查看详情")).to_be_visible()
    row_of(page, "gw1").click()
    page.get_by_test_id("view-test").click()
    expect(page).to_have_url(re.compile("id=gw1"))
    expect(page).to_have_url(re.compile("view=test"))
    expect(page.get_by_test_id("topicData")).to_have_text("hazard/v1/P1/ent1/gw1/data")
    expect(page.get_by_test_id("topicAck")).to_have_text("hazard/v1/P1/ent1/gw1/ack")
    for name in ("connected", "taken", "numbered", "known", "steady", "unrefused"):
        expect_outcome(page, name, "waiting")
    body = json.loads(page.get_by_test_id("sample-body").inner_text())
    assert body["values"] == {"LT-101": 45, "PT-101": 150, "GT-101": 12.5}
    assert body["units"]["GT-101"] == "%LEL"
    assert abs(body["sent"] - now_ms()) < 60_000
    page.get_by_test_id("copy").first.click()
    expect(page.get_by_test_id("copy").first).to_have_text("已复制")
    picture(page, "test_waiting_zh")


def test_a_gateway_is_connected_with_the_sample_check_by_check(
    page: Page, platform: Platform, gateway: GatewayClient
) -> None:
    row_of(page, "gw1").click()
    page.get_by_test_id("view-test").click()
    page.get_by_test_id("test-again").click()
    expect_outcome(page, "taken", "waiting")
    gateway.send({"online": True, "ts": now_ms()}, "status")
    expect_outcome(page, "connected", "passed")
    expect_outcome(page, "taken", "waiting")
    gateway.send(page.get_by_test_id("sample-body").inner_text().encode())
    for name in ("taken", "numbered", "clock", "known", "plausible", "unrefused"):
        expect_outcome(page, name, "passed")
    expect_outcome(page, "complete", "waiting")
    expect(check_of(page, "complete")).to_contain_text("ESD-1")
    with sending(gateway, "steady", **ALL):
        expect_outcome(page, "complete", "passed", 15)
        expect_outcome(page, "steady", "waiting")


@pytest.mark.soak
def test_a_gateway_that_has_sent_steadily_for_a_minute_has_passed(
    page: Page, gateway: GatewayClient
) -> None:
    row_of(page, "gw1").click()
    page.get_by_test_id("view-test").click()
    page.get_by_test_id("test-again").click()
    gateway.send({"online": True, "ts": now_ms()}, "status")
    with sending(gateway, "steady", **ALL):
        expect_outcome(page, "steady", "passed", 90)
        expect(page.get_by_test_id("test-counts")).to_have_text("全部通过")
    picture(page, "test_passed_zh")
    turn_english(page)
    expect(page.get_by_test_id("test-counts")).to_have_text("All passed")
    picture(page, "test_passed_en")
    page.emulate_media(media="print")
    expect(page.get_by_test_id("test-again")).to_be_hidden()
    expect(page.get_by_test_id("gateway-rows")).to_be_hidden()
    printed = page.locator(".printed").first
    for text in ("Test park", "gw1", "甲公司", "Beijing time"):
        expect(printed).to_contain_text(text)
    page.pdf(path=PICTURES / "gateways_test.pdf")
    page.screenshot(path=PICTURES / "gateways_test_print.png", full_page=True)
    page.emulate_media(media="screen")
    page.get_by_test_id("test-again").click()
    expect_outcome(page, "taken", "waiting")


def test_the_test_says_what_is_wrong_and_what_to_do(page: Page, gateway: GatewayClient) -> None:
    row_of(page, "gw1").click()
    page.get_by_test_id("view-test").click()
    page.get_by_test_id("test-again").click()
    expect_outcome(page, "taken", "waiting")
    page.wait_for_timeout(500)
    now = now_ms() - 600_000
    for seq in (1, 2, 5):
        gateway.send(
            {
                "boot": "wrong",
                "seq": seq,
                "sent": now + seq,
                "ts": now + seq,
                "values": {"LT_10l": 50, "LT-101": 7100, "PT-101": "bad", "GT-101": 1},
                "units": {"GT-101": "bar"},
            }
        )
    gateway.send(b"{broken")
    expect_outcome(page, "numbered", "failed")
    expect(check_of(page, "numbered")).to_contain_text("3–4")
    expect_outcome(page, "clock", "failed")
    expect(check_of(page, "clock")).to_contain_text("慢 600")
    expect_outcome(page, "known", "failed")
    expect(check_of(page, "known")).to_contain_text("LT_10l 是否指 LT-101？")
    expect_outcome(page, "plausible", "failed")
    expect(check_of(page, "plausible")).to_contain_text("7100")
    expect(check_of(page, "plausible")).to_contain_text("单位不符")
    expect_outcome(page, "unrefused", "failed")
    for text in ("无法解析", "未知位号", "非数值", "逐字比对"):
        expect(check_of(page, "unrefused")).to_contain_text(text)
    picture(page, "test_failed_zh")
    turn_english(page)
    expect(check_of(page, "known")).to_contain_text("LT-101 perhaps?")
    picture(page, "test_failed_en")


def test_what_was_refused_is_read_filtered_opened_and_offered_again(
    page: Page, platform: Platform, gateway: GatewayClient
) -> None:
    for seq in (1, 4):
        values = {"TT-101": 20 + seq, "LT-101": 50}
        gateway.send({"boot": "holes", "seq": seq, "values": values})
    for place in range(60):
        gateway.send({"values": {f"XX-{place:03}": place}})
    gateway.send(b"x" * 6000)
    platform.wait_for(
        lambda: any(
            row["payload"].startswith("xxx") for row in platform.items("gateways/gw1/dead-letters")
        )
    )
    row_of(page, "gw1").click()
    letters = page.get_by_test_id("letter")
    expect(letters).to_have_count(50)
    page.get_by_test_id("letter-open").first.click()
    expect(page.get_by_test_id("payload")).to_contain_text("xxx")
    expect(page.get_by_test_id("dead-letters")).to_contain_text("仅显示前 4096 个字符")
    page.screenshot(path=PICTURES / "gateways_payload_zh.png")
    page.get_by_test_id("letter-open").first.click()
    expect(page.get_by_test_id("payload")).to_have_count(0)
    page.get_by_test_id("more-letters").click()
    expect(letters.nth(60)).to_be_attached()
    page.get_by_test_id("letter-reason").select_option("unparsable")
    expect(letters.first).to_contain_text("无法解析")
    for letter in letters.all():
        assert letter.get_attribute("data-reason") == "unparsable"
    expect(page.get_by_test_id("unknown-tag")).to_have_count(20)
    page.get_by_test_id("all-names").click()
    expect(page.get_by_test_id("unknown-tag").filter(has_text="XX-059")).to_be_visible()
    expect(page.get_by_test_id("ledger")).to_contain_text("无法解析")
    tags = page.get_by_test_id("gateway-tag")
    expect(tags).to_have_count(5)
    expect(tags.filter(has_text="TT-101")).to_have_attribute(
        "data-standing", "stale", timeout=20_000
    )
    expect(page.get_by_test_id("gateway-tag-count")).to_contain_text("5 个：数据超时 ")
    tags.last.scroll_into_view_if_needed()
    page.screenshot(path=PICTURES / "gateways_tags_zh.png")
    page.get_by_label("只看超时和未收到的").check()
    expect(tags.filter(has_text="LT-101")).to_have_count(0)
    page.get_by_test_id("gaps").locator("summary").click()
    expect(page.get_by_test_id("gaps").locator("tr", has_text="holes")).to_contain_text("2")
    picture(page, "link_zh")
    page.get_by_test_id("offer-again").click()
    told = page.get_by_test_id("offer-told")
    expect(told).to_contain_text("已重新提交")
    expect(told).to_contain_text("再次拒收")
    turn_english(page)
    expect(told).to_contain_text("refused again")
    picture(page, "link_en")


def test_offering_again_is_not_offered_to_who_may_not_and_its_refusal_is_said(
    open_page: Opener,
) -> None:
    def refuse(route: Route) -> None:
        problem = {"type": "urn:hazardwatch:unavailable", "title": "x", "status": 503}
        route.fulfill(status=503, json=problem, content_type="application/problem+json")

    page = open_page(user="访客")
    page.get_by_test_id("screen-gateways").click()
    row_of(page, "gw1").click()
    page.get_by_test_id("letter").first.wait_for()
    expect(page.get_by_test_id("offer-again")).to_have_count(0)
    page = open_page(lambda page: page.route("**/dead-letters/replay", refuse))
    page.get_by_test_id("screen-gateways").click()
    row_of(page, "gw1").click()
    page.get_by_test_id("offer-again").click()
    expect(page.get_by_test_id("offer-told")).to_contain_text("暂时不能落盘")


@pytest.mark.parametrize("form", FOREIGN)
def test_the_sample_of_every_format_is_taken(page: Page, broker: str, form: str) -> None:
    row_of(page, f"gw-{form}").click()
    page.get_by_test_id("view-test").click()
    expect_outcome(page, "taken", "waiting")
    page.wait_for_timeout(500)
    body = page.get_by_test_id("sample-body").first.inner_text()
    publish(broker, page.get_by_test_id("sample-topic").first.inner_text(), body)
    for name in ("connected", "taken", "known", "plausible", "complete", "unrefused"):
        expect_outcome(page, name, "passed")
    expect_outcome(page, "numbered", "spared")
    expect(check_of(page, "numbered")).to_contain_text("不适用")
    expect_outcome(page, "clock", "spared" if form == "bare" else "passed")
    page.screenshot(path=PICTURES / f"gateways_test_{form}_zh.png")


def make_listing(number: int) -> dict[str, Any]:
    name = f"gw-{number:03}" + ("-一个名字长得出奇的数据采集网关" * 3 if number % 50 == 0 else "")
    seen = None if number % 7 == 0 else now_ms() - 1000 * number
    return {
        "id": name,
        "enterprise": f"ent{1 + number % 5}",
        "format": "hazardwatch",
        "report": "polled",
        "simulation": False,
        "topics": dict.fromkeys(("data", "backfill", "status", "ack"), f"x/{name}"),
        "prefix": "",
        "units": "",
        "missing": [],
        "clock_tolerance_ms": 60_000,
        "now": {
            "id": name,
            "online": seen is not None and number % 11 != 0,
            "last_seen": seen,
            "rate": number / 10,
            "skew_ms": None if seen is None else (-1) ** number * 400.0 * number,
            "gaps": number % 3,
            "refused": number * 1000 if number % 13 == 0 else 0,
        },
    }


def make_alarm(source: str, condition: str, priority: str) -> dict[str, Any]:
    now = now_ms()
    return {
        "id": f"{source}:{condition}",
        "source": source,
        "condition": condition,
        "hazard": "",
        "enterprise": "ent1",
        "state": "unacknowledged",
        "held": None,
        "holds": [],
        "annunciated": True,
        "realarms": 0,
        "called_at": now,
        "nuisances": [],
        "line": None,
        "root": "",
        "priority": priority,
        "value": None,
        "limit": None,
        "unit": "",
        "raised_at": now,
        "returned_at": None,
        "acknowledged_at": None,
        "by": "",
        "reason": "",
        "marks": [],
        "version": 1,
        "message": {"zh": "报警", "en": "alarm"},
        "times": {"source": now, "received": now, "detected": now, "pushed": now},
    }


def many_gateways(count: int) -> Callable[[Page], None]:
    """A park of so many gateways, some of them in alarm."""
    listings = [make_listing(number) for number in range(1, count + 1)]
    alarms = [
        make_alarm(listings[20]["id"], "gateway_lost", "high"),
        make_alarm(listings[30]["id"], "clock", "low"),
        *(
            make_alarm(listings[49]["id"], condition, priority)
            for condition, priority in (
                ("gateway_lost", "high"),
                ("clock", "low"),
                ("gateway_gap", "low"),
            )
        ),
    ]

    def change(frame: Any) -> None:
        if frame.get("s") == "gateways":
            frame.update({"rows": []} if frame["t"] == "snap" else {"ops": []})
        if frame.get("s") == "alarms":
            frame.update({"rows": alarms} if frame["t"] == "snap" else {"ops": []})

    def before(page: Page) -> None:
        change_frames(page, change)
        body = {"items": listings, "next": None}
        page.route("**/api/v1/gateways?*", lambda route: route.fulfill(json=body))

    return before


def listed(page: Page) -> list[str | None]:
    rows = page.get_by_test_id("gateway-row").all()
    return [row.get_attribute("data-gateway") for row in rows]


def test_five_hundred_gateways_are_sorted_searched_and_scrolled(open_page: Opener) -> None:
    page = open_page(many_gateways(500))
    page.get_by_test_id("screen-gateways").click()
    expect(page.get_by_test_id("gateway-count")).to_contain_text("500 个网关")
    assert len(listed(page)) < 60
    assert str(listed(page)[0]).startswith("gw-050")
    assert listed(page)[1:3] == ["gw-021", "gw-031"]
    expect(page.get_by_test_id("gateway-row").first).to_contain_text("失联")
    picture(page, "many_zh")
    page.get_by_test_id("gateway-rows").evaluate("box => box.scrollTo(0, 1e6)")
    expect(page.get_by_test_id("gateway-row").last).to_contain_text("gw-150")
    page.get_by_test_id("sort-by-rate").click()
    page.get_by_test_id("gateway-rows").evaluate("box => box.scrollTo(0, 0)")
    expect(page.get_by_test_id("gateway-row").first).to_have_attribute(
        "data-gateway",
        "gw-500-一个名字长得出奇的数据采集网关" + "-一个名字长得出奇的数据采集网关" * 2,
    )
    expect(page).to_have_url(re.compile("sort=rate"))
    page.get_by_test_id("sort-by-rate").click()
    expect(page.get_by_test_id("gateway-row").first).to_have_attribute("data-gateway", "gw-001")
    page.get_by_test_id("gateway-search").fill("gw-12")
    expect(page.get_by_test_id("gateway-row")).to_have_count(10)
    page.get_by_test_id("gateway-search").fill("什么也没有")
    expect(page.get_by_text("没有符合的网关")).to_be_visible()
    page.get_by_test_id("gateway-search").fill("")
    page.get_by_test_id("sort-worst").click()
    turn_english(page)
    expect(page.get_by_test_id("gateway-count")).to_contain_text("500 gateways")
    page.get_by_test_id("gateway-row").first.locator("button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("gateway-head")).to_contain_text("gw-050")
    expect(page.get_by_test_id("gateway-alarm")).to_have_count(3)
    picture(page, "many_en")


def test_the_order_stands_while_the_pointer_is_in_the_list(page: Page, broker: str) -> None:
    page.get_by_test_id("sort-by-refused").click()
    page.get_by_test_id("gateway-row").last.hover()
    before = listed(page)
    with run_gateway(broker, "hazard/v1/P1/ent1/gw2") as other:
        for place in range(200):
            other.send({"values": {f"YY-{place}": 1}})
        expect(row_of(page, "gw2")).to_have_attribute("data-link", "online")
        page.wait_for_timeout(1500)
        assert listed(page) == before
        expect(page.get_by_test_id("order-stands")).to_be_visible()
        page.mouse.move(1500, 800)
        expect(page.get_by_test_id("gateway-row").first).to_have_attribute("data-gateway", "gw2")
        expect(page.get_by_test_id("order-stands")).to_have_count(0)
    page.get_by_test_id("gateway-row").first.locator("button").focus()
    before = listed(page)
    with run_gateway(broker, "hazard/v1/P1/ent1/gw1") as own:
        for place in range(300):
            own.send({"values": {f"ZZ-{place}": 1}})
        expect(page.get_by_test_id("order-stands")).to_be_visible()
        assert listed(page) == before
        page.get_by_test_id("order-stands").click()
        expect(page.get_by_test_id("gateway-row").first).to_have_attribute("data-gateway", "gw1")


def test_an_address_leads_straight_to_a_gateway_and_a_wrong_one_says_so(
    page: Page, platform: Platform
) -> None:
    page.goto(f"{platform.url}/gateways?id=gw1&view=test")
    expect(page.get_by_test_id("connection-test")).to_be_visible()
    page.goto(f"{platform.url}/gateways?id=%E4%B8%8D%E5%AD%98%E5%9C%A8")
    expect(page.get_by_text("厂区目录中没有网关 不存在")).to_be_visible()
    expect(page.get_by_test_id("dead-letters")).to_contain_text("没有拒收数据")
    page.screenshot(path=PICTURES / "gateways_stranger_zh.png")


def test_a_server_that_refuses_is_said_and_asked_again(open_page: Opener) -> None:
    broken = {"now": True}

    def refuse(route: Route) -> None:
        if broken["now"]:
            route.fulfill(status=500, body="no")
        else:
            route.fallback()

    page = open_page(lambda page: page.route("**/api/v1/gateways/**", refuse))
    page.get_by_test_id("screen-gateways").click()
    row_of(page, "gw1").click()
    for part in ("dead-letters", "unknown-tags", "gateway-tags"):
        expect(page.get_by_test_id(part)).to_contain_text("载入失败")
    page.screenshot(path=PICTURES / "gateways_refused_zh.png")
    page.get_by_test_id("view-test").click()
    expect(page.get_by_test_id("test-not-read")).to_be_visible()
    expect_outcome(page, "taken", "waiting")
    broken["now"] = False
    expect(page.get_by_test_id("test-not-read")).to_have_count(0)
    page.get_by_test_id("view-link").click()
    expect(page.get_by_test_id("gateway-tag").first).to_be_visible()


def test_nothing_is_cut_without_saying_so(page: Page) -> None:
    row_of(page, "gw-pinyin").click()
    for language in ("zh", "en"):
        if language == "en":
            turn_english(page)
        for width in (1600, 1366, 1180, 900):
            page.set_viewport_size({"width": width, "height": 800})
            where = ".gateway-table th, .gateway-table td:not(.cell-gateway), .gateway-head"
            assert clipped(page, where) == [], (language, width)


def test_a_lost_connection_lets_nothing_be_offered(open_page: Opener, platform: Platform) -> None:
    page = open_page()
    page.get_by_test_id("screen-gateways").click()
    row_of(page, "gw1").click()
    expect(page.get_by_test_id("offer-again")).to_be_enabled()
    assert platform.process is not None
    platform.process.send_signal(signal.SIGSTOP)
    try:
        expect(page.get_by_test_id("offer-again")).to_be_disabled(timeout=15_000)
        page.get_by_test_id("view-test").click()
        expect(page.get_by_test_id("test-again")).to_be_disabled()
        page.screenshot(path=PICTURES / "gateways_lost_zh.png")
    finally:
        platform.process.send_signal(signal.SIGCONT)
    expect(page.get_by_test_id("test-again")).to_be_enabled(timeout=30_000)
