from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.chemicals import load_catalogue
from plant.directory import read_plant
from plant.grading import grade
from plant.words import HeldChemical

CATALOGUE = load_catalogue()
TAIXING = Path(__file__).parents[2] / "simulators" / "parks" / "taixing"

CL2, NH3, LPG, EO = "7782-50-5", "7664-41-7", "68476-85-7", "75-21-8"
METHANOL, BENZENE, PHOSGENE = "67-56-1", "71-43-2", "75-44-5"

VECTORS = [
    ({CL2: 50}, 60, "10", "60", 2),
    ({NH3: 40}, 0, "4", "4", 4),
    ({LPG: 1000}, 20, "20", "30", 3),
    ({METHANOL: 2000, BENZENE: 300}, 120, "10", "20", 3),
    ({METHANOL: 499}, 10, "0.998", "0.998", None),
    ({CL2: 4, NH3: 3}, 35, "1.1", "4.56", 4),
    ({EO: 100}, 0, "10", "10", 3),
    ({PHOSGENE: 0.3}, 29, "1", "20", 3),
]


def hold(quantities):
    return [HeldChemical(cas, float(quantity)) for cas, quantity in quantities.items()]


@pytest.mark.parametrize("quantities, people, s, r, level", VECTORS)
def test_published_and_worked_examples(quantities, people, s, r, level):
    result = grade(hold(quantities), people, CATALOGUE)
    assert (result.s, result.r) == (Fraction(s), Fraction(r))
    assert (result.major, result.level) == (level is not None, level)
    assert result.unknown == ()


def test_ten_tenths_make_one():
    names = [chemical for chemical in CATALOGUE.chemicals if chemical.beta == 1][:10]
    held = [HeldChemical(one.cas, float(one.quantity_t) / 10) for one in names]
    assert len(held) == 10
    result = grade(held, 1, CATALOGUE)
    assert (result.s, result.major) == (1, True)


@pytest.mark.parametrize(
    "people, alpha",
    [(0, 0.5), (1, 1), (29, 1), (30, 1.2), (49, 1.2), (50, 1.5), (99, 1.5), (100, 2), (10**6, 2)],
)
def test_alpha_by_the_population_around(people, alpha):
    result = grade([HeldChemical(METHANOL, 500)], people, CATALOGUE)
    assert result.r == Fraction(str(alpha))


@pytest.mark.parametrize("tonnes, level", [(49.9, 4), (50, 3), (249.9, 3), (250, 2), (500, 1)])
def test_levels_begin_at_their_bound(tonnes, level):
    assert grade([HeldChemical(BENZENE, tonnes * 10)], 1, CATALOGUE).level == level


def test_a_named_toxic_gas_keeps_its_beta_whatever_class_is_given():
    (term,) = grade([HeldChemical(CL2, 5, "W4")], 1, CATALOGUE).terms
    assert (term.ratio, term.beta) == (1, 4)


def test_a_given_class_beats_the_usual_one_for_beta_but_not_for_quantity():
    (term,) = grade([HeldChemical(BENZENE, 50, "W5.1")], 1, CATALOGUE).terms
    assert (term.ratio, term.beta) == (1, Fraction(3, 2))


def test_a_result_says_by_which_rows_it_came_about():
    held = [
        HeldChemical(CL2, 5, "W4"),
        HeldChemical(BENZENE, 50, "W5.1"),
        HeldChemical("", 10, "W2"),
    ]
    result = grade([*held, HeldChemical("7732-18-5", 1)], 60, CATALOGUE)
    assert result.alpha == Fraction(3, 2)
    assert [term.entry and term.entry.name_en for term in result.terms] == [
        "chlorine",
        "benzene",
        "flammable gas",
        None,
    ]
    assert [term.beta_from and term.beta_from.clause for term in result.terms] == [
        "table 3",
        "tables 2 and 4",
        "tables 2 and 4",
        None,
    ]
    assert grade(held, None, CATALOGUE).alpha is None


def test_a_chemical_without_a_name_goes_by_its_class():
    (term,) = grade([HeldChemical("", 10, "W2")], 1, CATALOGUE).terms
    assert (term.ratio, term.beta) == (1, Fraction(3, 2))


def test_what_is_unknown_never_makes_a_unit_harmless():
    unlisted = HeldChemical("7732-18-5", 1000)
    small = grade([unlisted, HeldChemical(CL2, 1)], 10, CATALOGUE)
    assert (small.major, small.level, small.r) == (None, None, None)
    assert small.unknown == ("7732-18-5",)
    large = grade([unlisted, HeldChemical(CL2, 5)], 10, CATALOGUE)
    assert (large.major, large.level) == (True, None)


def test_an_unknown_beta_or_population_leaves_the_level_open():
    bromine = HeldChemical("7726-95-6", 20)
    assert grade([bromine], 1, CATALOGUE).unknown == ("7726-95-6",)
    assert grade([HeldChemical("7726-95-6", 20, "J2")], 1, CATALOGUE).level == 4
    result = grade([HeldChemical(CL2, 5)], None, CATALOGUE)
    assert (result.major, result.level, result.unknown) == (True, None, ("exposed_population",))


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=6), st.floats(0, 1e5), st.integers(0, 200))
def test_more_of_anything_never_lowers_the_grade(tonnes, more, people):
    held = [HeldChemical(CL2, one) for one in tonnes]
    before = grade(held, people, CATALOGUE)
    after = grade([*held, HeldChemical(BENZENE, more)], people, CATALOGUE)
    assert after.s >= before.s
    assert after.r >= before.r
    assert (after.level or 5) <= (before.level or 5)


def test_the_demonstration_park_is_graded_as_it_says():
    for hazard in read_plant(TAIXING).hazards:
        result = grade(hazard.chemicals, hazard.exposed_population, CATALOGUE)
        assert (hazard.id, result.level) == (hazard.id, hazard.level), result
