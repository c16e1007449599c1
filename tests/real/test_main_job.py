"""The main job on real streams: replay through a real broker into a running platform.

The Tennessee Eastman run with fault 6 (Downs & Vogel 1993; files of the Braatz group) and the
refinery extract of BibMon (Petrobras, CC BY 4.0), each at two speeds. What is in the journal must
be what a backtest of the same file says, byte for byte, and must have come over the websocket in
the journal's order.
"""

import itertools
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests.conftest import ROOT
from tests.platform import Platform, run_command, run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.broker, pytest.mark.timeout(400)]

PARKS = ROOT / "simulators" / "parks"


@dataclass(frozen=True)
class Stream:
    """A recorded file, its plant, the flags to read it, and how many readings it holds."""

    file: str
    plant: str
    flags: tuple[str, ...]
    readings: int


TEP = Stream(
    "tep/d06_te.csv.gz",
    "tennessee_eastman",
    ("--start", "2024-01-01T00:00:00Z", "--step", "180"),
    960 * 52,
)
REFINERY = Stream("refinery_real/real_process_data.csv.gz", "refinery_extract", (), 0)
RUNS = [(TEP, 7_200), (TEP, 72_000), (REFINERY, 7_200), (REFINERY, 72_000)]


@dataclass
class Listener:
    """Collects the deltas of the alarm stream in the order of their coming."""

    platform: Platform
    seen: list[tuple[int, str, str]] = field(default_factory=list)
    chain: list[tuple[int, int]] = field(default_factory=list)

    def run(self, ready: threading.Event, stop: threading.Event) -> None:
        url = self.platform.url.replace("http", "ws") + "/api/v1/live"
        with connect(url, max_size=None) as socket:
            socket.recv()
            socket.send(json.dumps({"t": "auth", "token": self.platform.token}))
            socket.recv()
            socket.send(json.dumps({"t": "sub", "id": "1", "stream": "alarms"}))
            while not stop.is_set():
                try:
                    frame = json.loads(socket.recv(timeout=0.5))
                except TimeoutError:
                    continue
                if frame["t"] == "snap":
                    ready.set()
                if frame["t"] == "delta":
                    self.chain.append((frame["prev"], frame["q"]))
                    self.seen += [
                        (frame["q"], op[1], op[2]["state"] if op[0] == "u" else "normal")
                        for op in frame["ops"]
                    ]


@dataclass
class Run:
    journal: list[dict]
    exported: bytes
    listener: Listener
    readings: int


def play(stream: Stream, speed: int, data: Path, folder: Path) -> Run:
    plant = PARKS / stream.plant
    with (
        run_mosquitto(folder / "broker", persistence="false") as broker,
        run_platform(folder, plant, broker.url, "stream") as platform,
    ):
        listener = Listener(platform)
        ready, stop = threading.Event(), threading.Event()
        thread = threading.Thread(target=listener.run, args=(ready, stop))
        thread.start()
        assert ready.wait(10)
        played = run_replay(data, plant, broker.url, speed, stream.flags)
        sent = json.loads(played.stdout)["readings"]

        def taken() -> int:
            return sum(
                platform.get(f"gateways/{row['id']}/ledger")["counters"]["readings"]
                for row in platform.items("gateways")
            )

        platform.wait_for(lambda: taken() == sent, 30)

        def ended() -> list[dict] | None:
            """The journal once the goodbye of every gateway is in it and on the websocket."""
            journal = platform.items("journal")
            lost = {row["source"] for row in journal if row["condition"] == "gateway_lost"}
            gone = lost == {row["id"] for row in platform.items("gateways")}
            return journal if gone and listener.seen[-1][0] == journal[-1]["seq"] else None

        journal = platform.wait_for(ended, 30)
        stop.set()
        thread.join()
        assert platform.stop() == 0
        out = folder / "exported.jsonl"
        told = run_command("export", "alarms", "--config", platform.config, "--out", out)
        assert told.returncode == 0, told.stderr
        return Run(journal, out.read_bytes(), listener, sent)


