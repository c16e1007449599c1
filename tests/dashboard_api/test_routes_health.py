"""Alive, of use, and counted: without logging in."""

from dashboard_api.ports import Check
from tests.dashboard_api.schema import check


async def test_alive_even_when_of_no_use(house, stranger):
    house.well = False
    assert (await stranger.get("/healthz")).json() == {"status": "ok"}
    answer = await stranger.get("/readyz")
    check("Readiness", answer.json())
    assert answer.status_code == 503
    assert answer.json()["checks"]["broker"] == {"ok": False, "detail": "no route"}


async def test_why_it_is_of_no_use_is_told_in_one_line(house, stranger, monkeypatch):
    fault = "QueuePool limit reached (Background on this error at: https://sqlalche.me/e/3o7r)\nx"
    monkeypatch.setattr(house, "checks", lambda: {"journal": Check(ok=False, detail=fault)})
    checks = (await stranger.get("/readyz")).json()["checks"]
    assert checks["journal"]["detail"] == "QueuePool limit reached"


async def test_a_historian_that_is_away_can_wait(house, stranger, monkeypatch):
    away = {"journal": Check(ok=True), "historian": Check(ok=False, detail="away", vital=False)}
    monkeypatch.setattr(house, "checks", lambda: away)
    answer = await stranger.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert answer.json()["checks"]["historian"] == {"ok": False, "detail": "away"}


async def test_ready_when_every_check_is_well(stranger):
    answer = await stranger.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


async def test_metrics_count_requests_by_route_and_show_the_hub(house, stranger):
    house.judge("T1:HH")
    await stranger.get("/healthz")
    await stranger.get("/api/v1/tags/none")
    text = (await stranger.get("/metrics")).text
    assert 'hazardwatch_http_requests_total{method="GET",route="/healthz",status="200"} 1.0' in text
    assert 'route="/api/v1/tags/{tag}",status="401"' in text
    assert "hazardwatch_live_alarm_sequence 1.0" in text


async def test_metrics_speak_openmetrics_when_asked(stranger):
    accept = {"Accept": "application/openmetrics-text; version=1.0.0"}
    answer = await stranger.get("/metrics", headers=accept)
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")
