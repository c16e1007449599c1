"""The measurements' connections to the broker of their stage, by its port alone."""

import socket
from typing import Final

from simulators.broker import Broker
from simulators.raw_link import open_socket

HOST: Final = "127.0.0.1"


def open_link(port: int, name: str) -> socket.socket:
    """Connect with a clean session.

    :raises OSError: the broker refused or went away.
    """
    return open_socket(Broker(HOST, port), name)
