"""How a hazard is graded, as screens see it: what ``plant grade`` says, and where it stands."""

import pytest

from dashboard_api.grading_rows import grading
from plant.chemicals import load_catalogue
from plant.directory import read_plant
from plant.grading import grade
from plant.words import Hazard, HeldChemical
from simulators.shipped import PARKS

CHLORINE = HeldChemical("7782-50-5", 60.0)


def hold(*chemicals, population=60):
    return Hazard("H", "E", "液氯", chemicals=chemicals, exposed_population=population)


def test_every_input_of_r_is_told_with_its_trust():
    graded = grading(hold(CHLORINE))
    (term,) = graded.terms
    assert (term.name, term.name_en) == ("氯", "chlorine")
    assert (term.quantity_t, term.critical_t, term.ratio, term.beta) == (60.0, 5.0, 12.0, 4.0)
    assert (term.critical_from.trust, term.beta_from.trust) == ("secondary", "verified")
    assert (graded.standard, graded.alpha, graded.alpha_from.clause) == (
        "GB 18218-2018",
        1.5,
        "table 5",
    )
    assert (graded.s, graded.r, graded.major, graded.level) == (12.0, 72.0, True, 2)


def test_what_is_unknown_stays_so():
    water = HeldChemical("7732-18-5", 1000.0)
    graded = grading(hold(water, CHLORINE))
    assert (graded.s, graded.major) == (12.0, True)
    assert (graded.r, graded.level, graded.unknown) == (None, None, ["7732-18-5"])
    (first, _) = graded.terms
    assert (first.critical_t, first.critical_from, first.ratio, first.beta_from) == (None,) * 4
    assert grading(hold(CHLORINE, population=None)).alpha is None


@pytest.mark.parametrize("park", ["taixing", "yangtze"])
def test_a_screen_and_the_command_say_the_same(park):
    for hazard in read_plant(PARKS / park).hazards:
        told = grading(hazard)
        known = grade(hazard.chemicals, hazard.exposed_population, load_catalogue())
        assert (told.s, told.r, told.level) == (float(known.s), float(known.r), known.level)
