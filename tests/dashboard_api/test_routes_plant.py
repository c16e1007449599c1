"""The plant and its gateways over REST."""

import pytest

from plant.condition import Priority
from tests.dashboard_api.schema import check

API = "/api/v1"


async def test_the_park_says_its_size_its_hash_and_that_something_is_simulated(client):
    body = (await client.get(f"{API}/plant")).json()
    check("ParkRow", body)
    assert (body["id"], body["plant_hash"], body["tags"]) == ("P1", "abc", 4)
    assert (body["simulation"], body["clock"]) == (True, "wall")


async def test_hazards_say_how_they_stand(house, client):
    house.judge("T1:HH", priority=Priority.CRITICAL)
    house.judge("T2:H")
    house.judge("T2:H", active=False, value=1.0)
    house.read_in("T1", 95.0)
    house.read_in("T2", 1.0)
    house.bank.board.stale[1] = True
    body = (await client.get(f"{API}/hazards")).json()
    check("HazardPage", body)
    first, second = (hazard["now"] for hazard in body["items"])
    assert first == {
        "id": "H1",
        "worst": "critical",
        "counts": {"critical": 1, "high": 1, "medium": 0, "low": 0},
        "unacknowledged": 2,
        "held": 0,
        "stale": 1,
        "online": 1,
        "tags": 3,
    }
    assert (second["worst"], second["unacknowledged"]) == (None, 0)
    listed = body["items"][0]
    assert [camera["id"] for camera in listed["cameras"]] == ["C1"]
    assert [contact["phone"] for contact in listed["contacts"]] == ["119"]
    assert listed["chemicals"][0]["cas"] == "7782-50-5"


async def test_a_hazard_says_how_it_is_graded(client):
    first, second = (await client.get(f"{API}/hazards")).json()["items"]
    # 60 t of chlorine, but nobody wrote down who lives around it
    assert first["grading"]["s"] == 12.0
    assert (first["grading"]["r"], first["grading"]["unknown"]) == (None, ["exposed_population"])
    assert second["grading"]["major"] is False


async def test_a_hazard_has_its_plan_and_none_where_the_plant_has_none(client):
    first, second = (await client.get(f"{API}/hazards")).json()["items"]
    assert first["plan"] == {
        "title": "液氯泄漏处置",
        "title_en": "Chlorine",
        "url": "https://plans.test/1",
        "steps": ["撤离", "切断"],
        "steps_en": [],
    }
    assert second["plan"] is None


@pytest.mark.parametrize(
    ("path", "schema", "ids"),
    [
        ("areas", "AreaPage", ["C", "D1", "D2"]),
        ("enterprises", "EnterprisePage", ["E1", "E2"]),
        ("equipment", "EquipmentPage", ["V1", "V2"]),
        ("equipment?hazard=H2", "EquipmentPage", ["V2"]),
        ("hazards?enterprise=E2", "HazardPage", ["H2"]),
        ("gateways", "GatewayPage", ["G1", "G2"]),
        ("gateways?enterprise=E1", "GatewayPage", ["G1"]),
    ],
)
async def test_listings(client, path, schema, ids):
    body = (await client.get(f"{API}/{path}")).json()
    check(schema, body)
    assert [item["id"] for item in body["items"]] == ids


async def test_a_listing_that_has_not_changed_is_304(client):
    first = await client.get(f"{API}/enterprises")
    again = await client.get(f"{API}/enterprises", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
