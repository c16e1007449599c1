"""The events that a person names, and every complaint about them at once."""

import pytest

from alerting.what_if.reference import Line
from hazardwatch.data_flags import FlagError
from hazardwatch.what_if_events import read_events, read_lines
from plant.directory import read_plant
from tests.contract.plant_directory import write_plant

T0 = 1_700_000_000_000


@pytest.fixture
def plants(tmp_path):
    return [read_plant(write_plant(tmp_path / "plant"))]


def write(tmp_path, *rows, encoding="utf-8", header="at,source,condition,name"):
    path = tmp_path / "events.csv"
    path.write_text("\n".join([header, *rows]), encoding=encoding)
    return path


@pytest.mark.parametrize(
    "text, line",
    [
        ("LT-101>=95", Line("LT-101", 95.0, upward=True)),
        ("PT-101 <= 0.2", Line("PT-101", 0.2, upward=False)),
    ],
)
def test_a_line(plants, text, line):
    assert read_lines([text], plants) == [line]


def test_lines_that_name_none_are_refused_together(plants):
    with pytest.raises(FlagError) as caught:
        read_lines(["LT-101=95", "LT-101>=high", "LT-999>=1", "LT-101>=90"], plants)
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize(
    "condition, warners",
    [
        ("HH", ("LT-101:H", "LT-101:HH", "LT-101:rate", "LT-101:forecast")),
        ("L", ("LT-101:L", "LT-101:LL", "LT-101:rate", "LT-101:forecast")),
        ("rate", ("LT-101:rate",)),
    ],
)
def test_a_condition_says_which_alarms_warn(tmp_path, plants, condition, warners):
    path = write(tmp_path, f"{T0},LT-101,{condition},冒罐")
    (event,) = read_events(path, plants, "Asia/Shanghai")
    assert (event.at, event.end, event.name, event.warners) == (T0, T0, "冒罐", warners)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_times_without_an_offset_are_the_parks_and_encodings_those_of_spreadsheets(
    tmp_path, plants, encoding
):
    path = write(tmp_path, "2023-11-15 06:13:20,V-101,,冒罐", encoding=encoding)
    (event,) = read_events(path, plants, "Asia/Shanghai")
    assert (event.at, event.name) == (T0, "冒罐")
    assert "LT-101:HH" in event.warners


def test_condition_and_name_may_be_absent(tmp_path, plants):
    path = write(tmp_path, f"{T0},LT-101", header="at,source")
    assert len(read_events(path, plants, "UTC")) == 1


def test_every_line_that_can_not_be_read(tmp_path, plants):
    rows = ("soon,LT-101,,", f"{T0},LT-999,,", f"{T0},LT-101,HHH,", ",LT-101,,", f"{T0},LT-101,,")
    with pytest.raises(FlagError) as caught:
        read_events(write(tmp_path, *rows), plants, "UTC")
    told = str(caught.value).splitlines()
    assert [line.split(":")[1] for line in told] == ["2", "3", "4", "5"]


@pytest.mark.parametrize("header", ["time,source", "at,tag", "at,source,where"])
def test_a_file_of_other_columns(tmp_path, plants, header):
    with pytest.raises(FlagError, match="at,source,condition,name"):
        read_events(write(tmp_path, header=header), plants, "UTC")
