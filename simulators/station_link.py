"""The TCP connection of a simulated HJ 212 station to a platform's door, answers counted.

The counterpart of :class:`simulators.mqtt_link.MqttLink` for stations that need no broker. What is
not a packet (the status that gateways have over MQTT) has no place here and is left out.
"""

import asyncio
import contextlib
from collections import Counter
from typing import Final

from ingest.formats.hj212_packet import TOPIC_ROOT, read_packet
from ingest.formats.hj212_stream import Splitter, split
from simulators.wire import Message

ANSWER: Final = "9014"
"""数据应答, the data acknowledgement (table 9)."""

_WANTS_ANSWER: Final = 0b01
_PORTION_BYTES: Final = 16_384


class StationLink:
    """A station at a door. ``acknowledged`` counts its packets that were answered.

    :param answer_s: for how long answers are waited for.
    :raises OSError: from every call, when the door is not there, broke, or does not answer.
    """

    def __init__(self, host: str, port: int, *, answer_s: float = 10.0) -> None:
        self.acknowledged = 0
        self._address = host, port
        self._answer_s = answer_s
        self._owed: Counter[str] = Counter()
        self._answered = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is a connection to let go of, be it broken."""
        return self._writer is not None

    async def connect(self, will: Message | None, commands: str = "") -> None:
        """Connect; a door knows neither wills nor commands."""
        del will, commands
        await self.let_go()
        reader, self._writer = await asyncio.open_connection(*self._address)
        self._reading = asyncio.create_task(self._read(reader))

    async def send(self, message: Message) -> None:
        """Send the packets of a message; their answers are owed from now on."""
        if not message.topic.startswith(f"{TOPIC_ROOT}/"):
            return
        if self._writer is None or self._reading is None or self._reading.done():
            raise ConnectionResetError("the door is closed")
        self._owed.update(_list_questions(message.payload))
        self._writer.write(message.payload)
        await self._writer.drain()

    async def drain(self) -> None:
        """Wait until everything that wants an answer has one."""
        try:
            async with asyncio.timeout(self._answer_s):
                while self._owed.total():
                    await self._wait()
        except TimeoutError:
            raise ConnectionError(f"{self._owed.total()} uploads are not answered") from None

    async def cut(self) -> None:
        """Break the connection without a word."""
        if self._writer is not None:
            self._writer.transport.abort()
        await self.let_go()

    async def let_go(self) -> None:
        """Close the connection; what was not answered is owed no more."""
        self._owed.clear()
        writer, self._writer = self._writer, None
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        if writer is not None:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _wait(self) -> None:
        if self._reading is None or self._reading.done():
            raise ConnectionResetError("the door closed the connection")
        self._answered.clear()
        answered = asyncio.create_task(self._answered.wait())
        await asyncio.wait([answered, self._reading], return_when=asyncio.FIRST_COMPLETED)
        answered.cancel()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        """Take the answers until the connection ends."""
        splitter = Splitter()
        with contextlib.suppress(OSError):
            while portion := await reader.read(_PORTION_BYTES):
                for piece in splitter.feed(portion):
                    packet = None if piece.fault else read_packet(piece.payload)
                    if packet is not None and packet.cn == ANSWER and self._owed[packet.qn]:
                        self._owed[packet.qn] -= 1
                        self.acknowledged += 1
                self._answered.set()


def _list_questions(payload: bytes) -> list[str]:
    """The QN of every packet that wants an answer."""
    read = (read_packet(piece.payload) for piece in split(payload) if not piece.fault)
    return [one.qn for one in read if one is not None and (one.flag or 0) & _WANTS_ANSWER]
