"""Gateways that publish straight to the platform: what it has acknowledged is on its disk."""

import random
import time

import paho.mqtt.client as mqtt
import pytest

from tests.conftest import rounds
from tests.contract.plant_directory import write_plant
from tests.faults.stream import Stream, list_events, prove_whole
from tests.gateway_client import now_ms
from tests.platform import run_platform

pytestmark = pytest.mark.timeout(240)


def test_the_platform_killed_again_and_again_in_a_stream_loses_and_doubles_nothing(tmp_path):
    chance = random.Random(8)
    with (
        run_platform(tmp_path, write_plant(tmp_path / "plant"), None) as platform,
        Stream(platform.mqtt) as stream,
    ):
        for _ in range(rounds(3, 20)):
            time.sleep(chance.uniform(0.05, 0.8))  # where it is killed is left to chance
            platform.kill()
            platform.start()
        prove_whole(platform, stream)
        assert list_events(platform) == stream.list_expected_events()


class Flood:
    """Publishes without waiting and never again: what was acknowledged is all that it knows."""

    def __init__(self, port):
        self.acknowledged = []
        self._times = {}
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, reconnect_on_failure=False)
        self._client.max_inflight_messages_set(500)
        self._client.on_publish = lambda _c, _d, mid, _r, _p: self.acknowledged.append(mid)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def send(self, ts):
        body = f'{{"ts":{ts},"values":{{"LT-101":50}}}}'
        told = self._client.publish("hazard/v1/P1/ent1/gw1/data", body, qos=1)
        self._times[told.mid] = ts

    def end(self):
        """The source times that were acknowledged."""
        self._client.loop_stop()
        return {self._times[mid] for mid in list(self.acknowledged)}


def test_what_was_acknowledged_is_there_after_a_kill(tmp_path):
    with run_platform(tmp_path, write_plant(tmp_path / "plant"), None) as platform:
        start = now_ms() - 5_000
        flood = Flood(int(platform.mqtt.rpartition(":")[2]))
        for place in range(4000):
            flood.send(start + place)
        platform.wait_for(lambda: len(flood.acknowledged) > 500)
        platform.kill()
        kept = flood.end()
        platform.start()
        assert len(kept) > 500

        def read_stored():
            """In portions: a longer history would come in bins."""
            return {
                ts
                for first in range(start, start + 4000, 500)
                for ts in platform.get(f"tags/LT-101/history?from={first}&to={first + 500}")["t"]
            }

        platform.wait_for(lambda: kept <= read_stored())
