"""The short way in: it comes to exactly what the long way comes to, and is taken when it may be."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs

from ingest import codec, plain_lane
from ingest.admission import Admission
from ingest.frame import Frame, Reason
from plant.words import Gateway
from tests.ingest.frames import PLANT, TOPIC, admit, frame, reasons, status
from tests.ingest.parks import T0, make_plant

PARK = make_plant(gateways=(*PLANT.gateways, Gateway("G4", "E2")))
"""G3 simulates what G4 measures."""

OTHERS = TOPIC.replace("G1", "G2")
OF_TAG = f"{TOPIC}/E1.PT-101"

# ------------------------------------------------------------------------ one meaning


class Sender:
    """Writes a gateway's frames one after the other, with its number, boot and clock."""

    def __init__(self):
        self.seq, self.boot, self.now, self.off, self.sends = 0, "b1", T0, 0, False

    def write(self, topic, body, *, retained=False, late=0):
        self.seq += 1
        numbers = {"seq": self.seq, "boot": self.boot} if self.boot is not None else {}
        self.now += late
        # Others than their neighbours of one instant, some of which are behind the last.
        sent = {"sent": self.now - self.off + self.seq % 3} if self.sends else {}
        text = json.dumps({"ts": self.now - self.off, **numbers, **sent, **body})
        return Frame(topic, text.encode(), self.now, retained)


def plain(value, tag="E1.LT-101"):
    return {"values": {tag: value}}


def on_tag(value):
    return {"v": value, "q": "good"}


BODIES = st.sampled_from(
    [
        *(plain(value) for value in (1, 2.5, 1e300)),
        plain(3.0, "E1.PT-101"),
        plain(4, "nobody"),
        plain(None),
        plain("ERR"),
        {"values": {"E1.LT-101": 1, "E1.PT-101": 2}},
        {"values": {}},
        {"values": {"E1.LT-101": 5}, "quality": {"E1.LT-101": "bad"}},
        {"values": {"E1.LT-101": 5}, "units": {"E1.LT-101": "cm"}},
        {"values": {"E1.LT-101": 5}, "sent": T0},
        {"values": {"E1.LT-101": 5}, "simulation": True},
        {"values": {"E1.LT-101": 5}, "ts": -1},
        {"values": {"E1.LT-101": 5}, "ts": [T0]},
        {"values": {"E1.LT-101": 5}, "seq": -1},
        {"values": {"E1.LT-101": 5}, "remark": "x" * 600},
        {"tags": ["E1.LT-101"], "v": [6]},
        on_tag(7),
        {"v": 7.5},
        {"v": 7.5, "q": 0x40000000},
        {"v": True},
    ]
)
HABITS = st.sampled_from(
    [
        {"seq": 3},
        {"seq": -1},
        {"seq": -4},
        {"boot": "b2"},
        {"boot": None},
        {"boot": ""},
        {"sends": True},
        {"boot": None, "sends": True},
        {"twice": True},
        {"sends": False},
        {"off": -3},
        {"off": 700},
        {"off": 57_900},
        {"off": 61_000},
        {"off": -90_000},
        {"late": 9_000},
        {"late": 160_000},
        {"retained": True},
        {"topic": TOPIC.replace("data", "backfill")},
        {"topic": OTHERS},
        {"topic": TOPIC.replace("E1/G1", "E2/G3"), "body": plain(8, "E2.LT-1")},
        {"topic": TOPIC.replace("E1/G1", "E2/G4"), "body": plain(9, "E2.LT-1")},
        {"topic": TOPIC.replace("G1", "G9")},
        {"status": {"online": False}},
        {"status": {"online": True}},
        {"status": {"online": True, "sources": {"V101": "down"}}},
        {"status": {"online": True, "sources": {}}},
    ]
)
TOPICS = st.sampled_from([TOPIC, TOPIC, OF_TAG])


def seldom(usual, unusual):
    """Mostly plain, so that the lane is taken up again between what has more to it."""
    return st.integers(0, 7).flatmap(lambda lot: unusual if lot == 7 else st.just(usual))


STEPS = st.lists(
    st.tuples(st.integers(0, 40), TOPICS, seldom(plain(1.5), BODIES), seldom({}, HABITS)),
    min_size=8,
    max_size=60,
)


def write_frames(steps):
    sender, frames = Sender(), []
    for late, usual, body, habit in steps:
        sender.seq += habit.get("seq", 0)
        sender.boot = habit.get("boot", sender.boot)
        sender.off = habit.get("off", sender.off)
        sender.sends = habit.get("sends", sender.sends)
        if "status" in habit:
            frames.append(status(habit["status"], received=sender.now))
        topic, said = habit.get("topic", usual), habit.get("body", body)
        kept, wait = habit.get("retained", False), habit.get("late", late)
        frames.append(sender.write(topic, said, retained=kept, late=wait))
        if "twice" in habit:
            before = frames[max(0, len(frames) - 3)]
            frames.append(structs.replace(before, received=sender.now))
    return frames


