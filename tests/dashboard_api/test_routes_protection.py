"""The cause-and-effect matrix and the votes over REST."""

from dataclasses import replace

import numpy as np

from detectors.bank import Bank
from plant.condition import Condition
from plant.link import Links
from plant.reading import ReadingBatch
from plant.words import Cause, Effect, Interlock, Voting
from tests.bench.detectors import make_situation
from tests.dashboard_api.schema import check

API = "/api/v1"
INTERLOCKS = (
    Interlock(
        "IL-1",
        causes=(Cause("T1", Condition.HH, 2.0),),
        effects=(Effect("液位LT-9", 0.0, 10.0),),
        name="高液位联锁",
        name_en="High level trip",
        bypass_s=3600.0,
        proof_test_due=5,
    ),
    Interlock("IL-2", causes=(Cause("T1", Condition.HH),), effects=(Effect("nowhere", 1.0),)),
)


def furnish(house):
    house.plant = replace(
        house.plant, interlocks=INTERLOCKS, votings=(Voting("V-1", ("T1",), 1, Condition.HH),)
    )
    house.bank = Bank(house.plant)


def tell(house, tag, value):
    house.time += 1000
    row = house.plant.row_of[tag]
    batch = ReadingBatch.of(np.array([row]), np.array([house.time]), np.array([value]))
    house.bank.judge(batch, make_situation(Links.of(house.plant), house.time))


async def test_every_cell_says_how_it_stands_by_the_shadow(house, client):
    furnish(house)
    tell(house, "液位LT-9", 50.0)
    tell(house, "T1", 95.0)
    body = (await client.get(f"{API}/interlocks")).json()
    check("InterlockPage", body)
    seen, blind = body["items"]
    assert (seen["id"], seen["name_en"], seen["hazard"]) == ("IL-1", "High level trip", "H1")
    assert (seen["reset"], seen["need"], seen["proof_test_due"]) == ("automatic", 1, 5)
    assert seen["now"] == {"demand": "ready", "trip": "away"}
    cause, effect = seen["inputs"]
    assert (cause["role"], cause["name"], cause["source"]) == ("cause", "T1:HH", "T1")
    assert (cause["time_s"], cause["now"]["truth"], cause["now"]["state"]) == (
        2.0,
        "true",
        "delaying",
    )
    assert cause["now"]["due"] == house.time + 2000
    assert (effect["name"], effect["expected"], effect["now"]["state"]) == ("液位LT-9", 0.0, "free")
    assert effect["now"]["value"] == 50.0
    # No effect of it can be seen: the matrix is told, and that nothing is known of it.
    assert blind["now"] is None
    assert {one["now"] for one in blind["inputs"]} == {None}


async def test_votes_are_told_and_both_lists_ask_for_a_hazard(house, client):
    furnish(house)
    body = (await client.get(f"{API}/votings")).json()
    check("VotingPage", body)
    (voting,) = body["items"]
    assert (voting["tags"], voting["need"], voting["condition"]) == (["T1"], 1, "HH")
    for name, wanted in (("interlocks", 2), ("votings", 1)):
        found = (await client.get(f"{API}/{name}?hazard=H1")).json()["items"]
        assert len(found) == wanted
        assert (await client.get(f"{API}/{name}?hazard=H2")).json()["items"] == []


async def test_a_plant_without_any_has_empty_lists(client):
    for name in ("interlocks", "votings"):
        assert (await client.get(f"{API}/{name}")).json() == {"items": [], "next": None}
