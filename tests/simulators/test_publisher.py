"""The simulated park through a real Mosquitto."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise

import aiomqtt
import pytest

from plant.words import Plant
from simulators.frame_writer import Form
from simulators.publisher import Simulated, Staging, Stamp, simulate
from simulators.scenario_file import read_scenario
from tests.simulators.conftest import Brokers, listen

pytestmark = pytest.mark.broker


async def until(done: Simulated, steps: int, running: "asyncio.Task[Simulated]") -> None:
    """The counts are polled, as a progress bar would."""
    while (done.steps < steps or done.frames < steps) and not running.done():
        await asyncio.sleep(0.01)


async def play(
    plant: Plant,
    url: str,
    steps: int,
    scenario: str = "demo",
    finish: Callable[[asyncio.Event, "asyncio.Task[Simulated]"], Awaitable[None]] | None = None,
) -> Simulated:
    stop, done = asyncio.Event(), Simulated()
    task = asyncio.create_task(
        simulate(plant, read_scenario(scenario), url, Staging(50), stop=stop, done=done)
    )
    await until(done, steps, task)
    if finish:
        await finish(stop, task)
    else:
        stop.set()
        await task
    return done


async def test_every_gateway_says_hello_tells_in_order_and_says_goodbye(
    taixing: Plant, mosquitto: str
) -> None:
    async with listen(mosquitto) as heard:
        done = await play(taixing, mosquitto, steps=10)
    assert done.frames == len(heard.data())
    assert done.readings == sum(len(body["values"]) for body in heard.data())
    assert (done.dropped, done.disconnects) == (0, 0)
    for gateway in taixing.gateways:
        assert heard.status(gateway.id) == [True, False]
        frames = heard.data(gateway.id)
        assert [frame["seq"] for frame in frames] == list(range(1, len(frames) + 1))
        assert len({frame["boot"] for frame in frames}) == 1
        assert all(frame["sent"] >= frame["ts"] for frame in frames)
        assert all(frame["simulation"] for frame in frames)


async def test_all_tags_are_heard_and_known_to_the_plant(taixing: Plant, mosquitto: str) -> None:
    async with listen(mosquitto) as heard:
        await play(taixing, mosquitto, steps=6, scenario="calm")
    told = {tag for body in heard.data() for tag in body["values"]}
    assert told == {tag.id for tag in taixing.tags}


async def test_a_gateway_that_goes_down_says_so_and_tells_everything_on_return(
    taixing: Plant, mosquitto: str
) -> None:
    async with listen(mosquitto) as heard:
        await play(taixing, mosquitto, steps=105, scenario="gateway_down")
    assert heard.status("helan-dcs") == [True, False, True, False]
    assert heard.status("shuohe-dcs") == [True, False]
    times = [body["ts"] for body in heard.data("shuohe-dcs")]
    longest = max(late - early for early, late in pairwise(times))
    assert longest >= 60 / 50 * 1000 * 0.9  # mute for 60 s of the show at speed 50
    returned = [body for body in heard.data("helan-dcs") if "B-HS2111" in body["values"]]
    assert len(returned) == 2


async def test_cancelling_still_says_goodbye(taixing: Plant, mosquitto: str) -> None:
    async def cancel(_: asyncio.Event, task: "asyncio.Task[Simulated]") -> None:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async with listen(mosquitto) as heard:
        await play(taixing, mosquitto, steps=3, finish=cancel)
    assert [heard.status(gateway.id)[-1] for gateway in taixing.gateways] == [False] * 5


async def test_a_broker_that_dies_and_comes_back_is_found_again(
    taixing: Plant, brokers: Brokers
) -> None:
    stop, done = asyncio.Event(), Simulated()
    url = brokers.start()
    task = asyncio.create_task(
        simulate(taixing, read_scenario("calm"), url, Staging(20), stop=stop, done=done)
    )
    await until(done, 3, task)
    brokers.kill()
    await until(done, 8, task)
    brokers.start()
    async with listen(url) as heard:
        await until(done, done.steps + 10, task)
        stop.set()
        await task
    assert done.disconnects >= len(taixing.gateways)
    last = [heard.status(gateway.id)[-2:] for gateway in taixing.gateways]
    assert last == [[True, False]] * len(taixing.gateways)


async def test_columns_carry_the_same_readings(taixing: Plant, mosquitto: str) -> None:
    stop, done = asyncio.Event(), Simulated()
    async with listen(mosquitto) as heard:
        task = asyncio.create_task(
            simulate(
                taixing,
                read_scenario("calm"),
                mosquitto,
                Staging(50, form=Form.COLUMNS),
                stop=stop,
                done=done,
            )
        )
        await until(done, 3, task)
        stop.set()
        await task
    assert {len(body["tags"]) == len(body["v"]) for body in heard.data()} == {True}


async def test_no_broker_is_told_at_the_start(taixing: Plant, free_port: int) -> None:
    with pytest.raises(aiomqtt.MqttError):
        await simulate(taixing, read_scenario("calm"), f"mqtt://127.0.0.1:{free_port}", Staging())


@pytest.mark.parametrize("speed", [0, -1, 101, float("nan")])
def test_a_speed_that_is_none_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        Staging(speed)


async def test_a_show_of_its_own_time_ends_by_itself_and_loses_nothing_at_any_speed(
    taixing: Plant, mosquitto: str
) -> None:
    began = 1_767_240_000_000
    staging = Staging(100, stamp=Stamp(began), lasts_s=90)
    async with listen(mosquitto) as heard:
        done = await simulate(taixing, read_scenario("calm"), mosquitto, staging)
    assert (done.steps, done.dropped) == (91, 0)
    assert (done.began, done.reached) == (began, began + 90_000)
    for gateway in ("helan-dcs", "shuohe-dcs"):
        times = [body["ts"] for body in heard.data(gateway)]
        assert times == [began + second * 1000 for second in range(91)]
