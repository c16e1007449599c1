"""The client's addresses; what it does with a platform is in ``tests/contract``."""

import json
import socket
import threading

import pytest

from hazardwatch.alarm_client import Client, ClientError, acknowledge_alarms
from hazardwatch.exit_code import Exit


@pytest.mark.parametrize(
    "url", ["foo", "", "ftp://h", "http://", "http://h:abc", "http://h:99999", "http://u:secret@h"]
)
def test_an_address_that_is_none_is_usage(url):
    with pytest.raises(ClientError, match="--url") as caught:
        Client(url, "admin", "x")
    assert caught.value.code == Exit.USAGE
    assert "secret" not in str(caught.value)


def test_who_speaks_no_http_is_no_platform():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            peer, _ = server.accept()
            with peer:
                peer.recv(1000)
                peer.sendall(b"220 mail ready\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(ClientError) as caught:
            Client(f"http://127.0.0.1:{server.getsockname()[1]}", "admin", "x")
        thread.join()
    assert caught.value.code == Exit.UNREACHABLE


def test_machines_are_told_of_each_alarm_whether_it_was_acknowledged(monkeypatch, capsys):
    def call(_client, _method, path, _body=None):
        if "GONE" in path:
            raise ClientError("Not found: GONE:H", Exit.FINDINGS)
        return {"token": "t"}

    monkeypatch.setattr(Client, "call", call)
    told = acknowledge_alarms("http://h", "admin", "x", ["A:H", "GONE:H"], "", as_json=True)
    assert told == Exit.FINDINGS
    said = capsys.readouterr()
    assert json.loads(said.out) == [
        {"id": "A:H", "ok": True, "detail": ""},
        {"id": "GONE:H", "ok": False, "detail": "Not found: GONE:H"},
    ]
    assert said.err == ""
