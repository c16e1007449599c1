"""The tick: admit → judge → step the life cycle. The one composition of the cores.

``serve``, ``demo`` and ``backtest`` run this same one and differ only in source, clock and sink.
Nothing here waits or writes; committing is :mod:`hazardwatch.recorder`'s business, publishing
:mod:`hazardwatch.watch`'s.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from alerting.alarm import Answer, Command, Entry
from alerting.alarms import Alarms
from alerting.escalation import Escalations
from alerting.outbox import Calls
from detectors.bank import Bank
from historian.spool import TickRecord
from ingest.admission import Admission
from ingest.frame import Frame, Refusal
from ingest.sequence import Watermark
from ingest.standing import TickNote, decode_note, encode_note
from plant.reading import Instant, ReadingBatch
from plant.words import Plant


@dataclass(frozen=True, slots=True)
class Cores:
    """The pure parts that hold the park's state: a fold of spool, journal and outbox."""

    admission: Admission
    bank: Bank
    alarms: Alarms
    escalations: Escalations

    @classmethod
    def of(cls, plant: Plant, *, stream: bool, now: Instant = 0) -> "Cores":
        """Cores of a plant that know nothing yet.

        :param stream: time is that of the readings, and ``now`` is of no meaning.
        """
        bank = Bank(plant)
        admission = Admission(plant, stream=stream, start=0 if stream else now)
        return cls(admission, bank, Alarms(plant, bank.rules), Escalations(plant))

    def resume(self, now: Instant) -> None:
        """Go on after an absence of our own, which is nobody's silence."""
        self.bank.begin(now)
        self.admission.begin(now)


Settle = Callable[[Cores, Sequence[Entry], Instant], Sequence[Entry]]
"""What else a tick comes to, given its entries so far and the instant that it reached."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one tick came to: what to make durable, then to publish and to acknowledge.

    ``record`` is None where nothing happened that a restart would have to repeat. ``numbers``:
    gateway → (boot, seq) of its frames, to be taken back if the spool can't keep them.
    ``rebirths``: topics on which Sparkplug nodes are asked for their births. ``calls``: who is to
    be told of alarms, and of what nobody need be any more.
    """

    now: Instant
    record: TickRecord | None
    entries: Sequence[Entry]
    refusals: Sequence[Refusal]
    answers: Sequence[Answer]
    tokens: Sequence[int]
    watermarks: Mapping[str, Watermark]
    numbers: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    rebirths: Sequence[str] = ()
    calls: Calls = field(default_factory=Calls)

    @property
    def idle(self) -> bool:
        """Nothing to make durable and nobody to tell."""
        durable = self.record or self.entries or self.refusals or self.calls
        return not (durable or self.answers or self.tokens)


def run_tick(
    cores: Cores,
    frames: Sequence[Frame],
    commands: Sequence[Command],
    now: Instant,
    failing: NDArray[np.bool_] | None = None,
    *,
    resumed: bool = False,
    settle: Settle | None = None,
) -> Turn:
    """Take in what arrived, judge it, and step the alarms.

    An empty tick does the same: silence raises stale alarms, and delays fall due.

    :param failing: bool, shape (subsystems,), the parts of the platform that fail just now.
    :param resumed: the platform itself was away until now: nobody's silence meanwhile counts. A
        stream's clock stood still with it.
    :param settle: the last step, which is not repeated when the spool is judged again.
    """
    resumed = resumed and not cores.admission.streaming
    if resumed:
        cores.resume(now)
    admitted = cores.admission.admit(frames, now)
    at, entries = judge_readings(cores, admitted.batch, now, failing=failing)
    due = cores.alarms.pass_time(at)
    note = encode_note(TickNote(admitted.statuses, resumed))
    answers: list[Answer] = []
    spoken: list[Entry] = []
    for command in commands:
        known = cores.bank.knows(command.alarm)
        answer, said = cores.alarms.command(command, at, known=known)
        answers.append(answer)
        spoken.extend(said)
    worth_repeating = len(admitted.batch) or note or entries
    happened = [*entries, *due, *spoken]
    if settle is not None:
        happened += settle(cores, happened, at)
    return Turn(
        now=at,
        record=TickRecord(at, admitted.batch, note) if worth_repeating else None,
        entries=happened,
        refusals=admitted.refusals,
        answers=answers,
        tokens=[frame.token for frame in frames],
        watermarks=admitted.watermarks,
        numbers={note.gateway: note.numbers for note in admitted.statuses if note.numbers},
        rebirths=admitted.rebirths,
        calls=call_people(cores, happened, at),
    )


