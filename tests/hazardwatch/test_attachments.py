"""Files kept by their content."""

import hashlib

import pytest

from hazardwatch.attachments import Attachments

DIGEST = hashlib.sha256(b"picture").hexdigest()


@pytest.fixture
def files(tmp_path):
    return Attachments(tmp_path / "attachments")


def test_a_file_comes_back_and_has_its_place_by_its_content(files):
    assert files.read(DIGEST) is None
    assert files.keep(b"picture") == DIGEST
    assert files.read(DIGEST) == b"picture"
    assert files.place(DIGEST).parent.name == DIGEST[:2]
    assert files.place(DIGEST).stat().st_mode & 0o077 == 0


def test_the_same_file_twice_is_there_once(files):
    files.keep(b"picture")
    before = files.place(DIGEST).stat().st_ino
    files.keep(b"picture")
    assert files.place(DIGEST).stat().st_ino == before
    assert len([path for path in files.root.rglob("*") if path.is_file()]) == 1


def test_what_a_crash_left_is_no_file_and_is_written_over(files):
    place = files.place(DIGEST)
    place.parent.mkdir(parents=True)
    place.with_suffix(".unfinished").write_bytes(b"pic")
    assert files.read(DIGEST) is None
    files.keep(b"picture")
    assert [path.name for path in place.parent.iterdir()] == [DIGEST]


def test_what_is_not_what_was_kept_is_not_given_and_can_be_brought_again(files):
    files.keep(b"picture")
    files.place(DIGEST).write_bytes(b"other")
    assert files.read(DIGEST) is None
    files.keep(b"picture")
    assert files.read(DIGEST) == b"picture"


def test_a_place_that_can_not_be_written_is_told(tmp_path):
    (tmp_path / "attachments").write_text("in the way")
    with pytest.raises(OSError, match="attachments"):
        Attachments(tmp_path / "attachments").keep(b"picture")


def test_while_the_room_is_kept_for_alarms_nothing_is_written(tmp_path):
    def refuse():
        raise OSError(28, "for alarms only")

    files = Attachments(tmp_path / "attachments", refuse)
    with pytest.raises(OSError, match="for alarms only"):
        files.keep(b"picture")
    assert not files.root.exists()


def test_what_could_not_be_written_leaves_nothing_behind(files, monkeypatch):
    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        files.keep(b"picture")
    assert [path for path in files.root.rglob("*") if path.is_file()] == []
