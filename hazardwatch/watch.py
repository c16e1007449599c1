"""The watch: the loop that turns what arrives into turns, and settles each turn once durable.

One commit is in flight on the writer thread while the next tick gathers. Everything a person or a
gateway is told (an alarm on the screen, an MQTT acknowledgement) is told when a turn settles,
after its commit; only when the journal keeps silent longer than :data:`PATIENCE_S` the alarms go
first, marked unrecorded (contract section 1, rule 14).
"""

import asyncio
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Final

import msgspec
import numpy as np
import structlog
from numpy.typing import NDArray

from alerting.alarm import Alarm, Answer, Command, Entry
from alerting.alarms import Alarms
from dashboard_api.live import Hub
from hazardwatch.notifier import Notifier
from hazardwatch.promises import Announced, Promises
from hazardwatch.recorder import Committed, Recorder, Savepoint
from hazardwatch.tick import Cores, Settle, Turn, call_people, run_tick, take_over
from hazardwatch.upkeep import AT_STOP, EVERY
from historian.feeder import Feeder
from ingest.formats.sparkplug_host import encode_rebirth
from ingest.frame import Frame
from ingest.sequence import Watermark
from ingest.session import Session
from ingest.topic import ROOT, Kind
from plant.condition import Condition
from plant.reading import Instant, ReadingBatch
from plant.subsystem import SUBSYSTEMS, Subsystem
from plant.words import Plant

_log = structlog.get_logger()

TICK_S: Final = 0.02
"""A tick closes after this long without a frame, so a delay falls due at most so much late."""
FRAMES_A_TICK: Final = 2000
BYTES_A_TICK: Final = 256 << 10
"""Of payloads: some ten thousand readings in columns, and two thousand frames of one. A backlog of
large frames must not be one tick, for as long as which nothing else would be judged or shown."""
CHECKPOINT_S: Final = 10.0
PATIENCE_S: Final = 0.5
AWAY_S: Final = 5.0
"""A tick that comes so late was held by a machine that slept: what came meanwhile lies unread."""
MOST_UNSETTLED: Final = 64
"""Turns that may wait for a commit that hangs; then the next ones wait before they are judged."""
RETRY_S: Final = 1.0
"""How often a commit of nothing is tried where it may mend something."""
DEAF_S: Final = 5.0
"""How long the broker may be away before people are told: it may just be restarting."""
UNFED_S: Final = 60.0
"""How long the historian may take nothing before people are told; a refusal is told at once."""
FAREWELL_S: Final = 1.5
"""How long an orderly stop may take for a last snapshot: it must end within 8 s altogether."""


_KEPT: Final = frozenset({"spool", "journal", "checkpoint"})
"""What must be well for a plant to be changed."""


@dataclass(slots=True)
class Flow:
    """Figures of the flow, since the start.

    ``lag_ms`` is how much later than it should the newest tick came: what held the loop.
    """

    ticks: int = 0
    frames: int = 0
    readings: int = 0
    entries: int = 0
    lag_ms: float = 0.0
    commit_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class _Wish:
    commands: Sequence[Command]
    answers: asyncio.Future[list[Answer]]

    def grant(self, answers: Sequence[Answer]) -> None:
        if not self.answers.done():  # who asked may have gone away
            self.answers.set_result(list(answers))


@dataclass(frozen=True, slots=True)
class _Offer:
    """Frames offered again; ``done``: whether their readings are durable, and what was refused."""

    frames: Sequence[Frame]
    done: asyncio.Future[tuple[bool, int]]


@dataclass(frozen=True, slots=True)
class _Heir:
    """A changed plant with cores that know nothing yet; ``done`` once it is in force."""

    plant: Plant
    cores: Cores
    done: asyncio.Future[None]


