"""What EMQ Neuron (NeuronEX) publishes: values-format, tags-format, ECP-format, driver states.

Source: Neuron documentation 2.0 to 2.11 and of 2026-06, "Upstream/Downstream Data Format", "MQTT"
and "Monitor". A reading is called ``node/group/tag``; :mod:`ingest.names` looks for the whole and
then for what follows each slash. A tag that could not be read has an error code in place of its
value: bad quality, the code kept as the word. A custom format is read as far as it keeps the
documented variables' names. A key ``simulation`` that is true marks what a simulator sends.
"""

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from ingest.collector import Collector, show
from ingest.formats.dialect import Dialect
from ingest.formats.json_text import parse
from ingest.frame import Decoded, Reason
from ingest.lenient import Unfit
from ingest.readings import END_OF_TIME, as_time, as_value, clean
from ingest.status import StatusBody
from plant.quality import BAD, GOOD
from plant.reading import Instant
from plant.words import LARGEST_FRAME

DEEPEST: Final = 3
"""Levels that a custom format may have, by the documentation."""

_REMEMBERED: Final = 1 << 16
"""Only tag lists of payloads up to this many bytes are remembered, which bounds their memory."""

_RUNNING: Final = 3
_LINKED: Final = (1, 2)
"""Connected is 1; early versions had 1 for connecting and 2 for connected. To take 1 for connected
misses nothing: a driver that only connects gives error codes in place of values."""

_VALUES: Final = ("values", "tag_values", "tags")
_ERRORS: Final = ("errors", "error_values", "tag_errors", "tag_error_values")
_WHOSE: Final = ("timestamp", "node", "group", "states", "simulation")


class _Tag(msgspec.Struct):
    """An element of tags-format or ECP-format: a value, or why there is none."""

    name: str
    value: UnsetType | float = UNSET
    error: UnsetType | int = UNSET


class _Body(msgspec.Struct):
    """The regular bodies in one; the keys of custom formats are there to be told from them."""

    timestamp: int
    node: str = ""
    group: str = ""
    values: dict[str, float] | UnsetType = UNSET
    errors: dict[str, int] | UnsetType = UNSET
    tags: list[_Tag] | UnsetType = UNSET
    tag_values: msgspec.Raw | UnsetType = UNSET
    error_values: msgspec.Raw | UnsetType = UNSET
    tag_errors: msgspec.Raw | UnsetType = UNSET
    tag_error_values: msgspec.Raw | UnsetType = UNSET
    states: msgspec.Raw | UnsetType = UNSET
    simulation: bool = False


_BODY = msgspec.json.Decoder(_Body)


def decode(path: str, payload: bytes, received: Instant, dialect: Dialect) -> Decoded | Unfit:
    """Read one payload; never raises.

    :param path: unused: the body names node and group itself.
    :param received: our clock at arrival; stands in for a time that is missing or unreadable.
    """
    del path, dialect
    if len(payload) > LARGEST_FRAME:
        return Unfit(Reason.TOO_LARGE, f"{len(payload)} bytes")
    try:
        regular = _read_regular(_BODY.decode(payload), len(payload))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        regular = None
    return regular or _decode_leniently(payload, received)


def _read_regular(body: _Body, size: int) -> Decoded | None:
    """The readings of a documented body in which nothing is unusual, else None."""
    parts = _split_regular(body)
    if parts is None or not 0 <= body.timestamp < END_OF_TIME:
        return None
    values, errors = parts
    qualify = _qualify if size <= _REMEMBERED else _qualify.__wrapped__
    good, bad = len(values), len(errors)
    return Decoded(
        qualify(body.node, body.group, (*values, *errors)),
        [body.timestamp] * (good + bad),
        [*values.values(), *[math.nan] * bad],
        [GOOD] * good + [BAD] * bad,
        words={good + place: _tell(code) for place, code in enumerate(errors.values())},
        simulation=body.simulation,
    )


