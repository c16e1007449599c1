"""What is said of a broker's address and of topics."""

import re

import pytest

from hazardwatch import publish
from hazardwatch.data_flags import FlagError


@pytest.mark.parametrize(
    "url, shown",
    [
        ("mqtt://u:p%40ss@h:1883", "mqtt://u:***@h:1883"),
        ("mqtts://u@h", "mqtts://u@h"),
        ("mqtt://:secret@h", "mqtt://:***@h"),
        ("mqtt://h:1883", "mqtt://h:1883"),
    ],
)
def test_an_address_is_shown_without_its_password(url, shown):
    assert publish.mask_login(url) == shown


@pytest.mark.parametrize("url", ["foo", "mqtt://u:sec/ret@h", "mqtt://u:secret@h:99999"])
def test_an_address_that_is_none_is_refused_without_being_quoted(url):
    with pytest.raises(FlagError) as caught:
        publish.check_broker(url)
    assert "sec" not in str(caught.value)


@pytest.mark.parametrize(
    "topics, said",
    [
        (["a/#/b"], "--topic a/#/b: # 须"),
        (["$SYS/#"], "must not begin with"),
        (["a/+", "b", "a/b"], "--topic a/b: 与 a/+ 重叠"),
    ],
)
def test_topic_filters_that_are_none_or_bring_a_message_twice_are_refused(topics, said):
    with pytest.raises(FlagError, match=re.escape(said)):
        publish.check_topics(topics)


def test_topic_filters_beside_one_another_are_taken():
    publish.check_topics(["a/+", "b/#", "a/b/c"])
