"""Checksums as published, and that the one answer is all that can be written."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import hj212_packet
from ingest.formats.hj212_packet import (
    Packet,
    compute_crc,
    name_topic,
    read_packet,
    write_answer,
)
from tests.ingest.formats.hj212_packets import STATION, checksum, is_answer, packet, wrap

UPLOAD = Packet("20160801085000001", "2051", "123456", STATION, 5, "")

SAMPLE = f"QN=20160801085857223;ST=32;CN=1062;PW=100000;MN={STATION};Flag=5;CP=&&RtdInterval=30&&"
"""Appendix A's own example, 1C80 (in its explanation once 1C08, a slip of the pen)."""

NOISE_LEVEL = (
    f"QN=20160801085857223;ST=23;CN=2011;PW=123456;MN={STATION};Flag=5;CP=&&"
    "DataTime=20160801085857; LA-Rtd=50.1&&"
)
"""Table C.25, with the checksum that public implementations test themselves by."""

ANSWER = f"QN=20160801085000001;ST=91;CN=9014;PW=123456;MN={STATION};Flag=4;CP=&&&&"
"""Table C.16."""

HEARD = (
    "QN=20210320163101890;ST=32;CN=2011;PW=123456;MN=81733553213013;Flag=4;CP=&&"
    "DataTime=20210320013400;w00000-Rtd=181.682,w00000-Flag=N;"
    "w21001-SampleTime=20210320005400,w21001-Rtd=45.160,w21001-Flag=N;"
    "w21011-SampleTime=20210320013400,w21011-Rtd=1.970,w21011-Flag=N;"
    "w21003-SampleTime=20210320013400,w21003-Rtd=53.131,w21003-Flag=N;"
    "w01018-SampleTime=20210320013400,w01018-Rtd=194.200,w01018-Flag=N;"
    "w01001-SampleTime=20210320013406,w01001-Rtd=7.496,w01001-Flag=N&&"
)
"""As a real station sent it."""

PUBLISHED = [(SAMPLE, 0x1C80), (NOISE_LEVEL, 0x1E00), (ANSWER, 0xC241), (HEARD, 0x6E80)]


@pytest.mark.parametrize(("segment", "crc"), PUBLISHED)
def test_published_checksums(segment, crc):
    assert compute_crc(segment.encode()) == crc == checksum(segment.encode())


@given(st.binary(max_size=200))
def test_the_checksum_is_the_standard_s_steps(segment):
    assert compute_crc(segment) == checksum(segment)


def compute_modbus(data):
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = (register >> 1) ^ (0xA001 if register & 1 else 0)
    return register


def test_it_is_not_modbus():
    assert compute_modbus(b"123456789") == 0x4B37, "the check value in every catalogue of CRCs"
    assert (compute_modbus(SAMPLE.encode()), compute_crc(SAMPLE.encode())) == (0x0759, 0x1C80)


def test_fields():
    found = read_packet(packet("DataTime=20160801085857;LA-Rtd=50.1").strip())
    assert found == Packet(
        "20160801085857223", "2011", "123456", STATION, 5, "DataTime=20160801085857;LA-Rtd=50.1"
    )
    assert found.edition == 1


@pytest.mark.parametrize(
    ("segment", "parameters"),
    [
        ("CN=2041;MN=1;Flag=5CP=&&SB1-RT=1.1&&", "SB1-RT=1.1"),  # table C.19 as printed
        (" CN = 2011 ; MN = 1 ;CP=&&a=1&b=2&&", "a=1&b=2"),
        ("CN=2011;MN=1;CP=&&a=1", ""),
        ("CN=2011;MN=1", ""),
    ],
)
def test_odd_segments(segment, parameters):
    found = read_packet(wrap(segment))
    assert (found.mn, found.parameters) == ("1", parameters)


@pytest.mark.parametrize("segment", ["", "CN=2011;CP=&&&&", "MN=1;CP=&&CN=2011&&", "a;b;=;=="])
def test_who_says_nothing_of_itself_is_nobody(segment):
    assert read_packet(wrap(segment)) is None


@pytest.mark.parametrize(("flag", "value"), [("5", 5), ("", None), ("x", None), ("²", None)])
def test_a_flag_that_is_none(flag, value):
    assert read_packet(packet("", flag=flag).strip()).flag == value


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_in_either_encoding(encoding):
    segment = "CN=3020;MN=1;CP=&&i11001-Info=//清洗管路//&&".encode(encoding)
    assert "清洗管路" in read_packet(wrap(segment)).parameters


def test_the_answer_is_the_standard_s():
    assert write_answer(UPLOAD) == (
        b"##0087QN=20160801085000001;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0"
        b";Flag=4;CP=&&&&C241\r\n"
    )
    assert b";Flag=4;CP=&&&&" in write_answer(replace(UPLOAD, flag=7)), "sub-packets: table C.50"
    assert b";Flag=8;CP=&&&&" in write_answer(replace(UPLOAD, flag=9)), "a later edition's number"


def test_the_2005_edition_is_answered_in_its_own_form():
    answer = write_answer(replace(UPLOAD, flag=1))
    assert b"ST=91;CN=9014;CP=&&QN=20160801085000001;CN=2051&&" in answer


@pytest.mark.parametrize(
    "change",
    [
        *({"flag": flag} for flag in (None, 0, 4, 6)),
        *({"cn": cn} for cn in ("9014", "9013", "9015", "1013", "1062", "", "20511", "2O51")),
        *({"qn": qn} for qn in ("", "now", "2016080108500000é")),
        *({"mn": mn} for mn in ("", "a;CN=1012", "a&&b", "a\r\n##", "a b", "站")),
        *({"pw": pw} for pw in ("", "x;CN=1072", "a=b", "\n")),
    ],
)
def test_no_answer(change):
    assert write_answer(replace(UPLOAD, **change)) is None


text = st.text(max_size=40) | st.sampled_from(["2011", "3020", "x;CN=1012", "20160801085000001"])


@given(st.builds(Packet, text, text, text, text, st.none() | st.integers(0, 999), text))
def test_whatever_a_station_says_the_answer_is_one_acknowledgement_or_none(found):
    answer = write_answer(found)
    assert answer is None or (answer.endswith(b"\r\n") and is_answer(answer[:-2]))


def test_nothing_else_in_the_module_makes_bytes():
    """Whoever adds a second thing to be sent to a station changes this line knowingly."""
    here = hj212_packet.__name__
    own = {
        name
        for name, value in vars(hj212_packet).items()
        if getattr(value, "__module__", "") == here
    }
    assert own == {
        *("Packet", "compute_crc", "read_packet", "name_topic", "write_answer"),
        *("_divide", "_read_text", "_is_plain", "_wrap"),
    }


@pytest.mark.parametrize(
    ("mn", "topic"),
    [
        (STATION, f"hj212/{STATION}"),
        ("", "hj212/"),
        ("a/+#", "hj212/a%2F%2B%23"),
        ("站", "hj212/%E7%AB%99"),
    ],
)
def test_a_station_s_topic(mn, topic):
    assert name_topic(mn) == topic


@given(st.text())
def test_a_topic_has_two_levels_and_no_wildcard(mn):
    topic = name_topic(mn)
    assert topic.count("/") == 1
    assert topic.isascii()
    assert not set(topic) & set("+#\0")