def run_replay(data, plant, broker, speed, flags):
    import subprocess

    from tests.platform import COMMAND

    played = subprocess.run(
        [
            *COMMAND,
            "replay",
            str(data),
            "--plant",
            str(plant),
            "--broker",
            broker,
            "--speed",
            str(speed),
            "--json",
            *flags,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=ROOT,
    )
    assert played.returncode == 0, played.stderr
    return played


@pytest.fixture(scope="module")
def runs(tmp_path_factory, shared_data):
    """All four runs at once: at 7,200 times life they mostly wait."""
    with ThreadPoolExecutor(len(RUNS)) as pool:
        futures = {
            (stream, speed): pool.submit(
                play, stream, speed, shared_data(stream.file), tmp_path_factory.mktemp("run")
            )
            for stream, speed in RUNS
        }
        return {key: future.result() for key, future in futures.items()}


@pytest.fixture(scope="module")
def backtests(tmp_path_factory, shared_data):
    out = {}
    for stream in (TEP, REFINERY):
        folder = tmp_path_factory.mktemp("backtest")
        result = run_command(
            "backtest",
            "--plant",
            PARKS / stream.plant,
            "--data",
            shared_data(stream.file),
            "--out",
            folder,
            *stream.flags,
        )
        assert result.returncode == 0, result.stderr
        out[stream] = (
            (folder / "alarms.jsonl").read_bytes(),
            json.loads((folder / "summary.json").read_text(encoding="utf-8")),
        )
    return out


@pytest.mark.parametrize("stream, speed", RUNS, ids=lambda v: getattr(v, "plant", str(v)))
def test_the_journal_says_what_the_backtest_says_byte_for_byte(runs, backtests, stream, speed):
    assert runs[stream, speed].exported == backtests[stream][0]


@pytest.mark.parametrize("stream, speed", RUNS, ids=lambda v: getattr(v, "plant", str(v)))
def test_every_reading_was_taken_in_once(runs, backtests, stream, speed):
    assert runs[stream, speed].readings == backtests[stream][1]["readings"]


@pytest.mark.parametrize("stream, speed", RUNS, ids=lambda v: getattr(v, "plant", str(v)))
def test_the_websocket_told_it_all_in_the_journals_order(runs, stream, speed):
    run = runs[stream, speed]
    told = [(alarm, state) for _, alarm, state in run.listener.seen]
    written = [(row["alarm"], row["state"]) for row in run.journal]
    assert told == written
    chain = run.listener.chain
    assert all(q == prev for (_, q), (prev, _) in itertools.pairwise(chain))


def test_fault_6_drives_the_reactor_into_alarm(runs):
    exported = runs[TEP, 72_000].exported.splitlines()
    alarms = [json.loads(line) for line in exported]
    assert len(alarms) >= 5
    onset = "2024-01-01T08:00:00.000Z"
    assert all(alarm["at"] >= onset for alarm in alarms)
    assert {alarm["event"] for alarm in alarms} >= {"raised"}


def test_quality_words_are_bad_quality_and_never_a_limit_alarm(runs, shared_data):
    import csv
    import gzip

    text = gzip.decompress(shared_data(REFINERY.file).read_bytes()).decode()
    head, *rows = list(csv.reader(text.splitlines()))
    words = {}
    for row in rows:
        for name, cell in zip(head[1:], row[1:], strict=True):
            try:
                float(cell)
            except ValueError:
                if cell:
                    words.setdefault((name, row[0]), cell)
    assert len(words) == 275  # of the 498 in the whole file; this is its first 60 %
    alarms = [json.loads(line) for line in runs[REFINERY, 72_000].exported.splitlines()]
    bad = [a for a in alarms if a["condition"] == "bad_quality" and a["event"] == "raised"]
    assert {a["source"] for a in bad} == {name for name, _ in words}
    limits = [a for a in alarms if a["condition"] in ("LL", "L", "H", "HH")]
    at_words = {(name, f"{time.replace(' ', 'T')}") for name, time in words}
    assert not [
        a for a in limits if a["event"] == "raised" and (a["source"], a["at"][:19]) in at_words
    ]
