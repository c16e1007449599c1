"""What is kept of what was said, and which filters it goes to."""

import pytest

from ingest.mqtt_endpoint.retained import Retained, is_filter, matches


@pytest.mark.parametrize(
    ("text", "topic", "hit"),
    [
        ("a/b", "a/b", True),
        ("a/+", "a/b", True),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("+/b", "a/b", True),
        ("a", "a/b", False),
        ("a/b", "a", False),
        ("a/+", "a", False),
        ("a/+", "a/b/c", False),
        ("#", "$SYS/a", False),
        ("+/a", "$SYS/a", False),
        ("$SYS/#", "$SYS/a", True),
    ],
)
def test_filters_match_as_the_standard_says(text, topic, hit):
    assert matches(text, topic) is hit


def test_wildcards_stand_alone():
    assert all(map(is_filter, ["a", "a/+", "+", "#", "a/#", "+/a/#"]))
    assert not any(map(is_filter, ["a+", "a/#/b", "a#", "a/+b"]))


def test_the_newest_of_a_topic_is_kept_and_topics_are_bounded():
    retained = Retained(2)
    first = retained.keep("a", b"1", 1)
    retained.keep("b", b"2", 1)
    assert retained.keep("c", b"3", 1) is None
    second = retained.keep("a", b"4", 1)
    assert first.number < second.number
    assert retained.match("a") == [second]
    assert {told.topic for told in retained.match("#")} == {"a", "b"}
    assert retained.find("c") is None
