"""The standard's own examples as readings, every flag, and that no bytes raise or hide a value."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.hj212 import MOST_BROKEN, decode, read_stamp
from ingest.formats.hj212_codes import FLAG_WORDS, FLAGS, PERIODS
from ingest.frame import Decoded, Reason
from ingest.lenient import Unfit
from plant.quality import BAD, BAD_NOT_A_NUMBER, UNCERTAIN_SUBSTITUTE, QualityClass, classify
from plant.words import LARGEST_FRAME
from tests.ingest.formats.hj212_packets import DIALECT, NOW, noise, packet, realtime, wrap

QN = int(datetime(2016, 8, 1, 0, 58, 57, 223_000, UTC).timestamp() * 1000)
TIME = QN - 223


def read(payload):
    decoded = decode("", payload, NOW, DIALECT)
    assert isinstance(decoded, Decoded), decoded
    return decoded


def values(decoded):
    numbers = [None if math.isnan(value) else value for value in decoded.values]
    return dict(zip(decoded.tags, numbers, strict=True))


def reasons(decoded):
    return [(reason, tag) for reason, tag, _ in decoded.complaints]


def judge(decoded):
    status, value = np.array(decoded.status, np.uint32), np.array(decoded.values)
    return classify(status, value).tolist()


# ------------------------------------------------------------------- the standard's own examples


def test_real_time_values_of_table_c14():
    decoded = read(
        packet(
            "DataTime=20160801085857;w01001-Rtd=7.1,w01001-Flag=N;"
            "w01018-SampleTime=20160801070000,w01018-Rtd=2.2,w01018-Flag=N,w01018-EFlag=A01"
        )
    )
    assert values(decoded) == {"w01001": 7.1, "w01018": 2.2}
    assert decoded.ts == [TIME, TIME]
    assert decoded.status == [0, 0]
    assert decoded.sent == QN
    assert (decoded.words, decoded.complaints, decoded.doubtful) == ({}, [], [])


@pytest.mark.parametrize(
    ("cn", "parameters", "expected"),
    [
        ("2021", "SB1-RS=1;SB2-RS=0", {"SB1-RS": 1, "SB2-RS": 0}),  # C.15
        (
            "2051",  # C.16
            "w00000-Cou=10.5,w00000-Min=16.4,w00000-Avg=17.5,w00000-Max=20.1,w00000-Flag=N",
            {
                "w00000-Cou.minute": 10.5,
                "w00000-Min.minute": 16.4,
                "w00000-Avg.minute": 17.5,
                "w00000-Max.minute": 20.1,
            },
        ),
        ("2061", "w01018-Max=40.1,w01018-Flag=N", {"w01018-Max.hour": 40.1}),  # C.17
        ("2031", "w01018-Max=40.1;L5-DayData=53", {"w01018-Max.day": 40.1, "L5-DayData.day": 53}),
        ("2041", "SB1-RT=1.1;SB2-RT=2.1", {"SB1-RT.day": 1.1, "SB2-RT.day": 2.1}),  # C.19
        ("2011", " LA-Rtd=50.1", {"LA": 50.1}),  # C.25, space and all
        ("2051", "L5-Data=53.0;LMn-Data=42.0", {"L5-Data.minute": 53, "LMn-Data.minute": 42}),
        ("2011", "a21026-Rtd=1,a21026-ZsRtd=2", {"a21026": 1, "a21026-ZsRtd": 2}),
    ],
)
def test_names_of_what_is_uploaded(cn, parameters, expected):
    decoded = read(packet(f"DataTime=20160801085857;{parameters}", cn=cn))
    assert values(decoded) == expected
    assert set(decoded.ts) == {TIME}
    assert decoded.complaints == []


def test_a_period_s_mean_is_never_a_real_time_value():
    names = [
        name
        for cn in PERIODS
        for name in read(packet("DataTime=20160801080000;a-Rtd=1,a-Avg=2", cn=cn)).tags
    ]
    assert len(set(names)) == 2 * len(set(PERIODS.values()))


def test_sub_packets_stand_for_themselves():
    """Table C.50: each has DataTime; both in one payload, or one alone."""
    head = "QN=20160801085857534;ST=32;CN=2011;PW=123456;MN=M;Flag=7;PNUM=2;PNO="
    first = wrap(f"{head}1;CP=&&DataTime=20160801080000;a-Rtd=1,a-Flag=N&&")
    second = wrap(f"{head}2;CP=&&DataTime=20160801080000;b-Rtd=2,b-Flag=N&&")
    assert values(read(first + b"\r\n" + second)) == {"a": 1, "b": 2}
    assert values(read(second)) == {"b": 2}


# ------------------------------------------------------------------------------------- flags

CLASSES = {
    "N": QualityClass.GOOD,
    "T": QualityClass.UNCERTAIN,
    **dict.fromkeys("MSC", QualityClass.FORCED),
    **dict.fromkeys("DBFP", QualityClass.BAD),
}


@pytest.mark.parametrize(("flag", "expected"), CLASSES.items())
def test_every_flag_is_judged_as_it_is_meant_and_its_word_kept(flag, expected):
    assert CLASSES.keys() == FLAGS.keys()
    for written in (flag, flag.lower()):
        decoded = read(packet(f"DataTime=20160801085857;a-Rtd=9,a-Flag={written}"))
        assert judge(decoded) == [expected]
        assert decoded.values == [9.0], "a bad value beyond a limit is told as 可能真实超限"
        word = f"{written} {FLAG_WORDS[flag]}" if flag != "N" else ""
        assert decoded.words == ({0: word} if word else {})
        assert decoded.complaints == []


@pytest.mark.parametrize(
    ("digit", "expected"),
    [
        ("0", QualityClass.FORCED),
        ("1", QualityClass.GOOD),
        ("2", QualityClass.BAD),
        ("3", QualityClass.GOOD),
    ],
)
def test_digits_are_the_2005_edition_s_and_no_later_one_s(digit, expected):
    parameters = f"DataTime=20160801085857;a-Rtd=9,a-Flag={digit}"
    for flag in ("0", "1", ""):
        assert judge(read(packet(parameters, flag=flag))) == [expected]
    later = read(packet(parameters, flag="5"))
    assert judge(later) == [QualityClass.BAD]
    assert reasons(later) == [(Reason.UNSUPPORTED, "a")]


def test_an_unknown_flag_is_bad_and_told_with_its_word():
    decoded = read(packet("DataTime=20160801085857;a-Rtd=9,a-Flag=Nb-Rtd=1;c-Rtd=2"))
    assert values(decoded) == {"a": 9, "c": 2}
    assert decoded.status == [BAD, 0]
    assert reasons(decoded) == [(Reason.UNSUPPORTED, "a")]
    assert decoded.words == {0: "Nb-Rtd=1"}


def test_a_flag_in_an_item_of_its_own_is_that_of_its_code():
    decoded = read(packet("DataTime=20160801085857;a-Rtd=9;b-Rtd=1;a-Flag=S;b-Flag=N"))
    assert decoded.status == [UNCERTAIN_SUBSTITUTE, 0]


def test_a_code_told_twice_is_two_readings_each_with_the_flag_beside_it():
    """Table C.29 prints one code twice; which of them counts is admission's question."""
    decoded = read(packet("DataTime=20160801085857;e-Rtd=1.1,e-Flag=N;e-Rtd=2.2,e-Flag=D"))
    assert (decoded.tags, decoded.values) == (["e", "e"], [1.1, 2.2])
    assert judge(decoded) == [QualityClass.GOOD, QualityClass.BAD]


