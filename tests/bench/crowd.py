"""A crowd of websocket clients as cheap as they can be: one process, raw sockets, one epoll.

While it listens it only notes what came and when; frames are taken apart afterwards, so that the
crowd's own work stands in the way of the measured as little as it can. A raw crowd makes no
conversation at all: it reads what a bare loop writes.
"""

import json
import os
import re
import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, Final

from simulators.child import READY, hear
from simulators.raw_link import PATIENCE_S
from tests.bench.link import HOST

READ_BYTES: Final = 262_144
_SMALL: Final = 16_384
"""Receive buffer of who stalls: what he does not read waits at the platform, not here."""

_DELTA: Final = re.compile(rb'\{"t":"delta","id":1,"s":"alarms","q":(\d+),"prev":(\d+),')


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many come to a port; without a token they read a bare loop. ``stalled`` never read."""

    port: int
    clients: int
    token: str = ""
    stalled: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What a crowd heard of the deltas up to one.

    ``at_ns``: delta → when each client had it, monotonic. ``wrong``: clients that missed one or
    got one out of order. ``stream``: the bytes of one client, by which a bare loop can say the
    same.
    """

    at_ns: dict[int, list[int]]
    wrong: int
    stream: list[bytes]


@dataclass(slots=True)
class Listener:
    """One client's socket and what came on it."""

    link: socket.socket
    chunks: list[tuple[int, bytes]] = field(default_factory=list)

    def frames(self) -> Iterator[tuple[int, bytes]]:
        """Each frame whole, header and all, and when its last byte was there."""
        waiting = b""
        for at_ns, chunk in self.chunks:
            waiting += chunk
            place = 0
            while (end := find_end(waiting, place)) <= len(waiting):
                yield at_ns, waiting[place:end]
                place = end
            waiting = waiting[place:]


def find_end(data: bytes, place: int) -> int:
    """Where the server's frame at ``place`` ends; past the end of ``data`` if it is not all there.

    RFC 6455, section 5.2: from a server, unmasked.
    """
    if len(data) < place + 2:
        return len(data) + 1
    size = data[place + 1]
    head = {126: 4, 127: 10}.get(size, 2)
    if len(data) < place + head:
        return len(data) + 1
    return place + head + (size if head == 2 else int.from_bytes(data[place + 2 : place + head]))


def run_crowd(crowd: Crowd, pipe: Connection) -> None:
    """Come, say READY, listen; each number heard is a ``q`` up to which to listen and report."""
    with ExitStack() as stack:
        links = [
            stack.enter_context(_open(crowd, stalled=number < crowd.stalled))
            for number in range(crowd.clients)
        ]
        listeners = [Listener(link) for link in links[crowd.stalled :]]
        poll = stack.enter_context(select.epoll())
        by_place = {listener.link.fileno(): listener for listener in listeners}
        for place in by_place:
            os.set_blocking(place, False)
            poll.register(place, select.EPOLLIN)
        poll.register(pipe.fileno(), select.EPOLLIN)
        pipe.send(READY)
        while _listen(poll, by_place, pipe):
            last = pipe.recv()
            if last is None:
                return
            pipe.send(_report(poll, by_place, last))


def _open(crowd: Crowd, *, stalled: bool) -> socket.socket:
    link = socket.socket()
    if stalled:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL)
    link.connect((HOST, crowd.port))
    link.settimeout(PATIENCE_S)
    if crowd.token:
        _greet(link, crowd.token)
    return link


def _greet(link: socket.socket, token: str) -> None:
    """Shake hands, log in, subscribe to the alarms; takes all up to the whole snapshot."""
    link.sendall(
        b"GET /api/v1/live HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    _hear(link, b'"t":"hello"')
    link.sendall(_mask({"t": "auth", "token": token}))
    link.sendall(_mask({"t": "sub", "id": 1, "stream": "alarms"}))
    _hear(link, b'"t":"snap"')


def _hear(link: socket.socket, kind: bytes) -> None:
    """Take all up to the end of a frame of a kind."""
    told = b""
    while kind not in told or not told.endswith(b"}"):
        told += link.recv(READ_BYTES)


def _mask(frame: dict[str, Any]) -> bytes:
    """A client's text frame with the mask 0, which leaves the text as it is."""
    body = json.dumps(frame).encode()
    size = bytes([0x80 | len(body)]) if len(body) < 126 else b"\xfe" + len(body).to_bytes(2)
    return b"\x81" + size + bytes(4) + body


def _listen(poll: select.epoll, by_place: dict[int, Listener], pipe: Connection) -> bool:
    """Note what comes until the pipe has something to say."""
    asking = pipe.fileno()
    while True:
        ready = poll.poll()
        for place, _ in ready:
            if place == asking:
                return True
            data = os.read(place, READ_BYTES)
            if not data:
                poll.unregister(place)
            by_place[place].chunks.append((time.monotonic_ns(), data))


def _report(poll: select.epoll, by_place: dict[int, Listener], last: int) -> Heard:
    """Listen until all have the delta ``last`` or patience ends, then tell what came."""
    wanted = b'"q":%d,"prev":' % last
    waiting = {place for place, one in by_place.items() if not _ends_with(one, wanted)}
    end = time.monotonic() + PATIENCE_S
    while waiting and time.monotonic() < end:
        for place, _ in poll.poll(0.1):
            if place in by_place:
                data = os.read(place, READ_BYTES)
                by_place[place].chunks.append((time.monotonic_ns(), data))
                if not data or _ends_with(by_place[place], wanted):
                    waiting.discard(place)
                    if not data:
                        poll.unregister(place)
    heard = _take_apart(list(by_place.values()), last)
    for one in by_place.values():
        one.chunks.clear()
    return heard


def _ends_with(listener: Listener, wanted: bytes) -> bool:
    return wanted in b"".join(data for _, data in listener.chunks[-2:])


def _take_apart(listeners: list[Listener], last: int) -> Heard:
    at_ns: dict[int, list[int]] = {}
    wrong, stream = 0, []
    for listener in listeners:
        q = None
        whole = True
        for at, frame in listener.frames():
            found = _DELTA.search(frame)
            if found is None:
                continue
            number, before = int(found[1]), int(found[2])
            whole &= q is None or before == q
            q = number
            at_ns.setdefault(number, []).append(at)
            if listener is listeners[0]:
                stream.append(frame)
        wrong += not whole or q != last
    return Heard(at_ns, wrong, stream)


def listen_to(pipe: Connection, last: int) -> Heard:
    """Have a crowd report what it heard up to a delta."""
    pipe.send(last)
    heard: Heard = hear(pipe, 6 * PATIENCE_S)
    return heard
