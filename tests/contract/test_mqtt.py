"""What gateways may send: every JSON form, every named refusal, and nothing lost around it.

By a broker, with either client, and straight to our own endpoint: the contract is the same.
"""

import pytest

from tests.contract.plant_directory import PLANT, write_plant
from tests.gateway_client import now_ms, run_gateway
from tests.platform import run_platform

pytestmark = pytest.mark.broker


@pytest.fixture(scope="module", params=["codec", "paho", "endpoint"])
def platform(request, tmp_path_factory, broker):
    folder = tmp_path_factory.mktemp("platform")
    plant = write_plant(folder / "plant")
    if request.param == "endpoint":
        running = run_platform(folder, plant, None)
    else:
        running = run_platform(folder, plant, broker, client=request.param)
    with running as platform:
        yield platform


@pytest.fixture(scope="module")
def gateway(platform):
    with run_gateway(platform.mqtt) as client:
        yield client


def history(platform, tag, start):
    """The readings of a tag since ``start``, once there are any."""

    def read():
        body = platform.get(f"tags/{tag}/history?from={start}&to={now_ms() + 3_600_000}")
        return body if body["t"] else None

    return platform.wait_for(read)


def dead_letters(platform, reason, gateway="gw1"):
    letters = platform.items(f"gateways/{gateway}/dead-letters")
    return [letter for letter in letters if letter["reason"] == reason]


def test_values_with_quality(platform, gateway):
    ts = now_ms()
    gateway.send({"ts": ts, "values": {"LT-101": 50.25, "PT-101": 101}, "quality": {}, "seq": 1})
    assert history(platform, "LT-101", ts)["v"] == [50.25]
    assert history(platform, "PT-101", ts)["v"] == [101]


def test_columns_with_one_time_and_with_many(platform, gateway):
    ts = now_ms() - 2
    gateway.send({"tags": ["LT-101", "PT-101"], "ts": ts, "v": [51, 102]})
    gateway.send(
        {"tags": ["LT-101", "LT-101"], "ts": [ts + 1, ts + 2], "v": [52, 53], "q": ["good", 0]}
    )
    read = platform.wait_for(
        lambda: (body := history(platform, "LT-101", ts)) and len(body["t"]) == 3 and body
    )
    assert read["t"] == [ts, ts + 1, ts + 2]
    assert read["v"] == [51, 52, 53]
    assert read["tag"] == "LT-101"
    assert read["unit"] == "%"


def test_a_single_reading_and_a_bare_number(platform, gateway):
    ts = now_ms()
    gateway.send({"ts": ts, "v": 54.5, "q": "good"}, "data/LT-101")
    gateway.send(b"101.5", "data/PT-101")
    assert history(platform, "LT-101", ts)["v"] == [54.5]
    assert history(platform, "PT-101", ts)["v"] == [101.5]


def test_true_and_false_are_1_and_0(platform, gateway):
    ts = now_ms()
    gateway.send({"ts": ts, "values": {"ESD-1": False}})
    assert history(platform, "ESD-1", ts)["v"] == [0]


def test_what_is_no_number_is_bad_quality_and_a_dead_letter_and_its_neighbours_stay(
    platform, gateway
):
    ts = now_ms()
    gateway.send(
        b'{"ts": %d, "values": {"LT-101": NaN, "PT-101": null, "GT-101": "Bad", "TT-101": 20}}' % ts
    )
    assert history(platform, "TT-101", ts)["v"] == [20]
    assert history(platform, "LT-101", ts)["v"] == [None]
    letters = platform.wait_for(
        lambda: len(found := dead_letters(platform, "not_a_number")) >= 3 and found
    )
    assert {letter["tag"] for letter in letters} == {"LT-101", "PT-101", "GT-101"}
    alarms = platform.wait_for(
        lambda: len(found := platform.items("alarms?condition=bad_quality")) >= 3 and found
    )
    assert {alarm["source"] for alarm in alarms} >= {"LT-101", "PT-101", "GT-101"}
    gateway.send({"ts": now_ms(), "values": {"LT-101": 50, "PT-101": 100, "GT-101": 0}})


