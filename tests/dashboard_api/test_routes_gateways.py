"""What came of what the gateways sent, and what was refused, over REST."""

from dataclasses import replace

import pytest

from ingest.frame import Reason
from plant.words import Gateway
from tests.dashboard_api.schema import check

API = "/api/v1"


async def test_a_ledger_names_the_gaps(client):
    body = (await client.get(f"{API}/gateways/G2/ledger")).json()
    check("LedgerRow", body)
    assert body["gaps"] == [{"boot": "boot-1", "first": 5, "last": 6}]
    assert (body["newest"], body["acknowledged"]) == (
        {"boot": "boot-1", "seq": 7},
        {"boot": "boot-1", "seq": 4},
    )
    silent = (await client.get(f"{API}/gateways/G1/ledger")).json()
    assert (silent["newest"], silent["acknowledged"]) == (None, None)
    assert (await client.get(f"{API}/gateways/none/ledger")).status_code == 404


async def test_a_gateway_says_where_it_publishes_and_when_its_clock_is_wrong(house, client):
    foreign = Gateway("G3", "E2", "pinyin", "up/E2", missing=(-9999.0,), units="convert")
    house.plant = replace(house.plant, gateways=(*house.plant.gateways[:1], foreign))
    own, other = (await client.get(f"{API}/gateways")).json()["items"]
    assert own["topics"] == {
        leaf: f"hazard/v1/P1/E1/G1/{leaf}" for leaf in ("data", "backfill", "status", "ack")
    }
    assert own["clock_tolerance_ms"] == 60_000
    status = "hazard/v1/P1/E2/G3/status"
    assert other["topics"] == {"data": "up/E2", "backfill": "", "status": status, "ack": ""}
    assert (other["missing"], other["units"]) == ([-9999], "convert")


async def test_a_gateways_tags_are_listed_by_the_names_it_may_use_and_by_who_brings_them(
    house, client
):
    gateways = (replace(house.plant.gateways[0], prefix="T"), house.plant.gateways[1])
    tags = (replace(house.plant.tags[0], source_name="PLC1/一号"), *house.plant.tags[1:])
    house.plant = replace(house.plant, gateways=gateways, tags=tags)
    house.read_in("T1", 5.0)
    first = (await client.get(f"{API}/gateways/G1/tags?limit=2")).json()
    check("GatewayTagPage", first)
    assert first["items"] == [
        {"tag": "T1", "called": "PLC1/一号", "brought_by": "G1", "expected": True},
        {"tag": "T2", "called": "2", "brought_by": "", "expected": True},
    ]
    rest = (await client.get(f"{API}/gateways/G1/tags?cursor={first['next']}")).json()
    assert [row["tag"] for row in rest["items"]] == ["T3"]
    assert (await client.get(f"{API}/gateways/none/tags")).status_code == 404


async def test_a_tag_that_another_gateway_brings_is_not_expected_of_this_one(house, client):
    beside = Gateway("G4", "E1")
    house.plant = replace(house.plant, gateways=(*house.plant.gateways, beside))
    house.read_in("T1", 5.0)
    listed = (await client.get(f"{API}/gateways/G4/tags")).json()["items"]
    assert [(row["brought_by"], row["expected"]) for row in listed] == [
        ("G1", False),
        ("", False),
        ("", False),
    ]


async def test_a_stranger_among_gateways_is_listed_while_it_has_dead_letters(house, client):
    path = f"{API}/gateways/GX/dead-letters"
    assert (await client.get(path)).status_code == 404
    house.refuse(b"{}", gateway="GX", reason=Reason.UNKNOWN_GATEWAY)
    (letter,) = (await client.get(path)).json()["items"]
    assert (letter["gateway"], letter["reason"]) == ("GX", "unknown_gateway")


async def test_dead_letters_come_newest_first_and_readable_whatever_they_hold(house, client):
    for payload in (b"{broken", b"\xff\x00 bytes", b"x" * 1_000_000):
        house.refuse(payload)
    first = (await client.get(f"{API}/gateways/G1/dead-letters?limit=2")).json()
    check("DeadLetterPage", first)
    assert [row["number"] for row in first["items"]] == [3, 2]
    assert len(first["items"][0]["payload"]) == 4096
    assert "bytes" in first["items"][1]["payload"]
    path = f"{API}/gateways/G1/dead-letters?limit=2&cursor={first['next']}"
    rest = (await client.get(path)).json()
    assert [row["payload"] for row in rest["items"]] == ["{broken"]
    assert rest["next"] is None


async def test_dead_letters_are_found_by_their_reason(house, client):
    house.refuse(b"{")
    house.refuse(b"{}", reason=Reason.UNKNOWN_TAG)
    path = f"{API}/gateways/G1/dead-letters?reason="
    (letter,) = (await client.get(f"{path}unknown_tag")).json()["items"]
    assert letter["payload"] == "{}"
    assert (await client.get(f"{path}whim")).status_code == 422


async def test_unknown_names_are_listed_page_by_page(client):
    first = (await client.get(f"{API}/gateways/G1/unknown-tags?limit=1")).json()
    check("UnknownTagPage", first)
    assert first["items"] == [{"tag": "LT-9", "count": 3, "first": 5, "last": 9, "value": 1.5}]
    path = f"{API}/gateways/G1/unknown-tags?cursor={first['next']}"
    (second,) = (await client.get(path)).json()["items"]
    assert (second["tag"], second["value"]) == ("TT-9", None)
    assert (await client.get(f"{API}/gateways/none/unknown-tags")).status_code == 404


async def test_dead_letters_are_offered_again_by_reason(house, client):
    house.refuse(b"{")
    house.refuse(b"{}", reason=Reason.UNKNOWN_TAG)
    path = f"{API}/gateways/G1/dead-letters/replay"
    done = await client.post(path, json={"reason": "unknown_tag"})
    check("Replay", done.json())
    assert done.json() == {"frames": 1, "letters": 1, "refused": 0}
    assert [letter.reason for letter in house.letters] == [Reason.UNPARSABLE]
    assert (await client.post(path)).json()["letters"] == 1
    assert house.letters == []


@pytest.mark.parametrize(
    ("body", "status"), [({"reason": "whim"}, 422), ({"limit": 0}, 422), ({"limit": 501}, 422)]
)
async def test_what_can_not_be_offered_again_is_said(client, body, status):
    path = f"{API}/gateways/G1/dead-letters/replay"
    assert (await client.post(path, json=body)).status_code == status


async def test_letters_stay_where_nothing_is_durable(house, client):
    house.refuse(b"{")
    house.available = False
    path = f"{API}/gateways/G1/dead-letters/replay"
    assert (await client.post(path)).status_code == 503
    assert len(house.letters) == 1


async def test_who_may_only_look_may_not_offer_again(stranger, token_of):
    headers = {"Authorization": f"Bearer {token_of('guest')}"}
    path = f"{API}/gateways/G1/dead-letters/replay"
    assert (await stranger.post(path, headers=headers)).status_code == 403