@dataclass(frozen=True, slots=True)
class _Judged:
    """A turn with its number, the alarms to show, who waits for it and the loop's time then."""

    number: int
    turn: Turn
    pairs: Sequence[tuple[Entry, Alarm | None]]
    wishes: Sequence[_Wish]
    offer: _Offer | None
    since: float


def portion_frames(frames: Sequence[Frame]) -> Iterator[Sequence[Frame]]:
    """What was gathered as the frames of ticks, in their order; of nothing one empty tick."""
    begin = size = 0
    for place, frame in enumerate(frames):
        size += len(frame.payload)
        if size > BYTES_A_TICK and place > begin:
            yield frames[begin:place]
            begin, size = place, len(frame.payload)
    yield frames[begin:]


@dataclass(slots=True)
class Watch:
    """The running platform's loop over given parts; owns no socket and no file itself.

    ``shown`` is a second :class:`Alarms`, fed with what the journal has: what people may see.
    """

    plant: Plant
    cores: Cores
    shown: Alarms
    session: Session
    recorder: Recorder
    hub: Hub
    feeder: Feeder
    now: Callable[[], Instant]
    writer: Executor
    notifier: Notifier
    settle: Settle | None = None
    flow: Flow = field(default_factory=Flow)
    _wishes: list[_Wish] = field(default_factory=list)
    _offers: list[_Offer] = field(default_factory=list)
    _settling: set[asyncio.Task[None]] = field(default_factory=set)
    _checkpoint_due: float = 0.0
    _stopping: bool = False
    _retry_due: float = 0.0
    _unrecorded: bool = False
    _heard_at: float = 0.0
    _away: bool = True
    _judged: int = 0
    _losses: int = 0
    _told_losses: int = 0
    _promises: Promises = field(default_factory=Promises)
    _told: Announced = field(default_factory=Announced)
    _connected: bool = False
    _heir: _Heir | None = None
    _bite: asyncio.Future[None] | None = None

    async def command(self, commands: Sequence[Command]) -> list[Answer]:
        """Carry out people's commands in the next tick; answers come when they are durable."""
        wish = _Wish(commands, asyncio.get_running_loop().create_future())
        self._wishes.append(wish)
        return await wish.answers

    async def offer(self, frames: Sequence[Frame]) -> tuple[bool, int]:
        """Take in frames that were refused before, in a tick of their own.

        :returns: whether what was taken is durable, and how many refusals there were again.
        """
        offer = _Offer(frames, asyncio.get_running_loop().create_future())
        self._offers.append(offer)
        return await offer.done

    async def succeed(self, plant: Plant, cores: Cores) -> None:
        """Put a changed plant in force between two ticks; returns when that is so and durable.

        :param cores: compiled from the plant; they take up what the present ones know.
        :raises Exception: it can't be taken up, and the old plant stays in force.
        """
        self._heir = _Heir(plant, cores, asyncio.get_running_loop().create_future())
        await self._heir.done

    async def run(self) -> None:
        """Tick until :meth:`stop`; then commit, publish and acknowledge what is in hand."""
        loop = asyncio.get_running_loop()
        self._checkpoint_due = loop.time() + CHECKPOINT_S
        expected = self._heard_at = loop.time()
        self._told.take_up(
            self.cores.admission.watermarks
        )  # of what was taken up again, so durable
        while not self._stopping:
            self._greet()
            self._tell_watermarks(self._told.drain(loop.time()))
            frames = await self.session.gather(FRAMES_A_TICK, TICK_S)
            late = loop.time() - expected - TICK_S
            self.flow.lag_ms = max(0.0, late * 1000)
            self._away |= late > AWAY_S
            for portion in portion_frames(frames):
                await self._turn(portion)
            while self._offers:
                await self._turn((), self._offers.pop(0))
            if self._heir is not None:
                await self._hand_over(self._heir)
            self._tend_journal()
            expected = loop.time()
        self._checkpoint_due = 0.0
        for portion in portion_frames(await self.session.gather(FRAMES_A_TICK, 0)):
            await self._turn(portion)
        if self._settling:
            await asyncio.wait(self._settling)
        self._tell_watermarks(self._told.drain(math.inf))
        await self._take_last_snapshot()

    def stop(self) -> None:
        """Let :meth:`run` end after the tick in hand, with a last checkpoint."""
        self._stopping = True

    async def _turn(self, frames: Sequence[Frame], offer: _Offer | None = None) -> None:
        wishes, self._wishes = self._wishes, []
        commands = [command for wish in wishes for command in wish.commands]
        resumed, self._away = self._away, False
        frames = offer.frames if offer else frames
        turn = run_tick(
            self.cores,
            frames,
            commands,
            self.now(),
            self._find_failing(),
            resumed=resumed,
            settle=self.settle,
        )
        self._count(turn)
        for part, error in self.cores.bank.drain_errors().items():
            _log.critical("a judgement failed and was set up anew", part=part, exc_info=error)
        for topic in turn.rebirths:
            self.session.publish(topic, encode_rebirth(turn.now), qos=0)
        pairs = [(entry, self.cores.alarms.get(entry.alarm)) for entry in turn.entries]
        savepoint = self._save_if_due()
        if turn.idle and not offer and savepoint is None and not self._is_retry_due():
            return
        self._judged += 1
        since = asyncio.get_running_loop().time()
        judged = _Judged(self._judged, turn, pairs, wishes, offer, since)
        await self._await_room()
        settling = asyncio.create_task(self._settle(judged, savepoint))
        self._settling.add(settling)
        settling.add_done_callback(self._settling.discard)

    async def _hand_over(self, heir: _Heir) -> None:
        """Put an heir in force, as soon as all that was judged so far is durable.

        A checkpoint before it: what the old plant judged is never judged again by the new one.
        And one after it: a delay that a new limit began survives. Ticks wait meanwhile, the
        loop does not.
        """
        if self._settling:
            await asyncio.wait(self._settling)
        if not await self._is_saved():
            return
        self._heir = None
        try:
            cores, entries = await asyncio.to_thread(
                take_over, self.cores, heir.cores, heir.plant, self.now()
            )
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the old one goes on
            heir.done.set_exception(error)
            return
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self.writer, self.recorder.adopt, heir.plant)
        committed = await self._commit_aside(cores, entries)
        self.cores, self.plant = cores, heir.plant
        self.shown.adopt(heir.plant, cores.bank.rules)
        pairs = [(entry, cores.alarms.get(entry.alarm)) for entry in entries]
        self._publish(committed, pairs, shown_already=False)
        self.feeder.wake()
        if not heir.done.done():
            heir.done.set_result(None)

    def _tend_journal(self) -> None:
        """Let the journal's upkeep have a bite, if none is in hand and commits go well."""
        upkeep = self.recorder.upkeep
        upkeep.offer(self.shown, self.now(), EVERY)
        idle = self._bite is None or self._bite.done()
        if upkeep.busy and idle and self._is_journal_well():
            loop = asyncio.get_running_loop()
            self._bite = loop.run_in_executor(self.writer, upkeep.bite)

    async def _take_last_snapshot(self) -> None:
        """At an orderly stop, if there is enough that the next start would have to fold."""
        loop, upkeep = asyncio.get_running_loop(), self.recorder.upkeep
        deadline = loop.time() + FAREWELL_S
        if await self._is_bite_over(deadline):
            upkeep.offer(self.shown, self.now(), AT_STOP)
        while await self._is_bite_over(deadline) and upkeep.busy and self._is_journal_well():
            self._bite = loop.run_in_executor(self.writer, upkeep.bite)

    async def _is_bite_over(self, deadline: float) -> bool:
        """Whether the bite in hand, if there is one, has ended before a time of the loop's."""
        left = deadline - asyncio.get_running_loop().time()
        if self._bite is not None:
            await asyncio.wait([self._bite], timeout=max(0.0, left))
        return left > 0 and (self._bite is None or self._bite.done())

    def _is_journal_well(self) -> bool:
        return not self._unrecorded and "journal" not in self.recorder.troubles

    async def _is_saved(self) -> bool:
        """Whether nothing waits to be recorded, and a checkpoint was written just now."""
        if self.recorder.waiting or self.recorder.troubles.keys() & _KEPT:
            return False
        await self._commit_aside(self.cores, ())
        return not self.recorder.troubles.keys() & _KEPT

    async def _commit_aside(self, cores: Cores, entries: Sequence[Entry]) -> Committed:
        """Commit entries that no tick brought, with a checkpoint of some cores."""
        savepoint = self._save(cores)
        now = self.now()
        calls = call_people(cores, entries, now)
        turn = Turn(now, None, entries, (), (), (), {}, calls=calls)
        loop = asyncio.get_running_loop()
        commit = loop.run_in_executor(self.writer, self.recorder.commit, turn, savepoint)
        committed = await commit
        self.notifier.tell(calls, recorded=committed.journalled)
        return committed

    async def _await_room(self) -> None:
        """One commit is in flight at a time; one that hangs must not hold back what comes next."""
        hanging = self._unrecorded and len(self._settling) < MOST_UNSETTLED
        if self._settling and not hanging:
            await asyncio.wait(self._settling, timeout=PATIENCE_S)

    def _find_failing(self) -> NDArray[np.bool_]:
        """Which subsystems fail, bool (subsystems,): what was not recorded, or can't be heard."""
        clock = asyncio.get_running_loop().time()
        if self.session.connected:
            self._heard_at = clock
        # What failed and was well again between two ticks has lost readings all the same.
        lost, self._told_losses = self._losses > self._told_losses, self._losses
        failing = {
            Subsystem.SPOOL: lost or "spool" in self.recorder.troubles,
            Subsystem.JOURNAL: self._unrecorded or "journal" in self.recorder.troubles,
            Subsystem.BROKER: clock - self._heard_at > DEAF_S,
            Subsystem.DISK: "disk" in self.recorder.troubles,
            Subsystem.HISTORIAN: self._is_unfed(),
            Subsystem.DETECTORS: False,  # of its own judgements the bank knows better
            Subsystem.NOTICES: bool(self.notifier.broken) or self.cores.escalations.unheard,
        }
        return np.array([failing[subsystem] for subsystem in SUBSYSTEMS], dtype=np.bool_)

    def _is_unfed(self) -> bool:
        """Whether the historian needs somebody; once told, until it takes readings again.

        So one outage is one alarm, however the answers change in it and however often the platform
        is started anew meanwhile.
        """
        circuit = self.feeder.state.circuit
        if circuit.closed:
            return False
        if circuit.refused or self.feeder.away_s > UNFED_S:
            return True
        told = self.cores.alarms.get(f"{Subsystem.HISTORIAN}:{Condition.SYSTEM}")
        return told is not None and told.active

    def _count(self, turn: Turn) -> None:
        self.flow.ticks += 1
        self.flow.frames += len(turn.tokens)
        self.flow.entries += len(turn.entries)
        if turn.record is not None:
            self.flow.readings += len(turn.record.batch)

    def _is_retry_due(self) -> bool:
        clock = asyncio.get_running_loop().time()
        if not self.recorder.unfinished or clock < self._retry_due:
            return False
        self._retry_due = clock + RETRY_S
        return True

    def _save_if_due(self) -> Savepoint | None:
        clock = asyncio.get_running_loop().time()
        if clock < self._checkpoint_due:
            return None
        return self._save(self.cores)

    def _save(self, cores: Cores) -> Savepoint:
        self._checkpoint_due = asyncio.get_running_loop().time() + CHECKPOINT_S
        taken = self.feeder.state.position
        return Savepoint(cores.bank.save(), cores.admission.save(), taken, self._losses)

    async def _settle(self, judged: _Judged, savepoint: Savepoint | None) -> None:
        """Commit a turn, then tell everybody what came of it."""
        loop = asyncio.get_running_loop()
        started, turn = loop.time(), judged.turn
        commit = loop.run_in_executor(self.writer, self.recorder.commit, turn, savepoint)
        in_doubt = self._unrecorded or "journal" in self.recorder.troubles
        patience = 0.0 if in_doubt else judged.since + PATIENCE_S - started
        await asyncio.wait([commit], timeout=max(0.0, patience))
        late = not commit.done()
        early = late and bool(judged.pairs)
        if early:
            self._unrecorded = True
            self._show_unrecorded(judged.pairs)
        if late and turn.calls:
            self.notifier.tell(turn.calls, recorded=False)
        committed = await commit
        self.notifier.tell(turn.calls, recorded=committed.journalled)
        self._unrecorded = False
        self.flow.commit_ms = (loop.time() - started) * 1000
        self._publish(committed, judged.pairs, shown_already=early)
        self._confirm(judged, committed)
        answers = iter(turn.answers)
        for wish in judged.wishes:
            wish.grant([next(answers) for _ in wish.commands])
        if judged.offer and not judged.offer.done.done():
            judged.offer.done.set_result((committed.spooled, len(turn.refusals)))

    def _publish(
        self,
        committed: Committed,
        pairs: Sequence[tuple[Entry, Alarm | None]],
        *,
        shown_already: bool,
    ) -> None:
        recorded = [entry for entry in committed.entries if entry.seq]
        if recorded:
            told = [(entry, self.shown.record(entry)) for entry in recorded]
            self.hub.publish_alarms(told, self.now(), committed.journalled_at)
        elif pairs and not shown_already:
            self._show_unrecorded(pairs)

    def _show_unrecorded(self, pairs: Sequence[tuple[Entry, Alarm | None]]) -> None:
        _log.critical("alarms shown unrecorded", count=len(pairs))
        told = [(entry, alarm) for entry, alarm in pairs if alarm is not None]
        self.hub.publish_alarms(told, self.now())

    def _confirm(self, judged: _Judged, committed: Committed) -> None:
        """Acknowledge what may be, and tell gateways up to which frame everything is durable."""
        turn = judged.turn
        if committed.spooled:
            self._promises.keep(
                judged.number, turn.tokens, turn.watermarks, journalled=committed.journalled
            )
            self.feeder.wake()
        else:
            self._losses += 1
            batch = turn.record.batch if turn.record else ReadingBatch.empty()
            self.cores.admission.lose(turn.numbers, batch)
            self._promises.lose(judged.number, self._judged, turn.tokens)
        safe, released, marks = self._promises.drain()
        self.session.acknowledge(safe)
        self.session.release(released)
        self._told.feed(marks)
        self._tell_watermarks(self._told.drain(asyncio.get_running_loop().time()))

    def told(self, gateway: str) -> Watermark | None:
        """Up to which of its frames a gateway was told that everything is durable."""
        return self._told.marks.get(gateway)

    def _tell_watermarks(self, marks: Mapping[str, Watermark]) -> None:
        known = [name for name in marks if name in self.plant.gateway_row_of]
        for name, mark in ((name, marks[name]) for name in known):
            gateway = self.plant.gateways[self.plant.gateway_row_of[name]]
            topic = f"{ROOT}/{self.plant.park.id}/{gateway.enterprise}/{name}/{Kind.ACK}"
            body = msgspec.json.encode({"boot": mark.boot, "seq": mark.seq})
            self.session.publish(topic, body, retain=True)

    def _greet(self) -> None:
        """On a new connection say again what was promised: the broker may not have kept it."""
        if self.session.connected and not self._connected:
            self._tell_watermarks(self._told.marks)
            self.cores.admission.reconnect(self.now())
        self._connected = self.session.connected
