"""The payload forms that a load can have: what a gateway's frames look like, and on which topic.

Pure: readings in, messages out. The platform's own JSON is written by the shortest way, because a
generator must not be what is measured; other forms are spoken as simulated gateways speak them
(:mod:`simulators.formats`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

import msgspec
import numpy as np

from ingest.codec import encode_columns, encode_values
from ingest.topic import Kind, TopicPath
from plant.reading import Instant
from plant.words import Gateway, Plant
from simulators.formats.dispatch import make_speech
from simulators.formats.report import Report
from simulators.formats.speech import Mouth as SpeakingMouth
from simulators.frame_writer import MOST_TAGS, Form, write_status
from simulators.wire import Message


class LoadForm(StrEnum):
    """The forms by their names on the command line."""

    JSON_VALUES = "json-values"
    JSON_COLUMNS = "json-columns"
    SINGLE = "single"
    BARE = "bare"
    SPARKPLUG = "sparkplug"
    NEURON = "neuron"
    PINYIN = "pinyin"
    HJ212 = "hj212"


@dataclass(frozen=True, slots=True)
class Mouth:
    """Who speaks: a gateway of a plant in one boot of it, the rows that it sends, their names."""

    plant: Plant
    gateway: Gateway
    rows: Sequence[int]
    names: Sequence[str]
    boot: str

    def topic(self, kind: Kind, tag: str = "") -> str:
        """A topic of the platform's own scheme."""
        gateway = self.gateway
        return str(TopicPath(self.plant.park.id, gateway.enterprise, gateway.id, kind, tag))


class Voice(Protocol):
    """One gateway's way to speak. ``births``: its greeting tells every value already."""

    births: bool

    def greet(self, ts: Instant, values: Sequence[float]) -> list[Message]:
        """What is said first on a connection; the values are those of all rows."""

    def tell(self, place: slice, ts: Instant, values: Sequence[float], seq: int) -> list[Message]:
        """The readings of one instant, of the rows at ``place``; ``seq`` numbers the frame."""


WriteBody = Callable[[Mouth, slice, Instant, Sequence[float], int], tuple[str, bytes]]
"""(mouth, which of its names, source time, values, number of the frame) → tag in topic, body."""


@dataclass(slots=True)
class OwnVoice:
    """The platform's own JSON."""

    mouth: Mouth
    write: WriteBody
    births: bool = False

    def greet(self, ts: Instant, values: Sequence[float]) -> list[Message]:
        """Online."""
        del values
        online = write_status(online=True, ts=ts, simulated=True)
        return [Message(ts, self.mouth.topic(Kind.STATUS), online, retain=True)]

    def tell(self, place: slice, ts: Instant, values: Sequence[float], seq: int) -> list[Message]:
        """One message."""
        tag, body = self.write(self.mouth, place, ts, values, seq)
        return [Message(ts, self.mouth.topic(Kind.DATA, tag), body)]


class ForeignVoice:
    """A foreign format, as a simulated gateway speaks it; all of it at QoS 1, to be counted."""

    def __init__(self, mouth: Mouth) -> None:
        names = dict(zip(mouth.rows, mouth.names, strict=True))
        self._speech = make_speech(
            SpeakingMouth(mouth.plant, mouth.gateway, names, simulated=True), Form.VALUES
        )
        self._rows = np.array(mouth.rows, dtype=np.intp)
        self._boot = mouth.boot
        self.births = self._speech.births

    def greet(self, ts: Instant, values: Sequence[float]) -> list[Message]:
        """A session begins: what the format says then."""
        self._speech.will(ts, ts)
        return self._speech.greet(self._report(slice(None), ts, values, 0))

    def tell(self, place: slice, ts: Instant, values: Sequence[float], seq: int) -> list[Message]:
        """As many messages as the format makes of it."""
        return self._speech.tell(self._report(place, ts, values, seq))

    def _report(self, place: slice, ts: Instant, values: Sequence[float], seq: int) -> Report:
        rows = self._rows[place]
        status = np.zeros(len(rows), dtype=np.uint32)
        return Report(ts, ts, ts, seq, self._boot, rows, np.array(values), status)


def _write_values(
    mouth: Mouth, place: slice, ts: Instant, values: Sequence[float], seq: int
) -> tuple[str, bytes]:
    cells = dict(zip(mouth.names[place], values, strict=True))
    return "", encode_values(ts, cells, seq=seq, boot=mouth.boot, simulation=True)


def _write_columns(
    mouth: Mouth, place: slice, ts: Instant, values: Sequence[float], seq: int
) -> tuple[str, bytes]:
    names = mouth.names[place]
    return "", encode_columns(names, ts, values, seq=seq, boot=mouth.boot, simulation=True)


def _write_single(
    mouth: Mouth, place: slice, ts: Instant, values: Sequence[float], seq: int
) -> tuple[str, bytes]:
    body = {"ts": ts, "v": values[0], "seq": seq, "boot": mouth.boot, "simulation": True}
    return mouth.names[place.start], msgspec.json.encode(body)


@dataclass(frozen=True, slots=True)
class FormTraits:
    """What a form is: the gateway's ``format``, and what its frames can carry.

    ``timed``: frames carry their time; otherwise that of the arrival counts. ``most``: readings a
    message. ``write``: the body, of the platform's own JSON; its frames have numbers, so that the
    platform's gap ledger knows of a lost one. ``topics``: the filter of a made plant's gateway,
    empty for the platform's own scheme.
    """

    format: str
    write: WriteBody | None = None
    topics: str = ""
    timed: bool = True
    most: int = MOST_TAGS

    @property
    def numbered(self) -> bool:
        """Whether the gap ledger knows of a lost frame."""
        return self.write is not None

    def make_voice(self, mouth: Mouth) -> Voice:
        """A gateway's voice.

        :raises FormError: a tag's name or the gateway's topic can't be used in its format.
        """
        return OwnVoice(mouth, self.write) if self.write else ForeignVoice(mouth)


FORMS: Final[Mapping[LoadForm, FormTraits]] = {
    LoadForm.JSON_VALUES: FormTraits("hazardwatch", _write_values),
    LoadForm.JSON_COLUMNS: FormTraits("hazardwatch", _write_columns),
    LoadForm.SINGLE: FormTraits("hazardwatch", _write_single, most=1),
    LoadForm.BARE: FormTraits("bare", topics="meters/{gateway}/+", timed=False, most=1),
    LoadForm.SPARKPLUG: FormTraits("sparkplug", topics="spBv1.0/LOAD/+/{gateway}/#"),
    LoadForm.NEURON: FormTraits("neuron", topics="neuron/{gateway}/#"),
    LoadForm.PINYIN: FormTraits("pinyin", topics="pinyin/{gateway}/upload"),
    LoadForm.HJ212: FormTraits("hj212", topics="hj212/{gateway}"),
}
