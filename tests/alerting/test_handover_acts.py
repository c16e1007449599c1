"""Acts: what is kept of them, what speaks against them, and what they make of a handover."""

from dataclasses import replace

import pytest

from alerting.handover import Act, Deed, Stage
from alerting.handover_acts import draft, fold, fold_all, name_lack, perform
from alerting.handover_cycle import Objection
from tests.alerting.handover_sample import DAY, ENDING, HOUR, make_content

SECTIONS = ("standing", "held")


def begin(at=ENDING):
    return fold(None, draft(DAY, make_content(at), "wang", None, None))


def act(record, deed, actor="wang", **more):
    given = {"version": record.version, "words": "阀门 V-3 待修", **more}
    return perform(Act(turn=DAY.id, deed=deed, actor=actor, **given), record, SECTIONS, 99, HOUR)


def lead(record, *deeds):
    """The handover after deeds by ``wang``, but for the taking over."""
    for deed in deeds:
        actor = "li" if deed is Deed.TAKEN_OVER else "wang"
        record = fold(record, act(record, deed, actor))
    return record


def test_two_sign_and_then_it_is_sealed():
    record = lead(begin(), Deed.NOTED, Deed.HANDED_OVER, Deed.ASKED, Deed.ANSWERED)
    assert (record.stage, name_lack(record)) == (Stage.SIGNED, "incoming")
    record = lead(record, Deed.TAKEN_OVER)
    assert (record.stage, name_lack(record), record.version) == (Stage.SEALED, "", 6)
    assert (record.outgoing.by, record.incoming.by) == ("wang", "li")
    assert [one.kind for one in record.said] == [Deed.NOTED, Deed.ASKED, Deed.ANSWERED]


def test_the_same_person_does_not_sign_twice():
    record = lead(begin(), Deed.HANDED_OVER)
    assert act(record, Deed.TAKEN_OVER, "wang") is Objection.SAME_PERSON
    odd = fold(begin(), act(begin(), Deed.HANDED_OVER, "wa\0ng"))
    assert act(odd, Deed.TAKEN_OVER, "wa\0ng") is Objection.SAME_PERSON


@pytest.mark.parametrize("deed", [Deed.HANDED_OVER, Deed.TAKEN_OVER])
def test_one_signs_what_one_has_read(deed):
    record = begin() if deed is Deed.HANDED_OVER else lead(begin(), Deed.HANDED_OVER)
    assert act(record, deed, "li", version=record.version - 1) is Objection.VERSION_PASSED
    assert act(record, deed, "li", version=None) is Objection.VERSION_MISSING
    assert act(record, deed, "li").version == record.version + 1


@pytest.mark.parametrize(("before", "accepted"), [(HOUR, True), (HOUR + 1, False)])
def test_a_page_that_is_signed_is_of_the_end_of_the_shift(before, accepted):
    told = act(begin(DAY.period.end - before), Deed.HANDED_OVER)
    assert (told is not Objection.TOO_EARLY) == accepted


def test_words_are_needed_where_words_are_meant_and_their_section_is_one_of_the_page():
    record = begin()
    assert act(record, Deed.NOTED, words=" \n") is Objection.WORDS_MISSING
    assert act(record, Deed.NOTED, section="weather") is Objection.UNKNOWN_SECTION
    entry = act(record, Deed.NOTED, section="held", words=" a\0b ")
    assert (entry.section, entry.words) == ("held", "a\N{REPLACEMENT CHARACTER}b")


def test_a_new_draft_is_a_new_edition_takes_the_signature_back_and_keeps_the_words():
    record = lead(begin(), Deed.NOTED, Deed.HANDED_OVER)
    again = fold(record, draft(DAY, make_content(ENDING + 5), "li", record, record.version))
    assert (again.stage, again.edition, again.outgoing) == (Stage.DRAFTED, 2, None)
    assert [(one.by, one.at) for one in again.drafts] == [("wang", ENDING), ("li", ENDING + 5)]
    assert [one.edition for one in again.said] == [1]
    assert lead(again, Deed.HANDED_OVER).outgoing.edition == 2


def test_a_draft_upon_a_version_that_has_passed_is_refused():
    record = begin()
    content = make_content()
    assert draft(DAY, content, "li", record, 0) is Objection.VERSION_PASSED
    assert draft(DAY, content, "li", None, 1) is Objection.VERSION_PASSED
    assert draft(DAY, content, "li", None, 0).version == 1
    sealed = lead(record, Deed.HANDED_OVER, Deed.TAKEN_OVER)
    assert draft(DAY, content, "li", sealed, None) is Objection.SEALED


def test_what_never_was_drafted_takes_no_act():
    wish = Act(turn="x", deed=Deed.NOTED, actor="wang", words="x")
    assert perform(wish, None, SECTIONS, 1, HOUR) is Objection.NOT_DRAFTED
    assert name_lack(None) == "draft"


def test_nobody_drafts_without_a_page():
    with pytest.raises(ValueError, match="no act"):
        act(begin(), Deed.DRAFTED)


def test_an_entry_that_does_not_follow_is_not_ours():
    record = begin()
    entry = act(record, Deed.NOTED)
    for wrong in (replace(entry, version=3), replace(entry, deed=Deed.TAKEN_OVER)):
        with pytest.raises(ValueError, match="does not follow"):
            fold(record, wrong)
    assert fold_all([]) is None
