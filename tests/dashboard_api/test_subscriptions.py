"""What a client is still owed: ordered and whole for alarms, bounded and newest for the rest."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard_api import frames, subscriptions
from dashboard_api.feeds import Feed, TagSampler
from dashboard_api.selection import Selection
from dashboard_api.subscriptions import AlarmSubscription, SampledSubscription
from tests.dashboard_api.house import EPOCH, House, make_plant
from tests.dashboard_api.schema import check_frame

ALL = Selection()


def watch(house, name="a"):
    return AlarmSubscription(name, ALL, house.hub.alarms, lambda: house.plant)


def take(subscription):
    """One frame that keeps to its schema, None if nothing is due."""
    text = subscription.take()
    if text is None:
        return None
    frame = json.loads(text)
    check_frame(frame)
    return frame


def take_all(subscription):
    return list(iter(lambda: take(subscription), None))


def happen(house, subscription, alarm, *, active=True):
    """Something happens and is offered; whether that overflowed."""
    head = house.hub.alarms.head
    house.judge(alarm, active=active)
    steps = house.hub.alarms.since(head)
    return subscription.offer(steps[-1].q, subscription.encode(steps), 5.0)


class Screen:
    """A client's picture: refuses any frame that does not follow the one before."""

    def __init__(self):
        self.rows, self.q, self.part, self.resyncs = {}, None, 0, 0

    def apply(self, frame):
        match frame["t"]:
            case "resync":
                self.q, self.resyncs = None, self.resyncs + 1
            case "snap":
                assert frame["part"] == self.part + 1
                if frame["part"] == 1:
                    self.rows = {}
                self.rows |= {row.get("id") or row["tag"]: row for row in frame["rows"]}
                self.part = frame["part"] % frame["parts"]
                self.q = frame["q"] if not self.part else None
            case "delta":
                assert frame["prev"] == self.q
                self.q = frame["q"]
                for op in frame["ops"]:
                    if op[0] == "u":
                        self.rows[op[1]] = op[2]
                    else:
                        del self.rows[op[1]]


def test_an_empty_list_is_one_part(house):
    assert take_all(watch(house)) == [
        {
            "t": "snap",
            "id": "a",
            "s": "alarms",
            "epoch": EPOCH,
            "q": 0,
            "part": 1,
            "parts": 1,
            "rows": [],
        }
    ]


def test_a_snapshot_is_cut_into_parts_of_500_and_then_deltas_follow_on():
    house = House(make_plant(tags=600))
    for n in range(600):
        house.judge(f"T{n + 1}:H")
        house.judge(f"T{n + 1}:HH")
    subscription = watch(house)
    parts = [take(subscription)]
    happen(house, subscription, "液位LT-9:HH")
    rest = take_all(subscription)
    parts += rest[:-1]
    assert [(frame["part"], frame["parts"], frame["q"]) for frame in parts] == [
        (1, 3, 1200),
        (2, 3, 1200),
        (3, 3, 1200),
    ]
    assert [len(frame["rows"]) for frame in parts] == [500, 500, 200]
    assert (rest[-1]["prev"], rest[-1]["q"]) == (1200, 1201)


def test_a_snapshot_is_as_new_as_the_moment_it_is_sent(house):
    subscription = watch(house)
    happen(house, subscription, "T1:HH")
    (snap,) = take_all(subscription)
    assert (snap["q"], len(snap["rows"])) == (1, 1)


def test_resuming_gives_what_was_missed_or_an_empty_delta(house):
    house.judge("T1:HH")
    house.judge("T2:HH")
    subscription = watch(house)
    assert subscription.resume(frames.Resume(EPOCH, 1))
    (delta,) = take_all(subscription)
    assert (delta["prev"], delta["q"], [op[1] for op in delta["ops"]]) == (1, 2, ["T2:HH"])
    subscription = watch(house)
    assert subscription.resume(frames.Resume(EPOCH, 2))
    (delta,) = take_all(subscription)
    assert (delta["prev"], delta["q"], delta["ops"]) == (2, 2, [])
    assert subscription.reached == 2


