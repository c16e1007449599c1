"""Foreign gateways beside our own: what each format says is seen in ``tags``, and refused alike."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.contract.plant_directory import PLANT, write_plant
from tests.gateway_client import now_ms, run_gateway
from tests.ingest.formats.hj212_packets import packet
from tests.platform import run_command, run_platform

pytestmark = pytest.mark.broker

GATEWAYS = """
[[gateway]]
id = "province"
enterprise = "ent1"
format = "pinyin"
topic = "province/ent1/upload"
missing = [-9999]

[[gateway]]
id = "neuron"
enterprise = "ent1"
format = "neuron"
topic = "/neuron/ent1/#"

[[gateway]]
id = "meters"
enterprise = "ent1"
format = "bare"
topic = "meters/+/value"
units = "convert"

[[gateway]]
id = "station"
enterprise = "ent1"
format = "hj212"
topic = "stations/east"
prefix = "east."
"""

TAGS = """\
tag,enterprise,equipment,kind,unit,hh,来源名
OWN-1,ent1,V-101,level,%,90,
PIN-1,ent1,V-101,level,%,90,320500012024
PIN-2,ent1,V-101,level,%,90,320500012025
NEU-1,ent1,V-101,temperature,℃,90,PLC 1/罐区/温度
NEU-2,ent1,V-101,temperature,℃,90,
BARE-1,ent1,V-101,pressure,MPa,0.9,
BARE-2,ent1,V-101,pump_running,,,
east.a21026,ent1,V-101,composition,mg/m3,90,
"""


DIGITS = {ord(sign): None for sign in "-: "}


@pytest.fixture(scope="module")
def platform(tmp_path_factory, broker):
    folder = tmp_path_factory.mktemp("formats")
    plant = write_plant(folder / "plant", PLANT.replace('"P1"', '"P3"') + GATEWAYS, TAGS)
    with run_platform(folder, plant, broker) as platform:
        yield platform


@pytest.fixture(scope="module")
def publish(broker):
    """Publish a body on any topic, as any program could."""
    with run_gateway(broker, "hazard/v1/P3/ent1/gw1") as client:

        def send(topic, body):
            client.topic, _, leaf = topic.rpartition("/")
            client.send(body, leaf)

        yield send


def wait_for_value(platform, tag, value):
    def read():
        now = platform.get(f"tags/{tag}")["now"]
        return now if now["value"] == value else None

    return platform.wait_for(read)


def test_every_format_s_readings_are_seen(platform, publish):
    second = now_ms() // 1000 * 1000
    stamp = datetime.fromtimestamp(second / 1000, ZoneInfo("Asia/Shanghai")).strftime(
        "%Y-%m-%d %H:%M:%S"
    )
    publish("hazard/v1/P3/ent1/gw1/data", {"ts": second, "values": {"OWN-1": 11}})
    publish(
        "province/ent1/upload",
        {"data": [{"CGQBH": "320500012024", "CJSJ": stamp, "VALUE": "12.50"}]},
    )
    body = {"timestamp": second, "node": "PLC 1", "group": "罐区"}
    publish("/neuron/ent1/PLC 1/罐区", {**body, "values": {"温度": 21.5}, "errors": {}})
    publish("/neuron/ent1/PLC 1/罐区", {**body, "tags": [{"name": "NEU-2", "value": 22}]})
    digits = stamp.translate(DIGITS)
    region = f"DataTime={digits};a21026-Rtd=7.5,a21026-Flag=N"
    publish("stations/east", packet(region, qn=f"{digits}000"))
    publish("meters/BARE-1/value", b"700 kPa")
    publish("meters/BARE-2/value", b"ON")
    for tag, value, own_time in (
        ("OWN-1", 11, True), ("PIN-1", 12.5, True), ("NEU-1", 21.5, True), ("NEU-2", 22, True),
        ("east.a21026", 7.5, True), ("BARE-1", 0.7, False), ("BARE-2", 1, False),
    ):  # fmt: skip
        now = wait_for_value(platform, tag, value)
        assert now["quality"] == "good"
        assert (now["t"] == second) == own_time
    assert {row["id"]: row["format"] for row in platform.items("gateways")} == {
        "gw1": "hazardwatch",
        "gw2": "hazardwatch",
        "province": "pinyin",
        "neuron": "neuron",
        "meters": "bare",
        "station": "hj212",
    }
    assert platform.get("gateways/meters/ledger")["counters"]["converted"] == 1


def test_an_error_code_and_a_missing_code_are_bad_quality(platform, publish):
    publish("province/ent1/upload", [{"CGQBH": "320500012025", "VALUE": "-9999"}])
    body = {"timestamp": now_ms(), "node": "PLC 1", "group": "罐区", "errors": {"NEU-2": 3002}}
    publish("/neuron/ent1/PLC 1/罐区", {**body, "values": {}})
    alarms = platform.wait_for(
        lambda: len(found := platform.items("alarms?condition=bad_quality")) >= 2 and found
    )
    assert {alarm["source"] for alarm in alarms} == {"PIN-2", "NEU-2"}
    entries = platform.items("journal?source=NEU-2")
    assert any("error 3002" in str(entry["reason"]) for entry in entries)


def test_a_limit_of_a_foreign_gateway_s_tag_raises_its_alarm(platform, publish):
    publish("meters/BARE-1/value", b"0.95")
    assert platform.wait_for(
        lambda: [one for one in platform.items("alarms") if one["id"] == "BARE-1:HH"]
    )


@pytest.mark.parametrize(
    ("topic", "body", "gateway", "reason"),
    [
        ("province/ent1/upload", b"{", "province", "unparsable"),
        ("province/ent1/upload", {"CGQBH": "nobody", "VALUE": "1"}, "province", "unknown_tag"),
        ("province/ent1/upload", {"CGQBH": "PIN-1", "VALUE": "坏值"}, "province", "not_a_number"),
        ("/neuron/ent1/events/node/add", {"uuid": "1"}, "neuron", "unparsable"),
        ("meters/BARE-1/value", b"1 m", "meters", "bad_unit"),
        ("stations/east", b"##0003abc0000", "station", "checksum"),
    ],
)
def test_each_refusal_is_a_dead_letter_of_its_gateway(
    platform, publish, topic, body, gateway, reason
):
    publish(topic, body)
    letters = platform.wait_for(
        lambda: [
            one
            for one in platform.items(f"gateways/{gateway}/dead-letters")
            if one["reason"] == reason
        ]
    )
    assert letters[0]["topic"] == topic


def test_a_will_makes_a_foreign_gateway_offline(platform, publish):
    publish("meters/BARE-2/value", b"OFF")
    wait_for_value(platform, "BARE-2", 0)
    publish("hazard/v1/P3/ent1/meters/status", {"online": False})

    def is_offline():
        rows = {row["id"]: row["now"]["online"] for row in platform.items("gateways")}
        return rows["meters"] is False and rows["neuron"] is True

    assert platform.wait_for(is_offline)


def test_plant_check_names_a_foreign_gateway_without_a_topic(tmp_path):
    plant = write_plant(tmp_path, PLANT + GATEWAYS.replace('topic = "meters/+/value"\n', ""), TAGS)
    answer = run_command("plant", "check", plant, "--json")
    assert answer.returncode != 0
    told = json.dumps(json.loads(answer.stdout), ensure_ascii=False)
    assert "gateway.topic" in told
    assert "is missing" in told
