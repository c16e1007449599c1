"""A record of a running park, played into a fresh platform: the same alarms; and what can go wrong.

Everything by the commands, as a tester runs them, through a real Mosquitto.
"""

import json
import os
import pty
import select
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from simulators.message_record import Message
from simulators.record_reader import RecordReader
from tests.conftest import ROOT
from tests.platform import COMMAND, NOBODY, run_command, run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

PLANT = """
[park]
id = "P1"
name = "回放园区"

[[enterprise]]
id = "E"
name = "甲公司"

[[gateway]]
id = "gw1"
enterprise = "E"
simulation = true
"""
TAGS = "tag,enterprise,kind,h,deadband\nA,E,level,10,1\n"
START = 1_704_067_200_000
WAIT_S = 60


@pytest.fixture
def plant(tmp_path):
    folder = tmp_path / "plant"
    folder.mkdir()
    (folder / "plant.toml").write_text(PLANT, encoding="utf-8")
    (folder / "tags.csv").write_text(TAGS, encoding="utf-8")
    return folder


@pytest.fixture
def mosquitto(tmp_path):
    with run_mosquitto(tmp_path / "broker", persistence="false") as broker:
        yield broker


def write_data(path: Path, values: list[float], step_ms: int = 1000) -> Path:
    rows = [f"{START + step_ms * n},{value}" for n, value in enumerate(values)]
    path.write_text("\n".join(["ts,A", *rows, ""]), encoding="utf-8")
    return path


