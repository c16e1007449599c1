"""Assembling: the one place where settings choose adapters and parts are wired.

A :class:`Platform` starts, runs and stops in-process; ``serve`` and ``demo`` are thin callers.
"""

import asyncio
import os
import secrets
import ssl
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

import structlog
from fastapi import FastAPI
from prometheus_client import CollectorRegistry, ProcessCollector
from sqlalchemy.exc import SQLAlchemyError

import dashboard_api
from alerting.handling_opening import HandlingSite
from alerting.journal import Journal
from alerting.kpi.terms import Terms
from alerting.notice import Channel
from dashboard_api.app import create_app
from dashboard_api.audit_log import AuditLog
from dashboard_api.audit_store import AuditStore
from dashboard_api.live import Hub
from dashboard_api.oidc_port import SignOn
from dashboard_api.people import People
from dashboard_api.ports import Ports, UnavailableError
from dashboard_api.rates import Allowance
from dashboard_api.saved_filters import SavedFilters
from detectors.interlock_view import InterlockView
from hazardwatch.attachments import Attachments
from hazardwatch.clock import AnchoredClock
from hazardwatch.data_directory import DataDirectory
from hazardwatch.desks import JournalDesk, LinkDesk, LiveAlarmDesk, LiveOutbox, PlatformHealth
from hazardwatch.doors import Doors, make_session, open_stations
from hazardwatch.endpoint import open_endpoint
from hazardwatch.handling_desk import LiveHandlingDesk
from hazardwatch.handover_desk import LiveHandovers
from hazardwatch.metrics import PlatformCollector
from hazardwatch.notifier import Notifier
from hazardwatch.notify_channels import make_channels
from hazardwatch.recall import recall
from hazardwatch.recorder import Recorder
from hazardwatch.reload import Reload
from hazardwatch.reserve import Reserve
from hazardwatch.rule_register import RuleRegister
from hazardwatch.settings import (
    DEMO_PASSWORD,
    DataSettings,
    HistorianSettings,
    MqttSettings,
    Settings,
    SettingsError,
)
from hazardwatch.siren_desk import LiveSirens, choose_sirens
from hazardwatch.sound_desk import LiveSoundTests
from hazardwatch.stop_keeper import StopKeeper
from hazardwatch.watch import Watch
from historian.feeder import Feeder
from historian.port import Historian, HistorianRefusedError, HistorianUnavailableError
from historian.spool import Spool
from ingest.broker_session import BrokerSession
from ingest.dead_letters import DeadLetters
from ingest.mqtt_endpoint.server import MqttEndpoint
from ingest.routing import name_filters
from ingest.session import Session, SessionSettings
from plant.duties import Person
from plant.gateway_checks import SPARKPLUG
from plant.words import Plant

_log = structlog.get_logger()

