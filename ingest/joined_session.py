"""Several sessions behind one: what the tick gathers from and acknowledges to, whoever brought it.

Owns no socket. Every session has its share of each gathering, so that a busy one starves none;
a token goes back to whom it came from.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence

from ingest.frame import Frame
from ingest.session import NO_TOKEN, Session


class JoinedSession:
    """See :class:`ingest.session.Session`.

    :param sessions: at least one; the first is the broker's, and publishes.
    """

    def __init__(self, sessions: Sequence[Session]) -> None:
        self._sessions = tuple(sessions)
        self._held: list[deque[Frame]] = [deque() for _ in sessions]
        self._gathering: list[asyncio.Task[list[Frame]] | None] = [None for _ in sessions]
        self._first = 0

    @property
    def connected(self) -> bool:
        """Whether all are: where one is deaf, part of the plant is not heard."""
        return all(session.connected for session in self._sessions)

    async def start(self) -> None:
        """Start all."""
        for session in self._sessions:
            await session.start()

    async def gather(self, max_frames: int, timeout_s: float) -> list[Frame]:
        """Take what has arrived anywhere, waiting at most ``timeout_s`` for the first.

        A session that is still waiting from last time goes on waiting beside the others, and what
        it brings then comes with the next gathering.

        :raises SessionTakenOverError: another client has the broker's session now.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout_s
        while True:
            await self._wait(max_frames, max(0.0, end - loop.time()))
            self._hold()
            if any(self._held) or loop.time() >= end:
                break
        return self._hand_out(max_frames)

    def acknowledge(self, tokens: Iterable[int]) -> None:
        """Tell each session which of its own frames are safe."""
        for session, own in self._sort(tokens):
            session.acknowledge(own)

    def release(self, tokens: Iterable[int]) -> None:
        """Let each session go of its own frames."""
        for session, own in self._sort(tokens):
            session.release(own)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, qos: int = 1) -> bool:
        """Send a message to the broker."""
        return self._sessions[0].publish(topic, payload, retain=retain, qos=qos)

    async def stop(self) -> None:
        """Stop all; what was gathered and not handed out was not acknowledged either."""
        waiting = [task for task in self._gathering if task is not None]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        for session in self._sessions:
            await session.stop()

    async def _wait(self, max_frames: int, timeout_s: float) -> None:
        """Let every session gather of which less than a gathering is held, until there is some."""
        for place, session in enumerate(self._sessions):
            if self._gathering[place] is None and len(self._held[place]) < max_frames:
                self._gathering[place] = asyncio.create_task(session.gather(max_frames, timeout_s))
        waiting = [task for task in self._gathering if task is not None]
        if any(self._held):
            await asyncio.sleep(0)
        else:
            await asyncio.wait(waiting, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)

    def _hold(self) -> None:
        """Take over what was gathered; a session's own trouble is told when the rest is safe."""
        failed = None
        for place, task in enumerate(self._gathering):
            if task is None or not task.done():
                continue
            self._gathering[place] = None
            failed = task.exception() or failed
            if task.exception() is None:
                self._held[place].extend(self._stamp(place, frame) for frame in task.result())
        if failed is not None:
            raise failed

    def _sort(self, tokens: Iterable[int]) -> list[tuple[Session, list[int]]]:
        """The sessions that these tokens came from, each with its own."""
        own: list[list[int]] = [[] for _ in self._sessions]
        for token in tokens:
            if token != NO_TOKEN:
                before, place = divmod(token, len(self._sessions))
                own[place].append(before)
        return [pair for pair in zip(self._sessions, own, strict=True) if pair[1]]

    def _stamp(self, place: int, frame: Frame) -> Frame:
        """The frame under a token that tells whose it is."""
        if frame.token == NO_TOKEN:
            return frame
        token = frame.token * len(self._sessions) + place
        return Frame(frame.topic, frame.payload, frame.received, frame.retained, token)

    def _hand_out(self, max_frames: int) -> list[Frame]:
        """An equal share for each, the rest to those who have more; the first place goes round."""
        count = len(self._held)
        order = [self._held[(self._first + step) % count] for step in range(count)]
        self._first = (self._first + 1) % count
        frames: list[Frame] = []
        for share in (max(1, max_frames // count), max_frames):
            for held in order:
                room = min(share, max_frames - len(frames), len(held))
                frames += [held.popleft() for _ in range(room)]
        return frames
