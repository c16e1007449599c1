"""The table of a handover's life: every cell, and the properties that its theory promises."""

import pytest

from alerting.handover import SPOKEN, Deed, Stage
from alerting.handover_cycle import TABLE, Objection, follow, render_diagram
from tests.conftest import ROOT

CELLS = [(stage, deed) for stage in (None, *Stage) for deed in Deed]


@pytest.mark.parametrize(("stage", "deed"), CELLS)
def test_every_cell_says_where_it_leads_or_why_not(stage, deed):
    assert isinstance(follow(stage, deed), Stage | Objection)


def test_a_handover_begins_with_a_draft_and_with_nothing_else():
    assert [deed for deed in Deed if isinstance(follow(None, deed), Stage)] == [Deed.DRAFTED]


def test_words_change_no_stage():
    for stage in Stage:
        for deed in SPOKEN:
            assert follow(stage, deed) is stage or isinstance(follow(stage, deed), Objection)


def test_nothing_leaves_sealed_and_only_a_second_signature_seals():
    assert set(TABLE[Stage.SEALED].values()) == {Objection.SEALED}
    sealing = [(stage, deed) for stage, deed in CELLS if follow(stage, deed) is Stage.SEALED]
    assert sealing == [(Stage.SIGNED, Deed.TAKEN_OVER)]


def test_notes_end_with_the_first_signature_and_questions_begin_with_it():
    assert follow(Stage.DRAFTED, Deed.NOTED) is Stage.DRAFTED
    assert follow(Stage.SIGNED, Deed.NOTED) is Objection.ALREADY_HANDED_OVER
    for deed in (Deed.ASKED, Deed.ANSWERED, Deed.REMARKED):
        assert follow(Stage.DRAFTED, deed) is Objection.NOT_HANDED_OVER
        assert follow(Stage.SIGNED, deed) is Stage.SIGNED


@pytest.mark.parametrize("page", ["handover.md", "handover.zh-CN.md"])
def test_the_guides_show_this_table(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert f"```mermaid\n{render_diagram()}\n```" in text
