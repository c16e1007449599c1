"""A program of the site's own that is told of alarms: a web server that takes signed messages."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.contract.plant_directory import PLANT

SECRET = "the secret of the desk"
STAFFED = (
    PLANT
    + """
[[person]]
id = "wang"
name = "王值班员"
addresses = { desk = "1" }

[[person]]
id = "desk"
name = "Park desk"
language = "en"
addresses = { desk = "2" }

[[duty]]
role = "operator"
persons = ["wang"]

[[duty]]
role = "park"
persons = ["desk"]

[[escalation]]
id = "grave"
priorities = ["critical", "high"]
steps = [
  { after_s = 0, to = ["operator"], via = ["desk"] },
  { after_s = 2, to = ["park"], via = ["desk"] },
]
"""
)


class DeskLine:
    """The messages that came, oldest first; ``status`` is what is answered."""

    def __init__(self) -> None:
        self.letters: list[dict[str, Any]] = []
        self.forged = 0
        self.status = 200
        self.url = ""

    def told(self, alarm: str = "") -> list[tuple[str, str]]:
        """(address, alarm) of every message, or of those about one alarm."""
        told = [(one["address"], one["facts"]["alarm"]) for one in self.letters]
        return [one for one in told if alarm in ("", one[1])]

    def take(self, headers: Any, body: bytes) -> None:
        signed = headers["X-Hazardwatch-Timestamp"].encode() + b"." + body
        expected = "v1=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        if hmac.compare_digest(expected, headers["X-Hazardwatch-Signature"]):
            self.letters.append(json.loads(body))
        else:
            self.forged += 1

    def configure(self, folder: Path) -> str:
        """The configuration of ``serve`` that reaches it."""
        secret = folder / "desk.secret"
        secret.write_text(SECRET, encoding="utf-8")
        return (
            f'[notify.channels.desk]\nkind = "webhook"\nurl = "{self.url}"\n'
            f'secret_file = "{secret}"\nallow_plain_http = true\n'
        )


@contextmanager
def run_desk_line() -> Iterator[DeskLine]:
    """Serve on the loopback until the block ends."""
    line = DeskLine()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if line.status == 200:
                line.take(self.headers, body)
            self.send_response(line.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    line.url = f"http://127.0.0.1:{server.server_port}/alarms"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        server.shutdown()
        server.server_close()
