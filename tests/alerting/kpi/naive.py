"""The slow obvious twin: every figure by loops over entries, as one would count them by hand."""

from dataclasses import dataclass
from statistics import quantiles

from alerting.alarm import Event
from plant.condition import Priority

FOREVER = 2**62


@dataclass
class Activation:
    alarm: str
    raised: int
    priority: Priority
    held: object
    late: bool
    ended: int = FOREVER
    acked: int = FOREVER

    @property
    def called(self):
        return self.held is None and not self.late


def list_activations(entries, end):
    found, newest = [], {}
    for entry in entries:
        if entry.at >= end:
            continue
        last = newest.get(entry.alarm)
        if entry.event is Event.RAISED:
            late = "late" in entry.marks and "last_known" not in entry.marks
            last = Activation(entry.alarm, entry.at, entry.priority, entry.held, late)
            newest[entry.alarm] = last
            found.append(last)
        elif last is None:
            continue
        elif entry.event in (Event.RETURNED, Event.REMOVED) and last.ended == FOREVER:
            last.ended = entry.at
        elif entry.event is Event.ACKNOWLEDGED and last.acked == FOREVER:
            last.acked = entry.at
    return sorted(found, key=lambda one: one.raised)


def overlap(begin, end, period):
    return max(0, min(end, period.end) - max(begin, period.start))


def flood_ms(instants, period, terms):
    """Millisecond by millisecond would take for ever: the count changes only at these instants."""
    begins, ends = terms.flood_begins * terms.operators, terms.flood_ends * terms.operators
    moments = sorted({*instants, *(at + terms.window for at in instants), period.end})
    flooded, since, total = False, 0, 0
    for now in moments:
        count = sum(now - terms.window < at <= now for at in instants)
        if not flooded and count > begins:
            flooded, since = True, now
        elif flooded and (count < ends or now == period.end):
            flooded = False
            total += overlap(since, now, period)
    return total


def chatters(called, terms):
    """The annunciations that complete a chatter."""
    found = []
    for one in called:
        before = [other for other in called if other.alarm == one.alarm]
        place = before.index(one)
        if place >= terms.chattering_times:
            first_return = before[place - terms.chattering_times].ended
            if one.raised - first_return < terms.chattering_within:
                found.append(one)
    return found


def flies(called, terms):
    """The fleeting annunciations."""
    found = []
    for one in called:
        others = [other for other in called if other.alarm == one.alarm and other is not one]
        near = [
            other
            for other in others
            if -terms.fleeting_within <= other.raised - one.ended <= terms.fleeting_within
            or -terms.fleeting_within <= one.raised - other.ended <= terms.fleeting_within
        ]
        short = one.ended - one.raised <= terms.fleeting_within
        if short and one.acked > one.ended and not near:
            found.append(one)
    return found


def stale_most(found, period, terms):
    spans = [
        (max(one.raised + terms.stale_after, period.start), min(one.ended, period.end))
        for one in found
    ]
    spans = [span for span in spans if span[0] < span[1]]
    return max((sum(b <= at < e for b, e in spans) for at, _ in spans), default=0)


def slots_over(instants, length, most):
    counts = {}
    for at in instants:
        counts[at // length] = counts.get(at // length, 0) + 1
    return sum(count > most for count in counts.values())


def count(entries, period, terms, keep=bool):
    """The figures of the alarms that are kept (all have a name), by the names of the report's."""
    found = [one for one in list_activations(entries, period.end) if keep(one.alarm)]
    called = [one for one in found if one.called]
    inside = lambda at: period.start <= at < period.end  # noqa: E731
    mine = [one for one in called if inside(one.raised)]
    times = [one.acked - one.raised for one in called if inside(one.acked)]
    instants = [one.raised for one in called]
    hours = period.length / 3_600_000 * terms.operators
    last = {one.alarm: one for one in found}
    stale = [one for one in found if overlap(one.raised + terms.stale_after, one.ended, period) > 0]
    return {
        "annunciated": len(mine),
        "held": sum(inside(one.raised) and one.held is not None and not one.late for one in found),
        "late": sum(inside(one.raised) and one.late for one in found),
        "per_hour": len(mine) / hours,
        "peak_10min": max(
            (sum(one.raised - terms.window < at <= one.raised for at in instants) for one in mine),
            default=0,
        )
        / terms.operators,
        "busy_slots": slots_over(
            [one.raised for one in mine], 600_000, terms.busy_slot * terms.operators
        ),
        "busy_hours": slots_over(
            [one.raised for one in mine], 3_600_000, terms.busy_hour * terms.operators
        ),
        "flood_ms": flood_ms(instants, period, terms),
        "priorities": {
            priority: sum(one.priority is priority for one in mine) for priority in Priority
        },
        "chattering": sum(inside(one.raised) for one in chatters(called, terms)),
        "fleeting": sum(inside(one.raised) for one in flies(called, terms)),
        "stale": len({one.alarm for one in stale}),
        "stale_most": stale_most(found, period, terms),
        "standing": sum(one.raised < period.end <= one.ended for one in found),
        "standing_mean": sum(overlap(one.raised, one.ended, period) for one in found)
        / period.length,
        "acknowledged": len(times),
        "median": _median(times),
        "waiting": sum(one.called and one.acked >= period.end for one in last.values()),
    }


def _median(times):
    return quantiles(times, n=2, method="inclusive")[0] if len(times) > 1 else [*times, None][0]
