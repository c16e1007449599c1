import pytest

from historian.port import SpoolPosition
from historian.position_file import PositionFile


def test_gives_back_what_was_written_last(tmp_path):
    file = PositionFile(tmp_path / "position.json", "here")
    assert file.read() is None
    file.write(SpoolPosition(1, 2))
    file.write(SpoolPosition(3, 40))
    assert file.read() == SpoolPosition(3, 40)
    assert [path.name for path in tmp_path.iterdir()] == ["position.json"]


def test_the_position_of_another_store_is_none(tmp_path):
    PositionFile(tmp_path / "position.json", "here").write(SpoolPosition(1, 2))
    assert PositionFile(tmp_path / "position.json", "there").read() is None


@pytest.mark.parametrize("text", ["", '{"store": ', "[1]", '{"store": "here", "segment": 1}'])
def test_a_damaged_file_sends_everything_again(tmp_path, text):
    (tmp_path / "position.json").write_text(text)
    assert PositionFile(tmp_path / "position.json", "here").read() is None
