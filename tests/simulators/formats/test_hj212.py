"""A station's packets: checksums as published, parts, names, and the tests' own reading of them."""

import re
from zoneinfo import ZoneInfo

import pytest

from ingest.formats.hj212_packet import read_packet
from ingest.formats.hj212_stream import split
from simulators.formats.hj212 import LONGEST_PARAMETERS, wrap, write_packets, write_stamp
from simulators.formats.speech import FormError
from simulators.voice import Voice
from tests.ingest.formats.hj212_packets import STATION, checksum
from tests.ingest.formats.test_hj212_packet import PUBLISHED
from tests.ingest.parks import make_plant, make_tag
from tests.simulators.formats.stage import T0, Stage, look, make_park

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(("segment", "crc"), PUBLISHED)
def test_published_segments_become_the_published_packets(segment, crc):
    assert wrap(segment) == b"##%04d" % len(segment) + segment.encode() + b"%04X\r\n" % crc


def test_the_standard_s_own_example_comes_out_byte_by_byte():
    """Table C.25 without the blank that its print has before LA."""
    (packet,) = write_packets(
        f"QN=20160801085857223;ST=23;CN=2011;PW=123456;MN={STATION}",
        "DataTime=20160801085857",
        ["LA-Rtd=50.1"],
    )
    segment = (
        f"QN=20160801085857223;ST=23;CN=2011;PW=123456;MN={STATION};Flag=5;"
        "CP=&&DataTime=20160801085857;LA-Rtd=50.1&&"
    )
    assert packet == b"##%04d" % len(segment) + segment.encode() + b"%04X\r\n" % checksum(
        segment.encode()
    )


def test_what_a_station_says_as_it_stands_on_the_wire():
    stage = Stage(make_park("hj212"))
    stage.play(look(0, [1.5, 2, 3.25, 0]), T0)
    payload = stage.heard[-1].payload.decode()
    assert re.fullmatch(
        r"##\d{4}QN=20251123201320000;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;"
        r"CP=&&Simulation=1;DataTime=20251123201320;"
        r"LT-101=1\.5,LT-Flag=N;E1\.PT-101=2\.0,E1\.PT-Flag=N;a21026-Rtd=3\.25,a21026-Flag=N;"
        r"XA-1=0\.0,XA-Flag=N&&[0-9A-F]{4}\r\n",
        payload,
    )


def test_what_is_too_long_for_a_packet_goes_in_numbered_parts_each_with_its_time():
    items = [f"w{number:05d}-Rtd=1.5,w{number:05d}-Flag=N" for number in range(100)]
    packets = write_packets("QN=20160801085857223;ST=31;CN=2011;PW=1;MN=M", "DataTime=2016", items)
    read = [read_packet(packet.rstrip(b"\r\n")) for packet in packets]
    assert len(read) > 3
    assert all(len(each.parameters.encode()) <= LONGEST_PARAMETERS for each in read)
    assert {each.flag for each in read} == {0b111}
    assert all(each.parameters.startswith("DataTime=2016;") for each in read)
    told = [item for each in read for item in each.parameters.split(";")[1:]]
    assert told == items
    for number, packet in enumerate(packets, start=1):
        assert b";PNUM=%d;PNO=%d;" % (len(packets), number) in packet


def test_a_report_in_parts_is_taken_in_whole():
    tags = tuple(make_tag(f"w{number:05d}", "E1") for number in range(150))
    stage = Stage(make_plant(gateways=make_park("hj212").gateways, tags=tags))
    batch = stage.play(look(0, range(150)))
    assert batch.value.tolist() == list(range(150))
    pieces = list(split(stage.heard[-1].payload))
    assert len(pieces) > 3
    assert not any(piece.fault for piece in pieces)


def test_a_name_that_ends_in_a_period_goes_as_history_of_that_period():
    names = ("a21026", "a21026-Avg.minute", "a21026-Max.hour", "SB1-RT.day")
    tags = tuple(make_tag(name, "E1") for name in names)
    stage = Stage(make_plant(gateways=make_park("hj212").gateways, tags=tags))
    assert stage.play(look(0, [1, 2, 3, 4])).row.size == 4
    commands = {read_packet(piece.payload).cn for piece in split(stage.heard[-1].payload)}
    assert commands == {"2011", "2051", "2061", "2031"}


@pytest.mark.parametrize("name", ["a;b", "a=b", "-Rtd", "a-", "a-Flag", "x-Rtd", "a&b"])
def test_a_name_that_would_read_as_something_else_is_refused(name):
    plant = make_plant(gateways=make_park("hj212").gateways, tags=(make_tag(name, "E1"),))
    with pytest.raises(FormError, match="HJ 212"):
        Voice(plant, 0, 1)


@pytest.mark.parametrize(("ts", "written"), [(T0, "20251123201320"), (T0 + 7, "20251123201320007")])
def test_whole_seconds_have_fourteen_digits(ts, written):
    assert write_stamp(ts, SHANGHAI) == written
    assert write_stamp(ts, SHANGHAI, whole=False).startswith(write_stamp(T0, SHANGHAI))
