"""Which snapshot a start takes: the newest of use, and only one that stands for the journal."""

import pytest
from sqlalchemy import delete, update

from alerting.alarms import Alarms
from alerting.journal import Journal
from alerting.journal_tables import JOURNAL, SNAPSHOT, SNAPSHOT_PART
from hazardwatch.snapshot_choice import choose_snapshot
from tests.alerting.tiny_park import PLANT, RULES, make_entry

FOLDED = 10
ROWS = 50


@pytest.fixture
def journal(tmp_path):
    """Fifty rows; snapshots at 15, 25, 35 and 45."""
    journal = Journal(f"sqlite:///{tmp_path / 'journal.sqlite'}")
    shown = Alarms(PLANT, RULES)
    for at in range(1, ROWS + 1):
        for entry in journal.append([make_entry(at=at, detected=at, version=at)]):
            shown.record(entry)
        if at in (15, 25, 35, 45):
            list(journal.write_snapshot(shown.snapshot(), at, FOLDED))
    yield journal
    journal.close()


def choose(journal, known_after=ROWS, folded=FOLDED):
    snapshot = choose_snapshot(journal, known_after, folded)
    return snapshot and snapshot.seq


def tamper(journal, change):
    with journal._engines.write.begin() as connection:
        connection.execute(change)


def cut(journal):
    while journal.forget(before=ROWS, now=10 * ROWS):
        pass


def test_the_newest_that_leaves_enough_to_be_folded_one_by_one(journal):
    assert choose(journal) == 35
    assert choose(journal, folded=5) == 45
    assert choose(journal, folded=16) == 25


def test_none_after_the_checkpoint_for_what_comes_after_must_be_recognised(journal):
    assert choose(journal, known_after=35) == 35
    assert choose(journal, known_after=34) == 25
    assert choose(journal, known_after=14) is None
    assert choose(journal, known_after=0) is None


@pytest.mark.parametrize(
    "change",
    [
        update(SNAPSHOT).where(SNAPSHOT.c.seq == 35).values(digest="0" * 64),
        update(SNAPSHOT).where(SNAPSHOT.c.seq == 35).values(format="0-another"),
        update(SNAPSHOT_PART).where(SNAPSHOT_PART.c.seq == 35).values(data=b""),
        delete(SNAPSHOT_PART).where(SNAPSHOT_PART.c.seq == 35),
        update(JOURNAL).where(JOURNAL.c.seq == 35).values(reason="another"),
        delete(JOURNAL).where(JOURNAL.c.seq == 35),
    ],
)
def test_one_that_does_not_stand_for_the_journal_is_passed_over(journal, change, capsys):
    tamper(journal, change)
    assert choose(journal) == 25
    assert "passed over" in capsys.readouterr().out
    tamper(journal, update(SNAPSHOT).values(row_digest="0" * 64))
    assert choose(journal) is None, "then the whole journal"


def test_where_the_journal_was_cut_one_is_taken_even_if_it_is_not_the_best(journal, capsys):
    cut(journal)
    assert journal.cut_seq == 14
    assert choose(journal) == 35
    assert choose(journal, known_after=14) == 15, "more is folded, and more recognised"
    assert choose(journal, known_after=0) == 15
    tamper(journal, update(SNAPSHOT).values(digest="0" * 64))
    assert choose(journal) is None
    assert "no snapshot is left" in capsys.readouterr().out


def test_where_the_journal_was_cut_one_of_an_older_form_is_better_than_none(journal, monkeypatch):
    cut(journal)
    monkeypatch.setattr("alerting.journal_snapshots.FORMAT", "2-other")
    assert choose(journal) == 15
