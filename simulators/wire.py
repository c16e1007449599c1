"""What a simulated gateway does on the wire, and a broker's part in it without any network.

Acts are plain data: a shell carries them to a real broker (:mod:`simulators.publisher`), or
:class:`Wire` says what a subscriber would hear.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from plant.reading import Instant


@dataclass(frozen=True, slots=True)
class Message:
    """One PUBLISH. ``at`` is the wall clock at which it leaves, whatever its payload says."""

    at: Instant
    topic: str
    payload: bytes
    retain: bool = False
    qos: int = 1


@dataclass(frozen=True, slots=True)
class Connect:
    """A connection is made; ``will`` is what the broker publishes should it break.

    ``commands``: the topic on which this gateway wants to be spoken to, empty for none.
    """

    at: Instant
    will: Message | None = None
    commands: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """A DISCONNECT: the will is void."""

    at: Instant


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection breaks without a word, or the broker gives it up: the will goes out."""

    at: Instant


Act = Message | Connect | Leave | Cut


class Wire:
    """One gateway's connection as a subscriber hears it, wills and retained messages included."""

    def __init__(self) -> None:
        self._will: Message | None = None
        self._retained: dict[str, Message] = {}

    def carry(self, acts: Iterable[Act]) -> Iterator[Message]:
        """The messages that reach a subscriber, in order."""
        for act in acts:
            if isinstance(act, Message):
                yield self._keep(act)
                continue
            will, self._will = self._will, None
            if isinstance(act, Connect):
                self._will = act.will
            elif isinstance(act, Cut) and will is not None:
                yield self._keep(replace(will, at=act.at))

    def retained(self) -> list[Message]:
        """What a new subscriber is given at once, marked as retained by its broker."""
        return list(self._retained.values())

    def _keep(self, message: Message) -> Message:
        if message.retain and message.payload:
            self._retained[message.topic] = message
        elif message.retain:
            self._retained.pop(message.topic, None)
        return message
