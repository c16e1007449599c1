"""Records of MQTT messages as a source to play, and which of the messages are sent at all.

A jump into the middle first tells what held there: the newest status of each gateway and the births
of Sparkplug nodes, without which nothing after them could be understood. What is not a
gateway's word is left out: acknowledgements and states of hosts are the platform's own, commands
must never reach a device. Reading files is :mod:`simulators.record_reader`'s business.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

from ingest.formats.sparkplug_topic import NAMESPACE, SparkplugTopic, Verb, parse_sparkplug_topic
from ingest.topic import Kind, parse_topic
from plant.reading import Instant
from plant.topic_filter import overlap
from simulators.message_record import Flaw, Message, RecordError
from simulators.player import EVERYTHING, Span
from simulators.record_reader import RecordReader

MESSAGES_A_CHUNK: Final = 512
SKIPPED_AT_ONCE: Final = 8192
"""After so many messages that are not wanted it can be given up."""


class LeftOut(StrEnum):
    """Why a recorded message is not sent again."""

    ACKNOWLEDGEMENT = "acknowledgement"
    COMMAND = "command"
    HOST_STATE = "host_state"
    BROKER = "broker"
    STANDING = "standing"
    OTHER_TOPIC = "other_topic"


class RecordedMessages:
    """Records, one after the other, that may be opened again and again.

    ``readers``: those of the present pass as far as they were opened, for what they complain of.
    ``left_out``: messages not sent, by reason; ``lost`` those that the recording lost, ``away``
    times that it was without its broker. All are of the present pass.

    :param topics: topic filters of what is wanted; none: everything.
    """

    def __init__(self, paths: Sequence[Path], topics: Sequence[str] = ()) -> None:
        self.readers: list[RecordReader] = []
        self.left_out: Counter[LeftOut] = Counter()
        self.lost = self.away = 0
        self._paths = tuple(paths)
        self._topics = tuple(topics)

    @property
    def latest(self) -> Instant | None:
        """None: a record ends with its last message."""
        return None

    def open(self, span: Span = EVERYTHING) -> Iterator[Sequence[tuple[Instant, Message]]]:
        """See :class:`simulators.playback.Source`.

        :raises RecordError: a file is no record, or can't be read.
        """
        chunk: list[tuple[Instant, Message]] = []
        chase = Chase()
        for message in self._read(span.end):
            if message is None:
                yield ()
                continue
            if message.at < span.start:
                chase.take(message)
                continue
            chunk += [(message.at, each) for each in chase.drain()]
            chunk.append((message.at, message))
            if len(chunk) >= MESSAGES_A_CHUNK:
                yield chunk
                chunk = []
        yield chunk

    def _read(self, end: Instant) -> Iterator[Message | None]:
        """What is to be sent before ``end``; None now and then, while it is looked for."""
        self.readers.clear()
        self.left_out.clear()
        self.lost = self.away = 0
        for number, entry in enumerate(self._read_files()):
            if entry.at >= end:
                return
            if number % SKIPPED_AT_ONCE == 0:
                yield None
            if isinstance(entry, Flaw):
                self.lost += entry.lost
                self.away += entry.away
            elif (reason := self._object(entry)) is not None:
                self.left_out[reason] += 1
            else:
                yield entry

    def _read_files(self) -> Iterator[Message | Flaw]:
        for path in self._paths:
            self.readers.append(reader := RecordReader(path))
            try:
                yield from reader
            except OSError as error:
                raise RecordError(f"{path}: {error}") from error

    def _object(self, message: Message) -> LeftOut | None:
        if self._topics and not any(overlap(each, message.topic) for each in self._topics):
            return LeftOut.OTHER_TOPIC
        return object_to(message)


def object_to(message: Message) -> LeftOut | None:
    """Why a message is not for a replay, None where it is."""
    own = parse_topic(message.topic)
    if own is not None and own.kind is Kind.ACK:
        return LeftOut.ACKNOWLEDGEMENT
    levels = message.topic.split("/")
    if message.topic.startswith("$"):
        return LeftOut.BROKER
    if levels[0] == "STATE" or levels[:2] == [NAMESPACE, "STATE"]:
        return LeftOut.HOST_STATE
    if levels[0] == NAMESPACE and levels[2:3] in (["NCMD"], ["DCMD"]):
        return LeftOut.COMMAND
    # To a platform that hears it, it would come as if it were said now.
    if message.standing and (own is None or own.kind is not Kind.STATUS):
        return LeftOut.STANDING
    return None


class Chase:
    """What holds at a place of a record, gathered from all that was said before it."""

    def __init__(self) -> None:
        self._status: dict[str, Message] = {}
        self._nodes: dict[tuple[str, str], dict[str, Message]] = {}

    def take(self, message: Message) -> None:
        """A message from before the place."""
        own = parse_topic(message.topic)
        if own is not None and own.kind is Kind.STATUS:
            self._status[message.topic] = message
        elif (node := parse_sparkplug_topic(message.topic)) is not None:
            self._take_node(node, message)

    def drain(self) -> list[Message]:
        """What is to be told, in an order that can be understood; nothing a second time."""
        told = [*self._status.values()]
        for words in self._nodes.values():
            told += words.values()
        self._status.clear()
        self._nodes.clear()
        return told

    def _take_node(self, node: SparkplugTopic, message: Message) -> None:
        """A node's birth or death makes all words before it void, a device's those of its own."""
        key = (node.group, node.node)
        if node.verb in (Verb.NBIRTH, Verb.NDEATH):
            self._nodes[key] = {"": message}
        elif node.verb in (Verb.DBIRTH, Verb.DDEATH):
            words = self._nodes.setdefault(key, {})
            words.pop(node.device, None)
            words[node.device] = message
