"""The platform's own figures for ``/metrics``, read from the running parts when they are asked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    StateSetMetricFamily,
)
from prometheus_client.registry import Collector

from hazardwatch.doors import Doors
from hazardwatch.reload import Reload
from hazardwatch.watch import Watch
from historian.circuit import CircuitState
from historian.port import Historian
from ingest.counters import GatewayCounters
from ingest.hj212_server import Hj212Server
from ingest.mqtt_endpoint.server import MqttEndpoint

_PER_GATEWAY = (
    "frames", "readings", "duplicates", "conflicts", "late", "suspect", "coalesced", "converted",
)  # fmt: skip


class PlatformCollector(Collector):
    """Collects from admission, watch, recorder, spool, feeder, session and historian."""

    def __init__(self, watch: Watch, doors: Doors, historian: Historian, reload: Reload) -> None:
        self._watch = watch
        self._historian = historian
        self._reload = reload
        self._session = doors.broker
        self._stations = doors.stations

    def collect(self) -> Iterable[Metric]:
        """Every family once."""
        counters = self._watch.cores.admission.counters
        yield from self._collect_gateways(counters)
        yield self._collect_refusals(counters)
        yield from self._collect_flow()
        yield self._collect_circuit()
        if self._stations is not None:
            yield from self._collect_stations(self._stations)
        if isinstance(self._session, MqttEndpoint):
            yield from self._collect_endpoint(self._session)
        yield from self._collect_historian()

    def _collect_gateways(self, counters: Mapping[str, GatewayCounters]) -> Iterator[Metric]:
        for name in _PER_GATEWAY:
            family = CounterMetricFamily(
                f"hazardwatch_{name}", f"{name} taken in, by gateway", labels=["gateway"]
            )
            for gateway, counts in counters.items():
                family.add_metric([gateway], getattr(counts, name))
            yield family

    def _collect_refusals(self, counters: Mapping[str, GatewayCounters]) -> Metric:
        family = CounterMetricFamily(
            "hazardwatch_refused", "Refused frames and readings", labels=["gateway", "reason"]
        )
        for gateway, counts in counters.items():
            for reason, count in counts.refused.items():
                family.add_metric([gateway, reason], count)
        for reason, count in self._watch.cores.admission.strangers.items():
            family.add_metric(["", reason], count)
        return family

    def _collect_flow(self) -> Iterator[Metric]:
        watch, recorder = self._watch, self._watch.recorder
        counts = {
            "ticks": ("Ticks run", watch.flow.ticks),
            "journal_entries": ("Alarm events", watch.flow.entries),
            "judged_readings": ("Readings judged, on their way to the disk", watch.flow.readings),
            "lost_readings": ("Readings judged but not durable", recorder.lost_readings),
            "spool_torn_bytes": ("Cut off at the start", recorder.spool.counts.torn_bytes),
            "spool_damaged_bytes": ("Stepped over", recorder.spool.counts.damaged_bytes),
            "spool_expired_bytes": ("Too old to keep", recorder.spool.counts.expired_bytes),
            "spool_refused": ("No room for them", recorder.spool.counts.refused),
            "spool_dropped_rows": ("Of tags that are gone", recorder.spool.counts.dropped_rows),
            "historian_readings": ("Readings taken up", watch.feeder.state.readings),
            "historian_failures": ("Attempts that failed", watch.feeder.state.failures),
            "historian_given_up": ("Readings the store will not have", watch.feeder.given_up),
            "mqtt_connects": ("Connections to the broker", self._session.counters.connects),
            "mqtt_pauses": ("Intake held back", self._session.counters.pauses),
            "plant_reloads": ("Plants put in force since the start", self._reload.count),
            "mqtt_stale_acknowledgements": ("Too late to count", self._session.counters.stale),
            "notices_sent": ("Messages taken by a channel", watch.notifier.sent),
            "notice_failures": ("Attempts that no channel took", watch.notifier.failed),
        }
        yield from _make_counters("hazardwatch_", counts)
        gauges = {
            "loop_lag_seconds": ("What held the loop last", watch.flow.lag_ms / 1000),
            "commit_seconds": ("The last commit", watch.flow.commit_ms / 1000),
            "spool_bytes": ("Spool on disk", recorder.spool.depth.bytes),
            "disk_free_bytes": ("Room beside the reserve", recorder.reserve.free),
            "reserve_whole": ("Room held back for alarms", int(recorder.reserve.whole)),
            "historian_lag_bytes": ("Spooled, not taken up yet", watch.feeder.lag_bytes),
            "historian_away_seconds": ("Since it took anything", watch.feeder.away_s),
            "unrecorded_entries": ("Waiting for the journal", len(recorder.waiting)),
            "notice_channels_broken": ("Failing again and again", len(watch.notifier.broken)),
            "plant_refused": ("The directory is not in force", int(bool(self._reload.refused))),
            "mqtt_queue_frames": ("Arrived, not gathered", self._session.depth),
        }
        yield from _make_gauges("hazardwatch_", gauges)

    def _collect_circuit(self) -> Metric:
        family = StateSetMetricFamily(
            "hazardwatch_historian_circuit", "Whether the historian takes what it is given"
        )
        now = self._watch.feeder.state.circuit.state
        family.add_metric([], {str(state): state is now for state in CircuitState})
        return family

    def _collect_stations(self, door: Hj212Server) -> Iterator[Metric]:
        counters = door.counters
        counts = {
            "connects": ("Connections of stations", counters.connects),
            "refused_connections": ("For want of room", counters.refused),
            "cut_connections": ("For what they did", counters.cut),
            "answers": ("Uploads told to be durable", counters.answers),
            "withheld_answers": ("Judged and not kept", counters.withheld),
            "pauses": ("A station not read for a while", counters.pauses),
            "stale_acknowledgements": ("Whose connection is gone", counters.stale),
        }
        yield from _make_counters("hazardwatch_hj212_", counts)
        gauges = {"connections": door.stations, "queue_frames": door.depth}
        for name, figure in gauges.items():
            yield GaugeMetricFamily(f"hazardwatch_hj212_{name}", "HJ 212 stations", value=figure)

    def _collect_endpoint(self, endpoint: MqttEndpoint) -> Iterator[Metric]:
        counters = endpoint.counters
        counts = {
            "rejected_logins": ("Who may not come in", counters.rejected),
            "refused_connections": ("For want of room", counters.turned_away),
            "cut_connections": ("For what they did or left undone", counters.cut),
            "unauthorized_frames": ("On topics that are not their sender's", counters.unauthorized),
            "withheld_acknowledgements": ("Judged and not kept", counters.withheld),
            "wills": ("Clients that were lost", counters.wills),
            "takeovers": ("A client came twice", counters.takeovers),
            "accept_errors": ("No means for another connection", counters.accept_errors),
            "received_bytes": ("Read from gateways", counters.bytes),
            "unsent_publications": ("Heard by nobody and not kept", counters.unsent),
        }
        yield from _make_counters("hazardwatch_mqtt_", counts)
        gauges = {
            "connections": ("Gateways connected", endpoint.connections),
            "sessions": ("Kept for gateways, connected or not", len(endpoint.exchange.sessions)),
            "queue_bytes": ("Arrived, not gathered", endpoint.exchange.queue.bytes),
        }
        yield from _make_gauges("hazardwatch_mqtt_", gauges)

    def _collect_historian(self) -> Iterator[Metric]:
        """Whatever the chosen adapter counts, under its own names."""
        counts = getattr(self._historian, "counts", None)
        for field in fields(counts) if is_dataclass(counts) else ():
            if isinstance(count := getattr(counts, field.name), int):
                yield CounterMetricFamily(
                    f"hazardwatch_historian_{field.name}", "Of the historian", value=count
                )


def _make_counters(prefix: str, counts: Mapping[str, tuple[str, float]]) -> Iterator[Metric]:
    """Name → (what it counts, how many)."""
    for name, (text, count) in counts.items():
        yield CounterMetricFamily(f"{prefix}{name}", text, value=count)


def _make_gauges(prefix: str, gauges: Mapping[str, tuple[str, float]]) -> Iterator[Metric]:
    """Name → (what it shows, how much)."""
    for name, (text, figure) in gauges.items():
        yield GaugeMetricFamily(f"{prefix}{name}", text, value=figure)
