"""kill -9 of the platform while alarms are raised: of each of them somebody is told."""

import time

import pytest

from tests.contract.plant_directory import TAGS, write_plant
from tests.gateway_client import now_ms, run_gateway
from tests.platform import run_platform
from tests.real.desk_line import STAFFED, run_desk_line
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.broker, pytest.mark.timeout(240)]

COUNT = 60
KILLS = 4
NAMES = [f"LX-{number}" for number in range(COUNT)]
MANY = TAGS + "".join(
    f"{name},ent1,V-101,level,%,0,100,,,,90,2,,,,critical,液位,level,\n" for name in NAMES
)


def test_everybody_is_told_of_every_critical_alarm_however_often_it_is_killed(tmp_path):
    plant = write_plant(tmp_path / "plant", STAFFED, MANY)
    with (
        run_desk_line() as line,
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, plant, broker.url, notify=line.configure(tmp_path)) as platform,
        run_gateway(broker.url) as gateway,
    ):
        for place, name in enumerate(NAMES):
            gateway.send({"ts": now_ms(), "values": {name: 95}})
            time.sleep(0.02)  # the gateway's own pace: where it is killed is left to chance
            if place % (COUNT // KILLS) == COUNT // KILLS - 1:
                platform.kill()
                platform.start()
        alarms = [f"{name}:HH" for name in NAMES]
        for address in ("1", "2"):
            platform.wait_for(
                lambda address=address: {(address, one) for one in alarms} <= set(line.told()), 60
            )
        raised = {row["alarm"] for row in platform.items("journal") if row["event"] == "raised"}
        assert raised >= set(alarms)
        assert max(line.told().count(("1", one)) for one in alarms) <= 1 + KILLS
        platform.wait_for(lambda: {"sent"} == list_fates(platform, alarms))


def list_fates(platform, alarms):
    """What has come of all notices of some alarms."""
    pages = [platform.get(f"alarms/{one.replace(':', '%3A')}/notices") for one in alarms]
    return {notice["fate"] for page in pages for notice in page["items"]}
