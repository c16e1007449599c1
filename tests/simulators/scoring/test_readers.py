"""The readers of the data sets: rows, labels and windows as they are counted in the files."""

import numpy as np
import pytest

from simulators.scoring.batadal import read_batadal
from simulators.scoring.nab import count_probation, read_nab
from simulators.scoring.run import ScoringError
from simulators.scoring.skab import read_skab
from simulators.scoring.tep import ONSET, read_tep


def test_tep_has_normal_runs_and_faults(shared_data):
    data = read_tep(shared_data("tep"))
    assert data.training.values.shape == (500, 52)
    assert [len(run) for run in data.normal] == [960] * 4
    assert list(data.faulty) == [1, 2, 4, 6, 8, 11, 13, 14, 17, 20]
    assert len(data.faulty[1]) - ONSET == 800
    assert data.training.times[1] - data.training.times[0] == 180_000


def test_skab_has_labels_and_times_of_changes_beyond_the_training(shared_data):
    files = read_skab(shared_data("skab"))
    assert len(files) == 24
    assert "anomaly-free/anomaly-free" not in [file.run.name for file in files]
    first = files[0]
    assert first.run.begin == 400
    assert set(first.changes) <= set(first.run.times[400:])
    assert not first.anomaly[:400].any()


def test_batadal_has_a_year_without_and_half_a_year_with_attacks(shared_data):
    data = read_batadal(shared_data("batadal"))
    assert data.training.values.shape == (8761, 43)
    assert np.count_nonzero(data.attack) == 492
    assert set(np.diff(data.test.times)) == {3_600_000}


def test_nab_has_windows_by_rows(shared_data):
    ambient, machine = read_nab(shared_data("nab"))
    assert (len(ambient.windows), len(machine.windows)) == (2, 4)
    assert ambient.run.begin == machine.run.begin == 750
    assert machine.windows[0] == (2126, 2692)


@pytest.mark.parametrize(("rows", "unscored"), [(100, 15), (101, 15), (5000, 750), (22_695, 750)])
def test_the_first_rows_of_a_series_are_not_scored(rows, unscored):
    assert count_probation(rows) == unscored


@pytest.mark.parametrize("read", [read_tep, read_skab, read_batadal, read_nab])
def test_a_folder_without_the_set_is_named(tmp_path, read):
    with pytest.raises(ScoringError, match=tmp_path.name):
        read(tmp_path)
