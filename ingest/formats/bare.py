"""A bare value: nothing but ``12.5``, on a topic whose wildcards name the tag.

The arrival is its time. ``true`` and ``on`` are 1, ``false`` and ``off`` are 0, in any case; a
number may stand in double quotes and have a unit behind it. Anything else, nothing at all
included, is a reading of bad quality: whoever publishes a word had no number to tell.
"""

import math
from typing import Final

from ingest.collector import Collector
from ingest.formats.dialect import Dialect
from ingest.formats.number_text import read_measure
from ingest.frame import Decoded, Reason
from ingest.lenient import Unfit
from ingest.readings import LONGEST_WORD, clean
from plant.quality import GOOD
from plant.reading import Instant
from plant.words import LARGEST_FRAME

STATES: Final = {"true": 1.0, "on": 1.0, "false": 0.0, "off": 0.0}
"""The words that are numbers, for digital points."""


def decode(path: str, payload: bytes, received: Instant, dialect: Dialect) -> Decoded | Unfit:
    """Read one payload; never raises.

    :param path: what the topic's wildcards matched: the name of the tag.
    :param received: our clock at arrival, and the reading's time.
    """
    del dialect
    if len(payload) > LARGEST_FRAME:
        return Unfit(Reason.TOO_LARGE, f"{len(payload)} bytes")
    name, text = clean(path), read_text(payload)
    collector = Collector(received)
    measure = read_measure(text)
    if measure is None and text.lower() not in STATES:
        word = text[:LONGEST_WORD]
        collector.complain(Reason.NOT_A_NUMBER, name, f"text: {word}")
        collector.put(name, received, math.nan, GOOD, word)
        return collector.close()
    if measure and measure.unit:
        collector.units[name] = measure.unit
    collector.put(name, received, measure.value if measure else STATES[text.lower()], GOOD)
    return collector.close()


def read_text(payload: bytes) -> str:
    """The payload as text, without the blanks and quotes around it; other bytes are replaced."""
    text = payload.decode("utf-8", "replace").strip().strip("\0")
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return text[1:-1].strip() if quoted else text
