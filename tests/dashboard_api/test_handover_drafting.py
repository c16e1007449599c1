"""What is handed over: a shift of the plant on a date, or a period given by hand."""

import pytest

from dashboard_api.handover_drafting import LONGEST_MS, choose_turn
from dashboard_api.handover_wire import DraftRequest
from dashboard_api.problems import ProblemError
from tests.alerting.handover_park import HOUR, make_staffed_plant
from tests.dashboard_api.house import NOON

PLANT = make_staffed_plant()
MIDNIGHT = NOON
"""The house's noon is midnight in Beijing."""


def test_a_shift_is_that_of_the_day_on_which_it_begins():
    night = choose_turn(DraftRequest(shift="night", date="2025-11-24"), PLANT, MIDNIGHT)
    assert night.id == "2025-11-24.night"
    assert night.period.start == MIDNIGHT - 4 * HOUR


@pytest.mark.parametrize(("now", "begun"), [(1, True), (0, False), (-1, False)])
def test_what_has_not_begun_can_not_be_handed_over(now, begun):
    asked = DraftRequest(start=MIDNIGHT, end=MIDNIGHT + HOUR)
    if begun:
        assert choose_turn(asked, PLANT, MIDNIGHT + now).period.length == HOUR
    else:
        with pytest.raises(ProblemError):
            choose_turn(asked, PLANT, MIDNIGHT + now)


@pytest.mark.parametrize("length", [LONGEST_MS + 1, 0, -5])
def test_a_period_that_nobody_worked_is_refused(length):
    with pytest.raises(ProblemError) as refused:
        choose_turn(DraftRequest(start=MIDNIGHT, end=MIDNIGHT + length), PLANT, MIDNIGHT + 1)
    assert refused.value.problem.status == 422
