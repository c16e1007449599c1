"""The words of a vote, and that what was said of it can be read back from the journal."""

from dataclasses import replace

from detectors.vote import Part
from detectors.vote_wording import (
    Recalled,
    Said,
    Standing,
    explain_loss,
    explain_vote,
    recall_parts,
)
from plant.condition import Condition
from tests.dashboard_api.house import make_tag

LIMITS = ((Condition.HH, 90.0),)
ONE, OTHER, THIRD = (make_tag(f"T{n}", "H", "V", limits=LIMITS) for n in (1, 2, 11))


def group(*members, left_size=3):
    return Standing(2, 3, 1, left_size, Condition.HH, members)


def test_who_voted_with_what_and_who_could_not_is_read_back():
    members = (
        Said(ONE, Part.VOTES, 95.5),
        Said(OTHER, Part.BYPASSED, 99.0),
        Said(THIRD, Part.BAD, float("nan")),
    )
    words = explain_vote(group(*members, left_size=1))
    assert recall_parts(words, ["T1", "T2", "T11"]) == {
        "T1": Recalled(Part.VOTES, 95.5),
        "T2": Recalled(Part.BYPASSED),
        "T11": Recalled(Part.BAD),
    }


def test_who_is_not_named_was_calm_also_where_another_s_name_begins_alike():
    calm = Said(ONE, Part.CALM, 5.0)
    words = explain_vote(group(calm, Said(THIRD, Part.VOTES, 95.0), Said(OTHER, Part.VOTES, 1e-7)))
    parts = recall_parts(words, ["T1", "T2", "T11"])
    assert [parts[tag].part for tag in ("T1", "T2", "T11")] == [Part.CALM, Part.VOTES, Part.VOTES]
    assert parts["T2"].value == 1e-7


def test_a_loss_tells_who_is_missing_and_an_id_may_hold_signs():
    odd = replace(ONE, id="T(1.a)")
    words = explain_loss(group(Said(odd, Part.BAD, 0.0), Said(OTHER, Part.BYPASSED, 0.0)))
    parts = recall_parts(words, ["T(1.a)", "T2"])
    assert (parts["T(1.a)"].part, parts["T2"].part) == (Part.BAD, Part.BYPASSED)
