"""What the adapter makes of a server's answers, told by a stub that is none.

What a real engine does is in ``tests/real/test_influxdb.py``.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from historian.influxdb import LINES_A_WRITE, WRITES_AT_ONCE, InfluxHistorian
from historian.port import HistorianRefusedError, HistorianUnavailableError
from historian.victoria_metrics import SERVER_HEADER
from plant.reading import ReadingBatch
from tests.historian.influxdb_stub import InfluxStub, complain, run_stub
from tests.historian.port_contract import NOON, TAGS, UPTO, readings


@pytest.fixture
async def stub() -> AsyncIterator[InfluxStub]:
    async with run_stub() as stub:
        yield stub


@pytest.fixture
async def historian(stub: InfluxStub, tmp_path: Path) -> AsyncIterator[InfluxHistorian]:
    historian = InfluxHistorian(
        stub.url,
        "park",
        org="taixing",
        token="secret",
        position_file=tmp_path / "position.json",
        timeout_s=0.5,
    )
    await historian.open(TAGS)
    yield historian
    await historian.close()


BATCH = readings((0, NOON, 1.0), (1, NOON, 2.0), (2, NOON, 3.0))


async def test_writes_bytes_with_token_bucket_and_precision(stub, historian):
    await historian.append(BATCH, UPTO)
    assert stub.stored[0] == f"reading,point=E1.LT-101 value=1.0,quality=0i {NOON}"
    assert stub.headers["Authorization"] == "Token secret"
    assert (stub.headers["bucket"], stub.headers["org"]) == ("park", "taixing")
    assert stub.headers["precision"] == "ms"
    assert await historian.open(TAGS) == UPTO
    assert historian.counts.written == 3


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_rights_and_bucket_are_for_a_person(stub, historian, status):
    stub.answer = lambda _lines: complain(status, "unauthorized access")
    with pytest.raises(HistorianRefusedError, match="unauthorized"):
        await historian.append(BATCH, UPTO)
    with pytest.raises(HistorianRefusedError):
        await historian.last()
    assert await historian.open(TAGS) is None


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_busy_is_for_trying_again_when_the_server_says(stub, historian, status):
    stub.answer = lambda _lines: complain(status, **{"Retry-After": "17"})
    with pytest.raises(HistorianUnavailableError) as caught:
        await historian.append(BATCH, UPTO)
    assert caught.value.retry_after_s == 17
    with pytest.raises(HistorianUnavailableError):
        await historian.read(TAGS[0], 0, 1)
    assert await historian.open(TAGS) is None


async def test_a_retry_after_with_a_date_is_no_number(stub, historian):
    date = {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}
    stub.answer = lambda _lines: complain(503, **date)
    with pytest.raises(HistorianUnavailableError) as caught:
        await historian.append(BATCH, UPTO)
    assert caught.value.retry_after_s is None


async def test_a_server_that_hangs_is_unavailable(stub, historian):
    stub.hangs = True
    with pytest.raises(HistorianUnavailableError):
        await historian.append(BATCH, UPTO)
    assert await historian.open(TAGS) is None


async def test_a_yes_that_is_lost_on_the_way_is_asked_for_again_and_counts_once(stub, historian):
    stub.cuts = True
    with pytest.raises(HistorianUnavailableError):
        await historian.append(BATCH, UPTO)
    assert await historian.open(TAGS) is None
    stub.cuts = False
    await historian.append(BATCH, UPTO)
    first, again = stub.stored[:3], stub.stored[3:]
    assert first == again, "the same points, which a store by tag and time keeps once"
    assert await historian.open(TAGS) == UPTO
    assert historian.counts.written == 3


@pytest.mark.parametrize("status", [400, 413])
async def test_a_bad_line_is_found_given_up_alone_and_logged(stub, historian, status):
    def answer(lines):
        bad = [line for line in lines if "value=13.0" in line]
        return complain(status, f"unable to parse {bad[0]}") if bad else web.Response(status=204)

    stub.answer = answer
    batch = ReadingBatch.of([0] * 100, range(NOON, NOON + 100), [float(i) for i in range(100)])
    with capture_logs() as logged:
        await historian.append(batch, UPTO)
    assert len(stub.stored) == 99
    assert historian.given_up == 1
    assert "unable to parse" in historian.counts.complaint
    assert stub.requests < 20
    (told,) = logged
    assert told["event"] == "historian will not have readings"
    assert "value=13.0" in told["lines"], "a person can read which reading is missing"
    assert await historian.open(TAGS) == UPTO


async def test_when_no_line_is_good_it_is_not_the_lines(stub, historian):
    stub.answer = lambda _lines: complain(400, "everything is wrong")
    batch = ReadingBatch.of([0] * 4000, range(4000), [1.0] * 4000)
    with pytest.raises(HistorianRefusedError, match="everything is wrong"):
        await historian.append(batch, UPTO)
    assert stub.requests < 2000
    assert await historian.open(TAGS) is None


async def test_points_the_server_rejects_are_counted_and_logged(stub, historian):
    message = "failure writing points to database: partial write: points beyond retention policy"
    stub.answer = lambda _lines: complain(422, f"{message} dropped=2")
    with capture_logs() as logged:
        await historian.append(BATCH, UPTO)
    assert [(told["count"], told["status"]) for told in logged] == [(2, 422)]
    assert historian.counts.given_up == 2
    stub.answer = lambda _lines: complain(422, "rejected")
    await historian.append(BATCH, UPTO)
    assert historian.counts.given_up == 5
    assert stub.requests == 2, "what was rejected once will be again"
    assert await historian.open(TAGS) == UPTO


async def test_a_long_batch_goes_in_several_writes_but_never_more_than_bounded(stub, historian):
    count = LINES_A_WRITE * (WRITES_AT_ONCE + 2) + 1
    batch = ReadingBatch.of([0] * count, range(count), [1.0] * count)
    await historian.append(batch, UPTO)
    assert len(set(stub.stored)) == count
    assert stub.requests == WRITES_AT_ONCE + 3
    assert stub.most_together <= WRITES_AT_ONCE


async def test_one_part_that_must_wait_makes_the_batch_wait(stub, historian):
    stub.answer = lambda _lines: complain(404) if stub.requests == 1 else complain(503)
    count = LINES_A_WRITE * 2
    batch = ReadingBatch.of([0] * count, range(count), [1.0] * count)
    with pytest.raises(HistorianUnavailableError):
        await historian.append(batch, UPTO)


async def test_bad_lines_anywhere_in_any_number_are_found(stub, historian):
    bad = {0, 1, 57, 4095, 4998, 4999}
    values = [-float(place) if place in bad else float(place) + 1 for place in range(5000)]
    values[0] = -0.5

    def answer(lines):
        wrong = any("value=-" in line for line in lines)
        return complain(400, "unable to parse") if wrong else web.Response(status=204)

    stub.answer = answer
    await historian.append(ReadingBatch.of([0] * 5000, range(NOON, NOON + 5000), values), UPTO)
    assert historian.given_up == len(bad)
    assert len(set(stub.stored)) == len(stub.stored) == 5000 - len(bad)


ANSWER = '{"results":[{"series":[{"name":"databases","columns":["name"],"values":[["x"]]}]}]}'


@pytest.mark.parametrize("text", ["<html>a login page</html>", ANSWER])
async def test_an_answer_that_is_none_is_refused(stub, historian, text):
    stub.answer = lambda _lines: web.Response(text=text)
    with pytest.raises(HistorianRefusedError, match="not an answer"):
        await historian.last()


async def test_an_answer_that_does_not_say_whose_readings_they_are_is_refused(stub, historian):
    series = {"name": "reading", "columns": ["time", "value", "quality"], "values": [[1, 2.0, 0]]}
    stub.answer = lambda _lines: web.json_response({"results": [{"series": [series]}]})
    with pytest.raises(HistorianRefusedError, match="by tag"):
        await historian.last()


def victoria(text: str = "", status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, headers={SERVER_HEADER: "vm"})


SAFE = '-dedup.minScrapeInterval="1ms"\n'


async def test_an_unsafe_victoria_metrics_gets_nothing(stub, historian):
    await historian.close()
    stub.flags = lambda: victoria(SAFE + '-precisionBits="8"\n')
    fresh = InfluxHistorian(stub.url, "park", position_file=Path("unused"))
    with pytest.raises(HistorianRefusedError, match="-precisionBits 须为 64"):
        await fresh.open(TAGS)
    with pytest.raises(HistorianRefusedError, match="precisionBits"):
        await fresh.append(BATCH, UPTO)
    with pytest.raises(HistorianRefusedError, match="precisionBits"):
        await fresh.last()
    assert stub.requests == stub.queries == 0
    await fresh.close()


async def test_a_victoria_metrics_is_written_and_never_asked(stub, tmp_path):
    stub.flags = lambda: victoria(SAFE)
    fresh = InfluxHistorian(stub.url, "park", position_file=tmp_path / "position.json")
    assert await fresh.open(TAGS) is None
    await fresh.append(BATCH, UPTO)
    with pytest.raises(HistorianRefusedError, match="没有 InfluxQL"):
        await fresh.read(TAGS[0], NOON, NOON + 1)
    assert (stub.requests, stub.queries, fresh.server) == (1, 0, "VictoriaMetrics")
    await fresh.close()


async def test_who_answers_is_asked_again_after_each_absence(stub, historian):
    assert stub.meetings == 1
    await historian.append(BATCH, UPTO)
    assert stub.meetings == 1
    stub.cuts = True
    with pytest.raises(HistorianUnavailableError):
        await historian.append(BATCH, UPTO)
    stub.cuts, stub.flags = False, lambda: victoria('-precisionBits="8"\n')
    with pytest.raises(HistorianRefusedError, match="precisionBits"):
        await historian.append(BATCH, UPTO)
    assert stub.requests == 2


async def test_a_server_that_is_not_ready_when_it_is_met_is_unavailable(stub, tmp_path):
    stub.flags = lambda: complain(503, "starting", **{"Retry-After": "5"})
    fresh = InfluxHistorian(stub.url, "park", position_file=tmp_path / "position.json")
    with pytest.raises(HistorianUnavailableError) as caught:
        await fresh.open(TAGS)
    assert caught.value.retry_after_s == 5
    await fresh.close()


async def test_a_name_that_line_protocol_cannot_hold_is_refused_at_once(historian):
    with pytest.raises(HistorianRefusedError, match="backslash"):
        await historian.open(("a\\",))


async def test_nothing_is_asked_of_a_closed_historian(tmp_path):
    historian = InfluxHistorian("http://127.0.0.1:1", "park", position_file=tmp_path / "position")
    with pytest.raises(HistorianUnavailableError, match="not open"):
        await historian.append(BATCH, UPTO)
    with pytest.raises(HistorianUnavailableError, match="not open"):
        await historian.last()
    await historian.close()
