"""Noticing a peer that vanished without a word, by the kernel's own probes."""

import socket
from typing import Final

_PROBES: Final = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}
"""Within two minutes, on systems that have them."""


def probe_peer(sock: socket.socket) -> None:
    """Have the kernel end a connection whose other end is gone."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _PROBES.items():
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
