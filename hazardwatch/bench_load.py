"""One load on a running platform, from the first greeting to the report.

The generator and the echo are processes of their own; this one listens to the alarms, asks the
platform for its figures, and counts.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hazardwatch.alarm_client import Client
from hazardwatch.bench_alarms import hearing
from hazardwatch.bench_machine import read_machine
from hazardwatch.bench_outcome import Outcome, Site, Wish, report_outcome
from hazardwatch.bench_platform import Figures, read_figures, watching
from ingest.topic import Kind, TopicPath
from simulators.child import GO, hear, run_child
from simulators.load.echo import Echoes, run_echo
from simulators.load.generator import Order, Sent, run_generator
from simulators.load.report import LoadReport
from simulators.load.schedule import Schedule
from simulators.load.senders import Sender, check_pace

SAMPLED: Final = 20
"""Of so many tags all readings are read back and compared by value."""

QUIET_S: Final = 5.0
"""Nothing new for so long means that nothing more will come."""

_POLL_S: Final = 0.1
_CATCH_UP_S: Final = 120.0
_START_S: Final = 120.0


async def run_load(site: Site, wish: Wish) -> LoadReport:
    """Put a platform under a load and report.

    :raises LoadError: this load can't be told apart by its times.
    :raises ClientError: the platform can't be reached, or refuses the login.
    :raises OSError, EOFError: the broker can't be reached, or was lost.
    """
    check_pace(site.senders, site.form, wish.rate, wish.batch)
    client = await asyncio.to_thread(Client, site.url, site.user, site.password)
    outcome = await _run(site, wish, client)
    return await asyncio.to_thread(report_outcome, site, wish, client, outcome)


async def _run(site: Site, wish: Wish, client: Client) -> Outcome:
    before = read_figures(site.url, site.gateways)
    async with hearing(site.url, client.token) as heard:
        with watching(site.url, site.gateways) as worst:
            busy_s, began_s = time.process_time(), time.monotonic()
            sent, echoes, used = await asyncio.to_thread(_send, site, wish, before)
            cpu_share = (time.process_time() - busy_s) / (time.monotonic() - began_s)
            await asyncio.to_thread(_wait_for, _ask(site, "taken"), before.taken + sent.readings)
            await asyncio.to_thread(_wait_for, lambda: len(heard.sightings), len(sent.excursions))
        await asyncio.to_thread(_catch_up, site)
    after = read_figures(site.url, site.gateways)
    platform_cpu = used.platform_s / sent.seconds
    return Outcome(sent, echoes, heard, before, after, worst, cpu_share, platform_cpu, used.machine)


@dataclass(frozen=True, slots=True)
class _Used:
    """CPU seconds of the platform while it was sent to, and the busy share of this machine."""

    platform_s: float
    machine: float | None


def _send(site: Site, wish: Wish, before: Figures) -> tuple[Sent, Echoes | None, _Used]:
    """Greet, wait until the platform has that, send."""
    order = Order(
        broker=site.broker,
        senders=site.senders,
        form=site.form,
        schedule=Schedule(wish.rate, wish.seconds),
        batch=wish.batch,
        share=wish.alarm_share,
        sampled=SAMPLED,
        echoed=int(wish.echo),
    )
    greeting = sum(len(sender.tags) for sender in site.senders)
    if not wish.echo:
        sent, used = _generate(site, order, before.taken + greeting)
        return sent, None, used
    topics = _name_topics(site.senders[0])
    with run_child(run_echo, site.broker, topics) as echo:
        sent, used = _generate(site, order, before.taken + greeting)
        time.sleep(_POLL_S)  # what is under way to the echo arrives
        echo.send("end")
        echoes: Echoes = hear(echo, _START_S)
    return sent, echoes, used


def _generate(site: Site, order: Order, greeted: float) -> tuple[Sent, _Used]:
    with run_child(run_generator, order, start_s=_START_S) as generator:
        _wait_for(_ask(site, "taken"), greeted)
        platform_s, machine = _ask(site, "cpu_s")(), read_machine()
        generator.send(GO)
        sent: Sent = hear(generator, order.schedule.seconds * 3 + _START_S)
        after = read_machine()
    share = after.share_since(machine) if after and machine else None
    return sent, _Used(_ask(site, "cpu_s")() - platform_s, share)


def _name_topics(sender: Sender) -> str:
    """A filter of all data that a gateway sends."""
    own = TopicPath(sender.plant.park.id, sender.gateway.enterprise, sender.gateway.id, Kind.DATA)
    return sender.gateway.topic or f"{own}/#"


def _ask(site: Site, name: str) -> Callable[[], float]:
    return lambda: float(getattr(read_figures(site.url, site.gateways), name))


def _wait_for(read: Callable[[], float], wanted: float) -> None:
    """Until a figure has come to what is wanted, or moves no more."""
    came, moved_s = read(), time.monotonic()
    while came < wanted and time.monotonic() - moved_s < QUIET_S:
        time.sleep(_POLL_S)
        now = read()
        if now != came:
            came, moved_s = now, time.monotonic()


def _catch_up(site: Site) -> None:
    """Until the historian has taken up what is spooled, or it takes too long."""
    end_s = time.monotonic() + _CATCH_UP_S
    lag = _ask(site, "historian_lag_bytes")
    while lag() > 0 and time.monotonic() < end_s:
        time.sleep(_POLL_S)
