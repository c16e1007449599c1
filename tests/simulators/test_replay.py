"""Recorded readings through a real Mosquitto: nothing lost, nothing changed, in order."""

import asyncio
import csv
import gzip
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import aiomqtt
import numpy as np
import pytest

from ingest.data_file import DataFileOptions
from plant.directory import read_plant
from plant.quality import BAD_NOT_A_NUMBER, UNCERTAIN
from plant.reading import ReadingBatch
from plant.words import Plant
from simulators.player import Pace, Span
from simulators.readings_record import RecordedFiles
from simulators.replay import Replayed, replay
from simulators.routing import route_tags
from simulators.shipped import PARKS
from tests.simulators.conftest import Brokers, listen

START = 1_700_000_000_000


def rows(plant: Plant, *tags: str) -> list[int]:
    return [plant.row_of[tag] for tag in tags]


def record(plant: Plant, instants: int, step_ms: int = 1000) -> ReadingBatch:
    """Two gateways' tags at each instant, a number that no decimal shortens."""
    two = rows(plant, "B-LT2101A", "C-TT3202")
    time_ms = np.repeat(START + step_ms * np.arange(instants), 2)
    value = np.sqrt(np.arange(1.0, 2 * instants + 1))
    return ReadingBatch.of(two * instants, time_ms, value)


@pytest.mark.broker
async def test_values_words_and_qualities_arrive_exactly(taixing: Plant, mosquitto: str) -> None:
    awkward = [0.1 + 0.2, -0.0, 5e-324, 1.7976931348623157e308, math.nan, math.nan]
    tags = rows(taixing, "B-LT2101A", "B-LT2101B", "B-TT2101", "B-PT2101", "B-FT2101", "B-XV2101")
    status = [0, UNCERTAIN, 0, 0, BAD_NOT_A_NUMBER, BAD_NOT_A_NUMBER]
    batch = ReadingBatch.of(tags, [START] * 6, awkward, status, words={4: "Inp OutRange"})
    async with listen(mosquitto) as heard:
        await replay(lambda _: [batch], taixing, mosquitto, Pace(speed=0))
    (body,) = heard.data("helan-dcs")
    told = list(body["values"].values())
    assert np.array(told[:4]).tobytes() == np.array(awkward[:4]).tobytes()
    assert told[4:] == ["Inp OutRange", None]
    assert body["quality"] == {"B-LT2101B": UNCERTAIN}
    assert (body["ts"], "sent" in body) == (START, False)


@pytest.mark.broker
async def test_flat_out_loses_nothing_and_keeps_the_order_across_gateways(
    taixing: Plant, mosquitto: str
) -> None:
    async with listen(mosquitto) as heard:
        done = await replay(lambda _: [record(taixing, 200)], taixing, mosquitto, Pace(speed=0))
    assert (done.passes, done.instants, done.frames, done.readings) == (1, 200, 400, 400)
    times = [body["ts"] for body in heard.data()]
    assert times == sorted(times)
    assert len(times) == 400
    assert heard.status("helan-dcs") == [True, False]
    assert heard.status("yunting-gds") == []  # had nothing to tell


@pytest.mark.broker
async def test_the_pace_is_kept(taixing: Plant, mosquitto: str) -> None:
    began = time.monotonic()
    await replay(lambda _: [record(taixing, 5)], taixing, mosquitto, Pace(speed=8))
    assert 0.5 <= time.monotonic() - began < 3


@pytest.mark.broker
async def test_shifted_to_now_stamps_are_the_wall_clock_when_due(
    taixing: Plant, mosquitto: str
) -> None:
    before = time.time_ns() // 1_000_000
    async with listen(mosquitto) as heard:
        pace = Pace(speed=10, shift_to_now=True)
        await replay(lambda _: [record(taixing, 4)], taixing, mosquitto, pace)
    times = [body["ts"] for body in heard.data("helan-dcs")]
    assert before <= times[0] <= before + 5000
    assert [late - early for early, late in pairwise(times)] == [100, 100, 100]


@pytest.mark.broker
async def test_a_loop_goes_on_one_step_later_until_stopped(taixing: Plant, mosquitto: str) -> None:
    stop, done = asyncio.Event(), Replayed()
    async with listen(mosquitto) as heard:
        task = asyncio.create_task(
            replay(
                lambda _: [record(taixing, 3)],
                taixing,
                mosquitto,
                Pace(speed=0, loop=True),
                stop=stop,
                done=done,
            )
        )
        while done.frames < 4 * 6:
            await asyncio.sleep(0.01)
        stop.set()
        await task
    assert done.passes >= 3
    times = [body["ts"] for body in heard.data("helan-dcs")]
    assert {late - early for early, late in pairwise(times)} == {1000}


