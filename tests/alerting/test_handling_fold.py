"""The fold of a record's entries: what each leaves behind, and what can be no record."""

from dataclasses import replace

import pytest

from alerting.handling import Evidence, Finding, Happening, Side, Step
from alerting.handling_acts import perform
from alerting.handling_fold import FoldError, fold, fold_all
from alerting.handling_opening import follow_journal
from plant.condition import Priority
from tests.alerting.handling_sample import (
    CLOSE,
    FALSE,
    HANDLE,
    HANDS_ON,
    REAL,
    REPORT,
    SEND_BACK,
    SIGN,
    SITE,
    do,
    follow,
    park,
    raised,
    returned,
    situate,
)


def test_a_record_tells_who_did_what_when():
    record = do(follow(raised(), returned()), SIGN, REAL, HANDLE, REPORT, CLOSE)
    assert record.step is Step.CLOSED
    assert [record.stamps[step].at for step in Step] == [1_001, *range(10_000, 15_000, 1_000)]
    sides = [record.stamps[step].side for step in (Step.SIGNED, Step.REPORTED, Step.CLOSED)]
    assert sides == [Side.ENTERPRISE, Side.ENTERPRISE, Side.PARK]
    assert not any(stamp.late for stamp in record.stamps.values())


def test_the_parks_signature_stands_beside_the_enterprises():
    record = do(follow(raised()), park(Happening.SIGNED))
    assert (record.step, record.park_signed.side) == (Step.PUSHED, Side.PARK)
    record = do(record, SIGN)
    assert (record.step, record.stamps[Step.SIGNED].side) == (Step.SIGNED, Side.ENTERPRISE)


def test_what_the_park_wrote_down_on_the_enterprises_word_is_the_enterprises_step():
    record = do(follow(raised()), park(Happening.SIGNED, behalf=HANDS_ON))
    stamp = record.stamps[Step.SIGNED]
    assert (stamp.side, stamp.actor, stamp.behalf) == (Side.ENTERPRISE, "园区", HANDS_ON)
    assert record.park_signed is None


def test_late_is_who_came_after_the_limit_and_stays_so():
    record = follow(raised(), returned())
    late = do(record, SIGN, start=1_001 + record.limits_ms["sign"] + 1)
    assert late.stamps[Step.SIGNED].late
    in_time = do(record, SIGN, start=1_001 + record.limits_ms["sign"])
    assert not in_time.stamps[Step.SIGNED].late
    handled = do(in_time, REAL, HANDLE, start=in_time.since)
    much_later = do(handled, HANDLE, start=handled.since + 10**9)
    assert not much_later.stamps[Step.HANDLED].late, "who adds to it was in time before"


def test_recurring_counts_and_takes_back_what_spoke_of_the_last_activation():
    record = do(follow(raised(), returned()), SIGN, FALSE)
    again = list(
        follow_journal(
            [raised(20_000, 9, priority=Priority.CRITICAL)], {record.alarm: record}, SITE
        )
    )
    record = fold(record, again[0])
    assert (record.step, record.finding, record.activations) == (Step.SIGNED, None, 2)
    assert (record.evidence, record.ended_at) == (Evidence.STANDING, None)
    assert record.priority is Priority.CRITICAL
    assert set(record.stamps) == {Step.PUSHED, Step.SIGNED}
    assert record.since == 20_001


def test_measures_that_did_not_hold_are_taken_back_and_the_finding_stays():
    record = do(follow(raised(), returned()), SIGN, REAL, HANDLE, REPORT)
    known = {record.alarm: record}
    list(follow_journal([raised(20_000, 9)], known, SITE))
    record = known[record.alarm]
    assert (record.step, record.finding) == (Step.VERIFIED, Finding.REAL)
    assert Step.HANDLED not in record.stamps


def test_an_answer_sent_back_is_to_be_given_anew():
    record = do(follow(raised(), returned()), SIGN, FALSE, SEND_BACK)
    assert (record.step, record.finding) == (Step.SIGNED, None)
    assert do(record, REAL).finding is Finding.REAL


def test_a_finding_may_be_corrected_and_what_rested_on_it_is_done_again():
    record = do(follow(raised(), returned()), SIGN, FALSE, REAL)
    assert (record.step, record.finding) == (Step.VERIFIED, Finding.REAL)
    record = do(record, HANDLE, FALSE)
    assert (record.step, record.finding) == (Step.VERIFIED, Finding.FALSE)
    assert Step.HANDLED not in record.stamps


def make_entries():
    known = {}
    entries = list(follow_journal([raised(), returned()], known, SITE))
    record = known[entries[0].alarm]
    for number, act in enumerate((SIGN, REAL)):
        entries.append(perform(act, record, situate(10_000 + number)))
        record = fold(record, entries[-1])
    return entries, record


def test_folding_all_entries_is_the_record():
    entries, record = make_entries()
    assert fold_all(entries) == record


@pytest.mark.parametrize("gone", range(4))
def test_entries_with_one_missing_are_no_record(gone):
    entries, _ = make_entries()
    del entries[gone]
    if gone < 3:
        with pytest.raises(FoldError):
            fold_all(entries)
    else:
        assert fold_all(entries).step is Step.SIGNED


def test_no_entries_are_no_record():
    with pytest.raises(FoldError):
        fold_all([])


@pytest.mark.parametrize("place", [0, 1])
def test_an_entry_that_does_not_say_what_it_must_is_refused(place):
    entries, _ = make_entries()
    entries[place] = replace(entries[place], detail=None)
    with pytest.raises(FoldError):
        fold_all(entries)