HOUSEKEEPING_S: Final = 3600.0
PEOPLE_S: Final = 30.0
FAREWELL_S: Final = 3.0
"""How long historian and channels may take for what they have in hand."""
DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Platform:
    """A running platform: its page's application, its loop, and what must be stopped in order."""

    app: FastAPI
    hub: Hub
    watch: Watch
    session: Session
    historian: Historian
    retention_days: int
    journal_days: int | None
    reload: Reload
    people: People
    audit: AuditLog
    audit_days: int
    stops: StopKeeper | None = None

    async def run(self) -> None:
        """Watch until :meth:`stop`; everything in hand is committed when this returns."""
        feeder, notifier = self.watch.feeder, self.watch.notifier
        handing_over = [asyncio.create_task(one.run()) for one in (feeder, notifier)]
        chores = (self._keep_house(), self._watch_people(), self.reload.run())
        aside = [asyncio.create_task(one) for one in chores]
        if self.stops is not None:
            aside.append(asyncio.create_task(self.stops.run()))
        await self.session.start()
        try:
            await self.watch.run()
        finally:
            for task in aside:
                task.cancel()
            await self._note_end()
            await self.session.stop()
            feeder.stop()
            notifier.stop()
            # What was not handed over by then is handed over by the next run.
            await asyncio.wait(handing_over, timeout=FAREWELL_S)
            for task in handing_over:
                task.cancel()

    def stop(self) -> None:
        """Begin to end: take in no more, settle what is in hand."""
        self.hub.say_goodbye()
        self.watch.stop()

    async def _note_end(self) -> None:
        """Record until when the platform listened."""
        # A journal in trouble would keep us waiting.
        if self.stops is not None and "journal" not in self.watch.recorder.troubles:
            with suppress(UnavailableError):
                await self.stops.beat(self.watch.now())

    async def _watch_people(self) -> None:
        """End the sessions of accounts that were changed or removed beside us."""
        while True:
            await asyncio.sleep(PEOPLE_S)
            try:
                await asyncio.to_thread(self.people.refresh)
            except SQLAlchemyError as error:
                _log.warning("the accounts can't be read", error=str(error))

    async def _keep_house(self) -> None:
        """Forget what is older than the retention, now and then; a store that is away can wait."""
        while True:
            await asyncio.sleep(HOUSEKEEPING_S)
            now = self.watch.now()
            before = now - self.retention_days * DAY_MS
            if self.journal_days is not None:
                self.watch.recorder.upkeep.forget(now - self.journal_days * DAY_MS, now)
            await self.audit.forget(self.audit_days * DAY_MS)
            try:
                await self.historian.forget(before)
            except (HistorianUnavailableError, HistorianRefusedError) as error:
                _log.warning("retention put off", error=str(error))


@dataclass(frozen=True, slots=True)
class Files:
    """What a platform keeps on disk, open."""

    recorder: Recorder
    people: People
    filters: SavedFilters
    historian: Historian
    writer: ThreadPoolExecutor
    channels: Mapping[str, Channel]
    sirens: Mapping[str, Channel]
    attachments: Attachments
    sign_on: SignOn | None
    audit: AuditLog
    rules: RuleRegister


@asynccontextmanager
async def assemble(
    settings: Settings, plant: Plant, data: DataDirectory
) -> AsyncIterator[Platform]:
    """Build a platform over an open data directory; its files are closed when the block ends."""
    async with AsyncExitStack() as stack:
        clock = AnchoredClock()
        files = await _open_files(stack, settings, plant, data, clock)
        if settings.mqtt.listen is not None:
            broker: BrokerSession | MqttEndpoint = open_endpoint(
                stack, settings.mqtt, plant, data, clock.now
            )
        else:
            broker = _make_session(settings.mqtt, plant, clock)
        doors = Doors(broker, open_stations(stack, settings.hj212, clock.now))
        yield _wire(settings, plant, files, doors, clock)


def _make_session(settings: MqttSettings, plant: Plant, clock: AnchoredClock) -> BrokerSession:
    """The session with the broker that the settings name."""
    session = read_mqtt(settings)
    if any(gateway.format == SPARKPLUG for gateway in plant.gateways):
        session = replace(session, sparkplug_host=settings.sparkplug_host)
    return make_session(settings.client, session, name_filters(plant), clock.now)


async def _open_files(
    stack: AsyncExitStack,
    settings: Settings,
    plant: Plant,
    data: DataDirectory,
    clock: AnchoredClock,
) -> Files:
    tags, gateways = name_tags(plant), [gateway.id for gateway in plant.gateways]
    reserve = _hold_room(settings.data, data)
    stack.callback(reserve.close)
    spool = Spool(
        data.spool,
        tags,
        gateways,
        max_bytes=settings.data.spool_mb << 20,
        max_age_s=settings.historian.retention_days * DAY_MS / 1000,
    )
    stack.callback(spool.close)
    journal = Journal(settings.journal.url or f"sqlite:///{data.journal}")
    journal.handling = HandlingSite.of(plant)
    stack.callback(journal.close)
    letters = DeadLetters(data.dead_letters, gateways)
    stack.callback(letters.close)
    people = People(f"sqlite:///{data.people}")
    stack.callback(people.close)
    filters = SavedFilters(f"sqlite:///{data.people}")
    stack.callback(filters.close)
    _set_admin_password(people, settings, data)
    historian = build_historian(settings.historian, data)
    stack.push_async_callback(historian.close)
    channels = make_channels(settings.notify, clock.now)
    sirens = make_channels(choose_sirens(settings.notify), clock.now)
    for channel in [*channels.values(), *sirens.values()]:
        stack.push_async_callback(channel.close)
    writer = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="recorder"))
    low_bytes = settings.data.low_mb << 20
    recorder = Recorder(spool, journal, letters, data.checkpoint, reserve, low_bytes, now=clock.now)
    attachments = Attachments(data.attachments, reserve.check)
    sign_on = _make_sign_on(stack, settings, clock)
    audit = AuditLog(AuditStore(f"sqlite:///{data.audit}"), clock.now, reserve.check)
    stack.push_async_callback(audit.close)
    rules = RuleRegister(data.rule_versions, clock.now)
    stack.callback(rules.close)
    await asyncio.to_thread(rules.note, plant, "start", "serve")
    return Files(
        recorder,
        people,
        filters,
        historian,
        writer,
        channels,
        sirens,
        attachments,
        sign_on,
        audit,
        rules,
    )


