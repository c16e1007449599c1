"""One data directory, one platform."""

import subprocess
import sys

import pytest

from hazardwatch.data_directory import DataDirectory, DataDirectoryBusyError

HOLD = """
import pathlib, sys
from hazardwatch.data_directory import DataDirectory

with DataDirectory(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_holder_is_refused_until_the_first_lets_go(tmp_path):
    first, second = DataDirectory(tmp_path / "data"), DataDirectory(tmp_path / "data")
    with first, pytest.raises(DataDirectoryBusyError), second:
        pass
    with DataDirectory(tmp_path / "data") as again:
        assert again.spool.parent == tmp_path / "data"


def test_the_lock_dies_with_its_process(tmp_path):
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            HOLD,
            str(tmp_path),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(DataDirectoryBusyError), DataDirectory(tmp_path):
        pass
    holder.kill()
    holder.communicate()
    with DataDirectory(tmp_path):
        pass


def test_nobody_else_may_look_into_it(tmp_path):
    with DataDirectory(tmp_path / "data"):
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0
