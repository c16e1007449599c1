"""``hazardwatch demo``: a simulated park and the whole platform in one process.

The park's gateways publish straight to the platform's endpoint, so there is no broker to install.
"""

import asyncio
import json
import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import typer
from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from hazardwatch.broker import find_free_port
from hazardwatch.data_directory import DataDirectory
from hazardwatch.exit_code import Exit
from hazardwatch.notify_settings import NotifySettings, NowhereChannel
from hazardwatch.settings import (
    DEMO_PASSWORD,
    DataSettings,
    HttpSettings,
    MqttSettings,
    PlantSettings,
    Settings,
)

FAREWELL_S: Final = 3.0
"""How long the simulated gateways may take to say what they have in hand."""


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """The flags of ``demo``."""

    port: int
    mqtt_port: int
    browser: bool
    data_dir: Path | None
    scenario: str
    speed: float
    as_json: bool


def run_demo(options: DemoOptions) -> Exit:
    """Open the demonstration park until Ctrl-C."""
    from hazardwatch.serve import run_over, set_up_logging
    from simulators.scenario import ScenarioError
    from simulators.scenario_file import read_scenario

    set_up_logging(as_json=options.as_json)
    try:
        read_scenario(options.scenario)
    except ScenarioError as error:
        typer.echo(str(error), err=True)
        return Exit.USAGE
    with tempfile.TemporaryDirectory(prefix="hazardwatch-demo-") as temporary:
        root = options.data_dir or Path(temporary)
        try:
            root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            typer.echo(f"--data-dir {root}: no directory to use: {error.strerror}", err=True)
            return Exit.USAGE
        return run_over(root, lambda data: _show(options, data))


async def _show(options: DemoOptions, data: DataDirectory) -> Exit:
    from hazardwatch.assemble import assemble
    from hazardwatch.complaints import read_or_complain, read_physics_or_complain
    from hazardwatch.listener import listen
    from hazardwatch.serve import name_url, run_with_page
    from simulators.publisher import Staging, simulate
    from simulators.scenario_file import read_scenario
    from simulators.shipped import PARKS

    ports = find_ports(options)
    scenario = read_scenario(options.scenario)
    folder = PARKS / scenario.park
    plant = read_or_complain(folder)
    staging = Staging(options.speed, physics=read_physics_or_complain(folder, plant))
    mqtt = f"mqtt://127.0.0.1:{ports[1]}"
    stop = asyncio.Event()
    async with AsyncExitStack() as stack:
        settings = make_settings(folder, data.root, *ports)
        platform = await stack.enter_async_context(assemble(settings, plant, data))
        listener = listen("127.0.0.1", ports[0], "--port")
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        running = asyncio.create_task(run_with_page(platform, listener))
        playing = asyncio.create_task(
            simulate(plant, scenario, mqtt, staging, stop=stop), name="park"
        )
        for line in name_taken(options, ports):
            typer.echo(line, err=options.as_json)
        _introduce(options, settings, name_url(listener), mqtt)
        await asyncio.wait([running, playing], return_when=asyncio.FIRST_COMPLETED)
        # The gateways go first: who hears them must be there to the end.
        stop.set()
        await asyncio.wait([playing], timeout=FAREWELL_S)
        platform.stop()
        await asyncio.wait([running, playing])
        for task in (playing, running):
            task.result()
    return Exit.OK


def find_ports(options: DemoOptions) -> tuple[int, int]:
    """Ports for the page and the gateways: those asked for, or free ones."""
    page = find_free_port(options.port)
    return page, find_free_port(0 if options.mqtt_port == page else options.mqtt_port)


def name_taken(options: DemoOptions, ports: tuple[int, int]) -> Iterator[str]:
    """Which of the ports asked for were not to be had (0 asks for any)."""
    asked = (("", options.port), ("MQTT ", options.mqtt_port))
    for (name, wanted), port in zip(asked, ports, strict=True):
        if wanted not in {0, port}:
            yield (
                f"{name}端口 {wanted} 已被占用,改用 {port} · "
                f"{name}port {wanted} is taken, using {port}"
            )


class _DemoSettings(Settings):
    """A demonstration has nothing to do with a site that the environment may describe."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_others: PydanticBaseSettingsSource,
        **_more: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del settings_cls
        return (init_settings,)


def make_settings(plant: Path, root: Path, port: int, mqtt_port: int) -> Settings:
    """The demonstration's settings; the environment may give another password.

    Its channels carry nothing anywhere: a demonstration calls nobody.
    """
    return _DemoSettings(
        plant=PlantSettings(dir=plant),
        data=DataSettings(dir=root),
        mqtt=MqttSettings(listen=f"127.0.0.1:{mqtt_port}"),
        http=HttpSettings(port=port),
        notify=NotifySettings(
            channels={name: NowhereChannel(kind="nowhere") for name in ("sms", "voice")}
        ),
        admin_password=SecretStr(os.environ.get("HAZARDWATCH_ADMIN_PASSWORD") or DEMO_PASSWORD),
    )


def _introduce(options: DemoOptions, settings: Settings, url: str, mqtt: str) -> None:
    """Say where the page is and how to log in; open it where there is somebody to look."""
    password = settings.admin_password.get_secret_value() if settings.admin_password else ""
    if options.as_json:
        line = {"url": url, "user": "admin", "password": password, "mqtt": mqtt}
        print(json.dumps(line), flush=True)
        return
    print(f"\n  园区在线 · the park is live   {url}")
    shown = DEMO_PASSWORD if password == DEMO_PASSWORD else "HAZARDWATCH_ADMIN_PASSWORD"
    print(f"  登录 · log in                 admin / {shown}")
    print(f"  MQTT                          {mqtt}")
    print("  Ctrl-C 结束 · to end\n", flush=True)
    if options.browser and sys.stdout.isatty():
        webbrowser.open(url)
