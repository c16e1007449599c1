"""Unknown names: one line each, bounded, the newest value kept."""

import math

from ingest.unknown_tags import MOST, UnknownTags


def test_a_name_is_one_line_with_its_count_and_its_newest_value():
    unknown = UnknownTags()
    unknown.note(["B", "A"], [1.0, 2.0], 10)
    unknown.note(["B"], [math.nan], 20)
    a, b = unknown.list()
    assert (a.tag, a.count, a.first, a.last, a.value) == ("A", 1, 10, 10, 2.0)
    assert (b.tag, b.count, b.first, b.last) == ("B", 2, 10, 20)
    assert math.isnan(b.value)


def test_who_invents_names_is_bounded_and_counted():
    unknown = UnknownTags()
    unknown.note([f"T{n}" for n in range(MOST + 5)], [0.0] * (MOST + 5), 1)
    unknown.note(["T1", "X"], [7.0, 7.0], 2)
    assert len(unknown.list()) == MOST
    assert unknown.more == 6
