"""Frames that have arrived and were not gathered: a lane for each client, and everybody's turn.

Lanes keep a client's frames in their order, across its connections too; taking goes round the
lanes, so that one that floods fills its own.
"""

from collections import deque

from ingest.frame import Frame, count_bytes


class Lane:
    """One client's frames, in portions as they came, and how much they are."""

    __slots__ = ("bytes", "frames", "portions")

    def __init__(self) -> None:
        self.portions: deque[list[Frame]] = deque()
        self.frames = 0
        self.bytes = 0


class FrameQueue:
    """All lanes; ``most_frames`` and ``most_bytes`` are where holding back begins."""

    def __init__(self, most_frames: int, most_bytes: int) -> None:
        self._most_frames, self._most_bytes = most_frames, most_bytes
        self._waiting: deque[Lane] = deque()
        self.frames = 0
        self.bytes = 0

    def __len__(self) -> int:
        return self.frames

    def put(self, lane: Lane, frames: list[Frame]) -> None:
        """Queue a portion; the list is the queue's from now on."""
        if not lane.portions:
            self._waiting.append(lane)
        lane.portions.append(frames)
        self._count(lane, len(frames), count_bytes(frames))

    def has_room(self, lane: Lane) -> bool:
        """Whether a client may go on: the queue is not full, or it holds less than its share of it.

        So all together hold less than twice as much, beside the portion that each brings last.
        """
        count = max(len(self._waiting), 1)
        if self.frames >= self._most_frames and lane.frames * count >= self._most_frames:
            return False
        return self.bytes < self._most_bytes or lane.bytes * count < self._most_bytes

    def take(self, most: int) -> list[Frame]:
        """So many frames at the most: an equal share of each lane, then what they have more."""
        taken: list[Frame] = []
        while self._waiting and len(taken) < most:
            share = max(1, (most - len(taken)) // len(self._waiting))
            for _ in range(len(self._waiting)):
                lane = self._waiting.popleft()
                taken += self._draw(lane, min(share, most - len(taken)))
                if lane.portions:
                    self._waiting.append(lane)
        return taken

    def _draw(self, lane: Lane, share: int) -> list[Frame]:
        drawn: list[Frame] = []
        while lane.portions and len(drawn) < share:
            portion = lane.portions[0]
            room = share - len(drawn)
            drawn += portion[:room]
            if room < len(portion):
                del portion[:room]
            else:
                lane.portions.popleft()
        self._count(lane, -len(drawn), -count_bytes(drawn))
        return drawn

    def _count(self, lane: Lane, frames: int, size: int) -> None:
        lane.frames += frames
        lane.bytes += size
        self.frames += frames
        self.bytes += size
