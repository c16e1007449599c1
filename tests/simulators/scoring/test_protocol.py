"""The protocol: who learns from what, and that no false alarm rate is told of learnt rows."""

import numpy as np

from simulators.scoring.fault_detection import FaultScore
from simulators.scoring.protocol import describe_faults, find_raises, gather, judge_normal
from simulators.scoring.tep import TepData, make_run


class Remember:
    """A detector that tells which runs it learnt from: an alarm on so many rows."""

    names = ("remember",)

    def __init__(self):
        self.learnt = []

    def learn(self, runs):
        names = [run.name for run in runs]
        self.learnt.append(names)
        return lambda run: {"remember": np.full(len(run), run.name in names)}


def runs(*names):
    return tuple(make_run(name, np.zeros((5, 2)), ("a", "b")) for name in names)


def test_a_normal_run_is_judged_by_what_was_learnt_without_it():
    (training,) = runs("d00")
    detector = Remember()
    data = TepData(training, runs("n1", "n2"), runs("d00_te"), {})
    told = judge_normal(detector, data)
    assert len(told["remember"]) == 3
    assert not any(verdicts.any() for verdicts in told["remember"])
    assert detector.learnt == [["d00", "n1", "n2"], ["d00", "n2"], ["d00", "n1"]]


def test_detection_does_not_count_above_one_in_a_hundred():
    loud, calm = (FaultScore(far, {1: 0.5}, {1: 4}) for far in (0.02, 0.01))
    assert describe_faults(loud)["counted"] is None
    assert describe_faults(calm)["counted"] == describe_faults(calm)["detection"] == 0.5
    assert describe_faults(calm)["delay"] == 12


def test_raises_are_rows_at_which_an_alarm_begins():
    verdicts = np.array([True, True, False, True, False])
    assert find_raises(verdicts).nonzero()[0].tolist() == [0, 3]


def test_verdicts_are_gathered_by_name():
    one, two = np.array([True]), np.array([False])
    assert gather([{"a": one, "b": two}, {"a": two, "b": two}]) == {
        "a": [one, two],
        "b": [two, two],
    }
