"""Who may do what to a record, and what is refused and why."""

import pytest

from alerting.handling import Attachment, Call, Happening, Side, Step
from alerting.handling_acts import MOST_ATTACHMENTS
from alerting.handling_cycle import Refusal
from tests.alerting.handling_sample import (
    CLOSE,
    FALSE,
    HANDLE,
    HANDS_ON,
    REAL,
    REPORT,
    SEND_BACK,
    SIGN,
    do,
    enterprise,
    follow,
    park,
    raised,
    refuse,
    removed,
    returned,
)

FILE = Attachment("0" * 64, "现场.jpg", "image/jpeg", 9)
CALL = Call("王工", "13800000000", outgoing=True, answered=False)


@pytest.fixture
def pushed():
    return follow(raised(), returned())


@pytest.mark.parametrize("act", [SIGN, REAL, HANDLE, REPORT])
def test_an_enterprise_never_acts_on_anothers_record(pushed, act):
    stranger = enterprise(act.happening, enterprise="E2", detail=act.detail)
    assert refuse(pushed, stranger) is Refusal.OTHER_SIDE
    nobody = enterprise(act.happening, enterprise="", detail=act.detail)
    assert refuse(pushed, nobody) is Refusal.OTHER_SIDE


def test_an_enterprise_neither_closes_nor_refuses_its_own_answer(pushed):
    record = do(pushed, SIGN, FALSE)
    for happening in (Happening.CLOSED, Happening.SENT_BACK):
        assert refuse(record, enterprise(happening)) is Refusal.OTHER_SIDE


def test_an_enterprise_has_no_part_in_what_belongs_to_nobody():
    record = follow(raised(alarm="journal:system"))
    assert refuse(record, enterprise(Happening.SIGNED, enterprise="")) is Refusal.OTHER_SIDE


@pytest.mark.parametrize("act", [REAL, HANDLE, REPORT])
def test_the_park_answers_for_an_enterprise_only_on_somebodys_word(pushed, act):
    record = do(pushed, SIGN, *{REAL: (), HANDLE: (REAL,), REPORT: (REAL, HANDLE)}[act])
    own = park(act.happening, detail=act.detail)
    assert refuse(record, own) is Refusal.OTHER_SIDE
    told = park(act.happening, detail=act.detail, behalf=HANDS_ON)
    assert do(record, told).stamps[Step(act.happening.value)].side is Side.ENTERPRISE


def test_the_park_signs_for_itself_once(pushed):
    signed = do(pushed, park(Happening.SIGNED))
    assert refuse(signed, park(Happening.SIGNED)) is Refusal.ALREADY_SIGNED
    assert signed.step is Step.PUSHED


def test_nobody_stands_for_somebody_where_that_means_nothing(pushed):
    record = do(pushed, SIGN, FALSE)
    for act in (
        park(Happening.CLOSED, behalf=HANDS_ON),
        park(Happening.CALLED, behalf=HANDS_ON, detail=CALL),
        enterprise(Happening.REPORTED, behalf=HANDS_ON),
    ):
        assert refuse(record, act) is Refusal.BEHALF_NOT_NEEDED
    own = follow(raised(alarm="journal:system"))
    assert refuse(own, park(Happening.SIGNED, behalf=HANDS_ON)) is Refusal.BEHALF_NOT_NEEDED


@pytest.mark.parametrize("act", [REAL, HANDLE, REPORT, SEND_BACK, CLOSE])
def test_whatever_says_something_needs_words(pushed, act):
    before = {REAL: (SIGN,), HANDLE: (SIGN, REAL), REPORT: (SIGN, REAL, HANDLE)}
    record = do(pushed, *before.get(act, (SIGN, REAL, HANDLE, REPORT)))
    make = enterprise if act.side is Side.ENTERPRISE else park
    assert (
        refuse(record, make(act.happening, words=" ", detail=act.detail)) is Refusal.WORDS_MISSING
    )


def test_to_verify_is_to_find_something(pushed):
    record = do(pushed, SIGN)
    assert refuse(record, enterprise(Happening.VERIFIED)) is Refusal.FINDING_MISSING


def test_closing_is_refused_while_the_condition_stands_or_is_unknown(pushed):
    standing = do(follow(raised()), SIGN, FALSE)
    assert refuse(standing, CLOSE) is Refusal.STILL_ACTIVE
    over = do(pushed, SIGN, FALSE)
    assert refuse(over, CLOSE, known=False) is Refusal.CONDITION_UNKNOWN
    assert do(over, CLOSE).step is Step.CLOSED


def test_what_left_the_plant_is_closed_in_words():
    record = do(follow(raised(), removed()), SIGN, FALSE)
    assert refuse(record, park(Happening.CLOSED, words="")) is Refusal.WORDS_MISSING
    assert do(record, CLOSE).step is Step.CLOSED


def test_an_alarm_that_returned_before_anybody_signed_still_wants_all_steps(pushed):
    assert refuse(pushed, CLOSE) is Refusal.NOT_SIGNED
    assert refuse(do(pushed, SIGN), CLOSE) is Refusal.NOT_VERIFIED


def test_of_two_at_once_the_second_learns_that_the_record_has_changed(pushed):
    seen = pushed.version
    record = do(pushed, enterprise(Happening.SIGNED, version=seen))
    late = enterprise(Happening.VERIFIED, detail=REAL.detail, version=seen)
    assert refuse(record, late) is Refusal.VERSION_PASSED


def test_calls_and_files_may_come_from_either_side_at_any_step(pushed):
    record = pushed
    for act in (SIGN, REAL, HANDLE, REPORT):
        for make in (enterprise, park):
            record = do(
                record,
                make(Happening.CALLED, detail=CALL),
                make(Happening.ATTACHED, detail=FILE),
            )
        record = do(record, act)
    assert (record.calls, record.attachments) == (8, 8)
    closed = do(record, CLOSE)
    assert refuse(closed, park(Happening.CALLED, detail=CALL)) is Refusal.ALREADY_CLOSED


def test_a_record_has_so_many_files_and_no_more(pushed):
    record = do(pushed, *[park(Happening.ATTACHED, detail=FILE)] * MOST_ATTACHMENTS)
    one_more = park(Happening.ATTACHED, detail=FILE)
    assert refuse(record, one_more) is Refusal.TOO_MANY_ATTACHMENTS
