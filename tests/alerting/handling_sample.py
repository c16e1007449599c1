"""A park of two enterprises, records of its alarms, and people's acts in shorthand."""

from dataclasses import replace

from alerting.alarm import Event, State
from alerting.handling import Act, Finding, Happening, Side, Verdict
from alerting.handling_acts import Situation, perform
from alerting.handling_cycle import Refusal
from alerting.handling_fold import fold
from alerting.handling_opening import HandlingSite, follow_journal
from plant.words import Enterprise, Hazard
from tests.alerting.tiny_park import PLANT as BARE
from tests.alerting.tiny_park import make_entry

PLANT = replace(
    BARE,
    enterprises=(Enterprise("E1", "甲公司"), Enterprise("E2", "乙公司")),
    hazards=(Hazard("H1", "E1", "罐区"),),
)
SITE = HandlingSite.of(PLANT)
ALARM = "E1.LT-101:HH"
OPENED = 1_001

HANDS_ON = "王工 电话 13800000000"


def raised(at=1_000, seq=1, **fields):
    fields = {"detected": at + 1, "marks": ()} | fields
    return make_entry(at=at, seq=seq, **fields)


def returned(at=2_000, seq=2, **fields):
    told = {"event": Event.RETURNED, "state": State.RETURNED_UNACKNOWLEDGED, "detected": at + 1}
    return make_entry(at=at, seq=seq, **{"marks": ()} | told | fields)


def removed(at=2_000, seq=2, **fields):
    return returned(at, seq, event=Event.REMOVED, **fields)


def follow(*entries, site=SITE):
    """The record that entries of one alarm lead to; None where they open none."""
    known = {}
    list(follow_journal(entries, known, site))
    return known.get(entries[0].alarm)


def enterprise(happening, *, words="看过了", enterprise="E1", finding=None, **more):
    detail = Verdict(Finding(finding)) if finding else more.pop("detail", None)
    return Act(happening, 1, "甲方", Side.ENTERPRISE, enterprise, words, detail=detail, **more)


def park(happening, *, words="已核对", finding=None, record=1, **more):
    detail = Verdict(Finding(finding)) if finding else more.pop("detail", None)
    return Act(happening, record, "园区", Side.PARK, "", words, detail=detail, **more)


def situate(now, *, known=True):
    return Situation(now, known, "abc")


def do(record, *acts, start=10_000, known=True):
    """The record after acts, a second apart; a refused one is a failure."""
    for number, act in enumerate(acts):
        entry = perform(act, record, situate(start + 1_000 * number, known=known))
        assert not isinstance(entry, Refusal), (act.happening, entry)
        record = fold(record, entry)
    return record


def refuse(record, act, *, now=10_000, known=True):
    """Why an act is refused."""
    answer = perform(act, record, situate(now, known=known))
    assert isinstance(answer, Refusal), answer
    return answer


SIGN = enterprise(Happening.SIGNED, words="")
REAL = enterprise(Happening.VERIFIED, finding="real")
FALSE = enterprise(Happening.VERIFIED, finding="false")
HANDLE = enterprise(Happening.HANDLED)
REPORT = enterprise(Happening.REPORTED)
SEND_BACK = park(Happening.SENT_BACK)
CLOSE = park(Happening.CLOSED)
