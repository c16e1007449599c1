"""No change of a verdict is dated before the one that it follows."""

import numpy as np

from detectors.last_changes import LastChanges
from plant.reading import LONG_AGO


def note(changes: LastChanges, verdict: str, thing: list[int], at: list[int]) -> list[int]:
    told: list[int] = changes.note(verdict, np.array(thing), np.array(at)).tolist()
    return told


def test_a_change_is_dated_to_itself_or_to_the_one_before_it() -> None:
    changes = LastChanges(4, ("stale", "bad_quality"))
    assert note(changes, "stale", [3, 1], [50, 20]) == [50, 20]
    assert note(changes, "stale", [1, 3], [30, 40]) == [30, 50]


def test_verdicts_and_things_do_not_hold_one_another_back() -> None:
    changes = LastChanges(4, ("stale", "bad_quality"))
    note(changes, "stale", [3], [50])
    assert note(changes, "bad_quality", [3], [10]) == [10]
    assert note(changes, "stale", [2], [10]) == [10]


def test_only_what_ever_changed_is_kept() -> None:
    changes = LastChanges(1_000, ("stale", "bad_quality"))
    note(changes, "stale", [3], [50])
    assert {name: rows.tolist() for name, rows in changes.table.save().items()} == {
        "thing": [3],
        "stale": [50],
        "bad_quality": [int(LONG_AGO)],
    }
