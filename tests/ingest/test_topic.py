import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.topic import Kind, TopicPath, name_subscriptions, parse_topic


@pytest.mark.parametrize(
    ("topic", "path"),
    [
        ("hazard/v1/P/E/G/data", TopicPath("P", "E", "G", Kind.DATA)),
        ("hazard/v1/P/E/G/data/E1.LT-101", TopicPath("P", "E", "G", Kind.DATA, "E1.LT-101")),
        ("hazard/v1/P/E/G/data/a/b", TopicPath("P", "E", "G", Kind.DATA, "a/b")),
        ("hazard/v1/园区/甲/G/backfill", TopicPath("园区", "甲", "G", Kind.BACKFILL)),
        ("hazard/v1/P/E/G/status", TopicPath("P", "E", "G", Kind.STATUS)),
        ("hazard/v1/P/E/G/ack", TopicPath("P", "E", "G", Kind.ACK)),
    ],
)
def test_every_topic_of_the_scheme_is_taken_apart_and_put_together(topic, path):
    assert parse_topic(topic) == path
    assert str(path) == topic


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "hazard/v1/P/E/G",
        "hazard/v2/P/E/G/data",
        "hazard/v1/P/E/G/Data",
        "hazard/v1/P//G/data",
        "hazard/v1/P/E/G/data/",
        "hazard/v1/P/E/G/status/x",
        "/hazard/v1/P/E/G/data",
    ],
)
def test_other_topics_are_not_of_the_scheme(topic):
    assert parse_topic(topic) is None


@given(st.text())
def test_no_topic_raises(topic):
    parse_topic(topic)


def test_subscriptions_do_not_overlap():
    filters = name_subscriptions("P")
    assert "hazard/v1/P/+/+/data/#" in filters
    assert "hazard/v1/P/+/+/data" not in filters