@pytest.mark.parametrize("resume", [frames.Resume("another", 1), frames.Resume(EPOCH, 9)])
def test_who_cannot_resume_gets_a_snapshot(house, resume):
    house.judge("T1:HH")
    subscription = watch(house)
    assert not subscription.resume(resume)
    assert [frame["t"] for frame in take_all(subscription)] == ["snap"]


def test_an_overflow_is_a_resync_and_a_snapshot_and_is_remembered_until_made_good(
    house, monkeypatch
):
    monkeypatch.setattr(subscriptions, "FRAMES_QUEUED", 3)
    subscription = watch(house)
    take_all(subscription)
    overflowed = [happen(house, subscription, "T1:HH", active=turn % 2 == 0) for turn in range(4)]
    assert overflowed == [False, False, False, True]
    assert subscription.behind_since == 5.0
    happen(house, subscription, "T2:HH")
    kinds = [frame["t"] for frame in take_all(subscription)]
    assert kinds == ["resync", "snap"]
    assert subscription.behind_since is None
    assert subscription.reached == house.hub.alarms.head


def test_a_backlog_is_bounded_by_its_size_too(house, monkeypatch):
    monkeypatch.setattr(subscriptions, "BYTES_QUEUED", 100)
    subscription = watch(house)
    take_all(subscription)
    assert happen(house, subscription, "T1:HH")


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(["T1:H", "T1:HH", "T2:H", "T3:H"]), st.booleans()),
            st.integers(1, 6),
        ),
        max_size=60,
    )
)
def test_however_slowly_it_reads_the_picture_ends_right(script):
    house, screen = House(), Screen()
    subscription = watch(house)
    for step in script:
        if isinstance(step, int):
            for _ in range(step):
                frame = take(subscription)
                if frame:
                    screen.apply(frame)
        elif house.judge(step[0], active=step[1], publish=False):
            pass_on(house, subscription)
    for frame in take_all(subscription):
        screen.apply(frame)
    assert screen.q == house.hub.alarms.head
    expected = {key: json.loads(shown.encoded) for key, shown in house.hub.alarms.standing.items()}
    assert screen.rows == expected


def pass_on(house, subscription, bound=3):
    """Publish the newest entry to one subscription whose queue holds ``bound`` frames."""
    entry = house.journal.entries[-1]
    steps = house.hub.alarms.take([(entry, house.shown.get(entry.alarm))], house.plant, 1)
    before, subscriptions.FRAMES_QUEUED = subscriptions.FRAMES_QUEUED, bound
    try:
        subscription.offer(steps[-1].q, subscription.encode(steps), 5.0)
    finally:
        subscriptions.FRAMES_QUEUED = before


@settings(max_examples=60)
@given(st.lists(st.one_of(st.integers(0, 4), st.just("flush"), st.just("take")), max_size=60))
def test_a_sampled_stream_ends_with_the_newest_values_and_holds_no_backlog(script):
    house, screen = House(make_plant(tags=4)), Screen()
    feed = Feed(TagSampler(house.plant, lambda: house.bank.board, ALL), 200.0, 0.0)
    subscription = SampledSubscription("s", "tags", feed, EPOCH)
    for step in script:
        if step == "flush":
            subscription.offer(feed.flush(0.0))
        elif step == "take":
            frame = take(subscription)
            if frame:
                screen.apply(frame)
        else:
            house.read_in(house.plant.tags[step].id, float(house.time % 97))
        assert len(subscription._ready) <= 1
        assert len(subscription._owed) <= len(house.plant.tags)
    subscription.offer(feed.flush(0.0))
    for frame in take_all(subscription):
        screen.apply(frame)
    assert screen.rows == {key: json.loads(row) for key, row in feed.rows.items()}
    assert screen.q == subscription.reached


def test_who_is_busy_gets_fewer_and_newer_frames(house):
    feed = Feed(TagSampler(house.plant, lambda: house.bank.board, ALL), 200.0, 0.0)
    subscription = SampledSubscription("s", "tags", feed, EPOCH)
    take_all(subscription)
    for value in (1.0, 2.0, 3.0):
        house.read_in("T1", value)
        subscription.offer(feed.flush(0.0))
    values = [frame["ops"][0][2]["value"] for frame in take_all(subscription)]
    assert values == [1.0, 3.0]
