"""The notifier: takes what is due out of the outbox and hands it to channels, again and again.

A shell around :mod:`alerting.delivery`, which decides; the outbox remembers, so nothing is lost
with this process, and what was handed over just before a crash is handed over once more. While the
outbox can't be written people are told all the same, and once: what came of it is remembered here
until it can be kept. Attempts run side by side, so a channel that hangs holds up nobody else's
message.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

import structlog

from alerting.delivery import Delivery, choose_channel, give_up, note_refused, note_taken
from alerting.notice import Channel, ChannelError, Fate, Letter, Notice, Receipt
from alerting.outbox import Calls
from plant.condition import Priority
from plant.duties import Person
from plant.reading import Instant

_log = structlog.get_logger()

AT_ONCE: Final = 64
"""Messages under way at a time."""
LONGEST_SLEEP_S: Final = 5.0
"""How often the outbox is looked into although nothing is known to be due."""
AFTER_FAULT_S: Final = 1.0
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
    """Sends notices until :meth:`stop`. ``find_person`` is who they are for, as the plant has them.

    ``sent`` and ``failed`` count attempts.
    """

    outbox: OutboxDesk
    channels: Mapping[str, Channel]
    now: Callable[[], Instant]
    find_person: Callable[[str], Person | None]
    sent: int = 0
    failed: int = 0
    _health: dict[str, _Health] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: dict[str, asyncio.Task[Delivery]] = field(default_factory=dict)
    _ahead: dict[str, Delivery] = field(default_factory=dict)
    """By key, what is known of deliveries and not in the outbox yet."""
    _unrecorded: set[str] = field(default_factory=set)
    """Those that are not in the outbox at all yet."""
    _stopping: bool = False

    @property
    def broken(self) -> dict[str, str]:
        """Channels that fail again and again, and how."""
        failing = self._health.items()
        return {name: one.error for name, one in failing if one.failures >= BROKEN_AFTER}

    def tell(self, calls: Calls, *, recorded: bool) -> None:
        """Calls were made and ended; they are sent although they could not be recorded."""
        if recorded:
            # The journal takes what waited for it in its order: all of it is in the outbox.
            self._unrecorded.clear()
        else:
            self._take_unrecorded(calls)
        if calls or self._ahead:
            self.wake()

    def wake(self) -> None:
        """Look now: something may be due."""
        self._wake.set()

    def stop(self) -> None:
        """Let :meth:`run` end once what is under way has ended."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Send what is due, and keep what came of it; cancelled, what is under way is let go."""
        try:
            while not self._stopping:
                try:
                    await self._take_round()
                except Exception:  # noqa: BLE001 - whatever it is, people must be told on
                    _log.exception("a round of notices failed")
                    await asyncio.sleep(AFTER_FAULT_S)
            if self._under_way:
                await asyncio.wait(self._under_way.values())
                await self._keep_ended()
        finally:
            for task in self._under_way.values():
                task.cancel()

    async def _take_round(self) -> None:
        self._wake.clear()
        await self._begin_due()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_SLEEP_S):
                await self._wake.wait()
        await self._keep_ended()

    def _take_unrecorded(self, calls: Calls) -> None:
        for name in self._unrecorded if calls.ended else ():
            notice = self._ahead[name].notice
            if len(notice.alarms) == 1 and (notice.alarms[0], notice.called_at) in calls.ended:
                self._ahead[name] = replace(self._ahead[name], fate=Fate.SUPERSEDED)
        for notice in calls.notices:
            if notice.key not in self._ahead:
                self._ahead[notice.key] = Delivery(notice)
                self._unrecorded.add(notice.key)

    async def _begin_due(self) -> None:
        """Begin with what is due and not under way yet, as far as there is room."""
        now, room = self.now(), AT_ONCE - len(self._under_way)
        new = [one for one in await self._list_due(now) if one.notice.key not in self._under_way]
        for delivery in sorted(new, key=_rank)[:room]:
            task = asyncio.create_task(self._attempt(delivery))
            task.add_done_callback(lambda _: self._wake.set())
            self._under_way[delivery.notice.key] = task

    async def _list_due(self, now: Instant) -> list[Delivery]:
        """What is to be tried, as far as is known; what the outbox does not know yet counts."""
        known = len(self._ahead) + len(self._under_way)
        try:
            pending = await self.outbox.list_pending(now, AT_ONCE + known)
        except Exception as error:  # noqa: BLE001 - whatever keeps the outbox, it comes back
            _log.error("the outbox can't be read", error=str(error))
            pending = ()
        found = {one.notice.key: one for one in pending} | self._ahead
        return [one for one in found.values() if one.fate is Fate.PENDING and one.next_at <= now]

    async def _keep_ended(self) -> None:
        """Keep what has come of attempts that are over; what can't be kept yet is remembered."""
        for key in [key for key, task in self._under_way.items() if task.done()]:
            self._ahead[key] = self._under_way.pop(key).result()
        kept = {key: one for key, one in self._ahead.items() if key not in self._unrecorded}
        if not kept:
            return
        try:
            await self.outbox.settle(list(kept.values()))
        except Exception as error:  # noqa: BLE001 - tried again with the next ones
            _log.error("the outbox can't be written", error=str(error))
            return
        for key, one in kept.items():
            if self._ahead.get(key) is one:
                del self._ahead[key]

    async def _attempt(self, delivery: Delivery) -> Delivery:
        notice = delivery.notice
        person, channel = self.find_person(notice.person), choose_channel(delivery)
        if person is None or channel is None:
            self.failed += 1
            return give_up(delivery, f"no such person: {notice.person}", self.now())
        try:
            receipt = await self._send(channel, person, notice)
        except ChannelError as error:
            self._note_fault(channel, error)
            return note_refused(delivery, channel, error, self.now())
        self.sent += 1
        self._health.pop(channel, None)
        return note_taken(delivery, channel, receipt, self.now())

    async def _send(self, name: str, person: Person, notice: Notice) -> Receipt:
        channel = self.channels.get(name)
        if channel is None:
            raise ChannelError(f"no such channel: {name}", lasting=True)
        if name not in person.addresses:
            raise ChannelError(f"{person.id} has no address on {name}", lasting=True)
        try:
            return await channel.send(write_letter(notice, person, name))
        except ChannelError:
            raise
        except Exception as error:  # a fault of one channel must stop none of the others
            _log.exception("a channel failed in itself", channel=name)
            raise ChannelError(f"{type(error).__name__}: {error}") from error

    def _note_fault(self, channel: str, error: ChannelError) -> None:
        self.failed += 1
        health = self._health.setdefault(channel, _Health())
        # What is wrong with one address says nothing of the channel.
        if not error.lasting or channel not in self.channels:
            health.failures += 1
        health.error = str(error)
        _log.warning("a notice was not taken", channel=channel, error=str(error))


def _rank(delivery: Delivery) -> tuple[bool, Instant, str]:
    """The most urgent first, then the oldest."""
    notice = delivery.notice
    return notice.priority is not Priority.CRITICAL, notice.due, notice.key


def write_letter(notice: Notice, person: Person, channel: str) -> Letter:
    """What a channel is to carry, in the person's language."""
    return Letter(
        key=notice.key,
        address=person.addresses.get(channel, ""),
        text=notice.en if person.language == "en" else notice.zh,
        priority=notice.priority,
        facts={
            **notice.facts,
            "alarm": notice.alarms[0],
            "alarms": " ".join(notice.alarms),
            "hazard": notice.hazard,
            "step": str(notice.step),
            "person": person.id,
            "name": person.name,
        },
    )
