"""A root cause is an alarm."""

from plant.condition import Condition
from plant.root_causes import Affected, RootCause


def test_it_names_its_alarm_and_has_no_end_unless_told():
    cause = RootCause("air", "失压", "PT-1", Condition.LL, Affected(tags=("XV-1",)))
    assert (cause.alarm, cause.window_ms) == ("PT-1:LL", None)
