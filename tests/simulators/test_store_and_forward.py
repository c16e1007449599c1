import numpy as np

from simulators.formats.report import Report
from simulators.store_and_forward import Backlog


def report(seq):
    nothing = np.zeros(0)
    return Report(
        seq, seq, seq, seq, "b", nothing.astype(np.intp), nothing, nothing.astype(np.uint32)
    )


def test_reports_leave_oldest_first_marked_as_past_with_the_time_of_sending():
    backlog = Backlog()
    for seq in (1, 2, 3):
        backlog.keep(report(seq))
    told = [*backlog.take(2, at=90, sent=80), *backlog.take(2, at=91, sent=81)]
    assert [(each.seq, each.ts, each.at, each.sent, each.past) for each in told] == [
        (1, 1, 90, 80, True), (2, 2, 90, 80, True), (3, 3, 91, 81, True)
    ]  # fmt: skip
    assert len(backlog) == 0


def test_a_full_backlog_loses_its_oldest_and_counts_it():
    backlog = Backlog(largest=2)
    for seq in range(5):
        backlog.keep(report(seq))
    assert [each.seq for each in backlog.take(9, 0, 0)] == [3, 4]
    assert backlog.dropped == 3


def test_a_restart_forgets():
    backlog = Backlog()
    backlog.keep(report(1))
    backlog.forget()
    assert backlog.take(9, 0, 0) == []
