"""Runs written out by hand: when each alarm stood, in seconds."""

from collections.abc import Sequence

import numpy as np

from alerting.alarm import Event
from alerting.kpi.terms import Period, Terms
from alerting.what_if.run import Run, make_run
from detectors.retuning import Activations
from plant.reading import NEVER
from plant.words import Plant
from tests.alerting.kpi.lives import DAY, START, write
from tests.detectors.plants import make_plant, make_tag

PERIOD = Period(START, START + DAY)
PLANT = make_plant(make_tag("T1", ll=5, l=10, h=80, hh=90))
Spans = Sequence[tuple[int, int | None]]


def activate(*spans: tuple[int, int | None]) -> Activations:
    """Activations from seconds; None stands to the end."""
    raised = np.array([1000 * first for first, _ in spans], dtype=np.int64)
    returned = [NEVER if last is None else 1000 * last for _, last in spans]
    return Activations(raised, raised, np.array(returned, dtype=np.int64))


def run(plant: Plant = PLANT, /, **alarms: Spans) -> Run:
    """A run in which ``T1_HH=[(10, 20)]`` stood from 10 s to 20 s after START."""
    entries = []
    for name, spans in alarms.items():
        rows = [
            (at, event, {"onset": START + 1000 * first, "limit": 90.0})
            for first, last in spans
            for at, event in ((first, Event.RAISED), (last, Event.RETURNED))
            if at is not None
        ]
        entries += write(*rows, alarm=name.replace("_", ":", 1))
    entries.sort(key=lambda entry: entry.at)
    return make_run(plant, entries, PERIOD, Terms.standard())
