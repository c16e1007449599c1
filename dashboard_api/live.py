"""The hub: numbers what happened, encodes it once, puts it into each client's outbox.

The pure middle of the live websocket (contract section 7). It owns the alarms as shown, the feeds
of the sampled streams and the clients; it is told the time, touches no socket and waits for
nothing. :mod:`dashboard_api.live_socket` moves the frames. All of it runs on the event loop's
thread.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol, cast, get_args

import msgspec

from alerting.alarm import Alarm
from alerting.annotations import Annotations
from alerting.kpi.terms import Terms
from dashboard_api import frames, rows, wire
from dashboard_api.alarm_stream import AlarmStream, Committed, Step
from dashboard_api.feeds import Feed, sample
from dashboard_api.people import Session
from dashboard_api.ports import Ports, is_ready
from dashboard_api.reach import WHOLE_SITE, find_reach
from dashboard_api.selection import Selection
from dashboard_api.subscriptions import AlarmSubscription, SampledSubscription, Subscription
from plant.reading import Instant

AUTH: Final = 4401
SCOPE: Final = 4403
SLOW: Final = 4408
RATE: Final = 4429
RESTART: Final = 1012
MALFORMED: Final = 1007
ANSWERS_QUEUED: Final = 256


@dataclass(frozen=True, slots=True)
class LiveLimits:
    """What one client may ask of the hub; times in ms."""

    heartbeat_ms: int = 1_000
    """Promised in ``hello``; sent a quarter earlier, so that a busy loop still keeps it."""
    auth_ms: int = 5_000
    patience_ms: int = 15_000
    """How long a client may take to take one frame, or to take up a resync."""
    clients: int = 1_000
    subscriptions: int = 32
    characters: int = 65_536
    frames_a_second: float = 50.0
    frames_at_once: float = 200.0
    rate_hz: float = 5.0
    highest_rate_hz: float = 20.0
    lowest_rate_hz: float = 0.1


class Bell(Protocol):
    """What is rung when a client may have something to be sent, such as an event of asyncio."""

    def set(self) -> None: ...


class Client:
    """One connection that has authenticated: its subscriptions and what waits to be sent.

    ``wake`` is set whenever :meth:`take` may have something, ``dismissed`` once it has to go with
    ``farewell``, or has gone by itself.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.alarms: dict[frames.FrameId, AlarmSubscription] = {}
        self.sampled: dict[frames.FrameId, SampledSubscription] = {}
        self.farewell: frames.Bye | None = None
        self.wake: Bell = asyncio.Event()
        self.dismissed = asyncio.Event()
        self.sending_since: float | None = None
        """Since when one frame has been on its way to the client, on the hub's clock."""
        self._answers: deque[bytes] = deque()
        self._heartbeat: dict[str, Any] | None = None

    def answer(self, frame: msgspec.Struct) -> None:
        """Queue an answer to this client alone; who does not read its answers is slow."""
        self._answers.append(msgspec.json.encode(frame))
        if len(self._answers) > ANSWERS_QUEUED:
            self.dismiss(SLOW, 5_000)
        self.wake.set()

    def beat(
        self, lag_ms: float, now: Instant, *, ready: bool, flood: wire.FloodRow | None = None
    ) -> None:
        """A heartbeat is due; one that waits is replaced."""
        self._heartbeat = {"lag_ms": lag_ms, "now": now, "ready": ready, "flood": flood}
        self.wake.set()

    def dismiss(self, code: int, retry_ms: int) -> None:
        """The connection is to end; the first reason stands."""
        self.farewell = self.farewell or frames.Bye(code=code, retry_ms=retry_ms)
        self.dismissed.set()

    def take(self) -> bytes | None:
        """The next frame, UTF-8: answers, heartbeat, alarms, then the sampled streams."""
        if self._answers:
            return self._answers.popleft()
        if self._heartbeat:
            beat, self._heartbeat = self._heartbeat, None
            frame = frames.Heartbeat(q=self._reached(), **beat)
            return msgspec.json.encode(frame)
        for subscription in self._subscriptions():
            text = subscription.take()
            if text is not None:
                return text
        return None

    def is_slow(self, clock: float, patience: float) -> bool:
        """Whether a frame was not taken, or an overflow not made good, in time."""
        begun = [self.sending_since, *(alarms.behind_since for alarms in self.alarms.values())]
        return any(since is not None and clock - since > patience for since in begun)

    def drop(self, name: frames.FrameId) -> None:
        """Forget a subscription, if there is one."""
        self.alarms.pop(name, None)
        self.sampled.pop(name, None)

    def _subscriptions(self) -> Iterator[Subscription]:
        """All of them, alarms first."""
        yield from self.alarms.values()
        yield from self.sampled.values()

    def _reached(self) -> dict[str, int]:
        """Per stream the least ``q`` that any of its subscriptions has reached."""
        reached: dict[str, int] = {}
        for subscription in self._subscriptions():
            q = subscription.reached
            if q is not None:
                reached[subscription.stream] = min(q, reached.get(subscription.stream, q))
        return reached


