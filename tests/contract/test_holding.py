"""Shelving and service from outside: what holds an alarm is visible, owned, and ends by itself."""

import time

import pytest

from tests.contract.exchange import act, events, send
from tests.contract.plant_directory import TAGS, write_plant
from tests.platform import PASSWORD, run_command

pytestmark = pytest.mark.broker


def find(platform, alarm, **wanted):
    rows = {row["id"]: row for row in platform.items("alarms")}
    row = rows.get(alarm)
    return row if row and all(row[key] == value for key, value in wanted.items()) else None


def test_a_shelving_ends_by_itself_even_while_the_platform_is_down(site):
    platform, _, gateway = site
    send(platform, gateway, "LT-101", 85)
    platform.wait_for(lambda: find(platform, "LT-101:H"))
    act(platform, "LT-101:H", "acknowledge")
    row = act(platform, "LT-101:H", "shelve", duration_s=2)
    until = row["holds"][0]["terms"]["until"]
    assert (row["held"], row["state"]) == ("shelved", "acknowledged")
    platform.kill()
    time.sleep(2)
    platform.start()
    platform.wait_for(lambda: find(platform, "LT-101:H", held=None, state="unacknowledged"))
    assert events(platform, "LT-101:H") == ["raised", "acknowledged", "shelved", "unshelved"]
    last = [row for row in platform.items("journal") if row["alarm"] == "LT-101:H"][-1]
    assert (last["at"], last["actor"]) == (until, "system")


def test_a_shelving_survives_a_kill_and_a_reload_and_ends_by_hand(site):
    platform, plant, gateway = site
    send(platform, gateway, "LT-101", 85)
    platform.wait_for(lambda: find(platform, "LT-101:H"))
    act(platform, "LT-101:H", "shelve", duration_s=600)
    platform.kill()
    write_plant(plant, tags=TAGS.replace(",80,90,2", ",81,90,2"))
    platform.start()
    row = platform.wait_for(lambda: find(platform, "LT-101:H", held="shelved"))
    assert row["holds"][0]["by"] == "admin"
    row = act(platform, "LT-101:H", "unshelve")
    assert (row["held"], row["state"]) == (None, "unacknowledged")


def test_what_is_out_of_service_is_judged_and_journalled_all_the_same(site):
    platform, _, gateway = site
    act(platform, "LT-101:H", "out-of-service", work_order="WO-7", duration_s=600)
    send(platform, gateway, "LT-101", 85)
    platform.wait_for(
        lambda: find(platform, "LT-101:H", held="out_of_service", state="unacknowledged")
    )
    assert events(platform, "LT-101:H") == ["removed_from_service", "raised"]
    row = act(platform, "LT-101:H", "return-to-service")
    assert (row["held"], row["state"]) == (None, "unacknowledged")


def test_an_acknowledged_alarm_calls_again_where_the_plant_asks_for_it(site):
    platform, plant, gateway = site
    assert platform.stop() == 0
    toml = (plant / "plant.toml").read_text(encoding="utf-8")
    asked = "[alarms]\nrealarm_min = { medium = 0.02 }\nmost_realarms = 1\n"
    (plant / "plant.toml").write_text(f"{toml}\n{asked}", encoding="utf-8")
    platform.start()
    send(platform, gateway, "LT-101", 85)
    platform.wait_for(lambda: find(platform, "LT-101:H"))
    act(platform, "LT-101:H", "acknowledge")
    platform.wait_for(lambda: find(platform, "LT-101:H", state="unacknowledged", realarms=1))
    assert events(platform, "LT-101:H") == ["raised", "acknowledged", "realarmed"]


def test_alarms_are_shelved_from_a_terminal(site):
    platform, _, gateway = site
    send(platform, gateway, "LT-101", 85)
    platform.wait_for(lambda: find(platform, "LT-101:H"))

    def ask(*words):
        return run_command("alarms", *words, "--url", platform.url, HAZARDWATCH_PASSWORD=PASSWORD)

    told = ask("shelve", "LT-101:H", "--reason", "抖动", "--minutes", "30")
    assert told.returncode == 0, told.stderr
    assert "搁置" in ask("list").stdout
    assert ask("shelve", "LT-101:H", "--reason", "x", "--minutes", "100000").returncode == 1
    assert ask("unshelve", "LT-101:H").returncode == 0
    assert find(platform, "LT-101:H", held=None)
