"""One alarm as ISA-18.2 / IEC 62682 tell of it: a few facts and what changes them.

No states, events or tables: an alarm is *active*, *seen*, *latched*, *suppressed* or not, *shelved*
or *out of service* until an instant, and calls again at one. So an error in the tables of
:mod:`alerting.life_cycle` is not repeated here.
"""

from dataclasses import dataclass, field

from alerting.alarm import Held, State
from plant.condition import Priority

REALARM_MS, MOST = 500, 2
"""An acknowledged alarm of high priority calls again after so long, so often at the most."""


@dataclass
class Model:
    """``gone``: the plant has no such limit any more. ``rose``: more urgent than somebody saw."""

    active: bool = False
    seen: bool = True
    latched: bool = False
    suppressed: bool = False
    shelved: int | None = None
    once: bool = False
    shelved_at: int = 0
    returned_at: int = -1
    out: int | None = None
    seen_at: int = 0
    calls: int = 0
    priority: Priority | None = None
    rose: bool = False
    gone: bool = False
    marks: set[str] = field(default_factory=set)
    last_return: int = -1

    def state(self) -> State:
        word = "acknowledged" if self.seen else "unacknowledged"
        if self.active:
            return State(word)
        if self.latched:
            return State(f"latched_{word}")
        return State.NORMAL if self.seen else State.RETURNED_UNACKNOWLEDGED

    def held(self) -> Held | None:
        if self.out is not None:
            return Held.OUT_OF_SERVICE
        if self.suppressed:
            return Held.SUPPRESSED
        return None if self.shelved is None else Held.SHELVED

    def is_calling(self) -> bool:
        """Whether it asks for somebody: what is critical does so also while it is shelved."""
        sounds = self.held() is Held.SHELVED and self.priority is Priority.CRITICAL
        return not self.seen and (self.held() is None or sounds)

    def stands(self) -> bool:
        return self.state() is not State.NORMAL or self.held() is not None

    # The process

    def rise(self, priority: Priority, marks: set[str]) -> None:
        """A new activation knows nothing of the last one. What is active rises no more."""
        if self.active:
            return
        self.rose |= self.priority is not None and priority > self.priority
        self.active, self.seen, self.latched = True, False, False
        self.calls, self.returned_at = 0, -1
        self.priority, self.marks = priority, set(marks)

    def end(self, at: int, marks: set[str], *, latching: bool) -> None:
        if self.active:
            self.active, self.latched, self.returned_at = False, latching, at
            self.marks |= marks

    def begin(self, priority: Priority) -> None:
        """Of what never was before something is known now: it has the plant's priority."""
        self.priority = self.priority or priority

    def place(self, now: int) -> int:
        """When a return is dated: of several in one instant each has one of its own."""
        self.last_return = max(now, self.last_return + 1)
        return self.last_return

    # Time and the plant

    def wait(self, now: int) -> None:
        """What time alone does by ``now``."""
        gone = self.once and not self.active and self.shelved_at <= self.returned_at <= now
        if self.shelved is not None and (gone or self.shelved <= now):
            self.shelved = None
            self.call()
        if self.out is not None and self.out <= now:
            self.out = None
            self.call()
        known = self.active and self.seen and self.held() is None
        calls = self.priority is Priority.HIGH and self.calls < MOST
        if known and calls and self.seen_at + REALARM_MS <= now:
            self.seen, self.calls = False, self.calls + 1

    def call(self) -> None:
        """Nobody knows what stands, unless nothing does."""
        self.seen = self.seen and not self.active

    def suppress(self, suppressed: bool) -> None:
        if self.suppressed and not suppressed:
            self.call()
        self.suppressed = suppressed

    def lose_limit(self, now: int) -> None:
        """The plant has no such limit any more; what stood has stopped being watched."""
        self.gone = True
        self.suppress(suppressed=False)
        if self.active or self.latched:
            self.active = self.latched = self.seen = False
            self.shelved = self.out = None
            self.returned_at = now

    # People

    def see(self, now: int) -> None:
        if not self.seen:
            self.seen, self.seen_at = True, now

    def shelve(self, now: int, duration: int, *, once: bool) -> None:
        self.shelved, self.once, self.shelved_at = now + duration, once, now
