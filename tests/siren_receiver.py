"""A box that sounds sirens over HTTP, as it stands in a monitoring centre: one path a siren."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SIRENS = """
[notify]
sirens = ["good", "refusing", "hanging"]
"""
CHANNEL = """
[notify.channels.{name}]
kind = "http"
url = "{url}/{name}"
json = {{ text = "{{text}}", to = "{{address}}" }}
lasting_status = [403]
reference = "/job"
detail = "/why"
timeout_s = 1
"""


@dataclass
class Receiver:
    """``received`` are (path, body) as they came; /hanging answers nothing until ``let_go``."""

    url: str = ""
    received: list[tuple[str, Any]] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def settings(self) -> str:
        """The sections of a configuration that name its sirens."""
        names = ("good", "refusing", "hanging")
        return SIRENS + "".join(CHANNEL.format(name=name, url=self.url) for name in names)


@contextmanager
def run_receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Box(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            receiver.received.append((self.path, body))
            if self.path == "/hanging":
                receiver.let_go.wait(30)
                return
            took = self.path == "/good"
            answer = json.dumps({"job": "A-17"} if took else {"why": "lamp circuit open"}).encode()
            self.send_response(200 if took else 403)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Box)
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    try:
        yield receiver
    finally:
        receiver.let_go.set()
        server.shutdown()
        server.server_close()
