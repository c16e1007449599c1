"""Tests of the desks' sounds, as types that cross the border. Types only."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from dashboard_api.handover_wire import HandoverShift

SignalWord = Literal["critical", "high", "medium", "low", "lost"]
DeskName = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"\S")]
Signals = Annotated[list[SignalWord], Meta(max_length=5)]


class SirenTestRequest(Struct, frozen=True, kw_only=True):
    """At which desk somebody listens for a siren."""

    desk: DeskName


class SirenCallRow(Struct, frozen=True, kw_only=True):
    """A siren that was told to sound. ``id`` is quoted by the test that says whether it was heard;
    ``words`` are the channel's own.
    """

    id: str
    siren: str
    at: int
    by: str
    delivered: bool
    words: str


class SirenHearing(Struct, frozen=True, kw_only=True):
    """Whether a siren was heard that was told to sound."""

    call: Annotated[str, Meta(min_length=1, max_length=64)]
    heard: bool


class SoundTestRequest(Struct, frozen=True, kw_only=True):
    """A test of the sounds of one desk: what was heard, and what was played and not heard.

    A siren of the site that ``sirens`` does not tell of is kept as not tested.
    """

    desk: DeskName
    heard: Signals
    silent: Signals
    sirens: Annotated[list[SirenHearing], Meta(max_length=16)] = []


class SirenTrialRow(Struct, frozen=True, kw_only=True):
    """What became of a siren in a test. ``at`` is null where it was not tested."""

    siren: str
    at: int | None
    delivered: bool
    words: str
    heard: bool


class SoundTestRow(Struct, frozen=True, kw_only=True):
    """A test as it is kept. ``passed``: every signal was heard, every siren delivered and heard."""

    at: int
    by: str
    desk: str
    heard: list[SignalWord]
    silent: list[SignalWord]
    passed: bool
    sirens: list[SirenTrialRow] = []


class SoundTestPage(Struct, frozen=True, kw_only=True):
    """Tests, the newest first; ``next`` is always null: a shift has few."""

    items: list[SoundTestRow]
    next: str | None = None


class SoundTestDue(Struct, frozen=True, kw_only=True):
    """Whether a desk is to be tested: the shift that runs (null: the plant has none that does) and
    the newest test at the desk since it began, null where there is none. ``sirens`` are the names
    of those that are tested besides the desk.
    """

    shift: HandoverShift | None
    done: SoundTestRow | None
    sirens: list[str] = []
