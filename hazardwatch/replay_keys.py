"""The keys that steer a replay: a terminal's bytes in, wishes out.

Pure. Reading the terminal and carrying wishes out is :mod:`hazardwatch.replay_screen`'s business.
"""

from datetime import datetime, time
from enum import Enum, auto
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from hazardwatch.data_flags import read_instant
from plant.reading import Instant

HELP: Final = "空格 暂停 pause · ← → 10 s · ↑ ↓ 1 min · g 跳到时刻 go to a time · q 结束 quit"


class Act(Enum):
    """What a key asks for."""

    PAUSE = auto()
    SKIP = auto()
    GO = auto()
    QUIT = auto()


class Wish(NamedTuple):
    """One act; ``seconds`` of a skip, ``text`` of the time to go to."""

    act: Act
    seconds: int = 0
    text: str = ""


_KEYS: Final = {
    b" ": Wish(Act.PAUSE),
    b"q": Wish(Act.QUIT),
    b"Q": Wish(Act.QUIT),
    b"\x1b[D": Wish(Act.SKIP, -10),
    b"\x1b[C": Wish(Act.SKIP, 10),
    b"\x1b[B": Wish(Act.SKIP, -60),
    b"\x1b[A": Wish(Act.SKIP, 60),
}


class Keys:
    """Keys as they are pressed; ``typed`` is the time being typed after ``g``, else None."""

    def __init__(self) -> None:
        self.typed: str | None = None
        self._pending = b""

    def feed(self, data: bytes) -> list[Wish]:
        """Take bytes, which may end amid a key; what they ask for."""
        self._pending += data
        wishes = []
        while (key := self._take_key()) is not None:
            wish = self._press(key) if self.typed is None else self._type(key)
            if wish is not None:
                wishes.append(wish)
        return wishes

    def _take_key(self) -> bytes | None:
        """The next whole key, None where there is none yet; an arrow is three bytes."""
        pending = self._pending
        if not pending:
            return None
        size = 1
        if pending[0] == 0x1B:
            if len(pending) == 1:
                return None
            if pending[1:2] in (b"[", b"O"):
                size = 3
        if len(pending) < size:
            return None
        self._pending = pending[size:]
        return pending[:size].replace(b"\x1bO", b"\x1b[")

    def _press(self, key: bytes) -> Wish | None:
        if key in (b"g", b"G"):
            self.typed = ""
            return None
        return _KEYS.get(key)

    def _type(self, key: bytes) -> Wish | None:
        typed = self.typed or ""
        if key in (b"\r", b"\n"):
            self.typed = None
            return Wish(Act.GO, text=typed) if typed else None
        if key == b"\x1b":
            self.typed = None
        elif key in (b"\x7f", b"\x08"):
            self.typed = typed[:-1]
        elif len(key) == 1 and 0x20 <= key[0] < 0x7F:
            self.typed = typed + key.decode()
        return None


def read_moment(text: str, position: Instant, zone: str) -> Instant:
    """The instant that somebody typed: ms, ISO 8601, or a time of the day that is being played.

    :raises FlagError: it means none.
    """
    text = text.strip()
    try:
        of_day = time.fromisoformat(text if ":" in text else "")
    except ValueError:
        return read_instant("g", text, zone) or position
    day = datetime.fromtimestamp(position / 1000, ZoneInfo(zone))
    return round(datetime.combine(day.date(), of_day, day.tzinfo).timestamp() * 1000)
