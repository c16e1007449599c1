"""What a notice says, in both languages: one line that can be read out or fits a short message, and
the facts of which a channel's template makes a text of its own.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from alerting.alarm import Alarm
from plant.message import compose, known, name_source, plain
from plant.reading import Instant
from plant.tag_kind import TagKind
from plant.wording import PRIORITY_WORDS, Words
from plant.words import Plant


def tell_alarm(plant: Plant, alarm: Alarm) -> Words:
    """One alarm: how urgent, where, what, when."""
    what, place = compose_alarm(plant, alarm), _name_place(plant, alarm)
    urgency = _name_urgency(alarm)
    when = _tell_time(plant, alarm.raised_at)
    return Words(
        f"【{urgency.zh}】{place.zh}{what.zh}，{when}，请立即确认处置",
        f"[{urgency.en}] {place.en}{what.en}, {when}; acknowledge and act",
    )


def tell_group(plant: Plant, alarms: Sequence[Alarm]) -> Words:
    """Several alarms of one hazard, the gravest first."""
    first = alarms[0]
    if len(alarms) == 1:
        return tell_alarm(plant, first)
    what, place = compose_alarm(plant, first), _name_place(plant, first)
    urgency = _name_urgency(first)
    count = len(alarms)
    return Words(
        f"【{urgency.zh}】{place.zh}又有 {count} 条报警未确认，其中 {what.zh}，请立即确认处置",
        f"[{urgency.en}] {place.en}{count} more alarms unacknowledged, among them {what.en}; "
        "acknowledge and act",
    )


def list_facts(plant: Plant, alarm: Alarm) -> dict[str, str]:
    """The facts of an alarm under the names of :data:`alerting.channels.template.FACTS`.

    Names in Chinese, numbers as people write them, instants in the park's zone with its offset;
    what there is not is empty.
    """
    hazard = plant.hazard_of.get(alarm.hazard)
    return {
        "source": alarm.source,
        "condition": str(alarm.condition),
        "hazard_name": "" if hazard is None else hazard.name,
        "value": _tell_number(alarm.value),
        "limit": _tell_number(alarm.limit),
        "unit": alarm.unit,
        "raised_at": _tell_instant(plant, alarm.raised_at),
        "called_at": _tell_instant(plant, alarm.called_at),
        "park": plant.park.name,
    }


def _tell_number(number: float | None) -> str:
    """At most six significant digits: nobody reads the noise of the seventh on a telephone."""
    finite = known(number)
    return "" if finite is None else plain(float(f"{finite:.6g}"))


def _tell_instant(plant: Plant, at: Instant | None) -> str:
    return "" if at is None else _place(plant, at).isoformat(timespec="seconds")


def compose_alarm(plant: Plant, alarm: Alarm) -> Words:
    """The message of an alarm: what, where, by which value."""
    row = plant.row_of.get(alarm.source)
    return compose(
        name_source(plant, alarm.source),
        alarm.condition,
        alarm.value,
        alarm.limit,
        alarm.unit,
        TagKind.OTHER if row is None else plant.tags[row].kind,
        alarm.marks,
    )


def _name_place(plant: Plant, alarm: Alarm) -> Words:
    """The hazard, with what separates it from what follows; nothing where it belongs to none."""
    hazard = plant.hazard_of.get(alarm.hazard)
    if hazard is None:
        return Words("", "")
    return Words(f"{hazard.name} ", f"{hazard.name_en or hazard.name}: ")


def _name_urgency(alarm: Alarm) -> Words:
    return PRIORITY_WORDS[alarm.priority]


def _tell_time(plant: Plant, at: Instant | None) -> str:
    """The hour in the park's zone, to the second."""
    return f"{_place(plant, at or 0):%H:%M:%S}"


def _place(plant: Plant, at: Instant) -> datetime:
    """An instant in the park's zone."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(plant.park.timezone))
