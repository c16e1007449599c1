"""A real Mosquitto for tests: its own configuration, its own port, gone when the test is."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import find_server

START_S = 10.0


@dataclass
class Mosquitto:
    """A running broker; ``restart`` keeps port and directory."""

    directory: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """Let it hang with its sockets open."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def restart(self) -> None:
        self.kill()
        self.process = _start(self.directory, self.port)

    @property
    def log(self) -> str:
        return (self.directory / "mosquitto.log").read_text(errors="replace")


@contextmanager
def run_mosquitto(
    directory: Path, port: int | None = None, **settings: str | int | None
) -> Iterator[Mosquitto]:
    """Run a broker in ``directory`` until the block ends.

    :param port: a free one if None.
    :param settings: further lines of its configuration (``max_inflight_messages=0``); None
        takes a default of ours away. Persistence is on, saved every second; with
        ``autosave_on_changes="true"`` at every change, which is slow.
    """
    directory.mkdir(parents=True, exist_ok=True)
    port = port or find_free_port()
    lines: dict[str, str | int | None] = {
        "listener": f"{port} 127.0.0.1",
        "allow_anonymous": "true",
        "max_queued_messages": 0,
        "max_inflight_messages": 0,
        "persistence": "true",
        "persistence_location": f"{directory}/",
        "autosave_interval": 1,
        "user": _own_name(),
        **settings,
    }
    text = "".join(f"{key} {value}\n" for key, value in lines.items() if value is not None)
    (directory / "mosquitto.conf").write_text(text)
    broker = Mosquitto(directory, port, _start(directory, port))
    try:
        yield broker
    finally:
        broker.kill()


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _own_name() -> str | None:
    """Started by root it would drop to a user who may not write here."""
    return "root" if os.geteuid() == 0 else None


def _start(directory: Path, port: int) -> subprocess.Popen[bytes]:
    program = find_server("mosquitto") or shutil.which("mosquitto")
    assert program, "tests that need mosquitto carry the marker 'broker'"
    with (directory / "mosquitto.log").open("ab") as log:
        process = subprocess.Popen(
            [program, "-c", str(directory / "mosquitto.conf")], stdout=log, stderr=log
        )
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.02)
        else:
            return process
    process.kill()
    process.wait()
    raise RuntimeError((directory / "mosquitto.log").read_text(errors="replace"))
