"""Filed stops from outside: request, approval, alarms, restarts, lists, the online rate."""

import json
import time

import pytest

from dashboard_api.people import People
from tests.contract.exchange import events, send
from tests.platform import PASSWORD, run_command

pytestmark = pytest.mark.broker


@pytest.fixture
def leader(site):
    """A shift leader's way to call the platform: nobody alone can do both parts."""
    platform, _, _ = site
    people = People(f"sqlite:///{platform.folder / 'data' / 'people.sqlite'}")
    people.set_password("leader", PASSWORD, "shift_leader")
    people.close()

    def call(method, path, body=None):
        who = {"username": "leader", "password": PASSWORD}
        token = platform.call("POST", "auth/login", who)[1]["token"]
        return platform.call(method, path, body, {"Authorization": f"Bearer {token}"})[:2]

    return call


def file_stop(platform, seconds=600, **scope):
    now = time.time_ns() // 1_000_000
    body = {
        "category": "calibration",
        "enterprise": "ent1",
        "scope": scope or {"tags": ["TT-101"]},
        "from": now,
        "until": now + round(1000 * seconds),
        "reason": "标定温度计",
    }
    status, row, _ = platform.call("POST", "filed-stops", body)
    assert status == 201, row
    return row


def find(platform, alarm):
    return {row["id"]: row for row in platform.items("alarms")}.get(alarm)


def test_what_was_filed_is_quiet_through_a_kill_and_everything_else_calls(site, leader):
    platform, _, gateway = site
    stop = file_stop(platform)
    status, problem, _ = platform.call("POST", f"filed-stops/{stop['id']}/approve", {})
    assert (status, problem["detail"]) == (403, "own_request")
    status, row = leader("POST", f"filed-stops/{stop['id']}/approve", {})
    assert (status, row["state"]) == (200, "in_force")
    held = platform.wait_for(lambda: find(platform, "TT-101:stale"))
    (hold,) = held["holds"]
    assert (hold["held"], hold["by"]) == ("suppressed", "system")
    assert (hold["terms"]["until"], hold["terms"]["work_order"]) == (stop["until"], stop["id"])
    send(platform, gateway, "TT-101", 70)
    hot = platform.wait_for(lambda: find(platform, "TT-101:H"))
    assert (hot["held"], hot["annunciated"], hot["filed_stops"]) == (None, True, [stop["id"]])
    before = len(platform.items("journal"))
    platform.kill()
    platform.start()
    assert find(platform, "TT-101:stale")["held"] == "suppressed"
    silent = platform.wait_for(lambda: events(platform, "TT-101:stale")[1:], seconds=25)
    assert silent == ["raised"]
    assert len(platform.items("journal")) - before <= 2  # the silence, and the hot tag unknown
    platform.call("POST", f"filed-stops/{stop['id']}/end", {"reason": "提前完成"})
    platform.wait_for(lambda: find(platform, "TT-101:stale")["held"] is None)
    assert find(platform, "TT-101:stale")["state"] == "unacknowledged"


def test_a_stop_ends_by_itself_even_while_the_platform_is_down(site, leader):
    platform, _, _ = site
    stop = file_stop(platform, seconds=4)
    leader("POST", f"filed-stops/{stop['id']}/approve", {})
    platform.wait_for(lambda: find(platform, "TT-101:stale"))
    platform.kill()
    time.sleep(max(0, stop["until"] / 1000 - time.time()))
    platform.start()
    row = platform.wait_for(
        lambda: (found := platform.get(f"filed-stops/{stop['id']}"))["state"] == "ended" and found
    )
    assert (row["ended_at"], row["ended_by"]) == (stop["until"], "system")
    platform.wait_for(lambda: find(platform, "TT-101:stale") is None)
    last = [one for one in platform.items("journal") if one["alarm"] == "TT-101:stale"][-1]
    assert (last["event"], last["at"]) == ("unsuppressed", stop["until"])


def test_the_commands_list_the_stops_and_report_the_online_rate(site, leader):
    platform, _, _ = site
    stop = file_stop(platform)
    leader("POST", f"filed-stops/{stop['id']}/approve", {})
    words = ("--url", platform.url, "--now", "--json")
    listed = run_command("stops", "list", *words, HAZARDWATCH_PASSWORD=PASSWORD)
    assert [row["id"] for row in json.loads(listed.stdout)] == [stop["id"]]
    shown = run_command("stops", "list", "--url", platform.url, HAZARDWATCH_PASSWORD=PASSWORD)
    assert "生效中" in shown.stdout
    assert platform.stop() == 0
    told = run_command("report", "online", "--config", platform.config)
    report = json.loads(told.stdout)
    assert report["listened_ms"] > 0
    assert [one["id"] for one in report["stops"]] == [stop["id"]]
    assert report["total"]["filed_ms"] > 0
