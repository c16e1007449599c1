"""The JSON of Chinese hazard platforms: sensors by number, values as text, local time of the park.

Two spellings, each with keys that :mod:`ingest.formats.pinyin` found: sensors (``CGQBH``), which
have no place for a quality, so that a bad value is an empty text; and points (``bitNo``) with unit
and status. The mark of simulation stands above the list.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from plant.quality import QualityClass, classify
from plant.reading import Instant
from simulators.formats.report import Report
from simulators.formats.speech import Mouth, StatusSpeech, fill_topic
from simulators.wire import Message

_OFF_LINE = "2"
_NORMAL = "5"


class Spelling(StrEnum):
    """By which keys."""

    SENSORS = "sensors"
    POINTS = "points"


class PinyinSpeech(StatusSpeech):
    """One message a report."""

    def __init__(self, mouth: Mouth, spelling: Spelling = Spelling.SENSORS) -> None:
        super().__init__(mouth)
        self._topic = fill_topic(mouth.gateway.topic, [mouth.gateway.id])
        self._zone = ZoneInfo(mouth.plant.park.timezone)
        self._spelling = spelling

    def tell(self, report: Report) -> list[Message]:
        """All readings under one time."""
        stamp = write_local_time(report.ts, self._zone)
        mark = {"simulation": True} if self.mouth.simulated else {}
        entries = [self._spell(entry, stamp) for entry in _list(report)]
        body = msgspec.json.encode({**mark, "data": entries})
        return [Message(report.at, self._topic, body)]

    def _spell(self, entry: "_Entry", stamp: str) -> dict[str, Any]:
        name = self.mouth.names[entry.row]
        if self._spelling is Spelling.SENSORS:
            return {"CGQBH": name, "CJSJ": stamp, "VALUE": entry.text if entry.sound else ""}
        point = {"bitNo": name, "collectTime": stamp, "value": entry.text}
        status = _NORMAL if entry.sound else _OFF_LINE
        return {**point, "unit": self.mouth.plant.tags[entry.row].unit, "status": status}


class _Entry(NamedTuple):
    """``text`` is empty for no number; ``sound``: neither bad nor held."""

    row: int
    text: str
    sound: bool


def write_local_time(ts: Instant, zone: ZoneInfo) -> str:
    """``2024-05-01 08:00:00``, with milliseconds where it has some."""
    moment = datetime.fromtimestamp(ts / 1000, zone)
    tail = f".{ts % 1000:03d}" if ts % 1000 else ""
    return f"{moment:%Y-%m-%d %H:%M:%S}{tail}"


def _list(report: Report) -> Iterator[_Entry]:
    quality = classify(report.status, report.value)
    sound = np.isin(quality, (QualityClass.HELD, QualityClass.BAD), invert=True)
    texts = ["" if np.isnan(value) else repr(value) for value in report.value.tolist()]
    return map(_Entry, report.row.tolist(), texts, sound.tolist())
