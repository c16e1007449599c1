"""Shifts on the calendar, and those whose handover is missing."""

from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from alerting.handover import Handover, Signature, Stage
from alerting.handover_shifts import list_missing, list_touching, list_turns, place_shift
from plant.duties import Shift

HOUR = 3_600_000
SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
DAY, NIGHT = Shift("day", "白班", 8 * 60, 20 * 60), Shift("night", "夜班", 20 * 60, 8 * 60)
ROUND = Shift("round", "全天", 9 * 60, 9 * 60)
PATIENCE = HOUR // 2


def test_a_shift_has_its_name_from_the_day_on_which_it_begins():
    turn = place_shift(NIGHT, date(2026, 11, 26), SHANGHAI)
    assert turn.id == "2026-11-26.night"
    assert turn.period.start == 1_795_694_400_000  # 2026-11-26T12:00Z
    assert turn.period.length == 12 * HOUR
    assert place_shift(ROUND, date(2026, 11, 26), SHANGHAI).period.length == 24 * HOUR


def test_a_night_in_which_the_clocks_change_is_as_long_as_it_was():
    spring = place_shift(NIGHT, date(2026, 3, 28), BERLIN)
    autumn = place_shift(NIGHT, date(2026, 10, 24), BERLIN)
    assert (spring.period.length, autumn.period.length) == (11 * HOUR, 13 * HOUR)


INSTANTS = st.integers(1_700_000_000_000, 1_900_000_000_000)


@given(INSTANTS, st.integers(1, 20 * 24 * HOUR), st.sampled_from([SHANGHAI, BERLIN]))
def test_the_shifts_of_a_time_are_those_that_end_in_it_without_a_gap(start, length, zone):
    turns = list_turns((DAY, NIGHT), zone, start, start + length)
    assert all(start < turn.period.end <= start + length for turn in turns)
    for one, other in pairwise(turns):
        assert one.period.end == other.period.start
    if turns:
        assert turns[0].period.start <= start
        assert turns[-1].period.end + 13 * HOUR > start + length


@given(INSTANTS, st.lists(st.integers(0, 5 * 24 * HOUR), min_size=1, max_size=4))
def test_cutting_a_time_in_pieces_gives_the_same_shifts(start, cuts):
    ends = [start, *(start + cut for cut in sorted(cuts))]
    pieces = [
        turn
        for one, other in pairwise(ends)
        for turn in list_turns((DAY, NIGHT, ROUND), BERLIN, one, other)
    ]
    assert pieces == list_turns((DAY, NIGHT, ROUND), BERLIN, start, ends[-1])


def test_the_shifts_that_a_time_touches_begin_with_the_newest():
    noon = place_shift(DAY, date(2026, 11, 26), SHANGHAI).period.start + 4 * HOUR
    names = [turn.id for turn in list_touching((DAY, NIGHT), SHANGHAI, noon - 24 * HOUR, noon + 1)]
    assert names == ["2026-11-26.day", "2026-11-25.night", "2026-11-25.day"]
    assert [one.id for one in list_touching((DAY, NIGHT), SHANGHAI, noon, noon + 1)] == names[:1]
    end = noon + 8 * HOUR
    assert [one.shift for one in list_touching((DAY, NIGHT), SHANGHAI, end, end + 1)] == ["night"]


def test_what_nobody_or_only_one_has_signed_is_missing_after_its_time():
    first, second, third, fourth = list_turns(
        (DAY, NIGHT), SHANGHAI, 1_795_651_200_000, 1_795_651_200_000 + 48 * HOUR
    )
    signature = Signature("wang", 0, 1)
    found = {
        first.id: Handover(first, Stage.SEALED, 3, (signature,), signature, signature),
        second.id: Handover(second, Stage.SIGNED, 2, (signature,), signature),
        third.id: Handover(third, Stage.DRAFTED, 1, (signature,)),
    }
    turns = [first, second, third, fourth]

    def list_lacks(now):
        missing = list_missing(turns, found, PATIENCE, now)
        return [(one.turn, one.due, one.lacks) for one in missing]

    due = fourth.period.end + PATIENCE
    everything = [
        (fourth, due, "draft"),
        (third, third.period.end + PATIENCE, "outgoing"),
        (second, second.period.end + PATIENCE, "incoming"),
    ]
    assert list_lacks(due) == everything
    assert list_lacks(due - 1) == everything[1:]