def _make_sign_on(stack: AsyncExitStack, settings: Settings, clock: AnchoredClock) -> SignOn | None:
    """The site's identity provider; Authlib is loaded only where there is one."""
    if settings.oidc is None:
        return None
    from hazardwatch.sign_on import make_provider

    provider, caller = make_provider(settings.oidc, clock.now)
    stack.push_async_callback(caller.close)
    return provider


def _hold_room(settings: DataSettings, data: DataDirectory) -> Reserve:
    """The reserve; on a disk that is full already, with a slice given back to open the stores."""
    reserve = Reserve(data.reserve, settings.reserve_mb << 20)
    if reserve.scant:
        reserve.release()
    return reserve


def _wire(
    settings: Settings, plant: Plant, files: Files, doors: Doors, clock: AnchoredClock
) -> Platform:
    recorder, session = files.recorder, doors.join()
    stream = settings.clock == "stream"
    cores, shown, recent = recall(plant, recorder, stream=stream, now=clock.now())
    feeder = Feeder(recorder.spool, files.historian, name_tags(plant))
    if settings.historian.kind == "embedded":
        feeder.held = lambda: recorder.reserve.holding
    alarms = LiveAlarmDesk(shown, recorder)
    gateways = LinkDesk(plant, cores, recorder.dead_letters)
    outbox = LiveOutbox(recorder.journal, files.writer)
    health = PlatformHealth(doors.broker, feeder, recorder, doors.stations, audit=files.audit)
    now = (lambda: gateways.in_force[1].admission.now) if stream else clock.now
    handling = LiveHandlingDesk(
        journal=recorder.journal,
        writer=files.writer,
        files=files.attachments,
        plant=lambda: gateways.in_force[0],
        bank=lambda: gateways.in_force[1].bank,
        now=now,
    )
    stops = None
    if not stream:
        stops = StopKeeper(recorder.journal, files.writer, lambda: gateways.in_force, clock.now)

    sirens = None
    if files.sirens:
        sirens = LiveSirens(files.sirens, lambda: gateways.in_force[0], clock.now)

    def view_interlocks() -> list[InterlockView]:
        return gateways.in_force[1].bank.view_interlocks()

    ports = Ports(
        plant=lambda: gateways.in_force[0],
        rules=lambda: gateways.in_force[1].bank.rules,
        board=lambda: gateways.in_force[1].bank.board,
        alarms=alarms,
        journal=JournalDesk(recorder.journal, settings.kpi.list_terms()),
        notices=outbox,
        handovers=LiveHandovers(recorder.journal, files.writer),
        gateways=gateways,
        historian=files.historian,
        health=health,
        now=now,
        wall=clock.now,
        interlocks=view_interlocks,
        clock=settings.clock,
        handling=handling,
        stops=stops,
        sounds=LiveSoundTests(recorder.journal, files.writer),
        sirens=sirens,
        filters=files.filters,
        sign_on=files.sign_on,
        rule_versions=files.rules,
    )
    hub = Hub(ports, recorder.journal.id, terms=Terms.standard(**settings.kpi.list_terms()))
    hub.remember(recent, shown.all())

    def find_person(person: str) -> Person | None:
        return gateways.in_force[1].escalations.roster.get(person)

    notifier = Notifier(outbox, files.channels, clock.now, find_person)
    watch = Watch(
        plant, cores, shown, session, recorder, hub, feeder, clock.now, files.writer, notifier
    )
    if stops is not None:
        stops.note, watch.settle = hub.alarms.annotations.note_stops, stops.settle
    alarms.watch = gateways.watch = health.watch = watch
    reload = health.reload = Reload(settings, watch, clock.now, files.rules, doors.adopt)
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(PlatformCollector(watch, doors, files.historian, reload))
    page = Path(dashboard_api.__file__).parent / "console_files"
    app = create_app(
        ports,
        files.people,
        hub,
        registry,
        files.audit,
        console_files=page,
        allowance=Allowance(settings.http.requests_per_s, settings.http.burst),
        version=version("hazardwatch"),
    )
    days = settings.historian.retention_days
    # A replay of old data would be forgotten at once: its instants are the stream's.
    journal_days = None if stream else settings.journal.retention_days
    return Platform(
        app,
        hub,
        watch,
        session,
        files.historian,
        days,
        journal_days,
        reload,
        files.people,
        files.audit,
        settings.audit.retention_days,
        stops,
    )


