"""REST as an integrator meets it who has only the contract."""

import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.gateway_client import now_ms, run_gateway

pytestmark = pytest.mark.broker

ALARM_KEYS = {
    "id",
    "source",
    "condition",
    "hazard",
    "state",
    "held",
    "priority",
    "value",
    "limit",
    "unit",
    "raised_at",
    "returned_at",
    "acknowledged_at",
    "by",
    "marks",
    "version",
    "message",
    "times",
}


@pytest.fixture(scope="module")
def gateway(broker):
    with run_gateway(broker) as client:
        yield client


def raise_alarm(platform, gateway, tag="LT-101", value=95, condition="HH"):
    """Send a value beyond the limit; the alarm's row once it is there."""
    gateway.send({"ts": now_ms(), "values": {tag: value}})
    name = urllib.parse.quote(f"{tag}:{condition}", safe="")
    return platform.wait_for(
        lambda: (
            (found := platform.call("GET", f"alarms/{name}"))[0] == 200
            and found[1]["state"] != "normal"
            and found[1]
        )
    )


def test_a_wrong_password_is_401_as_a_problem(platform):
    request = urllib.request.Request(
        platform.url + "/api/v1/auth/login",
        b'{"username":"admin","password":"wrong"}',
        {"Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=5)
    caught.value.close()
    assert caught.value.code == 401
    assert caught.value.headers["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("path", ["plant", "tags", "alarms", "journal", "gateways", "alarms/x"])
def test_nothing_is_told_to_a_stranger(platform, path):
    status, problem, headers = platform.call(
        "GET", path, headers={"Authorization": "Bearer not-a-token"}
    )
    assert status == 401
    assert headers["content-type"].startswith("application/problem+json")
    assert problem["status"] == 401


def test_the_plant_is_listed(platform):
    assert platform.get("plant")["id"] == "P1"
    assert [e["id"] for e in platform.items("enterprises")] == ["ent1"]
    assert [h["id"] for h in platform.items("hazards")] == ["H1"]
    assert [e["id"] for e in platform.items("equipment")] == ["V-101"]
    tags = platform.items("tags")
    assert [t["tag"] for t in tags] == ["LT-101", "PT-101", "GT-101", "ESD-1", "TT-101"]
    assert {g["id"] for g in platform.items("gateways")} == {"gw1", "gw2"}


def test_lists_come_in_pages(platform):
    first = platform.get("tags?limit=2")
    assert len(first["items"]) == 2
    second = platform.get(f"tags?limit=2&cursor={first['next']}")
    assert second["items"][0]["tag"] == "GT-101"
    assert platform.get("tags?limit=1000")["next"] is None


def test_an_alarm_says_everything_the_contract_names(platform, gateway):
    alarm = raise_alarm(platform, gateway)
    assert set(alarm) >= ALARM_KEYS
    assert (alarm["id"], alarm["hazard"], alarm["limit"], alarm["unit"]) == (
        "LT-101:HH",
        "H1",
        90,
        "%",
    )
    assert set(alarm["message"]) == {"zh", "en"}
    assert "高高" in alarm["message"]["zh"]
    times = alarm["times"]
    assert times["source"] <= times["received"] + 1000
    assert times["received"] <= times["detected"] <= times["journalled"] <= times["pushed"]


def test_acknowledge_return_and_the_journal(platform, gateway):
    raise_alarm(platform, gateway, "PT-101", 310, "H")
    status, alarm, headers = platform.call(
        "POST", "alarms/PT-101%3AH/acknowledge", {"reason": "checked on site"}
    )
    assert status == 200, alarm
    assert alarm["state"] == "acknowledged"
    assert alarm["by"] == "admin"
    assert alarm["acknowledged_at"]
    assert headers["etag"]
    gateway.send({"ts": now_ms(), "values": {"PT-101": 100}})
    platform.wait_for(lambda: platform.get("alarms/PT-101%3AH")["state"] == "normal")
    rows = [r for r in platform.items("journal") if r["alarm"] == "PT-101:H"]
    assert [(r["event"], r["state"]) for r in rows] == [
        ("raised", "unacknowledged"),
        ("acknowledged", "acknowledged"),
        ("returned", "normal"),
    ]
    assert [r["seq"] for r in rows] == sorted(r["seq"] for r in rows)
    assert rows[1]["actor"] == "admin"
    assert rows[1]["reason"] == "checked on site"
    assert all(r["plant_hash"] for r in rows)


def test_a_stale_if_match_is_412(platform, gateway):
    raise_alarm(platform, gateway, "LT-101", 96, "HH")
    status, problem, _ = platform.call(
        "POST", "alarms/LT-101%3AHH/acknowledge", {}, {"If-Match": '"0"'}
    )
    assert status == 412, problem


def test_of_several_with_the_same_if_match_one_succeeds(platform, gateway):
    raise_alarm(platform, gateway, "LT-101", 96, "HH")
    path = "alarms/LT-101%3AHH"
    tag = platform.call("GET", path)[2]["etag"]

    def comment(words):
        return platform.call("POST", f"{path}/comment", {"reason": words}, {"If-Match": tag})[0]

    with ThreadPoolExecutor(8) as people:
        statuses = list(people.map(comment, [f"number {n}" for n in range(8)]))
    assert sorted(statuses) == [200] + [412] * 7


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/healthz", None),
        ("/readyz", None),
        ("/api/v1/plant", None),
        ("/api/v1/auth/login", "POST"),
        ("/api/v1/nope", None),
        ("/%00", None),
    ],
)
def test_head_is_get_without_the_body(platform, path, allow):
    bearer = {"Authorization": f"Bearer {platform.token}"}
    with httpx.Client(base_url=platform.url, headers=bearer) as client:
        get, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-length"] == str(len(get.content))
    assert (get.headers.get("allow"), head.headers.get("allow")) == (allow, allow)


def test_an_idempotency_key_repeats_the_answer_and_not_the_deed(platform, gateway):
    raise_alarm(platform, gateway, "LT-101", 97, "HH")
    answers = [
        platform.call(
            "POST",
            "alarms/LT-101%3AHH/comment",
            {"reason": "once only"},
            {"Idempotency-Key": "key-1"},
        )
        for _ in range(2)
    ]
    assert [status for status, _, _ in answers] == [200, 200]
    rows = [r for r in platform.items("journal") if r["reason"] == "once only"]
    assert len(rows) == 1


def test_a_gas_high_high_latches_until_it_is_reset(platform, gateway):
    raise_alarm(platform, gateway, "GT-101", 60, "HH")
    status, _, _ = platform.call("POST", "alarms/GT-101%3AHH/reset", {})
    assert status == 409
    platform.call("POST", "alarms/GT-101%3AHH/acknowledge", {})
    gateway.send({"ts": now_ms(), "values": {"GT-101": 0}})
    platform.wait_for(lambda: platform.get("alarms/GT-101%3AHH")["state"] == "latched_acknowledged")
    status, alarm, _ = platform.call("POST", "alarms/GT-101%3AHH/reset", {"reason": "aired"})
    assert (status, alarm["state"]) == (200, "normal")


def test_unknown_things_are_404_problems(platform):
    for path in ("alarms/none%3AHH", "tags/none", "tags/none/history", "gateways/x/ledger", "nope"):
        status, problem, headers = platform.call("GET", path)
        assert status == 404, path
        assert headers["content-type"].startswith("application/problem+json")
        assert problem["title"]


def test_filters_of_the_alarm_list(platform, gateway):
    raise_alarm(platform, gateway, "LT-101", 98, "HH")
    assert all(a["hazard"] == "H1" for a in platform.items("alarms?hazard=H1"))
    assert platform.items("alarms?hazard=none") == []
    high = platform.items("alarms?min_priority=high")
    assert high
    assert all(a["priority"] in ("high", "critical") for a in high)


def test_history_in_bins_with_gaps_null(platform, gateway):
    start = now_ms() - 100_000
    gateway.send(
        {"tags": ["TT-101"] * 3, "ts": [start, start + 1000, start + 90_000], "v": [20, 22, 30]}
    )
    body = platform.wait_for(
        lambda: (
            (b := platform.get(f"tags/TT-101/history?from={start}&to={start + 100_000}&points=10"))
            and sum(b["n"]) == 3
            and b
        )
    )
    assert body["bin_ms"] == 10_000
    assert (body["min"][0], body["max"][0], body["mean"][0], body["n"][0]) == (20, 22, 21, 2)
    assert body["mean"][5] is None
    assert body["mean"][9] == 30


def test_the_api_describes_itself(platform):
    import json

    with urllib.request.urlopen(platform.url + "/api/v1/openapi.json", timeout=5) as answer:
        described = json.load(answer)
    assert described["openapi"].startswith("3.1")
    assert "/api/v1/alarms/{id}/acknowledge" in described["paths"]


def test_health_readiness_and_metrics(platform):
    assert platform.answers("/healthz")
    assert platform.answers("/readyz")
    with urllib.request.urlopen(platform.url + "/metrics", timeout=5) as answer:
        told = answer.read().decode()
    assert "hazardwatch_readings_total" in told


def test_sigterm_ends_in_order_and_the_lock_keeps_a_second_one_out(tmp_path, broker):
    import subprocess

    from tests.contract.plant_directory import PLANT, write_plant
    from tests.platform import COMMAND, run_platform

    plant = write_plant(tmp_path / "plant", PLANT.replace('"P1"', '"P3"'))
    with run_platform(tmp_path, plant, broker) as first:
        second = subprocess.run(
            [*COMMAND, "serve", "--config", str(first.config)],
            capture_output=True,
            check=False,
            timeout=30,
        )
        assert second.returncode == 5, second.stderr
        assert first.stop() == 0


def test_a_kpi_report_counts_what_called_an_operator(platform, gateway):
    before = platform.get("reports/kpi")["total"]["annunciated"]
    raise_alarm(platform, gateway, tag="LT-101", value=95)
    gateway.send({"ts": now_ms(), "values": {"LT-101": 20}})
    body = platform.get("reports/kpi?by=enterprise&operators=2")
    assert body["total"]["annunciated"] >= max(before, 1)
    assert body["total"]["annunciated"] == sum(
        group["figures"]["annunciated"] for group in body["groups"]
    )
    assert {target["name"] for target in body["targets"]} >= {"alarms_per_hour", "flood_time"}
    for kind in ("text/csv", "text/html"):
        answer = httpx.get(
            f"{platform.url}/api/v1/reports/kpi",
            headers={"Authorization": f"Bearer {platform.token}", "Accept": kind},
        )
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