@pytest.mark.parametrize(
    "body, reason",
    [
        (b'{"ts": 1', "unparsable"),
        (b"\xff\xfe\x00", "unparsable"),
        ({"ts": 1, "values": {"XX-1": 1}}, "unknown_tag"),
        ({"ts": "yesterday-ish", "values": {"LT-101": 50}}, "bad_time"),
        ({"ts": 0, "values": {"LT-101": 50}, "units": {"LT-101": "mm"}}, "bad_unit"),
    ],
)
def test_each_refusal_has_its_name(platform, gateway, body, reason):
    gateway.send(body)
    letter = platform.wait_for(lambda: dead_letters(platform, reason))[0]
    assert letter["topic"] == "hazard/v1/P1/ent1/gw1/data"


def test_an_oversize_frame_is_too_large_and_the_next_one_goes_through(platform, gateway):
    gateway.send(b'{"values": {"LT-101": 50}, "pad": "' + b"x" * (1 << 20) + b'"}')
    assert platform.wait_for(lambda: dead_letters(platform, "too_large"))
    ts = now_ms()
    gateway.send({"ts": ts, "values": {"LT-101": 55}})
    assert history(platform, "LT-101", ts)["v"] == [55]


def test_an_unknown_gateway_is_refused_under_its_own_name(platform):
    with run_gateway(platform.mqtt, "hazard/v1/P1/ent1/gw9") as stranger:
        stranger.send({"ts": now_ms(), "values": {"LT-101": 99}})
    metrics = platform.wait_for(
        lambda: "unknown_gateway" in (text := read_metrics(platform)) and text
    )
    assert "unknown_gateway" in metrics


def read_metrics(platform):
    import urllib.request

    with urllib.request.urlopen(platform.url + "/metrics", timeout=5) as answer:
        return answer.read().decode()


def test_good_readings_around_rubbish_are_all_there(platform, gateway):
    start = now_ms() - 20
    for place in range(20):
        gateway.send({"ts": start + place, "values": {"TT-101": place}})
        gateway.send(b"rubbish")
        gateway.send({"ts": start + place, "values": {"NO-SUCH": place, "PT-101": place}})
    read = platform.wait_for(
        lambda: len((body := history(platform, "PT-101", start))["t"]) == 20 and body
    )
    assert read["v"] == list(range(20))
    assert history(platform, "TT-101", start)["v"] == list(range(20))


def test_the_ledger_says_how_far_the_frames_are_acknowledged(platform, gateway):
    for number in (1, 2):
        gateway.send({"seq": number, "boot": "told", "ts": now_ms() - 50, "values": {"TT-101": 20}})
    told = {"boot": "told", "seq": 2}
    ledger = platform.wait_for(
        lambda: (row := platform.get("gateways/gw1/ledger"))["acknowledged"] == told and row
    )
    assert ledger["newest"] == told


def test_a_gateway_s_tags_say_who_brings_them(platform, gateway):
    gateway.send({"ts": now_ms() - 50, "values": {"TT-101": 20}})

    def find():
        rows = {row["tag"]: row for row in platform.items("gateways/gw1/tags")}
        return rows if rows["TT-101"]["brought_by"] else None

    rows = platform.wait_for(find)
    assert rows["TT-101"]["brought_by"] == "gw1"
    assert rows["TT-101"]["expected"]
    assert not {row["tag"]: row for row in platform.items("gateways/gw2/tags")}["TT-101"][
        "expected"
    ]


def test_duplicates_are_counted_and_dropped(platform, gateway):
    ts = now_ms()
    before = platform.get("gateways/gw1/ledger")["counters"]["duplicates"]
    for _ in range(3):
        gateway.send({"ts": ts, "values": {"TT-101": 21}})
    platform.wait_for(
        lambda: platform.get("gateways/gw1/ledger")["counters"]["duplicates"] == before + 2
    )
    assert history(platform, "TT-101", ts)["v"] == [21]


def test_a_retained_message_is_never_fresh(tmp_path, broker):
    """It says what was, not what is: a retained HH from before the start raises nothing."""
    plant = write_plant(tmp_path / "plant", PLANT.replace('id = "P1"', 'id = "P2"'))
    with run_gateway(broker, "hazard/v1/P2/ent1/gw1") as gateway:
        gateway.send({"ts": now_ms(), "values": {"GT-101": 99}}, retain=True)
        with run_platform(tmp_path, plant, broker) as platform:
            gateway.send({"ts": now_ms(), "values": {"PT-101": 100}})
            platform.wait_for(lambda: platform.get("tags/PT-101")["now"]["value"] == 100)
            standing = {alarm["id"] for alarm in platform.items("alarms")}
        gateway.send(b"", retain=True)
    assert not standing
