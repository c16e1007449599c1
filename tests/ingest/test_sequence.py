import copy

from hypothesis import given
from hypothesis import strategies as st

from ingest.sequence import BOOTS, RUNS, Gap, SequenceLedger, Watermark


def ledger_of(*numbers, boot="b"):
    ledger = SequenceLedger()
    for seq in numbers:
        ledger.note(boot, seq)
    return ledger


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
def test_the_watermark_never_promises_a_number_after_the_first_that_did_not_come(numbers):
    ledger = ledger_of(*numbers)
    first, came = numbers[0], set(numbers)
    through = next(seq for seq in range(first, 42) if seq + 1 not in came)
    assert ledger.watermark == Watermark("b", through)
    beyond = {seq for seq in came if seq > through}
    assert ledger.missing == (max(beyond) - through - len(beyond) if beyond else 0)


def test_a_gap_that_is_filled_is_no_gap():
    ledger = ledger_of(1, 2, 5, 6)
    assert (ledger.watermark, ledger.missing) == (Watermark("b", 2), 2)
    ledger.note("b", 4)
    ledger.note("b", 3)
    assert (ledger.watermark, ledger.missing) == (Watermark("b", 6), 0)


def test_gaps_are_listed_boot_by_boot():
    ledger = ledger_of(1, 2, 5, 6, 9)
    ledger.note("c", 0)
    ledger.note("c", 2)
    assert ledger.gaps == [Gap("b", 3, 4), Gap("b", 7, 8), Gap("c", 1, 1)]


def test_without_room_for_more_gaps_the_newest_is_passed_over_and_no_old_one_given_up():
    ledger = ledger_of(0, *range(2, 2 * RUNS + 20, 2))
    assert len(ledger.gaps) == RUNS
    assert ledger.watermark == Watermark("b", 0)
    for seq in range(2 * RUNS + 20):
        ledger.note("b", seq)
    assert (ledger.watermark, ledger.gaps) == (Watermark("b", 2 * RUNS + 19), [])


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60), st.sets(st.integers(0, 40)))
def test_a_lost_number_is_not_promised_until_it_comes_again(numbers, lost):
    ledger = ledger_of(*numbers)
    lost &= set(numbers)
    for seq in sorted(lost):
        ledger.lose("b", seq)
    assert {seq for seq in range(42) if ledger.is_lost("b", seq)} == lost
    first, came = numbers[0], set(numbers) - lost
    expected = min([first, *lost]) - 1 if lost and min(lost) <= first else first
    while expected + 1 in came:
        expected += 1
    assert ledger.watermark == Watermark("b", expected)
    for seq in lost:
        ledger.note("b", seq)
    assert ledger.watermark == ledger_of(*numbers).watermark or first in lost
    assert not any(ledger.is_lost("b", seq) for seq in range(42))


def test_without_a_boot_nothing_is_promised():
    assert ledger_of(1, 2, boot="").watermark is None
    assert SequenceLedger().watermark is None


def test_frames_without_a_boot_hide_no_promise_of_one_that_has_it():
    ledger = ledger_of(1, 2)
    ledger.note("", 7)
    assert ledger.watermark == Watermark("b", 2)


def test_a_new_boot_is_promised_apart_from_the_old_one():
    ledger = ledger_of(7, 8)
    ledger.note("c", 0)
    ledger.note("b", 9)
    assert ledger.watermark == Watermark("c", 0)


def test_boots_are_forgotten_oldest_first_with_their_gaps_counted():
    ledger = ledger_of(1, 3)
    for number in range(BOOTS):
        ledger.note(f"b{number}", 0)
    assert (ledger.missing, ledger.lost) == (0, 1)


def test_saved_and_restored_it_is_the_same():
    ledger, other = ledger_of(1, 2, 5, 9), SequenceLedger()
    ledger.lose("b", 9)
    other.restore(ledger.save())
    assert other.is_lost("b", 9)
    other.note("b", 3)
    other.note("b", 4)
    assert other.watermark == Watermark("b", 5)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60), st.integers(0, 45))
def test_a_number_is_missing_where_one_beyond_it_came_and_it_did_not(numbers, number):
    ledger = ledger_of(*numbers)
    missing = numbers[0] < number < max(numbers) and number not in numbers
    assert ledger.is_missing("b", number) == missing
    assert not ledger.is_missing("c", number)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 6), st.booleans()), max_size=40))
def test_following_is_noting_the_next_number_where_all_is_well(numbers):
    ledger = SequenceLedger()
    for boot, seq, lost in numbers:
        if lost:
            ledger.lose(boot, seq)
            continue
        follower, before = SequenceLedger(), copy.deepcopy(ledger.save())
        follower.restore(copy.deepcopy(before))
        known = ledger.is_missing(boot, seq) or ledger.is_lost(boot, seq)
        followed, news = follower.follow(boot, seq), ledger.note(boot, seq)
        assert follower.save() == (ledger.save() if followed else before)
        assert not followed or (news and not known and not ledger.has_gaps)
