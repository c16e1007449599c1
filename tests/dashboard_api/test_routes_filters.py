"""The filters that a person has named, over REST: his own, at any desk, bounded."""

from dataclasses import replace

import pytest

from dashboard_api.saved_filters import LONGEST, MOST, SavedFilters
from tests.dashboard_api.house import make_app
from tests.dashboard_api.schema import check

API = "/api/v1/me/filters"
WORDS = {"filter": '{"priorities":["high"]}'}


@pytest.fixture
def store(tmp_path):
    store = SavedFilters(f"sqlite:///{tmp_path}/people.sqlite")
    yield store
    store.close()


@pytest.fixture
def app(house, people, store):
    house.ports = replace(house.ports, filters=store)
    return make_app(house, people)


async def test_a_filter_is_kept_by_its_name_for_its_person_alone(house, as_):
    saved = await as_("op", "PUT", f"{API}/夜班%20高", json=WORDS)
    check("FilterRow", saved.json())
    kept = {"name": "夜班 高", **WORDS, "version": 1, "changed": house.wall_time}
    assert (saved.status_code, saved.json()) == (200, kept)
    listed = (await as_("op", "GET", API)).json()
    check("FilterPage", listed)
    assert listed["items"] == [kept]
    assert (await as_("leader", "GET", API)).json()["items"] == []
    assert (await as_("leader", "GET", f"{API}/夜班%20高")).status_code == 404
    assert (await as_("leader", "DELETE", f"{API}/夜班%20高")).status_code == 404


async def test_filters_survive_and_outlive_a_session(store, as_, tmp_path):
    await as_("op", "PUT", f"{API}/a", json=WORDS)
    again = SavedFilters(f"sqlite:///{tmp_path}/people.sqlite")
    assert [one.name for one in again.list_of("op")] == ["a"]
    again.close()


async def test_a_filter_that_changed_meanwhile_is_not_overwritten(as_):
    first = await as_("op", "PUT", f"{API}/a", json=WORDS, headers={"If-None-Match": "*"})
    seen = {"If-Match": first.headers["ETag"]}
    assert (await as_("op", "PUT", f"{API}/a", json=WORDS, headers=seen)).json()["version"] == 2
    for method, headers in (("PUT", seen), ("PUT", {"If-None-Match": "*"}), ("DELETE", seen)):
        body = {"json": WORDS} if method == "PUT" else {}
        assert (await as_("op", method, f"{API}/a", headers=headers, **body)).status_code == 412
    gone = await as_("op", "DELETE", f"{API}/a", headers={"If-Match": '"2"'})
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await as_("op", "DELETE", f"{API}/a")).status_code == 404


async def test_there_are_so_many_and_so_long_at_most(as_):
    for number in range(MOST):
        assert (await as_("op", "PUT", f"{API}/{number}", json=WORDS)).status_code == 200
    refused = await as_("op", "PUT", f"{API}/more", json=WORDS)
    assert (refused.status_code, str(MOST) in refused.json()["detail"]) == (409, True)
    assert (await as_("op", "PUT", f"{API}/0", json=WORDS)).status_code == 200, "that one is there"
    assert (await as_("leader", "PUT", f"{API}/0", json=WORDS)).status_code == 200
    for text in ("", "x" * (LONGEST + 1)):
        assert (await as_("op", "PUT", f"{API}/0", json={"filter": text})).status_code == 422


@pytest.mark.parametrize("name", ["x" * 65, "%20", "a%00b"])
async def test_a_name_that_nobody_can_read_is_refused(as_, name):
    assert (await as_("op", "PUT", f"{API}/{name}", json=WORDS)).status_code == 422


async def test_a_stranger_has_none(stranger, app):
    assert (await stranger.get(API)).status_code == 401
