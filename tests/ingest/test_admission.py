"""Frames in, an admitted batch out: who may say what, in what order, by which clock."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from ingest.admission import Admission
from ingest.codec import encode_columns, encode_values
from ingest.frame import Frame, Reason
from ingest.refusals import LETTERS
from ingest.standing import TickNote, decode_note, encode_note
from plant.quality import BAD, BAD_NOT_A_NUMBER
from plant.reading import LONG_AGO, Mark, ReadingBatch
from plant.words import Gateway
from tests.ingest.frames import (
    FLOW,
    LEVEL,
    OTHER,
    PLANT,
    PRESSURE,
    TEMPERATURE,
    TOPIC,
    admit,
    frame,
    level,
    live,
    marks,
    reasons,
    status,
)
from tests.ingest.parks import T0, make_plant

# ------------------------------------------------------------------------ who may say what


def test_a_frame_becomes_readings_by_row():
    admission = live()
    batch = admit(admission, frame({"ts": T0, "values": {"E1.PT-101": 0.8, "E1.LT-101": 3}})).batch
    assert batch.row.tolist() == [PRESSURE, LEVEL]
    assert batch.value.tolist() == [0.8, 3.0]
    assert batch.source.tolist() == batch.time.tolist() == batch.received.tolist() == [T0, T0]
    assert batch.gateway.tolist() == [0, 0]
    assert admission.links.gateway_of[[LEVEL, PRESSURE]].tolist() == [0, 0]
    assert (admission.links.heard[0], admission.links.newest[0]) == (T0, T0)
    assert admission.links.heard[1] == LONG_AGO


@pytest.mark.parametrize(
    ("topic", "body", "reason", "gateway"),
    [
        ("spam", b"1", Reason.WRONG_TOPIC, ""),
        ("hazard/v1/Q/E1/G1/data", {"values": {}}, Reason.WRONG_TOPIC, "G1"),
        ("hazard/v1/P/E2/G1/data", {"values": {}}, Reason.WRONG_TOPIC, "G1"),
        ("hazard/v1/P/E1/G9/data", {"values": {}}, Reason.UNKNOWN_GATEWAY, "G9"),
        (TOPIC, b"{", Reason.UNPARSABLE, "G1"),
        (TOPIC, b" " * (1 << 20) + b"1", Reason.TOO_LARGE, "G1"),
        (TOPIC, {"values": {"E1.LT-101": 1}, "simulation": True}, Reason.SIMULATED, "G1"),
        ("hazard/v1/P/E1/G1/status", b"[]", Reason.UNPARSABLE, "G1"),
    ],
)
def test_a_frame_that_may_not_be_is_refused_and_what_follows_is_not(topic, body, reason, gateway):
    admission = live()
    admitted = admit(admission, frame(body, topic), level(T0, 5.0))
    assert reasons(admitted) == [(reason, gateway, "")]
    assert admitted.refusals[0].topic == topic
    assert admitted.batch.value.tolist() == [5.0]
    counted = admission.counters["G1"].refused if gateway == "G1" else admission.strangers
    assert counted == {reason: 1}


def test_tags_of_others_and_of_nobody_are_refused_one_by_one():
    body = {"ts": T0, "values": {"E2.LT-1": 1, "E1.LT-101": "Bad", "nobody": 2, "E1.PT-101": 3}}
    admitted = admit(live(), frame(body))
    assert sorted(reasons(admitted)) == [
        (Reason.NOT_A_NUMBER, "G1", "E1.LT-101"),
        (Reason.UNKNOWN_TAG, "G1", "E2.LT-1"),
        (Reason.UNKNOWN_TAG, "G1", "nobody"),
    ]
    assert admitted.batch.row.tolist() == [LEVEL, PRESSURE]
    assert admitted.batch.status.tolist() == [BAD_NOT_A_NUMBER, 0]
    assert admitted.batch.words == {0: "Bad"}


def test_a_thousand_complaints_of_one_frame_are_all_counted_and_a_few_handed_out():
    admission = live()
    body = {"ts": T0, "values": {f"T{n}": 1 for n in range(1000)}}
    admitted = admit(admission, frame(body))
    assert len(admitted.refusals) == LETTERS
    assert f"{1000 - LETTERS} more" in admitted.refusals[-1].detail
    assert admission.counters["G1"].refused == {Reason.UNKNOWN_TAG: 1000}


def test_a_gateway_s_prefix_and_missing_codes():
    body = {"ts": T0, "values": {"LT-101": -9999, "E1.PT-101": -9999.5}}
    batch = admit(live(), frame(body, "hazard/v1/P/E1/G2/data")).batch
    assert batch.row.tolist() == [LEVEL, PRESSURE]
    assert np.isnan(batch.value[0])
    assert batch.status.tolist() == [BAD, 0]
    assert batch.value[1] == -9999.5


def test_a_value_in_another_unit_is_no_value():
    units = {"E1.PT-101": "kPa", "E1.TT-102": "°C", "E1.LT-101": "m", "E1.PLC10.FT-1": "m3/h"}
    body = {"ts": T0, "values": dict.fromkeys(units, 800.0), "units": units}
    admitted = admit(live(), frame(body))
    assert reasons(admitted) == [(Reason.BAD_UNIT, "G1", "E1.PT-101")]
    status = dict(zip(admitted.batch.row.tolist(), admitted.batch.status.tolist(), strict=True))
    assert status == {PRESSURE: BAD, TEMPERATURE: 0, LEVEL: 0, FLOW: 0}
    assert np.isnan(admitted.batch.value[admitted.batch.row == PRESSURE]).all()


def test_names_that_the_plant_does_not_know_are_listed_once_each():
    admission = live()
    admit(
        admission,
        frame({"ts": T0, "values": {"E1.LT-101": 3, "E1.XX": 7}}),
        *[frame({"ts": T0 + n, "values": {"E1.XX": n}}) for n in range(1, 4)],
    )
    (line,) = admission.unknown[0].list()
    assert (line.tag, line.count, line.first, line.value) == ("E1.XX", 4, T0, 3.0)
    assert admission.unknown[1].list() == []


def test_a_dead_letter_offered_again_gives_only_what_was_refused_and_tells_nothing_of_now():
    admission = live()
    admit(admission, level(T0 + 60_000, 5.0))
    heard, newest = admission.links.heard.tolist(), admission.links.newest.tolist()
    body = {
        "ts": T0,
        "sent": T0,
        "values": {"E1.LT-101": 3, "E1.PT-101": 0.8},
        "seq": 9,
        "boot": "b",
    }
    again = structs.replace(frame(body), received=T0, again=True, only=frozenset({"E1.PT-101"}))
    admitted = admission.admit([again], T0 + 61_000)
    assert admitted.batch.row.tolist() == [PRESSURE]
    assert marks(admitted.batch) == [["backfill"]]
    assert admitted.watermarks == {}
    assert (admission.links.heard.tolist(), admission.links.newest.tolist()) == (heard, newest)
    whole = admission.admit([structs.replace(again, only=frozenset())], T0 + 62_000)
    assert whole.batch.row.tolist() == [LEVEL]
    assert marks(whole.batch) == [["late", "backfill"]]


def test_simulated_data_is_marked_where_it_is_declared():
    body = {"ts": T0, "values": {"E2.LT-1": 1}}
    admitted = admit(live(), frame(body, "hazard/v1/P/E2/G3/data"))
    assert marks(admitted.batch) == [["simulated"]]


def test_a_simulation_neither_raises_nor_returns_what_a_live_gateway_brings():
    gateways = (Gateway("G1", "E1"), Gateway("G2", "E1", simulation=True))
    admission = Admission(make_plant(gateways=gateways), stream=False, start=T0)
    topic = "hazard/v1/P/E1/G2/data"
    both = {"ts": T0, "values": {"E1.LT-101": 1, "E1.PT-101": 2}}
    admit(admission, frame({"ts": T0 - 1_000, "values": {"E1.LT-101": 95}}))
    admitted = admit(admission, frame(both, topic))
    assert admitted.batch.row.tolist() == [PRESSURE]
    assert reasons(admitted) == [(Reason.SIMULATED, "G2", "E1.LT-101")]
    later = admit(admission, frame({"ts": T0 + 1, "values": {"E1.PT-101": 3}}))
    assert later.batch.row.tolist() == [PRESSURE], "what is real takes a tag over"
    assert len(admit(admission, frame({**both, "ts": T0 + 2}, topic)).batch) == 0


def test_our_own_acknowledgements_are_no_business_of_ours():
    admitted = admit(live(), frame({"boot": "b", "seq": 1}, "hazard/v1/P/E1/G1/ack"))
    assert (len(admitted.batch), admitted.refusals) == (0, [])


# ------------------------------------------------------------------------ order


def test_a_duplicate_is_dropped_a_conflict_kept_a_latecomer_marked():
    admission = live()
    frames = [
        level(T0, 1),
        level(T0, 1),
        level(T0, 2),
        level(T0 - 9, 7, received=T0),
        level(T0 + 1, 3),
    ]
    batch = admit(admission, *frames).batch
    assert batch.value.tolist() == [1, 2, 7, 3]
    assert marks(batch) == [[], ["conflict"], ["late"], []]
    figures = admission.counters["G1"]
    assert (figures.frames, figures.readings) == (5, 5)
    assert (figures.duplicates, figures.conflicts, figures.late) == (1, 1, 1)


def test_a_retained_message_is_late_whatever_its_time_and_blocks_nothing():
    admission = live()
    batch = admit(admission, level(T0 + 50_000, 9, received=T0, retained=True), level(T0, 1)).batch
    assert marks(batch) == [["late", "stored_only"], []]
    assert admission.links.heard[0] == T0
    assert admission.links.newest[0] == T0


def test_a_retained_message_alone_shows_no_gateway():
    admission = live()
    topic = TOPIC.replace("G1", "G2")
    before = admission.links.gateway_of.tolist()
    admit(admission, level(T0, 9, topic=topic, retained=True))
    assert admission.links.heard.tolist() == [LONG_AGO] * 3
    assert admission.links.gateway_of.tolist() == before
    admit(admission, level(T0, 9, topic=topic))
    assert admission.links.gateway_of[LEVEL] == 1


def test_backfill_is_marked_and_late_only_where_something_newer_is_known():
    topic = TOPIC.replace("data", "backfill")
    admission = live()
    newer = admit(admission, level(T0 - 9_000, 1, received=T0, topic=topic)).batch
    older = admit(admission, level(T0, 2), level(T0 - 8_000, 3, received=T0, topic=topic)).batch
    assert marks(newer) == [["backfill"]]
    assert marks(older) == [[], ["late", "backfill"]]
    assert newer.fresh.tolist() == newer.time.tolist() == [T0 - 9_000]
    assert admission.links.newest[0] == T0


# ------------------------------------------------------------------------ clocks


def test_a_clock_five_minutes_fast_neither_blocks_nor_dates_ahead():
    admission = live()
    fast = 300_000
    batch = admit(
        admission,
        *(
            level(T0 + s * 1000 + fast, s, received=T0 + s * 1000, sent=T0 + s * 1000 + fast)
            for s in range(5)
        ),
    ).batch
    assert batch.time.tolist() == [T0 + s * 1000 for s in range(5)]
    assert batch.source.tolist() == [T0 + s * 1000 + fast for s in range(5)]
    assert marks(batch) == [["clock_suspect"]] * 5
    assert admission.counters["G1"].skew_ms == -fast
    back = admit(admission, level(T0 + 9_000, 9, sent=T0 + 9_000)).batch
    assert marks(back) == [[]], "once the clock is right again its readings are news"


def test_one_tag_s_wild_stamp_holds_back_no_other_tag():
    admission = live()
    wild = {"tags": ["E1.PT-101"], "ts": T0 + 3_600_000, "v": [1]}
    batch = admit(admission, level(T0, 1), frame(wild, received=T0 + 1), level(T0 + 2, 2)).batch
    assert marks(batch) == [[], ["clock_suspect"], []]
    assert batch.time.tolist() == [T0, T0 + 1, T0 + 2]


def test_an_unreadable_time_is_now_and_doubted():
    admitted = admit(live(), level("soon", 5, received=T0))
    assert admitted.batch.time.tolist() == [T0]
    assert marks(admitted.batch) == [["clock_suspect"]]
    assert reasons(admitted) == [(Reason.BAD_TIME, "G1", "")]


def test_freshness_is_age_at_sending_and_since_arrival():
    batch = admit(live(), level(T0 - 20_000, 5, received=T0 + 100, sent=T0)).batch
    assert batch.time.tolist() == [T0 - 20_000]
    assert batch.fresh.tolist() == [T0 + 100 - 20_000]


# ------------------------------------------------------------------------ stream clock


def test_on_a_stream_clock_now_is_the_highest_time_and_nothing_is_doubted():
    admission = Admission(PLANT, stream=True, start=T0)
    old = 1_000_000_000_000
    assert admission.now == T0
    batch = admission.admit([level(old, 1, received=T0), level(old + 5, 2, received=T0)], T0).batch
    late = admission.admit([level(old + 1, 3, received=T0)], T0).batch
    assert batch.time.tolist() == batch.received.tolist() == batch.fresh.tolist() == [old, old + 5]
    assert (late.time.tolist(), late.received.tolist(), marks(late)) == (
        [old + 1],
        [old + 5],
        [["late"]],
    )
    situation = admission.situation(T0)
    assert (situation.now, situation.by_silence) == (old + 5, False)
    assert set(situation.event.tolist()) == {old + 5}
    assert set(admission.situation(T0, ended=True).event.tolist()) == {old + 6}


def test_files_and_frames_are_admitted_alike_on_a_stream_clock():
    rows, times, values = (
        [LEVEL, LEVEL, PRESSURE, LEVEL],
        [T0, T0, T0 - 5, T0 - 9],
        [1.0, 1.0, 2.0, 3.0],
    )
    by_file = Admission(PLANT, stream=True, start=0).admit_readings(
        ReadingBatch.of(rows, times, values)
    )
    names = [PLANT.tags[row].id for row in rows]
    by_frame = Admission(PLANT, stream=True, start=0).admit(
        [frame(encode_columns(names, times, values))], 0
    )
    for name in ("row", "source", "received", "time", "fresh", "value", "status", "marks"):
        assert getattr(by_file.batch, name).tolist() == getattr(by_frame.batch, name).tolist(), name


def test_codes_for_no_value_hold_in_files_as_in_frames_and_a_file_s_batch_is_left_as_it_is():
    first, *others = PLANT.gateways
    plant = make_plant(gateways=(replace(first, missing=(-9999.0, -1.0)), *others))
    told = ReadingBatch.of([LEVEL, OTHER, PRESSURE], [T0] * 3, [-9999.0, -9999.0, -1.0])
    told.value.flags.writeable = told.status.flags.writeable = False
    batch = Admission(plant, stream=True, start=0).admit_readings(told).batch
    assert np.isnan(batch.value).tolist() == [True, False, True]
    assert batch.status.tolist() == [BAD, 0, BAD], "E2 has another gateway"


def test_a_code_for_no_value_sent_again_is_a_duplicate():
    topic = TOPIC.replace("G1", "G2")
    admission = live()
    frames = [level(T0, -9999, topic=topic), level(T0 + 1, 3, topic=topic)]
    assert len(admit(admission, *frames, *frames).batch) == 2


def test_twenty_readings_sent_again_are_twenty_duplicates():
    admission = live()
    frames = [level(T0 + n, n) for n in range(20)]
    admit(admission, *frames)
    again = admit(admission, *frames, level(T0 + 3, 99))
    assert marks(again.batch) == [["late", "conflict"]]
    figures = admission.counters["G1"]
    assert (figures.duplicates, figures.late, figures.conflicts) == (20, 1, 1)


# ------------------------------------------------------------------------ the fold

bodies = st.builds(
    lambda tag, ts, value, extra: {"ts": T0 + ts, "values": {tag: value}, **extra},
    st.sampled_from(["E1.LT-101", "E1.PT-101", "nobody"]),
    st.integers(-70_000, 70_000),
    st.sampled_from([1.0, 2.0, None, "Bad"]),
    st.sampled_from(
        [{}, {"sent": T0}, {"sent": T0 + 400_000}, {"seq": 1, "boot": "b"}, {"seq": 3, "boot": "b"}]
    ),
)
states = st.sampled_from(
    [
        {"online": True},
        {"online": False},
        {"online": True, "sources": {"V101": "down"}},
        {"sources": {}},
    ]
)
frames = st.lists(
    st.one_of(
        st.builds(
            lambda body, at, keep: frame(body, received=T0 + at, retained=keep),
            bodies,
            st.integers(0, 9_000),
            st.booleans(),
        ),
        st.builds(
            lambda body, at: frame(body, TOPIC.replace("data", "backfill"), T0 + at),
            bodies,
            st.integers(0, 9_000),
        ),
        st.builds(lambda body, at: status(body, received=T0 + at), states, st.integers(0, 9_000)),
    ),
    max_size=12,
)


def state(admission):
    return {name: array.tolist() for name, array in admission.save().items()}


def links(admission):
    return [getattr(admission.links, name).tolist() for name in admission.links.__slots__]


@settings(max_examples=60)
@given(frames, frames, st.booleans())
def test_replaying_a_spooled_tick_gives_the_state_that_it_left(before, after, stream):
    admission, again = (Admission(PLANT, stream=stream, start=T0) for _ in range(2))
    for part in (before, after):
        admitted = admission.admit(part, T0 + 9_000)
        notes = decode_note(encode_note(TickNote(admitted.statuses))).gateways
        again.recall(admitted.batch, notes, T0 + 9_000)
    assert state(again) == state(admission)
    assert links(again) == links(admission)


@settings(max_examples=60)
@given(frames, frames)
def test_restoring_a_checkpoint_goes_on_as_if_nothing_had_happened(before, after):
    admission, again = live(), live()
    admission.admit(before, T0 + 9_000)
    again.restore(admission.save())
    assert links(again) == links(admission)
    one, other = admission.admit(after, T0 + 9_000), again.admit(after, T0 + 9_000)
    assert one.batch.marks.tolist() == other.batch.marks.tolist()
    assert one.batch.time.tolist() == other.batch.time.tolist()
    assert state(again) == state(admission)


def test_a_checkpoint_serves_another_plant_by_names():
    admission = live()
    admit(admission, level(T0, 1, seq=1, boot="b"), frame({"ts": T0, "values": {"E1.PT-101": 2}}))
    plant = replace(PLANT, tags=PLANT.tags[1:], gateways=tuple(reversed(PLANT.gateways)))
    other = Admission(plant, stream=False, start=T0)
    other.restore(admission.save())
    again = other.admit([frame({"ts": T0, "values": {"E1.PT-101": 2}})], T0)
    assert other.counters["G1"].duplicates == 1
    assert len(again.batch) == 0
    assert other.links.gateway_of[plant.row_of["E1.PT-101"]] == plant.gateway_row_of["G1"]


@given(st.binary(max_size=60), st.text(max_size=30), st.booleans())
def test_nothing_that_arrives_raises(payload, topic, retained):
    admission = live()
    for where in (topic, TOPIC, f"{TOPIC}/E1.LT-101", "hazard/v1/P/E1/G1/status"):
        admission.admit([Frame(where, payload, T0, retained)], T0)


def test_a_frame_of_twenty_thousand_readings_is_admitted_in_its_order():
    tags = ["E1.LT-101", "E1.PT-101"] * 10_000
    body = encode_columns(
        tags, [T0 + n // 2 for n in range(20_000)], [float(n) for n in range(20_000)]
    )
    admission = live()
    batch = admission.admit([Frame(TOPIC, body, T0 + 10_000)], T0 + 10_000).batch
    assert len(batch) == 20_000
    assert not batch.marks.any()
    assert batch.time[-1] == T0 + 9_999


def test_values_encoded_here_are_admitted_there():
    body = encode_values(T0, {"E1.LT-101": 1.5, "E1.PT-101": "Bad", "E1.TT-102": float("nan")})
    batch = admit(live(), frame(body)).batch
    assert batch.value[0] == 1.5
    assert batch.status.tolist() == [0, BAD_NOT_A_NUMBER, BAD_NOT_A_NUMBER]
    assert batch.words == {1: "Bad"}
    assert (batch.marks & Mark.LATE == 0).all()
