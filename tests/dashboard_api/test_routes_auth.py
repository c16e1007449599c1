"""Logging in and what a session, a cookie and a ticket are good for."""

import pytest

from dashboard_api.people import SESSION_MS
from tests.dashboard_api.house import PASSWORD
from tests.dashboard_api.schema import check

API = "/api/v1"


async def log_in(client, password=PASSWORD, name="admin", **headers):
    body = {"username": name, "password": password}
    return await client.post(f"{API}/auth/login", json=body, headers=headers)


async def test_a_login_gives_a_token_and_a_cookie_that_scripts_cannot_read(house, stranger):
    answer = await log_in(stranger)
    check("LoggedIn", answer.json())
    assert answer.json()["expires"] == house.wall_time + SESSION_MS
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("hazardwatch_session=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert answer.headers["Cache-Control"] == "no-store"
    stranger.cookies.clear()
    bearer = {"Authorization": f"Bearer {answer.json()['token']}"}
    me = (await stranger.get(f"{API}/auth/me", headers=bearer)).json()
    check("Me", me)
    assert (me["user"], me["role"]) == ("admin", "admin")


async def test_wrong_names_and_wrong_passwords_read_the_same(stranger):
    wrong = await log_in(stranger, "no")
    unknown = await log_in(stranger, "no", "nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content
    assert wrong.headers["WWW-Authenticate"] == "Bearer"


async def test_guessing_is_slowed_down_and_says_when_to_come_back(house, stranger):
    statuses = [(await log_in(stranger, "no")).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    refused = await log_in(stranger)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "1"
    house.wall_time += 1000
    assert (await log_in(stranger)).status_code == 200


@pytest.mark.parametrize("path", ["plant", "tags", "alarms", "journal", "gateways", "auth/me"])
async def test_nothing_is_told_without_a_session(stranger, path):
    answer = await stranger.get(f"{API}/{path}")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    check("Problem", answer.json())


async def test_a_session_ends_by_time_and_by_logging_out(house, client):
    assert (await client.post(f"{API}/auth/logout")).status_code == 204
    assert (await client.get(f"{API}/auth/me")).status_code == 401
    client.headers.pop("Authorization")
    token = (await log_in(client)).json()["token"]
    client.cookies.clear()
    client.headers["Authorization"] = f"Bearer {token}"
    house.wall_time += SESSION_MS - 1
    assert (await client.get(f"{API}/auth/me")).status_code == 200
    house.wall_time += 1
    assert (await client.get(f"{API}/auth/me")).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"X-Hazardwatch": "1"}, 200),
        ({"X-Hazardwatch": "1", "Origin": "http://park"}, 200),
        ({"X-Hazardwatch": "1", "Origin": "http://evil"}, 403),
        ({"X-Hazardwatch": "1", "Origin": "null"}, 403),
    ],
)
async def test_a_cookie_alone_changes_nothing_for_a_foreign_page(house, stranger, headers, status):
    house.judge("T1:HH")
    await log_in(stranger)
    answer = await stranger.post(f"{API}/alarms/T1%3AHH/acknowledge", headers=headers)
    assert answer.status_code == status
    assert (await stranger.get(f"{API}/alarms")).status_code == 200


async def test_a_foreign_page_cannot_log_a_browser_in(stranger):
    assert (await log_in(stranger, Origin="http://evil")).status_code == 403


async def test_tickets_are_given_to_who_is_logged_in(house, client):
    body = (await client.post(f"{API}/live/tickets")).json()
    check("Ticket", body)
    assert body["expires"] == house.wall_time + 30_000


@pytest.mark.parametrize("body", [b"", b"{}", b'{"username":"","password":""}', b"nonsense"])
async def test_a_login_that_is_none_is_a_problem(stranger, body):
    answer = await stranger.post(f"{API}/auth/login", content=body)
    assert answer.status_code in (400, 422)
    check("Problem", answer.json())
