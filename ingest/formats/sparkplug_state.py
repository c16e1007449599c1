"""All that a Sparkplug edge node is between two messages, as plain values that JSON can hold.

And what follows from them at once: whether a source is down, whether aliases can be trusted. How
it changes is :mod:`ingest.formats.sparkplug_node`'s business.
"""

from dataclasses import dataclass, field
from typing import Final

from ingest.formats.sparkplug_births import MOST_DEFINITIONS, MOST_DEVICES, NODE, Device
from ingest.formats.sparkplug_payload import Metric, Payload
from ingest.formats.sparkplug_sequence import BEFORE_ALL, Sequence
from ingest.formats.sparkplug_wish import Wish
from ingest.status import StatusBody
from plant.reading import Instant

_PAST: Final = 16
"""Births and deaths by their ``bdSeq`` that are remembered."""


@dataclass(slots=True)
class Message:
    """One payload with what its topic says; ``seq`` None where absent or beyond 255."""

    device: str
    payload: Payload
    checksum: int
    received: Instant
    sent: Instant | None
    seq: int | None


@dataclass(slots=True)
class Held:
    """Metrics of one message that wait for a birth to define their aliases."""

    device: str
    session: int
    position: int
    until: Instant
    received: Instant
    sent: Instant | None
    metrics: list[Metric]


@dataclass(slots=True)
class NodeState:
    """One edge node.

    ``alive``: None until a birth or a death was seen. ``session`` counts births of the node.
    ``bd_seq`` is that of the last birth, ``past`` holds those of former ones, ``deaths`` our clock
    at the last death of each. ``birth_sum``, ``birth_sent``, ``birth_at``: the last birth's
    checksum, the node's clock in it, ours at arrival. ``blind_until``: a birth may have
    been missed, and aliases are not trusted until then. ``silent_at``: it counts as offline
    (``silent``) from then on unless it is heard.
    """

    alive: bool | None = None
    session: int = 0
    bd_seq: int | None = None
    past: list[int] = field(default_factory=list)
    deaths: dict[int, Instant] = field(default_factory=dict)
    birth_sum: int | None = None
    birth_sent: Instant | None = None
    birth_at: Instant = 0
    blind_until: Instant | None = None
    silent_at: Instant | None = None
    silent: bool = False
    sequence: Sequence = field(default_factory=Sequence)
    devices: dict[str, Device] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    wish: Wish = field(default_factory=Wish)

    def describe(self) -> StatusBody:
        """The node and its devices as they stand; ``online`` None where it is not known."""
        sources = {name: device.up for name, device in self.devices.items() if name != NODE}
        return StatusBody(False if self.silent else self.alive, sources)

    def is_down(self, device: Device | None, position: int) -> bool:
        """Whether a message's source is dead or not born, or was when it was sent."""
        if self.alive is False:
            return True
        if device is None:
            return self.alive is True
        return not device.up or position < device.position

    def is_vague(self, device: Device | None) -> bool:
        """Whether aliases may stand for other metrics than the known ones."""
        missed = self.blind_until is not None or self.sequence.hides_birth
        return missed or device is None or device.session != self.session

    def open_device(self, name: str) -> Device | None:
        """A device, new if need be; None where there is no room for it."""
        if name not in self.devices and len(self.devices) > MOST_DEVICES:
            return None
        return self.devices.setdefault(name, Device())

    def count_room(self, device: Device) -> int:
        """How many metrics a device may define beside all others."""
        others = (each for each in self.devices.values() if each is not device)
        return max(MOST_DEFINITIONS - sum(len(each.metrics) for each in others), 0)

    def end_session(self, bd_seq: int | None, now: Instant) -> None:
        """The node is dead, and with it all its devices.

        :param bd_seq: whose will it is, which may be a session that was never seen born.
        """
        self.alive, self.silent, self.silent_at = False, False, None
        if bd_seq is not None:
            self.deaths.pop(bd_seq, None)
            self.deaths[bd_seq] = now
            self.deaths = dict(list(self.deaths.items())[-_PAST:])
        self.sequence.forget()
        for device in self.devices.values():
            device.die(BEFORE_ALL)

    def begin_session(self, bd_seq: int | None, birth: Message) -> None:
        """The node is born; what that means for its devices is not decided here."""
        if self.bd_seq is not None and bd_seq != self.bd_seq:
            self.past = [*self.past, self.bd_seq][-_PAST:]
        self.alive, self.bd_seq, self.blind_until = True, bd_seq, None
        self.birth_sum, self.birth_sent = birth.checksum, birth.sent
        self.birth_at = birth.received
        self.session += 1
        self.wish.fulfil()
