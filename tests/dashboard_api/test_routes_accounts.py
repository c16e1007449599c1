"""Accounts by REST: who is let in, who is put out, and what nobody may do to himself."""

import asyncio

import pytest

from dashboard_api.audit_store import AuditQuery
from dashboard_api.oidc_port import Identity
from dashboard_api.people import WrongPasswordError
from dashboard_api.roles import ROLES
from tests.dashboard_api.house import NOON, PASSWORD
from tests.dashboard_api.schema import check

API = "/api/v1"
NEW = "another password"


@pytest.fixture
def manage(people, as_):
    """Ask as a security administrator, who can do nothing else."""
    people.set_password("安全员", PASSWORD, "security_admin")

    async def ask(method, path, body=None, **headers):
        return await as_("安全员", method, f"{API}/{path}", json=body, headers=headers)

    return ask


async def test_an_account_is_made_changed_and_taken_away(manage, people):
    made = await manage("PUT", "accounts/王班长", {"role": "operator", "password": NEW})
    assert made.status_code == 201
    check("AccountRow", made.json())
    assert people.log_in("王班长", NEW, NOON)[1].role == "operator"

    changed = await manage("PUT", "accounts/王班长", {"role": "shift_leader", "place": "E1"})
    assert (changed.status_code, changed.json()["place"]) == (200, "E1")
    assert changed.json()["sessions"] == 0, "another role begins with another log-in"
    assert people.log_in("王班长", NEW, NOON)[1].place == "E1", "its password stays"

    assert (await manage("DELETE", "accounts/王班长")).status_code == 204
    assert (await manage("GET", "accounts/王班长")).status_code == 404
    with pytest.raises(WrongPasswordError):
        people.log_in("王班长", NEW, NOON)


async def test_accounts_are_listed_with_the_roles_and_places_that_there_are(manage):
    body = (await manage("GET", "accounts?limit=2")).json()
    check("AccountPage", body)
    assert len(body["items"]) == 2
    rest = (await manage("GET", f"accounts?cursor={body['next']}")).json()
    names = [row["name"] for row in (*body["items"], *rest["items"])]
    assert names == sorted(names)
    (own,) = [row for row in rest["items"] if row["yours"]]
    assert own["name"] == "安全员"
    assert body["roles"].keys() == ROLES.keys()
    assert body["roles"]["enterprise"]["places"] == ["E1", "E2"]
    assert body["roles"]["audit_admin"] == {
        "rights": ["read_audit"], "place": "none", "places": [],
    }  # fmt: skip
    assert "argon2" not in str(body)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"role": "king", "password": NEW}, "role"),
        ({"role": "viewer", "password": "short"}, "password"),
        ({"role": "viewer", "password": "hazardwatch-demo"}, "password"),
        ({"role": "viewer"}, "password"),
        ({"role": "enterprise", "password": NEW}, "place"),
        ({"role": "enterprise", "password": NEW, "place": "E9"}, "place"),
        ({"role": "audit_admin", "password": NEW, "place": "E1"}, "place"),
        ({"password": NEW}, "body"),
    ],
)
async def test_what_can_be_no_account_is_refused_by_the_part_that_is_wrong(
    manage, people, body, where
):
    answer = await manage("PUT", "accounts/x", body)
    assert answer.status_code == 422
    assert [error["where"] for error in answer.json()["errors"]] == [where]
    assert not people.knows("x")


async def test_nobody_changes_or_removes_the_account_he_is_logged_in_with(manage):
    for role in ROLES:
        body = {"role": role, "place": "E1" if role == "enterprise" else ""}
        answer = await manage("PUT", "accounts/安全员", body)
        assert (answer.status_code, answer.json()["type"]) == (
            403, "urn:hazardwatch:problem:own-account",
        )  # fmt: skip
    assert (await manage("DELETE", "accounts/安全员")).status_code == 403


async def test_two_who_change_one_account_do_not_overwrite_each_other(manage):
    seen = await manage("GET", "accounts/op")
    first = {"role": "viewer"}
    assert (
        await manage("PUT", "accounts/op", first, **{"If-Match": seen.headers["ETag"]})
    ).status_code == 200
    for method in ("PUT", "DELETE"):
        late = await manage(method, "accounts/op", first, **{"If-Match": seen.headers["ETag"]})
        assert late.status_code == 412
    twice = await manage(
        "PUT", "accounts/op", {"role": "admin", "password": NEW}, **{"If-None-Match": "*"}
    )
    assert twice.status_code == 412
    gone = await manage("PUT", "accounts/nobody", first, **{"If-Match": '"0"'})
    assert gone.status_code == 412