def test_an_instrument_that_only_says_that_it_can_not_is_a_bad_reading():
    decoded = read(packet("DataTime=20160801085857;a-Flag=B;b-Flag=N;c-Rtd=,c-Flag=D"))
    assert values(decoded) == {"a": None, "c": None}
    assert judge(decoded) == [QualityClass.BAD] * 2
    assert decoded.complaints == []
    assert sorted(decoded.words.values()) == ["B 通讯异常", "D 故障"]


# ----------------------------------------------------------------------------- odd values, times


@pytest.mark.parametrize(
    "raw", ["", "-", "NaN", "inf", "1e999", "1_0", "--", "高", "0x10", "1.2.3"]
)
def test_what_is_no_number_is_a_bad_reading_told(raw):
    decoded = read(packet(f"DataTime=20160801085857;a-Rtd={raw},a-Flag=N;b-Rtd=1"))
    assert values(decoded) == {"a": None, "b": 1}
    assert decoded.status == [BAD_NOT_A_NUMBER, 0]
    assert reasons(decoded) == [(Reason.NOT_A_NUMBER, "a")]
    assert decoded.words == ({0: raw} if raw else {})


@pytest.mark.parametrize(
    ("raw", "value"), [("-1.5", -1.5), ("1E3", 1000), (" 2 ", 2), ("+3.", 3), (".5", 0.5)]
)
def test_numbers_as_stations_write_them(raw, value):
    assert read(realtime(a=raw)).values == [value]


