"""A checkpoint is there whole or not at all."""

import numpy as np
import pytest

from hazardwatch.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from historian.port import SpoolPosition


def make(seq=7):
    return Checkpoint(
        SpoolPosition(3, 4096),
        seq,
        {"limits/due": np.array([1, 2], dtype=np.int64), "tag_ids": np.array(["位号-1", "B"])},
        {"links": np.array([0, -1], dtype=np.int16)},
    )


def test_what_was_written_is_read(tmp_path):
    file = tmp_path / "checkpoint.npz"
    write_checkpoint(file, make())
    read = read_checkpoint(file)
    assert read is not None
    assert (read.position, read.journal_seq) == (SpoolPosition(3, 4096), 7)
    assert read.bank["tag_ids"].tolist() == ["位号-1", "B"]
    assert read.bank["limits/due"].dtype == np.int64
    assert read.admission["links"].tolist() == [0, -1]


def test_the_last_one_counts(tmp_path):
    file = tmp_path / "checkpoint.npz"
    for seq in (1, 2, 3):
        write_checkpoint(file, make(seq))
    read = read_checkpoint(file)
    assert read is not None
    assert read.journal_seq == 3
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.npz"]


def test_none_is_none(tmp_path):
    assert read_checkpoint(tmp_path / "checkpoint.npz") is None


@pytest.mark.parametrize("kept", [0, 1, 30, 200, -1])
def test_a_torn_file_counts_as_none(tmp_path, kept):
    file = tmp_path / "checkpoint.npz"
    write_checkpoint(file, make())
    file.write_bytes(file.read_bytes()[:kept])
    assert read_checkpoint(file) is None
