"""kill -9 of a process that journals alarms and handles them: what was told stays, and fits."""

import pytest

from alerting.handling import Step
from alerting.handling_book import HandlingBook, HandlingQuery
from alerting.handling_chain import inspect_handling
from alerting.journal import Journal
from tests.faults.test_journal_kill import kill_process

ALL = HandlingQuery(10**6, steps=frozenset(Step))
WRITER = """
import sys
from dataclasses import replace
from alerting.handling import Happening
from alerting.handling_book import HandlingBook
from alerting.journal import Journal
from tests.alerting.handling_sample import SITE, park, raised, returned, situate

journal = Journal(sys.argv[1])
journal.handling = SITE
while True:
    first = journal.last_seq
    alarms = [f"T{first}-{number}:HH" for number in range(8)]
    opened = journal.append([raised(first + 1, alarm=alarm) for alarm in alarms])
    journal.append([returned(first + 2, alarm=alarm) for alarm in alarms])
    for entry in opened:
        with journal.writing(HandlingBook) as book:
            for act in (park(Happening.SIGNED), park(Happening.VERIFIED, finding="false")):
                book.act(replace(act, record=entry.seq), situate(first + 3))
        print(entry.seq, flush=True)
"""


@pytest.mark.parametrize("rounds", [4])
def test_a_killed_writer_leaves_every_alarm_with_its_record_and_loses_no_act(tmp_path, rounds):
    url = f"sqlite:///{tmp_path / 'journal.db'}"
    told = set()
    for round_ in range(rounds):
        lines = kill_process(WRITER, url, after=3 + 11 * round_)
        told |= {int(line) for line in lines}
        journal = Journal(url)
        raises = {entry.seq for entry in journal.read() if entry.event.value == "raised"}
        with journal.reading(HandlingBook) as book:
            records = {record.id: record for record in book.list_records(ALL)}
        assert set(records) == raises, "an alarm and its record are one commit"
        assert told <= records.keys()
        assert all(records[number].step is Step.VERIFIED for number in told)
        assert journal.verify() is None
        assert inspect_handling(journal.read_engine).findings == ()
        journal.close()
