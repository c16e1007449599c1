"""The JSON of Chinese hazard platforms: sensors by number, values as text, local times.

No text of the upload protocols is public; what is read here was seen in public code of services
that take such data, or is known by hearsay, and says which:

- ``CGQBH`` (传感器编号), ``CJSJ`` (采集时间), ``VALUE``: seen. ``CGQSZ``, ``SJZ`` or ``JCZ`` in
  place of ``VALUE``: hearsay.
- ``bitNo`` or ``targetCode``, ``collectTime``, ``value``, ``unit``, ``status``: the dictionary of
  points of the same family, seen with one vendor; ``status`` 1 is no information, 2 off-line, 3 to
  5 alarms and normal, which are for us to judge.
- ``tagId`` with a ``value`` as text: seen in a park's application.
- ``quotaId``, ``value``, ``isValid``, ``collectTime`` above the list: hearsay.

Keys in any case. One object or a list of them, at the top or below any key, a time above a list
holding for what has none. A ``ZT`` or ``CGQZT`` (状态) is left aside: nobody says what its numbers
mean, and to guess could make a whole enterprise unknown. A key ``simulation`` at the top that is
true marks what a simulator sends.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from ingest.collector import Collector, show
from ingest.formats.dialect import Dialect
from ingest.formats.json_text import parse
from ingest.formats.local_time import read_time
from ingest.formats.number_text import Measure, read_measure
from ingest.frame import Decoded, Reason
from ingest.lenient import Unfit
from ingest.readings import LONGEST_WORD, as_value, clean
from plant.quality import BAD, GOOD
from plant.reading import Instant

DEEPEST: Final = 6
"""Lists and objects within each other that are looked into."""

_NAMES: Final = ("cgqbh", "bitno", "targetcode", "tagid", "quotaid")
_TIMES: Final = ("cjsj", "collecttime")
_VALUES: Final = ("value", "cgqsz", "sjz", "jcz")

_STATES: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "bitno": ("status", frozenset({"1", "2"})),
    "targetcode": ("status", frozenset({"1", "2"})),
    "quotaid": ("isvalid", frozenset({"0", "false"})),
}
"""Key of a name → the key beside it that qualifies the value, and by what it is bad."""

_UNITS: Final[Mapping[str, str]] = {"bitno": "unit", "targetcode": "unit"}


def decode(path: str, payload: bytes, received: Instant, dialect: Dialect) -> Decoded | Unfit:
    """Read one payload; never raises.

    Numbers as text are numbers here; ``""``, ``"NaN"`` and words are readings of bad quality.

    :param path: unused: every reading names its sensor itself.
    :param received: our clock at arrival; stands in for a time that is missing or unreadable.
    """
    del path
    body = parse(payload)
    if isinstance(body, Unfit):
        return body
    walk = _Walk(Collector(received), dialect)
    walk.enter(body, received, DEEPEST)
    if not walk.found:
        keys = ", ".join(body)[:80] if isinstance(body, dict) else show(body)
        return Unfit(Reason.UNPARSABLE, clean(f"no sensor in {keys}"))
    return walk.collector.close(
        simulation=isinstance(body, dict) and body.get("simulation") is True
    )


class _Layout(NamedTuple):
    """Under which of an object's own keys things stand; empty where nowhere."""

    name: str
    time: str
    value: str
    state: str
    bad: frozenset[str]
    unit: str

    @classmethod
    def of(cls, keys: Iterable[str]) -> "_Layout":
        own = {key.casefold(): key for key in reversed([*keys])}
        word = next((word for word in _NAMES if word in own), "")
        state, bad = _STATES.get(word, ("", frozenset()))
        return cls(
            name=own.get(word, ""),
            time=next((own[word] for word in _TIMES if word in own), ""),
            value=next((own[word] for word in _VALUES if word in own), ""),
            state=own.get(state, ""),
            bad=bad,
            unit=own.get(_UNITS.get(word, ""), ""),
        )


@dataclass(slots=True)
class _Walk:
    """One walk over a document. ``found`` is whether there was a sensor, or a list without any."""

    collector: Collector
    dialect: Dialect
    found: bool = False
    told: tuple[str, Instant | None] = ("", None)
    """The time as text that was read last, and what it means: a frame has few."""
    layouts: dict[tuple[str, ...], _Layout] = field(default_factory=dict)

    def enter(self, node: Any, time: Instant | None, depth: int) -> None:
        """Take what there is in a list or an object.

        :param time: what holds where an object tells none.
        """
        if isinstance(node, dict):
            self.enter_object(node, time, depth)
        elif isinstance(node, list):
            self.found |= not node
            for inner in node if depth else ():
                self.enter(inner, time, depth - 1)

    def enter_object(self, node: dict[str, Any], time: Instant | None, depth: int) -> None:
        layout = self.find_layout(node)
        if layout.time:
            time = self.read_time(node[layout.time])
        if layout.name:
            self.found = True
            self.take(node, layout, time)
        elif depth:
            for inner in node.values():
                if isinstance(inner, dict | list):
                    self.enter(inner, time, depth - 1)

    def find_layout(self, node: dict[str, Any]) -> _Layout:
        keys = tuple(node)
        layout = self.layouts.get(keys)
        if layout is None:
            layout = self.layouts[keys] = _Layout.of(keys)
        return layout

    def read_time(self, raw: Any) -> Instant | None:
        collector = self.collector
        if raw is None:
            return collector.received
        if raw == self.told[0] and self.told[1] is not None:
            return self.told[1]
        time = read_time(raw, self.dialect.zone, collector.received)
        if time is None:
            collector.complain(Reason.BAD_TIME, "", f"time {show(raw)}")
        elif isinstance(raw, str):
            self.told = (raw, time)
        return time

    def take(self, node: dict[str, Any], layout: _Layout, time: Instant | None) -> None:
        """The reading of one sensor."""
        collector, raw_name = self.collector, node[layout.name]
        name = _read_name(raw_name)
        if not name:
            collector.complain(Reason.UNKNOWN_TAG, "", f"no sensor's number: {show(raw_name)}")
            return
        if not layout.value:
            detail = f"no value under a key that is known: {', '.join(node)[:120]}"
            collector.complain(Reason.UNSUPPORTED, name, detail)
            return
        value, word, unit = self.read_value(name, node[layout.value])
        status = GOOD
        if layout.state:
            state = show(node[layout.state]).strip("' ")
            if state.lower() in layout.bad:
                status, word = BAD, word or f"{layout.state} {state}"
        said = node.get(layout.unit) or unit
        if isinstance(said, str) and said.strip():
            collector.units[name] = clean(said.strip())
        collector.put(name, time, value, status, word)

    def read_value(self, name: str, raw: Any) -> tuple[float, str | None, str]:
        """A value as :func:`ingest.readings.as_value` gives it, but texts may be numbers."""
        measure = read_measure(raw) if isinstance(raw, str) else None
        if isinstance(measure, Measure):
            return measure.value, None, measure.unit
        value, word, wrong = as_value(raw)
        if math.isnan(value):
            self.collector.complain(Reason.NOT_A_NUMBER, name, wrong)
        return value, word, ""


def _read_name(raw: Any) -> str:
    """A sensor's number, which some write as a number."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)[:LONGEST_WORD]
    return clean(raw.strip()) if isinstance(raw, str) else ""
