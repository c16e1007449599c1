"""Platform and broker killed in the middle of a stream: all of it is kept, and kept once."""

import random
import time

import pytest

from tests.conftest import rounds
from tests.contract.plant_directory import write_plant
from tests.faults.stream import Stream, list_events, prove_whole
from tests.platform import run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.broker, pytest.mark.timeout(240)]


@pytest.mark.parametrize("client, few", [("codec", 5), ("paho", 2)])
def test_the_platform_killed_again_and_again_in_a_stream_loses_and_doubles_nothing(
    tmp_path, client, few
):
    chance = random.Random(7)
    with (
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(
            tmp_path, write_plant(tmp_path / "plant"), broker.url, client=client
        ) as platform,
        Stream(broker.url) as stream,
    ):
        for _ in range(rounds(few, 20)):
            time.sleep(chance.uniform(0.05, 0.8))  # where it is killed is left to chance
            platform.kill()
            platform.start()
        prove_whole(platform, stream)
        assert list_events(platform) == stream.list_expected_events()


@pytest.mark.parametrize("persistence", ["false", pytest.param("true", marks=pytest.mark.soak)])
def test_the_broker_killed_again_and_again_loses_and_doubles_nothing(tmp_path, persistence):
    """What it had acknowledged and lost comes again, later than newer readings.

    It is late then: an excursion lost in part may be told twice, as it was seen live and as
    the late readings show it, and none is told that was not there.
    """
    with (
        run_mosquitto(tmp_path / "broker", persistence=persistence) as broker,
        run_platform(tmp_path, write_plant(tmp_path / "plant"), broker.url) as platform,
        Stream(broker.url) as stream,
    ):
        for _ in range(5):
            stream.wait_for(stream.acknowledged + 50)
            broker.restart()
        prove_whole(platform, stream)
        told, excursions = list_events(platform), stream.list_excursions()
        assert len(set(told)) == len(told)
        begun = [at for at, event in told if event == "raised"]
        assert len(begun) >= len(excursions) // 2
        for at in begun:
            assert any(raised <= at < (returned or at + 1) for raised, returned in excursions)
