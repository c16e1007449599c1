"""Recorded MQTT messages sent again: original topics, retain flags and order, bytes as they were.

What is played, and when, is :mod:`simulators.recorded_messages`' and :mod:`simulators.playback`'s
business; here is the one connection that all of it goes through, so that the broker passes it on in
the record's order. It has no will: one connection can't die for many gateways. Whoever the record
leaves online is said to be offline at the end.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.status import read_status
from ingest.topic import Kind, parse_topic
from plant.reading import Instant
from simulators.broker import parse_broker_url
from simulators.frame_writer import write_status
from simulators.gateway_link import find_version, wall_clock
from simulators.message_link import MessageLink
from simulators.message_record import Message, RecordError
from simulators.playback import Playback
from simulators.player import EVERYTHING, Pace, Span
from simulators.recorded_messages import RecordedMessages
from simulators.time_shift import shift_payload


@dataclass(slots=True)
class ReplayedMessages:
    """What was sent so far. ``left_out``: messages not sent, by reason; ``newest``: the record's
    own time of the last one, ms. ``lost``, ``away``: what the recording itself says it missed.
    """

    passes: int = 0
    messages: int = 0
    bytes: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    away: int = 0
    newest: Instant | None = None


async def replay_messages(
    source: RecordedMessages,
    broker_url: str,
    pace: Pace,
    *,
    span: Span = EVERYTHING,
    stop: asyncio.Event | None = None,
    done: ReplayedMessages | None = None,
    watch: Callable[[Playback[Message]], object] | None = None,
) -> ReplayedMessages:
    """Send a record of messages to a broker; returns when everything sent was acknowledged.

    :param stop: set it to end early and cleanly.
    :param done: counts are written into it while it runs, but passes and left_out at the end.
    :param watch: is given the playback before it begins, to steer it and to show how far it is.
    :raises ValueError: the URL is none.
    :raises RecordError: a file is no record, or times shall be moved that can't be.
    :raises OSError: the broker can't be reached, refuses a message, or was lost.
    :raises aiomqtt.MqttError: the broker can't be reached at the start.
    """
    done = done if done is not None else ReplayedMessages()
    broker = parse_broker_url(broker_url)
    if pace.shift_to_now:
        await asyncio.to_thread(refuse_foreign, source, span)
    link = MessageLink(broker, await find_version(broker))
    await asyncio.to_thread(link.open)
    outlet = _Outlet(link, pace, done)
    playback = Playback(source, outlet, pace, wall_clock(), span=span, stop=stop)
    if watch is not None:
        watch(playback)
    try:
        await playback.run()
        await outlet.say_goodbye()
        await link.drain()
    finally:
        done.passes, done.lost, done.away = playback.passes, source.lost, source.away
        done.left_out = {reason.value: count for reason, count in sorted(source.left_out.items())}
        await asyncio.to_thread(link.close)
    return done


def refuse_foreign(source: RecordedMessages, span: Span) -> None:
    """Look through a record for messages whose times can't be moved.

    :raises RecordError: there are any; their topics are named.
    """
    foreign: Counter[str] = Counter()
    for chunk in source.open(span):
        foreign.update(message.topic for _, message in chunk if parse_topic(message.topic) is None)
    if foreign:
        named = ", ".join(topic for topic, _ in foreign.most_common(3))
        raise RecordError(
            "--shift-to-now 只能改写本平台 JSON 报文的时间 can only move the times of our own"
            f" JSON: {foreign.total()} messages on {len(foreign)} other topics ({named});"
            " leave them out with --topic, or replay at the record's own times"
        )


class _Outlet:
    """Messages to the broker, with their times moved where that is wanted."""

    def __init__(self, link: MessageLink, pace: Pace, done: ReplayedMessages) -> None:
        self._link = link
        self._shifting = pace.shift_to_now
        self._done = done
        self._online: set[str] = set()
        self._stamp: Instant | None = None

    async def send(self, item: Message, stamp: Instant, turn: int) -> None:
        """Send one message."""
        path, payload = parse_topic(item.topic), item.payload
        if self._shifting and path is not None:
            payload = shift_payload(path, payload, stamp - item.at, turn)
        is_status = path is not None and path.kind is Kind.STATUS
        await self._link.send(item.topic, payload, item.qos, retain=item.retain or is_status)
        if is_status:
            self._note_status(item.topic, payload)
        self._stamp = stamp if self._shifting else item.at
        self._done.messages += 1
        self._done.bytes += len(payload)
        self._done.newest = item.at

    async def say_goodbye(self) -> None:
        """Say offline for every gateway that was left online: nobody is there any more."""
        if self._stamp is not None:
            offline = write_status(online=False, ts=self._stamp)
            for topic in sorted(self._online):
                await self._link.send(topic, offline, 1, retain=True)

    def _note_status(self, topic: str, payload: bytes) -> None:
        body = read_status(payload)
        if isinstance(body, str) or body.online is None:
            return
        if body.online:
            self._online.add(topic)
        else:
            self._online.discard(topic)
