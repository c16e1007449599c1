"""Alarms and the journal as files."""

import pytest

from dashboard_api.ports import UnavailableError
from tests.dashboard_api.schema import check
from tests.dashboard_api.test_sheet import read_csv, read_workbook

API = "/api/v1"
CHINESE = "液位LT-9:HH"


async def test_the_standing_alarms_are_a_file_whatever_their_number(house, client):
    house.judge(CHINESE, value=91.5)
    house.judge("T1:HH")
    answer = await client.get(f"{API}/exports/alarms")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "hazardwatch-alarms.csv" in answer.headers["Content-Disposition"]
    head, *lines = read_csv(answer.content)
    assert head[0] == "报警 alarm"
    assert [line[0] for line in lines] == ["T1:HH", CHINESE]
    told = dict(zip(head, lines[1], strict=True))
    assert told["条件 condition"] == "高高限 HH"
    assert told["状态 state"] == "未确认 unacknowledged"
    assert (told["数值 value"], told["限值 limit"], told["单位 unit"]) == ("91.5", "90.0", "%")
    assert told["发生（UTC）raised (UTC)"].endswith("Z")


async def test_filters_are_those_of_the_list(house, client):
    house.judge(CHINESE)
    house.judge("T1:HH")
    body = (await client.get(f"{API}/exports/alarms?hazard=H2")).content
    assert [line[0] for line in read_csv(body)[1:]] == [CHINESE]
    assert len(read_csv((await client.get(f"{API}/exports/alarms?hazard=none")).content)) == 1


@pytest.mark.parametrize("page", [1, 2, 1000])
async def test_the_journal_is_told_whole_over_all_its_pages(house, client, monkeypatch, page):
    monkeypatch.setattr("dashboard_api.routes_exports._PAGE", page)
    house.judge(CHINESE)
    house.judge("T1:HH")
    house.judge(CHINESE, active=False)
    listed = (await client.get(f"{API}/journal")).json()["items"]

    head, *lines = read_csv((await client.get(f"{API}/exports/journal")).content)

    assert [line[0] for line in lines] == [str(row["seq"]) for row in listed]
    events = [line[head.index("事件 event")] for line in lines]
    assert events == ["报警 raised", "报警 raised", "恢复 returned"]
    one = read_csv((await client.get(f"{API}/exports/journal?alarm=T1%3AHH")).content)
    assert len(one) == 2


async def test_both_are_workbooks_as_well(house, client):
    house.judge(CHINESE, value=91.5)
    for name in ("alarms", "journal"):
        answer = await client.get(f"{API}/exports/{name}?format=xlsx")
        assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
        assert CHINESE in {cell for row in read_workbook(answer.content) for cell in row}


async def test_a_workbook_that_nobody_could_open_is_refused(house, client, monkeypatch):
    monkeypatch.setattr("dashboard_api.routes_exports._PAGE", 1)
    monkeypatch.setattr("dashboard_api.export_files.MOST_IN_A_WORKBOOK", 1)
    house.judge(CHINESE)
    house.judge("T1:HH")
    answer = await client.get(f"{API}/exports/journal?format=xlsx")
    assert answer.status_code == 422
    check("Problem", answer.json())
    assert "CSV" in answer.json()["detail"]


async def test_a_journal_that_is_away_is_503_and_no_file(house, client, monkeypatch):
    async def away(_):
        raise UnavailableError("no route")

    monkeypatch.setattr(house.journal, "read", away)
    assert (await client.get(f"{API}/exports/journal")).status_code == 503


async def test_nobody_exports_who_may_not_read(stranger, as_):
    assert (await as_("甲方", "GET", f"{API}/exports/alarms")).status_code == 403
    stranger.headers.pop("Authorization", None)
    assert (await stranger.get(f"{API}/exports/journal")).status_code == 401
