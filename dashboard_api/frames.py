"""The frames of the live websocket, as types: what clients may send and what they are sent.

Contract section 7. JSON text, every frame with its kind in ``t``. What a frame does is
:mod:`dashboard_api.live`'s business; the rows in it are those of :mod:`dashboard_api.wire`.
"""

from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from dashboard_api.wire import (
    FloodRow,
    HoldRequest,
    HoldSeconds,
    Login,
    PriorityWord,
    Problem,
    StreamName,
)

PROTOCOL: Final = 1
"""Version of the live protocol, sent in ``hello``."""

FrameId = Annotated[str, Meta(max_length=128)] | int
"""A client's own name for a subscription or a command, echoed in every answer to it."""


class Filter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which rows a subscription wants: every key given must match, one of its words suffices.

    ``tags`` and ``source`` are the same list under two names. ``min_priority`` acts on alarms
    only. An unknown key is refused: a misspelt filter must not silently show something else.
    """

    hazard: str | list[str] | None = None
    enterprise: str | list[str] | None = None
    equipment: str | list[str] | None = None
    source: str | list[str] | None = None
    tags: list[str] | None = None
    min_priority: PriorityWord | None = None


class Resume(Struct, frozen=True):
    """Where a client's copy of the alarms stands: journal id and sequence."""

    epoch: str
    q: int


class Seen(Struct, frozen=True):
    """An alarm in the version that the person saw."""

    key: str
    version: int | None = None


class Auth(Struct, frozen=True, tag_field="t", tag="auth"):
    """Exactly one of a session's token and a ticket."""

    token: Annotated[str, Meta(max_length=512)] | None = None
    ticket: Annotated[str, Meta(max_length=512)] | None = None


class Sub(Struct, frozen=True, tag_field="t", tag="sub"):
    """``filter`` is decoded on its own, so that a wrong one is answered, not hung up on."""

    id: FrameId
    stream: str
    filter: dict[str, Any] | None = None
    rate_hz: float | None = None
    resume: Resume | None = None


class Unsub(Struct, frozen=True, tag_field="t", tag="unsub"):
    id: FrameId


class CommandFrame(Struct, frozen=True, kw_only=True):
    id: FrameId
    alarms: Annotated[list[Seen], Meta(max_length=1000)]
    reason: Annotated[str, Meta(max_length=2000)] = ""


class Ack(CommandFrame, frozen=True, tag_field="t", tag="ack"):
    """Acknowledge (确认) the alarms listed, as they were seen."""


class Comment(CommandFrame, frozen=True, tag_field="t", tag="comment"):
    """Write ``reason`` into the journal of each alarm."""


class Shelve(CommandFrame, frozen=True, kw_only=True, tag_field="t", tag="shelve"):
    """Shelve (搁置) the alarms listed, each on the same terms: as :class:`wire.HoldRequest`."""

    duration_s: HoldSeconds | None = None
    once: bool = False
    second: Login | None = None

    @property
    def hold(self) -> HoldRequest:
        """The terms asked for."""
        return HoldRequest(duration_s=self.duration_s, once=self.once, second=self.second)


class Unshelve(CommandFrame, frozen=True, tag_field="t", tag="unshelve"):
    """Put back on the list."""


class Hello(Struct, frozen=True, kw_only=True, tag_field="t", tag="hello"):
    proto: int
    epoch: str
    heartbeat_ms: int
    now: int
    max_subs: int


class AuthOk(Struct, frozen=True, tag_field="t", tag="auth_ok"):
    user: str
    scopes: list[str]
    expires: int


class Snap(Struct, frozen=True, kw_only=True, tag_field="t", tag="snap"):
    """All rows of a subscription as of ``q``, cut into parts numbered from 1."""

    id: FrameId
    s: StreamName
    epoch: str
    q: int
    part: Annotated[int, Meta(ge=1)]
    parts: Annotated[int, Meta(ge=1)]
    rows: list[dict[str, Any]]


Op = Annotated[
    list[Any],
    Meta(
        min_length=2,
        max_length=3,
        extra_json_schema={
            "prefixItems": [{"enum": ["u", "d"]}, {"type": "string"}, {"type": "object"}]
        },
    ),
]
"""``["u", key, row]`` puts a row in place, ``["d", key]`` takes it away."""


class Delta(Struct, frozen=True, kw_only=True, tag_field="t", tag="delta"):
    """Changes from ``prev``, the last ``q`` sent on this subscription, to ``q``."""

    id: FrameId
    s: StreamName
    q: int
    prev: int
    ops: list[Op]


class Heartbeat(Struct, frozen=True, kw_only=True, tag_field="t", tag="hb"):
    """``q``: per subscribed stream the ``q`` up to which this client was sent everything.

    ``ready``: alarms are judged, recorded and shown as they should be. ``flood``: the alarm flood
    that goes on, null while there is none.
    """

    q: dict[str, int]
    lag_ms: float
    now: int
    ready: bool = True
    flood: FloodRow | None = None


class Resync(Struct, frozen=True, kw_only=True, tag_field="t", tag="resync"):
    """Drop what is held of this subscription; a snapshot follows."""

    id: FrameId
    s: StreamName
    why: str


class Bye(Struct, frozen=True, kw_only=True, tag_field="t", tag="bye"):
    code: int
    retry_ms: int


class Refused(Struct, frozen=True):
    key: str
    detail: str


class Result(Struct, frozen=True, kw_only=True, tag_field="t", tag="result"):
    """Outcome of a command by alarm; ``problem`` when the frame as a whole was not taken.

    ``id`` is empty for a frame that had none. ``versions`` are those of the conflicting alarms now.
    """

    id: FrameId
    ok: list[str] = []
    conflict: list[str] = []
    versions: dict[str, int] = {}
    refused: list[Refused] = []
    problem: Problem | None = None


CLIENT_FRAMES: Final = (Auth, Sub, Unsub, Ack, Comment, Shelve, Unshelve)
SERVER_FRAMES: Final = (Hello, AuthOk, Snap, Delta, Heartbeat, Resync, Bye, Result)
