"""The historian in InfluxDB 2: written by the official client, read by InfluxQL.

Batches become bytes before the client sees them; its point objects and its batching thread cost
twenty times as much. What the client lacks (its asynchronous half never tries again) is told in
the port's words: unavailable is for the feeder to try again, refused is for a person. How far the
spool was taken up stands in a small file beside, written after the server has said yes: a crash
between the two sends some lines twice, and InfluxDB keeps them once.

Sources: InfluxDB v2 "Troubleshoot issues writing data" (response codes), InfluxDB v2 "Query with
the InfluxDB 1.x compatibility API" (``/query``).
"""

import asyncio
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import aiohttp
from influxdb_client.client.influxdb_client_async import InfluxDBClientAsync
from influxdb_client.domain.write_precision import WritePrecision
from influxdb_client.rest import ApiException

from historian import influxql
from historian.line_protocol import LineEncoder, last_of_each
from historian.port import (
    Bins,
    HistorianRefusedError,
    HistorianUnavailableError,
    Series,
    SpoolPosition,
)
from plant.reading import Instant, ReadingBatch

_T = TypeVar("_T")

LINES_A_WRITE: Final = 5_000
WRITES_AT_ONCE: Final = 4
SPLITS_A_BATCH: Final = 500
"""Requests spent on looking for bad lines in one batch; if they are so many, it isn't the lines."""

_TO_SPLIT: Final = frozenset({400, 413})
_FOR_NOW: Final = frozenset({408, 425, 429})
_DROPPED: Final = re.compile(r"dropped=(\d+)")


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

    Retention is the bucket's own. ``/query`` must map a database of the bucket's name to it.

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
        self._url = url.rstrip("/")
        self._bucket = bucket
        self._org = org
        self._token = token
        self._timeout_s = timeout_s
        self._position_file = position_file
        self._encoder: LineEncoder | None = None
        self._client: Any = None
        self._session: aiohttp.ClientSession | None = None
        self._turns = asyncio.Semaphore(WRITES_AT_ONCE)

    async def open(self, tags: tuple[str, ...]) -> SpoolPosition | None:
        """Make ready without asking the server, which may be away for now.

        :raises HistorianRefusedError: a tag's name can't be written as line protocol.
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
        return await asyncio.to_thread(self._read_position)

    async def append(self, batch: ReadingBatch, upto: SpoolPosition) -> None:
        parts = await asyncio.to_thread(_encode, self._opened(self._encoder), batch)
        patience = _Patience(SPLITS_A_BATCH)
        outcomes = await asyncio.gather(
            *(self._write(part, patience) for part in parts), return_exceptions=True
        )
        _raise_worst(outcomes)
        await asyncio.to_thread(self._write_position, upto)

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

    # Writing

    async def _write(self, lines: Sequence[str], patience: "_Patience") -> None:
        """Write lines; of those that the server can't read, find and give up just the bad ones."""
        async with self._turns:
            error = await self._post("\n".join(lines).encode())
        if error is None:
            self.counts.written += len(lines)
            return
        dropped = _dropped(error)
        if error.status == 422 or dropped:  # the others of the request are stored
            self._give_up(dropped or len(lines), error)
        elif error.status not in _TO_SPLIT:
            raise _blame(error)
        elif len(lines) == 1:
            self._give_up(1, error)
        else:
            patience.spend(error)
            middle = len(lines) // 2
            await self._write(lines[:middle], patience)
            await self._write(lines[middle:], patience)

    async def _post(self, body: bytes) -> "_WriteError | None":
        try:
            await (
                self._opened(self._client)
                .write_api()
                .write(self._bucket, self._org, body, WritePrecision.MS)
            )
        except ApiException as error:
            return _WriteError(error.status or 0, str(error.message), _seconds(error.retry_after))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise HistorianUnavailableError(str(error) or type(error).__name__) from error
        return None

    def _give_up(self, lines: int, error: "_WriteError") -> None:
        self.counts.given_up += lines
        self.counts.complaint = error.message

    # Reading

    async def _query(self, query: str) -> list[influxql.Answered]:
        parameters = {"db": self._bucket, "epoch": "ms", "q": query}
        if self._org:
            parameters["org"] = self._org
        try:
            async with self._opened(self._session).get(
                f"{self._url}/query", params=parameters
            ) as answer:
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise HistorianUnavailableError(str(error) or type(error).__name__) from error
        if answer.status != 200:
            wait = _seconds(answer.headers.get("Retry-After"))
            raise _blame(_WriteError(answer.status, body.decode(errors="replace"), wait))
        try:
            return await asyncio.to_thread(influxql.decode_answer, body)
        except influxql.AnswerError as error:
            raise HistorianRefusedError(str(error)) from error

    @staticmethod
    def _opened(what: _T | None) -> _T:
        if what is None:
            raise HistorianUnavailableError("the historian is not open")
        return what

    # The position

    @property
    def _store(self) -> str:
        """Which bucket the position belongs to: another one begins from the start of the spool."""
        return f"{self._url} {self._org} {self._bucket}"

    def _read_position(self) -> SpoolPosition | None:
        try:
            noted = json.loads(self._position_file.read_text())
            position = SpoolPosition(noted["segment"], noted["offset"])
            return position if noted["store"] == self._store else None
        except (FileNotFoundError, ValueError, KeyError):
            return None  # all that the spool holds is sent again, and kept once

    def _write_position(self, upto: SpoolPosition) -> None:
        noted = {"store": self._store, "segment": upto.segment, "offset": upto.offset}
        unfinished = self._position_file.with_suffix(".unfinished")
        with unfinished.open("w") as file:
            json.dump(noted, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._position_file)


def _encode(encoder: LineEncoder, batch: ReadingBatch) -> list[list[str]]:
    """The lines of a batch in the parts in which they are written."""
    if len(batch) > LINES_A_WRITE:  # then several writes are on their way at once
        batch = last_of_each(batch)
    lines = encoder.encode(batch)
    return [lines[i : i + LINES_A_WRITE] for i in range(0, len(lines), LINES_A_WRITE)]


@dataclass(frozen=True, slots=True)
class _WriteError:
    status: int
    message: str
    retry_after_s: float | None


def _by_tag(found: Sequence[influxql.Answered]) -> dict[str, Series]:
    return {answered.tags["point"]: influxql.to_series(answered.values) for answered in found}


class _Patience:
    """How many more requests a batch may cost in search of its bad lines."""

    def __init__(self, requests: int) -> None:
        self._left = requests

    def spend(self, error: _WriteError) -> None:
        self._left -= 1
        if self._left < 0:
            raise HistorianRefusedError(error.message)


def _blame(error: _WriteError) -> Exception:
    """What the port calls an answer of the server."""
    message = f"{error.status}: {error.message}"
    if error.status in _FOR_NOW or error.status >= 500:
        return HistorianUnavailableError(message, error.retry_after_s)
    return HistorianRefusedError(message)


def _dropped(error: _WriteError) -> int:
    """How many points a partial write left out; InfluxDB 1 says it with 400, 2 with 422."""
    found = _DROPPED.search(error.message) if "partial write" in error.message else None
    return int(found[1]) if found else 0


def _seconds(text: str | None) -> float | None:
    """A Retry-After in seconds; the form with a date is not worth a clock."""
    return float(text) if text and text.isdecimal() else None


def _raise_worst(outcomes: Sequence[BaseException | None]) -> None:
    """Trying again makes sense as long as one write asks for it; a refusal comes back by itself."""
    errors = [outcome for outcome in outcomes if outcome is not None]
    for error in sorted(errors, key=lambda e: not isinstance(e, HistorianUnavailableError)):
        raise error
