"""What every journal keeps to over years: snapshots, forgetting, and what the verifier still finds.

Part of :class:`tests.alerting.journal_contract.JournalContract`, so run over both stores.
"""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, select, update

from alerting import chain_walk
from alerting.journal import Journal
from alerting.journal_chain import Anchor
from alerting.journal_snapshots import KEPT
from alerting.journal_tables import HEAD, JOURNAL, SNAPSHOT, SNAPSHOT_PART, digest_row, make_row
from alerting.snapshot import SnapshotDamagedError
from tests.alerting.tiny_park import make_alarms, make_entry

NOW = 10_000


@contextmanager
def tampering(journal):
    with journal._engines.write.begin() as connection:
        yield connection


def fill(journal, rows, first=1):
    """Rows whose ``at`` is their ``seq``, and the durable view that has them."""
    entries = [
        make_entry(alarm=f"T{at % 5}:HH", at=at, detected=at, version=at)
        for at in range(first, first + rows)
    ]
    shown = make_alarms()
    journal.append(entries)
    for entry in journal.stream():
        shown.record(entry)
    return shown


def keep(journal, shown, at=NOW, folded=0):
    """Write a snapshot; how many steps it took."""
    return sum(1 for _ in journal.write_snapshot(shown.snapshot(), at, folded))


def forget(journal, before, most=250):
    """Forget to the end; the bites."""
    bites = []
    while gone := journal.forget(before, NOW, most):
        bites.append(gone)
    return bites


def count_parts(journal):
    with journal._engines.read.begin() as connection:
        return len(connection.execute(select(SNAPSHOT_PART.c.part)).all())


