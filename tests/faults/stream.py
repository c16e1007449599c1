"""A numbered stream into a platform, and the proof afterwards that it arrived: whole, and once.

The sender is a gateway as a foreign program would be one, and keeps to the promise of ``…/ack``
alone: on every new connection, and when the watermark stands still, it sends again all that is
above it, in its order, whatever a broker may have acknowledged. Its level swings through HH, so
that alarms are counted with readings.
"""

import json
import threading
import time
from contextlib import suppress
from itertools import pairwise
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt

from tests.gateway_client import now_ms

CALM, HIGH = 50.0, 95.0
SWING = 40
"""Frames of calm, then as many beyond HH."""
STEP_MS = 5
STALL_S = 2.0
WINDOW = 500
"""Frames above the watermark that are under way at most."""
TAGS = ("LT-101", "GT-101", "TT-101")


class Stream:
    """Publishes a frame every 5 ms on a thread of its own until :meth:`finish`.

    :param clock: added to the stamps of frame ``seq``, ms: a gateway's clock that is off.
    """

    def __init__(self, url, *, topic="hazard/v1/P1/ent1/gw1", clock=lambda _seq: 0):
        self.sent = {}
        self.readings = {tag: {} for tag in TAGS}
        self.acknowledged = 0
        self.begin = now_ms()
        self._topic, self._clock = topic, clock
        parts = urlsplit(url)
        self._address = parts.hostname, parts.port
        self._made = threading.Event()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._make(1)  # alone: both sides count from it
        self._thread.start()
        self.wait_for(1)
        return self

    def __exit__(self, *_error):
        self._made.set()
        self._closed.set()
        self._thread.join()

    def wait_for(self, seq, seconds=30.0):
        until = time.monotonic() + seconds
        while self.acknowledged < seq:
            assert time.monotonic() < until, f"promised up to {self.acknowledged}, not {seq}"
            time.sleep(0.02)

    def finish(self, seconds=30.0):
        """Make no more; wait until all that was made is promised. The number of frames."""
        self._made.set()
        time.sleep(0.05)
        self.wait_for(len(self.sent), seconds)
        return len(self.sent)

    def list_excursions(self):
        """(raised, returned) of ``LT-101:HH`` as they follow from the readings; None: stands."""
        level = sorted(self.readings["LT-101"].items())
        edges = [ts for (_, old), (ts, new) in pairwise([(0, CALM), *level]) if old != new]
        return list(zip(edges[::2], [*edges[1::2], None], strict=False))

    def list_expected_events(self):
        """(at, event) of ``LT-101:HH`` as they follow from the readings."""
        return [
            (at, event)
            for raised, returned in self.list_excursions()
            for at, event in ((raised, "raised"), (returned, "returned"))
            if at is not None
        ]

    def _make(self, seq):
        ts = self.begin + STEP_MS * seq
        level = HIGH if seq // SWING % 2 else CALM
        values = {"LT-101": level, "GT-101": float(seq % 20), "TT-101": float(seq % 50)}
        for tag, value in values.items():
            self.readings[tag][ts] = value
        body = {"ts": ts + self._clock(seq), "values": values, "seq": seq, "boot": "b"}
        self.sent[seq] = json.dumps(body).encode()

    def _run(self):
        while not self._closed.is_set():
            with suppress(OSError):
                self._connect_once()
            self._closed.wait(0.1)

    def _connect_once(self):
        client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, reconnect_on_failure=False)
        client.max_inflight_messages_set(WINDOW)
        client.on_message = self._hear
        client.connect(*self._address)
        client.subscribe(f"{self._topic}/ack", qos=1)
        client.loop_start()
        try:
            self._serve(client)
        finally:
            client.loop_stop()
            client.disconnect()

    def _serve(self, client):
        following, heard, moved = self.acknowledged + 1, self.acknowledged, time.monotonic()
        while not self._closed.wait(STEP_MS / 1000):
            if not client.is_connected() and time.monotonic() - moved > 1:
                return
            if not self._made.is_set() and self.acknowledged:
                self._make(len(self.sent) + 1)
            if self.acknowledged != heard or following == heard + 1:
                heard, moved = self.acknowledged, time.monotonic()
            elif time.monotonic() - moved > STALL_S:
                following, moved = heard + 1, time.monotonic()
            while following <= min(len(self.sent), self.acknowledged + WINDOW):
                told = client.publish(f"{self._topic}/data", self.sent[following], qos=1)
                if told.rc != mqtt.MQTT_ERR_SUCCESS:
                    return
                following += 1

    def _hear(self, _client, _data, message):
        told = json.loads(message.payload)
        if told["boot"] == "b":
            self.acknowledged = max(self.acknowledged, told["seq"])


def prove_whole(platform, stream):
    """Every reading is in the historian once, and nothing beside; no gap is left open."""
    last = stream.finish()
    ledger = platform.get("gateways/gw1/ledger")
    assert not ledger["gaps"], ledger
    begin, end = stream.begin, stream.begin + STEP_MS * (last + 1)
    for tag in TAGS:

        def read_all(tag=tag):
            body = platform.get(f"tags/{tag}/history?from={begin}&to={end}")
            assert len(body["t"]) == len(set(body["t"])), "stored twice"
            return dict(zip(body["t"], body["v"], strict=True)) if len(body["t"]) >= last else None

        assert platform.wait_for(read_all, 20) == dict(sorted(stream.readings[tag].items())), tag


def list_events(platform, alarm="LT-101:HH"):
    """(at, event) of one alarm, in the order of their instants."""
    return sorted(
        (row["at"], row["event"]) for row in platform.items("journal") if row["alarm"] == alarm
    )
