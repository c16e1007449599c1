"""The hub: who is told what, in which order, and who is sent away."""

import json

import pytest

from dashboard_api import frames
from dashboard_api.live import ANSWERS_QUEUED, RESTART, SLOW, LiveLimits
from dashboard_api.people import Session
from detectors.bank import Bank
from tests.dashboard_api.house import EPOCH, House, make_plant
from tests.dashboard_api.schema import check_frame

SESSION = Session("key", "op", "operator", 2**60)


def join(house, *subs):
    client = house.hub.join(SESSION)
    for frame in subs:
        assert house.hub.subscribe(client, frame) == ""
    return client


def sub(stream, name=None, **more):
    return frames.Sub(name or stream, stream, **more)


def take_all(client):
    taken = [json.loads(text) for text in iter(client.take, None)]
    for frame in taken:
        check_frame(frame)
    return taken


def pump(house, clock):
    while house.hub.pump(clock, house.time):
        pass


def test_a_snapshot_then_deltas_each_following_the_one_before(house):
    client = join(house, sub("alarms"))
    house.judge("T1:HH")
    (snap,) = take_all(client)
    assert (snap["t"], snap["q"], snap["epoch"]) == ("snap", 1, EPOCH)
    house.judge("T2:HH")
    house.judge("T2:HH", active=False)
    first, second = take_all(client)
    assert [(f["prev"], f["q"]) for f in (first, second)] == [(1, 2), (2, 3)]
    assert client.wake.is_set()


def test_a_suppressed_alarm_is_on_the_list_even_while_it_is_normal(house):
    client = join(house, sub("alarms"))
    take_all(client)
    house.suppress("T1:H")
    house.suppress("T1:H", active=False)
    first, second = take_all(client)
    ((_, _, row),) = first["ops"]
    assert (row["state"], row["held"], row["held_reason"]) == (
        "normal",
        "suppressed",
        "工况 停车 shut down",
    )
    assert second["ops"] == [["d", "T1:H"]]


def test_one_commit_is_one_frame_with_its_ops_in_order(house):
    client = join(house, sub("alarms"))
    take_all(client)
    pairs = house.judge("T1:HH", publish=False) + house.judge("T2:HH", publish=False)
    house.hub.publish_alarms(pairs, house.time)
    (delta,) = take_all(client)
    assert (delta["prev"], delta["q"]) == (0, 2)
    assert [op[1] for op in delta["ops"]] == ["T1:HH", "T2:HH"]


def test_filters_leave_out_without_breaking_the_chain(house):
    client = join(house, sub("alarms", filter={"hazard": "H2"}))
    take_all(client)
    house.judge("T1:HH")
    assert take_all(client) == []
    house.judge("液位LT-9:HH")
    (delta,) = take_all(client)
    assert (delta["prev"], delta["q"]) == (0, 2)


def test_equal_filters_are_encoded_once(house, monkeypatch):
    clients = [join(house, sub("alarms", filter={"hazard": "H1"})) for _ in range(5)]
    for client in clients:
        take_all(client)
    calls = []
    encode = "dashboard_api.subscriptions.AlarmSubscription.encode"
    monkeypatch.setattr(encode, lambda *_: calls.append(1) or "[]")
    house.judge("T1:HH")
    assert calls == [1]


def test_alarms_go_ahead_of_tags_and_answers_ahead_of_both(house):
    client = join(house, sub("tags"), sub("hazards"), sub("alarms"))
    take_all(client)
    house.read_in("T1", 5.0)
    pump(house, 1000.0)
    house.judge("T1:HH")
    client.answer(frames.Result(id="c"))
    kinds = [(frame["t"], frame.get("s")) for frame in take_all(client)]
    assert kinds == [
        ("result", None),
        ("hb", None),
        ("delta", "alarms"),
        ("delta", "tags"),
        ("delta", "hazards"),
    ]


def test_a_heartbeat_comes_within_the_second_and_says_how_far_everything_was_sent(house):
    client = join(house, sub("alarms"), sub("alarms", "other", filter={"hazard": "H2"}))
    pump(house, 0.0)
    assert take_all(client)[0]["q"] == {}
    house.judge("T1:HH")
    pump(house, 700.0)
    assert [frame["t"] for frame in take_all(client)] == ["delta"]
    pump(house, 760.0)
    (beat,) = take_all(client)
    assert (beat["q"], beat["lag_ms"], beat["now"]) == ({"alarms": 1}, 1.5, house.time)


def test_sampled_streams_keep_to_their_rate(house):
    client = join(house, sub("tags", rate_hz=2), sub("tags", "fast", rate_hz=1000))
    take_all(client)
    counts = {"tags": 0, "fast": 0}
    for step in range(1, 101):
        house.read_in("T1", float(step))
        pump(house, 10.0 * step)
        for frame in take_all(client):
            if frame["t"] == "delta":
                counts[frame["id"]] += 1
    assert counts["tags"] == 2
    assert 15 <= counts["fast"] <= 20


