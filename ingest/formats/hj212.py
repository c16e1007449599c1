"""HJ 212-2017 uploads (污染物在线监控（监测）系统数据传输标准) as readings; HJ/T 212-2005 too.

A payload holds one packet or several of one station, over MQTT as over TCP. What a reading is
called: the factor's code where it is a real-time value (``a21026-Rtd`` → ``a21026``), else code
and field (``a21026-ZsRtd``, ``SB1-RS``, ``w01018-Max.minute``), the period named where the value
is one of a period: an hour's mean and a day's begin at the same instant and are not the same.

Its time is DataTime: the acquisition for real-time values, the *beginning* of the period for the
others (table 4). SampleTime is left aside: a value that an analyser holds from its last sample is
the value that stands. QN is the station's clock at sending. Sub-packets (PNUM, PNO) each carry
DataTime (table C.50) and need no joining. A parameter ``Simulation=1`` among them, which the
standard does not have, marks what a simulator sends.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from ingest.collector import Collector
from ingest.formats.dialect import Dialect
from ingest.formats.hj212_codes import INTERACTION, OTHERS, PERIODS, REAL_TIME, name_flag, read_flag
from ingest.formats.hj212_packet import Packet, read_packet
from ingest.formats.hj212_stream import Piece, split
from ingest.frame import Decoded, Reason
from ingest.lenient import Unfit
from ingest.readings import LONGEST_WORD, as_time
from plant.quality import BAD, GOOD
from plant.reading import Instant
from plant.words import LARGEST_FRAME

_ABOUT: Final = frozenset({"Flag", "EFlag", "SampleTime"})
"""Fields that say something about another field's value."""

_LONGEST_NAME: Final = 80
"""Characters kept of a name: ids have 64 at most, so what is cut is unknown either way."""

MOST_BROKEN: Final = 64
"""Pieces that say nothing, after which a payload is not read on: the rest is noise or an attack."""

SIMULATION: Final = ("Simulation", "1")
"""The parameter that marks a simulator's packet (contract section 1, rule 15), and its value."""

_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_SECONDS_DIGITS: Final = 14
_MILLIS_DIGITS: Final = 17


def decode(path: str, payload: bytes, received: Instant, dialect: Dialect) -> Decoded | Unfit:
    """Read one payload of packets; never raises.

    What is wrong with one packet or value is complained of and costs nothing around it; a payload
    without one packet that can be read is unfit.

    :param path: unused: a packet names its values itself.
    :param received: our clock at arrival; stands in for a time that is missing or unreadable.
    """
    del path
    if len(payload) > LARGEST_FRAME:
        return Unfit(Reason.TOO_LARGE, f"{len(payload)} bytes")
    reader = _Reader(received, zone=dialect.zone)
    for piece in split(payload):
        reader.take(piece)
        if reader.broken >= MOST_BROKEN:
            reader.complain(Reason.UNPARSABLE, "", "so much is broken that the rest is not read")
            break
    return reader.finish()


