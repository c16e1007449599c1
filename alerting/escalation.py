"""Escalation: who is told of an alarm that calls, step by step, for as long as nobody acknowledges.

Feed it every entry with its alarm (:meth:`Escalations.take`) and the time
(:meth:`Escalations.pass_time`); it answers with notices. Each is named by the call (alarm and
instant), its priority, the step and the person, so asking twice tells once, and in doubt it asks:
where nobody has a step's roles, those of the next steps are told instead, and after a restart what
is critical is told again (contract section 1, rule 11). Who was just told of a hazard is left in
peace there for a while, but for what is more urgent or critical, and then told of all the rest
together. No clock, no store, no channel here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from alerting.alarm import Alarm, Entry, State
from alerting.notice import Notice
from alerting.notice_text import tell_alarm, tell_group
from alerting.roster import Roster
from plant.condition import Priority
from plant.duties import Escalation, EscalationStep, Person
from plant.reading import NEVER, Instant
from plant.words import Plant

SIMULATED: Final = "simulated"
"""What is simulated is never told (contract section 1, rule 15)."""

CallName = tuple[str, Instant]
"""An alarm and when it began to call."""


@dataclass(slots=True)
class _Call:
    """An alarm that calls: by which ladder, and the step that comes next.

    ``again`` tells apart from earlier notices those that a restart sends again.
    """

    alarm: Alarm
    ladder: Escalation
    step: int = 0
    again: str = ""

    @property
    def name(self) -> CallName:
        return self.alarm.id, self.begin

    @property
    def key(self) -> str:
        """With the priority: one that calls anew because of another has not been told before."""
        return f"{self.alarm.id}/{self.begin}/{self.alarm.priority.word}"

    @property
    def begin(self) -> Instant:
        return self.alarm.called_at or 0

    @property
    def due(self) -> Instant:
        steps = self.ladder.steps
        return self.begin + steps[self.step].after_ms if self.step < len(steps) else int(NEVER)


@dataclass(slots=True)
class _Quiet:
    """Since when somebody is left in peace about a hazard, for what priority at the most, and what
    waits for him meanwhile.
    """

    since: Instant
    priority: Priority
    via: tuple[str, ...]
    waiting: dict[str, int] = field(default_factory=dict)
    """Alarm → step."""


class Escalations:
    """The calls of one park. One thread uses it."""

    def __init__(self, plant: Plant) -> None:
        self._calls: dict[str, _Call] = {}
        self._quiet: dict[tuple[str, str], _Quiet] = {}
        self._ended: list[CallName] = []
        self.unreached: dict[tuple[str, str], Instant] = {}
        """(role, hazard) for which nobody was found when somebody was to be told, and when last."""
        self.adopt(plant)

    def adopt(self, plant: Plant) -> None:
        """Take over a changed plant: calls go on by its ladders, at the step they have reached."""
        self._plant = plant
        self._roster = Roster(plant)
        for name, call in list(self._calls.items()):
            ladder = self._find_ladder(call.alarm)
            if ladder is None:
                del self._calls[name]
            else:
                call.ladder = ladder

    def resume(self, alarms: Iterable[Alarm], told: Mapping[CallName, int], now: Instant) -> None:
        """Take up what calls after a restart.

        :param told: the last step of each call that was told.
        """
        for alarm in alarms:
            call = self._begin(alarm)
            if call is None:
                continue
            last = told.get(call.name)
            if last is None:
                continue
            critical = alarm.priority is Priority.CRITICAL
            call.step, call.again = (last, f"/{now}") if critical else (last + 1, "")

    def take(self, _: Entry, alarm: Alarm) -> None:
        """Follow what an entry has made of its alarm."""
        call = self._calls.get(alarm.id)
        if not self._is_told(alarm) or (call and call.begin != alarm.called_at):
            self._end(alarm.id)
            call = None
        if call is None:
            self._begin(alarm)
        elif call.alarm.priority is alarm.priority:
            call.alarm = alarm
        else:
            self._end(alarm.id)
            self._begin(alarm)

    def pass_time(self, now: Instant) -> list[Notice]:
        """Everything that is to be told by ``now``."""
        notices: list[Notice] = []
        for call in [call for call in self._calls.values() if call.due <= now]:
            while call.due <= now:
                notices += self._tell(call, now)
                call.step += 1
        for (person, hazard), quiet in list(self._quiet.items()):
            if quiet.since + self._plant.policy.quiet_ms <= now:
                notices += self._end_quiet(person, hazard, quiet, now)
        return notices

    def drain_ended(self) -> list[CallName]:
        """Calls that ended since the last time: what was not told yet of them need not be."""
        ended, self._ended = self._ended, []
        return ended

    def next_due(self) -> Instant:
        """Before this nobody is to be told of anything."""
        ends = (quiet.since + self._plant.policy.quiet_ms for quiet in self._quiet.values())
        calls = (call.due for call in self._calls.values())
        return min(min(calls, default=int(NEVER)), min(ends, default=int(NEVER)))

    def _begin(self, alarm: Alarm) -> _Call | None:
        ladder = self._find_ladder(alarm) if self._is_told(alarm) else None
        if ladder is None:
            return None
        call = self._calls[alarm.id] = _Call(alarm, ladder)
        return call

    def _end(self, alarm: str) -> None:
        call = self._calls.pop(alarm, None)
        if call is not None:
            self._ended.append(call.name)

    @staticmethod
    def _is_told(alarm: Alarm) -> bool:
        """Whether anybody is told: what has returned by itself only where it is grave."""
        gone = alarm.state is State.RETURNED_UNACKNOWLEDGED and alarm.priority < Priority.HIGH
        return alarm.calls and not gone and SIMULATED not in alarm.marks

    def _find_ladder(self, alarm: Alarm) -> Escalation | None:
        for ladder in self._plant.escalations:
            fits = alarm.priority in ladder.priorities
            fits &= ladder.covers(alarm.hazard)
            if fits and (not ladder.conditions or alarm.condition in ladder.conditions):
                return ladder
        return None

    def _tell(self, call: _Call, now: Instant) -> Iterator[Notice]:
        step = call.ladder.steps[call.step]
        for person in self._find_persons(call, now):
            key = person.id, call.alarm.hazard
            quiet = self._quiet.get(key)
            priority = call.alarm.priority
            if priority is Priority.CRITICAL:
                yield self._make_notice(call, step, person)
            elif quiet is None:
                self._quiet[key] = _Quiet(now, priority, step.via)
                yield self._make_notice(call, step, person)
            elif priority > quiet.priority:
                quiet.priority = priority
                yield self._make_notice(call, step, person)
            else:
                quiet.waiting.setdefault(call.alarm.id, call.step)

    def _find_persons(self, call: _Call, now: Instant) -> list[Person]:
        """Who has the roles of a step; where nobody has, who has those of the next one at once."""
        hazard = call.alarm.hazard
        for step in call.ladder.steps[call.step :]:
            found: dict[str, Person] = {}
            for role in step.to:
                persons = self._roster.find(role, hazard, now)
                found |= {person.id: person for person in persons}
                if not persons:
                    self.unreached[role, hazard] = now
            if found:
                return list(found.values())
        return []

    def _make_notice(self, call: _Call, step: EscalationStep, person: Person) -> Notice:
        alarm = call.alarm
        words = tell_alarm(self._plant, alarm)
        return Notice(
            key=f"{call.key}/{call.step}/{person.id}{call.again}",
            alarms=(alarm.id,),
            hazard=alarm.hazard,
            called_at=call.begin,
            step=call.step,
            person=person.id,
            via=step.via,
            priority=alarm.priority,
            due=call.due,
            zh=words.zh,
            en=words.en,
        )

    def _end_quiet(self, person: str, hazard: str, quiet: _Quiet, now: Instant) -> Iterator[Notice]:
        """Tell together what still calls of all that waited; then it is quiet for a while again."""
        waiting = [self._calls[one] for one in quiet.waiting if one in self._calls]
        if not waiting:
            del self._quiet[person, hazard]
            return
        first = max(waiting, key=lambda call: (call.alarm.priority, -call.begin))
        alarms = [first.alarm, *(call.alarm for call in waiting if call is not first)]
        words = tell_group(self._plant, alarms)
        self._quiet[person, hazard] = _Quiet(now, first.alarm.priority, quiet.via)
        yield Notice(
            key=f"{first.key}/{now}/{person}",
            alarms=tuple(alarm.id for alarm in alarms),
            hazard=hazard,
            called_at=first.begin,
            step=quiet.waiting[first.alarm.id],
            person=person,
            via=quiet.via,
            priority=first.alarm.priority,
            due=quiet.since + self._plant.policy.quiet_ms,
            zh=words.zh,
            en=words.en,
        )
