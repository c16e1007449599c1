"""The routes of single sign-on: bound to one browser, once, and never in the way of a password."""

from dataclasses import replace
from http.cookies import SimpleCookie

import pytest

from dashboard_api.audit_store import AuditQuery
from dashboard_api.oidc_page import TROUBLES
from dashboard_api.oidc_port import Arrival, Identity, NotLetInError, Why
from plant.wording import Words
from tests.dashboard_api.house import PASSWORD, make_app
from tests.dashboard_api.schema import check

API = "/api/v1/auth/oidc"


class Gate:
    """A provider that vouches for whoever a test says, or for nobody."""

    label = Words("统一身份认证", "Single sign-on")
    public_url = "http://park"

    def __init__(self):
        self.who = Identity("https://sso", "42", "李工", "operator")
        self.trouble = None
        self.codes = []

    def _complain(self):
        if self.trouble is not None:
            raise self.trouble

    async def send_off(self, flow):
        self._complain()
        self.state = flow.state
        return f"https://sso/auth?state={flow.state}"

    async def take_in(self, flow, code, issuer):
        self._complain()
        self.codes.append(code)
        return Arrival(self.who, "an.id.token")

    async def bid_farewell(self, id_token):
        return f"https://sso/logout?hint={id_token}"


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def app(house, people, gate):
    house.ports = replace(house.ports, sign_on=gate)
    return make_app(house, people)


async def come_in(client, gate, to="/"):
    await client.get(f"{API}/login", params={"next": to})
    return await client.get(f"{API}/callback", params={"code": "c", "state": gate.state})


async def test_the_button_is_told_to_who_is_not_logged_in(stranger):
    answer = await stranger.get(API)
    check("SignOnOffer", answer.json())
    assert answer.json()["sign_on"] == {
        "label": {"zh": "统一身份认证", "en": "Single sign-on"},
        "login": "http://park/api/v1/auth/oidc/login",
    }


async def test_a_site_without_a_provider_has_no_button_and_no_way(house, people, stranger, app):
    app.state.desk = replace(app.state.desk, sign_on=None)
    assert (await stranger.get(API)).json() == {"sign_on": None}
    for path in ("login", "callback"):
        answer = await stranger.get(f"{API}/{path}")
        assert (answer.status_code, answer.json()["status"]) == (404, 404)


async def test_the_key_of_a_log_in_is_a_cookie_of_these_addresses_alone(stranger, gate):
    answer = await stranger.get(f"{API}/login")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"https://sso/auth?state={gate.state}",
    )
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["hazardwatch_sign_on"]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == (API, "lax", True)
    assert cookie.value not in answer.headers["Location"]


async def test_who_comes_back_has_a_session_like_any_other(house, stranger, gate):
    answer = await come_in(stranger, gate, "/trends?tag=T1")
    assert answer.status_code == 200
    assert 'content="0;url=/trends?tag=T1#signed-in"' in answer.text
    cookies = answer.headers.get_list("set-cookie")
    [session] = [one for one in cookies if one.startswith("hazardwatch_session=")]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(session.split("; "))
    me = (await stranger.get("/api/v1/auth/me")).json()
    check("Me", me)
    assert (me["user"], me["role"], me["sign_on"]) == ("李工", "operator", True)


async def test_over_https_both_cookies_are_secure(stranger, gate):
    gate.public_url = "https://park"
    begun = await stranger.get(f"{API}/login")
    assert "; Secure" in begun.headers["Set-Cookie"]
    key = SimpleCookie(begun.headers["Set-Cookie"])["hazardwatch_sign_on"].value
    answer = await stranger.get(
        f"{API}/callback",
        params={"code": "c", "state": gate.state},
        headers={"Cookie": f"hazardwatch_sign_on={key}"},
    )
    assert "; Secure" in answer.headers.get_list("set-cookie")[0]


async def test_a_state_is_good_once(stranger, gate):
    assert (await come_in(stranger, gate)).status_code == 200
    again = await stranger.get(f"{API}/callback", params={"code": "c", "state": gate.state})
    assert (again.status_code, gate.codes) == (400, ["c"])
    assert TROUBLES[Why.STALE].what.zh in again.text


@pytest.mark.parametrize("params", [{}, {"state": "x"}, {"code": "c"}, {"code": "c", "state": "x"}])
async def test_what_did_not_begin_here_asks_the_provider_nothing(stranger, gate, params):
    await stranger.get(f"{API}/login")
    assert (await stranger.get(f"{API}/callback", params=params)).status_code == 400
    assert gate.codes == []


