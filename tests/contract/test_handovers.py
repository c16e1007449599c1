"""A shift handed over from outside: drafted, noted, signed by two, printed, and kept."""

import json
import urllib.request
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard_api.people import People
from tests.contract.exchange import act, send
from tests.contract.plant_directory import PLANT, write_plant
from tests.gateway_client import now_ms, run_gateway
from tests.platform import PASSWORD, run_command, run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.broker, pytest.mark.timeout(120)]

SHANGHAI = ZoneInfo("Asia/Shanghai")
LI = {"username": "li", "password": "the password of Li"}
SHIFTS = """
[[shift]]
id = "now"
name = "当班"
start = "{start}"
end = "{end}"
"""


def write_shift():
    """A shift that began some minutes ago and ends in a few, and the day on which it began."""
    now = datetime.now(SHANGHAI)
    begin, end = now - timedelta(minutes=10), now + timedelta(minutes=10)
    return SHIFTS.format(start=f"{begin:%H:%M}", end=f"{end:%H:%M}"), f"{begin:%Y-%m-%d}"


@pytest.fixture
def site(tmp_path):
    """A platform in the middle of a shift, with a second person, its day, and a gateway."""
    shift, day = write_shift()
    plant = write_plant(tmp_path / "plant", PLANT + shift)
    with (
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, plant, broker.url) as platform,
        run_gateway(broker.url) as gateway,
    ):
        people = People(f"sqlite:///{tmp_path / 'data' / 'people.sqlite'}")
        people.set_password(LI["username"], LI["password"], "operator")
        people.close()
        yield platform, gateway, day


def post(platform, path, **body):
    status, answer, _ = platform.call("POST", path, body)
    assert status == 200, (status, answer)
    return answer


def read_page(platform, name):
    request = urllib.request.Request(
        f"{platform.url}/api/v1/handovers/{name}/page",
        headers={"Authorization": f"Bearer {platform.token}"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode()


def test_a_shift_is_handed_over_and_the_page_outlives_a_kill(site, tmp_path):
    platform, gateway, day = site
    send(platform, gateway, "LT-101", 95)
    platform.wait_for(lambda: platform.items("alarms"))
    act(platform, "LT-101:HH", "acknowledge")
    act(platform, "LT-101:H", "shelve", duration_s=600)

    row = post(platform, "handovers", shift="now", date=day)
    name = row["id"]
    assert name == f"{day}.now"
    post(platform, f"handovers/{name}/remark", kind="noted", section="standing", words="已派人")
    sign = {"side": "outgoing", "version": 2}
    assert post(platform, f"handovers/{name}/sign", **sign)["stage"] == "signed"
    stale = {"side": "incoming", "version": 2, "second": LI}
    assert platform.call("POST", f"handovers/{name}/sign", stale)[0] == 412
    alone = stale | {"version": 3, "second": {"username": "admin", "password": PASSWORD}}
    assert platform.call("POST", f"handovers/{name}/sign", alone)[1]["detail"] == "same_person"
    sealed = post(platform, f"handovers/{name}/sign", **stale | {"version": 3})
    assert (sealed["stage"], sealed["incoming"]["by"]) == ("sealed", "li")

    gateway.send({"ts": now_ms(), "values": {"LT-101": 50}})
    platform.wait_for(lambda: platform.get("tags/LT-101")["now"]["value"] == 50)
    platform.kill()
    platform.start()
    assert platform.get(f"handovers/{name}") == sealed
    page = read_page(platform, name)
    for words in ("测试园区 交接班记录", "当班", "苯储罐液位 高高限报警", "已派人", "li"):
        assert words in page
    assert "双方已签字" in page

    told = run_command("report", "handover", "--config", platform.config, "--json")
    assert (told.returncode, json.loads(told.stdout)["items"][0]["id"]) == (0, name)
    printed = run_command(
        *("report", "handover", "--config", platform.config),
        *("--shift", "now", "--date", day, "--html"),
    )
    assert printed.stdout == page
    verified = run_command(
        *("journal", "verify", "--config", platform.config),
        *("--seq", row["seq"], "--digest", row["digest"]),
    )
    assert verified.returncode == 0, verified.stdout


def test_figures_of_the_shift_come_from_the_report(site):
    platform, gateway, day = site
    send(platform, gateway, "LT-101", 95)
    platform.wait_for(lambda: len(platform.items("alarms")) >= 2)
    row = post(platform, "handovers", shift="now", date=day)
    sections = {one["id"]: one for one in row["sections"]}
    assert sections["figures"]["note"]["zh"].startswith("一个班的样本很短")
    counts = {
        line["cells"][0]["en"]: line["cells"][1]["number"] for line in sections["events"]["lines"]
    }
    assert counts["high"] == 1
    assert counts["all"] >= 2