class KeepingContract:
    def test_a_snapshot_comes_back_as_it_was(self, url, journal):
        shown = fill(journal, 20)
        assert keep(journal, shown) > 2, "in steps between which others may commit"
        (stored,) = journal.list_snapshots()
        assert (stored.seq, stored.at, stored.alarms, stored.exact) == (20, NOW, 5, True)
        again = Journal(url)
        assert again.load_snapshot(again.list_snapshots()[0]) == shown.snapshot()
        again.close()

    def test_entries_are_committed_between_two_parts_of_a_snapshot(self, journal):
        shown = fill(journal, 20)
        for at, _ in enumerate(journal.write_snapshot(shown.snapshot(), NOW, 0), 100):
            journal.append([make_entry(at=at)])
        assert journal.load_snapshot(journal.list_snapshots()[0]).seq == 20
        assert journal.inspect().findings == ()

    def test_a_snapshot_cut_short_anywhere_is_none_and_the_next_takes_its_parts_away(self, journal):
        shown = fill(journal, 20)
        keep(journal, shown)
        whole = count_parts(journal)
        for cut in range(5):
            shown = fill(journal, 1, first=21 + cut)
            steps = journal.write_snapshot(shown.snapshot(), NOW, 0)
            for _ in range(cut):
                next(steps)
            steps.close()
            newest = journal.list_snapshots()[0]
            assert journal.load_snapshot(newest).seq == newest.seq
            assert journal.inspect().findings == ()
        shown = fill(journal, 1, first=30)
        keep(journal, shown)
        assert journal.list_snapshots()[0].seq == journal.last_seq
        assert count_parts(journal) == whole * len(journal.list_snapshots())

    def test_a_snapshot_of_a_row_that_is_not_there_is_refused(self, journal):
        shown = fill(journal, 20)
        shown.seq = 21
        with pytest.raises(SnapshotDamagedError):
            keep(journal, shown)
        assert journal.list_snapshots() == []

    @pytest.mark.parametrize(
        "table, values",
        [
            (SNAPSHOT, {"digest": "0" * 64}),
            (SNAPSHOT, {"alarms": 4}),
            (SNAPSHOT, {"parts": 1}),
            (SNAPSHOT, {"row_digest": "0" * 64}),
            (SNAPSHOT_PART, {"data": b"x"}),
            (SNAPSHOT_PART, None),
            (JOURNAL, {"reason": "another"}),
        ],
    )
    def test_a_snapshot_that_does_not_match_is_not_taken_and_the_verifier_finds_it(
        self, journal, table, values
    ):
        keep(journal, fill(journal, 20))
        first = table.c.seq == 20
        if table is SNAPSHOT_PART:
            first &= table.c.part == 1
        with tampering(journal) as connection:
            change = delete(table) if values is None else update(table).values(values)
            connection.execute(change.where(first))
        (stored,) = journal.list_snapshots()
        with pytest.raises(SnapshotDamagedError):
            journal.load_snapshot(stored)
        (finding,) = journal.inspect().findings
        assert finding.seq == 20
        assert (journal.verify() is None) == (table is not JOURNAL)

    def test_the_newest_few_that_a_start_can_take_are_kept_and_all_that_it_will(self, journal):
        shown = make_alarms()
        for entry in [make_entry(at=at, version=at) for at in range(1, 13)]:
            for committed in journal.append([entry]):
                shown.record(committed)
            keep(journal, shown, folded=4)
        assert [one.seq for one in journal.list_snapshots()] == [12, 11, 10, 9, 8, 7, 6][: 4 + KEPT]

    def test_nothing_is_forgotten_without_a_snapshot(self, journal):
        fill(journal, 20)
        assert journal.forget(NOW, NOW) == 0
        assert journal.cut_seq == 0

    def test_only_old_rows_below_the_oldest_snapshot_are_forgotten_bite_by_bite(self, url, journal):
        shown = fill(journal, 20)
        keep(journal, shown)
        keep(journal, fill(journal, 5, first=21))
        assert forget(journal, before=13, most=5) == [5, 5, 2]
        assert journal.cut_seq == 12
        assert [entry.seq for entry in journal.read(limit=2)] == [13, 14]
        assert forget(journal, before=NOW) == [7], "the row of the oldest snapshot stays"
        assert next(journal.stream()).seq == 20
        again = Journal(url)
        assert (again.last_seq, again.cut_seq) == (25, 19)
        assert [entry.seq for entry in again.append([make_entry(at=99)])] == [26]
        again.close()
        chain = journal.inspect()
        assert (chain.findings, chain.first, chain.rows, chain.seq) == ((), 20, 7, 26)
        assert journal.load_snapshot(journal.list_snapshots()[-1]) == shown.snapshot()

    def test_what_was_written_lately_stays_whatever_its_stamp_says(self, journal):
        stamps = [
            {"at": 1, "detected": 1},
            {"at": NOW + 1, "detected": NOW + 1},  # a clock that was wrong
            {"at": 2, "detected": 2},
            {"at": 3, "detected": 600},  # late data
            {"at": 4, "detected": 4},
            {"at": 700, "detected": None},
        ]
        shown = make_alarms()
        for committed in journal.append([make_entry(**one) for one in stamps]):
            shown.record(committed)
        keep(journal, shown)
        assert forget(journal, before=500) == [3]
        assert journal.verify() is None

    @pytest.mark.parametrize("seq", [13, 15, 20])
    def test_after_forgetting_a_changed_or_lost_row_is_still_found(self, journal, seq):
        keep(journal, fill(journal, 20))
        forget(journal, before=13)
        assert journal.verify() is None
        with tampering(journal) as connection:
            connection.execute(update(JOURNAL).where(JOURNAL.c.seq == seq).values(actor="nobody"))
        assert journal.verify().seq == seq
        with tampering(journal) as connection:
            connection.execute(delete(JOURNAL).where(JOURNAL.c.seq == seq))
        assert journal.verify().seq == seq

    def test_after_forgetting_a_row_put_in_before_the_cut_or_a_moved_cut_is_found(self, journal):
        keep(journal, fill(journal, 20))
        old = journal.read(limit=12)
        forget(journal, before=13)
        with tampering(journal) as connection:
            connection.execute(update(HEAD).values(cut_seq=11))
        assert journal.verify().seq == 12
        with tampering(journal) as connection:
            connection.execute(insert(JOURNAL), [make_row(replace(old[-1], reason="forged"))])
        assert journal.verify() is not None

    def test_a_digest_kept_elsewhere_is_compared(self, journal):
        keep(journal, fill(journal, 20))
        digests = [digest_row(make_row(entry)) for entry in journal.read()]
        forget(journal, before=13)

        def find(seq, digest):
            return [one.detail for one in journal.inspect([Anchor(seq, digest)]).findings]

        assert [find(seq, digests[seq - 1].upper()) for seq in (12, 13, 20)] == [[], [], []]
        assert "kept elsewhere" in find(13, digests[0])[0]
        assert "kept elsewhere" in find(12, digests[0])[0]
        assert "retention" in find(11, digests[10])[0]
        assert "missing" in find(21, digests[0])[0]
        chain = journal.inspect()
        assert (chain.seq, chain.digest) == (20, digests[-1])

    def test_a_chain_written_anew_is_found_only_by_what_is_kept_elsewhere(self, journal):
        fill(journal, 5)
        kept = journal.inspect()
        entries = [replace(entry, reason="rewritten") for entry in journal.read()]
        with tampering(journal) as connection:
            connection.execute(delete(JOURNAL))
            connection.execute(update(HEAD).values(seq=0, digest=entries[0].previous))
        journal.append(entries)
        assert journal.verify() is None
        assert len(journal.inspect([Anchor(kept.seq, kept.digest)]).findings) == 1

    def test_rows_forgotten_while_the_verifier_walks_are_no_finding(self, journal, monkeypatch):
        monkeypatch.setattr(chain_walk, "_PAGE", 4)
        keep(journal, fill(journal, 20))
        walked = []

        def advance(more, total):
            walked.append((more, total))
            journal.forget(16, NOW)

        chain = journal.inspect(advance=advance)
        assert (chain.findings, chain.first) == ((), 16)
        assert walked[0] == (4, 20)
        assert walked[-1][1] == 5
