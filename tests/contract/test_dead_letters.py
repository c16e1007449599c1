"""What was refused for a mistake in the plant directory comes back once the mistake is mended."""

import pytest

from tests.contract.plant_directory import TAGS, write_plant
from tests.gateway_client import now_ms, run_gateway
from tests.platform import run_platform

pytestmark = pytest.mark.broker

ADOPTED = TAGS + "LT-102,ent1,V-101,level,%,0,100,5,10,80,90,2,,,,,二号液位,Second level,\n"


def test_an_unknown_tag_is_listed_adopted_and_its_readings_taken_in_again(tmp_path, broker):
    plant = write_plant(tmp_path / "plant")
    with run_platform(tmp_path, plant, broker) as platform, run_gateway(broker) as gateway:
        platform.get("plant")
        start = now_ms() - 3000
        for n in range(3):
            gateway.send({"ts": start + n, "values": {"LT-101": 50, "LT-102": 95 + n}})
        letters = platform.wait_for(
            lambda: len(found := platform.items("gateways/gw1/dead-letters")) == 3 and found
        )
        assert {letter["tag"] for letter in letters} == {"LT-102"}
        (unknown,) = platform.items("gateways/gw1/unknown-tags")
        assert (unknown["tag"], unknown["count"], unknown["value"]) == ("LT-102", 3, 97)

        assert platform.stop() == 0
        write_plant(plant, tags=ADOPTED)
        platform.start()
        path = "gateways/gw1/dead-letters/replay"
        status, body, _ = platform.call("POST", path, {"reason": "unknown_tag"})
        assert (status, body) == (200, {"frames": 3, "letters": 3, "refused": 0})
        assert platform.items("gateways/gw1/dead-letters") == []
        end = now_ms() + 1000

        def read(tag):
            body = platform.get(f"tags/{tag}/history?from={start}&to={end}")
            return list(zip(body["t"], body["v"], strict=True))

        platform.wait_for(lambda: len(read("LT-102")) == 3)
        assert read("LT-102") == [(start + n, 95 + n) for n in range(3)]
        assert read("LT-101") == [(start + n, 50) for n in range(3)]
        (alarm,) = [row for row in platform.items("alarms") if row["id"] == "LT-102:HH"]
        assert alarm["raised_at"] == start
        assert "late" in alarm["marks"]

        status, body, _ = platform.call("POST", path)
        assert (status, body) == (200, {"frames": 0, "letters": 0, "refused": 0})


def test_what_is_still_wrong_becomes_a_letter_again(tmp_path, broker):
    plant = write_plant(tmp_path / "plant")
    with run_platform(tmp_path, plant, broker) as platform, run_gateway(broker) as gateway:
        platform.get("plant")
        gateway.send(b"{broken")
        (letter,) = platform.wait_for(lambda: platform.items("gateways/gw1/dead-letters"))
        status, body, _ = platform.call("POST", "gateways/gw1/dead-letters/replay")
        assert (status, body) == (200, {"frames": 1, "letters": 1, "refused": 1})
        (again,) = platform.items("gateways/gw1/dead-letters?reason=unparsable")
        assert again["payload"] == letter["payload"] == "{broken"
        assert again["number"] > letter["number"]
