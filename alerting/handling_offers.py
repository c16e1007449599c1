"""What a person may do to a handling record as it stands, and what each act has to tell.

Found by asking :func:`alerting.handling_acts.object_to` what would speak against each act: there is
no second list of who may do what that could come to say something else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from alerting.handling import (
    Act,
    Attachment,
    Call,
    Finding,
    Handling,
    Happening,
    Side,
    Verdict,
)
from alerting.handling_acts import Situation, name_happening, object_to
from alerting.handling_cycle import Refusal

_ACTS: Final = (
    Happening.SIGNED,
    Happening.VERIFIED,
    Happening.HANDLED,
    Happening.REPORTED,
    Happening.CLOSED,
    Happening.SENT_BACK,
    Happening.CALLED,
    Happening.ATTACHED,
)
"""What people do, in the order of the cycle, what belongs to every step at the end."""

_DETAILS: Final[Mapping[Happening, Verdict | Call | Attachment]] = {
    Happening.VERIFIED: Verdict(Finding.REAL),
    Happening.CALLED: Call("", "", outgoing=True, answered=True),
    Happening.ATTACHED: Attachment("", "", "", 0),
}
_TOLD: Final = "told"
"""Stands for whatever a person would write."""

_PASSING: Final = frozenset({Refusal.STILL_ACTIVE})
"""What goes away by itself: an act against which it speaks is offered, and says what it awaits."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An act that a person may do.

    ``behalf``, ``finding``, ``words``: what it has to tell. ``hindrance``: why not yet.
    """

    act: Happening
    happening: Happening
    behalf: bool
    finding: bool
    words: bool
    hindrance: Refusal | None


def list_offers(record: Handling, side: Side, enterprise: str) -> list[Offer]:
    """The acts of a record that an account of a side may do.

    Whether a condition can be judged right now is not asked: closing finds out.
    """
    return list(_offer(record, side, enterprise))


def _offer(record: Handling, side: Side, enterprise: str) -> Iterator[Offer]:
    situation = Situation(now=0, known=True, plant_hash="")
    for happening in _ACTS:
        for behalf in ("", _TOLD):
            act = Act(
                happening,
                record.id,
                _TOLD,
                side,
                enterprise,
                _TOLD,
                behalf,
                _DETAILS.get(happening),
            )
            named = name_happening(act, record)
            objection = object_to(act, named, record, situation)
            if objection is not None and objection not in _PASSING:
                continue
            bare = replace(act, detail=None)
            silent = replace(act, words="")
            yield Offer(
                act=happening,
                happening=named,
                behalf=bool(behalf),
                finding=object_to(bare, named, record, situation) is Refusal.FINDING_MISSING,
                words=object_to(silent, named, record, situation) is Refusal.WORDS_MISSING,
                hindrance=objection,
            )
