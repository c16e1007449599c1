"""Handovers as they go over the wire: the core's records with the names of the plant.

Pure; the shapes are :mod:`dashboard_api.handover_wire`'s.
"""

from dataclasses import asdict
from typing import Any, cast

from alerting.handover import Content, Handover, Signature, Turn
from alerting.handover_acts import name_lack
from alerting.handover_content import name_shift
from alerting.handover_shifts import Missing
from dashboard_api import handover_wire
from dashboard_api.wire import Message
from plant.handover_times import load_handover_times
from plant.wording import Words
from plant.words import Plant


def line_row(record: Handover, plant: Plant) -> handover_wire.HandoverLine:
    """A handover in a list."""
    return handover_wire.HandoverLine(**_line_fields(record, name_shift(plant, record.turn)))


def handover_row(record: Handover, content: Content, edition: int) -> handover_wire.HandoverRow:
    """A handover with one edition of its page; its shift is called as it was then."""
    return handover_wire.HandoverRow(
        **_line_fields(record, content.shift),
        shown=edition,
        at=content.at,
        park=_say(content.park),
        timezone=content.zone,
        journal=content.journal,
        seq=content.seq,
        digest=content.digest,
        plant_hash=content.plant_hash,
        heads=content.heads,
        sections=content.sections,
        drafts=[handover_wire.HandoverSignature(**asdict(one)) for one in record.drafts],
        said=[handover_wire.HandoverWords(**asdict(one)) for one in record.said],
    )


def shift_row(turn: Turn, plant: Plant) -> handover_wire.HandoverShift:
    """A shift of the plant."""
    return handover_wire.HandoverShift(
        **_turn_fields(turn, name_shift(plant, turn)), **_time_fields(turn)
    )


def missing_row(missing: Missing, plant: Plant) -> handover_wire.MissingHandover:
    """A shift whose handover is missing."""
    return handover_wire.MissingHandover(
        **_turn_fields(missing.turn, name_shift(plant, missing.turn)),
        due=missing.due,
        lacks=cast("handover_wire.Lack", missing.lacks),
    )


def _line_fields(record: Handover, name: Words) -> dict[str, Any]:
    return {
        **_turn_fields(record.turn, name),
        "stage": record.stage,
        "version": record.version,
        "edition": record.edition,
        "drafted": _sign(record.drafts[-1]),
        "outgoing": _sign(record.outgoing),
        "incoming": _sign(record.incoming),
        **_time_fields(record.turn),
        "lacks": name_lack(record),
    }


def _time_fields(turn: Turn) -> dict[str, Any]:
    times, end = load_handover_times(), turn.period.end
    return {"due": end + times.late, "signable_from": end - times.early}


def _turn_fields(turn: Turn, name: Words) -> dict[str, Any]:
    return {
        "id": turn.id,
        "shift": turn.shift,
        "name": _say(name),
        "date": turn.day,
        "start": turn.period.start,
        "end": turn.period.end,
    }


def _sign(signature: Signature | None) -> handover_wire.HandoverSignature | None:
    return None if signature is None else handover_wire.HandoverSignature(**asdict(signature))


def _say(words: Words) -> Message:
    return Message(words.zh, words.en)