class FeedKey(NamedTuple):
    """What subscriptions must have in common to share a feed."""

    stream: wire.StreamName
    selection: Selection
    rate: float


class Hub:
    """Everybody who watches live. ``clock`` is monotonic ms, ``now`` the house's time.

    :param terms: what the site calls a flood; the shipped terms where there are none.
    """

    def __init__(
        self,
        ports: Ports,
        epoch: str,
        limits: LiveLimits | None = None,
        terms: Terms | None = None,
    ) -> None:
        self.limits = limits or LiveLimits()
        annotations = Annotations(ports.plant(), ports.rules(), terms)
        self.alarms = AlarmStream(epoch, annotations)
        self.clients: set[Client] = set()
        self.resyncs = 0
        """How often a client had to begin again because it could not take its alarms in time."""
        self.dismissed = 0
        """How many clients were closed as slow."""
        self._ports = ports
        self._plant = ports.plant()
        self._feeds: dict[FeedKey, Feed] = {}
        self._clock = 0.0
        self._beat_due = 0.0

    def remember(self, committed: Sequence[Committed], alarms: Iterable[Alarm]) -> None:
        """Take up the journal at start, before any client: see :meth:`AlarmStream.remember`."""
        self.alarms.remember(committed, alarms, self._ports.plant())

    def publish_alarms(
        self, committed: Sequence[Committed], now: Instant, journalled: Instant | None = None
    ) -> None:
        """Show what the journal has committed, in order, to everybody whose filter takes it.

        :param committed: each entry with its alarm right after it; seq 0 is shown ``unrecorded``.
        :param journalled: when the journal had them.
        """
        self._publish(self.alarms.take(committed, self._ports.plant(), now, journalled))

    def _publish(self, steps: Sequence[Step]) -> None:
        if not steps:
            return
        encoded: dict[Selection, bytes] = {}
        for client in self.clients:
            for subscription in client.alarms.values():
                self._offer(subscription, steps, encoded)
            client.wake.set()

    def _offer(
        self,
        subscription: AlarmSubscription,
        steps: Sequence[Step],
        encoded: dict[Selection, bytes],
    ) -> None:
        ops = encoded.get(subscription.selection)
        if ops is None:
            ops = encoded[subscription.selection] = subscription.encode(steps)
        if ops != b"[]":
            self.resyncs += subscription.offer(steps[-1].q, ops, self._clock)

    def join(self, session: Session) -> Client | None:
        """A client for an authenticated session, None if there are too many."""
        if len(self.clients) >= self.limits.clients:
            return None
        client = Client(session)
        self.clients.add(client)
        return client

    def leave(self, client: Client) -> None:
        """Forget a client and the feeds nobody watches any more."""
        self.clients.discard(client)
        self._drop_idle_feeds()

    def subscribe(self, client: Client, frame: frames.Sub) -> str:
        """Begin a subscription; one of the same id is replaced.

        :returns: what is wrong with the frame, empty if nothing.
        """
        if frame.stream not in get_args(wire.StreamName):
            return f"no such stream: {frame.stream}"
        try:
            selection = Selection.of(msgspec.convert(frame.filter, frames.Filter | None))
        except msgspec.ValidationError as error:
            return f"filter: {error}"
        selection = selection.within(find_reach(self._ports.plant(), client.session.place))
        client.drop(frame.id)
        if len(client.alarms) + len(client.sampled) >= self.limits.subscriptions:
            return f"more than {self.limits.subscriptions} subscriptions"
        if frame.stream == "alarms":
            client.alarms[frame.id] = self._watch_alarms(frame, selection)
        else:
            client.sampled[frame.id] = self._watch_feed(frame, selection)
        client.wake.set()
        return ""

    def unsubscribe(self, client: Client, name: frames.FrameId) -> None:
        """End a subscription, if there is one."""
        client.drop(name)
        self._drop_idle_feeds()

    def _watch_alarms(self, frame: frames.Sub, selection: Selection) -> AlarmSubscription:
        subscription = AlarmSubscription(frame.id, selection, self.alarms, self._ports.plant)
        if frame.resume is not None:
            subscription.resume(frame.resume)
        return subscription

    def _watch_feed(self, frame: frames.Sub, selection: Selection) -> SampledSubscription:
        stream = cast("wire.StreamName", frame.stream)
        feed = self._feed(stream, selection, self._rate(frame.rate_hz))
        return SampledSubscription(frame.id, stream, feed, self.alarms.epoch)

    def _rate(self, asked: float | None) -> float:
        limits = self.limits
        wanted = limits.rate_hz if asked is None else asked
        return min(max(wanted, limits.lowest_rate_hz), limits.highest_rate_hz)

    def _feed(self, stream: wire.StreamName, selection: Selection, rate: float) -> Feed:
        key = FeedKey(stream, selection, rate)
        if key not in self._feeds:
            sampler = sample(stream, selection, self._ports, self._standing)
            self._feeds[key] = Feed(sampler, 1000.0 / rate, self._clock)
        return self._feeds[key]

    def _standing(self) -> Iterable[Alarm]:
        return (shown.alarm for shown in self.alarms.standing.values())

    def _drop_idle_feeds(self) -> None:
        watched = {
            id(subscription.feed)
            for client in self.clients
            for subscription in client.sampled.values()
        }
        self._feeds = {key: feed for key, feed in self._feeds.items() if id(feed) in watched}

    def pump(self, clock: float, now: Instant) -> bool:
        """Do what has fallen due: heartbeats, slow clients, and at most one feed.

        :returns: whether another feed is due already; let others run, then call again.
        """
        self._clock = clock
        self._publish(self.alarms.pass_time(now, self._ports.plant()))
        if clock >= self._beat_due:
            self._beat(now)
        if self._ports.plant() is not self._plant:
            self._take_up_plant()
        due = [key for key, feed in self._feeds.items() if feed.due <= clock]
        if due:
            self._flush(min(due, key=lambda key: self._feeds[key].due))
        return any(feed.due <= clock for feed in self._feeds.values())

    def _beat(self, now: Instant) -> None:
        self._beat_due = self._clock + 0.75 * self.limits.heartbeat_ms
        health = self._ports.health
        lag, ready = round(health.lag_ms(), 1), is_ready(health.checks())
        flood = rows.flood_row(self.alarms.flood)
        for client in self.clients:
            own = flood if client.session.place == WHOLE_SITE else None
            client.beat(lag, now, ready=ready, flood=own)
            if client.farewell is None and client.is_slow(self._clock, self.limits.patience_ms):
                client.dismiss(SLOW, 5_000)
                self.dismissed += 1

    def _flush(self, key: FeedKey) -> None:
        feed = self._feeds[key]
        portions = feed.flush(self._clock)
        if not portions:
            return
        for client in self.clients:
            for subscription in client.sampled.values():
                if subscription.feed is feed:
                    subscription.offer(portions)
                    client.wake.set()

    def _take_up_plant(self) -> None:
        """A new plant has other rows: everything begins again with a snapshot.

        Who is limited to a place has to come back: another plant may have other things there.
        """
        self._plant = self._ports.plant()
        self.alarms.take_up_plant(self._plant, self._ports.rules(), self._ports.alarms.get)
        old = {id(feed): key for key, feed in self._feeds.items()}
        self._feeds = {}
        for client in self.clients:
            if client.session.place != WHOLE_SITE:
                client.dismiss(RESTART, 500)
            for alarms in client.alarms.values():
                alarms.resync("plant_changed")
            for sampled in client.sampled.values():
                sampled.move(self._feed(*old[id(sampled.feed)]), "plant_changed")
            client.wake.set()

    def say_goodbye(self) -> None:
        """The process is about to end: send everybody away to come back soon."""
        for client in self.clients:
            client.dismiss(RESTART, 1_000)