async def test_nobody_ends_a_log_in_that_another_browser_began(stranger, gate):
    await stranger.get(f"{API}/login")
    stranger.cookies.clear()
    answer = await stranger.get(f"{API}/callback", params={"code": "c", "state": gate.state})
    assert (answer.status_code, gate.codes) == (400, [])


@pytest.mark.parametrize(
    ("said", "status", "why"),
    [
        ({"error": "access_denied"}, 403, Why.CANCELLED),
        ({"error": "access_denied", "code": "c"}, 403, Why.CANCELLED),
        ({"error": "server_error", "error_description": "<b>x</b>"}, 502, Why.REFUSED),
        ({}, 502, Why.REFUSED),
    ],
)
async def test_what_the_provider_says_instead_of_a_code_is_told(stranger, gate, said, status, why):
    await stranger.get(f"{API}/login")
    answer = await stranger.get(f"{API}/callback", params={"state": gate.state, **said})
    assert (answer.status_code, gate.codes) == (status, [])
    assert TROUBLES[why].what.zh in answer.text
    assert "<b>x" not in answer.text


@pytest.mark.parametrize("why", Why)
async def test_every_trouble_has_its_words_and_the_way_to_a_local_account(stranger, gate, why):
    gate.trouble = NotLetInError(why, '<script>alert("x")</script>')
    answer = await stranger.get(f"{API}/login")
    assert answer.status_code == TROUBLES[why].status >= 400
    assert '<a class="button" href="/">' in answer.text
    assert "<script>" not in answer.text
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    for words in (TROUBLES[why].what, TROUBLES[why].remedy):
        assert words.zh in answer.text
        assert words.en.replace("'", "&#x27;") in answer.text


async def test_with_the_provider_away_passwords_do(stranger, gate):
    gate.trouble = NotLetInError(Why.UNREACHABLE)
    assert (await stranger.get(f"{API}/login")).status_code == 502
    body = {"username": "op", "password": PASSWORD}
    assert (await stranger.post("/api/v1/auth/login", json=body)).status_code == 200


@pytest.mark.parametrize("name", ["op", "OP", "admin", "Admin"])
async def test_nobody_comes_in_under_the_name_of_an_account_here(stranger, gate, name):
    gate.who = replace(gate.who, name=name)
    answer = await come_in(stranger, gate)
    assert (answer.status_code, answer.headers.get("set-cookie")) == (403, None)
    assert TROUBLES[Why.NAME_TAKEN].what.zh in answer.text


async def test_nobody_comes_in_for_a_place_that_the_plant_does_not_have(stranger, gate):
    gate.who = replace(gate.who, place="E9")
    assert TROUBLES[Why.NO_PLACE].what.zh in (await come_in(stranger, gate)).text


async def test_leaving_ends_the_session_and_says_where_the_provider_ends_its_own(stranger, gate):
    await come_in(stranger, gate)
    leave = {"X-Hazardwatch": "1"}
    foreign = await stranger.post(f"{API}/logout")
    assert foreign.status_code == 403, "a foreign page can't log anybody out"
    answer = await stranger.post(f"{API}/logout", headers=leave)
    check("Farewell", answer.json())
    assert answer.json() == {"url": "https://sso/logout?hint=an.id.token"}
    assert (await stranger.get("/api/v1/auth/me")).status_code == 401


async def test_who_came_before_the_provider_was_given_up_can_still_leave(stranger, gate, app):
    await come_in(stranger, gate)
    app.state.desk = replace(app.state.desk, sign_on=None)
    answer = await stranger.post(f"{API}/logout", headers={"X-Hazardwatch": "1"})
    assert answer.json() == {"url": None}
    assert (await stranger.get("/api/v1/auth/me")).status_code == 401


async def test_who_came_with_a_password_has_nothing_to_end_there(client):
    answer = await client.post(f"{API}/logout")
    assert answer.json() == {"url": None}
    assert (await client.get("/api/v1/auth/me")).status_code == 401


async def test_who_comes_in_and_who_does_not_stands_in_the_audit_log_and_no_code(
    house, stranger, gate
):
    await come_in(stranger, gate)
    gate.trouble = NotLetInError(Why.REFUSED, "no")
    await stranger.get(f"{API}/callback", params={"code": "a secret code", "state": gate.state})
    rows = [entry.act for entry in house.audit.store.read(AuditQuery(limit=10, after=0))]
    assert [(row.action, row.actor, row.object) for row in rows] == [
        ("login", "李工", "李工"),
        ("login_failed", "", ""),
    ]
    assert "a secret code" not in str(rows)
    assert rows[0].remote == "127.0.0.1"
