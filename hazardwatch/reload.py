"""Reload: a changed plant directory put in force while the platform runs.

Contract section 1, rule 12: a broken plant is refused whole, the old one stays in force, and people
can see that. Reading and compiling happen away from the loop; when the swap itself may happen is
:class:`hazardwatch.watch.Watch`'s business, what it does to alarms :mod:`hazardwatch.tick`'s.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from dashboard_api.rule_versions import Cause
from hazardwatch.heap import set_aside
from hazardwatch.notify_channels import name_missing_channels
from hazardwatch.rule_register import RuleRegister
from hazardwatch.settings import Settings
from hazardwatch.tick import Cores
from hazardwatch.unjudged import name_unjudged
from hazardwatch.watch import Watch
from ingest.routing import name_filters
from plant.directory import PlantError, read_plant
from plant.gateway_checks import SPARKPLUG
from plant.reading import Instant
from plant.words import Plant

ASKED_BY: Final = "SIGHUP"
"""What asks for a reload; who sends a signal is not known."""

_log = structlog.get_logger()


@dataclass(slots=True)
class Reload:
    """Reads the plant directory again when asked; one at a time.

    ``refused``: why the directory as it is now is not in force, empty if it is or was not looked
    at. ``pending``: a plant was read and waits to be put in force. ``count``: of plants put in
    force since the start; ``adopt`` is told of each.
    """

    settings: Settings
    watch: Watch
    clock: Callable[[], Instant]
    register: RuleRegister | None = None
    adopt: Callable[[Plant], None] = lambda _: None
    refused: str = ""
    pending: bool = False
    count: int = 0
    _asked: asyncio.Event = field(default_factory=asyncio.Event)

    def ask(self) -> None:
        """Have the plant directory read; asked again meanwhile, it is read once more."""
        self._asked.set()

    async def run(self) -> None:
        """Reload whenever asked, until cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                await self._reload()
            except Exception as error:  # noqa: BLE001 - whatever it is, one may ask again
                await self._refuse([f"{type(error).__name__}: {error}"])

    async def _reload(self) -> None:
        try:
            plant = await asyncio.to_thread(read_plant, self.settings.plant.dir)
        except PlantError as error:
            await self._refuse([str(complaint) for complaint in error.complaints])
            return
        objections = object_to_change(self.settings, self.watch.plant, plant)
        if objections:
            await self._refuse(objections)
        elif plant.hash == self.watch.plant.hash:
            self.refused = ""
            _log.info("the plant has not changed", plant_hash=plant.hash)
        else:
            await self._put_in_force(plant)

    async def _put_in_force(self, plant: Plant) -> None:
        self.pending = True
        try:
            stream = self.settings.clock == "stream"
            cores = await asyncio.to_thread(Cores.of, plant, stream=stream, now=self.clock())
            await self.watch.succeed(plant, cores)
            self.adopt(plant)
            set_aside(thoroughly=False)
        finally:
            self.pending = False
        self.refused = ""
        self.count += 1
        await self._note(plant, "reload")
        for line in name_unjudged(plant):
            _log.warning("not judged", what=line)
        _log.warning("another plant is in force", plant_hash=plant.hash, tags=len(plant.tags))

    async def _refuse(self, complaints: Sequence[str]) -> None:
        more = f" (+{len(complaints) - 1})" if len(complaints) > 1 else ""
        self.refused = f"新厂区配置被拒绝 the changed plant is refused: {complaints[0]}{more}"
        for complaint in complaints:
            _log.error("the plant is refused, the old one stays in force", complaint=complaint)
        await self._note(self.watch.plant, "refused", complaints)

    async def _note(self, plant: Plant, cause: Cause, complaints: Sequence[str] = ()) -> None:
        if self.register is not None:
            await asyncio.to_thread(self.register.note, plant, cause, ASKED_BY, complaints)


def object_to_plant(settings: Settings, plant: Plant) -> list[str]:
    """What speaks against watching a plant under these settings."""
    missing = name_missing_channels(plant, settings.notify)
    return [*_object_to_clock(settings, plant), *missing]


def _object_to_clock(settings: Settings, plant: Plant) -> list[str]:
    """A stream's clock must not judge live gateways: their silence would never be seen."""
    live = [gateway.id for gateway in plant.gateways if not gateway.simulation]
    objection = (
        'clock = "stream" 回放时钟不能用于实时网关 is refused beside live gateways: declare'
        f" simulation = true in plant.toml for {', '.join(live)}"
    )
    return [objection] if settings.clock == "stream" and live else []


def object_to_change(settings: Settings, old: Plant, new: Plant) -> list[str]:
    """What speaks against putting a plant in force without a restart."""
    objections = object_to_plant(settings, new)
    if name_filters(old) != name_filters(new) or _has_nodes(old) != _has_nodes(new):
        objections.append(
            "订阅主题改变需要重启 other MQTT topics take a restart: the park's id, or the topic"
            " of a gateway of a foreign format"
        )
    return objections


def _has_nodes(plant: Plant) -> bool:
    return any(gateway.format == SPARKPLUG for gateway in plant.gateways)
