"""Syncing opens what it is told, syncs it, and leaves no handle behind."""

import os
from pathlib import Path

import pytest

from historian.syncing import sync_directory, sync_file


@pytest.mark.parametrize(("sync", "name"), [(sync_file, "file"), (sync_directory, "folder")])
def test_what_is_named_is_synced_and_let_go_of(tmp_path, monkeypatch, sync, name):
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    synced, before = [], len(list(Path("/proc/self/fd").iterdir()))
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))
    sync(tmp_path / name)
    assert synced == [(tmp_path / name).stat().st_ino]
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_file_is_no_directory(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(NotADirectoryError):
        sync_directory(tmp_path / "file")
