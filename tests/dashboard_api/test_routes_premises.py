"""Where an account is, over REST: all that an enterprise's account is told of the park."""

from dataclasses import replace

from tests.dashboard_api.schema import check

PREMISES = "/api/v1/premises"


async def test_an_enterprise_is_told_the_park_itself_and_its_own_hazards(house, as_):
    body = (await as_("甲方", "GET", PREMISES)).json()
    check("Premises", body)
    assert (body["park"]["id"], body["enterprise"]["name"]) == ("P1", "甲公司")
    assert [hazard["id"] for hazard in body["hazards"]] == ["H1"]
    assert (body["now"], body["clock"], body["simulation"]) == (house.time, "wall", False)
    assert body["place"] == body["enterprise"]


async def test_the_parks_own_account_has_no_enterprise_and_all_hazards(client):
    body = (await client.get(PREMISES)).json()
    check("Premises", body)
    assert (body["enterprise"], body["place"], body["simulation"]) == (None, None, True)
    assert [hazard["id"] for hazard in body["hazards"]] == ["H1", "H2"]


async def test_an_enterprise_that_left_the_plant_is_called_by_its_id(house, as_):
    house.plant = replace(house.plant, enterprises=house.plant.enterprises[1:], hazards=())
    body = (await as_("甲方", "GET", PREMISES)).json()
    assert (body["enterprise"]["name"], body["hazards"]) == ("E1", [])


async def test_who_is_limited_to_an_area_is_told_its_name_and_what_lies_within(people, as_):
    people.set_password("区", "correct horse", "regulator", "D2")
    body = (await as_("区", "GET", PREMISES)).json()
    assert (body["place"]["name"], body["enterprise"]) == ("靖江市", None)
    assert [hazard["id"] for hazard in body["hazards"]] == ["H2"]


async def test_nobody_is_told_without_a_session(stranger):
    assert (await stranger.get(PREMISES)).status_code == 401
