"""Plants under load, and the platform's own cores to hear what a load says."""

from collections.abc import Sequence
from pathlib import Path

from alerting.alarm import Entry, Event
from hazardwatch.tick import Cores, Turn, run_tick
from ingest.frame import Frame as Arrived
from plant.directory import read_plant
from plant.words import Plant
from simulators.load.forms import LoadForm
from simulators.load.plant_files import write_load_plant
from simulators.load.turns import Frame

T0 = 1_700_000_000_000


def make_load_plant(
    folder: Path, form: LoadForm = LoadForm.JSON_VALUES, gateways: int = 2, tags: int = 10
) -> Plant:
    return read_plant(write_load_plant(folder / "plant", gateways, tags, form))


class Listener:
    """A platform that is handed a load's frames, without broker, clock or disk."""

    def __init__(self, plant: Plant) -> None:
        self.cores = Cores.of(plant, stream=False, now=T0)

    def hear(self, frames: Sequence[Frame], now: int) -> Turn:
        arrived = [
            Arrived(message.topic, message.payload, now)
            for frame in frames
            for message in frame.messages
        ]
        return run_tick(self.cores, arrived, (), now)


def list_raised(entries: Sequence[Entry]) -> list[str]:
    return [entry.alarm for entry in entries if entry.event is Event.RAISED]


def list_returned(entries: Sequence[Entry]) -> list[str]:
    return [entry.alarm for entry in entries if entry.event is Event.RETURNED]