def read_stamp(digits: str, zone: tzinfo) -> Instant | None:
    """``YYYYMMDDhhmmss`` or with ``zzz``, the zone's local time; else None."""
    if len(digits) not in (_SECONDS_DIGITS, _MILLIS_DIGITS):
        return None
    if not (digits.isascii() and digits.isdigit()):
        return None
    year, rest = int(digits[:4]), (int(digits[at : at + 2]) for at in range(4, 14, 2))
    month, day, hour, minute, second = rest
    micros = int(digits[14:] or 0) * 1000
    try:
        moment = datetime(year, month, day, hour, minute, second, micros, tzinfo=zone)
        return as_time((moment - _EPOCH) // _MILLISECOND)
    except (ValueError, OverflowError):
        return None


class _Value(NamedTuple):
    """``code-field=raw`` of an item."""

    code: str
    field: str
    raw: str


@dataclass(slots=True)
class _Item:
    """What stands between two semicolons: values, and the flags of codes that stand beside them."""

    values: list[_Value] = field(default_factory=list)
    flags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Reader(Collector):
    """Readings collected packet by packet, with what is wrong.

    ``station``: whose packets these are, the MN of the first that could be read. ``simulation``:
    one of them calls itself simulated.
    """

    zone: tzinfo = UTC
    sent: Instant | None = None
    broken: int = 0
    station: str = ""
    simulation: bool = False

    def take(self, piece: Piece) -> None:
        """One piece of the payload."""
        if piece.fault:
            self.broken += 1
            damaged = piece.payload.startswith(b"##")
            self.complain(Reason.CHECKSUM if damaged else Reason.UNPARSABLE, "", piece.fault)
            return
        packet = read_packet(piece.payload)
        if packet is None:
            self.broken += 1
            self.complain(Reason.UNPARSABLE, "", "a packet without CN or MN")
        elif self.station not in ("", packet.mn):
            detail = f"MN {packet.mn[:64]} in a payload of {self.station[:64]}"
            self.complain(Reason.UNKNOWN_GATEWAY, "", detail)
        elif packet.cn in PERIODS:
            self.note_sender(packet)
            self.read(packet)
        elif packet.cn.startswith(INTERACTION):
            self.note_sender(packet)
        else:
            detail = f"CN {packet.cn[:16]} {OTHERS.get(packet.cn, '')}".rstrip()
            self.complain(Reason.UNSUPPORTED, "", detail)

    def note_sender(self, packet: Packet) -> None:
        """Whose packet it is and what its clock shows; of several the newest clock counts."""
        self.station = packet.mn
        sent = read_stamp(packet.qn, self.zone)
        if sent is not None:
            self.sent = max(sent, self.sent or sent)
        elif packet.qn:
            self.complain(Reason.BAD_TIME, "", f"QN {packet.qn[:40]}")

    def read(self, packet: Packet) -> None:
        """All values of a packet."""
        items, stamp = self.take_apart(packet.parameters)
        time = read_stamp(stamp, self.zone)
        if time is None and items:
            self.complain(Reason.BAD_TIME, "", f"DataTime {stamp[:40] or 'missing'}")
        loose = _find_loose_flags(items)
        for item in items:
            for value in item.values:
                flag = item.flags.get(value.code, loose.get(value.code, ""))
                self.add_value(packet, time, value, flag)
        if packet.cn == REAL_TIME:
            for value, flag in _find_silent(items, loose):
                self.add_value(packet, time, value, flag)

    def take_apart(self, parameters: str) -> tuple[list[_Item], str]:
        """The items of a data region (§6.3.3), and its DataTime; other parameters are left."""
        items, stamp = [], ""
        for text in filter(None, parameters.split(";")):
            item = _Item()
            for pair in filter(None, text.split(",")):
                key, equals, raw = (part.strip() for part in pair.partition("="))
                code, dash, about = key.rpartition("-")
                if code and dash and equals:
                    _sort(item, _Value(code, about, raw))
                elif key == "DataTime":
                    stamp = raw
                elif (key, raw) == SIMULATION:
                    self.simulation = True
                elif key and not equals:
                    self.complain(Reason.UNPARSABLE, "", f"no value: {key[:LONGEST_WORD]}")
            if item.values or item.flags:
                items.append(item)
        return items, stamp

    def add_value(self, packet: Packet, time: Instant | None, of: _Value, flag: str) -> None:
        """One reading; in doubt about its time it is live (contract section 1)."""
        name = _name(of, PERIODS[packet.cn])
        status = read_flag(flag, packet.edition)
        if status is None:
            self.complain(Reason.UNSUPPORTED, name, f"Flag {flag[:LONGEST_WORD]}")
            status = BAD
        value = _read_number(of.raw)
        if math.isnan(value) and (of.raw or status < BAD):
            self.complain(Reason.NOT_A_NUMBER, name, f"text: {of.raw[:LONGEST_WORD]}")
        word = of.raw if math.isnan(value) else ""
        told = (word or name_flag(flag)) if word or status != GOOD else None
        self.put(name, time, value, status, told)

    def finish(self) -> Decoded | Unfit:
        """What was collected; unfit where no packet could be read."""
        if not self.station:
            reason, _, detail = (*self.complaints, (Reason.UNPARSABLE, "", "empty"))[0]
            return Unfit(reason, detail)
        return self.close(sent=self.sent, simulation=self.simulation)


def _sort(item: _Item, value: _Value) -> None:
    if value.field == "Flag":
        item.flags[value.code] = value.raw
    elif value.field not in _ABOUT:
        item.values.append(value)


def _find_loose_flags(items: list[_Item]) -> dict[str, str]:
    """Flags that stand in another item than their value: some stations write them so."""
    loose: dict[str, str] = {}
    for item in items:
        beside = {value.code for value in item.values}
        loose.update({code: flag for code, flag in item.flags.items() if code not in beside})
    return loose


def _find_silent(items: list[_Item], loose: Mapping[str, str]) -> Iterator[tuple[_Value, str]]:
    """Codes that have a flag other than 正常 and no value: their instruments say why."""
    told = {value.code for item in items for value in item.values}
    for code, flag in loose.items():
        if code not in told and flag != "N":
            yield _Value(code, "Rtd", ""), flag


def _name(value: _Value, period: str) -> str:
    whole = value.code if value.field == "Rtd" else f"{value.code}-{value.field}"
    return f"{whole}{period}"[:_LONGEST_NAME]


def _read_number(raw: str) -> float:
    """A finite number, else NaN; Python's own underscores are no number here."""
    try:
        value = math.nan if "_" in raw else float(raw)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
