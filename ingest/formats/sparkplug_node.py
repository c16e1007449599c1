"""One Sparkplug edge node with its devices, as a host sees it: messages in, readings out.

Pure: time is an argument, ``next_due`` tells when to call :meth:`SparkplugNode.tick`. Sockets,
the asking for a rebirth, and what readings mean for alarms are elsewhere.

*Nothing waits for order.* A value beyond HH must be judged when it comes. So a message that leaves
a gap is read at once, and a message that fills it comes out when it comes; admission knows by the
source times which is the newer. What order decides is state: of two births or deaths of a device
the one with the later number stands, whichever arrived last. Only a metric that can't be read yet,
because its alias is defined by a birth that has not come, waits, at most the reorder timeout.

*What is in doubt may raise, never return* (contract section 1). Readings come out as ``in_doubt``,
to be marked like those of a source that is down, when their source is dead or not yet born again,
when a message is older than its source's last birth or death, and when they go by an alias and a
birth may have been missed: the alias may stand for another metric now. One lost message is no such
doubt, unless it bears number 0, as only a node's birth and every 256th message do; more lost at
once than numbers can show, or an absence of ours, is. The next birth of the node ends the doubt. A
node that must not be asked for one (SIS) is trusted again when the timeout is over, because nothing
else could ever end it.

*Deaths.* A will bears the ``bdSeq`` of its session. That of a session which we know to be over is
ignored; one that we never saw born is believed, since it may be the session whose birth was lost.
A birth that arrives within the timeout after the death of its own session was overtaken by it, and
the node stays dead until it is born once more. When a node is born again in the same session,
mostly because it was asked to, its devices stay up for the timeout in which their births must come:
else every rebirth would make all its tags stale for a moment.

*Historical* metrics come out apart, for storage only. *Transient* ones are kept like others: what
was judged must be found again.

Source: Sparkplug 3.0.0, 5.3 to 5.7 (sessions), 5.9 (message ordering), 6.4.19 to 6.4.26 (messages).
"""

from collections.abc import Callable, Mapping
from typing import Final
from zlib import crc32

import msgspec

from ingest.formats.sparkplug_births import (
    MOST_DEVICES,
    NODE,
    Device,
    find_bd_seq,
    find_clashes,
    read_definitions,
)
from ingest.formats.sparkplug_payload import Payload, read_payload
from ingest.formats.sparkplug_readings import Heard, Readings
from ingest.formats.sparkplug_sequence import BEFORE_ALL, ROUND, Arrival, Place
from ingest.formats.sparkplug_sorting import (
    complain_of_payload,
    complain_of_unknown,
    expire_metrics,
    find_definition,
    hold_metrics,
    release_metrics,
    sort_readings,
)
from ingest.formats.sparkplug_state import Message, NodeState
from ingest.formats.sparkplug_topic import SparkplugTopic, Verb
from ingest.frame import Reason
from ingest.lenient import Unfit
from ingest.readings import as_time
from ingest.status import StatusBody
from plant.reading import NEVER, Instant

REORDER_MS: Final = 2_000
"""How long a missing message is waited for (Sparkplug 3.0.0, 5.9: a couple of seconds)."""

PAUSE_MS: Final = 10_000
"""Between two wishes for a rebirth."""

SILENCE_MS: Final = 30_000
"""After an absence in which a death may have been missed, a node must be heard within this."""

_STATES: Final = msgspec.json.Decoder(NodeState)
_BIRTHS: Final = (Verb.NBIRTH, Verb.DBIRTH)


