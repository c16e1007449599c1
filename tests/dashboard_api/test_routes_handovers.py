"""Shift handovers over REST: drafted, noted, signed by two, read and printed.

Behind the house stands a real journal, so that what is signed is tied to its rows.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import msgspec
import pytest
from jsonschema import Draft202012Validator

from alerting.journal import Journal
from dashboard_api import handover_wire
from dashboard_api.ports import TooManyEntriesError, UnavailableError
from hazardwatch.handover_desk import LiveHandovers
from ingest.frame import Reason
from plant.condition import Priority
from tests.alerting.handover_park import HOUR, make_house
from tests.dashboard_api.house import NOON, PASSWORD, MemoryJournal
from tests.dashboard_api.schema import check

API = "/api/v1/handovers"
SECOND = {"username": "leader", "password": PASSWORD}
DAY = {"shift": "day", "date": "2025-11-24"}
"""The house's noon is midnight in Beijing: the day shift has been over for four hours."""
END = NOON - 4 * HOUR
BY_HAND = {"from": NOON - 12 * HOUR, "to": NOON + HOUR // 2}


class KeptJournal(MemoryJournal):
    """The house's journal, and beside it the real one to which handovers are tied."""

    def __init__(self, journal):
        super().__init__()
        self.real = journal

    def append(self, entries):
        entries = super().append(entries)
        self.real.append(entries)
        return entries


@pytest.fixture
def journal(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path}/journal.sqlite")
    yield journal
    journal.close()


@pytest.fixture
def house(journal):
    house = make_house()
    house.journal = KeptJournal(journal)
    with ThreadPoolExecutor(1) as writer:
        handovers = LiveHandovers(journal, writer)
        house.ports = replace(house.ports, journal=house.journal, handovers=handovers)
        yield house


@pytest.fixture
def as_(stranger, token_of):
    """The client of somebody."""

    def log_in(name):
        stranger.headers["Authorization"] = f"Bearer {token_of(name)}"
        return stranger

    return log_in


async def draft(client, body=BY_HAND, **more):
    answer = await client.post(API, json={**body, **more})
    assert answer.status_code == 200, answer.text
    return keep_to(handover_wire.HandoverRow, answer.json())


async def sign(client, row, side, **more):
    given = {"version": row["version"]} | ({"second": SECOND} if side == "incoming" else {})
    body = {"side": side, **given, **more}
    return await client.post(f"{API}/{row['id']}/sign", json=body)


async def remark(client, row, kind, words="V-3 待修", **more):
    body = {"kind": kind, "words": words, **more}
    return await client.post(f"{API}/{row['id']}/remark", json=body)


def keep_to(kind, body):
    Draft202012Validator(msgspec.json.schema(kind)).validate(body)
    return body


def find_section(row, name):
    return next(one for one in row["sections"] if one["id"] == name)


async def test_a_handover_is_drafted_noted_signed_by_two_and_sealed(house, as_):
    client = as_("op")
    house.judge("T1:HH")
    row = await draft(client)
    assert (row["stage"], row["version"], row["lacks"]) == ("drafted", 1, "outgoing")
    assert find_section(row, "standing")["lines"][0]["cells"][1]["small"] == "T1:HH"
    row = (await remark(client, row, "noted", section="standing")).json()
    row = (await sign(client, row, "outgoing")).json()
    assert (row["stage"], row["outgoing"]["by"], row["lacks"]) == ("signed", "op", "incoming")
    await remark(client, row, "asked")
    row = (await remark(client, row, "answered", "明早")).json()
    answer = await sign(client, row, "incoming")
    row = keep_to(handover_wire.HandoverRow, answer.json())
    assert (row["stage"], row["incoming"]["by"], row["lacks"]) == ("sealed", "leader", "")
    assert [(one["kind"], one["by"]) for one in row["said"]] == [
        ("noted", "op"),
        ("asked", "op"),
        ("answered", "op"),
    ]
    assert answer.headers["ETag"].startswith(f'"{row["version"]}-')
    refused = await remark(client, row, "remarked")
    assert (refused.status_code, refused.json()["detail"]) == (409, "sealed")


async def test_the_page_stays_as_it_was_whatever_happens_afterwards(house, as_):
    client = as_("op")
    house.judge("T1:HH")
    row = await draft(client)
    house.judge("T1:HH", active=False)
    house.judge("T2:HH")
    again = (await client.get(f"{API}/{row['id']}")).json()
    assert again == row


async def test_a_page_is_tied_to_the_row_of_the_journal_up_to_which_it_tells(house, as_, journal):
    house.judge("T1:HH")
    house.judge("T2:HH")
    row = await draft(as_("op"))
    assert (row["seq"], row["journal"]) == (2, house.hub.alarms.epoch)
    house.judge("T3:HH")
    assert journal.read()[-1].previous == row["digest"]


async def test_a_draft_is_made_anew_and_the_old_one_stays(house, as_):
    client = as_("op")
    first = await draft(client)
    signed = (await sign(client, first, "outgoing")).json()
    house.judge("T1:HH")
    stale = await client.post(API, json={**BY_HAND, "version": first["version"]})
    assert stale.status_code == 412
    second = await draft(client, version=signed["version"])
    assert (second["edition"], second["stage"], second["outgoing"]) == (2, "drafted", None)
    old = (await client.get(f"{API}/{first['id']}?edition=1")).json()
    assert (old["shown"], old["sections"]) == (1, first["sections"])
    assert (await client.get(f"{API}/{first['id']}?edition=3")).status_code == 404


async def test_what_is_sealed_is_not_drafted_anew_and_no_figures_are_counted_for_it(
    house, as_, monkeypatch
):
    client = as_("op")
    row = (await sign(client, await draft(client), "outgoing")).json()
    await sign(client, row, "incoming")
    counted = []
    monkeypatch.setattr(house.journal, "report", counted.append)
    answer = await client.post(API, json=BY_HAND)
    assert (answer.status_code, answer.json()["detail"]) == (409, "sealed")
    assert counted == []


async def test_one_signs_what_one_has_read(house, as_):
    client = as_("op")
    row = await draft(client)
    await remark(client, row, "noted")
    assert (await sign(client, row, "outgoing")).status_code == 412
    path, body = f"{API}/{row['id']}/sign", {"side": "outgoing", "version": 2}
    stale = await client.post(path, json=body, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    unread = await client.post(path, json={"side": "outgoing"})
    assert unread.status_code == 422
    assert (await client.post(path, json=body, headers={"If-Match": '"2"'})).status_code == 200


@pytest.mark.parametrize(
    ("second", "status", "detail"),
    [
        ({"username": "op", "password": PASSWORD}, 409, "same_person"),
        ({"username": "leader", "password": "guess"}, 403, None),
        ({"username": "nobody", "password": PASSWORD}, 403, None),
        ({"username": "guest", "password": PASSWORD}, 403, None),
        ({"username": "fitter", "password": PASSWORD}, 403, None),
        ({"username": "admin", "password": PASSWORD}, 200, None),
    ],
)
async def test_who_takes_over_is_another_one_with_the_same_right(as_, second, status, detail):
    client = as_("op")
    row = (await sign(client, await draft(client), "outgoing")).json()
    answer = await sign(client, row, "incoming", second=second)
    assert answer.status_code == status
    if detail:
        assert answer.json()["detail"] == detail


async def test_who_takes_over_may_do_so_at_a_desk_of_his_own(as_):
    row = (await sign(as_("op"), await draft(as_("op")), "outgoing")).json()
    answer = await sign(as_("leader"), row, "incoming")
    assert answer.json()["incoming"]["by"] == "leader"


@pytest.mark.parametrize("side", ["outgoing", "incoming"])
async def test_a_password_is_given_by_who_takes_over_and_by_nobody_else(as_, side):
    client = as_("op")
    row = await draft(client)
    second = None if side == "incoming" else SECOND
    assert (await sign(client, row, side, second=second)).status_code == 422


async def test_nobody_takes_over_before_anybody_has_handed_over(as_):
    client = as_("op")
    row = await draft(client)
    answer = await sign(client, row, "incoming")
    assert (answer.status_code, answer.json()["detail"]) == (409, "not_handed_over")


async def test_a_page_of_the_morning_is_not_signed_in_the_evening(house, as_):
    client = as_("op")
    row = await draft(client, {"from": NOON - HOUR, "to": NOON + 2 * HOUR})
    house.time += 2 * HOUR
    answer = await sign(client, row, "outgoing")
    assert (answer.status_code, answer.json()["detail"]) == (409, "too_early")


@pytest.mark.parametrize(
    ("name", "status"), [("guest", (403, 403, 403)), ("fitter", (403, 403, 200))]
)
async def test_who_has_no_right_is_told_so(as_, name, status):
    row = await draft(as_("op"))
    client = as_(name)
    drafted = await client.post(API, json=BY_HAND)
    signed = await sign(client, row, "outgoing")
    noted = await remark(client, row, "noted")
    assert (drafted.status_code, signed.status_code, noted.status_code) == status
    assert (await client.get(f"{API}/{row['id']}")).status_code == 200


async def test_who_is_not_logged_in_sees_nothing(stranger):
    for path in ("", "/missing", "/x", "/x/page"):
        assert (await stranger.get(f"{API}{path}")).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"shift": "day"},
        {"shift": "noon", "date": "2025-11-24"},
        {"shift": "day", "date": "2025-13-24"},
        {"shift": "day", "date": "24.11.2025"},
        {"shift": "day", "date": "9999-12-31"},
        {"shift": "day", "date": "2025-11-24", "from": 1, "to": 2},
        {"from": 5, "to": 5},
        {"from": 5},
        {"shift": "day", "date": "2025-11-25"},
        {"from": NOON, "to": NOON + 1},
    ],
)
async def test_what_can_not_be_handed_over_is_refused(as_, body):
    answer = await as_("op").post(API, json=body)
    assert answer.status_code == 422
    check("Problem", answer.json())


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "shouted", "words": "x"},
        {"kind": "noted", "words": ""},
        {"kind": "noted", "words": "x" * 4001},
    ],
)
async def test_words_that_can_not_be_meant_are_refused(as_, body):
    client = as_("op")
    row = await draft(client)
    answer = await client.post(f"{API}/{row['id']}/remark", json=body)
    assert answer.status_code == 422
    for more, word in (({"words": " \n"}, "words_missing"), ({"section": "x"}, "unknown_section")):
        refused = await remark(client, row, "noted", **more)
        assert (refused.status_code, refused.json()["detail"]) == (409, word)