async def test_the_last_who_manages_accounts_stays(as_, people, monkeypatch):
    from dashboard_api.people import LastManagerError

    people.remove("leader")
    with pytest.raises(LastManagerError):
        people.remove("admin")
    people.set_password("安全员", PASSWORD, "security_admin")

    def lose(*_):
        people.remove("admin")
        raise LastManagerError("安全员")

    monkeypatch.setattr(people, "set_account", lose)  # another one was quicker
    answer = await as_("admin", "PUT", f"{API}/accounts/安全员", json={"role": "viewer"})
    assert (answer.status_code, answer.json()["type"]) == (
        409, "urn:hazardwatch:problem:last-manager",
    )  # fmt: skip


async def test_who_comes_by_single_sign_on_is_listed_and_can_only_be_taken_away(manage, people):
    who = Identity("https://id.example", "s1", "李四", "viewer", "E1")
    people.let_in(who, NOON, "10.0.0.3")
    (row,) = [
        row for row in (await manage("GET", "accounts")).json()["items"] if row["name"] == "李四"
    ]
    assert (row["issuer"], row["sessions"]) == ("https://id.example", 1)
    answer = await manage("PUT", "accounts/李四", {"role": "admin", "password": NEW})
    assert (answer.status_code, answer.json()["type"]) == (
        409, "urn:hazardwatch:problem:name-taken",
    )  # fmt: skip
    assert (await manage("DELETE", "accounts/李四")).status_code == 204
    running = (await manage("GET", "sessions")).json()["items"]
    assert "李四" not in [row["name"] for row in running]


async def test_who_is_logged_in_from_where_is_listed_and_can_be_ended(
    manage, stranger, people, house
):
    body = {"username": "op", "password": PASSWORD}
    token = (await stranger.post(f"{API}/auth/login", json=body)).json()["token"]
    listed = (await manage("GET", "sessions")).json()
    check("SessionPage", listed)
    (row,) = [row for row in listed["items"] if row["name"] == "op"]
    assert (row["since"], row["remote"], row["yours"]) == (house.wall_time, "127.0.0.1", False)
    assert token not in str(listed)

    ended = await manage("DELETE", "accounts/op/sessions")
    assert ended.json() == {"ended": 1}
    assert people.who(token, NOON) is None
    assert (await manage("DELETE", "accounts/nobody/sessions")).status_code == 404


async def test_a_password_of_ones_own_asks_for_the_old_one_and_ends_the_other_sessions(
    as_, people, token_of
):
    elsewhere = token_of("op")

    async def change(old, new):
        body = {"old": old, "new": new}
        return await as_("op", "POST", f"{API}/auth/password", json=body)

    assert (await change("wrong", NEW)).status_code == 403
    assert (await change(PASSWORD, "short")).status_code == 422
    assert people.who(elsewhere, NOON) is not None
    assert (await change(PASSWORD, NEW)).status_code == 204
    assert people.who(elsewhere, NOON) is None
    assert len([one for one in people.list_sessions(NOON) if one.name == "op"]) == 1
    assert people.confirm("op", NEW, NOON).role == "operator"


async def test_guessing_the_old_password_has_to_wait(as_):
    body = {"old": "wrong", "new": NEW}
    statuses = [
        (await as_("guest", "POST", f"{API}/auth/password", json=body)).status_code
        for _ in range(2)
    ]
    assert statuses == [403, 403]


async def test_what_was_changed_is_on_record_and_no_password(manage, house):
    await manage("PUT", "accounts/x", {"role": "viewer", "password": NEW})
    await manage("PUT", "accounts/x", {"role": "operator", "place": "E1", "password": NEW + "!"})
    await manage("DELETE", "accounts/x/sessions")
    await manage("DELETE", "accounts/x")
    rows = [entry.act for entry in house.audit.store.read(AuditQuery(limit=100, after=0))]
    assert [(row.action, row.object, row.detail) for row in rows] == [
        ("account_set", "x", "new: viewer"),
        ("account_set", "x", "role: viewer → operator; place:  → E1; password"),
        ("sessions_ended", "x", "0 sessions"),
        ("account_removed", "x", ""),
    ]
    assert {row.actor for row in rows} == {"安全员"}
    assert NEW not in str(rows)


async def test_accounts_changed_at_once_are_changed_one_after_the_other(manage, people):
    wishes = [
        manage("PUT", f"accounts/x{n}", {"role": "viewer", "password": NEW}) for n in range(6)
    ]
    assert {answer.status_code for answer in await asyncio.gather(*wishes)} == {201}
    assert len([one for one in people.list_accounts() if one.name.startswith("x")]) == 6
