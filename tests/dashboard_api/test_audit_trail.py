"""What is audited: everything that may change something, whoever asks and whatever comes of it."""

import asyncio
import errno
import json
from dataclasses import replace

import httpx
import pytest
import websockets

from dashboard_api import frames
from dashboard_api.audit import KINDS_A_WINDOW, WINDOW_MS
from dashboard_api.audit_store import AuditQuery
from dashboard_api.audit_trail import NAMES, SAFE
from tests.dashboard_api.house import PASSWORD, make_app
from tests.dashboard_api.test_live_socket import serve
from tests.dashboard_api.test_rights import API, BODIES, Away


@pytest.fixture
def app(house, people):
    house.ports = replace(house.ports, handovers=Away())
    return make_app(house, people)


@pytest.fixture
def rows(house):
    """The rows since the last look, oldest first."""
    seen = 0

    def look():
        nonlocal seen
        found = house.audit.store.read(AuditQuery(limit=1000, after=seen))
        seen = found[-1].seq if found else seen
        return [entry.act for entry in found]

    return look


async def list_unsafe(client):
    paths = (await client.get(f"{API}/openapi.json")).json()["paths"]
    return [
        (method.upper(), path.removeprefix(API))
        for path, methods in paths.items()
        for method in methods
        if method.upper() not in SAFE
    ]


async def test_every_unsafe_route_leaves_a_row_refused_or_not(house, stranger, token_of, rows):
    routes = await list_unsafe(stranger)
    assert len(routes) > 25
    askers = {"": None, "guest": token_of("guest"), "admin": token_of("admin")}
    for method, path in routes:
        address = API + path.format(id="T1%3AHH", tag="T1", name="nobody", sha256="0" * 64)
        for name, token in askers.items():
            house.wall_time += WINDOW_MS + 1
            headers = {} if token is None else {"Authorization": f"Bearer {token}"}
            if path.endswith("/logout") and token is not None:
                continue  # it would end what the others need
            answer = await stranger.request(
                method, address, headers=headers, json=BODIES.get(path, {})
            )
            (row,) = rows()
            named = NAMES.get((method, path), f"{method} {path}")
            assert row.action.removesuffix("_failed") == named
            assert row.outcome == str(answer.status_code)
            assert row.request_id == answer.headers["X-Request-Id"]
            assert row.actor == ("" if path == "/auth/login" else name)
            if "{id}" in path:
                assert row.object == "T1:HH"


async def test_every_websocket_command_leaves_a_row_for_each_alarm_refused_or_not(
    house, people, token_of, rows
):
    commands = frames.CommandFrame.__subclasses__()
    assert len(commands) == 4
    house.judge("T1:HH")
    async with serve(house, people) as url:
        for name in ("op", "guest"):
            async with websockets.connect(url) as desk:
                await desk.send(json.dumps({"t": "auth", "token": token_of(name)}))
                for kind in commands:
                    tag = kind.__struct_config__.tag
                    alarms = [{"key": key, "version": 1} for key in ("T1:HH", "none:HH")]
                    frame = {"t": tag, "id": "7", "alarms": alarms, "reason": "试"}
                    await desk.send(json.dumps(frame))
                    while json.loads(await asyncio.wait_for(desk.recv(), 5))["t"] != "result":
                        pass
                    found = rows()
                    assert [row.action for row in found] == [tag, tag]
                    assert [row.object for row in found] == ["T1:HH", "none:HH"]
                    assert {row.actor for row in found} == {name}
                    assert {row.request_id for row in found} == {"7"}
                    outcomes = [row.outcome for row in found]
                    assert outcomes[1] == ("403" if name == "guest" else "refused")


async def test_who_is_refused_the_websocket_is_told_of(house, people, rows):
    async with serve(house, people) as url:
        async with websockets.connect(url) as desk:
            await desk.send(json.dumps({"t": "auth", "token": "none"}))
            await desk.wait_closed()
            assert desk.close_code == 4401
        with pytest.raises(websockets.InvalidStatus):
            await websockets.connect(url, origin="http://elsewhere")
    refused = [(row.action, row.outcome, row.remote) for row in rows()]
    assert refused == [("live", "4401", "127.0.0.1"), ("live", "403", "127.0.0.1")]


async def test_logging_in_and_out_and_failing_to_are_told_without_any_secret(
    house, stranger, rows, people
):
    async def log_in(name, password):
        body = {"username": name, "password": password}
        return await stranger.post(f"{API}/auth/login", json=body)

    token = (await log_in("op", PASSWORD)).json()["token"]
    await log_in("op", "wrong password")
    await log_in(PASSWORD, "op")  # both fields mixed up
    await stranger.post(f"{API}/auth/logout", headers={"Authorization": f"Bearer {token}"})
    found = rows()
    told = [(row.action, row.actor, row.object, row.outcome) for row in found]
    assert told == [
        ("login", "op", "op", "200"),
        ("login_failed", "", "op", "401"),
        ("login_failed", "", "", "401"),
        ("logout", "op", "", "204"),
    ]
    for secret in (PASSWORD, "wrong password", token):
        assert secret not in str(found)


async def test_of_reading_only_exports_the_audit_itself_and_refusals_are_told(client, rows):
    for path in ("alarms", "tags", "plant", "journal", "gateways"):
        assert (await client.get(f"{API}/{path}")).status_code == 200
    assert rows() == []
    await client.get(f"{API}/exports/alarms?hazard=H1")
    await client.get(f"{API}/audit?actor=op")
    await client.get(f"{API}/alarms", headers={"Authorization": "Bearer none"})
    told = [(row.action, row.outcome, row.detail) for row in rows()]
    assert told == [
        ("GET /exports/alarms", "200", "hazard=H1"),
        ("GET /audit", "200", "actor=op"),
        ("GET /alarms", "401", "unauthenticated"),
    ]


async def test_a_flood_of_refusals_leaves_few_rows_and_one_that_counts_them(house, stranger, rows):
    for number in range(300):
        await stranger.post(f"{API}/nowhere/{number}")
        await stranger.post(f"{API}/handovers/{number}/sign")
    assert len(rows()) <= KINDS_A_WINDOW + 1
    house.wall_time += WINDOW_MS
    await stranger.post(f"{API}/handovers/1/sign")
    assert sum(row.times for row in rows() if row.times > 1) > 550


async def test_what_an_act_made_is_its_object_and_a_fault_of_ours_is_a_row_as_well(
    house, app, token_of, rows, monkeypatch
):
    async def fail(*_):
        raise RuntimeError("ours")

    monkeypatch.setattr("dashboard_api.routes_gateways.read_body", fail)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://park") as client:
        client.headers["Authorization"] = f"Bearer {token_of('admin')}"
        answer = await client.post(f"{API}/gateways/G1/dead-letters/replay", json={})
    assert answer.status_code == 500
    (row,) = rows()
    assert (row.actor, row.object, row.outcome) == ("admin", "G1", "500")


async def test_an_act_is_answered_while_the_audit_can_not_be_written(house, as_, monkeypatch):
    def refuse():
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(house.audit, "_check_room", refuse)
    house.judge("T1:HH")
    for _ in range(3):
        answer = await as_("op", "POST", f"{API}/alarms/T1%3AHH/acknowledge")
        assert answer.status_code == 200
    assert house.audit.waiting == 3
    assert house.audit.trouble
