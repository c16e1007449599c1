"""What filed stops do to alarms: which data-loss alarms they suppress by design, and no other.

**The rule.** A stop makes silence expected, never a measurement. So of the tags that it covers it
suppresses stale data and bad quality (数据超时, 质量坏), by the one way in which alarms are
suppressed by design, with the stop as the recorded condition. All other alarms go on as before:

1. a limit, gas, vote, interlock or forecast alarm of a covered tag is raised and calls people; who
   looks at it is told of the stop beside it (:func:`list_touched`);
2. bad quality of a value that lies beyond a limit (``possibly_beyond``) calls: it may be true
   (contract 1, rule 5), and so does whatever is critical;
3. a lost gateway (失联) calls, also if the stop names it: it is one alarm, it says that the park
   sees nothing of what that gateway brings, and it is critical where a gas or HH alarm stood there
   (rule 9). No operating state may suppress it either
   (:data:`detectors.mode_table.NEVER_SUPPRESSED`).

A suppression ends with its stop, at the latest by the clock of the alarm itself
(:mod:`alerting.deadlines`), so that nothing stays quiet because somebody forgot it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from alerting.alarm import Alarm, Entry, Event, Held, Terms
from alerting.alarms import Alarms
from alerting.deadlines import has_term
from alerting.filed_stops.reach import Reach
from alerting.filed_stops.stop import FiledStop
from plant.condition import Priority
from plant.reading import Instant, Mark, name_marks
from plant.wording import STOP_CATEGORIES

MOST_AT_ONCE: Final = 100
"""Alarms looked at in one tick beside those to which something happened: a stop of a whole site
must not delay what calls.
"""

STOP_ENDED: Final = "报备停用已结束 the filed stop is over"
CALLS_ALL_THE_SAME: Final = "须通告 calls all the same: critical, or possibly truly beyond a limit"
STATE_GOES_ON: Final = "工况仍在抑制 an operating state goes on suppressing it"

_POSSIBLY_BEYOND: Final = name_marks(Mark.POSSIBLY_BEYOND)[0]


class Cover(NamedTuple):
    """Why an alarm is to be suppressed: which stop, until when it is in force, and in words."""

    stop: str
    until: Instant
    reason: str


class StopSuppression:
    """Keeps the suppressions of a park's alarms in step with the stops in force.

    One thread uses it. It knows nothing of before a start and needs not to: what it finds
    suppressed for a stop that is not in force any more, it releases.
    """

    def __init__(self) -> None:
        self._covers: Mapping[str, Cover] = {}
        self._todo: dict[str, None] | None = None
        """Alarms to look at; None: all that it may concern, to be found with the next tick."""

    def cover(self, covers: Mapping[str, Cover]) -> None:
        """Go by these from now on: what :func:`find_covers` says of the stops in force."""
        self._covers, self._todo = covers, None

    def settle(
        self,
        alarms: Alarms,
        happened: Iterable[Entry],
        now: Instant,
        is_suppressed_by_state: Callable[[str], bool],
    ) -> list[Entry]:
        """What has to be suppressed or released after what happened in a tick, as entries.

        :param happened: the tick's entries.
        :param is_suppressed_by_state: whether an operating state suppresses an alarm just now.
        """
        if self._todo is None:
            held = (alarm.id for alarm in alarms.standing() if has_term(alarm))
            self._todo = dict.fromkeys([*self._covers, *held])
        urgent = [
            entry.alarm
            for entry in happened
            if entry.alarm in self._covers or entry.event is Event.UNSUPPRESSED
        ]
        if not (urgent or self._todo):
            return []
        turn = dict.fromkeys([*urgent, *islice(self._todo, MOST_AT_ONCE)])
        for alarm in turn:
            self._todo.pop(alarm, None)
        return [
            entry
            for alarm in turn
            for entry in self._settle(alarms, alarm, now, is_suppressed_by_state)
        ]

    def _settle(
        self,
        alarms: Alarms,
        alarm: str,
        now: Instant,
        is_suppressed_by_state: Callable[[str], bool],
    ) -> Iterator[Entry]:
        found, cover = alarms.get(alarm), self._covers.get(alarm)
        if cover is not None and (now >= cover.until or _must_call(found)):
            cover = None
        if found is not None and not _rests_on(found, cover):
            reason = CALLS_ALL_THE_SAME if _must_call(found) else STOP_ENDED
            yield from alarms.release(alarm, now, reason)
        if cover is not None:
            terms = Terms(until=cover.until, work_order=cover.stop)
            yield from alarms.suppress(alarm, now, cover.reason, terms)
        elif is_suppressed_by_state(alarm):
            yield from alarms.suppress(alarm, now, STATE_GOES_ON)


def find_covers(stops: Iterable[FiledStop], reach: Reach) -> dict[str, Cover]:
    """Alarm → what makes it quiet; of several stops the one that ends last.

    :param stops: those in force.
    """
    covers: dict[str, Cover] = {}
    for stop in sorted(stops, key=lambda one: one.wish.until):
        cover = Cover(stop.id, stop.wish.until, _explain(stop))
        covers.update((alarm, cover) for alarm in reach.list_quiet(stop.wish.scope))
    return covers


def list_touched(stops: Iterable[FiledStop], reach: Reach) -> dict[str, tuple[str, ...]]:
    """Alarm → the stops that cover its tag or name its gateway, for who looks at it.

    :param stops: those in force.
    """
    touched: dict[str, tuple[str, ...]] = {}
    for stop in stops:
        for alarm in reach.list_touched(stop.wish.scope):
            touched[alarm] = (*touched.get(alarm, ()), stop.id)
    return touched


def _explain(stop: FiledStop) -> str:
    words = STOP_CATEGORIES[stop.wish.category]
    return f"报备停用 {stop.id} {words.zh}：{stop.wish.reason} filed stop, {words.en}"


def _must_call(alarm: Alarm | None) -> bool:
    """Whether this activation calls whatever is filed."""
    return (
        alarm is not None
        and alarm.active
        and (alarm.priority is Priority.CRITICAL or _POSSIBLY_BEYOND in alarm.marks)
    )


def _rests_on(alarm: Alarm, cover: Cover | None) -> bool:
    """Whether what suppresses an alarm with an end of its own is just this."""
    hold = alarm.holds.get(Held.SUPPRESSED)
    if hold is None or hold.terms is None:
        return True
    return cover is not None and (hold.terms.until, hold.terms.work_order) == (
        cover.until,
        cover.stop,
    )
