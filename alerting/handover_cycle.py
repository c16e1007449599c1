"""The life of a handover: the one table that says which deed leads from which stage where.

**The theory.** A handover is *drafted*: its page is generated and everything in it frozen. It may
be drafted anew, which makes a new edition; the old one stays. Who hands over adds notes to the
sections and signs. Then who takes over reads it, asks and remarks, is answered, and signs as well:
with that the handover is *sealed*, and nothing can be added any more.

Five properties hold for the whole table, and its tests walk every cell for them:

1. *Nothing changes beneath a signature.* Notes end with the first signature; what is said after it
   stands beside it, dated and named. A new draft takes the signature back.
2. *Two sign, in this order, and they are two persons* (:data:`Objection.SAME_PERSON`).
3. *One signs what one has read*: a signature names the version that lay before the person.
4. *What is signed is of the end of the shift*: a page of the morning says nothing of the evening.
5. *Nothing leaves sealed.*

Whether the second person is whom he says is found out before an act comes here.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from alerting.handover import Deed, Stage


class Objection(StrEnum):
    """Why an act does not apply; the word an answer carries to the screen."""

    NOT_DRAFTED = "not_drafted"
    NOT_HANDED_OVER = "not_handed_over"
    ALREADY_HANDED_OVER = "already_handed_over"
    SEALED = "sealed"

    # The rest is decided by what the table does not see: the person, the words, what was read.
    SAME_PERSON = "same_person"
    TOO_EARLY = "too_early"
    VERSION_PASSED = "version_passed"
    VERSION_MISSING = "version_missing"
    WORDS_MISSING = "words_missing"
    UNKNOWN_SECTION = "unknown_section"


TABLE: Final[Mapping[Stage | None, Mapping[Deed, Stage | Objection]]] = {
    None: {
        **dict.fromkeys(Deed, Objection.NOT_DRAFTED),
        Deed.DRAFTED: Stage.DRAFTED,
    },
    Stage.DRAFTED: {
        Deed.DRAFTED: Stage.DRAFTED,
        Deed.NOTED: Stage.DRAFTED,
        Deed.HANDED_OVER: Stage.SIGNED,
        Deed.ASKED: Objection.NOT_HANDED_OVER,
        Deed.ANSWERED: Objection.NOT_HANDED_OVER,
        Deed.REMARKED: Objection.NOT_HANDED_OVER,
        Deed.TAKEN_OVER: Objection.NOT_HANDED_OVER,
    },
    Stage.SIGNED: {
        Deed.DRAFTED: Stage.DRAFTED,
        Deed.NOTED: Objection.ALREADY_HANDED_OVER,
        Deed.HANDED_OVER: Objection.ALREADY_HANDED_OVER,
        Deed.ASKED: Stage.SIGNED,
        Deed.ANSWERED: Stage.SIGNED,
        Deed.REMARKED: Stage.SIGNED,
        Deed.TAKEN_OVER: Stage.SEALED,
    },
    Stage.SEALED: dict.fromkeys(Deed, Objection.SEALED),
}
"""Stage (None: there is no such handover) × deed → stage, or the reason why not."""


def follow(stage: Stage | None, deed: Deed) -> Stage | Objection:
    """Where a deed leads from a stage, or why nowhere."""
    return TABLE[stage][deed]


def render_diagram() -> str:
    """The table as a Mermaid state diagram; words that change no stage are left out."""
    return "\n".join(["stateDiagram-v2", *_draw()])


def _draw() -> Iterator[str]:
    for stage, row in TABLE.items():
        for deed, after in row.items():
            if isinstance(after, Stage) and (after is not stage or deed is Deed.DRAFTED):
                yield f"    {stage or '[*]'} --> {after} : {deed}"
    yield f"    {Stage.SEALED} --> [*]"