def build_historian(settings: HistorianSettings, data: DataDirectory) -> Historian:
    """The historian that the settings name.

    :raises SettingsError: the file with its token can't be read.
    """
    if settings.kind == "influxdb":
        from historian.influxdb import InfluxHistorian

        return InfluxHistorian(
            settings.url,
            settings.bucket,
            position_file=data.root / "influxdb_position.json",
            org=settings.org,
            token=_read_token(settings.token_file),
        )
    from historian.embedded import EmbeddedHistorian

    return EmbeddedHistorian(data.historian, seal_apart=True)


def _read_token(file: Path | None) -> str:
    try:
        return file.read_text(encoding="utf-8").strip() if file else ""
    except (OSError, ValueError) as error:
        raise SettingsError([f"historian.token_file {file}: {error}"]) from error


def read_mqtt(settings: MqttSettings) -> SessionSettings:
    """The session's settings from the configuration's.

    :raises SettingsError: a certificate or key can't be used.
    """
    session = SessionSettings.of_url(
        settings.url or "",
        settings.client_id,
        ca=_text(settings.ca),
        cert=_text(settings.cert),
        key=_text(settings.key),
        version=settings.version,
    )
    if session.tls:
        _try_certificates(session)
    return session


def _try_certificates(session: SessionSettings) -> None:
    """Load what the session will load, so that a bad file is told before it has a turn."""
    named = f"mqtt.ca {session.ca}"
    try:
        context = ssl.create_default_context(cafile=session.ca)
        if session.cert:
            named = f"mqtt.cert {session.cert}, mqtt.key {session.key}"
            context.load_cert_chain(session.cert, session.key)
    except OSError as error:
        raise SettingsError([f"{named}: {error}"]) from error


def name_tags(plant: Plant) -> tuple[str, ...]:
    """Tag ids in the order of the rows."""
    return tuple(tag.id for tag in plant.tags)


def _set_admin_password(people: People, settings: Settings, data: DataDirectory) -> None:
    """Give ``admin`` the configured password; a site without one gets a random one in a file.

    :raises SettingsError: other machines reach the page, and the demo password opens it.
    """
    if settings.admin_password is not None:
        people.set_password("admin", settings.admin_password.get_secret_value())
    elif not people.knows("admin"):
        people.set_password("admin", _write_first_password(data.admin_password))
    known = [] if settings.http.loopback else people.find_users_of(DEMO_PASSWORD)
    if known:
        complaint = (
            f"http.host {settings.http.host}: {', '.join(known)} in {data.people} still has the"
            " demo password, which is refused on an address that is not loopback: set"
            " HAZARDWATCH_ADMIN_PASSWORD to another one"
        )
        raise SettingsError([complaint])


def _write_first_password(path: Path) -> str:
    password = secrets.token_urlsafe(12)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(password + "\n")
    _log.warning("a first password for admin was made", file=str(path))
    return password


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
