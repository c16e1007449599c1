"""Why an alarm was raised over REST: by which rule, from which inputs, and how fast it was."""

from dataclasses import replace

import pytest

from dashboard_api.why_inputs import Evidence, Kept, list_inputs, list_wanted
from detectors.bank import Bank
from historian.port import HistorianUnavailableError
from plant.condition import Condition
from plant.provenance import Provenance, Source
from plant.words import Cause, Check, Effect, Interlock, Mode, Voting
from tests.dashboard_api.house import NOON
from tests.dashboard_api.schema import check

API = "/api/v1"
WHY = f"{API}/alarms/T1%3AHH/why"
STANDARD = Source("standard", Provenance("GB/T 50493-2019", "5.5", "read", "secondary"))


def furnish(house, **sections):
    house.plant = replace(house.plant, **sections)
    house.bank = Bank(house.plant)
    house.places = {rule.alarm: place for place, rule in enumerate(house.bank.rules)}
    house.live.__init__(house.plant, house.bank.rules)
    house.shown.__init__(house.plant, house.bank.rules)


async def ask(client, path=WHY):
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    check("AlarmWhy", answer.json())
    return answer.json()


def setting(why, name):
    (found,) = [one for one in why["settings"] if one["name"] == name]
    return found


async def test_the_rule_s_settings_say_where_they_come_from_and_what_the_journal_kept(
    house, client
):
    tag = house.plant.tags[0]
    origins = {Condition.HH: (STANDARD, Source("plant"), *[Source("rule")] * 4)}
    furnish(house, tags=(replace(tag, origins=origins), *house.plant.tags[1:]))
    house.judge("T1:HH")
    why = await ask(client)
    limit = setting(why, "limit")
    assert (limit["value"], limit["at_raise"], limit["unit"]) == (90.0, 90.0, "%")
    assert limit["origin"] == "standard"
    assert limit["standard"] == {
        "standard": "GB/T 50493-2019",
        "clause": "5.5",
        "trust": "secondary",
    }
    assert (setting(why, "deadband")["value"], setting(why, "deadband")["origin"]) == (1.0, "plant")
    assert setting(why, "priority")["at_raise"] == "high"
    assert (why["rule"], why["plant_hash"]) == ("same", "abc")


async def test_the_stages_are_those_of_the_raise_also_after_it_was_acknowledged(house, client):
    house.judge("T1:HH")
    raised = house.time
    await client.post(f"{API}/alarms/T1%3AHH/acknowledge", json={})
    why = await ask(client)
    assert why["times"] == {
        "source": raised - 30,
        "received": raised - 10,
        "detected": raised,
        "journalled": raised + 3,
        "pushed": raised + 5,
    }
    row = (await client.get(f"{API}/alarms/T1%3AHH")).json()
    assert row["times"]["pushed"] > raised + 5, "the row's are those of its newest event"


async def test_the_deciding_reading_is_the_journal_s_and_its_quality_the_historian_s(house, client):
    house.judge("T1:HH", value=95.0)
    await house.keep("T1", [house.time - 30], [95.0], 0x40000000)
    (measured,) = (await ask(client))["inputs"]
    assert (measured["value"], measured["limit"], measured["kept_by"]) == (95.0, 90.0, "journal")
    assert (measured["t"], measured["quality"]) == (house.time - 30, "uncertain")


async def test_an_older_activation_is_asked_for_by_a_time(house, client):
    house.judge("T1:HH", value=91.0)
    first = house.time
    house.judge("T1:HH", active=False, value=10.0)
    house.judge("T1:HH", value=99.0)
    assert (await ask(client))["raised"]["value"] == 99.0
    older = await ask(client, f"{WHY}?at={first}")
    assert (older["raised"]["value"], older["raised"]["at"]) == (91.0, first)
    assert older["times"]["pushed"] is None, "that was of another activation"
    assert (await ask(client, f"{WHY}?at={NOON - 1}"))["raised"] is None


async def test_a_rule_that_changed_since_says_so(house, client):
    house.judge("T1:HH")
    house.plant = replace(house.plant, hash="def")
    why = await ask(client)
    assert (why["rule"], why["raised"]["plant_hash"], why["plant_hash"]) == (
        "changed",
        "abc",
        "def",
    )
    house.bank = Bank(replace(house.plant, tags=house.plant.tags[1:]))
    why = await ask(client)
    assert (why["rule"], why["settings"]) == ("gone", [])


