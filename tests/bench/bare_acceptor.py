"""The endpoint's ceiling: a server that lets one client in, counts its messages and answers them.

It asks for no name, decodes nothing, keeps nothing and promises nothing, so it shows what a
publisher and a socket can do between them on this machine at this moment.
"""

import socket
import time
from multiprocessing.connection import Connection
from typing import Final

from simulators.child import READY
from simulators.raw_link import PATIENCE_S, receive
from simulators.raw_packets import PUBLISH, Packets, write_puback
from tests.bench.link import HOST
from tests.bench.raw_subscriber import Received

_WELCOME: Final = b"\x20\x02\x00\x00"


def run_bare_acceptor(port: int, pipe: Connection) -> None:
    """Count until the client goes; says READY, then :class:`Received`."""
    with socket.create_server((HOST, port)) as listener:
        pipe.send(READY)
        link, _ = listener.accept()
    with link:
        link.settimeout(PATIENCE_S)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        packets, messages, ended_ns = Packets(), 0, time.monotonic_ns()
        while not packets.split(receive(link)):
            pass
        link.sendall(_WELCOME)
        began_s = time.process_time()
        while True:
            try:
                data = receive(link)
            except (TimeoutError, ConnectionError):
                break
            bodies = [body for kind, body in packets.split(data) if kind == PUBLISH]
            messages += len(bodies)
            ended_ns = time.monotonic_ns()
            link.sendall(b"".join(map(write_puback, bodies)))
        pipe.send(Received(messages, ended_ns, time.process_time() - began_s))
