"""The audit log (审计日志): what one row of it says, and how a flood of refusals is told in few.

Pure: instants come in, rows go out. Keeping rows is :mod:`dashboard_api.audit_store`'s and
:mod:`dashboard_api.audit_log`'s business; what is audited at all is decided in
:mod:`dashboard_api.audit_trail` and nowhere else.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from alerting.stored_text import clean_text
from plant.reading import Instant

WINDOW_MS: Final = 60_000
"""For so long the same refusal is counted instead of told again."""

KINDS_A_WINDOW: Final = 20
"""Different refusals of one actor told by themselves meanwhile; of all who are unknown together."""

ACCOUNT_SET: Final = "account_set"
ACCOUNT_REMOVED: Final = "account_removed"
SESSIONS_ENDED: Final = "sessions_ended"
PASSWORD_CHANGED: Final = "password_changed"  # noqa: S105 - the name of an action
"""Actions on accounts, the same by REST and by the command line."""

COMMAND_LINE: Final = "command_line"
"""The role of who acts on the machine itself, under the name of its own account there."""

ELSE: Final = "*"
"""The action of refusals that were too many to be told apart."""

_LONGEST: Final = 200
_LONGEST_DETAIL: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody did, or was refused.

    ``actor`` is an account's name, empty where nobody was known; ``place`` to which area or
    enterprise the account is limited. ``object`` is what it was done to, ``outcome`` an HTTP
    status or the word of a websocket's result. ``times``: how often, where refusals were counted.
    """

    at: Instant
    actor: str
    action: str
    outcome: str
    role: str = ""
    place: str = ""
    object: str = ""
    remote: str = ""
    request_id: str = ""
    detail: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A row as it is kept: the act, its number, and the digest of the row before it."""

    seq: int
    previous: str
    act: Act


def tidy(act: Act) -> Act:
    """An act as every store takes it, no longer than a row may be."""
    return replace(
        act,
        actor=_cut(act.actor),
        role=_cut(act.role),
        place=_cut(act.place),
        action=_cut(act.action),
        object=_cut(act.object),
        outcome=_cut(act.outcome),
        remote=_cut(act.remote),
        request_id=_cut(act.request_id),
        detail=_cut(act.detail, _LONGEST_DETAIL),
    )


def _cut(text: str, most: int = _LONGEST) -> str:
    return clean_text(text)[:most]


_Kind = tuple[str, str, str, str, str]


class Refusals:
    """Refusals of the same kind within :data:`WINDOW_MS` become two rows: the first, and the rest
    counted. Actor, action, object, outcome and remote address make the kind; beyond
    :data:`KINDS_A_WINDOW` kinds an actor has one kind left for all others.
    """

    def __init__(self) -> None:
        self._open: dict[_Kind, tuple[Instant, Act, int]] = {}
        """Kind → when its window began, its newest act, and how many came after the first."""
        self._kinds: Counter[str] = Counter()

    @property
    def counting(self) -> bool:
        """Whether any window is open."""
        return bool(self._open)

    def note(self, act: Act) -> Act | None:
        """The row to be kept now, None where the refusal is only counted."""
        kind = _name_kind(act)
        if kind not in self._open and self._kinds[act.actor] >= KINDS_A_WINDOW:
            act = replace(act, action=ELSE, object="", outcome=ELSE, remote="", request_id="")
            kind = _name_kind(act)
        if kind in self._open:
            begun, _, counted = self._open[kind]
            self._open[kind] = begun, act, counted + 1
            return None
        self._open[kind] = act.at, act, 0
        self._kinds[act.actor] += 1
        return act

    def take_due(self, now: Instant, window_ms: int = WINDOW_MS) -> Sequence[Act]:
        """The counted rest of every window that is over; a clock that was set back ends it, too."""
        due = []
        for kind, (begun, act, counted) in list(self._open.items()):
            if begun <= now < begun + window_ms:
                continue
            del self._open[kind]
            self._kinds[act.actor] -= 1
            if counted:
                due.append(replace(act, times=counted))
        self._kinds += Counter()  # drops those that stand at nothing
        return due


def _name_kind(act: Act) -> _Kind:
    return act.actor, act.action, act.object, act.outcome, act.remote
