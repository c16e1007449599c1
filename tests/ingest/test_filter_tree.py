import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.filter_tree import FilterTree


def find(text, topic):
    tree = FilterTree()
    tree.add(text, "here")
    found = tree.find(topic)
    return None if found is None else found[1]


@pytest.mark.parametrize(
    ("text", "topic", "path"),
    [
        ("a/+", "a/b", "b"),
        ("a/+/c/+", "a/b/c/d", "b/d"),
        ("a/#", "a/b/c", "b/c"),
        ("a/#", "a", ""),
        ("+/b/#", "a/b/c/d", "a/c/d"),
        ("#", "a/b", "a/b"),
        ("a/+/c", "a//c", ""),
        ("/+", "/a", "a"),
        ("罐区/+/液位", "罐区/V 101/液位", "V 101"),
        ("a/+", "a", None),
        ("a/+", "a/b/c", None),
        ("a/+/c", "a/b/d", None),
        ("a/b", "a", None),
        ("#", "$SYS/uptime", None),
        ("+/a", "$SYS/a", None),
        ("a/+", "a/+", "+"),
        ("a/#", "a/#", "#"),
    ],
)
def test_a_topic_matches_by_the_levels_that_wildcards_stand_for(text, topic, path):
    assert find(text, topic) == path


def test_alternatives_are_all_tried():
    tree = FilterTree()
    for text in ("a/b/c", "a/+/d", "+/b/e", "a/x/#"):
        tree.add(text, text)
    topics = ["a/b/c", "a/b/d", "a/b/e", "a/x", "a/x/y", "a/b/f", "z/b/e"]
    found = [tree.find(topic) for topic in topics]
    expected = ["a/b/c", "a/+/d", "+/b/e", "a/x/#", "a/x/#", None, "+/b/e"]
    assert [each and each[0] for each in found] == expected


LEVELS = st.lists(st.sampled_from(["a", "b", "", "$x"]), min_size=1, max_size=5)


@given(LEVELS, st.integers(0, 5), st.sets(st.integers(0, 4)))
def test_a_filter_made_from_a_topic_gives_back_what_was_cut_out(levels, end, wild):
    topic, cut = "/".join(levels), levels[:end]
    text = ["+" if place in wild else level for place, level in enumerate(cut)]
    hidden = [level for place, level in enumerate(cut) if place in wild] + levels[end:]
    text += ["#"] if len(levels) > len(cut) or not cut else []
    if text[0] in ("+", "#") and topic.startswith("$"):
        assert find("/".join(text), topic) is None
    else:
        assert find("/".join(text), topic) == "/".join(hidden)
