"""Frames as the small plant's gateway G1 sends them, and ways to have them admitted."""

import json

from ingest.admission import Admission
from ingest.frame import Frame
from plant.reading import name_marks
from tests.ingest.parks import T0, make_plant

PLANT = make_plant()
LEVEL, PRESSURE, TEMPERATURE, FLOW, OTHER = range(5)
TOPIC = "hazard/v1/P/E1/G1/data"


def live():
    return Admission(PLANT, stream=False, start=T0)


def frame(body, topic=TOPIC, received=T0, *, retained=False):
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Frame(topic, payload, received, retained)


def level(ts, value, *, received=None, topic=TOPIC, retained=False, **keys):
    body = {"ts": ts, "values": {"E1.LT-101": value}, **keys}
    return frame(body, topic, ts if received is None else received, retained=retained)


def admit(admission, *frames):
    return admission.admit(frames, max((one.received for one in frames), default=T0))


def marks(batch):
    return [name_marks(mark) for mark in batch.marks.tolist()]


def reasons(admitted):
    return [(refusal.reason, refusal.gateway, refusal.tag) for refusal in admitted.refusals]


def status(body, *, received=T0, retained=False):
    return frame(body, "hazard/v1/P/E1/G1/status", received, retained=retained)


def stream():
    return Admission(PLANT, stream=True, start=0)


def goodbye():
    return status({"online": False})
