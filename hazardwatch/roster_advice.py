"""Warnings of ``plant check`` about hours of the coming week at which nobody has a step's role.

The plant's reader can't ask the roster, which is alerting's, so the walk over the week is here. An
hour without anybody loses no alarm, since then those of the next step are told; it is still hardly
what the site meant.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from alerting.roster import Roster
from plant.complaint import Complaint
from plant.draft import Draft
from plant.duties import RESPONSIBLE_ROLES, Duty, Escalation
from plant.reading import Instant
from plant.words import Plant

WEEK: Final = timedelta(days=7)
HALF_HOUR: Final = timedelta(minutes=30)
_DAYS_ZH: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody has a role from ``begin`` to ``end``: the first such time, and how long it is nobody
    in the whole week.
    """

    begin: datetime
    end: datetime
    total: timedelta


def advise_rosters(plant: Plant, draft: Draft, now: Instant) -> list[Complaint]:
    """The warnings about the rosters of a plant, for the seven days from ``now``.

    One for each role of each step, naming the hazards for which nobody has it.
    """
    warnings: list[Complaint] = []
    rosters = _Rosters(plant, now)
    for ladder, row in zip(plant.escalations, draft.rows("escalation"), strict=True):
        place = row.place.gather(warnings)
        for position, step in enumerate(ladder.steps):
            for number, role in enumerate(step.to):
                for gap, hazards in rosters.find_gaps(role, ladder):
                    place.inside("steps", position, "to", number).complain(
                        *_tell(role, hazards, gap)
                    )
    return warnings


class _Rosters:
    """The roster of one week; what was found for one hazard holds for all that are alike."""

    def __init__(self, plant: Plant, now: Instant) -> None:
        self._plant = plant
        self._roster = Roster(plant)
        self._moments = list(_walk(plant, now))
        self._ends = self._moments[0], self._moments[-1]
        """Enough for what no duty changes."""
        self._found: dict[tuple[str, tuple[Duty, ...]], Gap | None] = {}

    def find_gaps(self, role: str, ladder: Escalation) -> Iterator[tuple[Gap, list[str]]]:
        """Each gap of a role with the hazards that have it."""
        gaps: dict[Gap, list[str]] = {}
        for hazard in self._list_hazards(role, ladder):
            gap = self._find_gap(role, hazard)
            if gap is not None:
                gaps.setdefault(gap, []).append(hazard)
        yield from gaps.items()

    def _list_hazards(self, role: str, ladder: Escalation) -> list[str]:
        """The hazards of a ladder; a responsible person is nobody's whose alarm has no hazard."""
        if ladder.hazards:
            return list(ladder.hazards)
        every = [hazard.id for hazard in self._plant.hazards]
        return every if role in RESPONSIBLE_ROLES else ["", *every]

    def _find_gap(self, role: str, hazard: str) -> Gap | None:
        duties = tuple(
            duty for duty in self._plant.duties if duty.role == role and duty.covers(hazard)
        )
        if role in RESPONSIBLE_ROLES:
            return self._walk_week(role, hazard, self._moments if duties else self._ends)
        key = role, duties
        if key not in self._found:
            self._found[key] = self._walk_week(role, hazard, self._moments)
        return self._found[key]

    def _walk_week(self, role: str, hazard: str, moments: Sequence[datetime]) -> Gap | None:
        empty = [
            (begin, end)
            for begin, end in pairwise(moments)
            if not self._roster.find(role, hazard, round(begin.timestamp() * 1000))
        ]
        if not empty:
            return None
        begin, end = empty[0]
        for later, until in empty[1:]:
            if later != end:
                break
            end = until
        return Gap(begin, end, sum((until - since for since, until in empty), timedelta()))


def _walk(plant: Plant, now: Instant) -> Iterator[datetime]:
    """Every half hour of a week in the park's zone, and between them the ends of shifts."""
    zone = ZoneInfo(plant.park.timezone)
    there = datetime.fromtimestamp(now / 1000, UTC).astimezone(zone)
    first = there.replace(minute=30 * (there.minute // 30), second=0, microsecond=0)
    moments = {first + number * HALF_HOUR for number in range(WEEK // HALF_HOUR + 1)}
    edges = {edge for shift in plant.shifts for edge in (shift.start, shift.end)}
    midnight = first.replace(hour=0, minute=0)
    for day in range(WEEK.days + 1):
        moments |= {midnight + timedelta(days=day, minutes=edge) for edge in edges}
    yield from sorted(moment for moment in moments if first <= moment <= first + WEEK)


def _tell(role: str, hazards: list[str], gap: Gap) -> tuple[str, str]:
    whole = gap.total >= WEEK
    where = " ".join(hazard for hazard in hazards if hazard)
    of, of_zh = (f" for {where}", f" {where} 的") if where else ("", "")
    hours = gap.total / timedelta(hours=1)
    begin, end = gap.begin, gap.end
    when = "in the whole week" if whole else f"{hours:g} h of the week, first {begin:%a %H:%M}"
    days = _DAYS_ZH[begin.weekday()], _DAYS_ZH[end.weekday()]
    when_zh = (
        "整周"
        if whole
        else f"一周中有 {hours:g} 小时（首次：周{days[0]} {begin:%H:%M} 至周{days[1]} {end:%H:%M}）"
    )
    until = "" if whole else f" to {end:%a %H:%M}"
    return f"nobody is {role}{of} {when}{until}", f"{when_zh}无人担任{of_zh} {role}"