def tell(admitted, admission):
    """All that a tick came to, and all that is known after it."""
    batch = admitted.batch
    return {
        "batch": {name: getattr(batch, name) for name in ("words", "marks", "row", "gateway")},
        "times": [batch.source, batch.received, batch.time, batch.fresh],
        "values": [repr(value) for value in batch.value.tolist()],
        "status": batch.status,
        "refusals": admitted.refusals,
        "statuses": admitted.statuses,
        "watermarks": admitted.watermarks,
        "state": admission.save(),
        "links": [getattr(admission.links, name) for name in admission.links.__slots__],
        "counters": admission.counters,
        "gaps": [admission.list_gaps(gateway.id) for gateway in PARK.gateways],
    }


def follow(*habits):
    """Plain frames of different values, each so long after the last one."""
    return [(late, TOPIC, plain(value), habit) for value, (late, habit) in enumerate(habits)]


NARROWED = follow((0, {"off": 700}), (1, {}), (0, {}), (0, {"off": 100}), (0, {"off": 700}))
"""A clock that is found to be less behind, between two frames of one instant."""

AT_ONCE = follow((0, {"sends": True}), (1, {}), (0, {}), (0, {}), (0, {}))
"""Frames of one instant that were sent in others."""

OVERTAKEN = follow((0, {"sends": True, "boot": None}), *[(5, {})] * 8, (5, {"twice": True}))
"""A frame without a number that is delivered again after later ones."""


@example(NARROWED, 12)
@example(AT_ONCE, 12)
@example(OVERTAKEN, 12)
@given(STEPS, st.integers(1, 12))
def test_the_lane_comes_to_what_the_long_way_comes_to(steps, cut):
    frames = write_frames(steps)
    short, long = (Admission(PARK, stream=False, start=T0) for _ in range(2))
    for place in range(0, len(frames), cut):
        tick = frames[place : place + cut]
        one = tell(short.admit(tick, tick[-1].received), short)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(plain_lane, "read_single", lambda *_: None)
            other = tell(long.admit(tick, tick[-1].received), long)
        assert repr(one) == repr(other)


# ------------------------------------------------------------------------ when it is taken


@pytest.fixture
def long_way(monkeypatch):
    """The payloads that were read the long way."""
    payloads, decode = [], codec.decode

    def read(path, payload, received):
        payloads.append(payload)
        return decode(path, payload, received)

    monkeypatch.setattr(codec, "decode", read)
    return payloads


@pytest.mark.parametrize("numbered", [{}, {"seq": 1, "boot": "b"}, {"seq": 1}, {"sent": T0 - 1}])
@pytest.mark.parametrize(
    ("topic", "body"),
    [
        (TOPIC, plain(5.0)),
        (OF_TAG, {"v": 5.0}),
        (OF_TAG, {"v": 5.0, "q": "good"}),
        (TOPIC.replace("E1/G1", "E2/G3"), plain(5.0, "E2.LT-1")),
        (TOPIC.replace("E1/G1", "E2/G3"), {**plain(5.0, "E2.LT-1"), "simulation": True}),
    ],
)
def test_once_its_gateway_is_known_a_plain_frame_takes_it(long_way, topic, body, numbered):
    admission, first = Admission(PARK, stream=False, start=T0), {"ts": T0 - 1, **body, **numbered}
    admit(admission, frame(first, topic))
    assert len(long_way) == 1
    later = {**first, "ts": T0, **{key: one + 1 for key, one in numbered.items() if key != "boot"}}
    admitted = admit(admission, frame(later, topic, T0 + 1))
    assert admitted.batch.value.tolist() == [5.0]
    assert len(long_way) == 1


def test_what_a_live_gateway_brings_no_simulation_may_say():
    admission = Admission(PARK, stream=False, start=T0)
    real, simulated = (TOPIC.replace("E1/G1", f"E2/{gateway}") for gateway in ("G4", "G3"))
    for at in (T0, T0 + 1):
        admit(admission, frame({"ts": at - 1, **plain(1.0, "E2.LT-1")}, simulated, at))
    admit(admission, frame({"ts": T0 + 2, **plain(2.0, "E2.LT-1")}, real, T0 + 2))
    late = frame({"ts": T0 + 2, **plain(3.0, "E2.LT-1")}, simulated, T0 + 3)
    admitted = admit(admission, late)
    assert len(admitted.batch) == 0
    assert reasons(admitted) == [(Reason.SIMULATED, "G3", "E2.LT-1")]
