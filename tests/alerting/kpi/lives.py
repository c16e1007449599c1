"""Lives of a few alarms as journal entries: written out by hand, or drawn by hypothesis."""

from hypothesis import strategies as st

from alerting.alarm import Event, Held, State
from alerting.kpi.places import Place, Site
from alerting.life_cycle import HOLDING
from plant.condition import Priority
from tests.alerting.tiny_park import make_entry

START = 1_764_000_000_000 // 86_400_000 * 86_400_000
"""A midnight UTC, 08:00 in Beijing."""
DAY, HOUR, MINUTE, SECOND = 86_400_000, 3_600_000, 60_000, 1000
ALARMS = ("A.LT-1:H", "A.LT-1:HH", "B.PT-2:L", "spool:system")
PRIORITIES = (Priority.MEDIUM, Priority.HIGH, Priority.LOW, Priority.CRITICAL)
SITE = Site(
    {"A.LT-1": Place("H1", "E1"), "B.PT-2": Place("H2", "E2")}, ("H1", "H2", "H3"), ("E1", "E2"), 50
)
BEGINS = {held: event for event, (held, begins) in HOLDING.items() if begins}
ENDS = {held: event for event, (held, begins) in HOLDING.items() if not begins}
_ORDER = (Held.OUT_OF_SERVICE, Held.SUPPRESSED, Held.SHELVED)


def write(*rows, alarm=ALARMS[0], **more):
    """Entries from (seconds after START, event[, fields]) tuples."""
    return [
        make_entry(
            **{
                "alarm": alarm,
                "event": Event(event),
                "at": START + round(after * 1000),
                "marks": (),
            }
            | more
            | (fields[0] if fields else {})
        )
        for after, event, *fields in rows
    ]


def number(entries):
    """The entries as a journal would give them."""
    return [make_entry(**_fields(entry) | {"seq": n}) for n, entry in enumerate(entries, start=1)]


def _fields(entry):
    return {name: getattr(entry, name) for name in entry.__slots__}


class Life:
    """One alarm, led by its own rules so that no entry contradicts the one before."""

    def __init__(self, place):
        self.alarm, self.priority = ALARMS[place], PRIORITIES[place]
        self.active = self.late = False
        self.waits = False
        self.holds = set()

    def do(self, action, at, late):
        event = self._decide(action, late)
        if event is None:
            return None
        held = next((held for held in _ORDER if held in self.holds), None)
        return make_entry(
            alarm=self.alarm,
            event=event,
            at=at,
            state=State.UNACKNOWLEDGED,
            held=held,
            priority=self.priority,
            marks=("late",) if self.late and event in (Event.RAISED, Event.RETURNED) else (),
        )

    def _decide(self, action, late):
        if isinstance(action, Held):
            began = action in self.holds
            self.holds ^= {action}
            return ENDS[action] if began else BEGINS[action]
        match action:
            case "turn":
                self.active, self.waits = not self.active, self.waits or not self.active
                self.late = late if self.active else self.late
                return Event.RAISED if self.active else Event.RETURNED
            case "acknowledge" if self.waits:
                self.waits = False
                return Event.ACKNOWLEDGED
            case "remove" if self.active:
                self.active, self.holds = False, set()
                return Event.REMOVED
            case "comment":
                return Event.COMMENTED
        return None


GAPS = (1, 1, 2, SECOND, 20 * SECOND, MINUTE - 1, MINUTE, 10 * MINUTE, HOUR, 7 * HOUR, 26 * HOUR)
ACTIONS = ("turn", "turn", "turn", "turn", "acknowledge", "comment", "remove", *Held)


@st.composite
def journals(draw, gaps=GAPS, most=60):
    """A journal's entries in the order of ``seq``, begun before START as often as after."""
    steps = draw(
        st.lists(
            st.tuples(
                st.integers(0, len(ALARMS) - 1),
                st.sampled_from(ACTIONS),
                st.sampled_from(gaps),
                st.sampled_from((False, False, False, True)),
            ),
            max_size=most,
        )
    )
    lives = [Life(place) for place in range(len(ALARMS))]
    at = START - draw(st.sampled_from((0, 5 * MINUTE, 2 * DAY)))
    entries = []
    for place, action, gap, late in steps:
        at += gap
        entry = lives[place].do(action, at, late)
        entries += [entry] if entry else []
    return number(entries)
