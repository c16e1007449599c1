"""The journal's upkeep: short bites, begun when due, and nothing that fails stops anything."""

import pytest

from alerting.journal import Journal, JournalUnavailableError
from hazardwatch.reserve import SLICE, Reserve
from hazardwatch.upkeep import EVERY, RETRY_S, Upkeep
from tests.alerting.tiny_park import make_alarms, make_entry

NOW = 1_000_000


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def upkeep(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path / 'journal.sqlite'}")
    yield Upkeep(journal, Reserve(tmp_path / "reserve", 0), Clock())
    journal.close()


def fill(upkeep, rows):
    first = upkeep.journal.last_seq + 1
    upkeep.journal.append([make_entry(at=at, version=at) for at in range(first, first + rows)])
    shown = make_alarms()
    for entry in upkeep.journal.stream():
        shown.record(entry)
    return shown


def run(upkeep):
    bites = 0
    while upkeep.busy:
        upkeep.bite()
        bites += 1
    return bites


def list_seqs(upkeep):
    return [one.seq for one in upkeep.journal.list_snapshots()]


def test_a_snapshot_is_written_in_bites_when_there_is_enough_to_fold(upkeep):
    shown = fill(upkeep, 9)
    upkeep.offer(shown, NOW, every=10)
    assert not upkeep.busy
    shown = fill(upkeep, 1)
    upkeep.offer(shown, NOW, every=10)
    assert list_seqs(upkeep) == []
    assert run(upkeep) > 2
    assert list_seqs(upkeep) == [10]
    upkeep.offer(fill(upkeep, 9), NOW, every=10)
    assert not upkeep.busy, "not again so soon"
    upkeep.offer(fill(upkeep, 1), NOW, every=10)
    run(upkeep)
    assert list_seqs(upkeep) == [20, 10]


def test_one_snapshot_is_in_hand_at_a_time(upkeep):
    upkeep.offer(fill(upkeep, 10), NOW, every=10)
    upkeep.bite()
    upkeep.offer(fill(upkeep, 10), NOW, every=10)
    run(upkeep)
    assert list_seqs(upkeep) == [10]


def test_after_a_restart_it_goes_on_from_the_newest_snapshot_that_counts(upkeep):
    shown = fill(upkeep, 10)
    upkeep.offer(shown, NOW, every=10)
    run(upkeep)
    again = Upkeep(upkeep.journal, upkeep.reserve, Clock())
    again.resume()
    assert (again.newest, again.taken) == (10, 10)
    again.offer(fill(upkeep, 5), NOW, every=10)
    assert not again.busy


def test_a_snapshot_of_another_version_is_replaced_at_once_but_never_in_its_own_place(
    upkeep, monkeypatch
):
    shown = fill(upkeep, 10)
    upkeep.offer(shown, NOW, every=10)
    run(upkeep)
    monkeypatch.setattr("alerting.journal_snapshots.FORMAT", "2-other")
    upkeep.resume()
    assert (upkeep.newest, upkeep.taken) == (0, 10)
    upkeep.offer(shown, NOW, every=10)
    assert not upkeep.busy
    upkeep.offer(fill(upkeep, 1), NOW, every=10)
    run(upkeep)
    assert list_seqs(upkeep) == [11, 10]


def fail(*_arguments):
    raise JournalUnavailableError("away")
    yield


def test_what_fails_is_put_off_and_tried_again_later(upkeep, monkeypatch):
    shown = fill(upkeep, 10)
    with monkeypatch.context() as failing:
        failing.setattr(upkeep.journal, "write_snapshot", fail)
        upkeep.offer(shown, NOW, every=10)
        assert run(upkeep) == 1
    upkeep.offer(shown, NOW, every=10)
    assert not upkeep.busy
    upkeep.clock.now += RETRY_S
    upkeep.offer(shown, NOW, every=10)
    run(upkeep)
    assert list_seqs(upkeep) == [10]


def test_on_a_full_disk_the_room_is_left_to_alarms(upkeep, tmp_path):
    upkeep.reserve = Reserve(tmp_path / "r", 2 * SLICE)
    upkeep.reserve.release()
    upkeep.offer(fill(upkeep, 10), NOW, every=10)
    upkeep.forget(NOW, NOW)
    run(upkeep)
    assert list_seqs(upkeep) == []
    upkeep.reserve.restore()
    upkeep.clock.now += RETRY_S
    upkeep.offer(fill(upkeep, 1), NOW, every=10)
    run(upkeep)
    assert list_seqs(upkeep) == [11]


def test_what_is_old_is_forgotten_in_bites_below_the_snapshot(upkeep):
    upkeep.offer(fill(upkeep, 900), NOW, every=10)
    run(upkeep)
    upkeep.forget(before=800, now=NOW)
    run(upkeep)
    assert upkeep.journal.cut_seq == 0, "all were detected after that"
    upkeep.forget(before=NOW, now=NOW)
    upkeep.forget(before=NOW, now=NOW)  # the next hour, while the last is still at it
    assert 3 < run(upkeep) < 7
    assert upkeep.journal.cut_seq == 899
    assert upkeep.journal.verify() is None


def test_a_snapshot_is_taken_often_enough_to_bound_what_a_start_folds():
    assert EVERY <= 10_000