def call_people(cores: Cores, entries: Sequence[Entry], now: Instant) -> Calls:
    """Who is to be told by now, after what has happened.

    On a stream's clock nobody is: whatever it is that is being tried out, it is not now.
    """
    if cores.admission.streaming:
        return Calls()
    for name in dict.fromkeys(entry.alarm for entry in entries):
        alarm = cores.alarms.get(name)
        if alarm is not None:
            cores.escalations.follow(alarm)
    notices = cores.escalations.pass_time(now)
    return Calls(notices, cores.escalations.drain_ended(), now)


def repeat_tick(cores: Cores, record: TickRecord) -> list[Entry]:
    """Run a spooled tick again after a restart: same readings, same time, same verdicts.

    Entries that the journal has already come out as none, so this is a no-op but for what a
    crash kept from the journal.
    """
    note = decode_note(record.note)
    if note.resumed:
        cores.resume(record.now)
    cores.admission.recall(record.batch, note.gateways, record.now)
    return judge_readings(cores, record.batch, record.now)[1]


def meet_plant(cores: Cores, now: Instant) -> list[Entry]:
    """Meet the plant in force with a state that comes from another run or another plant.

    The journal says what stands; standing values are judged at once under the limits of today, and
    alarms whose rule is gone end (contract section 1, rules 11 and 12).

    :param now: our clock; on a stream's clock it is the stream's own, whatever is given.
    """
    bank, alarms, admission = cores.bank, cores.alarms, cores.admission
    reached = admission.now if admission.streaming else now
    bank.follow(admission.links.gateway_of)
    bank.align(alarms.active(), alarms.suppressed())
    changes = bank.rejudge(reached)
    entries = alarms.step(changes, bank.rules, reached, bank.drain_suppressions())
    return [*entries, *alarms.retire(reached, bank.suppressible)]


def take_over(old: Cores, heir: Cores, plant: Plant, now: Instant) -> tuple[Cores, list[Entry]]:
    """Go on under a changed plant, between two ticks.

    :param old: is left as it is.
    :param heir: compiled from ``plant``, without any state.
    :returns: the cores to go on with, and what the change itself came to.
    """
    heir.bank.restore(old.bank.save())
    heir.admission.restore(old.admission.save())
    heir.admission.inherit(old.admission.hand_over())
    if not heir.admission.streaming:
        heir.bank.begin_unheard(now)
    alarms = old.alarms.succeed(plant, heir.bank.rules)
    escalations = old.escalations.succeed(plant, alarms.get)
    cores = Cores(heir.admission, heir.bank, alarms, escalations)
    return cores, meet_plant(cores, now)


def judge_readings(
    cores: Cores,
    batch: ReadingBatch,
    now: Instant,
    *,
    ended: bool = False,
    failing: NDArray[np.bool_] | None = None,
) -> tuple[Instant, list[Entry]]:
    """Judge admitted readings and let the clock pass to ``now``, or to the stream's own now.

    :param ended: the stream is over: what is due by its last instant falls due.
    :param failing: as for :func:`run_tick`.
    :returns: the instant reached, and what became of it.
    """
    situation = replace(cores.admission.situation(now, ended=ended), failing=failing)
    changes = cores.bank.judge(batch, situation)
    suppressions = cores.bank.drain_suppressions()
    entries = cores.alarms.step(changes, cores.bank.rules, situation.now, suppressions)
    return situation.now, entries