class SparkplugNode:
    """The state of one edge node; see the head of this file for how it decides.

    :param reorder_ms: how long missing messages, and births, are waited for; 0 where the broker
        keeps the order over topics.
    :param pause_ms: the least time between two wishes for a rebirth.
    :param asks: False for a node of a safety instrumented system: never a wish for a rebirth.
    """

    def __init__(
        self, *, reorder_ms: int = REORDER_MS, pause_ms: int = PAUSE_MS, asks: bool = True
    ) -> None:
        self._reorder_ms = reorder_ms
        self._pause_ms = pause_ms
        self._asks = asks
        self._state = NodeState()
        self._hearers: Mapping[Verb, Callable[[Message, Heard], None]] = {
            Verb.NBIRTH: self._hear_nbirth,
            Verb.DBIRTH: self._hear_dbirth,
            Verb.NDATA: self._hear_data,
            Verb.DDATA: self._hear_data,
            Verb.NDEATH: self._hear_ndeath,
            Verb.DDEATH: self._hear_ddeath,
        }

    def hear(
        self, topic: SparkplugTopic, payload: bytes, received: Instant, *, retained: bool = False
    ) -> Heard:
        """Take up one message of this node. Never raises, whatever the payload holds.

        :param received: our clock at arrival; must not go back from call to call.
        :param retained: the broker kept it, against the specification: it tells nothing of now.
        """
        heard = Heard()
        self._expire(heard, received)
        read = read_payload(payload)
        if isinstance(read, Unfit):
            heard.refused.append(read)
        elif retained and topic.verb != Verb.NDEATH:
            self._hear_retained(topic.verb, _open(topic, read, payload, received), heard)
        else:
            self._hear_sign_of_life(topic.verb, heard)
            self._hearers[topic.verb](_open(topic, read, payload, received), heard)
        heard.rebirth = self._state.wish.tell(received, self._pause_ms)
        return heard

    def tick(self, now: Instant) -> Heard:
        """Let time pass: gaps and waiting metrics are given up, late births counted as absent."""
        heard = Heard()
        self._expire(heard, now)
        heard.rebirth = self._state.wish.tell(now, self._pause_ms)
        return heard

    @property
    def next_due(self) -> Instant | None:
        """When :meth:`tick` has something to do; None if nothing is waited for."""
        state = self._state
        dues = [held.until for held in state.held]
        dues += [
            each.expected_by for each in state.devices.values() if each.expected_by is not None
        ]
        others = (state.sequence.next_due, state.silent_at, state.wish.due(self._pause_ms))
        dues += [due for due in (*others, state.blind_until) if due is not None and due < NEVER]
        return min(dues, default=None)

    @property
    def status(self) -> StatusBody:
        """The node and its devices as they stand; ``online`` None where it is not known."""
        return self._state.describe()

    @property
    def gap_since(self) -> Instant | None:
        """Since when messages are missing that are still waited for."""
        due = self._state.sequence.next_due
        return None if due is None else due - self._reorder_ms

    def list_tags(self, device: str = NODE) -> list[str]:
        """The names that a device's (or the node's own) last birth defined: stale if it dies."""
        known = self._state.devices.get(device)
        return [each.tag for each in known.metrics.values() if each.tag] if known else []

    def reconnect(self, now: Instant, *, deaths_missed: bool) -> Heard:
        """Our own connection was away; QoS 0 messages of that time are lost.

        :param deaths_missed: the broker kept no session for us, so wills are lost too. Unless the
            node is heard within :data:`SILENCE_MS`, it then counts as offline.
        """
        state = self._state
        state.sequence.forget()
        for device in state.devices.values():
            device.position = BEFORE_ALL
        self._grow_blind(now)
        if deaths_missed and state.alive is not False:
            state.alive, state.silent_at = None, now + SILENCE_MS
        self._want("the host was away", now)
        return self.tick(now)

    def relearn(self, topic: SparkplugTopic, payload: bytes) -> bool:
        """Take names and aliases from a birth that was heard before, and nothing else of it.

        For a restart without :meth:`restore`. What was learnt so is in doubt until the next birth.

        :returns: whether it was a birth that could be read.
        """
        read = read_payload(payload)
        if isinstance(read, Unfit) or topic.verb not in _BIRTHS:
            return False
        return self._relearn(_open(topic, read, payload, 0)) is not None

    def _relearn(self, message: Message) -> Device | None:
        device = self._state.open_device(message.device)
        if device is not None:
            self._learn(device, message, Readings(0))
            device.session = -1
        return device

    def save(self) -> bytes:
        """All state as JSON."""
        return msgspec.json.encode(self._state)

    def restore(self, saved: bytes) -> None:
        """Take over what :meth:`save` gave.

        :raises msgspec.DecodeError: where it is something else.
        """
        self._state = _STATES.decode(saved)

    def _hear_retained(self, verb: Verb, message: Message, heard: Heard) -> None:
        """Names are better than none, values are stored; state and order stay as they are."""
        device = self._state.devices.get(message.device)
        if device is None and verb in _BIRTHS:
            device = self._relearn(message)
        readings = Readings(message.received, sent=message.sent)
        for metric in message.payload.metrics:
            definition = find_definition(device, message.device, metric)
            if definition is None:
                complain_of_unknown(readings, metric)
            else:
                readings.add_metric(definition, metric)
        complain_of_payload(readings, message.payload)
        readings.close_into(heard.historical)

    def _hear_sign_of_life(self, verb: Verb, heard: Heard) -> None:
        state = self._state
        if verb == Verb.NDEATH:
            return
        state.silent_at = None
        if state.silent:
            state.silent = False
            heard.status = self.status._replace(online=True)

    def _hear_nbirth(self, message: Message, heard: Heard) -> None:
        state = self._state
        node = state.devices.setdefault(NODE, Device())
        bd_seq = find_bd_seq(message.payload.metrics)
        overtaken = self._is_overtaken(bd_seq, message.received)
        stale = self._is_former(message) or self._is_repeated(message)
        if stale or (overtaken and state.alive):
            self._sort(message, node, node, BEFORE_ALL, heard)
            return
        readings = Readings(message.received, sent=message.sent)
        self._learn(node, message, readings)
        readings.close_into(heard.live)
        if overtaken:
            self._want("a birth after its death", message.received + self._reorder_ms)
        else:
            self._begin_session(node, message, bd_seq)
            heard.status = self.status
        self._sort(message, node, node, node.position, heard)
        release_metrics(state, NODE, node, heard)

    def _is_repeated(self, birth: Message) -> bool:
        """Whether the node's last birth came again; without a time another may be just alike."""
        state = self._state
        same = birth.sent is not None and birth.checksum == state.birth_sum
        return same and state.alive is True

    def _is_overtaken(self, bd_seq: int | None, now: Instant) -> bool:
        """Whether the death of a session came before its birth."""
        died_at = None if bd_seq is None else self._state.deaths.get(bd_seq)
        return died_at is not None and now <= died_at + self._reorder_ms

    def _begin_session(self, node: Device, message: Message, bd_seq: int | None) -> None:
        """The node is born: its devices must be too, but for those whose birth overtook it."""
        state = self._state
        again = state.alive is True and bd_seq is not None and bd_seq == state.bd_seq
        state.begin_session(bd_seq, message)
        seq, until = message.seq or 0, message.received + self._reorder_ms
        node.up, node.position, node.session = True, seq, state.session
        ahead = {}
        for device in state.devices.values():
            if device is node:
                continue
            if self._was_ahead(device, message):
                ahead[device.born_seq] = device.born_sum
                device.up, device.session = True, state.session
                device.position = seq + (device.born_seq - seq) % ROUND
            else:
                device.up = device.up and again
                device.expected_by = until if device.up else None
                device.position = BEFORE_ALL
        state.sequence.begin(seq, message.checksum, ahead, until)

    def _was_ahead(self, device: Device, birth: Message) -> bool:
        """Whether a device was born by the same births as the node, and was heard before it."""
        if device.born_sent is None or birth.sent is None:
            return False
        waited = birth.received - device.born_at
        return device.born_sent >= birth.sent and waited <= self._reorder_ms

    def _hear_dbirth(self, message: Message, heard: Heard) -> None:
        state = self._state
        place = self._place(message, heard)
        device = state.open_device(message.device)
        readings = Readings(message.received, sent=message.sent)
        if device is None:
            readings.complain(Reason.UNSUPPORTED, "", f"more than {MOST_DEVICES} devices")
        news = place.arrival != Arrival.REPEATED
        stands = device is not None and news and place.position >= device.position
        naming = device if device is not None and stands else Device()
        self._learn(naming, message, readings)
        readings.close_into(heard.live)
        if device is not None and stands:
            self._bear(device, message, place.position)
            heard.status = self.status
        self._sort(message, naming, device, place.position, heard)
        release_metrics(state, message.device, naming, heard)

    def _bear(self, device: Device, message: Message, position: int) -> None:
        state = self._state
        device.up, device.expected_by = state.alive is not False, None
        device.position, device.session = position, state.session
        device.born_seq, device.born_sum = message.seq or 0, message.checksum
        device.born_sent, device.born_at = message.sent, message.received
        if not state.alive:
            self._want("a device was born before its node", message.received + self._reorder_ms)

    def _hear_data(self, message: Message, heard: Heard) -> None:
        state = self._state
        place = self._place(message, heard)
        self._expect_birth(message, place.position)
        device = state.devices.get(message.device)
        self._sort(message, device, device, place.position, heard)

    def _expect_birth(self, message: Message, position: int) -> None:
        """Data show that there must have been a birth; where none is known, it is waited for."""
        state, until = self._state, message.received + self._reorder_ms
        if not state.alive:
            since = message.received if state.alive is None else until
            self._want("data before a birth of the node", since)
            return
        device = state.open_device(message.device)
        if device is None or position < device.position or device.expected_by is not None:
            return
        if not device.up or device.session != state.session:
            device.expected_by = until

    def _hear_ndeath(self, message: Message, heard: Heard) -> None:
        state = self._state
        bd_seq = find_bd_seq(message.payload.metrics)
        if bd_seq != state.bd_seq and bd_seq in state.past:
            return
        state.wish.fulfil()
        if bd_seq is not None and state.bd_seq is not None and bd_seq != state.bd_seq:
            self._want("the death of a session not seen born", message.received)
        state.end_session(bd_seq, message.received)
        heard.status = self.status

    def _hear_ddeath(self, message: Message, heard: Heard) -> None:
        place = self._place(message, heard)
        if not self._state.alive:
            self._want("a death before a birth", message.received + self._reorder_ms)
        device = self._state.open_device(message.device)
        if device is not None and place.position >= device.position:
            device.die(place.position)
            heard.status = self.status._replace(ts=message.sent)

    def _place(self, message: Message, heard: Heard) -> Place:
        """Where a message stands in the order; without a number, behind all that came."""
        state = self._state
        if message.seq is None:
            readings = Readings(message.received, sent=message.sent)
            readings.complain(Reason.UNSUPPORTED, "", f"seq {message.payload.seq}")
            readings.close_into(heard.live)
            return Place(max(state.sequence.next - 1, 0), Arrival.EXPECTED)
        if self._is_former(message):
            return Place(BEFORE_ALL, Arrival.REPEATED)
        until = message.received + self._reorder_ms
        place = state.sequence.place(message.seq, message.checksum, until)
        heard.lost += place.lost
        if place.lost or place.arrival == Arrival.ASTRAY:
            self._grow_blind(message.received)
            self._want("messages lost", message.received)
        return place

    def _is_former(self, message: Message) -> bool:
        """Whether a message was sent before the node's birth, which overtook it.

        Only for the reorder timeout: then the node's clock may have been set back.
        """
        state = self._state
        if message.sent is None or state.birth_sent is None:
            return False
        waited = message.received - state.birth_at
        return message.sent < state.birth_sent and waited <= self._reorder_ms

    def _learn(self, device: Device, message: Message, readings: Readings) -> None:
        """Take up the definitions of a birth in place of the former ones."""
        room = self._state.count_room(device)
        defined = read_definitions(message.device, message.payload.metrics, room)
        device.metrics, device.aliases = defined.metrics, defined.aliases
        for tag, detail in defined.complaints:
            readings.complain(Reason.UNSUPPORTED, tag, detail)
        for tag in find_clashes(self._state.devices, message.device, defined.metrics):
            readings.complain(Reason.UNSUPPORTED, tag, "a name of the node and of a device")

    def _sort(
        self,
        message: Message,
        naming: Device | None,
        standing: Device | None,
        position: int,
        heard: Heard,
    ) -> None:
        state, until = self._state, message.received + self._reorder_ms
        unknown = sort_readings(state, message, naming, standing, position, heard)
        if unknown:
            hold_metrics(state, message, position, unknown, until, heard)

    def _expire(self, heard: Heard, now: Instant) -> None:
        state = self._state
        gone = state.sequence.expire(now)
        if gone:
            heard.lost += len(gone)
            if self._asks and any(at % ROUND == 0 for at in gone):
                self._grow_blind(now)
            self._want("messages lost", now)
        for device in state.devices.values():
            if device.expected_by is not None and device.expected_by <= now:
                device.up, device.expected_by = False, None
                self._want("no birth of a device", now)
                heard.status = self.status
        if state.blind_until is not None and state.blind_until <= now:
            state.blind_until = None
        if state.silent_at is not None and state.silent_at <= now:
            state.silent, state.silent_at = True, None
            heard.status = self.status
        if expire_metrics(state, now, heard):
            self._want("an unknown alias", now)

    def _grow_blind(self, now: Instant) -> None:
        """A birth may have been missed: until the next one, if one can be asked for."""
        self._state.blind_until = int(NEVER) if self._asks else now + self._reorder_ms

    def _want(self, reason: str, since: Instant) -> None:
        if self._asks:
            self._state.wish.want(reason, since)


def _open(topic: SparkplugTopic, payload: Payload, data: bytes, received: Instant) -> Message:
    seq = payload.seq if payload.seq is not None and payload.seq < ROUND else None
    sent = as_time(payload.time) if payload.time else None
    return Message(topic.device, payload, crc32(data), received, sent, seq)
