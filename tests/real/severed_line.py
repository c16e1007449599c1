"""A line between a browser and a platform that can be cut as a cable is: nobody is told.

Neither side hears of the cut. What is sent meanwhile waits, new connections hang, and all of it
goes on where it stood when the line is whole again, as TCP's repetitions would have it.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

_BYTES: Final = 65_536
_HOST: Final = "127.0.0.1"


class SeveredLine:
    """Forwards every connection to a port, while it is whole."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._whole = threading.Event()
        self._whole.set()
        self._listener = socket.create_server((_HOST, 0))
        self.url = f"http://{_HOST}:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._whole.clear()

    def mend(self) -> None:
        self._whole.set()

    def close(self) -> None:
        self._listener.close()
        self.mend()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        self._whole.wait()
        try:
            far = socket.create_connection((_HOST, self._to))
        except OSError:
            near.close()
            return
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self._forward, args=(one, other), daemon=True).start()

    def _forward(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(_BYTES):
                self._whole.wait()
                other.sendall(data)
        self._whole.wait()
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def run_line(port: int) -> Iterator[SeveredLine]:
    line = SeveredLine(port)
    try:
        yield line
    finally:
        line.close()