@pytest.mark.broker
async def test_readings_no_gateway_can_bring_are_counted(taixing: Plant, mosquitto: str) -> None:
    gateways = tuple(replace(each, format="neuron") for each in taixing.gateways)
    plant = replace(taixing, gateways=gateways)
    done = await replay(lambda _: [record(plant, 3)], plant, mosquitto, Pace(speed=0, loop=True))
    assert (done.readings, done.unsent) == (0, 6)


@pytest.mark.broker
async def test_a_broker_lost_on_the_way_is_an_error_not_a_gap(
    taixing: Plant, brokers: Brokers
) -> None:
    url, done = brokers.start(), Replayed()
    task = asyncio.create_task(
        replay(lambda _: [record(taixing, 2000)], taixing, url, Pace(speed=50), done=done)
    )
    while done.frames < 4:
        await asyncio.sleep(0.01)
    brokers.kill()
    brokers.start()
    with pytest.raises(aiomqtt.MqttError):
        await asyncio.wait_for(task, 10)


async def test_no_broker_is_an_error(taixing: Plant, free_port: int) -> None:
    with pytest.raises(aiomqtt.MqttError):
        await replay(lambda _: [record(taixing, 1)], taixing, f"mqtt://127.0.0.1:{free_port}")


@pytest.mark.broker
async def test_a_record_that_breaks_is_an_error_and_still_a_goodbye(
    taixing: Plant, mosquitto: str
) -> None:
    def breaking(_: Span) -> Iterator[ReadingBatch]:
        yield record(taixing, 2)
        raise OSError("the disk is gone")

    async with listen(mosquitto) as heard:
        with pytest.raises(OSError, match="the disk is gone"):
            await replay(breaking, taixing, mosquitto, Pace(speed=0))
    assert len(heard.data()) == 4
    assert heard.status("helan-dcs") == [True, False]


@pytest.mark.broker
async def test_only_what_pretends_to_be_live_is_marked_as_simulated(
    taixing: Plant, mosquitto: str
) -> None:
    async with listen(mosquitto) as heard:
        for pace in (Pace(speed=0), Pace(speed=100, shift_to_now=True)):
            await replay(lambda _: [record(taixing, 1)], taixing, mosquitto, pace)
    assert [body.get("simulation") for body in heard.data()] == [None, None, True, True]


@pytest.mark.broker
async def test_the_refinery_extract_arrives_cell_by_cell(
    shared_data: Callable[[str], Path], mosquitto: str
) -> None:
    path = shared_data("refinery_real/real_process_data.csv.gz")
    plant = read_plant(PARKS / "refinery_extract")
    source = RecordedFiles([path], DataFileOptions(), plant)
    async with listen(mosquitto) as heard:
        done = await replay(source, plant, mosquitto, Pace(speed=0))
    with gzip.open(path, "rt") as file:
        header, *cells = csv.reader(file)
    words = 0
    for body, (_, *row) in zip(heard.data(), cells, strict=True):
        told = body["values"]
        for tag, cell in zip(header[1:], row, strict=True):
            if isinstance(told[tag], str):
                assert told[tag] == cell
                words += 1
            else:
                assert told[tag] == float(cell)
    assert words == 275
    assert (done.instants, done.unsent) == (1901, 0)
    assert source.files[0].skipped == []


@pytest.mark.broker
async def test_several_files_are_one_stream_in_their_order(
    taixing: Plant, mosquitto: str, tmp_path: Path
) -> None:
    paths = [tmp_path / "first.csv", tmp_path / "second.csv"]
    for number, path in enumerate(paths):
        path.write_text(f"ts,B-LT2101A,other\n{START + 1000 * number},{number}.5,1\n")
    source = RecordedFiles(paths, DataFileOptions(), taixing)
    async with listen(mosquitto) as heard:
        await replay(source, taixing, mosquitto, Pace(speed=0))
    assert [body["values"] for body in heard.data()] == [{"B-LT2101A": 0.5}, {"B-LT2101A": 1.5}]
    assert [file.skipped for file in source.files] == [["other"], ["other"]]


def test_rows_are_counted_on_from_file_to_file_and_anew_in_every_pass(
    taixing: Plant, tmp_path: Path
) -> None:
    paths = [tmp_path / "first.csv", tmp_path / "second.csv"]
    for path in paths:
        path.write_text("B-LT2101A\n1\n2\n", encoding="utf-8")
    source = RecordedFiles(paths, DataFileOptions(start=START, step_s=1), taixing)
    for _ in range(2):
        times = [time for batch in source() for time in (batch.time - START).tolist()]
        assert times == [0, 1000, 2000, 3000]


def test_routes_of_the_record_used_here(taixing: Plant) -> None:
    """The tests above rely on two gateways taking turns."""
    assert len(set(route_tags(taixing)[record(taixing, 1).row])) == 2
