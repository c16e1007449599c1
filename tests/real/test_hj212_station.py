"""A station on a plain socket before a running platform: answered once durable, and not before."""

import socket
import time
import urllib.request

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.contract.plant_directory import write_plant
from tests.ingest.formats.hj212_packets import is_answer, packet
from tests.platform import Platform, find_port, run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = pytest.mark.broker

WAIT_S = 10.0


def upload(number):
    stamp = f"{20160801085857000 + number}"
    return packet(f"DataTime=20160801085857;a21026-Rtd={number},a21026-Flag=N", qn=stamp)


def connect(port):
    return socket.create_connection(("127.0.0.1", port), WAIT_S)


def read_line(station):
    heard = b""
    while not heard.endswith(b"\r\n"):
        portion = station.recv(1)
        assert portion, heard
        heard += portion
    return heard[:-2]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder, door = tmp_path_factory.mktemp("site"), find_port()
    with run_mosquitto(folder / "broker", persistence="false") as broker:
        plant = write_plant(folder / "plant")
        section = f'[hj212]\nlisten = "127.0.0.1:{door}"'
        with run_platform(folder, plant, broker.url, hj212=section) as platform:
            yield platform, door


def test_uploads_are_answered_one_by_one_and_with_nothing_else(site):
    _, door = site
    with connect(door) as station:
        for number in range(20):
            station.sendall(upload(number))
            answer = read_line(station)
            assert is_answer(answer)
            assert b"QN=%d;" % (20160801085857000 + number) in answer
        station.settimeout(0.3)
        with pytest.raises(TimeoutError):
            station.recv(1)


def test_many_uploads_in_one_write_are_all_answered(site):
    _, door = site
    with connect(door) as station:
        station.sendall(b"".join(map(upload, range(100))))
        answers = {read_line(station) for _ in range(100)}
    assert len(answers) == 100
    assert all(map(is_answer, answers))


def read_metric(platform, name):
    with urllib.request.urlopen(platform.url + "/metrics", timeout=10) as answer:
        families = text_string_to_metric_families(answer.read().decode())
    return sum(each.value for family in families for each in family.samples if each.name == name)


def test_what_is_damaged_is_not_answered_and_is_counted(site):
    platform, door = site
    refused = read_metric(platform, "hazardwatch_refused_total")
    with connect(door) as station:
        station.sendall(upload(1).replace(b"-Rtd=1", b"-Rtd=2") + upload(3))
        assert b"QN=20160801085857003" in read_line(station)
    assert read_metric(platform, "hazardwatch_refused_total") > refused


def test_a_flood_of_nonsense_ends_its_own_connection_and_no_other(site):
    platform, door = site
    with connect(door) as station, connect(door) as hostile:
        hostile.sendall(b"##0001\n" * 1000)
        end = time.monotonic() + WAIT_S
        with pytest.raises(ConnectionError):  # noqa: PT012 - reading and writing until it is seen
            while time.monotonic() < end:
                hostile.sendall(b"x\n")
                time.sleep(0.01)
        station.sendall(upload(7))
        assert is_answer(read_line(station))
    assert platform.answers("/readyz")
    assert read_metric(platform, "hazardwatch_hj212_cut_connections_total") == 1


@pytest.mark.soak
def test_an_address_that_is_taken_is_told(site, tmp_path):
    _, door = site
    plant = write_plant(tmp_path / "plant")
    section = f'[hj212]\nlisten = "127.0.0.1:{door}"'
    second = Platform(tmp_path, plant, "mqtt://127.0.0.1:1", hj212=section)
    with pytest.raises(AssertionError, match=f"127.0.0.1:{door}: Address already in use"):
        second.start()
    assert second.process.wait(10) == 5
