"""The plant changed under a running stream, and the platform killed right after that."""

import random
import signal
import time

import pytest

from tests.conftest import rounds
from tests.contract.plant_directory import TAGS, write_plant
from tests.faults.stream import Stream, list_events, prove_whole
from tests.platform import run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.broker, pytest.mark.timeout(240)]

ANOTHER = "\nAA-{},ent1,V-101,level,%,0,100,,,70,,,,,,,别的,Other,\nLT-101"


@pytest.mark.parametrize("killed", [False, True], ids=["running on", "killed"])
def test_a_plant_changed_again_and_again_in_a_stream_loses_and_doubles_nothing(tmp_path, killed):
    chance = random.Random(11)
    plant = write_plant(tmp_path / "plant")
    with (
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, plant, broker.url) as platform,
        Stream(broker.url) as stream,
    ):
        for change in range(rounds(4, 12)):
            # Other rows, and another limit on one of the tags that swing.
            tags = TAGS.replace("\nLT-101", ANOTHER.format(change)).replace(
                ",5,10,80,90,", f",5,10,{46 + change},90,"
            )
            write_plant(plant, tags=tags)
            platform.process.send_signal(signal.SIGHUP)
            if killed:
                time.sleep(chance.uniform(0.0, 0.4))  # before, within or after the swap
                platform.kill()
                platform.start()
            else:
                platform.wait_for(
                    lambda row=f"AA-{change}": row in {one["tag"] for one in platform.items("tags")}
                )
        prove_whole(platform, stream)
        assert list_events(platform) == stream.list_expected_events()
        # Beyond the first limits all the time, then not any more: every change ends the last one.
        journal = [row for row in platform.items("journal") if row["alarm"] == "LT-101:H"]
        told = [row["event"] for row in sorted(journal, key=lambda row: row["seq"])]
        assert told == ["raised", "returned"] * (len(told) // 2) + ["raised"] * (len(told) % 2)
        assert journal[0]["reason"] == "limit_changed"