@pytest.mark.parametrize(
    "stamp",
    [
        *("", "2016080108585", "20161301085857", "20160801250000", "00000801085857"),
        *("2016-08-01 08", "abcdefghijklmn", "²" * 14),
    ],
)
def test_an_unreadable_time_is_told_once_and_the_values_live(stamp):
    decoded = read(packet(f"DataTime={stamp};a-Rtd=1;b-Rtd=2"))
    assert decoded.ts == [NOW, NOW]
    assert list(decoded.doubtful) == [0, 1]
    assert reasons(decoded) == [(Reason.BAD_TIME, "")]
    assert reasons(read(packet("a-Rtd=1"))) == [(Reason.BAD_TIME, "")]


def test_milliseconds_in_a_stamp_and_the_zone_s_midnight():
    assert read_stamp("20160801085857223", DIALECT.zone) == QN
    assert read_stamp("20160801000000", DIALECT.zone) == TIME - (8 * 3600 + 58 * 60 + 57) * 1000


def test_the_newest_clock_of_a_payload_is_the_one_at_sending():
    older, newer = packet("", qn="20160801085857000"), packet("", qn="20160801085857223")
    assert read(newer + older).sent == read(older + newer).sent == QN


def test_a_clock_that_can_not_be_read_is_told_and_none():
    decoded = read(packet("DataTime=20160801085857;a-Rtd=1", qn="yesterday"))
    assert decoded.sent is None
    assert reasons(decoded) == [(Reason.BAD_TIME, "")]
    assert read(wrap("CN=2011;MN=1;CP=&&DataTime=20160801085857;a-Rtd=1&&")).complaints == []


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_codes_of_an_enterprise_s_own(encoding):
    segment = "CN=2011;MN=1;CP=&&DataTime=20160801085857;液位-1-Rtd=2.3,液位-1-Flag=N&&"
    assert values(read(wrap(segment.encode(encoding)))) == {"液位-1": 2.3}


@pytest.mark.parametrize("parameters", ["nonsense", "a-Rtd", "-Rtd", "a-Rtd=1;…"])
def test_what_is_no_pair_is_told(parameters):
    decoded = read(packet(f"DataTime=20160801085857;{parameters};b-Rtd=1"))
    assert decoded.tags[-1] == "b"
    assert (Reason.UNPARSABLE, "") in reasons(decoded)


# ------------------------------------------------------------------------- packets and payloads


def test_heartbeats_and_answers_of_a_station_say_that_it_is_there():
    for cn in ("9011", "9012", "9013", "9014", "9015"):
        decoded = read(packet("QnRtn=1", cn=cn))
        assert (decoded.tags, decoded.complaints, decoded.sent) == ([], [], QN)


@pytest.mark.parametrize("cn", ["1013", "1062", "2081", "3019", "3020", "4000", "abcd"])
def test_what_is_no_reading_is_named(cn):
    reason, detail = decode("", packet("DataTime=20160801085857;i-Info=1", cn=cn), NOW, DIALECT)
    assert reason is Reason.UNSUPPORTED
    assert detail.startswith(f"CN {cn}")
    beside = read(packet("", cn=cn) + realtime(a="1"))
    assert values(beside) == {"a": 1}
    assert reasons(beside) == [(Reason.UNSUPPORTED, "")]


