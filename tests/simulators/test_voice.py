"""A gateway with everything that can go wrong with it, and what the platform makes of that."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.topic import Kind
from plant.reading import NEVER, Mark
from simulators.gateway_faults import GATEWAY_AMOUNTS, GatewayFault, GatewayFaultKind
from simulators.voice import make_voices
from simulators.wire import Wire
from tests.simulators.formats.stage import FORMATS, T0, Stage, look, make_park

REST = [2.0, 3.0, 0.0]


def fault(kind, amount=0.0, since_s=0.0, row=0):
    return GatewayFault(GatewayFaultKind(kind), row, amount, since_s)


class Show(Stage):
    """Seconds of a park in which the first tag counts them."""

    def __init__(self, form="hazardwatch", **settings):
        super().__init__(make_park(form), **settings)
        self.batches = {}

    def run(self, seconds, faults=(), **how):
        for second in seconds:
            state = look(second, [float(second), *REST], faults=faults, **how)
            self.batches[second] = self.play(state)
        return self

    def told(self, *seconds):
        """(second, value) of the first tag as the platform admitted them then."""
        return [
            ((time - T0) / 1000, value)
            for second in seconds
            for row, time, value in zip(
                *(
                    getattr(self.batches[second], name).tolist()
                    for name in ("row", "source", "value")
                ),
                strict=True,
            )
            if row == 0
        ]

    @property
    def figures(self):
        return self.platform.counters["G"]

    @property
    def is_offline(self):
        return bool((self.platform.links.offline < NEVER).all())

    def bodies(self, kind=Kind.DATA):
        return [json.loads(m.payload) for m in self.heard if m.topic.endswith(f"/{kind.value}")]


def shares():
    return st.floats(0, 1)


@st.composite
def some_faults(draw):
    kind = draw(st.sampled_from(GatewayFaultKind))
    amount = draw(shares() if "share" in GATEWAY_AMOUNTS.get(kind, "") else st.integers(0, 9))
    since, lasts = draw(st.integers(0, 20)), draw(st.integers(1, 12))
    source = "V101" if kind is GatewayFaultKind.SOURCE_DOWN else ""
    return GatewayFault(kind, 0, float(amount), float(since), source), since + lasts


@settings(max_examples=80)
@given(st.sampled_from(FORMATS), st.lists(some_faults(), max_size=5), st.integers(0, 3))
def test_whatever_goes_wrong_the_same_seed_gives_the_same_bytes_and_the_platform_stands(
    form, wrong, seed
):
    def play():
        show = Show(form, seed=seed)
        for second in range(25):
            there = [one for one, until in wrong if one.since_s <= second < until]
            show.run([second], there)
        show.finish(T0 + 25_000)
        return show

    show = play()
    assert [(m.at, m.topic, m.payload, m.retain) for m in show.heard] == [
        (m.at, m.topic, m.payload, m.retain) for m in play().heard
    ]
    assert [m.at for m in show.heard] == sorted(m.at for m in show.heard)


def test_a_lost_link_keeps_what_it_could_not_tell_and_tells_it_as_backfill():
    show = Show().run(range(3)).run(range(3, 6), [fault("link_lost", since_s=3)])
    assert show.is_offline
    show.run(range(6, 8))
    assert not show.is_offline
    assert show.told(6) == [(6, 6), (3, 3), (4, 4), (5, 5)]
    past = show.bodies(Kind.BACKFILL)
    assert [body["ts"] - T0 for body in past] == [3000, 4000, 5000]
    assert {body["sent"] - T0 for body in past} == {6000}
    marks = show.batches[6].marks[show.batches[6].value == 4.0]
    assert (marks & Mark.BACKFILL).all()
    assert (show.figures.gaps, show.refused) == (0, [])


def test_backfill_may_take_its_time():
    show = (
        Show().run(range(1)).run(range(1, 6), [fault("link_lost", 2, since_s=1)]).run(range(6, 10))
    )
    assert [len(show.told(second)) for second in (6, 7, 8, 9)] == [3, 3, 2, 1]
    assert show.figures.gaps == 0


@pytest.mark.parametrize("form", ["neuron", "pinyin", "hj212"])
def test_a_foreign_gateway_tells_old_and_new_on_one_topic_oldest_first(form):
    show = Show(form).run(range(1)).run(range(1, 4), [fault("link_lost", 2, since_s=1)])
    show.run(range(4, 8))
    told = show.told(*range(8))
    assert told == sorted(told)
    assert [second for second, _ in told] == list(range(8))


def test_a_half_open_link_swallows_frames_and_leaves_a_gap_in_their_numbers():
    show = Show().run(range(3)).run(range(3, 6), [fault("half_open", since_s=3)])
    assert not show.is_offline
    show.run(range(6, 8))
    assert show.told(*range(3, 8)) == [(6, 6), (7, 7)]
    assert show.figures.gaps == 3
    assert sum(body["online"] for body in show.bodies(Kind.STATUS)) == 1


def test_a_broker_gives_a_half_open_link_up_and_the_gateway_comes_again():
    show = Show().run(range(3)).run(range(3, 9), [fault("half_open", 4, since_s=3)])
    assert show.is_offline
    show.run([9])
    assert [body["online"] for body in show.bodies(Kind.STATUS)] == [True, False, True]
    assert not show.is_offline


def test_a_restart_loses_what_was_kept_and_counts_anew_in_another_boot():
    show = Show().run(range(2)).run(range(2, 4), [fault("link_lost", since_s=2)])
    show.run(range(4, 6), [fault("restarted", since_s=4)])
    assert show.is_offline
    show.run(range(6, 8))
    numbers = [(body["boot"], body["seq"]) for body in show.bodies()]
    first, second = numbers[0][0], numbers[-1][0]
    assert numbers == [(first, 1), (first, 2), (second, 1), (second, 2)]
    assert first != second
    assert show.bodies(Kind.BACKFILL) == []


def test_numbers_that_begin_again_in_the_same_boot_refuse_no_reading():
    show = Show().run(range(3)).run(range(3, 6), [fault("recounted", since_s=3)])
    assert [body["seq"] for body in show.bodies()] == [1, 2, 3, 1, 2, 3]
    assert len({body["boot"] for body in show.bodies()}) == 1
    assert len(show.told(*range(6))) == 6


def test_a_stalled_network_delivers_everything_at_once():
    show = Show().run(range(2)).run(range(2, 6), [fault("stalled", since_s=2)]).run([6])
    assert show.told(2, 3, 4, 5) == []
    assert show.told(6) == [(second, second) for second in range(2, 7)]
    assert show.bodies()[-2]["sent"] == T0 + 5000


def test_late_messages_come_late_and_in_order():
    show = Show().run(range(10), [fault("late", 4)])
    assert show.told(*range(4)) == []
    assert [show.told(second) for second in range(4, 10)] == [[(s, s)] for s in range(6)]


def test_reordered_messages_all_come_some_before_their_elders():
    show = Show().run(range(40), [fault("reordered", 5)]).run(range(40, 50))
    told = [value for _, value in show.told(*range(50))]
    assert sorted(told) == list(range(50))
    assert told != sorted(told)
    assert show.figures.gaps == 0


def test_a_message_that_comes_twice_is_one_reading():
    show = Show().run(range(20), [fault("duplicated", 1)])
    assert len(show.bodies()) == 40
    assert show.told(*range(20)) == [(second, second) for second in range(20)]


def test_lost_messages_are_missing_numbers():
    show = Show().run(range(200), [fault("lost", 0.3)]).run([200])
    missing = show.voice.transit.lost
    assert missing == pytest.approx(60, abs=25)
    assert show.figures.gaps == missing
    assert len(show.bodies()) == 201 - missing


BROKEN = [
    (form, kind)
    for form in ("hazardwatch", "neuron", "pinyin", "sparkplug", "hj212")
    for kind in ("truncated", "garbled", "misencoded")
    if (form, kind) != ("hazardwatch", "misencoded")
]


def test_the_own_json_is_read_in_utf_16_too():
    show = Show().run(range(2), [fault("misencoded", 1)])
    assert show.told(0, 1) == [(0, 0), (1, 1)]


@pytest.mark.parametrize(("form", "kind"), BROKEN)
def test_broken_messages_are_refused_and_spoil_nothing_after_them(form, kind):
    show = Show(form).run(range(1)).run(range(1, 5), [fault(kind, 1, since_s=1)])
    assert {tag for _, tag in show.refused} == {""}
    assert {reason for reason, _ in show.refused} <= {"unparsable", "checksum", "unsupported"}
    assert show.told(1, 2, 3, 4) == []
    assert show.run([5]).told(5) == [(5, 5)]


def test_retained_data_is_what_a_new_subscriber_hears():
    show = Show().run(range(3), [fault("retained")])
    kept = {message.topic: json.loads(message.payload) for message in show.wire.retained()}
    assert kept["hazard/v1/P/E1/G/data"]["ts"] == T0 + 2000
    show.run([3])
    assert kept.keys() == {message.topic for message in show.wire.retained()}


@pytest.mark.parametrize(
    ("kind", "amount", "error_s"),
    [
        ("clock_offset", -300, -300),
        ("clock_offset", 120, 120),
        ("clock_zone", 8, 28800),
        ("clock_zone", -8, -28800),
    ],
)
def test_a_wrong_clock_stamps_wrongly_and_is_seen_through(kind, amount, error_s):
    show = Show().run(range(10)).run(range(10, 20), [fault(kind, amount, since_s=10)])
    body = show.bodies()[-1]
    assert (body["ts"], body["sent"]) == (T0 + (19 + error_s) * 1000,) * 2
    batch = show.batches[19]
    assert batch.time[batch.row == 0].tolist() == [T0 + 19_000]
    assert (batch.marks & Mark.CLOCK_SUSPECT).all()
    assert show.figures.skew_ms == -error_s * 1000


def test_a_clock_drifts_by_the_hour_and_a_stopped_one_stands():
    show = Show().run([0, 1800, 3600], [fault("clock_drift", 36)])
    assert [body["ts"] - T0 for body in show.bodies()] == [0, 1_818_000, 3_636_000]
    stopped = Show().run(range(2)).run(range(2, 5), [fault("clock_stopped", since_s=2)]).run([5])
    assert [body["ts"] - T0 for body in stopped.bodies()] == [0, 1000, 2000, 2000, 2000, 5000]


@pytest.mark.parametrize("form", ["hazardwatch", "sparkplug", "neuron", "pinyin", "hj212", "bare"])
def test_a_source_that_is_down_is_said_and_its_tags_alone_are_not_told(form):
    down = [GatewayFault(GatewayFaultKind.SOURCE_DOWN, 0, 0.0, 2.0, source="V101")]
    show = Show(form).run(range(2)).run(range(2, 5), down)
    links = show.platform.links
    assert (links.down < NEVER).tolist() == [True, True, False, False]
    assert not show.is_offline
    assert show.told(2, 3, 4) == []
    show.run([5])
    assert (links.down == NEVER).all()
    assert [value for _, value in show.told(5)] == [5]
    assert show.refused == []


def test_a_source_that_is_down_stays_so_on_a_new_connection():
    source = GatewayFault(GatewayFaultKind.SOURCE_DOWN, 0, 0.0, 0.0, source="V101")
    show = Show().run(range(2), [source]).run([2], [source], down=True).run([3], [source])
    told = [body.get("sources") for body in show.bodies(Kind.STATUS)]
    assert told == [
        None,
        {"V101": "down", "V102": "up"},
        None,
        None,
        {"V101": "down", "V102": "up"},
    ]


def test_a_source_that_comes_back_with_the_link_is_not_told_twice():
    source = GatewayFault(GatewayFaultKind.SOURCE_DOWN, 0, 0.0, 0.0, source="V101")
    show = Show("sparkplug").run(range(2), [source]).run([2], [source], down=True)
    heard = len(show.heard)
    show.run(range(3, 5))
    assert sum("/DBIRTH/" in message.topic for message in show.heard[heard:]) == 3


def test_nothing_gets_through_a_half_open_link_not_even_what_was_late():
    wrong = [fault("late", 2)]
    show = Show().run(range(3), wrong).run(range(3, 6), [*wrong, fault("half_open", since_s=3)])
    assert show.told(3, 4, 5) == []
    assert show.run([6, 7, 8], wrong).told(6, 7, 8) == [(1, 1), (2, 2), (6, 6)]


def test_down_says_goodbye_and_mute_says_nothing():
    show = Show().run(range(2)).run(range(2, 4), down=True)
    assert show.is_offline
    show.run([4]).run(range(5, 7), mute=True).run([7])
    assert [body["online"] for body in show.bodies(Kind.STATUS)] == [True, False, True]
    assert [second for second, _ in show.told(*range(8))] == [0, 1, 4, 7]


def test_every_standing_value_is_told_on_every_connection():
    show = Show().run(range(2)).run([2], down=True).run([3])
    assert sorted(show.batches[3].row.tolist()) == [0, 1, 2, 3]


def test_speaking_later_than_the_snapshot_is_told_by_the_clock_at_sending():
    stage = Stage(make_park("hazardwatch"))
    acts = stage.voice.speak(look(0, [1.0, *REST]), T0, now=T0 + 700)
    messages = list(stage.wire.carry(acts))
    body = json.loads(messages[-1].payload)
    assert (body["ts"], body["sent"], messages[-1].at) == (T0, T0 + 700, T0 + 700)


def test_a_voice_for_every_gateway_of_a_real_plant_and_every_tag_by_one_of_them(taixing):
    voices = make_voices(taixing, 1)
    assert [voice.gateway for voice in voices] == list(range(len(taixing.gateways)))
    size = len(taixing.tags)
    none = np.zeros(len(taixing.gateways), dtype=np.bool_)
    state = look(0, np.ones(size))
    state = replace(state, down=none, mute=none)
    told = [
        tag
        for voice in voices
        for message in Wire().carry(voice.speak(state, T0))
        if message.topic.endswith("/data")
        for tag in json.loads(message.payload)["values"]
    ]
    assert sorted(told) == sorted(tag.id for tag in taixing.tags)
