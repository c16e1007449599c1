"""What a load came to: the counts of sender, broker, platform and screen brought together.

Asks the platform for what only the end can show (ledgers, stored values); sends nothing.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hazardwatch.alarm_client import Client
from hazardwatch.bench_alarms import Heard
from hazardwatch.bench_platform import Figures, Worst, compare_stored, count_missing
from simulators.broker import Broker
from simulators.load.counts import Spread
from simulators.load.echo import Echoed, Echoes, match_echoes
from simulators.load.forms import FORMS, LoadForm
from simulators.load.generator import Sent
from simulators.load.journeys import Journeys, match_journeys
from simulators.load.report import Alarms, Asked, Counted, Expense, LoadReport, find_warnings
from simulators.load.senders import Sender

_AHEAD_MS = 60_000
"""How far a reading's own time may lie after the end of the load."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is put under load: a broker, the platform behind it and who sends to it."""

    broker: Broker
    url: str
    user: str
    password: str
    senders: Sequence[Sender]
    form: LoadForm
    echoes: bool = True
    """Whether others can hear what is sent; at the platform's own endpoint nobody can."""

    @property
    def gateways(self) -> frozenset[str]:
        """Ids of the gateways that send."""
        return frozenset(sender.gateway.id for sender in self.senders)


@dataclass(frozen=True, slots=True)
class Wish:
    """The load that is asked for; ``echo``: hear the first gateway's messages again, raw."""

    rate: float
    batch: int
    seconds: float
    alarm_share: float
    echo: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a load came to, before it is counted."""

    sent: Sent
    echoes: Echoes | None
    heard: Heard
    before: Figures
    after: Figures
    worst: Worst
    cpu_share: float
    platform_cpu: float
    machine: float | None


def report_outcome(site: Site, wish: Wish, client: Client, outcome: Outcome) -> LoadReport:
    """Count what became of a load.

    :raises ClientError: the platform answers no more.
    """
    sent, heard = outcome.sent, outcome.heard
    timed = FORMS[site.form].timed
    wall_ns = time.time_ns() - time.monotonic_ns()
    journeys = match_journeys(sent.excursions, heard.sightings, wall_ns, timed=timed)
    echoed = match_echoes(sent.echoes, outcome.echoes.heard) if outcome.echoes else None
    report = LoadReport(
        asked=_tell_asked(site, wish),
        seconds=sent.seconds,
        late_ms=sent.late_ms,
        held=sent.held,
        counted=_count(site, client, outcome),
        alarms=_tell_alarms(journeys),
        sending=sent.sending.spread(),
        acknowledging=sent.acknowledging.spread(),
        alarm=journeys.whole.spread(),
        echo=_find_own(echoed),
        echo_lost=echoed.lost if echoed else 0,
        stages={str(stage): took.spread() for stage, took in journeys.stages.items()},
        expense=_tell_expense(outcome),
        clock_ms=journeys.clock_ms,
    )
    return replace(report, warnings=find_warnings(report))


def _tell_asked(site: Site, wish: Wish) -> Asked:
    return Asked(
        form=str(site.form),
        gateways=len(site.senders),
        tags=sum(len(sender.tags) for sender in site.senders),
        rate=wish.rate,
        batch=wish.batch,
        seconds=wish.seconds,
        alarm_share=wish.alarm_share,
    )


def _count(site: Site, client: Client, outcome: Outcome) -> Counted:
    sent, traits = outcome.sent, FORMS[site.form]
    span = (sent.begun, time.time_ns() // 1_000_000 + _AHEAD_MS)

    def grown(name: str) -> int:
        after, before = getattr(outcome.after, name), getattr(outcome.before, name)
        return round(float(after - before))

    return Counted(
        messages=sent.messages,
        unsent=sent.unsent,
        published=sent.published,
        acknowledged=sent.acknowledged,
        readings=sent.readings,
        taken=grown("taken"),
        judged=grown("judged"),
        stored=grown("stored"),
        duplicates=grown("duplicates"),
        conflicts=grown("conflicts"),
        late=grown("late"),
        coalesced=grown("coalesced"),
        refused=grown("refused"),
        missing_numbers=count_missing(client, site.gateways, sent.boot)
        if traits.numbered
        else None,
        compared=compare_stored(client, sent.kept, span, timed=traits.timed),
    )


def _tell_alarms(journeys: Journeys) -> Alarms:
    return Alarms(
        journeys.expected,
        journeys.seen,
        journeys.missing,
        journeys.unexpected,
        journeys.unrecorded,
    )


def _find_own(echoed: Echoed | None) -> Spread | None:
    return echoed.took.spread() if echoed else None


def _tell_expense(outcome: Outcome) -> Expense:
    worst = outcome.worst
    return Expense(
        generator_cpu=outcome.sent.cpu_share,
        echo_cpu=outcome.echoes.cpu_share if outcome.echoes else None,
        bench_cpu=outcome.cpu_share,
        platform_cpu=outcome.platform_cpu,
        platform_mib=worst.resident_mib,
        queue_frames=worst.queue_frames,
        loop_lag_ms=worst.loop_lag_ms,
        commit_ms=worst.commit_ms,
        historian_lag_mib=worst.historian_lag_mib,
        machine=outcome.machine,
    )
