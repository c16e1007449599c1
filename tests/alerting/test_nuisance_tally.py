"""How many activations of each alarm were a nuisance over a period, each counted once."""

from collections import Counter

from hypothesis import given

from alerting.alarm import Event
from alerting.folding import Folding
from alerting.nuisance_tally import tally
from tests.alerting.messages import read
from tests.alerting.test_nuisance import REDUNDANT, walk, walks


def count(text, end_s=100_000, **fields):
    entries = read(text, **fields)
    return tally(entries, end_s * 1000, Folding(lambda _: "Z"), REDUNDANT)


def test_a_burst_makes_chatter_of_what_looked_fleeting():
    (found,) = count("0+T1:H 5-T1:H 20+T1:H 25-T1:H 40+T1:H 45-T1:H 300+T1:H 400-T1:H")
    assert (found.activations, found.chattering, found.fleeting, found.counted) == (4, 4, 0, 3)


def test_fleeting_ones_before_and_after_are_counted_for_themselves():
    (found,) = count(
        "0+T1:H 5-T1:H 5000+T1:H 5005-T1:H 5020+T1:H 5025-T1:H 5040+T1:H 5045-T1:H"
        " 9000+T1:H 9005-T1:H 9900+T1:H 9999-T1:H"
    )
    assert (found.activations, found.chattering, found.fleeting) == (6, 3, 2)
    assert found.nuisances == 5


def test_what_stands_is_counted_when_it_ends_or_with_the_period():
    (found,) = count("0+T1:H 28800-T1:H 40000+T1:H 68799-T1:H 70000+T1:H 70001xT1:H")
    assert (found.standing, found.long_standing) == (1, 0)
    (found,) = count("0+T1:H", end_s=86_400)
    assert (found.standing, found.long_standing) == (0, 1)


def test_runs_of_duplicates_are_counted_with_their_peer():
    by_alarm = {
        one.alarm: one
        for one in count(
            "0+A1:H 1+A2:H 99-A1:H 99-A2:H 200+A1:H 201+A2:H 299-A1:H 299-A2:H 400+A1:H 401+A2:H"
        )
    }
    assert (by_alarm["A2:H"].duplicate, by_alarm["A2:H"].peer) == (3, "A1:H")
    assert by_alarm["A1:H"].duplicate == 0


def test_the_worst_comes_first_and_what_was_never_raised_not_at_all():
    found = count("0+T1:H 5-T1:H 100+T2:H 300-T2:H 900-T3:H 901aT3:H")
    assert [one.alarm for one in found] == ["T1:H", "T2:H"]


def test_late_activations_are_counted_but_are_no_nuisance():
    (found,) = count("0+T1:H 5-T1:H 20+T1:H 25-T1:H 40+T1:H", marks=("late",))
    assert (found.activations, found.counted, found.nuisances) == (3, 2, 0)


@given(walks)
def test_no_activation_is_two_nuisances(moves):
    entries = walk(moves)
    end = entries[-1].at if entries else 0
    raised = Counter(one.alarm for one in entries if one.event is Event.RAISED)
    found = tally(entries, end, Folding(lambda _: "Z"), {})
    assert {one.alarm: one.activations for one in found} == raised
    for one in found:
        assert one.nuisances <= one.activations
        assert one.standing + one.long_standing <= one.activations
