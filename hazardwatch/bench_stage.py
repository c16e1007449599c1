"""A broker and a platform of the bench's own, each a process, gone when the measurement is.

Mosquitto where there is one. Without it the gateways publish straight to the platform's endpoint,
where nobody else can hear them: no echo is measured then.
"""

import asyncio
import os
import secrets
import signal
import sys
import urllib.error
import urllib.request
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from hazardwatch.broker import end_with_parent, find_free_port, find_mosquitto, run_mosquitto

_START_S: Final = 60.0
_END_S: Final = 10.0
_POLL_S: Final = 0.1
_LOG_CHARACTERS: Final = 2000


class StageError(Exception):
    """The platform did not start; the text is the end of its log."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where broker and platform are, and how to log in."""

    broker: str
    url: str
    user: str
    password: str
    real: bool
    """Whether there is a broker, a Mosquitto."""


def write_configuration(
    plant: Path, data: Path, mqtt: str, port: int, *, broker: bool = True
) -> str:
    """The configuration of a platform that can be put under load (contract section 4).

    :param broker: whether ``mqtt`` is a broker's address, or one for the platform's endpoint.
    """
    door = f'url = "{mqtt}"\nclient_id = "hazardwatch-load"'
    if not broker:
        door = f'listen = "{urlsplit(mqtt).netloc}"'
    return (
        f'[plant]\ndir = "{plant}"\n\n[data]\ndir = "{data}"\n\n'
        f"[mqtt]\n{door}\n\n[http]\nport = {port}\n"
    )


@asynccontextmanager
async def open_stage(root: Path, plant: Path) -> AsyncIterator[Stage]:
    """Broker and platform, up when the block begins.

    :param root: for data and log; ``plant``: the plant directory.
    :raises StageError: the platform ended, or was not ready in time.
    :raises OSError: the broker does not listen.
    """
    mqtt_port, port = find_free_port(0), find_free_port(0)
    mqtt = f"mqtt://127.0.0.1:{mqtt_port}"
    program = find_mosquitto()
    async with AsyncExitStack() as stack:
        if program is not None:
            await stack.enter_async_context(run_mosquitto(program, root, mqtt_port))
        real = program is not None
        text = write_configuration(plant, root / "data", mqtt, port, broker=real)
        (root / "hazardwatch.toml").write_text(text, encoding="utf-8")
        stage = Stage(mqtt, f"http://127.0.0.1:{port}", "admin", secrets.token_urlsafe(), real)
        await stack.enter_async_context(_run_platform(root, stage))
        yield stage


@asynccontextmanager
async def _run_platform(root: Path, stage: Stage) -> AsyncIterator[None]:
    with (root / "serve.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hazardwatch.commands"),
            *("serve", "--config", str(root / "hazardwatch.toml")),
            stdout=log,
            stderr=log,
            env={**os.environ, "HAZARDWATCH_ADMIN_PASSWORD": stage.password},
            start_new_session=True,  # Ctrl-C is for the bench, which ends the platform in order
            preexec_fn=end_with_parent if sys.platform == "linux" else None,
        )
    try:
        await _await_ready(process, stage.url, root / "serve.log")
        yield
    finally:
        await _end(process)


async def _await_ready(process: Process, url: str, log: Path) -> None:
    loop = asyncio.get_running_loop()
    end_s = loop.time() + _START_S
    while loop.time() < end_s and process.returncode is None:
        if await asyncio.to_thread(_answers, f"{url}/readyz"):
            return
        await asyncio.sleep(_POLL_S)
    text = await asyncio.to_thread(log.read_text, encoding="utf-8", errors="replace")
    raise StageError(text[-_LOG_CHARACTERS:])


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310 -- our own platform
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except OSError:
        return False


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), _END_S)
        except TimeoutError:
            process.kill()
            await process.wait()
