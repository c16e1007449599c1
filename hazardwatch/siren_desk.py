"""The sirens of a running platform: channels of their own that send nothing but tests.

An alarm reaches a siren as it reaches a person, by the notifier and the channel of the same name;
a test goes beside that channel, so that neither ever waits for the other.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from alerting.notice import Channel, Letter
from dashboard_api.siren_port import SirenBusyError, SirenCall, SirenRestingError
from hazardwatch.notify_settings import NotifySettings
from hazardwatch.notify_trial import try_channel, word_trial
from plant.condition import Priority
from plant.reading import Instant
from plant.words import Plant

LONGEST_S: Final = 10.0
"""A person waits before the form, and listens."""
REST_MS: Final = 10_000
"""Between two tests of one siren: until it is quiet again."""
REMEMBERED: Final = 256
"""Calls that a test may still quote; the oldest is forgotten."""
LONGEST_WORDS: Final = 300

Clock = Callable[[], Instant]


def choose_sirens(settings: NotifySettings) -> NotifySettings:
    """A channel for each siren, beside that of the notices and with bounds of its own."""
    chosen = {}
    for name in settings.sirens:
        one = settings.channels[name]
        bounds = {"timeout_s": min(one.timeout_s, LONGEST_S), "at_once": 1}
        chosen[name] = one.model_copy(update=bounds)
    return NotifySettings(channels=chosen)


class LiveSirens:
    """The sirens, as the dashboard's port asks for them."""

    def __init__(
        self, channels: Mapping[str, Channel], plant: Callable[[], Plant], now: Clock
    ) -> None:
        self._channels = channels
        self._plant = plant
        self._now = now
        self._busy: set[str] = set()
        self._begun: dict[str, Instant] = {}
        self._calls: OrderedDict[str, SirenCall] = OrderedDict()

    @property
    def names(self) -> Sequence[str]:
        return list(self._channels)

    async def sound(self, name: str, by: str, desk: str) -> SirenCall:
        now = self._begin(name)
        try:
            outcome = await try_channel(
                self._channels[name], compose(self._plant(), name, by, desk, now)
            )
        finally:
            self._busy.discard(name)
        words = outcome.detail[:LONGEST_WORDS]
        call = SirenCall(secrets.token_urlsafe(12), name, now, by, outcome.ok, words)
        self._calls[call.id] = call
        while len(self._calls) > REMEMBERED:
            self._calls.popitem(last=False)
        return call

    def find(self, call: str) -> SirenCall | None:
        return self._calls.get(call)

    def _begin(self, name: str) -> Instant:
        if name in self._busy:
            raise SirenBusyError(f"{name} is being tested")
        now = self._now()
        rested = now - self._begun.get(name, now - REST_MS)
        # A clock that was set back keeps nobody waiting for longer than the rest.
        if 0 <= rested < REST_MS:
            raise SirenRestingError(REST_MS - rested)
        self._busy.add(name)
        self._begun[name] = now
        return now


def compose(plant: Plant, siren: str, by: str, desk: str, now: Instant) -> Letter:
    """The test message; its address is the siren's name."""
    return Letter(
        key=f"test/siren/{siren}/{now}",
        address=siren,
        text=word_trial(plant.park).zh,
        priority=Priority.LOW,
        facts={"name": by, "park": plant.park.name, "desk": desk, "test": "siren"},
    )