@contextmanager
def running(*words, **options):
    """A command under way; killed if the block leaves it running."""
    process = subprocess.Popen(
        [*COMMAND, *map(str, words)], cwd=ROOT, stderr=subprocess.PIPE, **options
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def wait_until(met, seconds=WAIT_S):
    end = time.monotonic() + seconds
    while not (answer := met()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return answer


def read(path: Path) -> list[Message]:
    return [entry for entry in RecordReader(path) if isinstance(entry, Message)]


def lines(platform) -> list[tuple[str, str, str]]:
    """The alarms of the values, without those of gateways and of the platform itself."""
    return [
        (row["alarm"], row["event"], row["at"])
        for row in platform.items("journal")
        if row["condition"] not in {"gateway_lost", "gateway_gap", "clock", "system"}
    ]


def test_a_recorded_simulation_raises_the_same_alarms_in_a_fresh_platform(mosquitto, tmp_path):
    """Both on the stream's clock: on the wall's, what is due by silence depends on the machine."""
    taixing = ROOT / "simulators" / "parks" / "taixing"
    record = tmp_path / "show.jsonl.gz"
    live, fresh = tmp_path / "live", tmp_path / "fresh"
    live.mkdir()
    fresh.mkdir()
    with run_platform(live, taixing, mosquitto.url, "stream", notify=NOBODY) as platform:
        with running("record", "--broker", mosquitto.url, "--out", record) as recording:
            wait_until(lambda: "hazardwatch-record" in mosquitto.log)
            with running(
                "simulate", "--broker", mosquitto.url, "--speed", "20", stdout=subprocess.PIPE
            ) as show:
                wait_until(lambda: len(lines(platform)) >= 10)
                show.send_signal(signal.SIGTERM)
                show.communicate(timeout=WAIT_S)
            gone = wait_until(lambda: goodbyes(record))
            wait_until(lambda: lost(platform) == gone)
            recording.send_signal(signal.SIGTERM)
            assert recording.wait(WAIT_S) == 0, recording.stderr.read()
        expected = lines(platform)
        assert platform.stop() == 0
    with run_platform(fresh, taixing, mosquitto.url, "stream", notify=NOBODY) as platform:
        done = run_command("replay", record, "--broker", mosquitto.url, "--speed", "0", "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["messages"] == len(read(record)) - acks(record)
        platform.wait_for(lambda: lost(platform) == gone, WAIT_S)
        told = lines(platform)
    assert told == expected


def goodbyes(path: Path) -> set[str]:
    """The gateways that said offline, once all that said online did."""
    said: dict[bool, set[str]] = {True: set(), False: set()}
    for message in read(path):
        if message.topic.endswith("/status"):
            said[json.loads(message.payload)["online"]].add(message.topic.split("/")[-2])
    return said[False] if said[True] == said[False] else set()


def lost(platform) -> set[str]:
    rows = platform.items("journal")
    return {row["source"] for row in rows if row["condition"] == "gateway_lost"}


def acks(path: Path) -> int:
    return sum(message.topic.endswith("/ack") for message in read(path))


def test_what_was_flushed_before_a_kill_is_replayed_and_the_torn_end_is_named(mosquitto, tmp_path):
    record = tmp_path / "torn.jsonl.gz"
    with running("record", "--broker", mosquitto.url, "--out", record) as recording:
        wait_until(lambda: "hazardwatch-record" in mosquitto.log)
        publish(mosquitto, 200)
        wait_until(lambda: record.exists() and len(read(record)) == 200)
        recording.kill()
        recording.wait()
    done = run_command("replay", record, "--broker", mosquitto.url, "--speed", "0")
    assert done.returncode == 0
    assert "200 条消息" in done.stdout
    assert f"{record}: 记录未正常结束" in done.stderr


def publish(broker, messages: int) -> None:
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    for number in range(messages):
        client.publish("hazard/v1/P1/E/gw1/data", b'{"n":%d}' % number, 1).wait_for_publish(10)
    client.disconnect()
    client.loop_stop()


def test_a_second_pass_of_a_record_judges_nothing_twice_and_a_stored_range_the_same_anew(
    mosquitto, plant, tmp_path
):
    values = [5, 6, 11, 12, 12, 7, 5, 11, 5, 5]
    data = write_data(tmp_path / "data.csv", values)
    record = tmp_path / "passed.jsonl.gz"
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    to_one = ("--broker", mosquitto.url, "--speed", "0")
    with (
        run_platform(first, plant, mosquitto.url, "stream") as one,
        run_mosquitto(tmp_path / "other", persistence="false") as other,
        run_platform(second, plant, other.url, "stream") as two,
    ):
        with running("record", "--broker", mosquitto.url, "--out", record) as recording:
            wait_until(lambda: "hazardwatch-record" in mosquitto.log)
            assert run_command("replay", data, "--plant", plant, *to_one).returncode == 0
            wait_until(lambda: goodbyes(record))
            recording.send_signal(signal.SIGTERM)
            assert recording.wait(WAIT_S) == 0
        wait_until(lambda: len(lines(one)) == 4)
        told = lines(one)

        assert run_command("replay", record, *to_one).returncode == 0
        wait_until(lambda: counters(one)["duplicates"] == len(values))
        assert lines(one) == told

        wait_until(lambda: stored(one) == len(values))
        again = run_command(
            "replay", "--config", one.config, "--from", str(START), "--broker", other.url,
            "--speed", "0", "--until", str(START + 60_000), "--json",
        )  # fmt: skip
        assert again.returncode == 0, again.stderr
        assert json.loads(again.stdout)["readings"] == len(values)
        wait_until(lambda: len(lines(two)) == 4)
        assert lines(two) == told


def counters(platform) -> dict[str, int]:
    return platform.get("gateways/gw1/ledger")["counters"]


def stored(platform) -> int:
    """Readings that the historian has by now."""
    told = platform.get(f"tags/A/history?from={START}&to={START + 60_000}")
    return sum(value is not None for value in told["v"]) if "v" in told else sum(told["n"])


def test_keys_pause_go_back_and_end_and_a_stream_clock_judges_anew_what_follows_a_jump_back(
    mosquitto, plant, tmp_path
):
    data = write_data(tmp_path / "data.csv", [5, 5, 11, 11, *[5] * 2000])
    folder = tmp_path / "platform"
    folder.mkdir()
    with (
        run_platform(folder, plant, mosquitto.url, "stream") as platform,
        at_a_terminal(
            "replay", data, "--plant", plant, "--broker", mosquitto.url, "--speed", "10"
        ) as terminal,
    ):
        wait_until(lambda: len(lines(platform)) >= 2)
        terminal.press(b" ")
        terminal.wait_for("已暂停")
        paused = counters(platform)["readings"]
        terminal.press(b"\x1b[D")  # ten seconds at ten times life: to the beginning
        time.sleep(0.5)
        assert counters(platform)["readings"] in (paused, paused + 1)
        terminal.press(b" ")
        wait_until(lambda: len(lines(platform)) >= 4)
        terminal.press(b"g2024-01-01T08:33:20\r")
        terminal.wait_for("08:33:2")
        terminal.press(b"q")
        assert terminal.end() == 0
        events = [(event, at) for _, event, at in lines(platform)]
    assert [event for event, _ in events] == ["raised", "returned"] * 2
    assert [at for _, at in events] == sorted({at for _, at in events})


class Terminal:
    """A command on a terminal of its own, with a person's fingers."""

    def __init__(self, process: subprocess.Popen, screen: int) -> None:
        self._process = process
        self._screen = screen
        self._shown = b""

    def press(self, keys: bytes) -> None:
        os.write(self._screen, keys)

    def wait_for(self, text: str) -> None:
        """Wait until it has been shown."""
        end = time.monotonic() + WAIT_S
        while text.encode() not in self._shown:
            assert time.monotonic() < end, self._shown[-2000:]
            self._read()

    def end(self) -> int:
        end = time.monotonic() + WAIT_S
        while self._process.poll() is None and time.monotonic() < end:
            self._read()
        return self._process.wait(1)

    def _read(self) -> None:
        ready, _, _ = select.select([self._screen], [], [], 0.1)
        if ready:
            try:
                self._shown += os.read(self._screen, 65536)
            except OSError:  # the other end is gone
                time.sleep(0.01)


@contextmanager
def at_a_terminal(*words):
    screen, there = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *map(str, words)], cwd=ROOT, stdin=there, stdout=there, stderr=there,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "160"},
    )  # fmt: skip
    os.close(there)
    try:
        yield Terminal(process, screen)
    finally:
        process.kill()
        process.wait()
        os.close(screen)