async def test_a_limit_that_an_operating_state_brought_is_told_as_such(house, client):
    furnish(house, modes=(Mode("M", "V1", (1.0,), limits={"T1": {Condition.HH: 70.0}}),))
    (entry,) = [pair[0] for pair in house.judge("T1:HH")]
    house.journal.entries[-1] = replace(entry, limit=70.0)
    limit = setting(await ask(client), "limit")
    assert (limit["value"], limit["at_raise"], limit["origin"]) == (90.0, 70.0, "mode")


async def test_what_was_never_raised_and_what_never_was(house, client):
    why = await ask(client, f"{API}/alarms/T2%3AHH/why") if house.live.get("T2:HH") else None
    assert why is None
    assert (await client.get(f"{API}/alarms/T2%3AHH/why")).status_code == 404


async def test_a_historian_that_is_away_is_told_not_guessed(house, client, monkeypatch):
    furnish(house, votings=(Voting("V-1", ("T1", "T2"), 1, Condition.HH),))
    house.judge("V-1:voted", value=1.0)

    async def away(*_):
        raise HistorianUnavailableError("no route")

    monkeypatch.setattr(house.historian, "read", away)
    why = await ask(client, f"{API}/alarms/V-1%3Avoted/why")
    assert why["historian"] == "unavailable"
    assert {one["kept_by"] for one in why["inputs"]} == {"nobody"}


async def test_a_cause_stood_or_not_by_the_journal_at_that_instant(house, client):
    interlock = Interlock(
        "IL-1", causes=(Cause("T1", Condition.HH), Cause("T2", Condition.HH)),
        effects=(Effect("T3", 0.0),), bypass="液位LT-9",
    )  # fmt: skip
    furnish(house, interlocks=(interlock,))
    house.judge("T2:HH")
    house.judge("T2:HH", active=False, value=3.0)
    house.judge("T1:HH", value=97.0)
    await house.keep("T3", [house.time], [5.0])
    house.judge("IL-1:demand", value=1.0)
    house.judge("T1:HH", active=False, value=3.0)
    inputs = (await ask(client, f"{API}/alarms/IL-1%3Ademand/why"))["inputs"]
    told = [(one["role"], one["name"], one["part"], one["value"]) for one in inputs]
    assert told == [
        ("cause", "T1:HH", "standing", 97.0),
        ("cause", "T2:HH", "over", 3.0),
        ("effect", "T3", "not_as_expected", 5.0),
        ("bypass", "液位LT-9", None, None),
    ]


@pytest.mark.parametrize("kept", [{}, {"T1": Kept(NOON, 95.0, 0)}])
def test_a_channel_voted_as_the_journal_s_words_say(house, kept):
    furnish(house, votings=(Voting("V-1", ("T1", "T2", "T3"), 2, Condition.HH),))
    (pair,) = house.judge("V-1:voted", value=2.0)
    words = (
        "2oo3（三取二）表决成立：T1 95 ≥ 90 %；2oo3 降级为 1oo2：T2 旁路 2oo3 voted: T1 95 ≥ 90 %"
    )
    rule = house.bank.rules[house.places["V-1:voted"]]
    evidence = Evidence(replace(pair[0], reason=words), kept)
    rows = list_inputs(house.plant, rule, list_wanted(house.plant, rule), evidence)
    assert [(one.name, one.part) for one in rows] == [
        ("T1", "votes"),
        ("T2", "bypassed"),
        ("T3", "calm"),
    ]
    assert (rows[0].value, rows[0].limit) == (95.0, 90.0)
    assert rows[0].kept_by == ("historian" if kept else "journal")


def test_a_check_names_its_partner_and_never_takes_a_statistic_for_a_reading(house):
    tag = house.plant.tags[0]
    settings = replace(tag.alarms[Condition.HH], condition=Condition.DEVIATION)
    checks = {Condition.DEVIATION: Check(settings, reference="T2", window_ms=60_000)}
    furnish(house, tags=(replace(tag, checks=checks), *house.plant.tags[1:]))
    (pair,) = house.judge("T1:deviation", value=4.0)
    rule = house.bank.rules[house.places["T1:deviation"]]
    evidence = Evidence(pair[0], {"T1": Kept(NOON, 50.0, 0), "T2": Kept(NOON, 46.0, 0)})
    rows = list_inputs(house.plant, rule, list_wanted(house.plant, rule), evidence)
    assert [(one.role, one.name, one.value, one.kept_by) for one in rows] == [
        ("measured", "T1", 50.0, "historian"),
        ("reference", "T2", 46.0, "historian"),
    ]
