"""All connections together: who is in, who is taken over, whose will is due, who hears what.

Pure: bytes and times come in as arguments; frames leave by the queue, bytes by each connection's
``output`` (``touched`` names those that have some), and ``troubles`` are there to be told. The
sockets are :mod:`.server`'s.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, NamedTuple

from ingest.frame import Frame
from ingest.mqtt_endpoint.access import Access, Principal
from ingest.mqtt_endpoint.bounds import Bounds, EndpointCounters
from ingest.mqtt_endpoint.client_sessions import MOST_FILTERS, ClientSession, ClientSessions, Key
from ingest.mqtt_endpoint.codes import Code
from ingest.mqtt_endpoint.connection import Connection, Phase
from ingest.mqtt_endpoint.frame_queue import FrameQueue
from ingest.mqtt_endpoint.gate import Gate, Peer
from ingest.mqtt_endpoint.hearers import Hearers
from ingest.mqtt_endpoint.packets import Connect, Will
from ingest.mqtt_endpoint.reader import FIVE
from ingest.mqtt_endpoint.retained import Retained
from ingest.mqtt_endpoint.unacknowledged import SLOT_BITS
from ingest.mqtt_endpoint.writer import Terms, write_goodbye, write_rejection, write_welcome
from plant.reading import Instant

_SLOT_MASK = (1 << SLOT_BITS) - 1
_GRACE = 1.5
"""A client is lost after so many times its keep-alive (§3.1.2.10)."""


TOLD_AT_ONCE: Final = 10
"""Troubles kept to be told; what is more only counts."""


class Trouble(NamedTuple):
    """Somebody was not let in, or was cut off: who, and why."""

    address: str
    gateway: str
    why: str


class Exchange:
    """The endpoint without its sockets.

    :param name: draws a client id for who brings none.
    """

    def __init__(self, access: Access, gate: Gate, bounds: Bounds, name: Callable[[], str]) -> None:
        self.access = access
        self.bounds = bounds
        self.counters = EndpointCounters()
        self.queue = FrameQueue(bounds.queue_frames, bounds.queue_bytes)
        self.retained = Retained(bounds.retained)
        self.sessions = ClientSessions(bounds.sessions)
        self.touched: set[Connection] = set()
        self.troubles: list[Trouble] = []
        self._gate = gate
        self._name = name
        self._slots: list[Connection | None] = [None]  # place 0 is no token's
        self._firsts = [1]
        self._free: list[int] = []
        self._holders: dict[Key, Connection] = {}
        self._hearers = Hearers()
        self._unfinished = 0
        self._edition: object = None

    # ------------------------------------------------------------------------ connections

    @property
    def connections(self) -> list[Connection]:
        """Those that stand."""
        return [one for one in self._slots if one is not None]

    def meet(self, peer: Peer, now: Instant) -> Connection:
        """Somebody has connected."""
        slot = self._free.pop() if self._free else len(self._slots)
        if slot == len(self._slots):
            self._slots.append(None)
            self._firsts.append(1)
        connection = Connection(self, peer, slot, self._firsts[slot], now)
        self._slots[slot] = connection
        return connection

    def greet(self, connection: Connection, connect: Connect, now: Instant) -> None:
        """A CONNECT: let the client in, or say why not and end it."""
        outcome = self._judge(connection, connect, now)
        if isinstance(outcome, Code):
            self.counters.rejected += 1
            self._note(connection, connect.username or connection.peer.certified, outcome)
            connection.send(write_rejection(connect.version, outcome))
            self.leave(connection, now, lost=True)
            return
        assigned = "" if connect.client_id else self._name()
        key = Key(outcome.gateway, connect.client_id or assigned)
        session, present = self._resume(key, connect, now)
        connection.principal = outcome
        connection.vouched = self._vouch(connection, outcome)
        self._enter(connection, connect, session, now)
        terms = Terms(
            session_present=present,
            expiry_s=session.expiry_s,
            keep_alive_s=self._grant_keep_alive(connect),
            receive_maximum=min(self.bounds.unanswered, 0xFFFF),
            largest=self.bounds.largest,
            assigned=assigned,
        )
        connection.send(write_welcome(connect.version, terms))
        self._tell_missed(connection, session)

    def leave(self, connection: Connection, now: Instant, *, lost: bool) -> None:
        """A connection is over, from whichever side; a second time it changes nothing.

        :param lost: without a goodbye, so its will is due.
        """
        if connection.phase is Phase.OVER:
            return
        connection.phase = Phase.OVER
        connection.hand_in()
        self.weigh(connection.forget())
        self.touched.add(connection)
        self._slots[connection.slot] = None
        self._firsts[connection.slot] = connection.unacknowledged.next
        self._free.append(connection.slot)
        session = connection.session
        if session is None or self._holders.get(session.key) is not connection:
            return
        del self._holders[session.key]
        for text in session.filters:
            self._hearers.remove(text, connection)
        session.underway = connection.underway
        self.sessions.part(session, now, lost=lost)
        self._deliver_due(now)

    def cut(self, connection: Connection, code: Code, now: Instant) -> None:
        """End a connection for what it did; MQTT 5 clients that are in are told why."""
        if connection.phase is Phase.OVER:
            return
        self.counters.cut += 1
        who = connection.principal.gateway if connection.principal else ""
        self._note(connection, who, code)
        if connection.phase is Phase.OPEN:
            connection.send(write_goodbye(connection.version, code))
        self.leave(connection, now, lost=True)

    def weigh(self, more: int) -> bool:
        """Packets that have not come whole weigh so much more; False where that is too much."""
        self._unfinished += more
        return more <= 0 or self._unfinished <= self.bounds.unfinished

    def dismiss(self, connection: Connection) -> None:
        """We go, and the client may come back: its session and its will stay as they are."""
        if connection.phase is Phase.OPEN:
            connection.send(write_goodbye(connection.version, Code.SHUTTING_DOWN))
        connection.phase = Phase.OVER
        self.touched.add(connection)

    def tick(self, now: Instant) -> None:
        """Look after what only time brings: silence, wills, sessions that end, secrets that go."""
        self._turn_out(now)
        for connection in self.connections:
            code = self._find_overdue(connection, now)
            if code is not None:
                self.cut(connection, code, now)
        self._deliver_due(now)

    def _turn_out(self, now: Instant) -> None:
        """Whoever would not come in any more by what let it in: a secret changed or taken back."""
        edition = self._gate.edition()
        if edition is self._edition:
            return
        self._edition = edition
        for connection in self.connections:
            who = connection.principal
            if who is not None and self._vouch(connection, who) != connection.vouched:
                self.cut(connection, Code.NOT_AUTHORIZED, now)

    def _vouch(self, connection: Connection, who: Principal) -> object:
        return self._gate.vouch(who.gateway, connection.peer)

    def _note(self, connection: Connection, gateway: str, code: Code) -> None:
        if len(self.troubles) < TOLD_AT_ONCE:
            why = code.name.lower().replace("_", " ")
            self.troubles.append(Trouble(connection.peer.address, gateway[:64], why))

    def _judge(self, connection: Connection, connect: Connect, now: Instant) -> Principal | Code:
        nameless = not connect.client_id and not connect.clean_start
        if nameless and connect.version != FIVE:
            return Code.BAD_CLIENT_ID
        admitted = self._gate.admit(connect, connection.peer, now)
        gateway = Code.BAD_METHOD if connect.method else admitted
        if isinstance(gateway, Code):
            return gateway
        principal = self.access.find(gateway)
        if principal is None:
            return Code.NOT_AUTHORIZED
        return self._object(connect.will, principal) or principal

    def _object(self, will: Will | None, principal: Principal) -> Code | None:
        """What speaks against a will."""
        if will is None:
            return None
        if will.qos > 1:
            return Code.BAD_QOS
        own = self.access.locate(principal, will.topic) == will.topic
        return None if own else Code.NOT_AUTHORIZED

    def _resume(self, key: Key, connect: Connect, now: Instant) -> tuple[ClientSession, bool]:
        """The client's session: the one it had, if it wants it, whoever holds it now.

        A will that waited is due unless the client came back before its delay was over, or was
        lost by our own absence (§3.1.3.2.2).
        """
        old = self.sessions.find(key)
        holder = self._holders.get(key)
        if old is not None and holder is not None:
            self.counters.takeovers += 1
            holder.send(write_goodbye(holder.version, Code.TAKEN_OVER))
            self.leave(holder, now, lost=True)
        lasts = old is not None and (old.ends_at or 0) > now and old.expiry_s > 0
        present = lasts and not connect.clean_start
        if old is not None:
            if not present and not old.orphaned:
                self._deliver(old, now)
            self.sessions.drop(old)
        if old is None or not present:
            lane = old.lane if old else None
            old = ClientSession(key, 0, 0)
            old.lane = lane or old.lane
        return old, present

    def _enter(
        self, connection: Connection, connect: Connect, session: ClientSession, now: Instant
    ) -> None:
        keep_alive_s = self._grant_keep_alive(connect)
        session.expiry_s = min(connect.expiry_s, self.bounds.expiry_s)
        session.silence_ms = int(keep_alive_s * 1000 * _GRACE)
        session.will, session.will_at, session.ends_at = connect.will, None, None
        session.orphaned = False
        dropped = self.sessions.put(session)
        if dropped is not None:
            self._deliver(dropped, now)
        connection.session = session
        connection.receive_maximum, connection.largest = connect.receive_maximum, connect.largest
        connection.phase = Phase.OPEN
        self._holders[session.key] = connection
        self.counters.connects += 1
        for text, qos in session.filters.items():
            self._hearers.add(text, connection, qos)

    def _grant_keep_alive(self, connect: Connect) -> int:
        """Of MQTT 5 clients never more than we allow; those of 3.1.1 can't be told otherwise."""
        if connect.version != FIVE:
            return connect.keep_alive_s
        return min(connect.keep_alive_s or self.bounds.keep_alive_s, self.bounds.keep_alive_s)

    def _find_overdue(self, connection: Connection, now: Instant) -> Code | None:
        session = connection.session
        if session is None:
            waited = now - connection.opened_at
            return Code.KEEP_ALIVE_TIMEOUT if waited > self.bounds.greeting_s * 1000 else None
        held = connection.held_since
        if held is not None and now - held > self.bounds.stalled_s * 1000:
            return Code.QUOTA_EXCEEDED
        silence_ms = now - connection.heard_at if connection.is_read else 0
        silent = session.silence_ms and silence_ms > session.silence_ms
        return Code.KEEP_ALIVE_TIMEOUT if silent else None

    # ------------------------------------------------------------------------ frames

    def take_in(self, session: ClientSession, frames: list[Frame]) -> None:
        """Frames of a client."""
        self.counters.frames += len(frames)
        self.queue.put(session.lane, frames)

    def has_room(self, connection: Connection) -> bool:
        """Whether more may be read from a connection."""
        session, bounds = connection.session, self.bounds
        if session is None:
            return True
        return (
            len(connection.unacknowledged) < bounds.unanswered
            and session.lane.frames < bounds.queued
            and connection.held_since is None
            and self.queue.has_room(session.lane)
        )

    def confirm(self, tokens: Iterable[int], reason: Code = Code.SUCCESS) -> None:
        """Frames are dealt with: their PUBACKs go out, in the order of each connection."""
        numbers: dict[int, list[int]] = {}
        for token in tokens:
            slot = token & _SLOT_MASK
            known = numbers.get(slot)
            if known is None:
                numbers[slot] = [token >> SLOT_BITS]
            else:
                known.append(token >> SLOT_BITS)
        numbers.pop(0, None)  # frames that want no answer
        for slot, own in numbers.items():
            connection = self._slots[slot] if slot < len(self._slots) else None
            if connection is None:
                self.counters.stale += len(own)
                continue
            data, stale = connection.unacknowledged.confirm(own, reason)
            self.counters.stale += stale
            connection.send(data)

    def _deliver_due(self, now: Instant) -> None:
        for session in self.sessions.find_due(now):
            self._deliver(session, now)

    def _deliver(self, session: ClientSession, now: Instant) -> None:
        """Say a client's will, once, after all that it said itself."""
        will, session.will, session.will_at = session.will, None, None
        if will is None:
            return
        self.counters.wills += 1
        self.sessions.changes += 1
        self.take_in(session, [Frame(will.topic, will.payload, now)])

    # ------------------------------------------------------------------------ publications

    def publish(self, topic: str, payload: bytes, *, retain: bool, qos: int) -> bool:
        """Say something to whoever listens; False where nobody does and it is not kept."""
        told = (self.retained.keep if retain else self.retained.number)(topic, payload, qos)
        if told is None:
            self.counters.unsent += 1
            return False
        heard = False
        for connection, most in self._hearers.find(topic):
            connection.tell(replace(told, qos=min(qos, most)))
            heard = True
        done = retain or heard
        self.counters.unsent += not done
        return done

    def subscribe(self, connection: Connection, text: str, qos: int) -> bool:
        """Note a subscription; False where the client has too many."""
        session = connection.session
        if session is None or (
            text not in session.filters and len(session.filters) >= MOST_FILTERS
        ):
            return False
        session.filters[text] = qos
        self._hearers.add(text, connection, qos)
        self.sessions.changes += 1
        return True

    def unsubscribe(self, connection: Connection, text: str) -> bool:
        """Forget a subscription; False where there was none."""
        self._hearers.remove(text, connection)
        self.sessions.changes += 1
        return connection.session is not None and (
            connection.session.filters.pop(text, None) is not None
        )

    def _tell_missed(self, connection: Connection, session: ClientSession) -> None:
        """What was said while a client was away, the newest of each topic.

        What it may have had and did not acknowledge goes out under its old identifier.
        """
        again = {told.topic: packet for packet, told in session.underway.items()}
        session.underway = {}
        for text, qos in session.filters.items():
            for told in self.retained.match(text):
                if told.number > session.told.get(told.topic, 0):
                    packet = again.pop(told.topic, 0)
                    connection.tell(replace(told, qos=min(told.qos, qos)), packet)
