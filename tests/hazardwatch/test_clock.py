"""The platform's clock does not follow a step of the machine's."""

import time

from hazardwatch.clock import AnchoredClock


def test_it_starts_at_wall_time():
    assert abs(AnchoredClock().now() - time.time() * 1000) < 1000


def test_a_step_of_the_wall_clock_is_seen_and_not_followed(monkeypatch):
    clock = AnchoredClock()
    before = clock.now()
    stepped = time.time_ns() + 3_600_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: stepped)
    assert clock.now() - before < 1000
    assert abs(clock.step_ms() - 3_600_000) < 1000
