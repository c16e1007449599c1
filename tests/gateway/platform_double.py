"""The platform as a gateway sees it: hears its frames, promises with the house's own ledger.

Not the platform's spool and journal: what it heard counts as durable. ``gone`` drops frames as a
broker would that loses them.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Callable

import aiomqtt

from ingest.codec import decode
from ingest.lenient import Unfit
from ingest.sequence import SequenceLedger

TOPIC = "hazard/v1/P1/ent1/gw1"


class PlatformDouble:
    """Readings by (tag, ts), statuses, and the numbers of frames in the order they came."""

    def __init__(self, port: int, *, gone: Callable[[int], bool] = lambda _: False) -> None:
        self.readings: dict[tuple[str, int], float] = {}
        self.heard = Counter[tuple[str, int]]()
        self.words: dict[tuple[str, int], str] = {}
        self.frames: list[tuple[str, str, int]] = []
        self.statuses: list[dict[str, object]] = []
        self.ledger = SequenceLedger()
        self.promising = True
        self._port, self._gone = port, gone
        self._task: asyncio.Task[None] | None = None
        self.listening = asyncio.Event()

    async def __aenter__(self):
        self.listening.clear()
        self._task = asyncio.create_task(self._run())
        await asyncio.wait_for(self.listening.wait(), 10)
        return self

    async def __aexit__(self, *_: object) -> None:
        while not self._task.done():  # Python 3.11's wait_for, in aiomqtt, can swallow one
            self._task.cancel()
            await asyncio.wait([self._task], timeout=0.5)

    async def until(self, done: Callable[[], bool], timeout_s: float = 30.0) -> None:
        async with asyncio.timeout(timeout_s):
            while not done():
                await asyncio.sleep(0.01)

    async def until_heard(self, readings: int) -> None:
        """Wait until more than so many readings have come."""
        await self.until(lambda: len(self.readings) > readings)

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except aiomqtt.MqttError:
                await asyncio.sleep(0.05)

    async def _listen(self) -> None:
        async with aiomqtt.Client("127.0.0.1", self._port) as client:
            client.pending_calls_threshold = 10_000
            await client.subscribe(f"{TOPIC}/+", qos=1)
            self.listening.set()
            async for message in client.messages:
                leaf = str(message.topic).rsplit("/", 1)[1]
                if leaf == "status":
                    self.statuses.append(json.loads(message.payload))
                elif leaf != "ack" and self._take(leaf, message.payload) and self.promising:
                    mark = self.ledger.watermark
                    body = json.dumps({"boot": mark.boot, "seq": mark.seq})
                    await client.publish(f"{TOPIC}/ack", body, qos=0, retain=True)

    def _take(self, leaf: str, payload: bytes) -> bool:
        decoded = decode("", payload, 0)
        assert not isinstance(decoded, Unfit), payload
        assert decoded.boot is not None
        assert decoded.seq is not None
        assert decoded.sent is not None
        if self._gone(decoded.seq):
            return False
        self.frames.append((leaf, decoded.boot, decoded.seq))
        self.ledger.note(decoded.boot, decoded.seq)
        for place, key in enumerate(zip(decoded.tags, decoded.ts, strict=True)):
            self.readings[key] = decoded.values[place]
            self.heard[key] += 1
            if place in decoded.words:
                self.words[key] = decoded.words[place]
        return True
