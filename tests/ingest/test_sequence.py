from hypothesis import given
from hypothesis import strategies as st

from ingest.sequence import BOOTS, ISLANDS, SequenceLedger, Watermark


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


def test_a_gap_that_never_fills_is_given_up_in_the_end_and_counted():
    ledger = ledger_of(0, *range(2, 2 * ISLANDS + 4, 2))
    assert ledger.lost == 1
    assert ledger.watermark == Watermark("b", 2)


def test_without_a_boot_nothing_is_promised():
    assert ledger_of(1, 2, boot="").watermark is None
    assert SequenceLedger().watermark is None


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
    ledger, other = ledger_of(1, 2, 5), SequenceLedger()
    other.restore(ledger.save())
    other.note("b", 3)
    other.note("b", 4)
    assert other.watermark == Watermark("b", 5)
