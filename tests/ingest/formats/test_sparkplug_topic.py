import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.sparkplug_topic import (
    SparkplugTopic,
    Verb,
    name_rebirth_topic,
    name_sparkplug_subscriptions,
    name_state_topic,
    parse_sparkplug_topic,
)

ids = st.text(st.characters(exclude_characters="/+#\0", exclude_categories=["Cs"]), min_size=1)


@given(ids, st.sampled_from(["NBIRTH", "NDATA", "NDEATH"]), ids)
def test_a_message_of_the_node_has_four_levels(group, verb, node):
    topic = parse_sparkplug_topic(f"spBv1.0/{group}/{verb}/{node}")
    assert topic == SparkplugTopic(group, Verb(verb), node)
    assert str(topic) == f"spBv1.0/{group}/{verb}/{node}"


@given(ids, st.sampled_from(["DBIRTH", "DDATA", "DDEATH"]), ids, ids)
def test_a_message_of_a_device_has_five_levels(group, verb, node, device):
    topic = parse_sparkplug_topic(f"spBv1.0/{group}/{verb}/{node}/{device}")
    assert topic == SparkplugTopic(group, Verb(verb), node, device)
    assert str(topic) == f"spBv1.0/{group}/{verb}/{node}/{device}"


@pytest.mark.parametrize(
    "topic",
    [
        "spBv1.0/G/NDATA/E/D",
        "spBv1.0/G/DDATA/E",
        "spBv1.0/G/DDATA/E/D/more",
        "spBv1.0/G/NCMD/E",
        "spBv1.0/G/DCMD/E/D",
        "spBv1.0/STATE/host",
        "spAv1.0/G/NDATA/E",
        "spBv1.0//NDATA/E",
        "spBv1.0/G/DDATA/E/",
        "spBv1.0/G/ndata/E",
        "spBv1.0/G/NDATA/" + "E" * 257,
        "",
    ],
)
def test_what_is_no_message_of_an_edge_node_is_none(topic):
    assert parse_sparkplug_topic(topic) is None


@given(st.text())
def test_no_topic_makes_it_raise(topic):
    parse_sparkplug_topic(topic)


def test_subscriptions_cover_every_message_and_no_command():
    assert set(name_sparkplug_subscriptions("G", "E")) == {
        "spBv1.0/G/NBIRTH/E",
        "spBv1.0/G/NDATA/E",
        "spBv1.0/G/NDEATH/E",
        "spBv1.0/G/DBIRTH/E/+",
        "spBv1.0/G/DDATA/E/+",
        "spBv1.0/G/DDEATH/E/+",
    }


def test_where_a_host_speaks():
    assert name_rebirth_topic("G", "E") == "spBv1.0/G/NCMD/E"
    assert name_state_topic("park") == "spBv1.0/STATE/park"
