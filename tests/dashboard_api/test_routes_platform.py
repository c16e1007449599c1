"""How the platform itself does, for who runs it."""

from prometheus_client import CollectorRegistry, Counter, Gauge

from dashboard_api.routes_platform import FIGURES, list_figures
from tests.dashboard_api.schema import check

API = "/api/v1"


async def test_checks_versions_and_figures_are_told_together(house, client):
    body = (await client.get(f"{API}/health")).json()
    check("PlatformHealth", body)
    assert (body["ready"], body["lag_ms"], body["plant_hash"]) == (True, 1.5, house.plant.hash)
    assert body["checks"][0] == {"name": "journal", "ok": True, "vital": True, "detail": ""}
    figures = {one["name"]: one for one in body["figures"]}
    assert figures["audit_waiting"]["value"] == 0
    assert figures["audit_rows"]["total"]


async def test_what_is_not_well_is_told_as_readyz_tells_it(house, client):
    house.well = False
    body = (await client.get(f"{API}/health")).json()
    assert body["ready"] is False
    (broker,) = [one for one in body["checks"] if one["name"] == "broker"]
    assert (broker["ok"], broker["detail"]) == (False, "no route")


def test_labels_are_summed_and_what_is_no_number_is_left_out():
    registry = CollectorRegistry()
    counts = Counter("hazardwatch_readings", "x", ("gateway",), registry=registry)
    counts.labels("G1").inc(3)
    counts.labels("G2").inc(4)
    Gauge("hazardwatch_commit_seconds", "x", registry=registry).set(float("nan"))
    Gauge("hazardwatch_other", "x", registry=registry).set(1)
    assert [(one.name, one.value, one.total) for one in list_figures(registry)] == [
        ("readings", 7.0, True)
    ]
    assert len(set(FIGURES)) == len(FIGURES)
