"""People's acts on a handling record: what speaks against each, and the entry that comes of it.

Pure: the record, the act, the instant and what is known of the condition come in. Which account
acts for which side is the dashboard's business, keeping the entry :mod:`alerting.handling_book`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from alerting.handling import (
    Act,
    Attachment,
    Call,
    Evidence,
    Handling,
    HandlingEntry,
    Happening,
    Side,
    Verdict,
)
from alerting.handling_cycle import Refusal, follow
from alerting.stored_text import clean_text
from plant.reading import Instant

MOST_ATTACHMENTS: Final = 50
"""Files that one record may have."""

_OWNERS: Final = frozenset(
    {Happening.SIGNED, Happening.VERIFIED, Happening.HANDLED, Happening.REPORTED}
)
"""What the alarm's own side does; the park only on its word."""

_PARKS: Final = frozenset({Happening.PARK_SIGNED, Happening.SENT_BACK, Happening.CLOSED})
"""What only the park does."""

_IN_WORDS: Final = frozenset(
    {
        Happening.VERIFIED,
        Happening.HANDLED,
        Happening.REPORTED,
        Happening.SENT_BACK,
        Happening.CLOSED,
        Happening.CALLED,
    }
)
"""What says nothing without words."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What an act meets: the instant, whether the condition can be judged right now, the plant."""

    now: Instant
    known: bool
    plant_hash: str


def perform(act: Act, record: Handling, situation: Situation) -> HandlingEntry | Refusal:
    """The entry of an act, or what speaks against it."""
    happening = name_happening(act, record)
    objection = object_to(act, happening, record, situation)
    if objection is not None:
        return objection
    return HandlingEntry(
        record=record.id,
        alarm=record.alarm,
        happening=happening,
        at=situation.now,
        side=act.side,
        actor=clean_text(act.actor),
        version=record.version + 1,
        plant_hash=situation.plant_hash,
        words=clean_text(act.words.strip()),
        behalf=clean_text(act.behalf.strip()),
        detail=_clean(act.detail),
    )


def _clean(detail: Verdict | Call | Attachment | None) -> Verdict | Call | Attachment | None:
    """What an act tells, as every store takes it."""
    match detail:
        case Call():
            return replace(
                detail, person=clean_text(detail.person), number=clean_text(detail.number)
            )
        case Attachment():
            return replace(detail, name=clean_text(detail.name))
        case _:
            return detail


def name_happening(act: Act, record: Handling) -> Happening:
    """What an act is: the park's own signature is not the enterprise's, nor stands for it."""
    own = act.side is record.owner or bool(act.behalf.strip())
    if act.happening is Happening.SIGNED and not own:
        return Happening.PARK_SIGNED
    return act.happening


def object_to(
    act: Act, happening: Happening, record: Handling, situation: Situation
) -> Refusal | None:
    """What speaks against an act, None if nothing."""
    if act.version not in (None, record.version):
        return Refusal.VERSION_PASSED
    if (objection := _object_to_side(act, happening, record)) is not None:
        return objection
    answer = follow(record.step, record.finding, happening)
    if isinstance(answer, Refusal):
        return answer
    return _object_to_content(act, happening, record) or _object_to_end(
        happening, record, situation
    )


def _object_to_side(act: Act, happening: Happening, record: Handling) -> Refusal | None:
    """Whose turn it can be. An enterprise acts on its own records only."""
    if act.side is Side.ENTERPRISE:
        mine = bool(act.enterprise) and act.enterprise == record.enterprise
        return None if mine and happening not in _PARKS else Refusal.OTHER_SIDE
    if happening not in _OWNERS or record.owner is Side.PARK:
        return Refusal.BEHALF_NOT_NEEDED if act.behalf.strip() else None
    return None if act.behalf.strip() else Refusal.OTHER_SIDE


def _object_to_content(act: Act, happening: Happening, record: Handling) -> Refusal | None:
    if act.side is Side.ENTERPRISE and act.behalf.strip():
        return Refusal.BEHALF_NOT_NEEDED
    if happening in _IN_WORDS and not act.words.strip():
        return Refusal.WORDS_MISSING
    if happening is Happening.VERIFIED and not isinstance(act.detail, Verdict):
        return Refusal.FINDING_MISSING
    if happening is Happening.PARK_SIGNED and record.park_signed is not None:
        return Refusal.ALREADY_SIGNED
    if happening is Happening.ATTACHED and record.attachments >= MOST_ATTACHMENTS:
        return Refusal.TOO_MANY_ATTACHMENTS
    return None


_ENDS: Final[Mapping[Evidence, bool]] = {
    Evidence.STANDING: False,
    Evidence.RETURNED: True,
    Evidence.REMOVED: True,
}
"""Whether a record may be closed. Of what nobody watches any more the closing words must say how
the condition was found to be over."""


def _object_to_end(happening: Happening, record: Handling, situation: Situation) -> Refusal | None:
    """Closing is refused while the condition stands or is unknown (glossary: 销警)."""
    if happening is not Happening.CLOSED:
        return None
    if not _ENDS[record.evidence]:
        return Refusal.STILL_ACTIVE
    return None if situation.known else Refusal.CONDITION_UNKNOWN
