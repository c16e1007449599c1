"""Tags and their history over REST."""

from dataclasses import replace
from urllib.parse import quote

import pyarrow as pa
import pytest

from historian.port import HistorianUnavailableError
from plant.condition import Condition
from plant.quality import BAD, UNCERTAIN
from plant.rationalisation import Rationalisation
from plant.reading import Mark
from tests.dashboard_api.house import NOON
from tests.dashboard_api.schema import check
from tests.dashboard_api.test_sheet import read_csv

API = "/api/v1"
CHINESE = quote("液位LT-9")


async def test_tags_come_in_the_order_of_the_plant_with_limits_and_latest_reading(house, client):
    house.read_in("T2", 41.5, status=UNCERTAIN, marks=Mark.CLOCK_SUSPECT)
    house.bank.board.stale[1] = True
    body = (await client.get(f"{API}/tags")).json()
    check("TagPage", body)
    assert [row["tag"] for row in body["items"]] == ["T1", "T2", "T3", "液位LT-9"]
    never, read = body["items"][0]["now"], body["items"][1]["now"]
    assert never == {
        "tag": "T1",
        "value": None,
        "quality": "none",
        "t": None,
        "received": None,
        "marks": [],
    }
    assert (read["value"], read["quality"], read["t"]) == (41.5, "uncertain", house.time)
    assert read["marks"] == ["clock_suspect", "stale"]
    assert [limit["condition"] for limit in body["items"][0]["limits"]] == ["H", "HH"]


async def test_what_is_on_record_about_limits_may_be_left_out(house, client):
    said = Rationalisation(action="停泵", respond_within_min=5)
    first, *others = house.plant.tags
    told = replace(first, action="看", records={Condition.HH: said})
    house.plant = replace(house.plant, tags=(told, *others))
    limits = (await client.get(f"{API}/tags?tag=T1")).json()["items"][0]["limits"]
    assert [limit["rationalisation"]["action"]["zh"] for limit in limits] == ["看", "停泵"]
    body = (await client.get(f"{API}/tags?tag=T1&records=false")).json()
    check("TagPage", body)
    assert [limit["rationalisation"] for limit in body["items"][0]["limits"]] == [None, None]


async def test_pages_of_tags_join_without_gap_or_double(client):
    first = (await client.get(f"{API}/tags?limit=3")).json()
    second = (await client.get(f"{API}/tags?limit=3&cursor={first['next']}")).json()
    assert [row["tag"] for row in second["items"]] == ["液位LT-9"]
    assert second["next"] is None


@pytest.mark.parametrize("cursor", ["x", "!!!", "MQ", "Im5vbmUi"])
async def test_a_cursor_that_leads_nowhere_is_a_problem(client, cursor):
    answer = await client.get(f"{API}/tags?cursor={cursor}")
    assert answer.status_code == 422
    check("Problem", answer.json())


async def test_tags_are_filtered_by_place(client):
    items = (await client.get(f"{API}/tags?hazard=H2")).json()["items"]
    assert [row["tag"] for row in items] == ["液位LT-9"]
    assert (await client.get(f"{API}/tags/{CHINESE}")).json()["enterprise"] == "E2"


async def test_raw_history_is_half_open_and_tells_quality(house, client):
    times = [NOON, NOON + 1000, NOON + 2000]
    await house.keep("液位LT-9", times, [1.5, float("nan"), 3.0], [0, BAD, 0])
    path = f"{API}/tags/{CHINESE}/history"
    answer = await client.get(path, params={"from": NOON, "to": NOON + 2000})
    check("RawHistory", answer.json())
    assert answer.json() == {
        "tag": "液位LT-9",
        "unit": "%",
        "t": times[:2],
        "v": [1.5, None],
        "q": ["good", "bad"],
    }


async def test_rfc_3339_and_milliseconds_mean_the_same(house, client):
    await house.keep("T1", [NOON], [5.0])
    for start in (str(NOON), "2025-11-24T16:00:00Z", "2025-11-25T00:00:00+08:00"):
        answer = await client.get(f"{API}/tags/T1/history", params={"from": start, "to": NOON + 1})
        assert answer.json()["v"] == [5.0], start
    bare_plus = f"{API}/tags/T1/history?from=2025-11-25T00:00:00+08:00&to={NOON + 1}"
    assert (await client.get(bare_plus)).json()["v"] == [5.0]


async def test_bins_leave_gaps_null(house, client):
    await house.keep("T1", [NOON, NOON + 100, NOON + 9000], [1.0, 3.0, 7.0])
    params = {"from": NOON, "to": NOON + 10_000, "points": 10}
    body = (await client.get(f"{API}/tags/T1/history", params=params)).json()
    check("BinnedHistory", body)
    assert body["bin_ms"] == 1000
    assert (body["min"][0], body["max"][0], body["mean"][0], body["n"][0]) == (1.0, 3.0, 2.0, 2)
    assert (body["min"][5], body["n"][5]) == (None, 0)
    assert body["mean"][9] == 7.0


