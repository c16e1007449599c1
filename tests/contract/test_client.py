"""The two clients for programs against a running platform, over a kill of it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import numpy as np
import pytest

from hazardwatch_client import AsyncClient, Change, Client, ProblemError
from tests.contract.exchange import send
from tests.gateway_client import now_ms
from tests.platform import PASSWORD, find_port

pytestmark = pytest.mark.broker


def await_alarm(changes: Iterator[Change], alarm: str) -> Change:
    return next(change for change in changes if alarm in change.put)


async def await_alarm_async(changes: AsyncIterator[Change], alarm: str) -> Change:
    async for change in changes:
        if alarm in change.put:
            return change
    raise AssertionError("the stream has ended")


def test_what_the_waiting_client_reads_and_does(site: Any) -> None:
    platform, _, gateway = site
    began = now_ms()
    for value in (50.0, 95.0):
        send(platform, gateway, "LT-101", value)
    with Client(platform.url, "admin", PASSWORD) as park:
        (high,) = park.alarms(min_priority="high", source="LT-101")
        assert high["id"] == "LT-101:HH"
        assert park.acknowledge(high, "seen")["state"] == "acknowledged"
        with pytest.raises(ProblemError) as refused:
            park.act(high, "reset")
        assert refused.value.problem.status == 409
        assert [row["event"] for row in park.journal(began, alarm="LT-101:HH")] == [
            "raised",
            "acknowledged",
        ]
        assert {row["tag"] for row in park.tags(hazard="H1")} >= {"LT-101", "PT-101"}
        assert b"LT-101:HH" in park.download("exports/alarms", source="LT-101")
        assert park.download("reports/kpi", format="html").startswith(b"<!doctype html>")
        with pytest.raises(ProblemError):
            park.download("exports/nothing")

        platform.wait_for(lambda: len(park.readings("LT-101", began, now_ms() + 1)) == 2)
        readings = park.readings("LT-101", began, now_ms() + 1)
        assert readings.unit == "%"
        np.testing.assert_array_equal(readings.value, [50.0, 95.0])
        assert (readings.time.astype(np.int64) >= began).all()
        bins = park.bins("LT-101", began, began + 60_000, points=6)
        assert (bins.bin_ms, int(bins.count.sum()), np.nanmax(bins.max)) == (10_000, 2, 95.0)


def test_a_follower_goes_on_over_a_kill_and_misses_nothing(site: Any) -> None:
    platform, _, gateway = site
    park = Client(platform.url, "admin", PASSWORD)
    changes = park.follow("alarms")
    assert next(changes).whole
    send(platform, gateway, "LT-101", 95)
    await_alarm(changes, "LT-101:HH")
    platform.kill()
    platform.start()
    send(platform, gateway, "GT-101", 30)
    change = await_alarm(changes, "GT-101:H")
    assert not change.whole
    assert "LT-101:HH" not in change.put
    changes.close()  # type: ignore[attr-defined] # an iterator that is a generator


async def test_the_awaited_client_says_the_same(site: Any) -> None:
    platform, _, gateway = site
    async with AsyncClient(platform.url, "admin", PASSWORD) as park:
        changes = park.follow("alarms", hazard="H1")
        assert (await anext(changes)).whole
        await asyncio.to_thread(send, platform, gateway, "LT-101", 95.0)
        change = await await_alarm_async(changes, "LT-101:HH")
        alarm = change.put["LT-101:HH"]
        assert (await park.acknowledge(alarm, "seen"))["by"] == "admin"
        assert b"LT-101:HH" in await park.download("exports/journal")
        assert [row["id"] for row in await park.alarms(state="acknowledged")] == ["LT-101:HH"]
        assert len(await park.journal(alarm="LT-101:HH")) == 2
        readings = await park.readings("LT-101", 0 + now_ms() - 60_000, now_ms() + 1)
        assert readings.tag == "LT-101"
        with pytest.raises(ProblemError, match="not-found"):
            await park.bins("none", 0, 1, 1)
        await changes.aclose()  # type: ignore[attr-defined] # as above


async def test_nobody_gets_in_without_the_right_word_and_nobody_is_a_refusal(site: Any) -> None:
    platform, _, _ = site
    with pytest.raises(ProblemError, match="401"):
        Client(platform.url, "admin", "wrong")
    with pytest.raises(ProblemError, match="401"):
        async with AsyncClient(platform.url, "admin", "wrong"):
            pass
    with pytest.raises(OSError, match="refused"):
        Client(f"http://127.0.0.1:{find_port()}", "admin", "x")
