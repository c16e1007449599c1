"""Links as admission keeps them: wills, statuses, sources, numbers, and what a stream ends with."""

from dataclasses import replace

import pytest

from ingest.admission import Admission
from ingest.sequence import Watermark
from plant.reading import LONG_AGO, NEVER
from tests.ingest.frames import (
    LEVEL,
    PLANT,
    PRESSURE,
    TEMPERATURE,
    TOPIC,
    admit,
    frame,
    goodbye,
    level,
    live,
    marks,
    status,
    stream,
)
from tests.ingest.parks import T0, make_plant


def test_a_will_takes_a_gateway_off_line_and_its_next_reading_brings_it_back():
    admission = live()
    admit(admission, level(T0, 1), status({"online": False, "ts": 1}, received=T0 + 5))
    assert admission.links.offline[0] == T0 + 5
    admit(admission, status({"online": False}, received=T0 + 9, retained=True))
    assert admission.links.offline[0] == T0 + 5
    assert admission.links.heard[0] == T0, "a will is not the gateway speaking"
    admit(admission, level(T0 + 20, 2))
    assert admission.links.offline[0] == NEVER


def test_online_is_heard_unless_it_is_retained():
    admission = live()
    admit(admission, status({"online": True}, retained=True))
    assert admission.links.heard[0] == LONG_AGO
    admit(admission, status({"online": True}))
    assert admission.links.heard[0] == T0


def test_a_retained_online_is_heard_where_silence_says_nothing():
    gateways = (replace(PLANT.gateways[0], report="exception"), *PLANT.gateways[1:])
    admission = Admission(make_plant(gateways=gateways), stream=False, start=T0)
    admit(admission, status({"online": True}, retained=True))
    assert admission.links.heard[0] == T0


def test_on_a_stream_what_was_left_of_another_says_nothing_and_no_status_comes_before_time():
    admission = stream()
    admit(admission, status({"online": False}, retained=True), status({"online": True}))
    assert admission.links.offline[0] == NEVER
    assert admission.links.heard[0] == LONG_AGO
    admit(admission, level(T0, 1))
    assert admission.links.heard[0] > LONG_AGO
    assert admission.situation(0).now == T0


def test_on_a_stream_what_is_due_at_its_last_instant_falls_due_at_the_last_goodbye():
    admission = stream()
    other = frame({"ts": T0 + 10, "values": {"E2.LT-1": 1}}, "hazard/v1/P/E2/G3/data")
    admit(admission, level(T0, 1), other)
    assert admission.situation(0).event[LEVEL] == T0 + 10
    admit(admission, goodbye())
    assert admission.situation(0).event[LEVEL] == T0 + 10
    ended = frame({"online": False, "ts": T0 + 25}, "hazard/v1/P/E2/G3/status")
    admit(admission, ended)
    assert admission.situation(0).event[LEVEL] == T0 + 26
    assert admission.now == T0 + 25


def test_sources_reach_the_situation():
    admission = live()
    admit(admission, status({"online": True, "sources": {"V101": "down"}}, received=T0 + 3))
    situation = admission.situation(T0 + 4)
    assert situation.down[[LEVEL, PRESSURE, TEMPERATURE]].tolist() == [T0 + 3, T0 + 3, NEVER]
    assert situation.by_silence
    assert situation.now == T0 + 4


@pytest.mark.parametrize("make", [live, stream])
def test_what_came_before_a_goodbye_counts_though_it_shares_its_tick(make):
    batch = admit(make(), level(T0, 1), level(T0 + 5, 2), goodbye()).batch
    assert marks(batch) == [[], []]


def test_on_a_stream_a_goodbye_is_dated_after_what_its_tick_told_before_it():
    admission = stream()
    admit(admission, level(T0, 1))
    admit(admission, level(T0 + 10, 2), level(T0 + 20, 3), goodbye())
    assert admission.links.offline[0] == T0 + 21
    assert admission.now == T0 + 20


