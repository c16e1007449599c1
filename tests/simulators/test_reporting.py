import numpy as np
import pytest

from plant.words import Plant
from simulators.park import Snapshot
from simulators.reporting import Reporter


class Watched:
    """A plant whose values are set by hand, seen through one gateway's reporter."""

    def __init__(self, plant: Plant, gateway: str) -> None:
        self.plant = plant
        self.reporter = Reporter(plant, plant.gateway_row_of[gateway])
        self.value = np.zeros(len(plant.tags))
        self.status = np.zeros(len(plant.tags), dtype=np.uint32)
        self.silent = np.zeros(len(plant.tags), dtype=np.bool_)

    def due(self, elapsed_s: float) -> set[str]:
        none = np.zeros(len(self.plant.gateways), dtype=np.bool_)
        snapshot = Snapshot(elapsed_s, self.value, self.status, self.silent, none, none)
        return {self.plant.tags[row].id for row in self.reporter.due(snapshot)}


@pytest.fixture
def watched(taixing: Plant) -> Watched:
    return Watched(taixing, "helan-dcs")


def test_a_polled_tag_comes_once_in_its_interval(watched: Watched) -> None:
    seen = [(watched.due(second)) for second in range(11)]
    assert [second for second, tags in enumerate(seen) if "B-TT2101" in tags] == [0, 5, 10]
    assert all("B-LT2101A" in tags for tags in seen)


def test_a_point_without_interval_comes_at_first_and_when_it_changes(watched: Watched) -> None:
    row = watched.plant.row_of["B-HS2111"]
    seen = [("B-HS2111" in watched.due(0)), ("B-HS2111" in watched.due(1))]
    watched.value[row] = 1
    seen += [("B-HS2111" in watched.due(2)), ("B-HS2111" in watched.due(3))]
    watched.status[row] = 0x80000000
    seen += [("B-HS2111" in watched.due(4))]
    watched.reporter.restart()
    seen += [("B-HS2111" in watched.due(5))]
    assert seen == [True, False, True, False, True, True]


def test_a_silent_tag_is_never_due_and_speaks_at_once_afterwards(watched: Watched) -> None:
    watched.silent[watched.plant.row_of["B-TT2101"]] = True
    assert "B-TT2101" not in watched.due(0)
    watched.silent[:] = False
    assert "B-TT2101" in watched.due(1)


def test_a_gateway_tells_only_of_its_own_enterprise(watched: Watched) -> None:
    assert {tag[0] for tag in watched.due(0)} == {"B"}
