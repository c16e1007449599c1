"""An address that can't be listened on: whose fault it is decides how the program ends."""

import socket

import pytest

from hazardwatch.listener import AddressTakenError, listen
from hazardwatch.settings import SettingsError


def test_an_address_in_use_is_busy_and_one_that_is_none_a_wrong_setting():
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(AddressTakenError):
        listen("127.0.0.1", other.getsockname()[1], "http.host")
    for host in ("no such host", "a" * 64 + ".invalid", "203.0.113.7"):
        with pytest.raises(SettingsError, match=r"http\.host"):
            listen(host, 0, "http.host")


def test_who_connects_before_anybody_accepts_waits():
    with listen("127.0.0.1", 0, "hj212.listen") as listener:
        with socket.create_connection(listener.getsockname(), 1) as early:
            early.sendall(b"x")
            accepted, _ = listener.accept()
        with accepted:
            accepted.setblocking(True)
            assert accepted.recv(1) == b"x"
