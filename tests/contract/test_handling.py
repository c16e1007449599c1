"""Handling records of a running platform: opened by alarms, kept over kills, changed by nobody."""

import hashlib
import signal
import urllib.request

import pytest

from tests.contract.exchange import send
from tests.contract.plant_directory import TAGS, write_plant

pytestmark = pytest.mark.broker

ALARM = "LT-101:HH"


def await_record(platform, alarm=ALARM, **wanted):
    def look():
        rows = [row for row in platform.items("handling") if row["alarm"] == alarm]
        return rows[0] if rows and wanted.items() <= rows[0].items() else None

    return platform.wait_for(look)


def exchange_file(platform, method, path, content=None):
    headers = {"Authorization": f"Bearer {platform.token}"}
    url = f"{platform.url}/api/v1/{path}"
    request = urllib.request.Request(url, content, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


def act(platform, record, action, **body):
    status, row, _ = platform.call("POST", f"handling/{record}/{action}", body)
    assert status == 200, row
    return row


def test_an_alarm_is_handled_from_push_to_end_and_over_a_kill(site):
    platform, _, gateway = site
    send(platform, gateway, "LT-101", 95)
    record = await_record(platform, step="pushed", enterprise="ent1", hazard="H1")["id"]
    (raise_,) = [row for row in platform.items("journal") if row["alarm"] == ALARM]
    assert record == raise_["seq"]
    word = {"behalf": "王工 13800000000"}
    act(platform, record, "sign")
    act(platform, record, "sign", **word)
    platform.kill()
    platform.start()
    row = await_record(platform, step="signed")
    assert row["park_signed"]["by"] == "admin"
    act(platform, record, "verify", finding="false", words="仪表故障", **word)
    assert platform.call("POST", f"handling/{record}/close", {"words": "x"})[0] == 409
    send(platform, gateway, "LT-101", 50)
    await_record(platform, evidence="returned")
    assert act(platform, record, "close", words="同意")["step"] == "closed"
    send(platform, gateway, "LT-101", 96)
    assert await_record(platform, step="pushed")["id"] > record


def test_an_alarm_that_comes_back_is_counted_in_its_record(site):
    platform, _, gateway = site
    for value in (95, 50, 95):
        send(platform, gateway, "LT-101", value)
        await_record(platform, evidence="standing" if value > 90 else "returned")
    assert await_record(platform)["activations"] == 2


def test_a_tag_that_leaves_the_plant_leaves_its_record_open(site):
    platform, plant, gateway = site
    send(platform, gateway, "LT-101", 95)
    record = await_record(platform)["id"]
    gone = "\n".join(line for line in TAGS.splitlines() if not line.startswith("LT-101,"))
    write_plant(plant, tags=gone + "\n")
    platform.process.send_signal(signal.SIGHUP)
    row = await_record(platform, evidence="removed")
    assert (row["id"], row["hazard"], row["enterprise"]) == (record, "H1", "ent1")
    word = {"behalf": "王工"}
    act(platform, record, "sign", **word)
    act(platform, record, "verify", finding="maintenance", words="测点已拆除", **word)
    assert act(platform, record, "close", words="现场确认液位正常")["step"] == "closed"


def test_a_file_is_kept_over_a_kill(site):
    platform, _, gateway = site
    send(platform, gateway, "LT-101", 95)
    record = await_record(platform)["id"]
    content = b"%PDF-1.7 report"
    digest = hashlib.sha256(content).hexdigest()
    path = f"handling/{record}/attachments"
    assert exchange_file(platform, "POST", f"{path}?name=report.pdf", content)
    platform.kill()
    platform.start()
    assert exchange_file(platform, "GET", f"{path}/{digest}") == content
