"""HJ 212 packets as a station writes them, by an encoder of the tests' own.

Its checksum is written out bit by bit from the steps of appendix A, so that it shares nothing
with what it checks.
"""

import re
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ingest.formats.dialect import Dialect

STATION = "010000A8900016F000169DC0"
DIALECT = Dialect(ZoneInfo("Asia/Shanghai"))
NOW = 1_763_900_000_000


def checksum(segment):
    register = 0xFFFF
    for byte in segment:
        register = (register // 256) ^ byte
        for _ in range(8):
            register, out = divmod(register, 2)
            if out:
                register ^= 0xA001
    return register


def wrap(segment):
    """A packet without its line end."""
    body = segment if isinstance(segment, bytes) else segment.encode()
    return b"##%04d" % len(body) + body + b"%04X" % checksum(body)


def packet(parameters, *, cn="2011", qn="20160801085857223", mn=STATION, flag="5", st="32"):
    """A packet of the standard's own example station, with its line end."""
    head = f"QN={qn};ST={st};CN={cn};PW=123456;MN={mn};Flag={flag};"
    return wrap(f"{head}CP=&&{parameters}&&") + b"\r\n"


def realtime(stamp="20160801085857", **rtd):
    """A packet of real-time values: code → what stands behind Rtd=."""
    items = ";".join(f"{code}-Rtd={raw},{code}-Flag=N" for code, raw in rtd.items())
    return packet(f"DataTime={stamp};{items}")


segments = st.binary(max_size=60).filter(lambda raw: b"\n" not in raw and b"##" not in raw)
"""Data segments of any bytes that a packet may hold."""

noise = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"#", b"##", b"##0", b"##0101", b"##9999", b"\r\n", b"\n", b"##0002"]),
    st.builds(lambda segment, cut: wrap(segment)[:cut], segments, st.integers(0, 30)),
)
"""What a line may carry between packets, pieces of packets among it."""

ANSWERS = [
    rb"##([0-9]{4})(QN=[0-9]+;ST=91;CN=9014;PW=[^;&=#]+;MN=[^;&=#]+;Flag=[0-9]+;CP=&&&&)([0-9A-F]{4})",
    rb"##([0-9]{4})(ST=91;CN=9014;CP=&&QN=[0-9]+;CN=[23][0-9]{3}&&)([0-9A-F]{4})",
]
"""The data acknowledgement as of 2017, and as of 2005."""


def is_answer(payload):
    """Whether bytes are one sound data acknowledgement, its line end left away."""
    found = [match for form in ANSWERS if (match := re.fullmatch(form, payload))]
    return bool(found) and all(
        (int(match[1]), int(match[3], 16)) == (len(match[2]), checksum(match[2])) for match in found
    )