def _split_regular(body: _Body) -> tuple[dict[str, float], dict[str, int]] | None:
    """Values and errors by name; None where a key of custom formats stands, or a name twice."""
    custom = (body.tag_values, body.error_values, body.tag_errors, body.tag_error_values)
    if any(key is not UNSET for key in (*custom, body.states)):
        return None
    errors = {} if body.errors is UNSET else body.errors
    if body.values is not UNSET:
        return (body.values, errors) if body.tags is UNSET else None
    if body.tags is UNSET or errors:
        return None
    values = {tag.name: tag.value for tag in body.tags if tag.value is not UNSET}
    errors = {tag.name: tag.error for tag in body.tags if tag.error is not UNSET}
    return (values, errors) if len(values) + len(errors) == len(body.tags) else None


@lru_cache(maxsize=1024)
def _qualify(node: str, group: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Names with node and group; equal ones give the same tuple, to be cached by."""
    before = "".join(f"{level}/" for level in (node, group) if level)
    return tuple(before + name for name in names)


def _tell(code: Any) -> str:
    return f"error {code}"


def _decode_leniently(payload: bytes, received: Instant) -> Decoded | Unfit:
    """Read whatever the typed path does not take, reading by reading."""
    body = parse(payload)
    if isinstance(body, Unfit):
        return body
    found = _find_parts(body, DEEPEST)
    kinds = [key for key in (*_VALUES, *_ERRORS) if isinstance(found.get(key), dict | list)]
    sources = _read_states(found.get("states"))
    if not kinds and sources is None:
        keys = ", ".join(body)[:80] if isinstance(body, dict) else show(body)
        return Unfit(Reason.UNPARSABLE, clean(f"neither values, tags nor states in {keys}"))
    collector = Collector(received)
    time = collector.read_time(found.get("timestamp"))
    levels = [found[key] for key in ("node", "group") if isinstance(found.get(key), str)]
    before = "".join(f"{level}/" for level in levels if level)
    values = next((key for key in _VALUES if key in kinds), "")
    for key in (values, *(key for key in _ERRORS if key in kinds)):
        for name, value, error in _list_tags(found.get(key), as_error=key in _ERRORS):
            _take(collector, time, before, (name, value, error))
    declared = None
    if sources is not None:
        declared = StatusBody(None, sources, as_time(found.get("timestamp")))
    return collector.close(declared=declared, simulation=found.get("simulation") is True)


def _find_parts(body: Any, depth: int) -> dict[str, Any]:
    """The known keys wherever they stand, the outermost of each."""
    if not isinstance(body, dict):
        return {}
    found = {key: body[key] for key in (*_WHOSE, *_VALUES, *_ERRORS) if key in body}
    for key, inner in body.items():
        if depth and key not in found:
            found = {**_find_parts(inner, depth - 1), **found}
    return found


def _list_tags(part: Any, *, as_error: bool) -> Iterator[tuple[Any, Any, Any]]:
    """(name, value, error) of a dictionary of values or errors, or of a list of tags."""
    if isinstance(part, dict):
        for name, value in part.items():
            yield (name, None, value) if as_error else (name, value, None)
    elif isinstance(part, list):
        for tag in part:
            if isinstance(tag, dict):
                yield tag.get("name"), tag.get("value"), tag.get("error")
            else:
                yield tag, None, None


def _take(
    collector: Collector, time: Instant | None, before: str, tag: tuple[Any, Any, Any]
) -> None:
    """One tag; an error of 0 is none."""
    name, raw, error = tag
    if not isinstance(name, str) or error is None or error == 0:
        whole = before + name if isinstance(name, str) else name
        collector.add(whole, time, raw, None)
        return
    value, _, _ = as_value(raw)
    collector.put(clean(before + name), time, value, BAD, _tell(show(error)))


def _read_states(states: Any) -> Mapping[str, bool] | None:
    """Driver → whether it is connected and running; None where there are no states."""
    if not isinstance(states, list):
        return None
    return {
        clean(state["node"]): state.get("running") == _RUNNING and state.get("link") in _LINKED
        for state in states
        if isinstance(state, dict) and isinstance(state.get("node"), str)
    }
