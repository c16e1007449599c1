"""A witness: a bare connection to the broker that says nothing and only sees whether it is cut.

A broker that gives our session to another client cuts our connection alone; one that dies cuts
every connection. MQTT 3.1.1, and Mosquitto before 2.0.15, close without a word in both cases, and
who takes a broker that is restarted again and again for another platform leaves a park unwatched.
"""

import asyncio
import contextlib
from typing import Self

GRACE_S = 0.2
"""A dying process closes its connections one after the other."""


class Witness:
    """One TCP connection, closed at the end of the block; no protocol is spoken on it."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        with contextlib.suppress(OSError):
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._writer is not None:
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    async def stands(self) -> bool:
        """Whether the connection is still there; one that never was can testify to nothing."""
        if self._reader is None:
            return False
        try:
            return bool(await asyncio.wait_for(self._reader.read(1), GRACE_S))
        except TimeoutError:
            return True
        except OSError:
            return False
