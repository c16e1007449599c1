"""The circuit between the spool and a store: closed, open or half-open, and when to try again.

Pure: time is an argument, in seconds of any clock that never goes back. Who tries is
:mod:`historian.feeder`. An outage is one from the first failure to the next success, however many
attempts fail in it and of whatever kind; so it makes one alarm.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from historian.port import HistorianRefusedError, HistorianUnavailableError


class CircuitState(StrEnum):
    """``closed``: the store takes what it is given. ``open``: it failed, and is left alone until
    the next attempt. ``half_open``: that attempt is under way, as it is at the start.
    """

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds between attempts.

    ``first_s`` after a first failure, doubled with each further one up to ``longest_s`` and
    shortened by up to a half at random, so that many clients don't come back at once. A store that
    asks for longer gets it. ``refused_s``: a refusal wants a person to mend rights or bucket; who
    does should not have to restart us.
    """

    first_s: float = 0.5
    longest_s: float = 30.0
    refused_s: float = 60.0

    def choose(self, error: Exception, failures: int, random: Random) -> float:
        """The pause after so many failures before this one, without one in between that went."""
        if isinstance(error, HistorianRefusedError):
            return max(self.refused_s, self.longest_s)
        # Doubling ends where a float would overflow long after the longest pause was reached.
        pause = min(self.longest_s, self.first_s * 2.0 ** min(failures, 60))
        wanted = error.retry_after_s if isinstance(error, HistorianUnavailableError) else None
        return max(wanted or 0.0, pause * random.uniform(0.5, 1.0))


@dataclass(slots=True)
class Circuit:
    """How the link to a store stands.

    ``since``         when this state of being closed or not began
    ``cause``         what the newest failure was, empty while closed
    ``refused``       some attempt of this outage was refused for good: somebody must act
    ``next_attempt``  while open
    ``failures``      attempts of this outage
    """

    since: float
    pauses: Pauses = Pauses()
    random: Random = field(default_factory=Random)
    state: CircuitState = CircuitState.HALF_OPEN
    cause: str = ""
    refused: bool = False
    next_attempt: float | None = None
    failures: int = 0

    @property
    def closed(self) -> bool:
        return self.state is CircuitState.CLOSED

    def attempt(self) -> None:
        """An attempt begins."""
        if self.state is CircuitState.OPEN:
            self.state, self.next_attempt = CircuitState.HALF_OPEN, None

    def succeed(self, now: float) -> float:
        """The store took something; returns the seconds for which it had not, 0 if it had."""
        away = self.away_s(now)
        if not self.closed:
            self.state, self.since = CircuitState.CLOSED, now
            self.cause, self.refused, self.failures, self.next_attempt = "", False, 0, None
        return away

    def fail(self, error: Exception, now: float) -> float:
        """It did not; returns the seconds to wait before the next attempt."""
        pause = self.pauses.choose(error, self.failures, self.random)
        if self.closed:
            self.since = now
        self.state, self.next_attempt = CircuitState.OPEN, now + pause
        self.cause = str(error) or type(error).__name__
        self.refused |= isinstance(error, HistorianRefusedError)
        self.failures += 1
        return pause

    def away_s(self, now: float) -> float:
        """For how long the store has not taken anything; 0 while closed."""
        return 0.0 if self.closed else now - self.since

    def tell(self, now: float) -> str:
        """One line for people; empty while closed."""
        if self.closed:
            return ""
        told = f"{self.state} for {now - self.since:.0f} s"
        if self.next_attempt is not None:
            told += f", next attempt in {max(0.0, self.next_attempt - now):.0f} s"
        return f"{told}: {self.cause}" if self.cause else told
