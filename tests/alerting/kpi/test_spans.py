"""Spans of entries: what ends, acknowledges and holds what, over any cut into pages."""

from itertools import pairwise

import pytest

from alerting.alarm import Held
from alerting.kpi.columns import HELD_CODE, AlarmNames, Columns, page_entries
from alerting.kpi.spans import Fold
from plant.reading import NEVER
from tests.alerting.kpi.lives import ALARMS, START, write


def fold(entries, *cuts, since=0):
    names, made = AlarmNames(), Fold(since)
    names.number(ALARMS)
    for first, last in pairwise([0, *cuts, len(entries)]):
        for page in page_entries(entries[first:last], names):
            made.add(page)
    return made.finish()


def list_spans(activations):
    """Seconds after START of raise, end and acknowledgement; None where there is none."""
    columns = (activations.raised, activations.ended, activations.acked)
    return [tuple(map(after, row)) for row in zip(*(one.tolist() for one in columns), strict=True)]


def after(instant):
    return None if instant == NEVER else (instant - START) / 1000


LIFE = write(
    *((0, "raised"), (5, "returned"), (10, "raised"), (12, "acknowledged"), (20, "returned")),
    *((30, "raised"), (31, "commented"), (40, "removed"), (50, "acknowledged"), (60, "raised")),
)
SPANS = [(0, 5, None), (10, 20, 12), (30, 40, 50), (60, None, None)]


@pytest.mark.parametrize("cut", range(len(LIFE) + 1))
def test_an_activation_has_the_end_and_the_acknowledgement_that_follow_it(cut):
    assert list_spans(fold(LIFE, cut)[0]) == SPANS


def test_alarms_don_t_mix_though_their_entries_do():
    one = write((0, "raised"), (9, "returned"))
    other = write((1, "raised"), (3, "acknowledged"), (4, "returned"), alarm=ALARMS[1])
    mixed = [one[0], *other, one[1]]
    assert list_spans(fold(mixed, 2)[0]) == [(0, 9, None), (1, 4, 3)]


def test_what_was_over_long_ago_is_forgotten_but_for_the_newest():
    assert list_spans(fold(LIFE[:7], since=START + 30_000)[0]) == [(30, None, None)]
    assert list_spans(fold(LIFE[:2], since=START + 30_000)[0]) == [(0, 5, None)]


def test_an_end_without_a_begin_is_nothing():
    stray = write((0, "returned"), (1, "acknowledged"), (2, "unshelved"))
    activations, holds = fold(stray, 1)
    assert (len(activations), len(holds.alarm)) == (0, 0)


def test_holds_of_several_kinds_stand_side_by_side_and_end_with_the_rule():
    entries = write(
        *((0, "shelved"), (1, "suppressed"), (2, "unshelved"), (3, "removed_from_service")),
        *((4, "unsuppressed"), (5, "shelved"), (9, "removed")),
    )
    for cut in range(len(entries) + 1):
        holds = fold(entries, cut)[1]
        spans = sorted(
            zip(holds.kind.tolist(), map(after, holds.begin), map(after, holds.end), strict=True)
        )
        assert spans == [
            (HELD_CODE[Held.SHELVED], 0, 2),
            (HELD_CODE[Held.SHELVED], 5, 9),
            (HELD_CODE[Held.SUPPRESSED], 1, 4),
            (HELD_CODE[Held.OUT_OF_SERVICE], 3, 9),
        ]


def test_a_begin_again_ends_what_has_no_end():
    """A shelving that is prolonged, or a journal with a gap: no two spans of a kind at once."""
    activations, holds = fold(write((0, "raised"), (7, "raised"), (9, "returned")), 1)
    assert list_spans(activations) == [(0, 7, None), (7, 9, None)]
    holds = fold(write((0, "shelved"), (7, "shelved"), (9, "unshelved")), 1)[1]
    assert list(map(after, holds.end)) == [7, 9]


def test_nothing_is_nothing():
    activations, holds = fold([])
    assert (len(activations), len(holds.alarm)) == (0, 0)
    assert len(Columns.empty()) == 0
