"""Tests of the desks' sounds, as types that cross the border. Types only."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from dashboard_api.handover_wire import HandoverShift

SignalWord = Literal["critical", "high", "medium", "low", "lost"]
DeskName = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"\S")]
Signals = Annotated[list[SignalWord], Meta(max_length=5)]


class SoundTestRequest(Struct, frozen=True, kw_only=True):
    """A test of the sounds of one desk: what was heard, and what was played and not heard."""

    desk: DeskName
    heard: Signals
    silent: Signals


class SoundTestRow(Struct, frozen=True, kw_only=True):
    """A test as it is kept. ``passed``: every signal was heard."""

    at: int
    by: str
    desk: str
    heard: list[SignalWord]
    silent: list[SignalWord]
    passed: bool


class SoundTestPage(Struct, frozen=True, kw_only=True):
    """Tests, the newest first; ``next`` is always null: a shift has few."""

    items: list[SoundTestRow]
    next: str | None = None


class SoundTestDue(Struct, frozen=True, kw_only=True):
    """Whether a desk is to be tested: the shift that runs (null: the plant has none that does) and
    the newest test at the desk since it began, null where there is none.
    """

    shift: HandoverShift | None
    done: SoundTestRow | None
