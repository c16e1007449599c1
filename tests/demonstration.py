"""``hazardwatch demo`` as a process, on free ports, for what is seen of a whole product."""

import json
import signal
import subprocess
import time
from typing import IO, Self

from tests.conftest import ROOT
from tests.platform import COMMAND, find_port


class Demo:
    """It runs from the time that it says where it is; ``started`` is when it was asked to, s.

    :param words: more of the command line.
    :param stderr: where it complains, as of a process; None: where we do.
    """

    def __init__(self, *words: str, stderr: IO[bytes] | int | None = subprocess.DEVNULL) -> None:
        self.started = time.monotonic()
        ports = ("--port", str(find_port()), "--mqtt-port", str(find_port()))
        self.process = subprocess.Popen(
            [*COMMAND, "demo", *ports, "--no-browser", "--json", *words],
            stdout=subprocess.PIPE,
            stderr=stderr,
            cwd=ROOT,
        )
        assert self.process.stdout is not None
        told = json.loads(self.process.stdout.readline())
        self.url, self.user, self.password = told["url"], told["user"], told["password"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def freeze(self) -> None:
        """Let it stand still."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    def end(self) -> int:
        """Ask it to end; what it ended with."""
        self.process.terminate()
        self.process.communicate(timeout=20)
        return self.process.returncode
