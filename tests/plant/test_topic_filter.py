import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.topic_filter import find_fault, is_exact, overlap

LEVELS = st.sampled_from(["a", "b", "+", ""])
FILTERS = st.builds(
    lambda levels, tail: "/".join([*levels, *tail]),
    st.lists(LEVELS, min_size=1, max_size=4),
    st.sampled_from([[], ["#"]]),
).filter(bool)


@pytest.mark.parametrize(
    "text", ["a", "/neuron/app/+/+", "#", "+", "a/+/b", "a/#", "园区/储罐/+", "a b/c"]
)
def test_sound_filters(text):
    assert find_fault(text) is None


@pytest.mark.parametrize(
    "text, fault",
    [
        ("", "must not be empty"),
        ("a/#/b", "# must stand alone and last"),
        ("a/b#", "# must stand alone and last"),
        ("#a/b", "# must stand alone and last"),
        ("a/b+/c", "+ must stand alone"),
        ("++", "+ must stand alone"),
        ("a/\0", "control character"),
        ("a/\ud800", "control character"),
        ("$share/group/a", "begin with $"),
        ("$SYS/#", "begin with $"),
        ("罐" * 30_000, "longer than"),
    ],
)
def test_faults(text, fault):
    found = find_fault(text)
    assert found is not None
    assert fault in found.text
    assert found.text_zh


def test_exact_filters_have_no_wildcard():
    assert is_exact("a/b")
    assert not is_exact("a/+")
    assert not is_exact("#")


@pytest.mark.parametrize(
    "one, other, both",
    [
        ("a/b", "a/b", True),
        ("a/b", "a/c", False),
        ("a/+", "a/b", True),
        ("a/+", "+/b", True),
        ("a/+/c", "a/b/d", False),
        ("a/#", "a", True),
        ("a/#", "b/#", False),
        ("#", "x/y/z", True),
        ("a/+", "a", False),
        ("+/v1/+", "hazard/v1/#", True),
        ("hazard/v2/+", "hazard/v1/#", False),
        ("/a", "a", False),
        ("/a", "+/a", True),
    ],
)
def test_overlap(one, other, both):
    assert overlap(one, other) is overlap(other, one) is both


def match(text):
    """The naive twin: a filter as a regular expression over topics of short levels."""
    pattern = "/".join(
        {"+": "[^/]*", "#": "#"}.get(level, re.escape(level)) for level in text.split("/")
    )
    return re.compile(
        pattern.removesuffix("/#") + "(/.*)?"
        if pattern.endswith("/#")
        else pattern.replace("#", ".*")
    )


TOPICS = [
    "/".join(levels)
    for size in range(1, 6)
    for levels in itertools.product(["a", "b", ""], repeat=size)
]


@given(FILTERS, FILTERS)
def test_filters_overlap_exactly_where_a_topic_matches_both(one, other):
    first, second = match(one), match(other)
    both = any(first.fullmatch(topic) and second.fullmatch(topic) for topic in TOPICS)
    assert overlap(one, other) is both
