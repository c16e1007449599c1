"""The register of rule versions: what was in force when, and what each changed."""

import itertools

import pytest

from dashboard_api.ports import UnavailableError
from hazardwatch.rule_register import RuleRegister
from plant.directory import read_plant
from tests.contract.plant_directory import write_plant

T0 = 1_764_000_000_000


@pytest.fixture
def plants(tmp_path):
    directory = write_plant(tmp_path / "plant")
    return read_plant(directory), read_plant(directory, ["LT-101.h=85", "TT-101.hh=70"])


@pytest.fixture
def file(tmp_path):
    return tmp_path / "rule_versions.sqlite"


@pytest.fixture
def register(file):
    ticks = itertools.count(T0)
    register = RuleRegister(file, lambda: next(ticks))
    yield register
    register.close()


async def test_starts_reloads_and_refusals_are_told_newest_first_and_outlive_the_process(
    file, register, plants
):
    first, second = plants
    register.note(first, "start", "serve")
    register.note(first, "refused", "SIGHUP", ["tags.csv:3: hh: 70 不高于 h", "另一条"])
    register.note(second, "reload", "SIGHUP")
    again = RuleRegister(file, lambda: T0)
    told = await again.list_versions(None, 10)
    again.close()
    assert [(one.seq, one.cause, one.hash) for one in told] == [
        (3, "reload", second.hash),
        (2, "refused", first.hash),
        (1, "start", first.hash),
    ]
    assert told[1].complaints == ("tags.csv:3: hh: 70 不高于 h", "另一条")
    assert [one.seq for one in await register.list_versions(3, 1)] == [2]


async def test_what_a_version_changed_is_told_against_the_one_in_force_before_it(register, plants):
    first, second = plants
    register.note(first, "start", "serve")
    register.note(first, "refused", "SIGHUP", ["x"])
    register.note(second, "reload", "SIGHUP")
    before, changes = await register.compare(3)
    assert before.seq == 1
    assert [(one.source, one.condition, one.key, one.today, one.other) for one in changes] == [
        ("LT-101", "H", "limit", 80.0, 85.0),
        ("TT-101", "HH", "limit", None, 70.0),
    ]
    assert await register.compare(1) == (None, [])
    assert await register.compare(9) is None


async def test_a_register_that_can_not_be_written_or_read_keeps_nobody_from_watching(
    tmp_path, plants
):
    (tmp_path / "register").mkdir()
    register = RuleRegister(tmp_path / "register", lambda: T0)
    register.note(plants[0], "start", "serve")
    with pytest.raises(UnavailableError):
        await register.list_versions(None, 10)
    register.close()


async def test_of_a_plant_whose_copy_is_damaged_the_changes_are_unknown(register, plants):
    first, second = plants
    register.note(first, "start", "serve")
    register.note(second, "reload", "SIGHUP")
    with register._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE rule_copies SET rules = x'00'")
    assert await register.compare(2) is None
    assert len(await register.list_versions(None, 10)) == 2
