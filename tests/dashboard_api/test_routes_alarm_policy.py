"""What a screen may offer somebody: how long, how many, and for what two are needed."""

from dataclasses import replace

import pytest

from plant.alarm_policy import apply_settings
from tests.dashboard_api.schema import check

API = "/api/v1"
MINUTE = 60


@pytest.fixture
def ask(stranger, token_of):
    """The rules for somebody."""

    async def ask(name):
        stranger.headers["Authorization"] = f"Bearer {token_of(name)}"
        answer = await stranger.get(f"{API}/alarm-policy")
        assert answer.status_code == 200
        check("AlarmRules", answer.json())
        return answer.json()

    return ask


@pytest.mark.parametrize(
    ("who", "may_shelve", "may_take_out"),
    [("guest", False, False), ("fitter", False, True), ("op", True, False), ("leader", True, True)],
)
async def test_each_role_is_told_what_it_may(ask, who, may_shelve, may_take_out):
    rules = await ask(who)
    granted = (rules["shelving"] is not None, rules["service"] is not None)
    assert granted == (may_shelve, may_take_out)


async def test_the_rules_are_the_plants(house, ask):
    own = {"shelving": {"durations_min": [5, 1], "second_person": [], "roles": {}}}
    own["shelving"]["roles"]["operator"] = {"most": 2, "longest_min": {"low": 5}}
    house.plant = replace(house.plant, alarm_policy=apply_settings(own))
    assert (await ask("op"))["shelving"] == {
        "durations_s": [MINUTE, 5 * MINUTE],
        "longest_s": {"low": 5 * MINUTE},
        "second_person": [],
        "most": 2,
        "holding": 0,
    }


async def test_what_one_holds_is_counted_and_not_what_others_hold(house, stranger, ask):
    house.judge("T1:HH")
    await ask("op")
    for alarm, action in (("T1:HH", "shelve"), ("T2:H", "shelve")):
        path = f"{API}/alarms/{alarm.replace(':', '%3A')}/{action}"
        assert (await stranger.post(path, json={"reason": "抖动"})).status_code == 200
    assert (await ask("op"))["shelving"]["holding"] == 2
    leader = await ask("leader")
    assert (leader["shelving"]["holding"], leader["service"]["holding"]) == (0, 0)


async def test_a_stranger_is_told_nothing(stranger):
    assert (await stranger.get(f"{API}/alarm-policy")).status_code == 401
