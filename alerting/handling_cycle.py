"""The course of a handling record: the one table that says which event leads from which step where.

Every change of a record's step in the house is an answer of :func:`follow`. What lives here is that
table, its theory and its picture; who may do what is :mod:`alerting.handling_acts`' business, by
when :mod:`alerting.handling_clocks`', how it is kept :mod:`alerting.handling_book`'s.

**The theory.** A critical or high alarm is pushed (推送) to the enterprise whose hazard it is. The
enterprise signs for it (签收), goes and looks (核实), and finds one of six things. What is *real*
has to be handled (处置) and reported back to the park (反馈) before the park closes it (销警). What
is *not real* (误报 测试 标定 检修 演练) may be closed once it is verified: its finding, with a name
and a reason, is the answer.

==========  ==========================  =====================
step        what is known               who brings the next
==========  ==========================  =====================
pushed      the alarm was raised        the enterprise signs
signed      somebody there knows        the enterprise looks
verified    what it is                  the enterprise acts
handled     what was done               the enterprise reports
reported    the enterprise's answer     the park closes
closed      the matter is over          nobody
==========  ==========================  =====================

Four properties hold for the whole table, and its tests walk every cell for them:

1. *No step is skipped.* What is done out of turn is refused with the name of what is missing.
2. *A finding speaks only of what had happened when it was made.* When the alarm is raised anew
   (``recurred``), a finding other than real is taken back: the second activation of a head under
   calibration may be gas. What is real stays real, but measures that did not hold are taken back.
3. *The park may refuse an answer* (``sent_back``): the enterprise looks again.
4. *Nothing leaves closed.* The next activation opens a record of its own.

Correcting oneself is always possible until then: a further finding, measure or report is kept
beside the first one, and whatever rested on the first is to be done again.

The record is no alarm state: acknowledging, shelving or resetting the alarm changes nothing here,
and closing the record changes nothing there. Closing is refused while the condition stands or is
unknown (:mod:`alerting.handling_acts`).
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from alerting.handling import Finding, Handling, Happening, Step


class Refusal(StrEnum):
    """Why an act does not apply; the word an answer carries to the screen."""

    NOT_SIGNED = "not_signed"
    NOT_VERIFIED = "not_verified"
    NOT_HANDLED = "not_handled"
    NOT_REPORTED = "not_reported"
    ALREADY_SIGNED = "already_signed"
    ALREADY_CLOSED = "already_closed"
    NOTHING_TO_SEND_BACK = "nothing_to_send_back"

    # The rest is decided by what the table does not see: the evidence, the person, the words.
    STILL_ACTIVE = "still_active"
    CONDITION_UNKNOWN = "condition_unknown"
    VERSION_PASSED = "version_passed"
    OTHER_SIDE = "other_side"
    WORDS_MISSING = "words_missing"
    FINDING_MISSING = "finding_missing"
    BEHALF_NOT_NEEDED = "behalf_not_needed"
    TOO_MANY_ATTACHMENTS = "too_many_attachments"


ORDER: Final = tuple(Step)
"""The steps in their order."""

NOTED: Final = frozenset(
    {
        Happening.RETURNED,
        Happening.REMOVED,
        Happening.PARK_SIGNED,
        Happening.CALLED,
        Happening.ATTACHED,
    }
)
"""What is kept with an open record and changes no step."""

TABLE: Final[Mapping[Step, Mapping[Happening, Step | Refusal]]] = {
    Step.PUSHED: {
        Happening.RECURRED: Step.PUSHED,
        Happening.SIGNED: Step.SIGNED,
        Happening.VERIFIED: Refusal.NOT_SIGNED,
        Happening.HANDLED: Refusal.NOT_SIGNED,
        Happening.REPORTED: Refusal.NOT_SIGNED,
        Happening.SENT_BACK: Refusal.NOTHING_TO_SEND_BACK,
        Happening.CLOSED: Refusal.NOT_SIGNED,
    },
    Step.SIGNED: {
        Happening.RECURRED: Step.SIGNED,
        Happening.SIGNED: Refusal.ALREADY_SIGNED,
        Happening.VERIFIED: Step.VERIFIED,
        Happening.HANDLED: Refusal.NOT_VERIFIED,
        Happening.REPORTED: Refusal.NOT_VERIFIED,
        Happening.SENT_BACK: Refusal.NOTHING_TO_SEND_BACK,
        Happening.CLOSED: Refusal.NOT_VERIFIED,
    },
    Step.VERIFIED: {
        Happening.RECURRED: Step.VERIFIED,
        Happening.SIGNED: Refusal.ALREADY_SIGNED,
        Happening.VERIFIED: Step.VERIFIED,
        Happening.HANDLED: Step.HANDLED,
        Happening.REPORTED: Refusal.NOT_HANDLED,
        Happening.SENT_BACK: Step.SIGNED,
        Happening.CLOSED: Refusal.NOT_HANDLED,
    },
    Step.HANDLED: {
        Happening.RECURRED: Step.VERIFIED,
        Happening.SIGNED: Refusal.ALREADY_SIGNED,
        Happening.VERIFIED: Step.VERIFIED,
        Happening.HANDLED: Step.HANDLED,
        Happening.REPORTED: Step.REPORTED,
        Happening.SENT_BACK: Step.VERIFIED,
        Happening.CLOSED: Refusal.NOT_REPORTED,
    },
    Step.REPORTED: {
        Happening.RECURRED: Step.VERIFIED,
        Happening.SIGNED: Refusal.ALREADY_SIGNED,
        Happening.VERIFIED: Step.VERIFIED,
        Happening.HANDLED: Step.HANDLED,
        Happening.REPORTED: Step.REPORTED,
        Happening.SENT_BACK: Step.VERIFIED,
        Happening.CLOSED: Step.CLOSED,
    },
    Step.CLOSED: dict.fromkeys(
        [one for one in Happening if one is not Happening.OPENED and one not in NOTED],
        Refusal.ALREADY_CLOSED,
    ),
}
"""Step × event → step, or the reason why not, for what was found to be real."""

NOT_REAL: Final[Mapping[tuple[Step, Happening], Step]] = {
    (Step.VERIFIED, Happening.RECURRED): Step.SIGNED,
    (Step.HANDLED, Happening.RECURRED): Step.SIGNED,
    (Step.REPORTED, Happening.RECURRED): Step.SIGNED,
    (Step.HANDLED, Happening.SENT_BACK): Step.SIGNED,
    (Step.REPORTED, Happening.SENT_BACK): Step.SIGNED,
    (Step.VERIFIED, Happening.REPORTED): Step.REPORTED,
    (Step.VERIFIED, Happening.CLOSED): Step.CLOSED,
    (Step.HANDLED, Happening.CLOSED): Step.CLOSED,
}
"""The cells in which a record whose finding is not real differs."""


def follow(step: Step, finding: Finding | None, happening: Happening) -> Step | Refusal:
    """Where an event leads from a step, or why nowhere."""
    if happening in NOTED:
        return step if step is not Step.CLOSED else Refusal.ALREADY_CLOSED
    if finding not in (None, Finding.REAL):
        differing = NOT_REAL.get((step, happening))
        if differing is not None:
            return differing
    return TABLE[step][happening]


_NEXT: Final[Mapping[Step, str]] = {
    Step.PUSHED: "sign",
    Step.SIGNED: "verify",
    Step.VERIFIED: "handle",
    Step.HANDLED: "report",
    Step.REPORTED: "close",
}


def name_next(record: Handling) -> str | None:
    """The step of :data:`plant.handling_limits.STEPS` that a record waits for, None if for none."""
    straight = follow(record.step, record.finding, Happening.CLOSED)
    return "close" if straight is Step.CLOSED else _NEXT.get(record.step)


def render_diagram(finding: Finding) -> str:
    """The table as a Mermaid state diagram, for one finding."""
    return "\n".join(["stateDiagram-v2", "    [*] --> pushed : opened", *_draw(finding)])


def _draw(finding: Finding) -> Iterator[str]:
    for step, row in TABLE.items():
        for happening in row:
            known = finding if ORDER.index(step) >= ORDER.index(Step.VERIFIED) else None
            after = follow(step, known, happening)
            if isinstance(after, Step) and (after is not step):
                yield f"    {step} --> {after} : {happening}"
    yield f"    {Step.CLOSED} --> [*]"
