"""The client's addresses; what it does with a platform is in ``tests/contract``."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hazardwatch.alarm_client import (
    ASKS,
    LONGEST_WAIT_S,
    Client,
    ClientError,
    act_on_alarms,
    list_alarms,
)
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


@pytest.mark.parametrize(("told", "waited"), [("2", 2.0), ("3600", LONGEST_WAIT_S), ("soon", 1.0)])
def test_a_platform_that_has_too_much_to_do_is_asked_again_when_it_says(
    told, waited, monkeypatch, busy_platform
):
    waits = []
    monkeypatch.setattr("hazardwatch.alarm_client.time.sleep", waits.append)
    assert Client(busy_platform(told, times=2), "admin", "x").token == "t"
    assert waits == [waited, waited]
    with pytest.raises(ClientError, match="too many") as caught:
        Client(busy_platform(told, times=ASKS), "admin", "x")
    assert caught.value.code == Exit.FINDINGS


@pytest.fixture
def busy_platform():
    """Starts a platform that refuses so many requests before it takes one; gives its address."""
    servers = []

    def start(retry_after, times):
        left = [times]

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                busy, left[0] = left[0] > 0, left[0] - 1
                self.send_response(429 if busy else 200)
                if busy:
                    self.send_header("Retry-After", retry_after)
                self.end_headers()
                self.wfile.write(b'{"title": "too many"}' if busy else b'{"token": "t"}')

            def log_message(self, *words):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_machines_are_told_of_each_alarm_whether_it_was_acknowledged(monkeypatch, capsys):
    def call(_client, _method, path, _body=None):
        if "GONE" in path:
            raise ClientError("Not found: GONE:H", Exit.FINDINGS)
        return {"token": "t"}

    monkeypatch.setattr(Client, "call", call)
    alarms = ["A:H", "GONE:H"]
    told = act_on_alarms("http://h", "admin", "x", "acknowledge", alarms, {}, as_json=True)
    assert told == Exit.FINDINGS
    said = capsys.readouterr()
    assert json.loads(said.out) == [
        {"id": "A:H", "ok": True, "detail": ""},
        {"id": "GONE:H", "ok": False, "detail": "Not found: GONE:H"},
    ]
    assert said.err == ""


def test_people_see_the_most_urgent_first_in_the_operators_words(monkeypatch, capsys):
    def row(alarm, priority, raised_at):
        state = "unacknowledged"
        message = {"zh": f"{alarm} 报警", "en": ""}
        told = {"id": alarm, "priority": priority, "state": state, "raised_at": raised_at}
        return told | {"message": message}

    rows = [row("A:L", "low", 3), row("B:H", "medium", 1), row("C:HH", "high", 1)]
    rows.append(row("D:H", "medium", 2))

    def call(_client, _method, path, _body=None):
        return {"token": "t"} if "login" in path else {"items": rows, "next": None}

    monkeypatch.setattr(Client, "call", call)
    assert list_alarms("http://h", "admin", "x", as_json=False) == Exit.OK
    said = capsys.readouterr().out
    places = [said.index(alarm) for alarm in ("C:HH", "D:H", "B:H", "A:L")]
    assert places == sorted(places)
    assert "未确认" in said
