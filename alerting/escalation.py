"""Escalation: who is told of an alarm that calls, step by step, for as long as nobody acknowledges.

Feed it every alarm that changed (:meth:`Escalations.follow`) and the time
(:meth:`Escalations.pass_time`); it answers with notices. Each is named by the call (alarm and
instant), its priority, the step and the person, so asking twice tells once, and in doubt it asks:
where nobody has a step's roles, those of the next steps are told instead, and after a restart what
is critical is told again (contract section 1, rule 11). Who was just told of a hazard is left in
peace there for a while, but for what is more urgent or critical, and then told of all the rest
together. No clock, no store, no channel here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from alerting.alarm import Alarm, State
from alerting.notice import Notice
from alerting.notice_text import list_facts, tell_alarm, tell_group
from alerting.reminders import Reminders
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
    """The calls of one park. One thread uses it.

    ``roster``: who has which role. ``unreached``: (role, hazard) for which nobody was found when
    somebody was to be told, and when last.
    """

    def __init__(self, plant: Plant) -> None:
        self.roster = Roster(plant)
        self.unreached: dict[tuple[str, str], Instant] = {}
        self._plant = plant
        self._calls: dict[str, _Call] = {}
        self._quiet: dict[tuple[str, str], _Quiet] = {}
        """By (person, hazard)."""
        self._ended: list[CallName] = []
        self._untold: set[str] = set()
        self._dues = Reminders[str]()
        self._quiet_ends = Reminders[tuple[str, str]]()

    @property
    def calling(self) -> list[CallName]:
        """The calls that go on."""
        return [call.name for call in self._calls.values()]

    @property
    def unheard(self) -> bool:
        """Whether an alarm calls of which nobody at all is there to be told."""
        return bool(self._untold)

    def succeed(self, plant: Plant, find: Callable[[str], Alarm | None]) -> "Escalations":
        """Go on under a changed plant: by its ladders, at the step that each call has reached.

        :param find: the alarms as they stand under it.
        """
        heir = Escalations(plant)
        for call in self._calls.values():
            ladder = heir._find_ladder(call.alarm)
            if ladder is None:
                heir._ended.append(call.name)
            else:
                alarm = find(call.alarm.id) or call.alarm
                heir._put(replace(call, alarm=alarm, ladder=ladder))
        for key, quiet in self._quiet.items():
            heir._keep_quiet(key, replace(quiet, waiting=dict(quiet.waiting)))
        return heir

    def resume(self, alarms: Iterable[Alarm], told: Mapping[CallName, int], now: Instant) -> None:
        """Take up what calls after a restart.

        :param told: the last step of each call that was told.
        """
        for alarm in alarms:
            call = self._begin(alarm)
            last = None if call is None else told.get(call.name)
            if call is None or last is None:
                continue
            critical = alarm.priority is Priority.CRITICAL
            call.step, call.again = (last, f"/{now}") if critical else (last + 1, "")
            self._put(call)

    def follow(self, alarm: Alarm) -> None:
        """Follow what an alarm has become."""
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
        for name in self._dues.take(now):
            call = self._calls[name]
            while call.due <= now:
                notices += self._tell(call, now)
                call.step += 1
            self._put(call)
        for key in self._quiet_ends.take(now):
            notices += self._end_quiet(key, now)
        return notices

    def drain_ended(self) -> list[CallName]:
        """Calls that ended since the last time: what was not told yet of them need not be."""
        ended, self._ended = self._ended, []
        return ended

    def _begin(self, alarm: Alarm) -> _Call | None:
        ladder = self._find_ladder(alarm) if self._is_told(alarm) else None
        return None if ladder is None else self._put(_Call(alarm, ladder))

    def _put(self, call: _Call) -> _Call:
        self._calls[call.alarm.id] = call
        self._dues.put(call.alarm.id, call.due)
        return call

    def _end(self, alarm: str) -> None:
        call = self._calls.pop(alarm, None)
        if call is not None:
            self._dues.put(alarm, int(NEVER))
            self._untold.discard(alarm)
            self._ended.append(call.name)

    def _keep_quiet(self, key: tuple[str, str], quiet: _Quiet) -> None:
        self._quiet[key] = quiet
        self._quiet_ends.put(key, quiet.since + self._plant.policy.quiet_ms)

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
                self._keep_quiet(key, _Quiet(now, priority, step.via))
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
                persons = self.roster.find(role, hazard, now)
                found |= {person.id: person for person in persons}
                if not persons:
                    self.unreached[role, hazard] = now
            if found:
                self._untold.discard(call.alarm.id)
                return list(found.values())
        if call.step == 0:
            self._untold.add(call.alarm.id)
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
            facts=list_facts(self._plant, alarm),
        )

    def _end_quiet(self, key: tuple[str, str], now: Instant) -> Iterator[Notice]:
        """Tell together what still calls of all that waited; then it is quiet for a while again."""
        (person, hazard), quiet = key, self._quiet.pop(key)
        waiting = [self._calls[one] for one in quiet.waiting if one in self._calls]
        if not waiting:
            return
        first = max(waiting, key=lambda call: (call.alarm.priority, -call.begin))
        alarms = [first.alarm, *(call.alarm for call in waiting if call is not first)]
        words = tell_group(self._plant, alarms)
        self._keep_quiet(key, _Quiet(now, first.alarm.priority, quiet.via))
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
            facts=list_facts(self._plant, first.alarm),
        )
