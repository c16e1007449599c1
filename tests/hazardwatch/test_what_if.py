"""``what-if``: two plants over the same readings, counted by hand, and what must always hold."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from alerting.kpi.terms import Period, Terms
from alerting.what_if.comparison import compare_runs
from alerting.what_if.episodes import Change
from alerting.what_if.lead import Verdict
from alerting.what_if.reference import Line, mark_crossings
from alerting.what_if.run import make_run
from detectors.retuning import find_crossings
from detectors.thinning import Readings
from hazardwatch.backtest import run_backtest
from hazardwatch.commands import app
from hazardwatch.exit_code import Exit
from ingest.data_file import DataFile
from plant.directory import read_plant
from plant.reading import ReadingBatch
from tests.contract.plant_directory import TAGS, write_plant
from tests.hazardwatch.kept_site import keep_site

T0 = 1_700_000_000_000
RISE = [70.0] * 60 + [70 + n / 30 for n in range(1, 691)] + [93 - n / 10 for n in range(1, 231)]
"""A level each second: at 80 after 360 s, at 90 after 660 s, at 93 after 750 s, then back."""
CHATTER = [70.0, 80.5, 77.0] * 10 + [70.0] * 100
"""Ten touches of 80 of a second each."""


def run(*flags):
    return CliRunner().invoke(app, ["what-if", *map(str, flags)])


def write_data(path, values):
    rows = [f"{T0 + 1000 * place},{value},20" for place, value in enumerate(values)]
    path.write_text("\n".join(["ts,LT-101,TT-101", *rows]), encoding="utf-8")
    return path


@pytest.fixture
def plant(tmp_path):
    return write_plant(tmp_path / "plant")


@pytest.fixture
def compare(tmp_path, plant):
    """Compares over a file of values of LT-101 and gives the JSON that was written."""

    def compare_values(values, *flags):
        data = write_data(tmp_path / "data.csv", values)
        out = tmp_path / "out"
        result = run("--plant", plant, "--data", data, "--out", out, *flags)
        assert result.exit_code == Exit.OK, result.output
        return json.loads((out / "what_if.json").read_text(encoding="utf-8"))

    return compare_values


CASES = {
    "a higher H warns two and a half minutes later": (
        ["LT-101.h=85"],
        {"removed": 0, "added": 0, "lost_ms": 150_000, "gained_ms": 0},
        ("shorter", 300_000, 150_000),
    ),
    "a lower H warns earlier": (
        ["LT-101.h=75"],
        {"removed": 0, "added": 0, "lost_ms": 0, "gained_ms": 150_000},
        ("longer", 300_000, 450_000),
    ),
    "without H the warning is lost": (
        ["LT-101.h="],
        {"removed": 1, "added": 0},
        ("lost", 300_000, 0),
    ),
    "an on-delay costs what it lasts": (
        ["LT-101.h_on_delay_s=20"],
        {"removed": 0, "added": 0, "lost_ms": 20_000},
        ("shorter", 300_000, 280_000),
    ),
    "the event stays where today's HH is": (
        ["LT-101.hh=92"],
        {"removed": 0, "added": 0, "lost_ms": 0},
        ("same", 300_000, 300_000),
    ),
}


@pytest.mark.parametrize("changes, sums, event", CASES.values(), ids=CASES)
def test_one_overfill(compare, changes, sums, event):
    told = compare(RISE, *(flag for change in changes for flag in ("--set", change)))
    assert {name: told[name] for name in sums} == sums
    (found,) = told["events"]
    assert found["at"] == T0 + 749_000 - 90_000
    leads = [None if lead is None else lead["ms"] for lead in (found["today"], found["other"])]
    assert (found["verdict"], *leads) == event


def test_chatter_made_one_alarm(compare):
    told = compare(CHATTER, "--set", "LT-101.h_deadband=12")
    assert (told["today"]["alarms"], told["other"]["alarms"]) == (10, 1)
    assert (told["removed"], told["added"], told["events"]) == (9, 0, [])
    (alarm,) = told["alarms"]
    assert (alarm["alarm"], alarm["today"]["chattering"]) == ("LT-101:H", 8)
    figures = {one["name"]: one for one in told["figures"]}
    assert (figures["chattering"]["today"], figures["chattering"]["other"]) == (1, 0)
    assert figures["chattering"]["better"] is True
    (trend,) = told["trends"]
    assert (trend["tag"], trend["why"]) == ("LT-101", "fewer")


def test_a_named_value_is_an_event_too(compare):
    told = compare(RISE, "--set", "LT-101.h=85", "--line", "LT-101>=88")
    line, limit = told["events"]
    assert (line["basis"], line["limit"], line["today"]["ms"]) == ("line", 88, 240_000)
    assert limit["basis"] == "limit"


def test_listed_events_are_held_against_both(compare, tmp_path):
    events = tmp_path / "events.csv"
    events.write_text(f"at,source,name\n{T0 + 700_000},V-101,冒罐\n", encoding="utf-8")
    told = compare(RISE, "--set", "LT-101.h=85", "--events", events)
    listed = next(one for one in told["events"] if one["basis"] == "list")
    assert (listed["name"], listed["today"]["ms"], listed["other"]["ms"]) == (
        "冒罐",
        700_000 - 359_000,
        700_000 - 509_000,
    )


def test_another_directory_may_have_other_tags(compare, tmp_path):
    other = write_plant(tmp_path / "other", tags=TAGS.replace("LT-101", "LT-102"))
    told = compare(RISE, "--other", other)
    assert (told["removed"], told["added"]) == (2, 0)
    assert {(one["source"], one["today"], one["other"]) for one in told["changes"]} == {
        ("LT-101", True, None),
        ("LT-102", None, True),
    }


def test_the_range_bounds_what_is_told(compare):
    told = compare(RISE, "--set", "LT-101.h=85", "--from", T0 + 400_000, "--until", T0 + 700_000)
    assert (told["from"], told["to"]) == (T0 + 400_000, T0 + 700_000)
    assert [one["alarm"] for one in told["alarms"]] == ["LT-101:HH"]
    assert [one["verdict"] for one in told["events"]] == ["shorter"]


def test_the_plant_is_never_written_to(compare, plant):
    before = {path.name: path.read_bytes() for path in plant.iterdir()}
    compare(RISE, "--set", "LT-101.h=85")
    assert {path.name: path.read_bytes() for path in plant.iterdir()} == before


async def test_a_platform_and_its_files_give_the_same_comparison(tmp_path, plant, compare):
    told = compare(RISE, "--set", "LT-101.h=85")
    config = await keep_site(tmp_path, plant, tmp_path / "data.csv")
    out = tmp_path / "kept_out"
    until = T0 + 1000 * len(RISE) - 999
    flags = ("--set", "LT-101.h=85", "--from", T0, "--until", until, "--out", out)
    assert run("--config", config, *flags).exit_code == Exit.OK
    kept = json.loads((out / "what_if.json").read_text(encoding="utf-8"))
    assert kept == told


def test_machines_and_people_are_told_the_same(tmp_path, plant):
    data = write_data(tmp_path / "data.csv", CHATTER)
    flags = ("--plant", plant, "--data", data, "--set", "LT-101.h_deadband=12")
    told = json.loads(run(*flags, "--out", tmp_path / "a", "--json").output)
    assert (told["today"], told["other"], told["removed"], told["added"]) == (10, 1, 9, 0)
    lines = run(*flags, "--out", tmp_path / "b").output
    assert "报警 alarms 10 → 1：减少 removed 9，新增 added 0" in lines


def test_every_complaint_about_both_plants_at_once(tmp_path, plant):
    data = write_data(tmp_path / "data.csv", CHATTER)
    other = write_plant(tmp_path / "other", tags=TAGS.replace("80,90", "95,90"))
    result = run(
        *("--plant", plant, "--other", other, "--data", data),
        *("--set", "LT-101.h=high", "--set", "XX.h=1"),
    )
    assert result.exit_code == Exit.BAD_CONFIGURATION
    assert "--set:1: LT-101.h: must be a number" in result.stderr
    assert "--set:2: XX.h: no such tag" in result.stderr


@pytest.mark.parametrize(
    "flags",
    [
        ("--plant", "{plant}", "--data", "{data}"),
        ("--data", "{data}", "--set", "LT-101.h=85"),
        ("--plant", "{plant}", "--set", "LT-101.h=85"),
        ("--config", "x.toml", "--data", "{data}", "--plant", "{plant}", "--set", "LT-101.h=85"),
        ("--plant", "{plant}", "--data", "{data}", "--set", "LT-101.h=85", "--from", "yesterday"),
        *(
            ("--plant", "{plant}", "--data", "{data}", "--set", "LT-101.h=85", *more)
            for more in (("--from", "9", "--until", "9"), ("--line", "LT-101=5"))
        ),
    ],
)
def test_flags_that_mean_nothing_are_refused(tmp_path, plant, flags):
    data = write_data(tmp_path / "data.csv", CHATTER)
    filled = [flag.format(plant=plant, data=data) for flag in flags]
    assert run(*filled, "--out", tmp_path / "out").exit_code == Exit.USAGE


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return write_plant(tmp_path_factory.mktemp("plant"))


class TestWhateverTheReadings:
    """The very core over drawn readings, under drawn settings."""

    day = Period(T0, T0 + 86_400_000)
    values = st.lists(st.sampled_from([1.0, 8.0, 50.0, 78.5, 80.0, 85.0, 91.0]), max_size=30)
    cells = st.lists(
        st.sampled_from(
            ["h=85", "h=", "hh=", "h=75", "hh=95", "ll=", "deadband=0", "h_on_delay_s=3"]
        ),
        max_size=3,
        unique_by=lambda cell: cell.partition("=")[0],
    )

    def judge(self, directory, values, cells=()):
        park = read_plant(directory, [f"LT-101.{cell}" for cell in cells])
        row = [park.row_of["LT-101"]] * len(values)
        times = [T0 + 1000 * place for place in range(len(values))]
        batch = ReadingBatch.of(row, times, values)
        file = DataFile(directory, 0, batches=iter([batch]), latest=T0 + 1000 * len(values))
        return make_run(park, run_backtest(park, [file]).entries, self.day, Terms.standard())

    def compare(self, directory, values, old, new):
        """Both plants, with the crossings of 90 as events of neither."""
        today, other = (self.judge(directory, values, cells) for cells in (old, new))
        times = np.arange(len(values), dtype=np.int64) * 1000 + T0
        readings = Readings(times, np.array(values), np.zeros(len(values), dtype=np.uint32))
        crossings = find_crossings(today.plant.tags[0], 90, readings, upward=True)
        line = Line("LT-101", 90, upward=True)
        return compare_runs(today, other, self.day, mark_crossings(line, crossings))

    @settings(max_examples=15)
    @given(values=values, cells=cells)
    def test_a_plant_and_itself_differ_in_nothing(self, directory, values, cells):
        told = self.compare(directory, values, cells, cells)
        assert (told.added, told.removed) == (0, 0)
        assert {one.change for one in told.episodes} <= {Change.SAME}
        assert {one.verdict for one in told.outcomes} <= {Verdict.SAME, Verdict.MISSED}

    @settings(max_examples=15)
    @given(values=values, limit=st.sampled_from(["ll", "l", "h", "hh"]))
    def test_taking_a_limit_away_only_takes_alarms_away(self, directory, values, limit):
        told = self.compare(directory, values, [], [f"{limit}="])
        gone = {one.alarm for one in told.episodes if one.change is Change.REMOVED}
        assert {one.change for one in told.episodes} <= {Change.SAME, Change.REMOVED}
        assert told.added == 0
        assert gone <= {f"LT-101:{limit.upper()}"}
        assert not {one.verdict for one in told.outcomes} & {Verdict.GAINED, Verdict.LONGER}

    @settings(max_examples=15)
    @given(values=values, old=cells, new=cells)
    def test_what_is_gained_one_way_is_lost_the_other(self, directory, values, old, new):
        forth = self.compare(directory, values, old, new)
        back = self.compare(directory, values, new, old)
        assert (forth.added, forth.removed) == (back.removed, back.added)
        lines = [
            {
                one.reference.at: one.gained_ms
                for one in told.outcomes
                if one.reference.basis == "line"
            }
            for told in (forth, back)
        ]
        assert lines[0].keys() == lines[1].keys()
        for at, gained in lines[0].items():
            assert (gained or 0) == -(lines[1][at] or 0)

    @settings(max_examples=15)
    @given(values=values, limits=st.tuples(*[st.integers(76, 89)] * 2))
    def test_a_higher_h_never_warns_earlier(self, directory, values, limits):
        low, high = sorted(limits)
        told = self.compare(directory, values, [f"h={low}"], [f"h={high}"])
        assert not {one.verdict for one in told.outcomes} & {Verdict.LONGER}
