"""Keep-alive of a connection (MQTT 5.0 §3.1.2.10): when to ask, and when nobody is there any more.

Pure: the instants come in. Half the interval of silence on either side asks; half an interval
without anything heard after that is the end, so that a dead peer is noticed within one interval.
"""

from enum import Enum, auto


class Pulse(Enum):
    """What is to be done."""

    NOTHING = auto()
    ASK = auto()
    DEAD = auto()


class KeepAlive:
    """Fed with whether anything was said and heard since it was last asked.

    :param interval_s: 0 for none.
    :param now_s: a monotonic clock, s, when the connection began.
    """

    def __init__(self, interval_s: float, now_s: float) -> None:
        self._half_s = interval_s / 2
        self._said_s = self._heard_s = now_s
        self._asked_s: float | None = None

    def judge(self, now_s: float, *, said: bool, heard: bool) -> Pulse:
        """What is to be done now. While nobody reads, say that something was heard."""
        if said:
            self._said_s = now_s
        if heard:
            self._heard_s, self._asked_s = now_s, None
        if not self._half_s:
            return Pulse.NOTHING
        if self._asked_s is not None:
            return Pulse.DEAD if now_s - self._asked_s >= self._half_s else Pulse.NOTHING
        if now_s - min(self._said_s, self._heard_s) < self._half_s:
            return Pulse.NOTHING
        self._asked_s = self._said_s = now_s
        return Pulse.ASK
