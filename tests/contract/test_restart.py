"""What stands over a restart: nothing is announced twice, nothing that is true is left unsaid."""

import pytest

from tests.contract.exchange import events, send
from tests.contract.plant_directory import TAGS, write_plant
from tests.gateway_client import now_ms

pytestmark = pytest.mark.broker


def await_state(platform, alarm, state):
    def standing():
        found = {row["id"]: row for row in platform.items("alarms")}
        return found.get(alarm, {"state": "normal"})["state"] == state

    platform.wait_for(standing)


def test_what_stands_stands_on_and_is_not_announced_again(site):
    platform, _, gateway = site
    send(platform, gateway, "LT-101", 95)
    await_state(platform, "LT-101:HH", "unacknowledged")
    platform.call("POST", "alarms/LT-101%3AH/acknowledge", {"reason": "seen"})
    platform.kill()
    platform.start()
    await_state(platform, "LT-101:HH", "unacknowledged")
    await_state(platform, "LT-101:H", "acknowledged")
    send(platform, gateway, "LT-101", 96)
    assert events(platform, "LT-101:HH") == ["raised"]
    send(platform, gateway, "LT-101", 50)
    await_state(platform, "LT-101:H", "normal")
    assert events(platform, "LT-101:H") == ["raised", "acknowledged", "returned"]


def test_a_pending_delay_survives_a_kill(site):
    platform, _, gateway = site
    start = now_ms()
    send(platform, gateway, "PT-101", 310)  # on-delay 2 s
    platform.kill()
    platform.start()
    await_state(platform, "PT-101:H", "unacknowledged")
    (row,) = [row for row in platform.items("journal") if row["alarm"] == "PT-101:H"]
    assert start + 2000 <= row["at"] <= start + 2500


def test_standing_values_meet_changed_limits_at_once(site):
    platform, plant, gateway = site
    send(platform, gateway, "LT-101", 75)
    send(platform, gateway, "TT-101", 65)
    await_state(platform, "TT-101:H", "unacknowledged")
    assert platform.stop() == 0
    write_plant(plant, tags=TAGS.replace("5,10,80,90,2", "5,10,70,90,2").replace(",60,", ",70,"))
    platform.start()
    await_state(platform, "LT-101:H", "unacknowledged")
    await_state(platform, "TT-101:H", "returned_unacknowledged")
    rows = [row for row in platform.items("journal") if row["alarm"] == "LT-101:H"]
    assert [row["reason"] for row in rows] == ["limit_changed"]


def test_a_removed_limit_ends_its_alarm_and_still_wants_acknowledgement(site):
    platform, plant, gateway = site
    send(platform, gateway, "LT-101", 95)
    await_state(platform, "LT-101:HH", "unacknowledged")
    assert platform.stop() == 0
    write_plant(plant, tags=TAGS.replace("5,10,80,90,2", "5,10,80,,2"))
    platform.start()
    await_state(platform, "LT-101:HH", "returned_unacknowledged")
    assert events(platform, "LT-101:HH") == ["raised", "removed"]
    assert events(platform, "LT-101:H") == ["raised"]


def test_a_journal_begun_anew_is_told_what_stands(site):
    """The journal has the last word: what it does not know is raised again."""
    platform, _, gateway = site
    send(platform, gateway, "LT-101", 95)
    await_state(platform, "LT-101:HH", "unacknowledged")
    assert platform.stop() == 0
    for file in (platform.folder / "data").glob("journal.sqlite*"):
        file.unlink()
    platform.start()
    await_state(platform, "LT-101:HH", "unacknowledged")


def test_a_broken_plant_is_refused_whole(site):
    platform, plant, _ = site
    assert platform.stop() == 0
    (plant / "tags.csv").write_text(TAGS + "LT-101,ent1,,level,,,,,,,,,,,,,,,\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="LT-101"):
        platform.start()
    assert platform.process.wait(5) == 3


def test_a_source_that_is_down_is_one_alarm_until_it_is_up_and_heard(site):
    platform, _, gateway = site
    send(platform, gateway, "LT-101", 50)
    gateway.send({"online": True, "ts": now_ms(), "sources": {"LT-101": "down"}}, "status")
    await_state(platform, "LT-101:stale", "unacknowledged")
    for value in (51, 52, 53):
        send(platform, gateway, "LT-101", value)
    assert events(platform, "LT-101:stale") == ["raised"]
    gateway.send({"online": True, "ts": now_ms(), "sources": {"LT-101": "up"}}, "status")
    send(platform, gateway, "LT-101", 54)
    await_state(platform, "LT-101:stale", "returned_unacknowledged")


def test_a_wrong_clock_raises_its_own_alarm_and_keeps_none_from_being_raised(site):
    platform, _, gateway = site
    for value in (50, 95):
        wrong = now_ms() - 7_200_000
        gateway.send({"ts": wrong, "sent": wrong, "values": {"LT-101": value}})
    await_state(platform, "LT-101:HH", "unacknowledged")
    await_state(platform, "gw1:clock", "unacknowledged")
    (row,) = [row for row in platform.items("alarms") if row["id"] == "LT-101:HH"]
    assert "clock_suspect" in row["marks"]
    assert abs(row["raised_at"] - now_ms()) < 10_000
