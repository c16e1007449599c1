"""The historian in InfluxDB: written by the official client, read by InfluxQL.

Batches become bytes before the client sees them; its point objects and its batching thread cost
twenty times as much. What the client lacks (its asynchronous half never tries again) is told in
the port's words: unavailable is for the feeder to try again, refused is for a person. What each
answer means is in :mod:`historian.influx_answers`, what stands in for InfluxDB safely in
:mod:`historian.victoria_metrics`; docs/historian.md says which versions were run.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import aiohttp
import numpy as np
import structlog
from influxdb_client.client.influxdb_client_async import InfluxDBClientAsync
from influxdb_client.domain.write_precision import WritePrecision
from influxdb_client.rest import ApiException

from historian import influxql
from historian.influx_answers import Complaint, read_retry_after
from historian.line_protocol import LineEncoder, last_of_each
from historian.port import (
    Bins,
    HistorianRefusedError,
    HistorianUnavailableError,
    Series,
    SpoolPosition,
)
from historian.position_file import PositionFile
from historian.victoria_metrics import SERVER_HEADER, WRITE_ONLY, find_doubtful, find_unsafe
from plant.reading import Instant, ReadingBatch

_log = structlog.get_logger()

_T = TypeVar("_T")

LINES_A_WRITE: Final = 5_000
WRITES_AT_ONCE: Final = 4
SPLITS_A_BATCH: Final = 500
"""Requests spent on looking for bad lines in one batch; if they are so many, it isn't the lines."""

_VICTORIA: Final = "VictoriaMetrics"
_SHOWN: Final = 300
"""Characters of lines given up that go to the log."""


@dataclass(slots=True)
class InfluxCounts:
    """What happened since the start, for metrics and alarms.

    ``written``   lines that the server took
    ``given_up``  lines that it will not have, at most so many; ``complaint`` the newest reason
    """

    written: int = 0
    given_up: int = 0
    complaint: str = ""


