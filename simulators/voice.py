"""One simulated gateway, whole: snapshots of the park and the time in, acts on the wire out.

No socket, no clock, no randomness but the seed's: the same snapshots, times and faults give the
same bytes. :mod:`simulators.publisher` carries the acts to a real broker; without any network,
:class:`simulators.wire.Wire` tells what a subscriber would hear.

What the gateway says is its format's business (:mod:`simulators.formats`); here is when it says it:
hello and goodbye, what is due, what was kept while the link was away, and the numbers of frames.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from plant.quality import UNCERTAIN_LAST_USABLE
from plant.reading import Instant
from plant.words import Plant
from simulators.formats.dispatch import SPOKEN, make_speech
from simulators.formats.report import Report
from simulators.formats.speech import FormError, Mouth
from simulators.frame_writer import MOST_TAGS, Form
from simulators.gateway_clock import GatewayClock
from simulators.gateway_faults import (
    GatewayFault,
    GatewayFaultKind,
    Wrong,
    choose_faults,
    list_down,
)
from simulators.park import Snapshot
from simulators.reporting import Reporter
from simulators.routing import OWN_FORMAT, name_tag
from simulators.store_and_forward import Backlog
from simulators.transit import Transit
from simulators.wire import Act, Connect, Cut, Leave

_ALL: Final = 1 << 62


class _Turn(NamedTuple):
    """One step: a snapshot, its wall clock, that of speaking, and what is wrong."""

    snapshot: Snapshot
    at: Instant
    now: Instant
    wrong: Wrong


def make_voices(plant: Plant, seed: int, form: Form = Form.VALUES) -> list["Voice"]:
    """A voice for each gateway whose format is spoken here.

    :raises FormError: a foreign gateway is not declared a simulation, or can't say a tag's name.
    """
    spoken = [row for row, gateway in enumerate(plant.gateways) if gateway.format in SPOKEN]
    return [Voice(plant, row, seed, form=form) for row in spoken]


class Voice:
    """A gateway of a plant.

    Frames that a format of its own can't mark could pass as live; so a foreign gateway is simulated
    only where the plant declares it a simulation (contract section 1, rule 15).

    ``readings`` told, ``frames`` that left so far, hello and goodbye not counted. ``connected``:
    as far as the gateway knows.

    :param form: the form of the platform's own JSON.
    :raises FormError: see :func:`make_voices`.
    """

    def __init__(self, plant: Plant, gateway: int, seed: int, *, form: Form = Form.VALUES) -> None:
        self.gateway = gateway
        self.connected = False
        self.frames = self.readings = 0
        own = plant.gateways[gateway]
        if own.format != OWN_FORMAT and not own.simulation:
            raise FormError(
                f"gateway {own.id} speaks {own.format}: declare simulation = true to simulate it"
            )
        self._reporter = Reporter(plant, gateway)
        self._rows = self._reporter.rows
        names = {row: name_tag(plant.tags[row], own) for row in self._rows.tolist()}
        self._speech = make_speech(Mouth(plant, own, names), form)
        self.backlog = Backlog()
        self.transit = Transit(seed, gateway)
        self._clock = GatewayClock()
        self._seq, self._boot, self._pace = 0, "", _ALL
        self._off = self._recounted = self._given_up = False
        self._everything: Report | None = None
        self._equipment = np.array([plant.tags[row].equipment for row in self._rows], dtype=np.str_)
        self._down: frozenset[str] = frozenset()
        self._told_down: frozenset[str] = frozenset()

    def speak(
        self,
        snapshot: Snapshot,
        at: Instant,
        *,
        now: Instant | None = None,
    ) -> list[Act]:
        """What the gateway does on the wire in this step.

        :param at: the wall clock at the snapshot, which readings are stamped with.
        :param now: the wall clock at speaking, where that is later.
        """
        wrong = choose_faults(snapshot.faults, self.gateway)
        turn = _Turn(snapshot, at, at if now is None else now, wrong)
        self._recount(wrong)
        acts = self._set_link(turn)
        greeted = any(isinstance(act, Connect) for act in acts)
        acts += self._tell_sources(turn, greeted=greeted)
        if not self._off and not snapshot.down[self.gateway]:
            self._tell(turn, told_all=greeted)
        if self.connected and GatewayFaultKind.HALF_OPEN not in wrong:
            arrived = [*self.transit.take(turn.now, snapshot.elapsed_s, wrong)]
            self.frames += len(arrived)
            acts += arrived
        return acts

    def hear(self, topic: str, payload: bytes, now: Instant) -> list[Act]:
        """Answer a command that came on the topic of :class:`simulators.wire.Connect`."""
        if not self.connected or self._everything is None:
            return []
        everything = self._everything
        sent = everything.sent + (now - everything.at)
        standing = replace(everything, at=now, sent=sent)
        return [*self._speech.hear(topic, payload, standing)]

    def lose(self) -> None:
        """The connection broke for real; the next step makes a new one."""
        self.connected = False

    def finish(self, at: Instant) -> list[Act]:
        """The end of the show: what is under way arrives, then goodbye."""
        if not self.connected:
            return []
        self.connected = False
        last = [*self.transit.flush(at)]
        self.frames += len(last)
        return [*last, *self._speech.part(at, at), Leave(at)]

    # ------------------------------------------------------------------------ the link

    def _set_link(self, turn: _Turn) -> list[Act]:
        """Hello, goodbye, or a link that breaks."""
        wrong, was_off = turn.wrong, self._off
        self._off = GatewayFaultKind.RESTARTED in wrong
        if self._off:
            self.backlog.forget()
            return self._break(turn.now)
        if was_off or not self._boot:
            self._boot, self._seq = f"{turn.now:x}", 0
        if turn.snapshot.down[self.gateway]:
            return self._leave(turn)
        if (link := wrong.get(GatewayFaultKind.LINK_LOST)) is not None:
            self._pace = int(link.amount) or _ALL
            return self._break(turn.now)
        if self.connected and (half_open := wrong.get(GatewayFaultKind.HALF_OPEN)) is not None:
            return self._hang(turn, half_open)
        if self._given_up or not self.connected:
            return self._connect(turn)
        return []

    def _connect(self, turn: _Turn) -> list[Act]:
        self.connected, self._given_up = True, False
        self._reporter.restart()
        will = self._speech.will(turn.now, self._sent(turn))
        hello = Connect(turn.now, will, self._speech.commands)
        return [hello, *self._speech.greet(self._report(turn, self._rows))]

    def _leave(self, turn: _Turn) -> list[Act]:
        if not self.connected:
            return []
        self.connected = False
        return [*self._speech.part(turn.now, self._sent(turn)), Leave(turn.now)]

    def _break(self, now: Instant) -> list[Act]:
        if not self.connected:
            return []
        self.connected = False
        return [Cut(now)]

    def _hang(self, turn: _Turn, fault: GatewayFault) -> list[Act]:
        """The gateway notices nothing; its broker does, after a while, and tells the will."""
        waited_s = turn.snapshot.elapsed_s - fault.since_s
        if self._given_up or not fault.amount or waited_s < fault.amount:
            return []
        self._given_up = True
        return [Cut(turn.now)]

    def _tell_sources(self, turn: _Turn, *, greeted: bool) -> list[Act]:
        """Which sources are down, when that changed, and again on a new connection."""
        known = {*self._equipment.tolist()} - {""}
        self._down = list_down(turn.snapshot.faults, self.gateway) & known
        if greeted:
            self._told_down = frozenset()
        carries = self.connected and GatewayFaultKind.HALF_OPEN not in turn.wrong
        if not carries or self._down == self._told_down:
            return []
        changed, self._told_down = self._down ^ self._told_down, self._down
        sources = {name: name not in self._down for name in sorted(known)}
        everything = self._report(turn, self._rows)
        return [*self._speech.tell_sources(sources, changed, everything)]

    # ------------------------------------------------------------------------ what is told

    def _tell(self, turn: _Turn, *, told_all: bool) -> None:
        """What is due, kept or sent; what was kept before is told as fast as it may be."""
        wrong, snapshot = turn.wrong, turn.snapshot
        away = GatewayFaultKind.LINK_LOST in wrong
        self._everything = self._report(turn, self._rows)
        fresh = self._gather(turn) if not snapshot.mute[self.gateway] else []
        if told_all and self._speech.births:
            fresh = []
        if away:
            for report in fresh if self._speech.keeps else ():
                self.backlog.keep(report)
            return
        waiting = self.backlog.take(self._pace, turn.now, self._sent(turn))
        if len(self.backlog) and self._speech.in_turn:
            for report in fresh:
                self.backlog.keep(report)
            fresh = []
        in_order = [*waiting, *fresh] if self._speech.in_turn else [*fresh, *waiting]
        self._send(in_order, turn)

    def _send(self, reports: Sequence[Report], turn: _Turn) -> None:
        for report in reports:
            messages = self._speech.tell(report)
            self.readings += len(report.row)
            if GatewayFaultKind.HALF_OPEN not in turn.wrong:
                self.transit.put(messages, turn.snapshot.elapsed_s, turn.wrong)

    def _gather(self, turn: _Turn) -> list[Report]:
        """The readings that are due, in numbered reports."""
        snapshot = turn.snapshot
        if self._down:
            silent = snapshot.silent.copy()
            silent[self._rows[np.isin(self._equipment, [*self._down])]] = True
            snapshot = replace(snapshot, silent=silent)
        rows = self._reporter.due(snapshot)
        portions = [rows[start : start + MOST_TAGS] for start in range(0, len(rows), MOST_TAGS)]
        return [self._report(turn, portion, numbered=True) for portion in portions]

    def _report(self, turn: _Turn, rows: NDArray[np.intp], *, numbered: bool = False) -> Report:
        self._seq += numbered
        snapshot = turn.snapshot
        status = snapshot.status[rows]
        if not numbered:
            status = np.where(snapshot.silent[rows], np.uint32(UNCERTAIN_LAST_USABLE), status)
        ts = self._clock.read(turn.at, snapshot.elapsed_s, turn.wrong)
        value = snapshot.value[rows]
        return Report(turn.now, ts, self._sent(turn), self._seq, self._boot, rows, value, status)

    def _sent(self, turn: _Turn) -> Instant:
        return self._clock.read(turn.now, turn.snapshot.elapsed_s, turn.wrong)

    def _recount(self, wrong: Wrong) -> None:
        """Begin the numbers again, once for each time that it goes wrong."""
        forgets = GatewayFaultKind.RECOUNTED in wrong
        if forgets and not self._recounted:
            self._seq = 0
        self._recounted = forgets
