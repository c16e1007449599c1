"""A gateway of any format, told by its voice and taken in by the platform; neither is faked."""

from dataclasses import replace

import numpy as np

from ingest.admission import Admission
from ingest.frame import Frame
from plant.tag_kind import TagKind
from plant.words import Gateway
from simulators.formats.dispatch import SPOKEN
from simulators.park import Snapshot
from simulators.voice import Voice
from simulators.wire import Wire
from tests.ingest.parks import make_plant, make_tag
from tests.simulators.sensors.bench import make_contact

T0 = 1_763_900_000_000
FORMATS = sorted(SPOKEN)
FOREIGN = [name for name in FORMATS if name != "hazardwatch"]
TOPICS = {
    "hazardwatch": "",
    "neuron": "/neuron/ent1/#",
    "pinyin": "province/ent1/upload",
    "hj212": "hj212/010000A8900016F000169DC0",
    "sparkplug": "spBv1.0/Plant1/+/Edge7/#",
    "bare": "meters/+/value",
}
SOURCES = {
    "neuron": "PLC 1/罐区/温度",
    "sparkplug": "罐区/温度",
    "pinyin": "320500012024",
    "hj212": "a21026",
}
"""What a foreign system calls the third tag; the others go by their ids."""


def make_park(form, *, simulation=True, **changes):
    """One enterprise, one gateway G of a format, four tags that report when they change."""
    tags = [make_tag(name, "E1", equipment, unit) for name, equipment, unit in (
        ("LT-101", "V101", "m"), ("E1.PT-101", "V101", "MPa"), ("TT-102", "V102", "℃"),
    )]  # fmt: skip
    tags[2] = replace(tags[2], source_name=SOURCES.get(form, ""), kind=TagKind.TEMPERATURE)
    gateway = Gateway("G", "E1", format=form, topic=TOPICS[form], simulation=simulation, **changes)
    return make_plant(
        gateways=(gateway,), tags=(*tags, replace(make_contact("XA-1"), equipment="V102"))
    )


def look(elapsed_s, value, status=0, *, silent=(), down=False, mute=False, faults=()):
    """A snapshot of the park: values over tags, one status for all or one each."""
    quiet = np.zeros(len(value), dtype=np.bool_)
    quiet[list(silent)] = True
    return Snapshot(
        float(elapsed_s),
        np.array(value, dtype=np.float64),
        np.broadcast_to(np.array(status, dtype=np.uint32), len(value)).copy(),
        quiet,
        np.array([down]),
        np.array([mute]),
        tuple(faults),
    )


class Stage:
    """A voice, the wire, and a platform; ``heard`` holds every message in order."""

    def __init__(self, plant, *, seed=5, park=None, stream=False, **settings):
        self.plant = plant
        self.voice = Voice(plant, 0, seed, **settings)
        self.wire = Wire()
        self.platform = Admission(park or plant, stream=stream, start=T0)
        self.heard = []
        self.refused = []

    def play(self, snapshot, at=None):
        """One step; what the platform admitted of it."""
        at = T0 + round(snapshot.elapsed_s * 1000) if at is None else at
        return self.take(self.wire.carry(self.voice.speak(snapshot, at)), at)

    def finish(self, at):
        return self.take(self.wire.carry(self.voice.finish(at)), at)

    def take(self, messages, at):
        messages = list(messages)
        self.heard += messages
        frames = [Frame(each.topic, each.payload, each.at) for each in messages]
        admitted = self.platform.admit(frames, at)
        self.refused += [(one.reason.value, one.tag) for one in admitted.refusals]
        return admitted.batch
