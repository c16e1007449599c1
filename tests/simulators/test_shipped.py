"""The shipped parks: sound by the checker, honestly graded, and right for their data."""

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from plant.chemicals import load_catalogue
from plant.condition import LEVEL_CONDITIONS, Condition
from plant.directory import check_plant, read_plant
from plant.grading import grade
from plant.tag_kind import GAS_KINDS, TagKind
from plant.words import Plant, Tag
from simulators.routing import route_tags
from simulators.shipped import PARKS

SharedData = Callable[[str], Path]


@pytest.mark.parametrize("name", ["taixing", "yangtze", "tennessee_eastman", "refinery_extract"])
def test_a_shipped_park_draws_neither_complaint_nor_warning(name: str) -> None:
    checked = check_plant(PARKS / name)
    assert checked.plant is not None
    assert [*checked.complaints, *checked.warnings] == []


@pytest.mark.parametrize("name", ["taixing", "yangtze", "tennessee_eastman", "refinery_extract"])
def test_every_gateway_is_declared_a_simulation_and_every_tag_has_one(name: str) -> None:
    plant = read_plant(PARKS / name)
    assert all(gateway.simulation for gateway in plant.gateways)
    assert (route_tags(plant) >= 0).all()


def test_taixing_has_the_agreed_size_and_every_kind(taixing: Plant) -> None:
    kinds = Counter(tag.kind for tag in taixing.tags)
    assert (len(taixing.enterprises), len(taixing.hazards)) == (4, 8)
    assert (len(taixing.votings), len(taixing.interlocks)) == (3, 4)
    assert 380 <= len(taixing.tags) <= 440
    assert set(kinds) == set(TagKind)
    assert {gateway.report for gateway in taixing.gateways} == {"polled", "exception"}


def test_taixing_levels_are_what_gb_18218_gives(taixing: Plant) -> None:
    catalogue = load_catalogue()
    graded = {
        hazard.id: grade(hazard.chemicals, hazard.exposed_population, catalogue).level
        for hazard in taixing.hazards
    }
    assert graded == {hazard.id: hazard.level for hazard in taixing.hazards}
    assert set(graded.values()) == {1, 2, 3, 4}


def test_an_enterprise_has_one_exposed_population(taixing: Plant) -> None:
    people = {(hazard.enterprise, hazard.exposed_population) for hazard in taixing.hazards}
    assert len(people) == len(taixing.enterprises)


def test_taixing_gas_limits_are_gb_50493s(taixing: Plant) -> None:
    combustible = {
        (tag.alarms[Condition.H].limit, tag.alarms[Condition.HH].limit)
        for tag in taixing.tags
        if tag.kind is TagKind.GAS_COMBUSTIBLE
    }
    assert combustible == {(25.0, 50.0)}
    for tag in taixing.tags:
        if tag.kind is TagKind.GAS_TOXIC:
            assert tag.alarms[Condition.HH].limit == 2 * tag.alarms[Condition.H].limit
        if tag.kind is TagKind.GAS_OXYGEN:
            assert (tag.alarms[Condition.L].limit, tag.alarms[Condition.H].limit) == (19.5, 23.5)


def test_taixing_urgent_alarms_do_not_wait(taixing: Plant) -> None:
    slow = [
        (tag.id, condition)
        for tag in taixing.tags
        for condition, alarm in tag.alarms.items()
        if (tag.kind in GAS_KINDS or condition in (Condition.LL, Condition.HH))
        and alarm.on_delay_ms > 5000
    ]
    assert slow == []


def read_columns(path: Path) -> dict[str, np.ndarray]:
    with gzip.open(path, "rt") as file:
        names = file.readline().strip().split(",")
        return dict(zip(names, np.loadtxt(file, delimiter=",").T, strict=True))


def beyond(tag: Tag, condition: Condition, values: np.ndarray) -> np.ndarray:
    limit = tag.alarms[condition].limit
    return values >= limit if condition in (Condition.H, Condition.HH) else values <= limit


def limit_hits(plant: Plant, columns: dict[str, np.ndarray]) -> dict[str, int]:
    """Condition → index of the first row beyond the limit, for those that are reached."""
    return {
        f"{tag.id}:{condition}": int(hits.argmax())
        for tag in plant.tags
        for condition in LEVEL_CONDITIONS
        if condition in tag.alarms and (hits := beyond(tag, condition, columns[tag.id])).any()
    }


def test_no_normal_tennessee_eastman_run_reaches_a_limit(shared_data: SharedData) -> None:
    plant = read_plant(PARKS / "tennessee_eastman")
    classic = read_columns(shared_data("tep/d00.csv.gz"))
    assert list(classic) == [tag.id for tag in plant.tags]
    assert limit_hits(plant, classic) == {}
    with np.load(shared_data("tep/extra_normal.npz")) as runs:
        for run in runs.values():
            assert limit_hits(plant, dict(zip(classic, run.T, strict=True))) == {}


def test_fault_6_alarms_from_the_lost_feed_to_the_shutdown_pressure(
    shared_data: SharedData,
) -> None:
    plant = read_plant(PARKS / "tennessee_eastman")
    hits = limit_hits(plant, read_columns(shared_data("tep/d06_te.csv.gz")))
    assert min(hits.values()) == hits["XMEAS_01:LL"] == 160  # the fault begins with this row
    assert hits["XMEAS_07:H"] == 258
    assert hits["XMEAS_07:HH"] == 278


def test_the_refinery_park_has_the_columns_of_its_file(shared_data: SharedData) -> None:
    path = shared_data("refinery_real/real_process_data.csv.gz")
    with gzip.open(path, "rt") as file:
        header, *rows = csv.reader(file)
    plant = read_plant(PARKS / "refinery_extract")
    assert [tag.id for tag in plant.tags] == header[1:]
    assert {tag.kind for tag in plant.tags} == {TagKind.OTHER}
    numbers = [float(cell) for row in rows for cell in row[1:] if cell[-1:].isdigit()]
    assert min(numbers) < -6 < 6 < max(numbers)  # so limit judging has something to judge
