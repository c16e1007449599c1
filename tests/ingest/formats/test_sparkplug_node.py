"""What a host makes of an edge node's messages, one rule a test."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import sparkplug_births, sparkplug_sorting
from ingest.formats.sparkplug_node import SILENCE_MS, SparkplugNode
from ingest.formats.sparkplug_topic import SparkplugTopic, Verb
from ingest.frame import Reason
from ingest.status import StatusBody
from plant.quality import BAD, BAD_NOT_A_NUMBER
from tests.ingest.formats.edge import T0, Edge, Sent
from tests.ingest.formats.sparkplug_wire import bd_seq, metric, payload, prop

WAIT = 2_000


class Host:
    """A node and a clock; each message comes one ms after the last."""

    def __init__(self, **how):
        self.node = SparkplugNode(reorder_ms=WAIT, **how)
        self.now = T0

    def hear(self, sent, *, after=1, **how):
        self.now += after
        return self.node.hear(sent.topic, sent.payload, self.now, **how)

    def hear_all(self, messages):
        return [self.hear(each) for each in messages]

    def wait(self, ms):
        self.now += ms
        return self.node.tick(self.now)


def values(readings):
    return [
        (tag, value) for each in readings for tag, value in zip(each.tags, each.values, strict=True)
    ]


def complaints(readings):
    return [(reason, detail) for each in readings for reason, _, detail in each.complaints]


@pytest.fixture
def edge():
    return Edge()


@pytest.fixture
def host():
    return Host()


@pytest.fixture
def born(host, edge):
    """A host that heard the births of the edge node."""
    host.hear_all(edge.births())
    return host


# Births, and what they define.


def test_births_bring_the_node_and_its_devices_up(host, edge):
    first, second, third = host.hear_all(edge.births())
    assert first.status == StatusBody(online=True, sources={})
    assert second.status == StatusBody(online=True, sources={"D1": True})
    assert third.status == StatusBody(online=True, sources={"D1": True, "D2": True})
    assert values(first.live) == [("a", 1.0), ("b", 1.0)]
    assert values(second.live) == [("D1/a", 1.0), ("D1/b", 1.0)]
    assert host.node.next_due is None


def test_data_by_alias_go_by_the_name_of_the_birth(born, edge):
    assert values(born.hear(edge.data("D2", "b", 5.5)).live) == [("D2/b", 5.5)]
    assert values(born.hear(edge.data("", "a", 6.5)).live) == [("a", 6.5)]


def test_an_integer_is_read_by_the_datatype_of_its_birth(host):
    edge = Edge()
    birth = metric("a", "int", 0, alias=1, datatype=1)
    host.hear(edge.send("NBIRTH", bd_seq(0), birth))
    heard = host.hear(edge.send("NDATA", metric(None, "int", 0xFF, alias=1)))
    assert values(heard.live) == [("a", -1.0)]


def test_an_alias_of_another_device_is_unknown(born, edge):
    wrong = metric(None, "double", 1.0, alias=edge.alias("D1", "a"))
    heard = born.hear(edge.send("DDATA", wrong, source="D2"))
    assert values(heard.live + heard.in_doubt) == []
    assert complaints(born.wait(WAIT).live) == [
        (Reason.UNKNOWN_TAG, f"alias {edge.alias('D1', 'a')} not defined")
    ]


def test_a_metric_without_name_and_alias_is_told_at_once(born, edge):
    heard = born.hear(edge.send("NDATA", metric(None, "double", 1.0)))
    assert complaints(heard.live) == [(Reason.UNKNOWN_TAG, "neither name nor alias")]


def test_the_unit_of_a_birth_is_said_with_every_reading(host, edge):
    birth = metric(
        "p", "double", 1.0, alias=1, datatype=10, props={"engUnit": prop("string", "kPa")}
    )
    assert host.hear(edge.send("NBIRTH", bd_seq(0), birth)).live[0].units == {"p": "kPa"}
    heard = host.hear(edge.send("NDATA", metric(None, "double", 2.0, alias=1)))
    assert heard.live[0].units == {"p": "kPa"}


def test_tags_of_a_device_are_those_of_its_birth(born):
    assert born.node.list_tags() == ["a", "b"]
    assert born.node.list_tags("D1") == ["D1/a", "D1/b"]
    assert born.node.list_tags("nobody") == []


# Times, quality, flags.


def test_the_time_of_a_metric_then_of_the_payload_then_ours(host, edge):
    own = metric("x", "double", 1.0, ts=T0 + 5)
    none, nought = metric("y", "double", 1.0), metric("z", "double", 1.0, ts=0)
    host.hear_all(edge.births())
    heard = host.hear(edge.send("NDATA", own, none, nought, ts=T0 + 7))
    assert heard.live[0].ts == [T0 + 5, T0 + 7, T0 + 7]
    assert heard.live[0].sent == T0 + 7
    heard = host.hear(edge.send("NDATA", none, ts=None))
    assert heard.live[0].ts == [host.now]
    assert heard.live[0].sent is None


def test_a_time_that_can_not_be_read_leaves_the_reading_live(born, edge):
    wild = metric(None, "double", 9.0, alias=edge.alias("", "a"), ts=2**63)
    heard = born.hear(edge.send("NDATA", wild))
    assert heard.live[0].ts == [born.now]
    assert heard.live[0].doubtful == [0]
    assert complaints(heard.live) == [(Reason.BAD_TIME, f"timestamp {2**63}")]


def test_a_payload_time_that_can_not_be_read_is_told(born, edge):
    heard = born.hear(edge.data("", "a", 9.0, ts=2**63))
    assert heard.live[0].ts == [born.now]
    assert complaints(heard.live) == [(Reason.BAD_TIME, f"timestamp {2**63}")]


def test_null_is_bad_and_told(born, edge):
    heard = born.hear(edge.send("NDATA", metric(None, alias=edge.alias("", "a"), null=True)))
    assert heard.live[0].status == [BAD_NOT_A_NUMBER]
    assert complaints(heard.live) == [(Reason.NOT_A_NUMBER, "null")]


def test_quality_counts_for_its_reading_alone(born, edge):
    poor = {"Quality": prop("int", 0, datatype=3)}
    assert born.hear(edge.data("", "a", 1.0, props=poor)).live[0].status == [BAD]
    assert born.hear(edge.data("", "a", 1.0)).live[0].status == [0]


def test_a_text_keeps_its_word(born, edge):
    heard = born.hear(edge.send("NDATA", metric("a", "string", "fault", datatype=12)))
    assert heard.live[0].words == {0: "fault"}


def test_historical_metrics_come_out_apart(born, edge):
    alias = edge.alias("D1", "a")
    old = metric(None, "double", 1.0, alias=alias, ts=T0 - 60_000, historical=True)
    new = metric(None, "double", 2.0, alias=alias, ts=T0)
    heard = born.hear(edge.send("DDATA", old, new, source="D1"))
    assert values(heard.historical) == [("D1/a", 1.0)]
    assert values(heard.live) == [("D1/a", 2.0)]


def test_transient_metrics_are_judged_like_others(born, edge):
    assert values(born.hear(edge.data("", "a", 3.0, transient=True)).live) == [("a", 3.0)]


def test_a_broken_metric_and_an_opaque_body_cost_nothing_around_them(born, edge):
    good = metric("a", "double", 3.0)
    heard = born.hear(
        Sent(SparkplugTopic("G", Verb.NDATA, "E"), payload(b"\x0b", good, seq=3, body=b"x"))
    )
    assert values(heard.live) == [("a", 3.0)]
    assert [reason for reason, _ in complaints(heard.live)] == [
        Reason.UNPARSABLE,
        Reason.UNSUPPORTED,
    ]


def test_what_is_no_payload_is_refused_and_changes_nothing(born, edge):
    heard = born.hear(Sent(SparkplugTopic("G", Verb.NBIRTH, "E"), b"\x12\x7f"))
    assert [each.reason for each in heard.refused] == [Reason.UNPARSABLE]
    assert values(born.hear(edge.data("", "a", 3.0)).live) == [("a", 3.0)]


# Order.


def test_a_value_after_a_gap_is_live_at_once(born, edge):
    edge.data("D1", "a", 0.0)
    heard = born.hear(edge.data("D1", "a", 99.0))
    assert values(heard.live) == [("D1/a", 99.0)]
    assert heard.rebirth == ""
    assert born.node.next_due == born.now + WAIT
    assert born.node.gap_since == born.now


def test_a_gap_that_is_filled_in_time_is_forgotten(born, edge):
    early, late = edge.data("D1", "a", 1.0), edge.data("D2", "a", 2.0)
    born.hear(late)
    assert values(born.hear(early, after=WAIT - 1).live) == [("D1/a", 1.0)]
    assert born.node.next_due is None
    assert born.node.gap_since is None


def test_a_gap_that_stays_asks_for_a_rebirth(born, edge):
    edge.data("D1", "a", 0.0)
    born.hear(edge.data("D1", "a", 99.0))
    assert born.wait(WAIT - 1).rebirth == ""
    heard = born.wait(1)
    assert (heard.rebirth, heard.lost) == ("messages lost", 1)
    assert born.wait(9_999).rebirth == ""
    assert born.wait(1).rebirth == "messages lost"
    born.hear_all(edge.births(T0 + 1))
    assert born.wait(10**6).rebirth == ""
    assert born.node.next_due is None


def test_a_lost_message_is_no_doubt_of_aliases(born, edge):
    edge.data("D1", "a", 0.0)
    born.hear(edge.data("D1", "a", 1.0))
    born.wait(WAIT)
    assert values(born.hear(edge.data("D1", "a", 2.0)).live) == [("D1/a", 2.0)]


def test_where_a_birth_may_be_missing_aliases_are_in_doubt_until_the_next_birth(born, edge):
    edge.seq = 255
    heard = born.hear(edge.data("D1", "a", 1.0))
    assert (heard.rebirth, heard.lost) == ("messages lost", 252)
    assert values(heard.in_doubt) == [("D1/a", 1.0)]
    assert values(born.hear(edge.named("D1", "a", 1.5)).live) == [("D1/a", 1.5)]
    born.hear_all(edge.births(T0 + 1))
    assert values(born.hear(edge.data("D1", "a", 2.0)).live) == [("D1/a", 2.0)]


def test_a_node_that_must_not_be_asked_is_never_asked_and_trusted_again(edge):
    host = Host(asks=False)
    host.hear_all(edge.births())
    edge.seq = 120
    host.hear(edge.data("D1", "a", 1.0))
    edge.seq = 2
    assert values(host.hear(edge.data("D1", "a", 2.0)).in_doubt) == [("D1/a", 2.0)]
    assert host.wait(WAIT).rebirth == ""
    heard = host.hear(edge.data("D1", "a", 3.0))
    assert values(heard.live) == [("D1/a", 3.0)]
    assert host.wait(10**7).rebirth == ""


def test_a_message_without_a_number_is_read_and_told(born):
    bare = Sent(SparkplugTopic("G", Verb.NDATA, "E"), payload(metric("a", "double", 3.0)))
    heard = born.hear(bare)
    assert values(heard.live) == [("a", 3.0)]
    assert complaints(heard.live) == [(Reason.UNSUPPORTED, "seq None")]


def test_a_repeated_message_is_passed_on_and_changes_nothing(born, edge):
    sent = edge.data("D1", "a", 5.0)
    born.hear(sent)
    before = born.node.save()
    assert values(born.hear(sent).live) == [("D1/a", 5.0)]
    assert born.node.save() == before


def test_a_repeated_birth_does_not_make_devices_stale(host, edge):
    births = edge.births()
    host.hear_all(births)
    before = host.node.save()
    assert host.hear(births[0]).status is None
    assert host.hear(births[1]).status is None
    assert host.node.save() == before


def test_without_a_timeout_a_gap_asks_at_the_next_call(edge):
    host = Host()
    host.node = SparkplugNode(reorder_ms=0)
    host.hear_all(edge.births())
    edge.data("D1", "a", 0.0)
    host.hear(edge.data("D1", "a", 1.0))
    assert host.wait(0).rebirth == "messages lost"


# Data before births.


def test_data_before_any_birth_ask_at_once(host, edge):
    heard = host.hear(edge.data("D1", "a", 1.0))
    assert heard.rebirth == "data before a birth of the node"
    assert values(heard.live + heard.in_doubt) == []


def test_data_before_any_birth_that_go_by_name_are_live(host, edge):
    heard = host.hear(edge.named("D1", "a", 99.0))
    assert heard.rebirth
    assert values(heard.live) == [("D1/a", 99.0)]
    assert heard.status is None


def test_an_unknown_alias_waits_for_the_birth_that_was_overtaken(host, edge):
    node, first, second = edge.births()
    data = edge.data("D2", "a", 7.0)
    host.hear_all([node, first])
    assert values(host.hear(data).live) == []
    heard = host.hear(second)
    assert values(heard.live) == [("D2/a", 1.0), ("D2/b", 1.0), ("D2/a", 7.0)]
    assert host.wait(10**6).rebirth == ""


def test_an_unknown_alias_is_told_when_no_birth_comes(host, edge):
    node, first, _ = edge.births()
    host.hear_all([node, first])
    host.hear(edge.data("D2", "a", 7.0))
    heard = host.wait(WAIT)
    alias = edge.alias("D2", "a")
    assert complaints(heard.live) == [(Reason.UNKNOWN_TAG, f"alias {alias} not defined")]
    assert heard.rebirth
    assert host.wait(1).live == []


def test_what_waited_is_in_doubt_if_only_a_later_birth_defines_it(host, edge):
    edge.seq = 9
    host.hear(edge.data("D1", "a", 7.0))
    host.hear(edge.nbirth())
    heard = host.hear(edge.dbirth("D1"))
    assert values(heard.in_doubt) == [("D1/a", 7.0)]


def test_only_so_many_wait(born, edge, monkeypatch):
    monkeypatch.setattr(sparkplug_sorting, "MOST_HELD", 3)
    strange = [metric(None, "double", 1.0, alias=900 + n) for n in range(5)]
    assert len(complaints(born.hear(edge.send("NDATA", *strange)).live)) == 2
    assert len(complaints(born.wait(WAIT).live)) == 3


def test_a_device_that_sends_without_birth_is_asked_for_after_the_timeout(born, edge):
    new = edge.send("DDATA", metric("a", "double", 1.0, datatype=10), source="D9")
    assert values(born.hear(new).in_doubt) == [("D9/a", 1.0)]
    assert born.wait(WAIT).rebirth == "no birth of a device"


# Deaths.


def test_a_death_of_the_node_takes_all_devices_down(born, edge):
    heard = born.hear(edge.ndeath())
    assert heard.status == StatusBody(online=False, sources={"D1": False, "D2": False})
    assert born.wait(10**7).rebirth == ""


def test_a_death_of_a_device_has_the_time_of_its_message(born, edge):
    heard = born.hear(edge.ddeath("D1", ts=T0 + 77))
    assert heard.status == StatusBody(True, {"D1": False, "D2": True}, T0 + 77)


def test_what_a_dead_device_sends_is_in_doubt(born, edge):
    late = edge.data("D1", "a", 5.0)
    born.hear(edge.ddeath("D1"))
    assert values(born.hear(late).in_doubt) == [("D1/a", 5.0)]
    assert born.node.next_due is None
    assert values(born.hear(edge.named("D1", "a", 6.0)).in_doubt) == [("D1/a", 6.0)]
    assert born.wait(WAIT).rebirth == "no birth of a device"


def test_of_a_death_and_a_birth_the_later_number_stands(born, edge):
    death, birth = edge.ddeath("D1"), edge.dbirth("D1", T0 + 1, 2.0)
    born.hear(birth)
    assert born.hear(death).status is None
    assert born.node.status.sources == {"D1": True, "D2": True}
    birth, death = edge.dbirth("D1", T0 + 2, 3.0), edge.ddeath("D1")
    born.hear(death)
    heard = born.hear(birth)
    assert heard.status is None
    assert values(heard.in_doubt) == [("D1/a", 3.0), ("D1/b", 3.0)]
    assert born.node.status.sources == {"D1": False, "D2": True}


def test_the_will_of_a_former_session_is_ignored(born, edge):
    will = edge.ndeath()
    edge.bd_seq = 1
    born.hear_all(edge.births(T0 + 1))
    before = born.node.save()
    assert born.hear(will).status is None
    assert born.node.save() == before


def test_the_death_of_a_session_never_seen_is_believed_and_asked_about(born, edge):
    heard = born.hear(edge.ndeath(9))
    assert heard.status.online is False
    assert heard.rebirth == "the death of a session not seen born"


def test_a_second_death_changes_nothing_but_its_time(born, edge):
    born.hear(edge.ndeath())
    assert born.hear(edge.ndeath()).status == StatusBody(False, {"D1": False, "D2": False})


def test_data_of_a_dead_node_are_in_doubt_and_a_birth_is_asked_for(born, edge):
    born.hear(edge.ndeath())
    heard = born.hear(edge.data("D1", "a", 99.0))
    assert values(heard.in_doubt) == [("D1/a", 99.0)]
    assert heard.rebirth == ""
    assert born.wait(WAIT).rebirth == "data before a birth of the node"


def test_a_birth_overtaken_by_its_own_death_leaves_the_node_dead(host, edge):
    birth = edge.nbirth()
    host.hear(birth)
    host.hear(edge.ndeath())
    heard = host.hear(edge.nbirth(T0 + 1))
    assert heard.status is None
    assert values(heard.in_doubt) == [("a", 1.0), ("b", 1.0)]
    assert host.wait(WAIT).rebirth == "a birth after its death"
    assert host.hear(edge.nbirth(T0 + 2)).status.online is True


def test_a_new_session_finds_its_devices_down(born, edge):
    edge.bd_seq = 1
    heard = born.hear(edge.nbirth(T0 + 1))
    assert heard.status == StatusBody(online=True, sources={"D1": False, "D2": False})
    assert values(born.hear(edge.named("D1", "a", 5.0)).in_doubt) == [("D1/a", 5.0)]


def test_a_rebirth_leaves_devices_up_while_their_births_must_come(born, edge):
    births = edge.births(T0 + 1)
    assert born.hear(births[0]).status.sources == {"D1": True, "D2": True}
    born.hear(births[1])
    heard = born.wait(WAIT)
    assert heard.status.sources == {"D1": True, "D2": False}
    assert heard.rebirth == "no birth of a device"


def test_a_birth_of_a_device_may_overtake_the_nodes(born, edge):
    edge.bd_seq = 1
    node, first, second = edge.births(T0 + 5, 2.0)
    born.hear(first)
    assert born.hear(node).status.sources == {"D1": True, "D2": False}
    born.hear(second)
    assert born.node.next_due is None
    assert values(born.hear(edge.data("D1", "b", 3.0)).live) == [("D1/b", 3.0)]


def test_a_message_from_before_the_birth_disturbs_no_order(born, edge):
    edge.seq = 200
    old = edge.data("D1", "a", 5.0, ts=T0 - 5)
    edge.bd_seq = 1
    born.hear_all(edge.births(T0 + 1))
    assert values(born.hear(old).in_doubt) == [("D1/a", 5.0)]
    assert values(born.hear(edge.data("D1", "a", 6.0, ts=T0 + 2)).live) == [("D1/a", 6.0)]
    assert born.node.next_due is None


# Retained messages, absences, restarts.


def test_retained_messages_tell_nothing_of_now(host, edge):
    births = edge.births()
    heard = host.hear(births[0], retained=True)
    assert (heard.status, heard.live, heard.rebirth) == (None, [], "")
    assert values(heard.historical) == [("a", 1.0), ("b", 1.0)]
    assert host.node.status == StatusBody(None, {})
    heard = host.hear(edge.data("", "a", 5.0))
    assert values(heard.in_doubt + heard.live) == [("a", 5.0)]
    assert values(host.hear(edge.data("", "a", 5.0), retained=True).historical) == [("a", 5.0)]
    assert host.hear(edge.data("D1", "a", 5.0), retained=True).historical[0].complaints


def test_a_retained_death_is_believed(born, edge):
    assert born.hear(edge.ndeath(), retained=True).status.online is False


def test_after_an_absence_aliases_are_in_doubt_until_the_birth_that_is_asked_for(born, edge):
    born.now += 1
    assert born.node.reconnect(born.now, deaths_missed=False).rebirth == "the host was away"
    edge.seq = 99
    assert values(born.hear(edge.data("D1", "a", 5.0)).in_doubt) == [("D1/a", 5.0)]
    assert values(born.hear(edge.named("D1", "a", 6.0)).live) == [("D1/a", 6.0)]
    born.hear_all(edge.births(T0 + 1))
    assert values(born.hear(edge.data("D1", "a", 7.0)).live) == [("D1/a", 7.0)]
    assert born.node.next_due is None


def test_a_node_whose_death_may_have_been_missed_must_be_heard(born, edge):
    born.node.reconnect(born.now, deaths_missed=True)
    assert born.node.status.online is None
    assert born.wait(SILENCE_MS - 1).status is None
    assert born.wait(1).status.online is False
    assert born.hear(edge.named("D1", "a", 6.0)).status.online is True


def test_a_node_that_is_heard_after_an_absence_is_not_silent(born, edge):
    born.node.reconnect(born.now, deaths_missed=True)
    born.hear(edge.named("D1", "a", 6.0))
    assert born.wait(SILENCE_MS).status is None


def test_learning_again_from_births_gives_names_and_nothing_else(edge):
    host = Host()
    for sent in edge.births():
        assert host.node.relearn(sent.topic, sent.payload)
    assert not host.node.relearn(*edge.data("D1", "a", 1.0))
    assert not host.node.relearn(SparkplugTopic("G", Verb.NBIRTH, "E"), b"\x12\x7f")
    assert host.node.next_due is None
    assert host.node.status == StatusBody(None, {"D1": False, "D2": False})
    heard = host.hear(edge.data("D1", "b", 9.0))
    assert values(heard.in_doubt) == [("D1/b", 9.0)]
    assert heard.rebirth


def test_saving_and_restoring_changes_nothing(born, edge):
    edge.data("D1", "a", 0.0)
    born.hear(edge.data("D1", "a", 1.0))
    born.hear(edge.send("NDATA", metric(None, "double", float("nan"), alias=900)))
    other = SparkplugNode(reorder_ms=WAIT)
    other.restore(born.node.save())
    assert other.save() == born.node.save()
    assert other.next_due == born.node.next_due
    assert repr(other.tick(born.now + WAIT)) == repr(born.node.tick(born.now + WAIT))


# Bounds.


def test_devices_are_bounded(born, edge, monkeypatch):
    monkeypatch.setattr("ingest.formats.sparkplug_state.MOST_DEVICES", 2)
    heard = born.hear(edge.send("DBIRTH", metric("a", "double", 1.0), source="D3"))
    assert values(heard.in_doubt) == [("D3/a", 1.0)]
    assert Reason.UNSUPPORTED in {reason for reason, _ in complaints(heard.live)}
    assert born.node.status.sources == {"D1": True, "D2": True}
    born.hear(edge.ddeath("D4"))
    assert born.node.status.sources == {"D1": True, "D2": True}


def test_definitions_are_bounded_over_all_devices(edge, monkeypatch):
    monkeypatch.setattr("ingest.formats.sparkplug_state.MOST_DEFINITIONS", 4)
    host = Host()
    heard = host.hear_all(edge.births())
    # bdSeq, a, b of the node leave room for one metric of D1 and none of D2
    assert host.node.list_tags("D1") == ["D1/a"]
    assert host.node.list_tags("D2") == []
    assert values(heard[2].live) == [("D2/a", 1.0), ("D2/b", 1.0)]
    assert [len(complaints(each.live)) for each in heard] == [0, 1, 1]


def test_the_limits_are_as_documented():
    assert sparkplug_births.MOST_DEFINITIONS == 1 << 17
    assert sparkplug_births.MOST_DEVICES == 1024
    assert sparkplug_sorting.MOST_HELD == 10_000


def test_one_name_of_two_sources_is_told(host, edge):
    host.hear(edge.send("NBIRTH", bd_seq(0), metric("D1/a", "double", 1.0)))
    heard = host.hear(edge.dbirth("D1"))
    assert complaints(heard.live) == [(Reason.UNSUPPORTED, "a name of the node and of a device")]


@given(
    st.lists(st.tuples(st.sampled_from(Verb), st.binary(max_size=60), st.booleans()), max_size=8)
)
def test_no_bytes_on_any_topic_raise(messages):
    host = Host()
    for verb, data, retained in messages:
        device = "D1" if verb.startswith("D") else ""
        host.hear(Sent(SparkplugTopic("G", verb, "E", device), data), retained=retained)
    host.node.restore(host.node.save())
    host.wait(10**6)
