"""What a gateway sends after an outage: excursions in it are told with their true times."""

import pytest

from tests.contract.plant_directory import write_plant
from tests.gateway_client import now_ms, run_gateway
from tests.platform import run_platform

pytestmark = pytest.mark.broker


def rows_of(platform, alarm):
    return [
        (row["at"], row["event"], row["state"], row["marks"])
        for row in platform.items("journal")
        if row["alarm"] == alarm
    ]


def test_an_excursion_found_only_in_late_data_is_journalled_once_with_its_true_times(
    tmp_path, broker
):
    plant = write_plant(tmp_path / "plant")
    with run_platform(tmp_path, plant, broker) as platform, run_gateway(broker) as gateway:
        start = now_ms() - 50_000
        late = [(10_000, 50), (11_000, 95), (12_000, 95), (13_000, 50)]
        gateway.send({"ts": start, "values": {"LT-101": 50}})
        gateway.send({"ts": start + 49_000, "values": {"LT-101": 50}})
        expected = [
            (start + 11_000, "raised", "unacknowledged", ["late", "backfill"]),
            (start + 13_000, "returned", "returned_unacknowledged", ["late", "backfill"]),
        ]
        for _ in range(2):
            for ts, value in late:
                gateway.send({"ts": start + ts, "values": {"LT-101": value}}, "backfill")
            platform.wait_for(lambda: len(rows_of(platform, "LT-101:HH")) >= 2)
            gateway.send({"ts": now_ms(), "values": {"LT-101": 51}})
        platform.wait_for(lambda: platform.get("tags/LT-101")["now"]["value"] == 51)
        assert rows_of(platform, "LT-101:HH") == expected
        (alarm,) = [row for row in platform.items("alarms") if row["id"] == "LT-101:HH"]
        assert (alarm["state"], alarm["raised_at"]) == ("returned_unacknowledged", start + 11_000)
        platform.kill()
        platform.start()
        assert rows_of(platform, "LT-101:HH") == expected


def test_what_is_still_beyond_at_the_end_of_a_backfill_is_a_live_alarm(platform, broker):
    with run_gateway(broker) as gateway:
        start = now_ms() - 30_000
        gateway.send({"ts": start, "values": {"TT-101": 20}})
        gateway.send({"ts": start + 5_000, "values": {"TT-101": 70}}, "backfill")
        (alarm,) = platform.wait_for(
            lambda: [row for row in platform.items("alarms") if row["id"] == "TT-101:H"]
        )
        assert (alarm["state"], alarm["raised_at"]) == ("unacknowledged", start + 5_000)
        assert set(alarm["marks"]) == {"late", "backfill", "last_known"}
