"""JSON bodies reading by reading: whatever is unusual in one must cost nothing around it.

The slow half of :mod:`ingest.codec`, taken by every body that its typed path does not accept. Only
what is no JSON, or holds no readings at all, refuses a frame.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ingest.frame import Decoded, Reason
from ingest.readings import as_status, as_time, as_value, clean, worsen
from plant.quality import BAD
from plant.reading import Instant


class Unfit(NamedTuple):
    """Why a whole frame can't be read."""

    reason: Reason
    detail: str


@dataclass(slots=True)
class _Lenient:
    """Readings collected one by one, with what is wrong with each."""

    received: Instant
    tags: list[str] = field(default_factory=list)
    ts: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    status: list[int] = field(default_factory=list)
    words: dict[int, str] = field(default_factory=dict)
    complaints: list[tuple[Reason, str, str]] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)

    def complain(self, reason: Reason, tag: str, detail: Any) -> None:
        self.complaints.append((reason, tag, clean(str(detail)[:200])))

    def read_time(self, raw: Any) -> Instant | None:
        """A time; missing counts as now, None where it can't be read, with one complaint."""
        if raw is None:
            return self.received
        time = as_time(raw)
        if time is None:
            self.complain(Reason.BAD_TIME, "", f"ts {_show(raw)}")
        return time

    def add(self, name: Any, time: Instant | None, raw: Any, quality: Any) -> None:
        """One reading. In doubt about its time it is live (contract section 1)."""
        if not isinstance(name, str):
            self.complain(Reason.UNKNOWN_TAG, "", f"a tag must be a text, not {_show(name)}")
            return
        name, place = clean(name), len(self.tags)
        value, word, wrong = as_value(raw)
        if wrong:
            self.complain(Reason.NOT_A_NUMBER, name, wrong)
        if word is not None:
            self.words[place] = word
        status = as_status(quality)
        if status is None:
            self.complain(Reason.UNSUPPORTED, name, f"quality {_show(quality)}")
            status = BAD
        if time is None:
            self.doubtful.append(place)
        self.tags.append(name)
        self.ts.append(self.received if time is None else time)
        self.values.append(value)
        self.status.append(worsen(status, value))


def decode_leniently(tag: str, payload: bytes, received: Instant) -> Decoded | Unfit:
    """Read a payload reading by reading: only what is no JSON, or no body, refuses the frame."""
    try:
        body = json.loads(payload, parse_int=_read_integer)
    except (ValueError, RecursionError) as error:
        return Unfit(Reason.UNPARSABLE, clean(str(error)[:200]))
    lenient = _Lenient(received)
    if not isinstance(body, dict):
        if not tag or isinstance(body, list):
            return Unfit(Reason.UNPARSABLE, f"no body but {_show(body)}")
        lenient.add(tag, received, body, None)
        return _close(lenient, {})
    if not _collect(lenient, tag, body):
        return Unfit(Reason.UNPARSABLE, f"no readings among the keys {clean(', '.join(body)[:80])}")
    return _close(lenient, body)


def _read_integer(text: str) -> int | float:
    """Integers of any length: Python refuses over 4300 digits, JSON does not."""
    return int(text) if len(text) < 40 else float(text)


def _collect(lenient: _Lenient, tag: str, body: Mapping[str, Any]) -> bool:
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


def _collect_values(lenient: _Lenient, values: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    time = lenient.read_time(body.get("ts"))
    quality = body.get("quality", body.get("q"))
    for name, raw in values.items():
        own = quality.get(name) if isinstance(quality, dict) else quality
        lenient.add(name, time, raw, own)


def _collect_columns(
    lenient: _Lenient, tags: Sequence[Any], v: Sequence[Any], body: Mapping[str, Any]
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


def _close(lenient: _Lenient, body: Mapping[str, Any]) -> Decoded:
    """The collected readings with the frame's own keys."""
    sent, seq, boot, units = (body.get(key) for key in ("sent", "seq", "boot", "units"))
    clock = None if sent is None else as_time(sent)
    if sent is not None and clock is None:
        lenient.complain(Reason.BAD_TIME, "", f"sent {_show(sent)}")
    return Decoded(
        lenient.tags,
        lenient.ts,
        lenient.values,
        lenient.status,
        words=lenient.words,
        complaints=lenient.complaints,
        seq=seq if isinstance(seq, int) and not isinstance(seq, bool) and seq >= 0 else None,
        boot=clean(str(boot)) if isinstance(boot, str | int) else None,
        sent=clock,
        units={
            clean(name): clean(unit)
            for name, unit in (units.items() if isinstance(units, dict) else ())
            if isinstance(unit, str)
        },
        doubtful=lenient.doubtful,
        simulation=body.get("simulation") is True,
    )


def _show(raw: Any) -> str:
    """A short text of anything JSON can hold; nested things by their kind, whatever their depth."""
    return f"a JSON {type(raw).__name__}" if isinstance(raw, dict | list) else clean(repr(raw)[:80])
