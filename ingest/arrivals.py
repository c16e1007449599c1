"""What has arrived from a door and was not gathered: a queue that says when it is full.

Bounded by frames and by bytes. It refuses nothing: whoever reads a socket asks for the room before
it reads on, so that what does not fit waits where it comes from.
"""

from collections import deque
from collections.abc import Sequence

from ingest.frame import Frame, count_bytes


class Arrivals:
    """Frames in the order in which they came.

    :param most_frames: full at so many frames.
    :param most_bytes: full at so many bytes of payload.
    """

    def __init__(self, most_frames: int, most_bytes: int) -> None:
        self._most_frames, self._most_bytes = most_frames, most_bytes
        self._frames: deque[Frame] = deque()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def full(self) -> bool:
        """Whether nothing more should be read."""
        return len(self._frames) >= self._most_frames or self._bytes >= self._most_bytes

    @property
    def room(self) -> tuple[int, int]:
        """Frames and bytes until it is full; the last frame may go beyond the bytes."""
        return self._most_frames - len(self._frames), self._most_bytes - self._bytes

    def add(self, frames: Sequence[Frame]) -> None:
        """Take in what came."""
        self._frames.extend(frames)
        self._bytes += count_bytes(frames)

    def take(self, most: int) -> list[Frame]:
        """The oldest, at most so many."""
        frames = [self._frames.popleft() for _ in range(min(most, len(self._frames)))]
        self._bytes -= count_bytes(frames)
        return frames
