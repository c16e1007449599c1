"""The words of handling an alarm (处置): steps, sides, findings, what happens, and its record.

Beside the alarm's state, never part of it: an acknowledgement says that an operator knows, a
handling record says what the enterprise and the park did about it. Which event leads from which
step to which is the table in :mod:`alerting.handling_cycle`; nothing here decides anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from plant.condition import Priority
from plant.reading import Instant


class Side(StrEnum):
    """Who acts, or whose turn it is. A park's signature is not the enterprise's."""

    ENTERPRISE = "enterprise"
    PARK = "park"


class Step(StrEnum):
    """How far a record has come, in this order."""

    PUSHED = "pushed"  # 推送
    SIGNED = "signed"  # 签收
    VERIFIED = "verified"  # 核实
    HANDLED = "handled"  # 处置
    REPORTED = "reported"  # 反馈
    CLOSED = "closed"  # 销警


class Finding(StrEnum):
    """What was found when the alarm was verified."""

    REAL = "real"  # 真实
    FALSE = "false"  # 误报
    TEST = "test"  # 测试
    CALIBRATION = "calibration"  # 标定
    MAINTENANCE = "maintenance"  # 检修
    DRILL = "drill"  # 演练


class Evidence(StrEnum):
    """What the journal last said of the condition."""

    STANDING = "standing"
    RETURNED = "returned"
    REMOVED = "removed"
    """Its limit or tag left the plant: nobody watches it any more."""


class Happening(StrEnum):
    """What happens to a record and is kept: first what the journal causes, then what people do."""

    OPENED = "opened"
    RECURRED = "recurred"
    RETURNED = "returned"
    REMOVED = "removed"

    SIGNED = "signed"
    PARK_SIGNED = "park_signed"
    VERIFIED = "verified"
    HANDLED = "handled"
    REPORTED = "reported"
    SENT_BACK = "sent_back"
    CLOSED = "closed"
    CALLED = "called"
    ATTACHED = "attached"


@dataclass(frozen=True, slots=True)
class Opening:
    """What a record notes of alarm and plant when it is opened, so that no later plant changes it.

    ``drill``: the alarm comes of simulated data. ``limits_ms``: step of
    :data:`plant.handling_limits.STEPS` → how long it may take.
    """

    raised_at: Instant
    hazard: str
    enterprise: str
    priority: Priority
    drill: bool
    limits_ms: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Activation:
    """The alarm was raised anew while its record was open, by this row of the journal."""

    journal_seq: int
    raised_at: Instant
    priority: Priority
    drill: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """The row of the journal that says how the condition ended, and when that was."""

    journal_seq: int
    ended_at: Instant


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Call:
    """A telephone call: with whom, on which number, begun by us or by them, answered or not."""

    person: str
    number: str
    outgoing: bool
    answered: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a record; its content is kept elsewhere, by its SHA-256 in hex."""

    sha256: str
    name: str
    media_type: str
    bytes: int


Detail = Opening | Activation | Ending | Verdict | Call | Attachment | None


@dataclass(frozen=True, slots=True)
class HandlingEntry:
    """One thing that happened to a record, as it is kept.

    ``record`` is the record's number: the ``seq`` of the journal's row that opened it. ``side`` is
    the actor's own; ``behalf`` is who at the enterprise said so, where the park wrote it down.
    ``version`` counts the record's entries. ``seq`` and ``previous`` are given with the commit.
    """

    record: int
    alarm: str
    happening: Happening
    at: Instant
    side: Side
    actor: str
    version: int
    plant_hash: str
    words: str = ""
    behalf: str = ""
    detail: Detail = None
    seq: int = 0
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a step was done, by whom, from which side, on whose word, and whether too late."""

    at: Instant
    actor: str
    side: Side
    behalf: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Handling:
    """A record as it stands: the fold of its entries.

    ``since``: when its step was reached, from which the next one's limit counts. ``stamps`` are
    those of the steps that still count; one that was taken back stays among the entries.
    ``activations`` counts how often the alarm was raised while the record was open, ``ended_at`` is
    when its condition last ended.
    """

    id: int
    alarm: str
    hazard: str
    enterprise: str
    priority: Priority
    drill: bool
    limits_ms: Mapping[str, int]
    step: Step
    since: Instant
    version: int
    opened_at: Instant
    raised_at: Instant
    last_raised_at: Instant
    activations: int = 1
    evidence: Evidence = Evidence.STANDING
    ended_at: Instant | None = None
    finding: Finding | None = None
    stamps: Mapping[Step, Stamp] = field(default_factory=dict)
    park_signed: Stamp | None = None
    calls: int = 0
    attachments: int = 0

    @property
    def owner(self) -> Side:
        """Whose alarm it is; what belongs to no enterprise (the platform) is the park's."""
        return Side.ENTERPRISE if self.enterprise else Side.PARK

    @property
    def open(self) -> bool:
        """Whether it is not closed yet."""
        return self.step is not Step.CLOSED


@dataclass(frozen=True, slots=True)
class Act:
    """A person's wish for one record.

    ``side`` and ``enterprise`` are the account's own; nobody chooses them. ``version`` is the only
    one on which to act, None if any will do.
    """

    happening: Happening
    record: int
    actor: str
    side: Side
    enterprise: str = ""
    words: str = ""
    behalf: str = ""
    detail: Verdict | Call | Attachment | None = None
    version: int | None = None
