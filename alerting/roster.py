"""The roster: who is to be told at an instant, by the plant's duties and shifts.

Pure: the plant and an instant in, persons out. What they are told is :mod:`alerting.escalation`'s
business.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from plant.duties import RESPONSIBLE_ROLES, Duty, Person, Shift, find_persons
from plant.reading import Instant
from plant.words import Plant


class Roster:
    """The duties of a plant, ready to be asked."""

    def __init__(self, plant: Plant) -> None:
        self._zone = ZoneInfo(plant.park.timezone)
        self._duties = plant.duties
        self._shifts = {shift.id: shift for shift in plant.shifts}
        self._everybody = plant.persons
        self._persons = {person.id: person for person in plant.persons}
        self._responsible: Mapping[str, Mapping[str, str]] = {
            hazard.id: hazard.responsible for hazard in plant.hazards
        }

    def find(self, role: str, hazard: str, at: Instant) -> tuple[Person, ...]:
        """Everybody who has a role for a hazard at an instant, each once; empty where nobody has.

        :param hazard: its id, empty for what belongs to none: then only duties for all count.
        """
        found = [*self._find_responsible(role, hazard), *self._find_on_duty(role, hazard, at)]
        return tuple({person.id: person for person in found}.values())

    def get(self, person: str) -> Person | None:
        """A person by id."""
        return self._persons.get(person)

    def _find_responsible(self, role: str, hazard: str) -> Iterator[Person]:
        if role in RESPONSIBLE_ROLES:
            word = self._responsible.get(hazard, {}).get(role, "")
            yield from find_persons(self._everybody, word)

    def _find_on_duty(self, role: str, hazard: str, at: Instant) -> Iterator[Person]:
        moment = datetime.fromtimestamp(at / 1000, UTC).astimezone(self._zone)
        for duty in self._duties:
            if duty.role != role or not duty.covers(hazard):
                continue
            day = self._find_day(duty, moment)
            if day is not None:
                yield from (self._persons[person] for person in choose_group(duty, day))

    def _find_day(self, duty: Duty, moment: datetime) -> date | None:
        """The day whose shift it is at a moment, None if nobody has this duty then."""
        shift = self._shifts.get(duty.shift)
        day = moment.date() if shift is None else find_shift_day(shift, moment)
        return day if day is not None and _holds(duty, day) else None


def find_shift_day(shift: Shift, moment: datetime) -> date | None:
    """The day on which the shift that lasts at a moment began, None where it does not last then."""
    minute = 60 * moment.hour + moment.minute
    if shift.start < shift.end:
        return moment.date() if shift.start <= minute < shift.end else None
    if minute >= shift.start:
        return moment.date()
    return moment.date() - timedelta(days=1) if minute < shift.end else None


def choose_group(duty: Duty, day: date) -> tuple[str, ...]:
    """Whose turn it is on a day of the duty."""
    if len(duty.rotation) == 1 or duty.begins is None:
        return duty.rotation[0]
    return duty.rotation[_count_turns(duty, day) % len(duty.rotation)]


def _count_turns(duty: Duty, day: date) -> int:
    """How many days of the duty lie between its beginning and a day of it."""
    begins = duty.begins or day
    passed = (day - begins).days
    if not duty.days:
        return passed
    weeks, rest = divmod(passed, 7)
    weekdays = (begins.weekday() + one for one in range(rest))
    return weeks * len(duty.days) + sum(one % 7 in duty.days for one in weekdays)


def _holds(duty: Duty, day: date) -> bool:
    """Whether a duty has this day."""
    if duty.begins is not None and day < duty.begins:
        return False
    if duty.ends is not None and day > duty.ends:
        return False
    return not duty.days or day.weekday() in duty.days
