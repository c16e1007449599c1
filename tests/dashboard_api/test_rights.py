"""Who may do what, route by route and role by role; a new route has to be put into the table."""

from dataclasses import replace

import pytest

from dashboard_api.ports import UnavailableError
from dashboard_api.roles import ROLES
from tests.dashboard_api.house import PASSWORD, make_app

SIGN_ON = {f"/api/v1/auth/oidc{name}" for name in ("", "/callback", "/login")}
OPEN = {"/api/v1/auth/login", "/healthz", "/metrics", "/readyz"} | SIGN_ON
ANYBODY = {
    f"/api/v1/{name}"
    for name in (
        "auth/logout",
        "auth/me",
        "auth/oidc/logout",
        "live/tickets",
        "premises",
        "me/filters",
        "me/filters/{name}",
        "auth/password",
    )
}
API = "/api/v1"

RIGHTS = {
    "POST": {
        "/alarms/{id}/acknowledge": {"acknowledge"},
        "/alarms/{id}/comment": {"comment"},
        "/alarms/{id}/out-of-service": {"service"},
        "/alarms/{id}/reset": {"reset"},
        "/alarms/{id}/return-to-service": {"service"},
        "/alarms/{id}/shelve": {"shelve"},
        "/alarms/{id}/suppress": {"shelve"},
        "/alarms/{id}/unshelve": {"shelve"},
        "/filed-stops": {"file_stops"},
        "/filed-stops/{id}/approve": {"decide_stops"},
        "/filed-stops/{id}/end": {"file_stops", "decide_stops"},
        "/filed-stops/{id}/refuse": {"decide_stops"},
        "/filed-stops/{id}/withdraw": {"file_stops", "decide_stops"},
        "/gateways/{id}/dead-letters/replay": {"replay"},
        "/handling/{id}/attachments": {"handle"},
        "/handling/{id}/call": {"handle"},
        "/handling/{id}/close": {"handle"},
        "/handling/{id}/handle": {"handle"},
        "/handling/{id}/report": {"handle"},
        "/handling/{id}/send-back": {"handle"},
        "/handling/{id}/sign": {"handle"},
        "/handling/{id}/verify": {"handle"},
        "/handovers": {"acknowledge"},
        "/handovers/{id}/remark": {"comment"},
        "/handovers/{id}/sign": {"acknowledge"},
        "/sound-tests": {"acknowledge"},
        "/sound-tests/sirens/{name}": {"acknowledge"},
    },
    "PUT": {
        "/accounts/{name}": {"manage_accounts"},
    },
    "DELETE": {
        "/accounts/{name}": {"manage_accounts"},
        "/accounts/{name}/sessions": {"manage_accounts"},
    },
    "GET": {
        "/accounts": {"manage_accounts"},
        "/accounts/{name}": {"manage_accounts"},
        "/sessions": {"manage_accounts"},
        "/health": {"operate"},
        "/rule-versions": {"operate"},
        "/rule-versions/{seq}/changes": {"operate"},
        "/audit": {"read_audit"},
        "/exports/audit": {"read_audit"},
        "/handling": {"read", "handle"},
        "/handling/{id}": {"read", "handle"},
        "/handling/{id}/attachments/{sha256}": {"read", "handle"},
        "/reports/handling": {"read", "handle"},
    },
}
"""One of these rights is needed; a GET that is not named needs ``read``."""

BODIES = {
    "/filed-stops": {
        "category": "calibration", "enterprise": "E1", "from": 1, "until": 2, "reason": "x",
        "scope": {"tags": ["T1"], "equipment": [], "hazards": [], "gateways": []},
    },
}  # fmt: skip


class Away:
    """A desk whose database is away: who gets as far as here had the right."""

    def __getattr__(self, name):
        async def refuse(*_, **__):
            raise UnavailableError("away")

        return refuse


@pytest.fixture
def app(house, people):
    house.ports = replace(house.ports, handovers=Away())
    return make_app(house, people)


async def list_routes(client):
    """Every (method, path) of REST below its prefix that is not open to all."""
    paths = (await client.get(f"{API}/openapi.json")).json()["paths"]
    return [
        (method.upper(), path.removeprefix(API))
        for path, methods in paths.items()
        for method in methods
        if path not in OPEN | ANYBODY
    ]


def find_rights(method, path):
    return RIGHTS[method].get(path, {"read"} if method == "GET" else None)


async def ask(client, token, method, path):
    address = API + path.format(id="T1%3AHH", tag="T1", name="nobody", seq=1, sha256="0" * 64)
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    if path == "/events":
        method = "HEAD"  # a GET would never end
    body = BODIES.get(path, {}) if method in ("POST", "PUT") else None
    return (await client.request(method, address, headers=headers, json=body)).status_code


async def test_every_route_stands_in_the_table_and_asks_for_a_session(stranger):
    routes = await list_routes(stranger)
    assert len(routes) > 50
    for method, path in routes:
        assert find_rights(method, path) is not None, f"whose right is {method} {path}?"
        assert await ask(stranger, None, method, path) == 401, (method, path)
        assert await ask(stranger, "no token", method, path) == 401, (method, path)
    named = {(method, path) for method, own in RIGHTS.items() for path in own}
    assert named <= set(routes)


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_a_role_gets_through_exactly_where_it_has_the_right(role, stranger, people, token_of):
    people.set_password("somebody", PASSWORD, role, "E1" if role == "enterprise" else "")
    token = token_of("somebody")
    for method, path in await list_routes(stranger):
        may = bool(find_rights(method, path) & set(ROLES[role].rights))
        status = await ask(stranger, token, method, path)
        assert (status != 403) == may, (role, method, path, status)
        assert status != 401
