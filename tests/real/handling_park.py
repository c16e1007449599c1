"""A park of two enterprises whose alarms are handled, with accounts of both sides, run for real."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.contract.exchange import send
from tests.contract.plant_directory import PATIENT, PLANT, write_plant
from tests.gateway_client import GatewayClient, run_gateway
from tests.platform import PASSWORD, Platform, run_command, run_platform

NEIGHBOUR = """
[[enterprise]]
id = "ent2"
name = "乙仓储"
name_en = "Yi Storage"

[[hazard]]
id = "H2"
enterprise = "ent2"
name = "液氨球罐区"
name_en = "Ammonia spheres"

[[equipment]]
id = "V-201"
hazard = "H2"
kind = "sphere"
name = "液氨球罐"

[[gateway]]
id = "gw3"
enterprise = "ent2"

[handling.limits_min]
critical = { sign = 0.05 }
"""
TAG = "LT-201,ent2,V-201,level,%,0,100,5,10,80,90,2,,,,,液氨球罐液位,Ammonia sphere level,\n"
ENTERPRISE_DESK = "甲公司值班"
LIMITED_DESK = "甲公司中控"
PEOPLE = {
    "值班员": ("--role", "operator"),
    "访客": ("--role", "viewer"),
    LIMITED_DESK: ("--role", "operator", "--place", "ent1"),
    ENTERPRISE_DESK: ("--role", "enterprise", "--place", "ent1"),
}
CALM = {"LT-101": 50, "PT-101": 100, "GT-101": 0}

Act = Callable[..., Any]


class HandlingPark:
    """The platform, and the gateways of both enterprises."""

    def __init__(self, platform: Platform, own: GatewayClient, other: GatewayClient) -> None:
        self.platform, self.own, self.other = platform, own, other

    def put(self, **values: float) -> None:
        """Values of tags; ``LT_201`` is the neighbour's."""
        for name, value in values.items():
            tag = name.replace("_", "-")
            send(self.platform, self.other if tag == "LT-201" else self.own, tag, value)

    def await_record(self, alarm: str, **wanted: Any) -> int:
        """The number of an alarm's open record, once it stands as wanted."""

        def look() -> Any:
            rows = self.platform.items(f"handling?alarm={alarm.replace(':', '%3A')}")
            return rows[0]["id"] if rows and wanted.items() <= rows[0].items() else None

        return int(self.platform.wait_for(look))

    def act(self, record: int, action: str, **body: Any) -> None:
        """Something done at another desk of the park."""
        status, answer, _ = self.platform.call("POST", f"handling/{record}/{action}", body)
        assert status == 200, answer

    def tidy_up(self) -> None:
        """All calm, and every record closed on the enterprise's word."""
        self.put(LT_201=50, **{tag.replace("-", "_"): value for tag, value in CALM.items()})
        word = {"behalf": "王工，电话"}
        steps = {
            "sign": word,
            "verify": {"finding": "test", "words": "试验", **word},
            "close": {"words": "试验结束"},
        }
        self.platform.wait_for(
            lambda: all(row["evidence"] != "standing" for row in self.platform.items("handling"))
        )
        for row in self.platform.items("handling"):
            if row["finding"] == "real":
                self.act(row["id"], "verify", finding="test", words="试验", **word)
            for action, body in steps.items():
                self.platform.call("POST", f"handling/{row['id']}/{action}", body)
        assert self.platform.items("handling") == []


@contextmanager
def run_handling_park(folder: Path, broker: str) -> Iterator[HandlingPark]:
    plant = PLANT.replace('name = "甲公司"', 'name = "甲公司"\nphone = "0512-110"') + NEIGHBOUR
    directory = write_plant(folder / "plant", plant, PATIENT + TAG)
    with (
        run_platform(folder, directory, broker) as platform,
        run_gateway(broker) as own,
        run_gateway(broker, "hazard/v1/P1/ent2/gw3") as other,
    ):
        for name, role in PEOPLE.items():
            words = ("people", "set", name, *role, "--config", platform.config)
            made = run_command(*words, HAZARDWATCH_PASSWORD=PASSWORD)
            assert made.returncode == 0, made.stderr
        yield HandlingPark(platform, own, other)