async def test_a_repeated_request_acts_once(as_):
    client = as_("op")
    client.headers["Idempotency-Key"] = "k1"
    first, second = await draft(client), await draft(client)
    assert first == second
    assert first["edition"] == 1


async def test_what_there_is_not_is_not_found(as_):
    client = as_("op")
    for path in ("2025-11-24.day", "1-2", "%E4%B8%80"):
        assert (await client.get(f"{API}/{path}")).status_code == 404
        assert (await client.get(f"{API}/{path}/page")).status_code == 404
        sign_body = {"side": "outgoing", "version": 1}
        assert (await client.post(f"{API}/{path}/sign", json=sign_body)).status_code == 404
    assert (await client.get(f"{API}/a%00b")).status_code == 422


async def test_a_shift_has_its_name_and_its_times_by_the_plant(as_):
    row = await draft(as_("op"), DAY)
    assert (row["id"], row["name"]) == ("2025-11-24.day", {"zh": "白班", "en": "Day shift"})
    assert (row["from"], row["to"], row["due"]) == (END - 12 * HOUR, END, END + HOUR // 2)
    row = (await sign(as_("op"), row, "outgoing")).json()
    assert row["outgoing"]["by"] == "op"


async def test_handovers_are_listed_page_by_page_without_their_pages(as_):
    client = as_("op")
    for body in (DAY, BY_HAND, DAY):
        await draft(client, body)
    seen, cursor = [], ""
    while cursor is not None:
        answer = await client.get(f"{API}?limit=1" + (f"&cursor={cursor}" if cursor else ""))
        body = keep_to(handover_wire.HandoverPage, answer.json())
        seen += body["items"]
        cursor = body["next"]
    assert [(one["date"], one["edition"]) for one in seen] == [("", 1), ("2025-11-24", 2)]
    assert (await client.get(f"{API}?cursor=eHg")).status_code == 422


async def test_a_shift_that_nobody_or_one_alone_has_signed_is_missing(house, as_):
    client = as_("op")
    house.time = END - 30 * HOUR
    house.judge("T1:HH")  # from here on the platform has been watching
    house.time = NOON

    async def list_missing(**query):
        answer = await client.get(f"{API}/missing", params=query)
        body = keep_to(handover_wire.MissingHandoverPage, answer.json())
        return [(one["id"], one["lacks"]) for one in body["items"]]

    assert await list_missing() == [
        *(("2025-11-24.day", "draft"), ("2025-11-23.night", "draft")),
    ]
    row = await draft(client, DAY)
    assert (await list_missing())[0] == ("2025-11-24.day", "outgoing")
    row = (await sign(client, row, "outgoing")).json()
    assert (await list_missing())[0] == ("2025-11-24.day", "incoming")
    await sign(client, row, "incoming")
    assert await list_missing() == [("2025-11-23.night", "draft")]
    assert await list_missing(to=END - 12 * HOUR - 1) == []
    too_long = await client.get(f"{API}/missing", params={"from": 0})
    assert too_long.status_code == 422


async def test_the_shifts_of_the_last_day_are_told_whether_anybody_handed_them_over_or_not(as_):
    client = as_("op")
    body = (await client.get(f"{API}/shifts")).json()
    keep_to(handover_wire.HandoverShiftPage, body)
    assert [one["id"] for one in body["items"]] == [
        "2025-11-24.night",
        "2025-11-24.day",
        "2025-11-23.night",
    ]
    day = body["items"][1]
    assert (day["name"], day["shift"], day["date"]) == (
        {"zh": "白班", "en": "Day shift"},
        "day",
        "2025-11-24",
    )
    assert (day["from"], day["to"]) == (END - 12 * HOUR, END)
    assert (day["signable_from"], day["due"]) == (END - HOUR, END + HOUR // 2)
    row = await draft(client, DAY)
    assert (row["signable_from"], row["due"]) == (day["signable_from"], day["due"])


@pytest.mark.parametrize(
    "query", [{"from": 0}, {"from": 10**15 - 1, "to": 10**15 - 1}, {"to": 10**15 - 1, "from": 1}]
)
async def test_shifts_of_no_time_or_of_too_long_a_one_are_refused(as_, query):
    assert (await as_("op").get(f"{API}/shifts", params=query)).status_code == 422


async def test_the_shifts_of_a_time_beyond_the_calendar_are_refused(as_):
    query = {"from": 10**15 - 2, "to": 10**15 - 1}
    assert (await as_("op").get(f"{API}/shifts", params=query)).status_code == 422


async def test_where_nothing_was_ever_watched_nothing_is_missing(as_):
    assert (await as_("op").get(f"{API}/missing")).json()["items"] == []


async def test_the_page_prints_with_both_signatures_and_without_scripts(house, as_):
    client = as_("op")
    house.judge("T1:HH", priority=Priority.CRITICAL)
    row = await draft(client)
    row = (await remark(client, row, "noted", "<script>", section="standing")).json()
    row = (await sign(client, row, "outgoing")).json()
    page = await client.get(f"{API}/{row['id']}/page")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for words in ("交接班记录", "T1 高高限报警", "&lt;script&gt;", "关闭进料阀", "交班人"):
        assert words in page.text
    assert "<script" not in page.text


@pytest.mark.parametrize("error", [TooManyEntriesError("x"), UnavailableError("x")])
async def test_figures_that_can_not_be_had_keep_nobody_from_handing_over(
    house, as_, monkeypatch, error
):
    async def fail(_):
        raise error

    monkeypatch.setattr(house.journal, "report", fail)
    row = await draft(as_("op"))
    assert "无法判断" in find_section(row, "figures")["note"]["zh"]


async def test_what_the_platform_sees_of_itself_is_told(house, as_):
    house.well = False
    house.refuse(b"x", reason=Reason.UNPARSABLE)
    house.bank.board.stale[0] = True
    row = await draft(as_("op"))
    assert [line["cells"][1]["zh"] for line in find_section(row, "platform")["lines"]] == [
        "no route"
    ]
    assert [line["cells"][0]["zh"] for line in find_section(row, "gateways")["lines"]] == ["G2"]
    assert find_section(row, "stale")["lines"][0]["cells"][3]["zh"] == "T1"


async def test_a_journal_that_is_away_is_said_to_be(house, as_, tmp_path):
    client = as_("op")
    row = await draft(client)

    async def fail(*_, **__):
        raise UnavailableError("the journal is away")

    class Away:
        def __getattr__(self, _):
            return fail

    house.ports = replace(house.ports, handovers=Away())
    client._transport.app.state.desk = replace(client._transport.app.state.desk, ports=house.ports)
    for call in (
        client.get(API),
        client.get(f"{API}/missing"),
        client.get(f"{API}/{row['id']}"),
        client.post(API, json=BY_HAND),
        sign(client, row, "outgoing"),
        remark(client, row, "noted"),
    ):
        assert (await call).status_code == 503
