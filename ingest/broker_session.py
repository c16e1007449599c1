"""A session with a broker, less the client: what holds whichever client speaks MQTT.

Phases, reconnecting, the bounded queue, acknowledgements in order, retained publications held
while the broker is away, the judgement that another client has our session, and what a Sparkplug
host says of itself. A client library comes in as a subclass that opens a connection, sends on it
and reports what came: :mod:`ingest.codec_session`, :mod:`ingest.paho_session`.
"""

import asyncio
import contextlib
import ssl
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from random import SystemRandom
from typing import Final

from ingest.arrivals import Arrivals
from ingest.formats.sparkplug_host import HostState, says_offline
from ingest.frame import Frame
from ingest.held_publications import HeldPublications
from ingest.session import (
    BackOff,
    Outstanding,
    Phase,
    SessionCounters,
    SessionSettings,
    SessionTakenOverError,
)
from ingest.short_lives import HELD_S, ShortLives
from ingest.witness import Witness
from plant.reading import Instant

GOODBYE_S: Final = 2.0
NO_ANSWER: Final = "the broker does not answer"
_ATTEND_S: Final = 0.2
"""How often keep-alive is looked after."""

CHANCE: Final = SystemRandom().random


class BrokerSession(ABC):
    """A persistent session of QoS 1 subscriptions; see :class:`ingest.session.Session`.

    :param clock: our clock, ms; stamps each frame as it leaves the socket.
    :param chance: random numbers in [0, 1) that spread reconnecting.
    """

    def __init__(
        self,
        settings: SessionSettings,
        subscriptions: Sequence[str],
        clock: Callable[[], Instant],
        chance: Callable[[], float] = CHANCE,
    ) -> None:
        self.counters = SessionCounters()
        self.phase = Phase.IDLE
        self.trouble = ""
        """Why the session is not connected, in the words of whoever said so."""
        self._settings = settings
        self._clock = clock
        self._chance = chance
        self._host = HostState(settings.sparkplug_host) if settings.sparkplug_host else None
        self._topics = (*subscriptions, *((self._host.topic,) if self._host else ()))
        self._arrivals = Arrivals(settings.queue_frames, settings.queue_bytes)
        self._outstanding = Outstanding()
        self._held = HeldPublications()
        self._lives = ShortLives()
        self._silently = False
        self._stopping = asyncio.Event()
        self._closed = asyncio.Event()
        self._arrived = asyncio.Event()
        self._subscribed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    # ------------------------------------------------------------------------ what the tick calls

    @property
    def connected(self) -> bool:
        """Whether the broker has accepted the connection and every subscription."""
        return self.phase is Phase.CONNECTED

    @property
    def depth(self) -> int:
        """Frames that have arrived and were not gathered."""
        return len(self._arrivals)

    async def start(self) -> None:
        """Begin to connect; returns at once, and goes on trying while the broker is away."""
        self.phase = Phase.CONNECTING
        self._task = asyncio.create_task(self._keep_connected(), name="mqtt session")

    async def wait_connected(self, timeout_s: float) -> bool:
        """Wait until connected, at most ``timeout_s``."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._subscribed.wait(), timeout_s)
        return self.connected

    async def gather(self, max_frames: int, timeout_s: float) -> list[Frame]:
        """Take what has arrived, waiting at most ``timeout_s`` for the first.

        :raises SessionTakenOverError: another client has this session now.
        """
        if not self._arrivals and not self._taken_over:
            self._arrived.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), timeout_s)
        if self._taken_over:
            raise SessionTakenOverError(self._settings.client_id)
        frames = self._arrivals.take(max_frames)
        if frames and not self._arrivals.full:
            self._resume()
        return frames

    def acknowledge(self, tokens: Iterable[int]) -> None:
        """Tell the broker that these frames are safe; in any order, of any age."""
        due, stale = self._outstanding.confirm(tokens)
        self.counters.stale += stale
        if due:
            self._confirm(due)

    def release(self, tokens: Iterable[int]) -> None:
        """Acknowledge: else the broker would stop sending; to a gateway it promises nothing."""
        self.acknowledge(tokens)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, qos: int = 1) -> bool:
        """Send a message. While the broker is away only the newest retained of a topic is kept."""
        if self.connected:
            sent = self._send(topic, payload, qos=qos, retain=retain)
        else:
            sent = retain and self._held.hold(topic, payload, qos)
        self.counters.unsent += not sent
        return sent

    async def stop(self) -> None:
        """Send what is in hand, say goodbye and let go of the socket; the session remains."""
        self._stopping.set()
        if self._task is not None:
            await self._task
        if not self._taken_over:
            self.phase = Phase.STOPPED

    # ------------------------------------------------------------------------ what a client does

    @abstractmethod
    async def _open(self, will: bytes | None) -> None:
        """One attempt to reach the broker and ask for the session.

        :param will: the last will on the host's STATE topic, retained at QoS 1.
        :raises OSError: it can't be reached.
        :raises ValueError: the address is none.
        """

    @abstractmethod
    def _attend(self) -> None:
        """Look after keep-alive."""

    @abstractmethod
    def _confirm(self, packets: Sequence[int]) -> None:
        """Acknowledge these packet identifiers, in this order."""

    @abstractmethod
    def _send(self, topic: str, payload: bytes, *, qos: int, retain: bool) -> bool:
        """Send a message on a connection that stands; False where it can't be."""

    @abstractmethod
    def _resume(self) -> None:
        """Read on, where reading had stopped because the queue was full."""

    @abstractmethod
    def _say_goodbye(self) -> None:
        """End the connection in order; the broker closes it."""

    @abstractmethod
    def _cut(self) -> None:
        """Close from our side, whatever the other does."""

    # ------------------------------------------------------------------------ what a client reports

    def _welcome(self) -> None:
        """The broker has accepted the connection and every subscription."""
        self.phase, self.trouble = Phase.CONNECTED, ""
        self.counters.connects += 1
        self._subscribed.set()
        self._tell_host(online=True)
        for topic, payload, qos in self._held.drain():
            self.publish(topic, payload, retain=True, qos=qos)

    def _fail(self, why: str) -> None:
        """Something went wrong that ends the connection."""
        self.counters.failures += 1
        self.trouble = why

    def _take_in(self, frames: Sequence[Frame]) -> None:
        """Frames arrived; those of the host's own topic are not for the tick."""
        if self._host is not None:
            frames = [frame for frame in frames if not self._hear_host(frame, self._host)]
        self._arrivals.add(frames)
        self.counters.frames += len(frames)
        self._arrived.set()

    def _end(self, why: str, *, wordless: bool, taken_over: bool = False) -> None:
        """The connection is closed.

        :param wordless: the other side closed it and gave no reason.
        :param taken_over: it said that another client has the session.
        """
        self._silently = self.connected and wordless and not self.trouble
        self.phase = Phase.CONNECTING
        self.trouble = self.trouble or why
        self._subscribed.clear()
        self._closed.set()
        if taken_over:
            self._step_down(why)

    # ------------------------------------------------------------------------ the connection

    @property
    def _taken_over(self) -> bool:
        return self.phase is Phase.TAKEN_OVER

    async def _keep_connected(self) -> None:
        """Connect, serve until closed, wait, again; ends when stopped or taken over."""
        back_off = BackOff(self._settings.retry_least_s, self._settings.retry_most_s)
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            begun = loop.time()
            self._silently = False
            async with self._call_witness() as witness:
                if await self._connect():
                    await self._serve(begun + self._settings.connect_timeout_s)
                held = loop.time() - begun >= HELD_S
                alone = self._silently and not held and (not witness or await witness.stands())
            if held:
                back_off.reset()
            self._lives.note(alone=alone)
            if self._lives.displaced:
                self._step_down("closed again and again: another client has this client id")
            if self._taken_over:
                return
            with contextlib.suppress(TimeoutError):
                wait = back_off.draw(self._chance())
                await asyncio.wait_for(self._stopping.wait(), wait)

    def _call_witness(self) -> AbstractAsyncContextManager[Witness | None]:
        """Nobody is called before there is a suspicion."""
        if not self._lives.suspicious:
            return contextlib.nullcontext()
        return Witness(self._settings.host, self._settings.port)

    def _step_down(self, why: str) -> None:
        self.phase, self.trouble = Phase.TAKEN_OVER, why
        self._arrived.set()

    async def _connect(self) -> bool:
        """One attempt."""
        self._outstanding.renew()
        self._closed.clear()
        will = None if self._host is None else self._host.begin(self._clock())
        try:
            await self._open(will)
        except (OSError, ValueError) as error:
            self._fail(str(error) or NO_ANSWER)
            return False
        return True

    async def _serve(self, answer_by: float) -> None:
        """Look after keep-alive until the connection closes or we are to stop."""
        loop = asyncio.get_running_loop()
        while not self._closed.is_set() and not self._stopping.is_set():
            if not self.connected and loop.time() > answer_by:
                self.trouble = self.trouble or NO_ANSWER
                self._cut()
            else:
                self._attend()
            await self._wait_closed(_ATTEND_S)
        if not self._closed.is_set():
            self._tell_host(online=False)
            self._say_goodbye()
            await self._wait_closed(GOODBYE_S)
            self._cut()

    async def _wait_closed(self, timeout_s: float) -> None:
        """Until closed, or, while serving, until it is time to look after keep-alive again."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closed.wait(), timeout_s)

    # ------------------------------------------------------------------------ the Sparkplug host

    def _tell_host(self, *, online: bool) -> None:
        """Sparkplug nodes that have us for their primary host publish while we are online."""
        if self._host is not None and self.connected:
            self.publish(self._host.topic, self._host.tell(online=online), retain=True)

    def _hear_host(self, frame: Frame, host: HostState) -> bool:
        """Whether this is our own STATE; where it denies us it is put right."""
        if frame.topic != host.topic:
            return False
        self.acknowledge([frame.token])
        if says_offline(frame.payload) and not self._stopping.is_set():
            self._tell_host(online=True)
        return True


def make_tls(settings: SessionSettings) -> ssl.SSLContext | None:
    """How to reach the broker encrypted; None where it is not asked for.

    :raises OSError: a certificate or key can't be used.
    """
    if not settings.tls:
        return None
    context = ssl.create_default_context(cafile=settings.ca)
    if settings.cert:
        context.load_cert_chain(settings.cert, settings.key)
    return context
