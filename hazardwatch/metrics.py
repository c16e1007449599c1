"""The platform's own figures for ``/metrics``, read from the running parts when they are asked."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from hazardwatch.watch import Watch
from historian.port import Historian
from ingest.paho_session import PahoSession

_PER_GATEWAY = ("frames", "readings", "duplicates", "conflicts", "late", "suspect")


class PlatformCollector(Collector):
    """Collects from admission, watch, recorder, spool, feeder, session and historian."""

    def __init__(self, watch: Watch, session: PahoSession, historian: Historian) -> None:
        self._watch = watch
        self._historian = historian
        self._session = session

    def collect(self) -> Iterable[Metric]:
        """Every family once."""
        yield from self._collect_gateways()
        yield self._collect_refusals()
        yield from self._collect_flow()
        yield from self._collect_historian()

    def _collect_gateways(self) -> Iterator[Metric]:
        counters = self._watch.cores.admission.counters
        for name in _PER_GATEWAY:
            family = CounterMetricFamily(
                f"hazardwatch_{name}", f"{name} taken in, by gateway", labels=["gateway"]
            )
            for gateway, counts in counters.items():
                family.add_metric([gateway], getattr(counts, name))
            yield family

    def _collect_refusals(self) -> Metric:
        family = CounterMetricFamily(
            "hazardwatch_refused", "Refused frames and readings", labels=["gateway", "reason"]
        )
        admission = self._watch.cores.admission
        for gateway, counts in admission.counters.items():
            for reason, count in counts.refused.items():
                family.add_metric([gateway, reason], count)
        for reason, count in admission.strangers.items():
            family.add_metric(["", reason], count)
        return family

    def _collect_flow(self) -> Iterator[Metric]:
        watch, recorder = self._watch, self._watch.recorder
        counts = {
            "ticks": ("Ticks run", watch.flow.ticks),
            "journal_entries": ("Alarm events", watch.flow.entries),
            "lost_readings": ("Readings judged but not durable", recorder.lost_readings),
            "spool_torn_bytes": ("Cut off at the start", recorder.spool.counts.torn_bytes),
            "spool_damaged_bytes": ("Stepped over", recorder.spool.counts.damaged_bytes),
            "spool_dropped_rows": ("Of tags that are gone", recorder.spool.counts.dropped_rows),
            "historian_readings": ("Readings taken up", watch.feeder.state.readings),
            "mqtt_connects": ("Connections to the broker", self._session.counters.connects),
            "mqtt_pauses": ("Intake held back", self._session.counters.pauses),
            "mqtt_stale_acknowledgements": ("Too late to count", self._session.counters.stale),
        }
        for name, (text, count) in counts.items():
            yield CounterMetricFamily(f"hazardwatch_{name}", text, value=count)
        gauges = {
            "loop_lag_seconds": ("What held the loop last", watch.flow.lag_ms / 1000),
            "commit_seconds": ("The last commit", watch.flow.commit_ms / 1000),
            "spool_bytes": ("Spool on disk", recorder.spool.depth.bytes),
            "historian_lag_bytes": ("Spooled, not taken up yet", watch.feeder.lag_bytes),
            "unrecorded_entries": ("Waiting for the journal", len(recorder.waiting)),
            "mqtt_queue_frames": ("Arrived, not gathered", self._session.depth),
        }
        for name, (text, figure) in gauges.items():
            yield GaugeMetricFamily(f"hazardwatch_{name}", text, value=figure)

    def _collect_historian(self) -> Iterator[Metric]:
        """Whatever the chosen adapter counts, under its own names."""
        counts = getattr(self._historian, "counts", None)
        for field in fields(counts) if is_dataclass(counts) else ():
            if isinstance(count := getattr(counts, field.name), int):
                yield CounterMetricFamily(
                    f"hazardwatch_historian_{field.name}", "Of the historian", value=count
                )
