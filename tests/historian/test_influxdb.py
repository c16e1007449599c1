"""What the adapter makes of a server's answers, told by a stub.

The stub is no InfluxDB: it answers what InfluxDB v2's documented contract says of each status
("Troubleshoot issues writing data"), for which there is no server here. What a real engine does
is in ``tests/real/test_influxdb.py``.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp import web

from historian.influxdb import LINES_A_WRITE, WRITES_AT_ONCE, InfluxHistorian
from historian.port import HistorianRefusedError, HistorianUnavailableError
from plant.reading import ReadingBatch
from tests.historian.port_contract import NOON, TAGS, UPTO, readings
from tests.real.influxdb import serving


class Stub:
    """A server whose answer to a write is chosen by the test."""

    def __init__(self) -> None:
        self.url = ""
        self.answer: Callable[[list[str]], web.Response] = lambda _lines: web.Response(status=204)
        self.stored: list[str] = []
        self.requests = 0
        self.headers: dict[str, str] = {}
        self.together = self.most_together = 0

    async def write(self, request: web.Request) -> web.Response:
        self.requests += 1
        self.headers = {**request.headers, **request.query}
        self.together += 1
        self.most_together = max(self.together, self.most_together)
        lines = (await request.text()).splitlines()
        answer = self.answer(lines)
        if answer.status == 204:
            self.stored += lines
        self.together -= 1
        return answer

    async def query(self, request: web.Request) -> web.Response:
        self.headers = {**request.headers, **request.query}
        return self.answer([])


def complain(status: int, message: str = "no", **headers: str) -> web.Response:
    code = "internal error"
    return web.json_response({"code": code, "message": message}, status=status, headers=headers)


@pytest.fixture
async def stub() -> AsyncIterator[Stub]:
    stub = Stub()
    application = web.Application(client_max_size=64 << 20)
    application.router.add_post("/api/v2/write", stub.write)
    application.router.add_get("/query", stub.query)
    async with serving(application) as stub.url:
        yield stub


@pytest.fixture
async def historian(stub: Stub, tmp_path: Path) -> AsyncIterator[InfluxHistorian]:
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
    never = asyncio.Event()

    async def hang(_request):
        await never.wait()

    application = web.Application()
    application.router.add_post("/api/v2/write", hang)
    async with serving(application) as url:
        historian._client.api_client.configuration.host = url
        with pytest.raises(HistorianUnavailableError):
            await historian.append(BATCH, UPTO)
        never.set()


@pytest.mark.parametrize("status", [400, 413])
async def test_a_bad_line_is_found_and_given_up_alone(stub, historian, status):
    def answer(lines):
        bad = [line for line in lines if "value=13.0" in line]
        return complain(status, f"unable to parse {bad[0]}") if bad else web.Response(status=204)

    stub.answer = answer
    batch = ReadingBatch.of([0] * 100, range(NOON, NOON + 100), [float(i) for i in range(100)])
    await historian.append(batch, UPTO)
    assert len(stub.stored) == 99
    assert historian.counts.given_up == 1
    assert "unable to parse" in historian.counts.complaint
    assert stub.requests < 20
    assert await historian.open(TAGS) == UPTO


async def test_when_no_line_is_good_it_is_not_the_lines(stub, historian):
    stub.answer = lambda _lines: complain(400, "everything is wrong")
    batch = ReadingBatch.of([0] * 4000, range(4000), [1.0] * 4000)
    with pytest.raises(HistorianRefusedError, match="everything is wrong"):
        await historian.append(batch, UPTO)
    assert stub.requests < 2000
    assert await historian.open(TAGS) is None


async def test_points_the_server_rejects_are_counted(stub, historian):
    message = "failure writing points to database: partial write: points beyond retention policy"
    stub.answer = lambda _lines: complain(422, f"{message} dropped=2")
    await historian.append(BATCH, UPTO)
    assert historian.counts.given_up == 2
    stub.answer = lambda _lines: complain(422, "rejected")
    await historian.append(BATCH, UPTO)
    assert historian.counts.given_up == 5
    assert stub.requests == 2


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


async def test_an_answer_that_is_none_is_refused(stub, historian):
    stub.answer = lambda _lines: web.Response(text="<html>a login page</html>")
    with pytest.raises(HistorianRefusedError, match="not an answer"):
        await historian.last()


async def test_a_name_that_line_protocol_cannot_hold_is_refused_at_once(historian):
    with pytest.raises(HistorianRefusedError, match="backslash"):
        await historian.open(("a\\",))


async def test_a_damaged_position_file_sends_everything_again(historian, tmp_path):
    await historian.append(BATCH, UPTO)
    (tmp_path / "position.json").write_text('{"store": ')
    assert await historian.open(TAGS) is None


async def test_nothing_is_asked_of_a_closed_historian(tmp_path):
    historian = InfluxHistorian("http://127.0.0.1:1", "park", position_file=tmp_path / "position")
    with pytest.raises(HistorianUnavailableError, match="not open"):
        await historian.append(BATCH, UPTO)
    with pytest.raises(HistorianUnavailableError, match="not open"):
        await historian.last()
    await historian.close()
