"""A house whose people can file stops: the real keeper over a real journal's database."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from alerting.escalation import Escalations
from alerting.journal import Journal
from hazardwatch.stop_keeper import StopKeeper
from hazardwatch.tick import Cores
from ingest.admission import Admission
from tests.dashboard_api.house import NOON, House


def make_cores(house, plant):
    """Cores of a plant over the house's own bank and alarms."""
    admission = Admission(plant, stream=False, start=NOON)
    return Cores(admission, house.bank, house.live, Escalations(plant))


@contextmanager
def open_office(directory, house=None):
    """The house with its ports wired to a keeper, and the keeper."""
    house = house or House()
    journal = Journal(f"sqlite:///{directory / 'journal.db'}")
    house.cores = cores = make_cores(house, house.plant)
    with ThreadPoolExecutor(1) as writer:
        keeper = StopKeeper(
            journal,
            writer,
            lambda: (house.plant, house.cores),
            lambda: house.time,
            house.hub.alarms.annotations.note_stops,
        )
        house.ports = replace(house.ports, stops=keeper)
        yield house, keeper, cores
    journal.close()
