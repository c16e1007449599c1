"""JSON bodies reading by reading: whatever is unusual in one must cost nothing around it.

The slow half of :mod:`ingest.codec`, taken by every body that its typed path does not accept. Only
what is no JSON, or holds no readings at all, refuses a frame.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ingest.collector import Collector, show
from ingest.frame import Decoded, Reason
from ingest.readings import as_time, clean
from plant.reading import Instant


class Unfit(NamedTuple):
    """Why a whole frame can't be read."""

    reason: Reason
    detail: str


def decode_leniently(tag: str, payload: bytes, received: Instant) -> Decoded | Unfit:
    """Read a payload reading by reading: only what is no JSON, or no body, refuses the frame."""
    try:
        body = json.loads(payload, parse_int=read_integer)
    except (ValueError, RecursionError) as error:
        return Unfit(Reason.UNPARSABLE, clean(str(error)[:200]))
    lenient = Collector(received)
    if not isinstance(body, dict):
        if not tag or isinstance(body, list):
            return Unfit(Reason.UNPARSABLE, f"no body but {show(body)}")
        lenient.add(tag, received, body, None)
        return _close(lenient, {})
    if not _collect(lenient, tag, body):
        return Unfit(Reason.UNPARSABLE, f"no readings among the keys {clean(', '.join(body)[:80])}")
    return _close(lenient, body)


def read_integer(text: str) -> int | float:
    """Integers of any length: Python refuses over 4300 digits, JSON does not."""
    return int(text) if len(text) < 40 else float(text)


def _collect(lenient: Collector, tag: str, body: Mapping[str, Any]) -> bool:
    """Take the readings of every form that the body has; False where it has none."""
    values, tags, v = body.get("values"), body.get("tags"), body.get("v")
    found = False
    if isinstance(values, dict):
        _collect_values(lenient, values, body)
        found = True
    if isinstance(tags, list) and isinstance(v, list):
        _collect_columns(lenient, tags, v, body)
        found = True
    elif tag and "v" in body:
        lenient.add(tag, lenient.read_time(body.get("ts")), v, body.get("q"))
        found = True
    return found


def _collect_values(lenient: Collector, values: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    time = lenient.read_time(body.get("ts"))
    quality = body.get("quality", body.get("q"))
    for name, raw in values.items():
        own = quality.get(name) if isinstance(quality, dict) else quality
        lenient.add(name, time, raw, own)


def _collect_columns(
    lenient: Collector, tags: Sequence[Any], v: Sequence[Any], body: Mapping[str, Any]
) -> None:
    """Columns side by side. Where they differ in length, what has a tag and a value is taken."""
    ts, q = body.get("ts"), body.get("q")
    one_time = None if isinstance(ts, list) else lenient.read_time(ts)
    for place, (name, raw) in enumerate(zip(tags, v, strict=False)):
        time = lenient.read_time(_at(ts, place)) if isinstance(ts, list) else one_time
        lenient.add(name, time, raw, _at(q, place) if isinstance(q, list) else q)
    lengths = [len(column) for column in (tags, v, ts, q) if isinstance(column, list)]
    if len(set(lengths)) > 1:
        lenient.complain(Reason.UNPARSABLE, "", f"columns of unequal lengths {lengths}")


def _at(column: Sequence[Any], place: int) -> Any:
    return column[place] if place < len(column) else None


def _close(lenient: Collector, body: Mapping[str, Any]) -> Decoded:
    """The collected readings with the frame's own keys."""
    sent, seq, boot, units = (body.get(key) for key in ("sent", "seq", "boot", "units"))
    clock = None if sent is None else as_time(sent)
    if sent is not None and clock is None:
        lenient.complain(Reason.BAD_TIME, "", f"sent {show(sent)}")
    lenient.units = {
        clean(name): clean(unit)
        for name, unit in (units.items() if isinstance(units, dict) else ())
        if isinstance(unit, str)
    }
    return lenient.close(
        seq=seq if isinstance(seq, int) and not isinstance(seq, bool) and seq >= 0 else None,
        boot=clean(str(boot)) if isinstance(boot, str | int) else None,
        sent=clock,
        simulation=body.get("simulation") is True,
    )
