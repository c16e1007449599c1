"""``hazardwatch serve``: one platform and its page, from the start to an orderly end."""

import asyncio
import contextlib
import json
import logging
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Generator, Iterator
from pathlib import Path
from typing import Any

import structlog
import typer
import uvicorn
from fastapi import FastAPI

from alerting.journal import JournalRefusedError, JournalUnavailableError
from dashboard_api.live_protocol import LiveProtocol
from hazardwatch.assemble import Platform, assemble
from hazardwatch.complaints import complain, read_or_complain
from hazardwatch.data_directory import DataDirectory, DataDirectoryBusyError
from hazardwatch.exit_code import Exit
from hazardwatch.heap import set_aside
from hazardwatch.journal_reports import complain_of_journal
from hazardwatch.listener import AddressTakenError, listen
from hazardwatch.reload import object_to_plant
from hazardwatch.settings import Settings, SettingsError, read_settings
from hazardwatch.unjudged import name_unjudged
from ingest.session import SessionTakenOverError
from plant.words import Plant

_log = structlog.get_logger()

WEBSOCKET_BYTES = 1 << 20


def run_serve(config: Path, *, as_json: bool) -> Exit:
    """Serve until a signal; every reason not to start has its own exit code."""
    set_up_logging(as_json=as_json)
    try:
        settings = read_settings(config)
    except SettingsError as error:
        return complain(error.complaints)
    plant = read_or_complain(settings.plant.dir)
    objections = object_to_plant(settings, plant)
    for objection in objections:
        typer.echo(f"{config}: {objection}", err=True)
    if objections:
        return Exit.BAD_CONFIGURATION
    for line in name_unjudged(plant):
        _log.warning("not judged", what=line)
    return run_over(
        settings.data.dir, lambda data: serve(settings, plant, data), settings.journal.url
    )


def run_over(
    root: Path,
    run: Callable[[DataDirectory], Coroutine[Any, Any, Exit]],
    journal: str | None = None,
) -> Exit:
    """Run a platform over its data directory, or say in a line why it can't start.

    :param journal: URL of the journal, None for the one in the data directory.
    """
    try:
        with _hold(root) as data:
            return asyncio.run(run(data))
    except SettingsError as error:
        return complain(error.complaints)
    except (JournalRefusedError, JournalUnavailableError) as error:
        return complain_of_journal(error, journal)
    except (DataDirectoryBusyError, AddressTakenError) as error:
        typer.echo(str(error), err=True)
        return Exit.BUSY


@contextlib.contextmanager
def _hold(root: Path) -> Iterator[DataDirectory]:
    with contextlib.ExitStack() as stack:
        try:
            data = stack.enter_context(DataDirectory(root))
        except OSError as error:
            raise SettingsError(
                [f"data.dir {root}: no directory to use: {error.strerror}"]
            ) from error
        yield data


async def serve(settings: Settings, plant: Plant, data: DataDirectory) -> Exit:
    """Run a platform until SIGTERM or SIGINT; SIGHUP has it read its plant directory again."""
    async with assemble(settings, plant, data) as platform:
        listener = listen(settings.http.host, settings.http.port, "http.host, http.port")
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, platform.stop)
        loop.add_signal_handler(signal.SIGHUP, platform.reload.ask)
        _log.info("serving", url=name_url(listener), plant=plant.park.id, clock=settings.clock)
        try:
            await run_with_page(platform, listener)
        except SessionTakenOverError as error:
            _log.critical("another platform has taken over the MQTT session", client=str(error))
            return Exit.BUSY
    return Exit.OK


async def run_with_page(platform: Platform, listener: socket.socket) -> None:
    """Run the platform and its page side by side; the page ends after the platform."""
    set_aside(thoroughly=True)
    page = PageServer(platform.app)
    serving = asyncio.create_task(page.serve([listener]), name="page")
    try:
        await platform.run()
    finally:
        page.should_exit = True
        await asyncio.wait([serving], timeout=2)
        if not serving.done():
            page.force_exit = True
            await serving


class PageServer(uvicorn.Server):
    """uvicorn without its own signal handlers: the platform drains first, then the page ends."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                ws=LiveProtocol,
                ws_ping_interval=None,
                ws_max_size=WEBSOCKET_BYTES,
                ws_per_message_deflate=False,
                access_log=False,
                log_config=None,
                timeout_graceful_shutdown=1,
                server_header=False,
            )
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave the signals to who runs the platform."""
        yield


def name_url(listener: socket.socket) -> str:
    """The page's address."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def set_up_logging(*, as_json: bool) -> None:
    """Log lines to standard error: readable on a terminal, JSON for machines."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(serializer=json.dumps)
        if as_json or not sys.stderr.isatty()
        else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
