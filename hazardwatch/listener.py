"""Listening sockets, and why an address can not be had. Who comes in is their owners' business."""

import errno
import socket

from hazardwatch.settings import SettingsError


class AddressTakenError(Exception):
    """Another program listens where we should."""


def listen(host: str, port: int, setting: str) -> socket.socket:
    """A listening socket: who connects before its owner is up waits instead of being refused.

    :param setting: the settings that say where, for whoever has to correct them.
    :raises AddressTakenError: somebody else listens there.
    :raises SettingsError: this machine has no such address, or may not listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, UnicodeError) as error:
        listener.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise AddressTakenError(f"{host}:{port}: {error.strerror}") from error
        raise SettingsError([f"{setting} {host}:{port}: {error}"]) from error
    listener.listen(128)
    listener.setblocking(False)
    return listener
