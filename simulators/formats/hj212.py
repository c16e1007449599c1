"""HJ 212-2017 uploads as a data logger (数采仪) sends them: packets with CRC, in parts where long.

A report becomes real-time data (2011), and for names that end in a period the history of that
period (2051, 2061, 2031). The packets of a report travel in one payload, as
:mod:`ingest.formats.hj212` reads them. Each asks for an answer, which comes over TCP
(:mod:`simulators.station_link`); over MQTT nobody answers, and nobody waits.

The mark of simulation is a parameter beside DataTime: the standard leaves other parameters open
and has no word for it. A whole second is written in 14 digits, any other time with its
milliseconds, which the standard has in QN only.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from ingest.formats.hj212 import SIMULATION
from ingest.formats.hj212_codes import FLAGS, PERIODS
from ingest.formats.hj212_packet import TOPIC_ROOT, compute_crc
from plant.quality import QualityClass, classify
from plant.reading import Instant
from simulators.formats.report import Report
from simulators.formats.speech import FormError, Mouth, StatusSpeech, fill_topic
from simulators.wire import Message

LONGEST_PARAMETERS: Final = 950
"""Characters between ``CP=&&`` and ``&&`` (table 3); what is longer goes in several packets."""

MARK: Final = "=".join(SIMULATION)

_AIR: Final = "31"
"""System code of stationary air sources (table 5)."""

_PASSWORD: Final = "123456"  # noqa: S105 (the standard's example: it is not checked)
_EDITION_2017: Final = 0b100
_IN_PARTS: Final = 0b010
_ANSWER: Final = 0b001

_FLAG_OF_CODE: Final = {code: flag for flag, code in reversed([*FLAGS.items()])}
_FLAG_OF_CLASS: Final = {
    QualityClass.GOOD: "N",
    QualityClass.UNCERTAIN: "T",
    QualityClass.FORCED: "S",
    QualityClass.HELD: "B",
    QualityClass.BAD: "D",
}
_COMMANDS: Final = {period: cn for cn, period in reversed([*PERIODS.items()])}
_RESERVED: Final = frozenset(";,=&#\r\n ")
_ABOUT: Final = frozenset({"Flag", "EFlag", "SampleTime", "Rtd"})


class _Item(NamedTuple):
    """``cn`` under which it is uploaded, and its ``text``."""

    cn: str
    text: str


class _Key(NamedTuple):
    """How a name is written: ``a21026-Rtd`` or ``SB1-RS``, and under which command."""

    cn: str
    code: str
    field: str


class Hj212Speech(StatusSpeech):
    """A station; one message a report.

    :raises FormError: a name that would read as something else.
    """

    def __init__(self, mouth: Mouth) -> None:
        super().__init__(mouth)
        self._topic = fill_topic(mouth.gateway.topic, [mouth.gateway.id])
        self._zone = ZoneInfo(mouth.plant.park.timezone)
        self._keys = {row: _spell(name) for row, name in mouth.names.items()}
        self._station = _name_station(self._topic, mouth.gateway.id)

    def tell(self, report: Report) -> list[Message]:
        """All packets of a report in one payload."""
        items = sorted(self._list(report), key=lambda item: item.cn)
        packets = b"".join(
            packet
            for cn, group in groupby(items, key=lambda item: item.cn)
            for packet in self._pack(cn, [item.text for item in group], report)
        )
        return [Message(report.at, self._topic, packets)] if packets else []

    def _list(self, report: Report) -> Iterator[_Item]:
        quality = classify(report.status, report.value).tolist()
        columns = zip(
            report.row.tolist(),
            report.value.tolist(),
            report.status.tolist(),
            quality,
            strict=True,
        )
        for row, value, status, of in columns:
            cn, code, field = self._keys[row]
            flag = _FLAG_OF_CODE.get(status, _FLAG_OF_CLASS[of])
            number = "" if np.isnan(value) else repr(value)
            flag = "D" if np.isnan(value) and flag == "N" else flag
            yield _Item(cn, f"{code}-{field}={number},{code}-Flag={flag}")

    def _pack(self, cn: str, items: Sequence[str], report: Report) -> list[bytes]:
        stamp = f"DataTime={write_stamp(report.ts, self._zone)}"
        if self.mouth.simulated:
            stamp = f"{MARK};{stamp}"
        qn = write_stamp(report.sent, self._zone, whole=False)
        head = f"QN={qn};ST={_AIR};CN={cn};PW={_PASSWORD};MN={self._station}"
        return write_packets(head, stamp, items)


def write_packets(head: str, stamp: str, items: Sequence[str]) -> list[bytes]:
    """One packet, or several with PNUM and PNO, each with the time (table C.50).

    :param head: the fields before Flag.
    :param stamp: DataTime with its value, and what stands in every packet beside it.
    """
    parts = list(_divide(items, LONGEST_PARAMETERS - len(stamp.encode())))
    if len(parts) == 1:
        return [wrap(f"{head};Flag={_EDITION_2017 | _ANSWER};CP=&&{stamp};{parts[0]}&&")]
    flag = _EDITION_2017 | _IN_PARTS | _ANSWER
    return [
        wrap(f"{head};Flag={flag};PNUM={len(parts)};PNO={number};CP=&&{stamp};{part}&&")
        for number, part in enumerate(parts, start=1)
    ]


def wrap(segment: str) -> bytes:
    """A packet of a data segment (§6.3.1)."""
    body = segment.encode()
    return b"##%04d%b%04X\r\n" % (len(body), body, compute_crc(body))


def write_stamp(ts: Instant, zone: ZoneInfo, *, whole: bool = True) -> str:
    """Local ``YYYYMMDDhhmmss``; with ``zzz`` where it has some, or always unless ``whole``."""
    moment = datetime.fromtimestamp(ts / 1000, zone)
    tail = "" if whole and not ts % 1000 else f"{ts % 1000:03d}"
    return f"{moment:%Y%m%d%H%M%S}{tail}"


def _divide(items: Sequence[str], room: int) -> Iterator[str]:
    """Items joined as far as they fit; one that is too long for itself goes alone."""
    part: list[str] = []
    used = 0
    for item in items:
        size = len(item.encode()) + 1
        if part and used + size > room:
            yield ";".join(part)
            part, used = [], 0
        part.append(item)
        used += size
    yield ";".join(part)


def _spell(name: str) -> _Key:
    head, dot, tail = name.rpartition(".")
    period = f".{tail}" if dot and f".{tail}" in _COMMANDS else ""
    whole = head if period else name
    code, dash, field = whole.rpartition("-")
    if _RESERVED & {*name} or not whole or (dash and (not code or not field or field in _ABOUT)):
        raise FormError(f"{name} can't be said in HJ 212")
    return _Key(_COMMANDS[period], *((code, field) if dash else (whole, "Rtd")))


def _name_station(topic: str, gateway: str) -> str:
    """MN: what the topic says where it is that of the TCP door, else the gateway's id."""
    root, slash, station = topic.partition("/")
    return station if slash and root == TOPIC_ROOT else gateway
