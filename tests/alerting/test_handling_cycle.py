"""The table of a handling record: every cell, and the properties that its theory names."""

from pathlib import Path

import pytest

from alerting.handling import Finding, Happening, Step
from alerting.handling_cycle import NOT_REAL, NOTED, ORDER, TABLE, Refusal, follow, render_diagram

GUIDE = Path(__file__).parents[2] / "docs" / "handling.md"
UNREAL = [one for one in Finding if one is not Finding.REAL]
CELLS = [(step, happening) for step, row in TABLE.items() for happening in row]
FORWARD = {
    Happening.SIGNED: Step.SIGNED,
    Happening.VERIFIED: Step.VERIFIED,
    Happening.HANDLED: Step.HANDLED,
    Happening.REPORTED: Step.REPORTED,
    Happening.CLOSED: Step.CLOSED,
}


def test_every_step_answers_every_event_but_the_first():
    for step in Step:
        for happening in set(Happening) - {Happening.OPENED}:
            for finding in (None, *Finding):
                assert isinstance(follow(step, finding, happening), Step | Refusal)


@pytest.mark.parametrize(("step", "happening"), CELLS)
def test_no_step_is_skipped(step, happening):
    after = follow(step, Finding.REAL, happening)
    if isinstance(after, Step):
        assert ORDER.index(after) <= ORDER.index(step) + 1
    elif happening in FORWARD and step is not Step.CLOSED and after is not Refusal.ALREADY_SIGNED:
        missing = Step(after.value.removeprefix("not_"))
        assert ORDER.index(missing) > ORDER.index(step)


@pytest.mark.parametrize("finding", UNREAL)
def test_what_is_not_real_may_be_closed_once_it_is_verified(finding):
    for step in (Step.VERIFIED, Step.HANDLED, Step.REPORTED):
        assert follow(step, finding, Happening.CLOSED) is Step.CLOSED
    assert follow(Step.VERIFIED, Finding.REAL, Happening.CLOSED) is Refusal.NOT_HANDLED
    assert follow(Step.SIGNED, None, Happening.CLOSED) is Refusal.NOT_VERIFIED


@pytest.mark.parametrize("step", [Step.VERIFIED, Step.HANDLED, Step.REPORTED])
@pytest.mark.parametrize("finding", UNREAL)
def test_a_new_activation_takes_back_every_finding_but_real(step, finding):
    assert follow(step, finding, Happening.RECURRED) is Step.SIGNED
    assert follow(step, Finding.REAL, Happening.RECURRED) is Step.VERIFIED


@pytest.mark.parametrize("step", [Step.VERIFIED, Step.HANDLED, Step.REPORTED])
@pytest.mark.parametrize("finding", Finding)
def test_the_park_may_refuse_every_answer(step, finding):
    after = follow(step, finding, Happening.SENT_BACK)
    assert isinstance(after, Step)
    assert ORDER.index(after) < ORDER.index(step)


@pytest.mark.parametrize("finding", [None, *Finding])
def test_nothing_leaves_closed(finding):
    for happening in set(Happening) - {Happening.OPENED}:
        assert follow(Step.CLOSED, finding, happening) is Refusal.ALREADY_CLOSED


def test_what_is_only_noted_changes_no_step():
    for happening in NOTED:
        for step in ORDER[:-1]:
            assert follow(step, None, happening) is step


def test_an_unreal_record_differs_only_where_it_says_so():
    for step, happening in CELLS:
        same = follow(step, Finding.FALSE, happening) == follow(step, Finding.REAL, happening)
        assert same != ((step, happening) in NOT_REAL)


def test_the_guide_shows_the_table_as_it_is():
    text = GUIDE.read_text(encoding="utf-8")
    for finding in (Finding.REAL, Finding.FALSE):
        assert f"```mermaid\n{render_diagram(finding)}\n```" in text
