"""Foreign JSON as it is really sent: UTF-8 or GB18030, with NaN where a writer had nothing better.

From bytes to what JSON can hold; what that means is each format's business.
"""

import json
from typing import Any

import msgspec

from ingest.frame import Reason
from ingest.lenient import Unfit, read_integer
from ingest.readings import clean
from plant.text_encoding import decode_text
from plant.words import LARGEST_FRAME


def parse(payload: bytes) -> Any:
    """The document, or :class:`Unfit`, which JSON can't hold: too large, or no JSON."""
    if len(payload) > LARGEST_FRAME:
        return Unfit(Reason.TOO_LARGE, f"{len(payload)} bytes")
    try:
        return msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _parse_leniently(payload)


def _parse_leniently(payload: bytes) -> Any:
    text = decode_text(payload)
    if text is None:
        return Unfit(Reason.UNPARSABLE, "neither UTF-8 nor GB18030")
    try:
        return json.loads(text, parse_int=read_integer)
    except (ValueError, RecursionError) as error:
        return Unfit(Reason.UNPARSABLE, clean(str(error)[:200]))