def test_damage_is_told_and_costs_nothing_around_it():
    good = realtime(a="1")
    decoded = read(good.replace(b"=1,", b"=7,") + b"junk" + good)
    assert values(decoded) == {"a": 1}
    assert reasons(decoded) == [(Reason.CHECKSUM, ""), (Reason.UNPARSABLE, "")]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", Reason.UNPARSABLE),
        (b"{}", Reason.UNPARSABLE),
        (b"##0003abc0000", Reason.CHECKSUM),
        (b"##0102" + realtime(a="1")[6:], Reason.CHECKSUM),
        (wrap("ST=32;CP=&&&&"), Reason.UNPARSABLE),
        (b" " * (LARGEST_FRAME + 1), Reason.TOO_LARGE),
    ],
)
def test_a_payload_without_a_packet_is_unfit(payload, reason):
    assert decode("", payload, NOW, DIALECT)[0] is reason


def test_a_payload_of_nothing_but_damage_is_not_read_to_its_end():
    noisy = read(realtime(a="1") + b"x\n" * 500_000 + realtime(b="2"))
    assert values(noisy) == {"a": 1}
    assert len(noisy.complaints) == MOST_BROKEN + 1
    assert noisy.complaints[-1][2].endswith("the rest is not read")


def test_two_stations_in_one_payload_are_not_mixed():
    decoded = read(realtime(a="1") + packet("DataTime=20160801085857;a-Rtd=99", mn="OTHER"))
    assert values(decoded) == {"a": 1}
    assert reasons(decoded) == [(Reason.UNKNOWN_GATEWAY, "")]


# ------------------------------------------------------------------------------------ any bytes

codes = st.from_regex(r"[a-zA-Z0-9_.\u4e00-\u9fa5]{1,12}", fullmatch=True)
numbers = st.floats(-1e9, 1e9, allow_nan=False)
stamps = st.integers(700_000_000, 4_000_000_000).map(
    lambda second: datetime.fromtimestamp(second, DIALECT.zone)
)


@given(
    st.dictionaries(codes, st.tuples(numbers, st.sampled_from(sorted(FLAGS))), min_size=1), stamps
)
def test_what_a_station_writes_is_what_is_read(told, at):
    items = ";".join(f"{code}-Rtd={raw!r},{code}-Flag={flag}" for code, (raw, flag) in told.items())
    decoded = read(packet(f"DataTime={at:%Y%m%d%H%M%S};{items}"))
    assert values(decoded) == {code: raw for code, (raw, _) in told.items()}
    assert decoded.status == [FLAGS[flag] for _, flag in told.values()]
    assert set(decoded.ts) == {int(at.timestamp()) * 1000}
    assert decoded.complaints == []


def check_shape(decoded):
    if isinstance(decoded, Unfit):
        assert decoded.detail
        return
    n = len(decoded.tags)
    assert len(decoded.ts) == len(decoded.values) == len(decoded.status) == n
    assert all(0 <= place < n for place in [*decoded.words, *decoded.doubtful])
    assert all(0 <= status < 2**32 for status in decoded.status)
    assert not any(math.isinf(value) for value in decoded.values)


alphabet = st.sampled_from(
    [*"=;,-&#N", "&&", "CP=&&", "DataTime=", "20160801085857", "-Rtd=", "-Flag=", "1.5", "CN=2011;"]
)


@given(st.binary(max_size=400) | st.lists(noise).map(b"".join))
def test_no_bytes_raise(payload):
    check_shape(decode("", payload, NOW, DIALECT))


@given(st.lists(alphabet | st.text(max_size=3), max_size=40).map("".join))
def test_no_segment_raises(text):
    check_shape(decode("", wrap(text), NOW, DIALECT))
    check_shape(decode("", packet(text), NOW, DIALECT))


@given(st.integers(0, 200), st.binary(max_size=4), st.integers(0, 4))
def test_mutated_packets_never_become_other_values(place, put, taken):
    good = realtime(a="1.25", b="2.5")
    mutated = good[:place] + put + good[place + taken :]
    decoded = decode("", mutated, NOW, DIALECT)
    check_shape(decoded)
    if isinstance(decoded, Decoded) and decoded.tags:
        assert values(decoded) == {"a": 1.25, "b": 2.5}
