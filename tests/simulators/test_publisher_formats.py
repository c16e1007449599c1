"""Gateways of every format at a real Mosquitto, taken in by the platform's own admission."""

import asyncio
from dataclasses import replace

import aiomqtt
import pytest

from ingest.admission import Admission
from ingest.formats.sparkplug_host import encode_rebirth
from ingest.frame import Frame
from plant.words import Enterprise, Gateway, Plant
from simulators.formats.speech import FormError
from simulators.gateway_faults import GatewayFault, GatewayFaultKind
from simulators.mqtt_link import wall_clock
from simulators.park import Park, Snapshot
from simulators.publisher import Simulated, Staging, simulate
from simulators.scenario_file import parse_scenario
from tests.ingest.parks import make_plant, make_tag
from tests.ingest.test_hj212_server import open_door
from tests.simulators.conftest import listen_raw
from tests.simulators.formats.stage import FORMATS, TOPICS
from tests.simulators.test_publisher import until

pytestmark = pytest.mark.broker

CALM = parse_scenario({}, "calm")


def make_park(*, simulation: bool = True) -> Plant:
    """An enterprise for each format, with one gateway and two tags that are polled."""
    return make_plant(
        enterprises=tuple(Enterprise(form, form) for form in FORMATS),
        gateways=tuple(
            Gateway(f"gw-{form}", form, form, TOPICS[form], simulation=simulation)
            for form in FORMATS
        ),
        tags=tuple(
            replace(make_tag(f"{form}.{name}", form), interval_s=1.0)
            for form in FORMATS
            for name in ("a", "b")
        ),
    )


def admit(plant: Plant, heard: list[tuple[str, bytes, bool]]) -> tuple[set[str], list[str]]:
    """The tags of which readings were admitted, and the reasons of what was refused."""
    platform = Admission(plant, stream=False, start=wall_clock())
    now = wall_clock()
    frames = [Frame(topic, payload, now, retained) for topic, payload, retained in heard]
    admitted = platform.admit(frames, now)
    tags = {plant.tags[row].id for row in admitted.batch.row.tolist()}
    return tags, [refusal.reason.value for refusal in admitted.refusals]


async def play(plant: Plant, url: str, steps: int = 4) -> Simulated:
    stop, done = asyncio.Event(), Simulated()
    task = asyncio.create_task(simulate(plant, CALM, url, Staging(20), stop=stop, done=done))
    await until(done, steps, task)
    stop.set()
    return await task


async def test_every_format_is_heard_by_the_platform_and_nothing_is_refused(mosquitto: str) -> None:
    plant = make_park()
    async with listen_raw(mosquitto) as heard:
        done = await play(plant, mosquitto)
    tags, refused = admit(plant, heard)
    assert tags == {tag.id for tag in plant.tags}
    assert refused == []
    assert done.disconnects == 0


async def test_a_station_may_come_through_the_door_and_is_answered(mosquitto: str) -> None:
    plant, frames = make_park(), []
    async with open_door() as door:
        address = door._server.sockets[0].getsockname()
        stop, done = asyncio.Event(), Simulated()
        task = asyncio.create_task(
            simulate(plant, CALM, mosquitto, Staging(20, door=address), stop=stop, done=done)
        )
        while not task.done():
            gathered = await door.gather(100, 0.02)
            door.acknowledge([frame.token for frame in gathered])
            frames += gathered
            if done.steps > 4:
                stop.set()
        assert door.counters.answers == len(frames) > 2
    assert done.disconnects == 0
    heard = [(frame.topic, frame.payload, False) for frame in frames]
    assert admit(plant, heard) == ({"hj212.a", "hj212.b"}, [])


async def test_gateways_that_can_t_be_marked_are_not_simulated_unless_the_plant_says_so(
    mosquitto: str,
) -> None:
    with pytest.raises(FormError, match="simulation = true"):
        await play(make_park(simulation=False), mosquitto)


async def test_an_edge_node_is_born_again_when_a_host_asks(mosquitto: str) -> None:
    plant = make_park()
    stop, done = asyncio.Event(), Simulated()
    async with listen_raw(mosquitto) as heard:
        task = asyncio.create_task(
            simulate(plant, CALM, mosquitto, Staging(20), stop=stop, done=done)
        )
        await until(done, 3, task)
        port = int(mosquitto.rsplit(":", 1)[1])
        async with aiomqtt.Client("127.0.0.1", port) as host:
            await host.publish("spBv1.0/Plant1/NCMD/Edge7", encode_rebirth(wall_clock()))
        while count_births(heard) < 2 and not task.done():
            await asyncio.sleep(0.01)
        stop.set()
        await task
    assert count_births(heard) == 2


def count_births(heard: list[tuple[str, bytes, bool]]) -> int:
    return sum("/NBIRTH/" in topic for topic, _, _ in heard)


async def test_a_cut_link_is_told_by_the_broker_and_the_rest_comes_as_backfill(
    mosquitto: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant = make_park()
    step = Park.step

    def with_a_cut(park: Park, elapsed_s: float) -> Snapshot:
        cut = [GatewayFault(GatewayFaultKind.LINK_LOST, row, 0.0, 3.0) for row in range(6)]
        there = tuple(cut) if 3 <= elapsed_s < 8 else ()
        return replace(step(park, elapsed_s), faults=there)

    monkeypatch.setattr(Park, "step", with_a_cut)
    async with listen_raw(mosquitto) as heard:
        await play(plant, mosquitto, steps=15)
    topics = [topic for topic, _, _ in heard]
    assert topics.count("hazard/v1/P/hazardwatch/gw-hazardwatch/backfill") == 5
    assert sum("/NDEATH/" in topic for topic in topics) == 2
    status = [topic for topic in topics if topic.endswith("/status")]
    assert len(status) == 4 * 5  # on, off by the will, on, off
    assert admit(plant, heard)[1] == []
