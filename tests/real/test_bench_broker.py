"""The broker of a measurement goes when the measurement goes, and not before."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hazardwatch.broker import find_mosquitto
from tests.platform import find_port

pytestmark = pytest.mark.broker

CHILD = """
import asyncio, sys
from pathlib import Path
from hazardwatch.broker import find_mosquitto, run_mosquitto

async def show():
    async with run_mosquitto(find_mosquitto(), Path(sys.argv[1]), int(sys.argv[2])):
        print("up", flush=True)
        await asyncio.sleep(60)

asyncio.run(show())
"""


def find_children(parent):
    told = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in told.stdout.split()]


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    return stat.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(find_mosquitto() is None, reason="needs mosquitto")
def test_a_killed_measurement_leaves_no_broker_behind(tmp_path):
    parent = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path), str(find_port())],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "up\n"
    (broker,) = find_children(parent.pid)
    assert os.getpgid(broker) != os.getpgid(parent.pid), "Ctrl-C must not reach it"
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + 5
    while is_alive(broker) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_alive(broker)
