"""kill -9 between acts and their answers: who was answered is on record, and the chain holds."""

import pytest

from dashboard_api.audit_store import AuditQuery, AuditStore
from tests.contract.plant_directory import write_plant
from tests.faults.test_journal_kill import kill_process
from tests.gateway_client import now_ms, run_gateway
from tests.platform import run_platform
from tests.real.mosquitto import run_mosquitto

WRITER = """
import asyncio, sys
from dashboard_api.audit import Act
from dashboard_api.audit_log import AuditLog
from dashboard_api.audit_store import AuditStore

async def act(log, number):
    await log.record([Act(at=number, actor="op", action="ack", object=str(number), outcome="ok")])
    if not log.trouble:
        print(number, flush=True)  # as an answer goes out

async def main():
    log = AuditLog(AuditStore(sys.argv[1]), lambda: 0)
    number = 0
    while True:
        await asyncio.gather(*(act(log, number + place) for place in range(25)))
        number += 25

asyncio.run(main())
"""


@pytest.mark.parametrize("rounds", [4])
def test_whoever_was_answered_is_on_record_whenever_the_process_dies(tmp_path, rounds):
    url, told = f"sqlite:///{tmp_path}/audit.sqlite", []
    for round_ in range(rounds):
        told += [int(line) for line in kill_process(WRITER, url, after=7 + 31 * round_)]
        store = AuditStore(url)
        kept = [entry.act.object for page in store.stream(AuditQuery(limit=1)) for entry in page]
        assert store.verify().findings == ()
        store.close()
        missing = [number for number in told if kept.count(str(number)) < told.count(number)]
        assert missing == []


@pytest.mark.broker
def test_a_killed_platform_has_every_answered_act_in_its_audit_log(tmp_path):
    with (
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, write_plant(tmp_path / "plant"), broker.url) as platform,
        run_gateway(broker.url) as gateway,
    ):
        gateway.send({"ts": now_ms(), "values": {"GT-101": 60}})
        platform.wait_for(
            lambda: [row for row in platform.items("alarms") if row["id"] == "GT-101:HH"], 10
        )
        for number in range(5):
            body = {"reason": f"第 {number} 次"}
            assert platform.call("POST", "alarms/GT-101%3AHH/comment", body)[0] == 200
        platform.kill()
        platform.start()
        rows = platform.items("audit?action=POST%20%2Falarms%2F%7Bid%7D%2Fcomment")
        assert [(row["object"], row["outcome"]) for row in rows] == [("GT-101:HH", "200")] * 5
    store = AuditStore(f"sqlite:///{tmp_path}/data/audit.sqlite")
    assert store.verify().findings == ()
    store.close()