def test_subscribing_again_under_the_same_id_replaces_and_unsubscribing_ends(house):
    client = join(house, sub("alarms", "a"), sub("tags", "a"))
    assert [frame["s"] for frame in take_all(client)] == ["tags"]
    house.hub.unsubscribe(client, "a")
    house.judge("T1:HH")
    assert take_all(client) == []
    assert house.hub._feeds == {}


@pytest.mark.parametrize(
    ("frame", "word"),
    [
        (frames.Sub("x", "weather"), "weather"),
        (frames.Sub("x", "alarms", {"hazrad": "H1"}), "hazrad"),
        (frames.Sub("x", "tags", {"tags": "T1"}), "array"),
        (frames.Sub("x", "alarms", {"min_priority": "urgent"}), "urgent"),
    ],
)
def test_a_subscription_that_is_none_says_what_is_wrong(house, frame, word):
    client = house.hub.join(SESSION)
    assert word in house.hub.subscribe(client, frame)
    assert take_all(client) == []


def test_subscriptions_and_clients_are_bounded():
    house = House(limits=LiveLimits(clients=1, subscriptions=2))
    client = join(house, sub("alarms"), sub("tags"))
    assert house.hub.join(SESSION) is None
    assert "2" in house.hub.subscribe(client, sub("hazards"))
    assert house.hub.subscribe(client, sub("hazards", "tags")) == ""
    house.hub.leave(client)
    assert house.hub.join(SESSION) is not None


def test_a_client_that_takes_nothing_harms_nobody_and_is_sent_away_in_the_end(monkeypatch):
    monkeypatch.setattr("dashboard_api.subscriptions.FRAMES_QUEUED", 10)
    house = House(limits=LiveLimits(patience_ms=5_000))
    slow, quick = join(house, sub("alarms")), join(house, sub("alarms"))
    take_all(slow)
    take_all(quick)
    seen = []
    for step in range(40):
        house.judge("T1:HH", active=step % 2 == 0)
        seen += [frame["q"] for frame in take_all(quick)]
    assert seen == list(range(1, 41))
    assert house.hub.resyncs == 1
    pump(house, 4_000.0)
    assert slow.farewell is None
    pump(house, 6_000.0)
    assert slow.farewell.code == SLOW
    assert slow.dismissed.is_set()
    assert quick.farewell is None
    assert house.hub.dismissed == 1


@pytest.mark.parametrize("stream", [None, "alarms", "tags", "hazards", "gateways"])
def test_a_client_that_does_not_take_a_frame_in_time_is_slow_whatever_it_watches(stream):
    house = House(limits=LiveLimits(patience_ms=5_000))
    client = join(house, *([sub(stream)] if stream else []))
    client.sending_since = 1_000.0
    pump(house, 6_000.0)
    assert client.farewell is None
    pump(house, 7_000.0)
    assert client.farewell.code == SLOW


def test_a_client_that_catches_up_may_stay(monkeypatch):
    monkeypatch.setattr("dashboard_api.subscriptions.FRAMES_QUEUED", 10)
    house = House(limits=LiveLimits(patience_ms=5_000))
    client = join(house, sub("alarms"))
    take_all(client)
    for step in range(20):
        house.judge("T1:HH", active=step % 2 == 0)
    assert [frame["t"] for frame in take_all(client)] == ["resync", "snap"]
    pump(house, 60_000.0)
    assert client.farewell is None


def test_a_client_that_does_not_read_its_answers_is_slow(house):
    client = join(house)
    for _ in range(ANSWERS_QUEUED + 1):
        client.answer(frames.Result(id=1))
    assert client.farewell.code == SLOW


def test_a_new_plant_begins_every_stream_again(house):
    house.judge("T1:HH")
    client = join(house, sub("alarms"), sub("tags"))
    take_all(client)
    house.plant = make_plant(tags=1)
    house.bank = Bank(house.plant)
    pump(house, 10.0)
    taken = [frame for frame in take_all(client) if frame["t"] != "hb"]
    assert [(frame["t"], frame["s"]) for frame in taken] == [
        ("resync", "alarms"),
        ("snap", "alarms"),
        ("resync", "tags"),
        ("snap", "tags"),
    ]
    assert [row["tag"] for row in taken[-1]["rows"]] == ["T1", "液位LT-9"]
    house.read_in("液位LT-9", 3.0)
    pump(house, 1000.0)
    assert take_all(client)[-1]["ops"][0][1] == "液位LT-9"


def test_everybody_is_told_of_a_restart(house):
    client = join(house)
    house.hub.say_goodbye()
    assert client.farewell.code == RESTART
