"""Rule versions by REST: the list, what each changed, and what is not there."""

from dataclasses import replace

import pytest

from hazardwatch.rule_register import RuleRegister
from plant.condition import Condition
from tests.dashboard_api.house import NOON, make_app, make_plant, make_tag
from tests.dashboard_api.schema import check

API = "/api/v1"


@pytest.fixture
def register(tmp_path, house):
    register = RuleRegister(tmp_path / "rule_versions.sqlite", lambda: NOON)
    register.note(make_plant(1), "start", "serve")
    changed = make_tag("T1", "H1", "V1", limits=((Condition.H, 85.0), (Condition.HH, 90.0)))
    plant = replace(make_plant(1), tags=(changed, *make_plant(1).tags[1:]), hash="def")
    register.note(plant, "refused", "SIGHUP", ["tags.csv:2: hh: 70"])
    register.note(plant, "reload", "SIGHUP")
    house.plant = plant
    yield register
    register.close()


@pytest.fixture
def app(house, people, register):
    house.ports = replace(house.ports, rule_versions=register)
    return make_app(house, people)


async def test_versions_come_newest_first_and_the_one_in_force_is_marked(client):
    body = (await client.get(f"{API}/rule-versions?limit=2")).json()
    check("RuleVersionPage", body)
    assert [(row["cause"], row["in_force"]) for row in body["items"]] == [
        ("reload", True), ("refused", False),
    ]  # fmt: skip
    assert body["items"][1]["complaints"] == ["tags.csv:2: hh: 70"]
    rest = (await client.get(f"{API}/rule-versions?cursor={body['next']}")).json()
    assert [(row["cause"], row["in_force"]) for row in rest["items"]] == [("start", False)]


async def test_changes_are_told_tag_by_tag(client):
    body = (await client.get(f"{API}/rule-versions/3/changes")).json()
    check("RuleChanges", body)
    assert (body["since"], body["total"]) == (1, 1)
    assert body["changes"] == [
        {"source": "T1", "condition": "H", "key": "limit", "before": 80.0, "after": 85.0}
    ]
    first = (await client.get(f"{API}/rule-versions/1/changes")).json()
    assert (first["since"], first["changes"]) == (None, [])
    assert (await client.get(f"{API}/rule-versions/9/changes")).status_code == 404
    assert (await client.get(f"{API}/rule-versions/0/changes")).status_code == 422


async def test_more_changes_than_anybody_reads_are_counted(client, monkeypatch):
    monkeypatch.setattr("dashboard_api.routes_rule_versions.MOST_CHANGES", 0)
    body = (await client.get(f"{API}/rule-versions/3/changes")).json()
    assert (body["total"], body["changes"]) == (1, [])


async def test_a_register_that_is_away_is_told(client, register, house, monkeypatch):
    with register._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE rule_versions")
        connection.exec_driver_sql("CREATE TABLE rule_versions (other INTEGER)")
    answer = await client.get(f"{API}/rule-versions")
    assert answer.status_code == 503
    check("Problem", answer.json())