class InfluxHistorian:
    """:class:`historian.port.Historian` over a bucket of an InfluxDB 2 server.

    Retention is the bucket's own. ``/query`` must map a database of the bucket's name to it. How
    far the spool was taken up stands in a file beside: InfluxDB keeps a line sent twice once.

    :param position_file: remembers how far the spool was taken up into this very bucket.
    """

    def __init__(
        self,
        url: str,
        bucket: str,
        *,
        position_file: Path,
        org: str = "",
        token: str = "",
        timeout_s: float = 10.0,
    ) -> None:
        self.counts = InfluxCounts()
        self.server = ""
        self._url = url.rstrip("/")
        self._bucket = bucket
        self._org = org
        self._token = token
        self._timeout_s = timeout_s
        # Another bucket begins from the start of the spool.
        self._position = PositionFile(position_file, f"{self._url} {org} {bucket}")
        self._encoder: LineEncoder | None = None
        self._client: Any = None
        self._session: aiohttp.ClientSession | None = None
        self._turns = asyncio.Semaphore(WRITES_AT_ONCE)

    @property
    def given_up(self) -> int:
        """Readings that the server will never have, at most so many."""
        return self.counts.given_up

    async def open(self, tags: tuple[str, ...]) -> SpoolPosition | None:
        """Make ready, and find out what answers at the address.

        :raises HistorianRefusedError: a tag's name can't be written as line protocol, or the
            server would not keep readings as they are.
        """
        unfit = [tag for tag in tags if "\\" in tag]
        if unfit:
            raise HistorianRefusedError(f"InfluxDB can't keep names with a backslash: {unfit}")
        self._encoder = LineEncoder(tags)
        if self._client is None:
            self._client = InfluxDBClientAsync(
                self._url, self._token, self._org, timeout=int(self._timeout_s * 1000)
            )
            self._session = aiohttp.ClientSession(
                headers={"Authorization": f"Token {self._token}"} if self._token else {},
                timeout=aiohttp.ClientTimeout(total=self._timeout_s),
            )
        await self._meet()
        return await asyncio.to_thread(self._position.read)

    async def append(self, batch: ReadingBatch, upto: SpoolPosition) -> None:
        encoder = self._opened(self._encoder)
        await self._meet()
        parts = await asyncio.to_thread(_encode, encoder, batch)
        patience = _Patience(SPLITS_A_BATCH)
        outcomes = await asyncio.gather(
            *(self._write(part, patience) for part in parts), return_exceptions=True
        )
        _raise_worst(outcomes)
        await asyncio.to_thread(self._position.write, upto)

    async def read(self, tag: str, start: Instant, end: Instant) -> Series:
        found = await self._query(influxql.select_range(tag, start, end))
        rows = found[0].values if found else []
        return await asyncio.to_thread(influxql.to_series, rows)

    async def summarise(self, tag: str, start: Instant, end: Instant, bins: int) -> Bins:
        found = await self._query(influxql.select_bins(tag, start, end, bins))
        return influxql.to_bins(found[0].values if found else [], start, end, bins)

    async def last(self) -> dict[str, tuple[Instant, float, int]]:
        found = await self._query(influxql.select_last())
        newest = await asyncio.to_thread(_by_tag, found)
        return {
            tag: (int(series.time[0]), float(series.value[0]), int(series.status[0]))
            for tag, series in newest.items()
        }

    async def window(self, start: Instant, end: Instant) -> dict[str, Series]:
        found = await self._query(influxql.select_range(None, start, end))
        return await asyncio.to_thread(_by_tag, found)

    async def forget(self, before: Instant) -> None:
        """Nothing: the bucket's retention does it, and our token need not be able to delete."""

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None
        if self._session is not None:
            await self._session.close()
            self._session = None

    # Meeting

    async def _meet(self) -> None:
        """Find out what answers at the address, at first and after each time that nothing did."""
        if self.server:
            return
        status, headers, body = await self._get("/flags", {})
        if SERVER_HEADER in headers:
            flags = body.decode(errors="replace")
            if unsafe := find_unsafe(status, flags):
                raise HistorianRefusedError(f"VictoriaMetrics: {'; '.join(unsafe)}")
            if doubtful := find_doubtful(flags):
                _log.warning("VictoriaMetrics", why=doubtful)
            self.server = _VICTORIA
        elif status == 429 or status >= 500:
            wait = read_retry_after(headers.get("Retry-After"))
            raise Complaint(status, body.decode(errors="replace"), wait).blame()
        else:
            self.server = f"InfluxDB {headers.get('X-Influxdb-Version', '')}".strip()

    # Writing

    async def _write(self, lines: bytes, patience: "_Patience") -> None:
        """Write lines; of those that the server can't read, find and give up just the bad ones."""
        count = lines.count(b"\n") + 1
        async with self._turns:
            complaint = await self._post(lines)
        if complaint is None:
            self.counts.written += count
        elif complaint.partial:
            self._give_up(complaint.dropped or count, complaint, lines)
        elif not complaint.splits:
            raise complaint.blame()
        elif count == 1:
            self._give_up(1, complaint, lines)
        else:
            patience.spend(complaint)
            for half in _halve(lines):
                await self._write(half, patience)

    async def _post(self, lines: bytes) -> Complaint | None:
        try:
            await (
                self._opened(self._client)
                .write_api()
                .write(self._bucket, self._org, lines, WritePrecision.MS)
            )
        except ApiException as error:
            wait = read_retry_after(error.retry_after)
            return Complaint(error.status or 0, str(error.message), wait)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self.server = ""
            raise HistorianUnavailableError(str(error) or type(error).__name__) from error
        return None

    def _give_up(self, count: int, complaint: Complaint, lines: bytes) -> None:
        self.counts.given_up += count
        self.counts.complaint = complaint.message
        _log.error(
            "historian will not have readings",
            count=count,
            status=complaint.status,
            complaint=complaint.message,
            lines=lines[:_SHOWN].decode(errors="replace"),
        )

    # Reading

    async def _query(self, query: str) -> list[influxql.Answered]:
        self._opened(self._session)
        await self._meet()
        if self.server == _VICTORIA:
            raise HistorianRefusedError(WRITE_ONLY)
        parameters = {"db": self._bucket, "epoch": "ms", "q": query}
        if self._org:
            parameters["org"] = self._org
        status, headers, body = await self._get("/query", parameters)
        if status != 200:
            wait = read_retry_after(headers.get("Retry-After"))
            raise Complaint(status, body.decode(errors="replace"), wait).blame()
        try:
            return await asyncio.to_thread(influxql.decode_answer, body)
        except influxql.AnswerError as error:
            raise HistorianRefusedError(str(error)) from error

    async def _get(
        self, path: str, parameters: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of an answer."""
        try:
            async with self._opened(self._session).get(
                f"{self._url}{path}", params=parameters
            ) as answer:
                return answer.status, answer.headers, await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self.server = ""
            raise HistorianUnavailableError(str(error) or type(error).__name__) from error

    @staticmethod
    def _opened(what: _T | None) -> _T:
        if what is None:
            raise HistorianUnavailableError("the historian is not open")
        return what


def _encode(encoder: LineEncoder, batch: ReadingBatch) -> list[bytes]:
    """The lines of a batch in the parts in which they are written."""
    if len(batch) <= LINES_A_WRITE:
        return [encoder.encode(batch)] if len(batch) else []
    batch = last_of_each(batch)  # as several writes are on their way at once
    places = np.arange(len(batch))
    starts = range(0, len(batch), LINES_A_WRITE)
    return [encoder.encode(batch.take(places[at : at + LINES_A_WRITE])) for at in starts]


def _halve(lines: bytes) -> tuple[bytes, bytes]:
    """Two lines or more, cut between two of them near the middle."""
    middle = len(lines) // 2
    cut = lines.find(b"\n", middle)
    if cut < 0:
        cut = lines.rfind(b"\n", 0, middle)
    return lines[:cut], lines[cut + 1 :]


def _by_tag(found: Sequence[influxql.Answered]) -> dict[str, Series]:
    if any("point" not in answered.tags for answered in found):
        raise HistorianRefusedError("not an answer by tag, as was asked")
    return {answered.tags["point"]: influxql.to_series(answered.values) for answered in found}


class _Patience:
    """How many more requests a batch may cost in search of its bad lines."""

    def __init__(self, requests: int) -> None:
        self._left = requests

    def spend(self, complaint: Complaint) -> None:
        self._left -= 1
        if self._left < 0:
            raise HistorianRefusedError(complaint.message)


def _raise_worst(outcomes: Sequence[BaseException | None]) -> None:
    """Trying again makes sense as long as one write asks for it; a refusal comes back by itself."""
    errors = [outcome for outcome in outcomes if outcome is not None]
    for error in sorted(errors, key=lambda e: not isinstance(e, HistorianUnavailableError)):
        raise error
