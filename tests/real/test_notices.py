"""People are told of alarms by a real platform over real HTTP, step by step until somebody acts."""

import json
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.contract.exchange import act, send
from tests.contract.plant_directory import write_plant
from tests.gateway_client import run_gateway
from tests.platform import PASSWORD, run_command, run_platform
from tests.real.chromium import PICTURES, open_pages
from tests.real.desk_line import STAFFED, run_desk_line
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.broker, pytest.mark.timeout(120)]

ALARM = "LT-101:HH"


@pytest.fixture
def site(tmp_path):
    """A platform with people, a gateway, and the line by which they are told."""
    plant = write_plant(tmp_path / "plant", STAFFED)
    with (
        run_desk_line() as line,
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, plant, broker.url, notify=line.configure(tmp_path)) as platform,
        run_gateway(broker.url) as gateway,
    ):
        yield platform, gateway, line


def list_notices(platform, alarm=ALARM):
    """(step, person, fate) of every notice about an alarm, oldest first."""
    rows = platform.get(f"alarms/{alarm.replace(':', '%3A')}/notices")["items"]
    return [(row["step"], row["name"], row["fate"]) for row in rows[::-1]]


def read_readiness(platform):
    with urllib.request.urlopen(platform.url + "/readyz", timeout=5) as answer:
        return json.load(answer)


def test_step_by_step_and_what_came_of_it_stands_with_the_alarm(site):
    platform, gateway, line = site
    send(platform, gateway, "LT-101", 95)
    platform.wait_for(lambda: line.told(ALARM))
    (letter,) = [one for one in line.letters if one["facts"]["alarm"] == ALARM]
    assert letter["text"].startswith("【高】苯罐区 苯储罐液位 高高限报警：95.00 % ≥ 90 %")
    assert (letter["facts"]["value"], letter["facts"]["hazard_name"]) == ("95", "苯罐区")
    platform.wait_for(lambda: line.told(ALARM) == [("1", ALARM), ("2", ALARM)])
    assert "Benzene tank level" in line.letters[-1]["text"]
    platform.wait_for(
        lambda: list_notices(platform) == [(0, "王值班员", "sent"), (1, "Park desk", "sent")]
    )
    assert line.forged == 0


def test_an_acknowledgement_ends_it(site):
    platform, gateway, line = site
    send(platform, gateway, "LT-101", 95)
    platform.wait_for(lambda: line.told(ALARM))
    assert act(platform, ALARM, "acknowledge")["state"] == "acknowledged"
    send(platform, gateway, "PT-101", 310)  # critical after its own delay of 2 s
    platform.wait_for(lambda: ("2", "PT-101:H") in line.told(), 15)
    assert line.told(ALARM) == [("1", ALARM)]


def test_a_channel_that_is_broken_is_an_alarm_and_people_are_told_once_it_works(site):
    platform, gateway, line = site
    line.status = 500
    send(platform, gateway, "LT-101", 95)

    def find_trouble():
        return [row["state"] for row in platform.items("alarms") if row["source"] == "notices"]

    platform.wait_for(lambda: find_trouble() == ["unacknowledged"], 30)
    check = read_readiness(platform)["checks"]["notices"]
    assert (check["ok"], check["detail"][:6]) == (False, "desk: ")
    line.status = 200
    platform.wait_for(lambda: ("1", ALARM) in line.told(), 40)
    platform.wait_for(lambda: find_trouble() == ["returned_unacknowledged"], 40)
    # Each is tried again at its own time: the trouble is over with the first that goes out.
    platform.wait_for(lambda: (0, "王值班员", "sent") in list_notices(platform), 40)


@pytest.mark.browser
def test_the_page_tells_with_the_alarm_who_was_told(site, browser):
    platform, gateway, line = site
    with open_pages(browser, platform.url, PASSWORD) as open_page:
        page = open_page()
        send(platform, gateway, "LT-101", 95)
        page.get_by_test_id("alarm-row").filter(has_text="高高").first.click()
        told = page.get_by_test_id("timeline-notice")
        expect(told.filter(has_text="王值班员 已发 desk")).to_be_visible(timeout=10_000)
        expect(told.filter(has_text="Park desk 已发 desk")).to_be_visible(timeout=15_000)
        page.get_by_test_id("timeline").scroll_into_view_if_needed()
        page.screenshot(path=PICTURES / "notices.png")
    assert line.told(ALARM) == [("1", ALARM), ("2", ALARM)]


def test_a_ladder_by_a_channel_that_is_not_set_is_refused(tmp_path):
    plant = write_plant(tmp_path / "plant", STAFFED)
    config = tmp_path / "hazardwatch.toml"
    config.write_text(f'[plant]\ndir = "{plant}"\n[mqtt]\nurl = "mqtt://127.0.0.1:1"\n')
    told = run_command("serve", "--config", config)
    assert told.returncode == 3
    assert "notify.channels.desk is missing: escalation grave" in told.stderr
