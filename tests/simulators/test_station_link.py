"""A simulated station at the platform's real door."""

import asyncio

import pytest

from ingest.admission import Admission
from simulators.station_link import StationLink
from simulators.voice import Voice
from simulators.wire import Message
from tests.ingest.formats.hj212_packets import NOW, STATION
from tests.ingest.test_hj212_server import gather, open_door, upload
from tests.simulators.formats.stage import T0, look, make_park

TOPIC = f"hj212/{STATION}"


def address(door):
    return door._server.sockets[0].getsockname()


def message(*numbers):
    return Message(NOW, TOPIC, b"".join(upload(number) for number in numbers))


async def test_draining_waits_for_the_answers_of_the_door():
    async with open_door() as door:
        link = StationLink(*address(door))
        await link.connect(None)
        await link.send(message(1, 2, 3))
        draining = asyncio.create_task(link.drain())
        frames = await gather(door, 3)
        assert not draining.done()
        door.acknowledge([frame.token for frame in frames])
        await draining
        assert link.acknowledged == 3
        await link.let_go()
        assert not link.is_open


async def test_a_door_that_answers_nothing_is_an_error_in_the_end():
    async with open_door() as door:
        link = StationLink(*address(door), answer_s=0.05)
        await link.connect(None)
        await link.send(message(1, 2))
        with pytest.raises(ConnectionError, match="2 uploads"):
            await link.drain()
        await link.let_go()


async def test_a_door_that_closes_is_an_error_of_the_next_call():
    async with open_door() as door:
        link = StationLink(*address(door))
        await link.connect(None)
        await link.send(message(1))
        await gather(door, 1)
        await door.stop()
        with pytest.raises(OSError, match="door"):
            await link.drain()
        with pytest.raises(OSError, match="closed"):
            await link.send(message(2))
        await link.let_go()


async def test_a_cut_station_can_come_again_and_owes_nothing():
    async with open_door() as door:
        link = StationLink(*address(door))
        for number in (1, 2):
            await link.connect(None)
            await link.send(message(number))
            await gather(door, 1)
            await link.cut()
            await link.drain()
        assert door.counters.connects == 2


async def test_a_status_is_no_packet_and_stays_at_home():
    async with open_door() as door:
        link = StationLink(*address(door))
        await link.connect(None)
        await link.send(Message(NOW, "hazard/v1/P/E1/G/status", b"{}", retain=True))
        await link.send(message(1))
        (frame,) = await gather(door, 1)
        assert frame.topic == TOPIC
        await link.let_go()


async def test_what_a_voice_says_goes_through_the_door_into_the_platform():
    plant = make_park("hj212")
    voice, platform = Voice(plant, 0, 1), Admission(plant, stream=False, start=T0)
    async with open_door() as door:
        link = StationLink(*address(door))
        await link.connect(None)
        for act in voice.speak(look(0, [1.5, 2, 3.25, 0]), T0):
            if isinstance(act, Message):
                await link.send(act)
        batch = platform.admit(await gather(door, 1), T0).batch
        assert sorted(batch.value.tolist()) == [0, 1.5, 2, 3.25]
        await link.let_go()
