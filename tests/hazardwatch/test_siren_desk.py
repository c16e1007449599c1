"""The sirens of a running platform, against a real HTTP receiver that plays them."""

import asyncio
import time
import tomllib

import pytest

from alerting.channels.nowhere import Nowhere
from dashboard_api.siren_port import SirenBusyError, SirenRestingError
from hazardwatch.notify_channels import make_channels
from hazardwatch.notify_settings import NotifySettings
from hazardwatch.siren_desk import REMEMBERED, REST_MS, LiveSirens, choose_sirens
from plant.words import Park, Plant
from tests.siren_receiver import run_receiver

PARK = Plant(Park("p", "示例园区"), (), (), (), (), ())


class Clock:
    def __init__(self):
        self.time = 1_000_000

    def __call__(self):
        return self.time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def receiver():
    with run_receiver() as running:
        yield running


@pytest.fixture
async def sirens(receiver, clock):
    settings = NotifySettings.model_validate(tomllib.loads(receiver.settings)["notify"])
    channels = make_channels(choose_sirens(settings), clock)
    yield LiveSirens(channels, lambda: PARK, clock)
    for one in channels.values():
        await one.close()


async def test_each_siren_gets_one_message_that_says_it_is_a_test(sirens, receiver, clock):
    assert list(sirens.names) == ["good", "refusing", "hanging"]
    good = await sirens.sound("good", "王", "中控 1")
    assert (good.delivered, good.words, good.at, good.by) == (True, "A-17", clock.time, "王")
    refused = await sirens.sound("refusing", "王", "中控 1")
    assert not refused.delivered
    assert "lamp circuit open" in refused.words
    (path, body), _ = receiver.received
    assert (path, body["to"]) == ("/good", "good")
    assert body["text"].startswith("【测试】示例园区")
    assert sirens.find(good.id) == good
    assert sirens.find("other") is None


async def test_one_that_hangs_takes_its_time_and_holds_up_nobody_but_itself(sirens):
    began = time.monotonic()
    hanging = asyncio.create_task(sirens.sound("hanging", "王", "1"))
    await asyncio.sleep(0)
    with pytest.raises(SirenBusyError):
        await sirens.sound("hanging", "李", "2")
    assert (await sirens.sound("good", "李", "2")).delivered
    assert not hanging.done()
    call = await hanging
    assert not call.delivered
    assert call.words == "no answer within 1 s"
    assert time.monotonic() - began < 5


async def test_a_siren_rests_between_two_tests(sirens, clock):
    await sirens.sound("good", "王", "1")
    clock.time += REST_MS - 1
    with pytest.raises(SirenRestingError) as told:
        await sirens.sound("good", "王", "1")
    assert told.value.wait_ms == 1
    clock.time += 1
    assert (await sirens.sound("good", "王", "1")).delivered
    clock.time -= 3_600_000
    assert (await sirens.sound("good", "王", "1")).delivered, "a clock set back locks nothing"


async def test_only_the_last_calls_are_remembered(clock):
    sirens = LiveSirens({"tower": Nowhere("tower")}, lambda: PARK, clock)
    calls = []
    for _ in range(REMEMBERED + 1):
        clock.time += REST_MS
        calls.append(await sirens.sound("tower", "王", "1"))
    assert sirens.find(calls[0].id) is None
    assert sirens.find(calls[1].id) == calls[1]


def test_a_test_waits_no_longer_than_a_person_and_takes_no_place_of_the_notices():
    channels = {
        "slow": {"kind": "nowhere", "timeout_s": 60, "at_once": 8},
        "quick": {"kind": "nowhere", "timeout_s": 1},
        "sms": {"kind": "nowhere"},
    }
    settings = NotifySettings.model_validate({"channels": channels, "sirens": ["slow", "quick"]})
    chosen = choose_sirens(settings).channels
    assert {name: (one.timeout_s, one.at_once) for name, one in chosen.items()} == {
        "slow": (10, 1),
        "quick": (1, 1),
    }
