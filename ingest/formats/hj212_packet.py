"""One packet of HJ 212-2017: its checksum, the fields of its data segment, and the one answer.

A packet is ``##``, four digits with the length of the data segment, the segment, four hex digits
of CRC, and a line end (§6.3.1, table 2). Finding packets in bytes is
:mod:`ingest.formats.hj212_stream`'s business, making readings of one :mod:`ingest.formats.hj212`'s.

:func:`write_answer` is the only thing in the platform that writes a packet, and it can write
nothing but the data acknowledgement 数据应答 9014: no command, setting or request leaves from here.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from plant.text_encoding import decode_text

ENVELOPE: Final = 10
"""Bytes around a data segment, the line end not counted."""

TOPIC_ROOT: Final = "hj212"
"""First level of the topics of stations that come over TCP."""

_ANSWER_WANTED: Final = 0b01
_VERSION: Final = 0b11111100
_UPLOADS: Final = re.compile("[23][0-9]{3}")
"""Data and control commands, table 9: what a station uploads and may want acknowledged."""

_PLAIN: Final = re.compile("[!-~]{1,64}")
_STAMP: Final = re.compile("[0-9]{14,20}")
_RESERVED: Final = frozenset(";&#=")


def _divide(value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ (0xA001 if value & 1 else 0)
    return value


_REMAINDERS: Final = tuple(_divide(value) for value in range(256))


def compute_crc(segment: bytes) -> int:
    """The checksum of a data segment, appendix A.

    It shares polynomial and start with Modbus' CRC-16 and is another all the same: a byte meets
    the register's *high* byte, and the low one is dropped.
    """
    register = 0xFFFF
    for byte in segment:
        register = _REMAINDERS[(register >> 8) ^ byte]
    return register


@dataclass(frozen=True, slots=True)
class Packet:
    """The fields of a data segment (table 3) as they stand; empty where there is none.

    ``qn`` the station's clock when it asked, to the millisecond; ``cn`` the command; ``mn`` the
    station; ``flag`` version, packet numbering and wish for an answer, None where it can't be
    read; ``parameters`` what stands between ``CP=&&`` and ``&&``.
    """

    qn: str
    cn: str
    pw: str
    mn: str
    flag: int | None
    parameters: str

    @property
    def edition(self) -> int:
        """The edition's number in Flag: 0 for HJ/T 212-2005 and where none is said, 1 for 2017."""
        return (self.flag or 0) >> 2


def read_packet(payload: bytes) -> Packet | None:
    """The fields of a sound packet; None where it says neither what it is nor from whom."""
    text = _read_text(payload[6:-4])
    head, _, rest = text.partition("CP=&&")
    pairs = (pair.partition("=") for pair in head.split(";"))
    fields = {key.strip(): value.strip() for key, _, value in pairs}
    cn, mn, flag = fields.get("CN", ""), fields.get("MN", ""), fields.get("Flag", "")
    if not cn or not mn:
        return None
    return Packet(
        qn=fields.get("QN", ""),
        cn=cn,
        pw=fields.get("PW", ""),
        mn=mn,
        flag=int(flag) if re.fullmatch("[0-9]{1,3}", flag) else None,
        parameters=rest.rpartition("&&")[0],
    )


def _read_text(segment: bytes) -> str:
    """UTF-8 as 2017 asks (§6.3), GB18030 as older stations write."""
    if segment.isascii():
        return segment.decode()
    return decode_text(segment) or segment.decode("gb18030", "replace")


def name_topic(mn: str) -> str:
    """The topic under which a station's packets travel; what MQTT gives a meaning is escaped."""
    return f"{TOPIC_ROOT}/{quote(mn[:64], safe='')}"


def write_answer(packet: Packet) -> bytes | None:
    """The data acknowledgement of an upload (table C.14); None where none is wanted.

    The 2005 edition names what it answers among the parameters; from 2017 on the answer carries
    the upload's own QN, PW and MN. A field that could be more than one field is not repeated.
    """
    flag = packet.flag or 0
    if not flag & _ANSWER_WANTED or not _UPLOADS.fullmatch(packet.cn):
        return None
    if not _STAMP.fullmatch(packet.qn) or not _is_plain(packet.mn) or not _is_plain(packet.pw):
        return None
    if packet.edition == 0:
        return _wrap(f"ST=91;CN=9014;CP=&&QN={packet.qn};CN={packet.cn}&&")
    return _wrap(
        f"QN={packet.qn};ST=91;CN=9014;PW={packet.pw};MN={packet.mn};Flag={flag & _VERSION};CP=&&&&"
    )


def _is_plain(field: str) -> bool:
    return bool(_PLAIN.fullmatch(field)) and _RESERVED.isdisjoint(field)


def _wrap(segment: str) -> bytes:
    body = segment.encode()
    return b"##%04d%b%04X\r\n" % (len(body), body, compute_crc(body))
