"""Which tags measure the same, and who of two alarms is called the duplicate."""

from alerting.duplicates import Company, pair_tags
from plant.condition import Priority
from plant.nuisance_figures import load_mark_figures
from tests.alerting.messages import read
from tests.detectors.plants import make_plant, make_tag


def test_votes_and_deviations_pair_tags_gas_arrays_do_not():
    plant = make_plant(
        *(make_tag(tag) for tag in ("A", "B", "C", "G1", "G2")),
        make_tag("D", deviation=1, deviation_from="C"),
        votings={"V": {"tags": ["A", "B", "C"], "need": 2, "condition": "HH"}},
        gas_arrays={"W": {"tags": ["G1", "G2"]}},
    )
    assert pair_tags(plant) == {
        "A": {"B", "C"},
        "B": {"A", "C"},
        "C": {"A", "B", "D"},
        "D": {"C"},
    }


def meet(text, **fields):
    company = Company({}, load_mark_figures())
    for entry in read(text, **fields):
        company.meet(entry)
    return company


def test_of_two_the_one_of_higher_priority_is_no_duplicate():
    company = Company({}, load_mark_figures())
    for at in (0, 100, 200):
        company.meet(*read(f"{at}+T:rate", priority=Priority.LOW))
        company.meet(*read(f"{at + 1}+T:H", priority=Priority.MEDIUM))
    assert company.mark_of("T:H", 201_000) is None
    mark = company.mark_of("T:rate", 201_000)
    assert (mark.peer, mark.count, mark.since) == ("T:H", 3, 0)


def test_of_two_alike_the_later_is_the_duplicate():
    company = meet("0+T:H 1+T:rate 100+T:H 101+T:rate 200+T:H 201+T:rate")
    assert company.mark_of("T:rate", 201_000).peer == "T:H"
    assert company.mark_of("T:H", 201_000) is None


def test_a_duplicate_is_forgotten_a_day_after_it_was_last_one():
    company = meet("0+T:H 1+T:rate 100+T:H 101+T:rate 200+T:H 201+T:rate")
    end = company.mark_of("T:rate", 201_000).until
    assert end == 201_000 + 86_400_000 == company.due("T:rate", 300_000)
    assert company.mark_of("T:rate", end - 1)
    assert company.mark_of("T:rate", end) is None
