"""Journal entries of raises and returns in shorthand, for marks and folding."""

from alerting.alarm import Entry, Event, State
from plant.condition import Condition, Priority
from tests.alerting.tiny_park import make_entry

EVENTS = {"+": Event.RAISED, "-": Event.RETURNED, "a": Event.ACKNOWLEDGED, "x": Event.REMOVED}
SEVERE = (Condition.HH, Condition.LL)


def tell(alarm: str, event: str, at: float, **fields) -> Entry:
    """``+`` raised, ``-`` returned, ``a`` acknowledged, ``x`` removed; ``at`` in seconds."""
    severe = alarm.rpartition(":")[2] in SEVERE
    fields = {"priority": Priority.HIGH if severe else Priority.MEDIUM, "marks": ()} | fields
    state = State.UNACKNOWLEDGED if event == "+" else State.RETURNED_UNACKNOWLEDGED
    return make_entry(alarm=alarm, event=EVENTS[event], at=round(1000 * at), state=state, **fields)


def read(text: str, **fields) -> list[Entry]:
    """Entries of one line of ``{at}{event}{alarm}``, e.g. ``0+T1:H 5-T1:H``."""
    entries = []
    for word in text.split():
        place = next(i for i, letter in enumerate(word) if letter in EVENTS)
        entries.append(tell(word[place + 1 :], word[place], float(word[:place]), **fields))
    return entries
