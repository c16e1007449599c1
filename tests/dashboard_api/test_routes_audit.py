"""The audit log by REST: pages, questions, files, and that reading it is on record, too."""

import pytest

from alerting.journal_errors import JournalUnavailableError
from dashboard_api.audit import Act
from tests.dashboard_api.house import NOON
from tests.dashboard_api.schema import check
from tests.dashboard_api.test_sheet import read_csv, read_workbook

API = "/api/v1"


@pytest.fixture
def told(house):
    acts = [
        Act(at=NOON + number, actor=actor, action="ack", object=thing, outcome="ok", detail="=1+1")
        for number, (actor, thing) in enumerate(
            [("op", "T1:HH"), ("leader", "T1:HH"), ("op", "液位LT-9:HH")]
        )
    ]
    house.audit.store.append(acts)
    return acts


async def test_rows_come_newest_first_page_by_page_to_the_last(client, told):
    pages, cursor = [], ""
    while cursor is not None:
        answer = await client.get(f"{API}/audit?action=ack&limit=2{cursor}")
        check("AuditPage", answer.json())
        pages.append([row["object"] for row in answer.json()["items"]])
        cursor = answer.json()["next"]
        cursor = cursor and f"&cursor={cursor}"
    assert pages == [["液位LT-9:HH", "T1:HH"], ["T1:HH"]]


@pytest.mark.parametrize(
    ("question", "objects"),
    [
        ("actor=op", ["液位LT-9:HH", "T1:HH"]),
        ("object=T1%3AHH", ["T1:HH", "T1:HH"]),
        (f"actor=op&from={NOON + 1}", ["液位LT-9:HH"]),
        (f"action=ack&to={NOON + 1}", ["T1:HH"]),
        ("actor=nobody", []),
    ],
)
async def test_questions_narrow_it(client, told, question, objects):
    answer = await client.get(f"{API}/audit?{question}")
    assert [row["object"] for row in answer.json()["items"]] == objects


async def test_it_is_a_file_as_well_and_no_cell_becomes_a_formula(client, told):
    answer = await client.get(f"{API}/exports/audit?action=ack")
    assert "hazardwatch-audit.csv" in answer.headers["Content-Disposition"]
    head, *lines = read_csv(answer.content)
    assert [line[head.index("账户 actor")] for line in lines] == ["op", "leader", "op"]
    assert {line[head.index("说明 detail")] for line in lines} == {"'=1+1"}
    book = await client.get(f"{API}/exports/audit?action=ack&format=xlsx")
    assert {"op", "leader"} <= {cell for row in read_workbook(book.content) for cell in row}


async def test_reading_it_is_on_record_and_whoever_has_no_right_is_refused(as_, told):
    assert (await as_("guest", "GET", f"{API}/audit")).status_code == 403
    rows = (await as_("admin", "GET", f"{API}/audit")).json()["items"]
    assert (rows[0]["actor"], rows[0]["action"], rows[0]["outcome"]) == (
        "guest", "GET /audit", "403",
    )  # fmt: skip
    (mine, *_) = (await as_("admin", "GET", f"{API}/audit?actor=admin")).json()["items"]
    assert (mine["action"], mine["outcome"]) == ("GET /audit", "200")


@pytest.mark.parametrize("path", ["audit", "exports/audit"])
async def test_a_log_that_is_away_is_told(house, client, monkeypatch, path):
    def refuse(_):
        raise JournalUnavailableError("away\n[SQL: SELECT]")

    monkeypatch.setattr(house.audit.store, "read", refuse)
    answer = await client.get(f"{API}/{path}")
    assert answer.status_code == 503
    check("Problem", answer.json())
    assert answer.json()["detail"] == "away"


@pytest.mark.parametrize("question", ["from=yesterday", "cursor=x", "limit=0", "from=2&to=1"])
async def test_what_makes_no_sense_is_refused(client, question):
    assert (await client.get(f"{API}/audit?{question}")).status_code == 422