@pytest.mark.parametrize("make", [live, stream])
def test_backfill_of_a_gateway_that_is_off_line_is_doubtful_evidence(make):
    backfill = level(T0 + 5, 2, topic=TOPIC.replace("data", "backfill"))
    batch = admit(make(), level(T0, 1), goodbye(), backfill).batch
    assert marks(batch) == [[], ["backfill", "source_down"]]


@pytest.mark.parametrize("make", [live, stream])
def test_a_source_is_down_from_its_status_on_until_it_is_up_also_within_a_tick(make):
    down = status({"online": True, "sources": {"V101": "down"}})
    up = status({"online": True, "sources": {"V101": "up"}})
    frames = [level(T0, 1), down, level(T0 + 1, 2), up, level(T0 + 2, 3)]
    assert marks(admit(make(), *frames).batch) == [[], ["source_down"], []]


def test_a_usable_live_reading_outweighs_a_guess_and_others_do_not():
    admission = live()
    admit(admission, frame({"ts": T0, "values": {"E1.LT-101": 1, "E1.PT-101": 1}}))
    admit(admission, status({"online": True, "sources": {"server": "down"}}))
    body = {"ts": T0 + 4, "values": {"E1.LT-101": 2, "E1.PT-101": None}}
    assert marks(admit(admission, frame(body)).batch) == [[], ["source_down"]]


def test_a_guessed_source_is_cleared_by_a_usable_live_reading_only():
    admission = live()
    admit(admission, frame({"ts": T0, "values": {"E1.LT-101": 1, "E1.PT-101": 1}}))
    admit(admission, status({"online": True, "sources": {"server": "down"}}, received=T0 + 3))
    assert (admission.links.down[[LEVEL, PRESSURE]] == T0 + 3).all()
    admit(
        admission,
        frame({"ts": T0 + 4, "values": {"E1.LT-101": 2, "E1.PT-101": None}}, received=T0 + 4),
    )
    assert admission.links.down[[LEVEL, PRESSURE]].tolist() == [NEVER, T0 + 3]


def test_the_promise_follows_the_numbers():
    admission = live()
    first = admit(admission, level(T0, 1, seq=1, boot="b"), level(T0 + 1, 2, seq=2, boot="b"))
    assert first.watermarks == {"G1": Watermark("b", 2)}
    gap = admit(admission, level(T0 + 2, 3, seq=4, boot="b"))
    assert gap.watermarks == {"G1": Watermark("b", 2)}
    assert admission.counters["G1"].gaps == 1
    assert admit(admission, level(T0 + 3, 4)).watermarks == {}


def test_a_gap_is_known_since_it_was_noticed_and_until_it_is_filled():
    admission = live()
    gap = [level(T0, 1, seq=1, boot="b"), level(T0 + 1, 2, seq=4, boot="b")]
    admit(admission, *gap, level(T0 + 9, 3, seq=6, boot="b"))
    assert admission.situation(T0 + 9).gap_since[0] == T0 + 1
    admit(admission, *(level(T0 + 20, 3, seq=seq, boot="b") for seq in (5, 3, 2)))
    assert admission.situation(T0 + 20).gap_since[0] == NEVER


def test_a_retained_number_is_no_news():
    admission = live()
    admit(admission, level(T0, 1, seq=1, boot="b", retained=True))
    assert admission.counters["G1"].seq is None


def test_after_a_restart_the_event_clock_waits_for_what_the_broker_held():
    admission = live()
    admit(admission, level(T0, 1))
    admission.begin(T0 + 3_600_000)
    assert admission.situation(T0 + 3_600_900).event[LEVEL] == T0
    assert admission.situation(T0 + 3_602_000).event[LEVEL] == T0 + 1_000


def test_the_rate_is_that_of_the_last_window():
    admission = live()
    for second in range(11):
        admit(admission, level(T0 + second * 1000, second))
    assert admission.counters["G1"].rate == pytest.approx(1.0)
