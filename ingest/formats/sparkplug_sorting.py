"""What the readings of a Sparkplug message are good for, and which must wait for a birth.

See the head of :mod:`ingest.formats.sparkplug_node` for when a reading is in doubt.
"""

from typing import Final

from ingest.formats.sparkplug_births import Definition, Device, is_protocol_metric, spell
from ingest.formats.sparkplug_payload import HISTORICAL, Metric, Payload
from ingest.formats.sparkplug_readings import Heard, Readings, Sorted
from ingest.formats.sparkplug_state import Held, Message, NodeState
from ingest.frame import Reason
from ingest.readings import as_time
from plant.reading import Instant

MOST_HELD: Final = 10_000
"""Metrics of one node that may wait for a birth."""


def sort_readings(
    state: NodeState,
    message: Message,
    naming: Device | None,
    standing: Device | None,
    position: int,
    heard: Heard,
) -> list[Metric]:
    """Hand over a message's readings; the metrics that can't be read yet are returned.

    :param naming: whose definitions name its metrics.
    :param standing: whose life decides whether they are in doubt.
    """
    down, vague = state.is_down(standing, position), state.is_vague(naming)
    out = Sorted.of(message.received, message.sent)
    unknown: list[Metric] = []
    for metric in message.payload.metrics:
        definition = find_definition(naming, message.device, metric)
        if definition is None:
            unknown.append(metric)
        elif metric.flags & HISTORICAL:
            out.historical.add_metric(definition, metric)
        elif down or (vague and not metric.name):
            out.in_doubt.add_metric(definition, metric)
        else:
            out.live.add_metric(definition, metric)
    complain_of_payload(out.live, message.payload)
    out.close_into(heard)
    return unknown


def find_definition(device: Device | None, name: str, metric: Metric) -> Definition | None:
    """The definition of a metric; one that goes by its name needs no birth."""
    known = None if device is None else device.find(metric)
    if known is not None or not metric.name:
        return known
    own = is_protocol_metric(metric.name)
    return Definition("" if own else spell(name, metric.name), metric.datatype)


def hold_metrics(
    state: NodeState,
    message: Message,
    position: int,
    metrics: list[Metric],
    until: Instant,
    heard: Heard,
) -> None:
    """Let metrics of unknown aliases wait, as far as there is room for them."""
    aliased = [metric for metric in metrics if metric.alias is not None]
    room = max(MOST_HELD - sum(len(held.metrics) for held in state.held), 0)
    nameless = [metric for metric in metrics if metric.alias is None]
    _refuse(message.received, message.sent, nameless + aliased[room:], heard)
    received, sent = message.received, message.sent
    if aliased[:room]:
        state.held.append(
            Held(message.device, state.session, position, until, received, sent, aliased[:room])
        )


def release_metrics(state: NodeState, name: str, device: Device, heard: Heard) -> None:
    """Read what waited for a birth of this device."""
    for held in state.held:
        if held.device == name:
            _read_held(state, held, device, heard)
    state.held = [held for held in state.held if held.metrics]


def _read_held(state: NodeState, held: Held, device: Device, heard: Heard) -> None:
    """Sure only where the birth came before the message, in the same session."""
    same = held.session == state.session and held.position > device.position
    sure = same and not state.is_down(device, held.position) and not state.is_vague(device)
    out = Sorted.of(held.received, held.sent)
    waiting = []
    for metric in held.metrics:
        definition = device.find(metric)
        if definition is None:
            waiting.append(metric)
        elif metric.flags & HISTORICAL:
            out.historical.add_metric(definition, metric)
        else:
            (out.live if sure else out.in_doubt).add_metric(definition, metric)
    held.metrics = waiting
    out.close_into(heard)


def expire_metrics(state: NodeState, now: Instant, heard: Heard) -> bool:
    """Give up what waited long enough; whether that is anything."""
    expired = [held for held in state.held if held.until <= now]
    for held in expired:
        _refuse(held.received, held.sent, held.metrics, heard)
    if expired:
        state.held = [held for held in state.held if held.until > now]
    return bool(expired)


def _refuse(received: Instant, sent: Instant | None, metrics: list[Metric], heard: Heard) -> None:
    readings = Readings(received, sent=sent)
    for metric in metrics:
        complain_of_unknown(readings, metric)
    readings.close_into(heard.live)


def complain_of_unknown(readings: Readings, metric: Metric) -> None:
    """A metric that no tag can be found for."""
    what = "neither name nor alias" if metric.alias is None else f"alias {metric.alias} not defined"
    readings.complain(Reason.UNKNOWN_TAG, "", what)


def complain_of_payload(readings: Readings, payload: Payload) -> None:
    """What is wrong with a payload beside its readable metrics."""
    for detail in payload.broken:
        readings.complain(Reason.UNPARSABLE, "", detail)
    if payload.has_body:
        readings.complain(Reason.UNSUPPORTED, "", "an opaque or compressed body")
    if payload.time and as_time(payload.time) is None:
        readings.complain(Reason.BAD_TIME, "", f"timestamp {payload.time}")