async def test_the_last_hour_is_what_is_meant_without_a_range(house, client):
    await house.keep("T1", [NOON - 3_600_001, NOON - 3_599_999, NOON], [1.0, 2.0, 3.0])
    assert (await client.get(f"{API}/tags/T1/history")).json()["v"] == [2.0, 3.0]


@pytest.mark.parametrize(
    "query",
    [
        "from=yesterday",
        "from=2025-11-24T16:00:00",
        "from=5&to=5",
        "from=9&to=5",
        "points=0",
        "points=x",
        "points=10001",
        "from=2025-11-24T99:00:00Z",
    ],
)
async def test_a_range_that_is_none_is_a_problem(client, query):
    answer = await client.get(f"{API}/tags/T1/history?{query}")
    assert answer.status_code == 422
    check("Problem", answer.json())
    assert answer.json()["errors"]


async def test_more_readings_than_a_document_should_hold_are_refused(house, client, monkeypatch):
    monkeypatch.setattr("dashboard_api.routes_tags.MOST_RAW_READINGS", 2)
    await house.keep("T1", [NOON, NOON + 1, NOON + 2], [1.0, 2.0, 3.0])
    week = {"from": NOON, "to": NOON + 7 * 86_400_000}
    for params in (week, {"from": NOON, "to": NOON + 10}):
        answer = await client.get(f"{API}/tags/T1/history", params=params)
        assert answer.status_code == 422
        assert "points" in answer.json()["detail"]


async def test_a_historian_that_is_away_is_503(house, client, monkeypatch):
    async def away(*_):
        raise HistorianUnavailableError("no route")

    monkeypatch.setattr(house.historian, "read", away)
    assert (await client.get(f"{API}/tags/T1/history")).status_code == 503


async def test_unknown_tags_are_404(client):
    for path in ("tags/none", "tags/none/history"):
        answer = await client.get(f"{API}/{path}")
        assert answer.status_code == 404
        assert "none" in answer.json()["detail"]


DAYS = [NOON, NOON + 1000, NOON + 3 * 86_400_000]


async def test_long_ranges_stream_as_csv(house, client):
    await house.keep("液位LT-9", DAYS, [1.5, float("nan"), 3.0], [0, BAD, 0])
    params = {"from": NOON, "to": NOON + 4 * 86_400_000, "format": "csv"}
    answer = await client.get(f"{API}/tags/{CHINESE}/history", params=params)

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    head, *lines = read_csv(answer.content)
    assert head[2:] == ["数值 [%] value", "质量 quality", "状态码 status code"]
    assert [line[1:] for line in lines] == [
        ["2025-11-24T16:00:00.000Z", "1.5", "好 good", "0x00000000"],
        ["2025-11-24T16:00:01.000Z", "", "坏 bad", f"0x{BAD:08X}"],
        ["2025-11-27T16:00:00.000Z", "3.0", "好 good", "0x00000000"],
    ]


async def test_long_ranges_stream_as_arrow(house, client):
    await house.keep("液位LT-9", DAYS, [1.5, float("nan"), 3.0], [0, BAD, 0])
    params = {"from": NOON, "to": NOON + 4 * 86_400_000, "format": "arrow"}
    answer = await client.get(f"{API}/tags/{CHINESE}/history", params=params)

    table = pa.ipc.open_stream(answer.content).read_all()
    assert table.schema.metadata[b"tag"].decode() == "液位LT-9"
    assert table["t"].cast(pa.int64()).to_pylist() == DAYS
    assert table["v"].to_pylist() == [1.5, None, 3.0]
    assert table["status"].to_pylist() == [0, BAD, 0]


@pytest.mark.parametrize("form", ["csv", "arrow"])
async def test_a_stream_of_nothing_is_whole_and_one_without_end_is_refused(client, form):
    empty = await client.get(f"{API}/tags/T1/history?format={form}")
    assert empty.status_code == 200
    rows = read_csv(empty.content)[1:] if form == "csv" else pa.ipc.open_stream(empty.content)
    assert len(rows if form == "csv" else rows.read_all()) == 0
    endless = await client.get(f"{API}/tags/T1/history?format={form}&from=0&to={NOON}")
    assert endless.status_code == 422
    check("Problem", endless.json())


async def test_a_historian_that_is_away_begins_no_file(house, client, monkeypatch):
    async def away(*_):
        raise HistorianUnavailableError("no route")

    monkeypatch.setattr(house.historian, "read", away)
    assert (await client.get(f"{API}/tags/T1/history?format=csv")).status_code == 503
