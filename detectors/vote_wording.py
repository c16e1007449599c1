"""The words of a vote: which channels voted, which are missing, and what is left of the group.

Text only, Chinese and English in one line, and read back: the journal keeps of a vote what was said
of it. When something is said is :mod:`detectors.voting`'s business.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from detectors.vote import Part, name_degraded, name_vote
from plant.condition import Condition
from plant.message import plain, with_unit
from plant.words import Tag

_SIGNS: Final = {
    Condition.LL: "≤",
    Condition.L: "≤",
    Condition.H: "≥",
    Condition.HH: "≥",
    Condition.DIGITAL: "=",
}


_MISSING: Final = {
    Part.BAD: ("无有效值", "unknown"),
    Part.BYPASSED: ("旁路", "bypassed"),
    Part.AWAITED: ("尚未收到", "not heard yet"),
}


class Said(NamedTuple):
    """One member: its tag, what it contributes (:class:`Part`) and its value."""

    tag: Tag
    part: int
    value: float


class Standing(NamedTuple):
    """A group as it is meant, what is left of it, and its members."""

    need: int
    size: int
    left_need: int
    left_size: int
    condition: Condition
    members: Sequence[Said]


def explain_vote(group: Standing) -> str:
    """Why a vote came about."""
    zh, en = name_vote(group.need, group.size)
    voted = [state_value(one.tag, group.condition, one.value) for one in _find(group, Part.VOTES)]
    lost_zh, lost_en = _tell_degraded(group)
    return (
        f"{zh}表决成立{_tell('：', '、', voted)}{_tell('；', '', lost_zh)}"
        f" {en} voted{_tell(': ', ', ', voted)}{_tell('; ', '', lost_en)}"
    )


def explain_loss(group: Standing) -> str:
    """Why a group can't vote any more."""
    zh, en = name_vote(group.need, group.size)
    gone_zh, gone_en = _tell_missing(group)
    return f"{zh}无法表决：{'、'.join(gone_zh)} {en} can't vote: {', '.join(gone_en)}"


class Recalled(NamedTuple):
    """How one member voted by the words of a vote; ``value`` None where they give none."""

    part: int
    value: float | None = None


def recall_parts(words: str, tags: Iterable[str]) -> dict[str, Recalled]:
    """What the words of a vote, of its loss or of a confirmed gas alarm say of each member.

    Who is not named did not vote: it was calm, or not heard since the start.
    """
    return {tag: _recall(words, re.escape(tag)) for tag in tags}


def _recall(words: str, tag: str) -> Recalled:
    voted = re.search(rf"(?:^|[：、]){tag} (\S+) [≤≥=] ", words)
    if voted is not None:
        return Recalled(Part.VOTES, float(voted[1]))
    for part, (zh, _) in _MISSING.items():
        if re.search(rf"(?:^|[：、]){tag} {zh}", words):
            return Recalled(part)
    return Recalled(Part.CALM)


def state_value(tag: Tag, condition: Condition, value: float) -> str:
    """A value beside its limit: ``T1 85 ≥ 80 ℃``."""
    limit = with_unit(plain(tag.alarms[condition].limit), tag.unit)
    return f"{tag.id} {value:.6g} {_SIGNS[condition]} {limit}"


def _tell_degraded(group: Standing) -> tuple[list[str], list[str]]:
    if group.left_size == group.size:
        return [], []
    zh, en = name_vote(group.need, group.size)
    left_zh, left_en = name_degraded(group.left_need, group.left_size)
    gone_zh, gone_en = _tell_missing(group)
    return (
        [f"{zh}降级为{left_zh}：{'、'.join(gone_zh)}"],
        [f"{en} degraded to {left_en}: {', '.join(gone_en)}"],
    )


def _tell_missing(group: Standing) -> tuple[list[str], list[str]]:
    gone = [one for one in group.members if one.part in (Part.BAD, Part.BYPASSED)]
    words = [(one.tag.id, *_MISSING[one.part]) for one in gone]
    return [f"{tag} {zh}" for tag, zh, _ in words], [f"{tag} {en}" for tag, _, en in words]


def _find(group: Standing, part: int) -> list[Said]:
    return [one for one in group.members if one.part == part]


def _tell(opening: str, between: str, words: Sequence[str]) -> str:
    return opening + between.join(words) if words else ""
