import pytest

from hazardwatch.bench_stage import StageError, open_stage, write_configuration
from hazardwatch.settings import read_settings

pytestmark = pytest.mark.broker


def test_the_configuration_is_one_that_serve_reads(tmp_path):
    file = tmp_path / "hazardwatch.toml"
    file.write_text(write_configuration(tmp_path, tmp_path / "d", "mqtt://h:1", 8081))
    settings = read_settings(file)
    assert (settings.mqtt.url, settings.mqtt.listen, settings.http.port) == (
        "mqtt://h:1",
        None,
        8081,
    )
    assert settings.data.dir == tmp_path / "d"
    file.write_text(write_configuration(tmp_path, tmp_path, "mqtt://h:1", 8081, broker=False))
    assert read_settings(file).mqtt.listen == "h:1"


async def test_a_platform_that_does_not_start_says_why(tmp_path):
    (tmp_path / "plant").mkdir()
    with pytest.raises(StageError, match=r"plant\.toml"):
        async with open_stage(tmp_path, tmp_path / "plant"):
            pytest.fail("there is no plant")
