"""Why an alarm was raised, as types that cross the border: its rule, its inputs, its latencies.

Types only, like :mod:`dashboard_api.wire`. What the journal does not keep is null, and what comes
from the plant of today says so: nothing here is guessed for a reader who may act on it.
"""

from typing import Literal

from msgspec import Struct

from dashboard_api.wire import JournalRow, QualityWord, Times
from plant.condition import Condition

OriginWord = Literal["tag", "equipment", "hazard", "plant", "standard", "rule", "section", "mode"]
RuleWord = Literal["same", "changed", "gone"]
HistorianWord = Literal["read", "unavailable", "not_asked"]
InputRole = Literal[
    "measured", "reference", "flow", "channel", "head", "member", "wind", "cause", "effect",
    "permissive", "bypass",
]  # fmt: skip
PartWord = Literal[
    "votes", "calm", "unknown", "bypassed", "standing", "over", "as_expected", "not_as_expected"
]


class StandardRow(Struct, frozen=True, kw_only=True):
    """Where a shipped number stands. ``trust``: ``verified``, ``secondary``, ``recalled``,
    ``conflict``, ``proposed`` (our own start value), empty where nothing is said.
    """

    standard: str
    clause: str
    trust: str


class WhySetting(Struct, frozen=True, kw_only=True):
    """One setting of the rule by the plant in force now; ``subject``: of which cause or effect.

    ``origin``: who gave it: the tag's line, the defaults of its equipment, hazard or plant, a
    standard, the rules of judging where nobody wrote anything, the section of its vote or
    interlock, an operating state; null where that is not known. ``at_raise``: what the journal says
    it was then, null where the journal does not keep it.
    """

    name: str
    value: float | str | bool | None
    unit: str
    origin: OriginWord | None
    subject: str = ""
    standard: StandardRow | None = None
    at_raise: float | str | None = None


class WhyInput(Struct, frozen=True, kw_only=True):
    """One thing from which the verdict was reached, as it was then.

    ``name``: a tag, or of a cause an alarm's id. ``part``: how a channel or head voted by the
    journal's words, whether a cause stood by the journal, whether an effect, permissive or bypass
    was as expected by the historian; null where none of them knows. ``kept_by``: who still has
    ``value``; ``t``: its source time.
    """

    role: InputRole
    name: str
    value: float | None
    unit: str
    t: int | None
    quality: QualityWord
    marks: list[str]
    limit: float | None
    expected: float | None
    part: PartWord | None
    kept_by: Literal["journal", "historian", "nobody"]


class AlarmWhy(Struct, frozen=True, kw_only=True):
    """Why an alarm was raised: the newest activation, or the one that was asked for.

    ``raised`` is the journal's row, null where the journal has none (any more); its ``value`` is
    what was compared with its ``limit``, of a rate, forecast, balance or model the statistic; its
    ``reason`` says in both languages what else decided. ``onset``: since when the condition held.
    ``times``: the stages of the deciding reading and of that very event; ``journalled`` and
    ``pushed`` are known while the process lasts that shown it. ``rule``: whether the plant in force
    is the one of then (``same``), another one (``changed``: the settings are today's), or has no
    such rule (``gone``). ``historian``: whether the inputs could be looked up.
    """

    alarm: str
    source: str
    condition: Condition
    raised: JournalRow | None
    onset: int | None
    times: Times
    rule: RuleWord
    plant_hash: str
    settings: list[WhySetting]
    inputs: list[WhyInput]
    historian: HistorianWord
