"""What comes of an act: the entry that is kept of it, or what speaks against it; and the fold.

Pure. What a stage allows is the table's (:mod:`alerting.handover_cycle`); here is what the table
does not see: who acts, with which words, on which version.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from alerting.handover import (
    SPOKEN,
    Act,
    Content,
    Deed,
    Handover,
    HandoverEntry,
    Said,
    Signature,
    Stage,
    Turn,
)
from alerting.handover_cycle import Objection, follow
from alerting.stored_text import clean_text
from plant.reading import Instant

_SIGNING = frozenset({Deed.HANDED_OVER, Deed.TAKEN_OVER})


def perform(
    act: Act, record: Handover | None, sections: Collection[str], now: Instant, early: int
) -> HandoverEntry | Objection:
    """The entry of an act upon a handover that there is, or why there is none.

    :param sections: the ids of the sections of its newest edition.
    :param early: how long before the end of its period a page that is signed may be generated, ms.
    :raises ValueError: a draft has a page, see :func:`draft`.
    """
    if act.deed is Deed.DRAFTED:
        raise ValueError("a draft is no act of words")
    if record is None:
        return Objection.NOT_DRAFTED
    stage = follow(record.stage, act.deed)
    if isinstance(stage, Objection):
        return stage
    objection = _object(act, record, sections, early)
    if objection is not None:
        return objection
    return HandoverEntry(
        turn=record.turn,
        deed=act.deed,
        at=now,
        actor=clean_text(act.actor),
        version=record.version + 1,
        edition=record.edition,
        section=act.section,
        words=clean_text(act.words.strip()),
    )


def draft(
    turn: Turn, content: Content, actor: str, record: Handover | None, version: int | None
) -> HandoverEntry | Objection:
    """The entry of a draft, the first of a handover or one made anew.

    :param version: that of the handover as the person saw it, None if any will do.
    """
    objection = object_to_draft(record, version)
    if objection is not None:
        return objection
    return HandoverEntry(
        turn=turn,
        deed=Deed.DRAFTED,
        at=content.at,
        actor=clean_text(actor),
        version=record.version + 1 if record else 1,
        edition=record.edition + 1 if record else 1,
        content=content,
    )


def object_to_draft(record: Handover | None, version: int | None) -> Objection | None:
    """What speaks against a draft, before anybody takes the trouble of generating it."""
    stage = follow(record.stage if record else None, Deed.DRAFTED)
    if isinstance(stage, Objection):
        return stage
    passed = version not in (None, record.version if record else 0)
    return Objection.VERSION_PASSED if passed else None


def _object(act: Act, record: Handover, sections: Collection[str], early: int) -> Objection | None:
    if act.version not in (None, record.version):
        return Objection.VERSION_PASSED
    if act.deed in _SIGNING:
        return _object_to_signature(act, record, early)
    if act.deed in SPOKEN and not act.words.strip():
        return Objection.WORDS_MISSING
    if act.section and act.section not in sections:
        return Objection.UNKNOWN_SECTION
    return None


def _object_to_signature(act: Act, record: Handover, early: int) -> Objection | None:
    if act.version is None:
        return Objection.VERSION_MISSING
    if record.drafts[-1].at < record.turn.period.end - early:
        return Objection.TOO_EARLY
    if record.outgoing is not None and clean_text(act.actor) == record.outgoing.by:
        return Objection.SAME_PERSON
    return None


def fold(record: Handover | None, entry: HandoverEntry) -> Handover:
    """A handover after one more entry; the entry is one that :func:`perform` or :func:`draft` gave.

    :raises ValueError: nothing of ours wrote it: it does not follow from what was before.
    """
    stage = follow(record.stage if record else None, entry.deed)
    if isinstance(stage, Objection) or entry.version != (record.version if record else 0) + 1:
        raise ValueError(f"{entry.turn.id}: {entry.deed} does not follow: {stage}")
    signature = Signature(entry.actor, entry.at, entry.edition)
    if record is None:
        return Handover(entry.turn, stage, entry.version, (signature,))
    after = replace(record, stage=stage, version=entry.version)
    match entry.deed:
        case Deed.DRAFTED:
            return replace(after, drafts=(*record.drafts, signature), outgoing=None)
        case Deed.HANDED_OVER:
            return replace(after, outgoing=signature)
        case Deed.TAKEN_OVER:
            return replace(after, incoming=signature)
        case _:
            said = Said(
                entry.deed, entry.section, entry.words, entry.actor, entry.at, entry.edition
            )
            return replace(after, said=(*record.said, said))


def fold_all(entries: Iterable[HandoverEntry]) -> Handover | None:
    """A handover from all its entries in their order, None from none."""
    record: Handover | None = None
    for entry in entries:
        record = fold(record, entry)
    return record


def name_lack(record: Handover | None) -> str:
    """What a handover lacks: ``draft``, ``outgoing``, ``incoming``, or nothing."""
    if record is None:
        return "draft"
    return {Stage.DRAFTED: "outgoing", Stage.SIGNED: "incoming", Stage.SEALED: ""}[record.stage]
