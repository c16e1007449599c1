"""A platform run from outside, as a site runs it: a process, its ports, nothing of its insides."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

PASSWORD = "the password of the tests"
COMMAND = (sys.executable, "-m", "hazardwatch.commands")
NOBODY = "".join(f'[notify.channels.{name}]\nkind = "nowhere"\n' for name in ("sms", "voice"))
"""The channels of the shipped parks, leading to nobody."""


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_command(
    *words: str | Path, within_s: float = 90, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run one command of the command line to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=within_s,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


class Platform:
    """``hazardwatch serve`` over a data directory of its own; may be killed and started again."""

    def __init__(
        self,
        folder: Path,
        plant: Path,
        broker: str | None,
        clock: str = "wall",
        client: str = "codec",
        **sections: str,
    ) -> None:
        """``broker``: its address, or None for the platform's own endpoint; ``mqtt`` is either."""
        self.folder = folder
        self.port = find_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.config = folder / "hazardwatch.toml"
        self.mqtt = broker or f"mqtt://127.0.0.1:{find_port()}"
        # A name of its own: two platforms of one name on one broker take each other's session.
        door = f'url = "{broker}"\nclient_id = "hazardwatch-{self.port}"\nclient = "{client}"'
        if broker is None:
            door = f'listen = "{self.mqtt.removeprefix("mqtt://")}"'
        extra = "\n".join(sections.values())
        self.config.write_text(
            f'clock = "{clock}"\n[plant]\ndir = "{plant}"\n[data]\ndir = "{folder / "data"}"\n'
            f"[mqtt]\n{door}\n"
            # Tests ask more than a person may.
            f"[http]\nport = {self.port}\nrequests_per_s = 1e6\nburst = 1e6\n{extra}\n",
            encoding="utf-8",
        )
        self.process: subprocess.Popen[bytes] | None = None
        self._token = ""

    def start(self, *, ready: bool = True) -> None:
        log = (self.folder / "serve.log").open("ab")
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--config", str(self.config)],
            stdout=log,
            stderr=log,
            cwd=ROOT,
            env={**os.environ, "HAZARDWATCH_ADMIN_PASSWORD": PASSWORD},
        )
        log.close()
        self.wait_for(lambda: self.answers("/readyz" if ready else "/healthz"), 30)

    def kill(self) -> None:
        """What the kernel's out-of-memory killer would do."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end; returns its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=10)

    def answers(self, path: str) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log()
        try:
            with urllib.request.urlopen(self.url + path, timeout=2):
                return True
        except urllib.error.HTTPError as error:
            error.close()
            return False
        except OSError:
            return False

    def read(self, path: str) -> Any:
        """What stands at the root, whatever the status: JSON, or text."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=2) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode()
        return json.loads(text) if text.startswith("{") else text

    def log(self) -> str:
        return (self.folder / "serve.log").read_text(encoding="utf-8")[-4000:]

    def wait_for(self, met, seconds: float = 10) -> Any:
        """Poll what only the outside can show; the last answer when it is truthy."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            answer = met()
            if answer:
                return answer
            time.sleep(0.05)
        raise AssertionError(f"not within {seconds} s\n{self.log()}")

    @property
    def token(self) -> str:
        if not self._token:
            body = json.dumps({"username": "admin", "password": PASSWORD}).encode()
            request = urllib.request.Request(
                self.url + "/api/v1/auth/login",
                body,
                {"Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=10) as answer:
                self._token = json.load(answer)["token"]
        return self._token

    def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any, dict[str, str]]:
        """One REST call below ``/api/v1``: status, body, headers (names in lower case)."""
        request = urllib.request.Request(
            f"{self.url}/api/v1/{path}",
            None if body is None else json.dumps(body).encode(),
            {
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                **(headers or {}),
            },
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer), _lower(answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"null"), _lower(error.headers)

    def get(self, path: str) -> Any:
        status, body, _ = self.call("GET", path)
        assert status == 200, (status, body)
        return body

    def items(self, path: str) -> list[Any]:
        """All items of a list, page after page."""
        items: list[Any] = []
        cursor = ""
        joint = "&" if "?" in path else "?"
        while True:
            page = self.get(f"{path}{joint}limit=500" + (f"&cursor={cursor}" if cursor else ""))
            items += page["items"]
            cursor = page["next"]
            if not cursor:
                return items


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@contextmanager
def run_platform(
    folder: Path,
    plant: Path,
    broker: str | None,
    clock: str = "wall",
    client: str = "codec",
    **sections: str,
) -> Iterator[Platform]:
    """A platform that is up when the block begins and gone when it ends.

    :param broker: None for the platform's own endpoint, whose address is the platform's ``mqtt``.
    """
    platform = Platform(folder, plant, broker, clock, client, **sections)
    platform.start()
    try:
        yield platform
    finally:
        if platform.process is not None and platform.process.poll() is None:
            platform.kill()
