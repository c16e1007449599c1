"""What came of what the gateways sent, and what was refused, over REST."""

import pytest

from ingest.frame import Reason
from tests.dashboard_api.schema import check

API = "/api/v1"


async def test_a_ledger_names_the_gaps(client):
    body = (await client.get(f"{API}/gateways/G2/ledger")).json()
    check("LedgerRow", body)
    assert body["gaps"] == [{"boot": "boot-1", "first": 5, "last": 6}]
    assert (await client.get(f"{API}/gateways/none/ledger")).status_code == 404


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
