"""The notifier: takes what is due out of the outbox and hands it to channels, again and again.

A shell around :mod:`alerting.delivery`, which decides; the outbox remembers, so nothing is lost
with this process, and what was handed over just before a crash is handed over once more. Attempts
run side by side, so a channel that hangs holds up nobody else's message.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import structlog

from alerting.delivery import Delivery, choose_channel, give_up, note_refused, note_taken
from alerting.notice import Channel, ChannelError, Letter, Notice
from alerting.roster import Roster
from plant.duties import Person
from plant.reading import Instant

_log = structlog.get_logger()

AT_ONCE: Final = 64
"""Messages under way at a time."""
LONGEST_SLEEP_S: Final = 5.0
"""How often the outbox is looked into although nothing is known to be due."""
BROKEN_AFTER: Final = 3
"""A channel that failed so often in a row is broken: people have to know."""


class OutboxDesk(Protocol):
    """The outbox, reached without holding up the loop."""

    async def list_pending(self, now: Instant, limit: int) -> Sequence[Delivery]:
        """What is to be tried by now."""
        ...

    async def settle(self, deliveries: Sequence[Delivery]) -> None:
        """Keep what has come of attempts."""
        ...


@dataclass(slots=True)
class _Health:
    failures: int = 0
    error: str = ""


@dataclass(slots=True)
class Notifier:
    """Sends notices until :meth:`stop`. ``roster`` is a function because a reload replaces it."""

    outbox: OutboxDesk
    channels: Mapping[str, Channel]
    roster: Callable[[], Roster]
    now: Callable[[], Instant]
    sent: int = 0
    failed: int = 0
    _health: dict[str, _Health] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: dict[str, asyncio.Task[Delivery]] = field(default_factory=dict)
    _stopping: bool = False

    @property
    def broken(self) -> dict[str, str]:
        """Channels that fail again and again, and how."""
        failing = self._health.items()
        return {name: one.error for name, one in failing if one.failures >= BROKEN_AFTER}

    def wake(self) -> None:
        """Something was put into the outbox."""
        self._wake.set()

    def stop(self) -> None:
        """Let :meth:`run` end once what is under way has ended."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Send what is due, and keep what came of it."""
        while not self._stopping:
            self._wake.clear()
            await self._begin_due()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_SLEEP_S):
                    await self._wake.wait()
            await self._keep_ended()
        if self._under_way:
            await asyncio.wait(self._under_way.values())
            await self._keep_ended()

    async def _begin_due(self) -> None:
        """Begin with what is due and not under way yet, as far as there is room."""
        room = AT_ONCE - len(self._under_way)
        try:
            pending = await self.outbox.list_pending(self.now(), AT_ONCE)
        except Exception as error:  # noqa: BLE001 - whatever keeps the outbox, it comes back
            _log.error("the outbox can't be read", error=str(error))
            return
        new = [one for one in pending if one.notice.key not in self._under_way]
        for delivery in new[:room]:
            task = asyncio.create_task(self._attempt(delivery))
            task.add_done_callback(lambda _: self._wake.set())
            self._under_way[delivery.notice.key] = task

    async def _keep_ended(self) -> None:
        """Keep what has come of attempts that are over; one that can't be kept is made again."""
        ended = {key: task for key, task in self._under_way.items() if task.done()}
        if not ended:
            return
        try:
            await self.outbox.settle([task.result() for task in ended.values()])
        except Exception as error:  # noqa: BLE001 - it stands in the outbox as before
            _log.error("the outbox can't be written", error=str(error))
        for key in ended:
            del self._under_way[key]

    async def _attempt(self, delivery: Delivery) -> Delivery:
        notice = delivery.notice
        person, channel = self.roster().get(notice.person), choose_channel(delivery)
        if person is None or channel is None:
            self.failed += 1
            return give_up(delivery, f"no such person: {notice.person}", self.now())
        try:
            receipt = await self._find_channel(channel, person).send(
                write_letter(notice, person, channel)
            )
        except ChannelError as error:
            self._note_fault(channel, error)
            return note_refused(delivery, channel, error, self.now())
        self.sent += 1
        self._health.pop(channel, None)
        return note_taken(delivery, channel, receipt, self.now())

    def _find_channel(self, name: str, person: Person) -> Channel:
        channel = self.channels.get(name)
        if channel is None:
            raise ChannelError(f"no such channel: {name}", lasting=True)
        if name not in person.addresses:
            raise ChannelError(f"{person.id} has no address on {name}", lasting=True)
        return channel

    def _note_fault(self, channel: str, error: ChannelError) -> None:
        self.failed += 1
        health = self._health.setdefault(channel, _Health())
        # What is wrong with one address says nothing of the channel.
        if not error.lasting or channel not in self.channels:
            health.failures += 1
        health.error = str(error)
        _log.warning("a notice was not taken", channel=channel, error=str(error))


def write_letter(notice: Notice, person: Person, channel: str) -> Letter:
    """What a channel is to carry, in the person's language."""
    return Letter(
        key=notice.key,
        address=person.addresses.get(channel, ""),
        text=notice.en if person.language == "en" else notice.zh,
        priority=notice.priority,
        facts={
            "alarm": notice.alarms[0],
            "alarms": " ".join(notice.alarms),
            "hazard": notice.hazard,
            "priority": notice.priority.word,
            "step": str(notice.step),
            "called_at": str(notice.called_at),
            "person": person.id,
        },
    )
