"""The stage: one Mosquitto and one ``serve`` over a fresh data directory, for a whole run.

The broker is set as deploy/ sets it, but without persistence: saving its queue costs the product
and the yardstick alike, and nothing here kills it.
"""

import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil
from prometheus_client.parser import text_string_to_metric_families

from simulators.raw_link import PATIENCE_S
from tests.bench.link import HOST
from tests.bench.park import BESIDE, GATEWAYS, PARK, write_park
from tests.bench.publisher import SENSORS
from tests.platform import Platform, run_platform
from tests.real.mosquitto import run_mosquitto

CONTACTS: Final = 300
POLL_S: Final = 0.05
"""How often the ledger is asked: a question costs the platform about a millisecond."""

_SETTLE_S: Final = 60.0
_LAG: Final = "hazardwatch_historian_lag_bytes"
_STORED: Final = "hazardwatch_historian_readings"
_AWAY: Final = '[notify.channels.away]\nkind = "nowhere"\n'
_BROKER: Final[dict[str, Any]] = {
    "persistence": "false",
    "autosave_on_changes": "false",
    "max_inflight_messages": 1000,
    "set_tcp_nodelay": "true",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What the gateways' ledgers say, summed: distinct readings, and all that is not plain."""

    readings: int
    duplicates: int
    late: int
    refused: int

    def __sub__(self, before: "Taken") -> "Taken":
        return Taken(
            self.readings - before.readings,
            self.duplicates - before.duplicates,
            self.late - before.late,
            self.refused - before.refused,
        )


@dataclass(frozen=True, slots=True)
class Stage:
    """The running parts, and what can be asked of them from outside."""

    platform: Platform
    broker_port: int
    process: psutil.Process
    park: str = PARK

    def read_taken(self) -> Taken:
        """The ledgers of all gateways; their ``readings`` include the duplicates."""
        ledgers = [self.platform.get(f"gateways/{name}/ledger") for name in GATEWAYS]
        counters = [ledger["counters"] for ledger in ledgers]
        duplicates = sum(each["duplicates"] for each in counters)
        return Taken(
            sum(each["readings"] for each in counters) - duplicates,
            duplicates,
            sum(each["late"] for each in counters),
            sum(sum(ledger["refused"].values()) for ledger in ledgers),
        )

    def wait_taken(self, before: Taken, readings: int) -> tuple[Taken, int]:
        """Wait until so many readings more are in, or no more come.

        :returns: what came, and the monotonic ns at which the last progress was seen.
        """
        came, seen_ns = 0, time.monotonic_ns()
        while came < readings and time.monotonic_ns() - seen_ns < PATIENCE_S * 1e9:
            time.sleep(POLL_S)
            now = (self.read_taken() - before).readings
            if now > came:
                came, seen_ns = now, time.monotonic_ns()
        return self.read_taken() - before, seen_ns

    def settle(self) -> None:
        """Wait until the historian has taken up what is spooled, so that no run pays for another.

        :raises TimeoutError: it never does.
        """
        end_s = time.monotonic() + _SETTLE_S
        while self._read_metric(_LAG) > 0:
            if time.monotonic() > end_s:
                raise TimeoutError("the historian does not catch up with the spool")
            time.sleep(2 * POLL_S)

    def read_cpu_s(self) -> float:
        """CPU seconds of the platform so far, all its threads."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def read_stored(self) -> int:
        """Readings that the historian has taken up so far; complete after :meth:`settle`."""
        return int(self._read_metric(_STORED))

    def _read_metric(self, name: str) -> float:
        with urllib.request.urlopen(self.platform.url + "/metrics", timeout=10) as answer:
            families = text_string_to_metric_families(answer.read().decode())
        figures: dict[str, float] = {
            each.name: each.samples[0].value for each in families if each.samples
        }
        return figures[name]


@contextmanager
def open_stage(folder: Path, contacts: int = CONTACTS, people: str = "") -> Iterator[Stage]:
    """Broker and platform, up when the block begins.

    :param people: more of the plant directory: who is told of alarms, by the channel ``away``.
    """
    plant = write_park(folder / "plant", SENSORS, contacts, people)
    with run_mosquitto(folder / "broker", **_BROKER) as broker:
        data = folder / "platform"
        data.mkdir()
        url = f"mqtt://{HOST}:{broker.port}"
        with run_platform(data, plant, url, notify=_AWAY if people else "") as platform:
            assert platform.process is not None
            yield Stage(platform, broker.port, psutil.Process(platform.process.pid))


@contextmanager
def open_beside(folder: Path, port: int, client: str) -> Iterator[Stage]:
    """A second platform on a broker that runs, with a park and another MQTT client of its own."""
    plant = write_park(folder / "plant", SENSORS, CONTACTS, park=BESIDE)
    with run_platform(folder, plant, f"mqtt://{HOST}:{port}", client=client) as platform:
        assert platform.process is not None
        yield Stage(platform, port, psutil.Process(platform.process.pid), BESIDE)
