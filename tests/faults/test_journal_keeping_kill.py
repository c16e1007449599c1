"""kill -9 before every statement and commit of a snapshot and of forgetting: nothing is lost.

One driver makes a journal once and, for every point, kills a process at that point in a copy of
it. Whatever is left must verify, give the alarms that the whole journal gives, and be finished by
whoever comes next.
"""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from alerting.alarm import Event, State
from alerting.alarms import Alarms
from alerting.journal import Journal, JournalUnavailableError
from hazardwatch.snapshot_choice import choose_snapshot
from tests.alerting.tiny_park import PLANT, RULES, make_entry

ROOT = Path(__file__).parents[2]
ROWS, KNOWN = 60, 40
"""Rows of the journal, and how many of them an earlier snapshot has."""
BEFORE, NOW = 30, 1_000
"""Rows whose instant is before the first are old."""

DRIVER = """
import os, shutil, signal, sys
from itertools import count
from pathlib import Path
from sqlalchemy import event
from alerting.journal import Journal
from tests.faults.test_journal_keeping_kill import act, make_journal

what, folder = sys.argv[1], Path(sys.argv[2])
make_journal(folder / "whole.db").close()

def die_at(point, engine):
    left = iter(range(point))
    def pass_by(*_):
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(engine, "before_cursor_execute", pass_by)
    event.listen(engine, "commit", pass_by)

for point in count():
    shutil.copy(folder / "whole.db", folder / f"{point}.db")
    child = os.fork()
    if not child:
        journal = Journal(f"sqlite:///{folder / f'{point}.db'}")
        die_at(point, journal._engines.write)
        act(what, journal)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status):
        sys.exit(os.WEXITSTATUS(status))
"""


def make_entries():
    """Alarms that come and go; ``at`` is ``seq``."""
    return [
        make_entry(
            alarm=RULES[at % len(RULES)].alarm,
            event=Event.RAISED if at // len(RULES) % 2 else Event.RETURNED,
            state=State.UNACKNOWLEDGED if at // len(RULES) % 2 else State.RETURNED_UNACKNOWLEDGED,
            at=at,
            detected=at,
            version=at // len(RULES) + 1,
        )
        for at in range(1, ROWS + 1)
    ]


def fold(rows):
    alarms = Alarms(PLANT, RULES)
    for seq, entry in enumerate(make_entries()[:rows], 1):
        alarms.record(replace(entry, seq=seq))
    return alarms


def make_journal(file):
    journal = Journal(f"sqlite:///{file}")
    journal.append(make_entries())
    list(journal.write_snapshot(fold(KNOWN).snapshot(), NOW, 0))
    return journal


def act(what, journal):
    """A snapshot, or forgetting in bites."""
    if what == "snapshot":
        list(journal.write_snapshot(fold(ROWS).snapshot(), NOW, 0))
    while what == "retention" and journal.forget(BEFORE, NOW, 10):
        pass


def recall(journal):
    snapshot = choose_snapshot(journal, ROWS, 0)
    alarms = Alarms(PLANT, RULES)
    if snapshot:
        alarms.restore(snapshot)
    for entry in journal.stream(alarms.seq):
        alarms.record(entry)
    return alarms.snapshot()


@pytest.mark.parametrize("what, least", [("snapshot", 15), ("retention", 15)])
def test_killed_anywhere_nothing_is_lost_and_the_next_one_finishes(tmp_path, what, least):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    driver = [sys.executable, "-c", DRIVER, what, str(tmp_path)]
    subprocess.run(driver, cwd=ROOT, env=environment, check=True, timeout=100)
    points = sorted(tmp_path.glob("[0-9]*.db"))
    assert len(points) > least
    expected, ends = fold(ROWS).snapshot(), set()
    for file in points:
        journal = Journal(f"sqlite:///{file}")
        newest = journal.list_snapshots()[0].seq
        ends.add((newest, journal.cut_seq))
        assert journal.inspect().findings == ()
        assert recall(journal) == expected
        assert [entry.at for entry in journal.stream()] == [*range(journal.cut_seq + 1, ROWS + 1)]
        if (what, newest) != ("snapshot", ROWS):
            act(what, journal)
        assert journal.inspect().findings == ()
        assert recall(journal) == expected
        assert journal.cut_seq == (BEFORE - 1 if what == "retention" else 0)
        assert len(journal.append([make_entry(at=NOW)])) == 1
        journal.close()
    assert len(ends) > 1, "some were killed before it, some after it"


@pytest.mark.parametrize("what", ["snapshot", "retention"])
def test_a_full_disk_is_told_and_leaves_everything_as_it_was(tmp_path, what):
    journal = make_journal(tmp_path / "journal.db")
    with journal._engines.write.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    many = [replace(entry, reason="x" * 900) for entry in make_entries()]
    if what == "snapshot":
        shown = Alarms(PLANT, RULES)
        for seq, entry in enumerate(many, 1):
            shown.record(replace(entry, seq=seq, alarm=f"T{os.urandom(900).hex()}:HH"))
        with pytest.raises(JournalUnavailableError) as told:
            list(journal.write_snapshot(shown.snapshot(), NOW, 0))
        assert told.value.full
        assert [one.seq for one in journal.list_snapshots()] == [KNOWN]
    else:
        act(what, journal)
        assert journal.cut_seq == BEFORE - 1, "room is made, none is taken"
    assert journal.inspect().findings == ()
    assert recall(journal) == fold(ROWS).snapshot()
    with journal._engines.write.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    act(what, journal)
    assert journal.inspect().findings == ()
    journal.close()
