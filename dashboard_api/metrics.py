"""What the dashboard counts about itself, in a Prometheus registry that is given to it.

Requests and live clients only; ingest, judging and storing are counted by those who do them.
"""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from dashboard_api.audit_log import AuditLog
from dashboard_api.live import Hub


class Metrics:
    """The dashboard's metrics in one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self.requests = Counter(
            "hazardwatch_http_requests",
            "HTTP requests answered",
            ("method", "route", "status"),
            registry=registry,
        )
        self.seconds = Histogram(
            "hazardwatch_http_request_seconds",
            "Time to answer an HTTP request",
            ("method", "route"),
            registry=registry,
        )

    def watch(self, hub: Hub) -> None:
        """Show the hub's clients and counters, read when the metrics are."""
        gauges = {
            "hazardwatch_live_clients": (
                "Clients on the live websocket",
                lambda: len(hub.clients),
            ),
            "hazardwatch_live_alarm_sequence": (
                "Journal sequence of the newest alarm event shown",
                lambda: hub.alarms.head,
            ),
            "hazardwatch_live_resyncs": (
                "Clients that had to begin again because they were slow",
                lambda: hub.resyncs,
            ),
            "hazardwatch_live_dismissed_slow": (
                "Clients closed as slow",
                lambda: hub.dismissed,
            ),
        }
        for name, (text, read) in gauges.items():
            Gauge(name, text, registry=self.registry).set_function(read)

    def watch_audit(self, audit: AuditLog) -> None:
        """Show what becomes of the rows of the audit log, read when the metrics are."""
        gauges = {
            "hazardwatch_audit_waiting": ("Rows that are not durable yet", lambda: audit.waiting),
            "hazardwatch_audit_troubled": ("Rows can't be kept", lambda: bool(audit.trouble)),
        }
        for name, (text, read) in gauges.items():
            Gauge(name, text, registry=self.registry).set_function(read)
        self.registry.register(_AuditCounters(audit))


class _AuditCounters(Collector):
    def __init__(self, audit: AuditLog) -> None:
        self._audit = audit

    def collect(self) -> Iterable[Metric]:
        """Both counters, as the log has them."""
        yield CounterMetricFamily("hazardwatch_audit_rows", "Rows kept", value=self._audit.kept)
        yield CounterMetricFamily(
            "hazardwatch_audit_lost", "Rows for which there was no room", value=self._audit.lost
        )
