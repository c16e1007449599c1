"""Retuning: what a limit would have raised under other deadbands and delays, or as another limit.

One tag's stored readings are judged again by the bank itself, under many settings in one pass:
each is a tag of its own in a plant made for it. Readings that can't change a verdict are left out
first (:mod:`detectors.thinning`), so that a month takes about as long as its disturbed hours.
What is known of sources and operating states is not stored with readings, so a source is taken to
be up and the plant's own limits to be in force. Which setting is the better one is
:mod:`alerting.proposals`' business.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from detectors.bank import Bank
from detectors.rule_table import tell_stale_ms, turn_alarm
from detectors.thinning import Readings, mark_silence, thin
from detectors.verdict import Changes, Situation, merge
from plant.condition import LEVEL_CONDITIONS, Condition, Priority
from plant.link import Links
from plant.reading import NEVER, Instant, ReadingBatch
from plant.signal_checks import find_figure, take_share
from plant.tag_kind import GAS_KINDS
from plant.words import AlarmSettings, Park, Plant, Tag

_BATCH = 65_536


@dataclass(frozen=True, slots=True)
class Setting:
    """What a limit's alarm is tuned by: the deadband in the tag's unit, the delays in ms.

    ``limit`` is None for the tag's own.
    """

    deadband: float
    on_delay_ms: int
    off_delay_ms: int
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Activations:
    """The activations of one alarm in their order, int64 ms, shape (n,).

    ``onset`` is the first reading beyond the limit, ``raised`` and ``returned`` the verdicts;
    ``returned`` is NEVER for one that stands at the end.
    """

    onset: NDArray[np.int64]
    raised: NDArray[np.int64]
    returned: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.raised)

    def group(self, gap_ms: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where runs of activations no more than ``gap_ms`` apart begin and end, intp (groups,)."""
        apart = np.flatnonzero(self.raised[1:] - self.returned[:-1] > gap_ms) + 1
        begins = np.concatenate([np.zeros(min(1, len(self)), dtype=np.intp), apart])
        return begins, np.append(begins[1:], len(self))[: len(begins)]

    def join(self, gap_ms: int) -> Self:
        """Each such run as one activation."""
        begins, ends = self.group(gap_ms)
        return type(self)(self.onset[begins], self.raised[begins], self.returned[ends - 1])


def read_setting(tag: Tag, condition: Condition) -> Setting:
    """How one limit of a tag is tuned today.

    :raises KeyError: the tag has no such limit.
    """
    alarm = tag.alarms[condition]
    return Setting(alarm.deadband, alarm.on_delay_ms, alarm.off_delay_ms)


def judge_settings(
    tag: Tag, condition: Condition, settings: Sequence[Setting], readings: Readings
) -> list[Activations]:
    """The activations of one limit under each setting, in the order of the settings.

    :param condition: one of the four limits that the tag has.
    :raises ValueError: it is another condition.
    """
    if condition not in LEVEL_CONDITIONS:
        raise ValueError(f"{condition} is no limit")
    tags = [_retune(tag, condition, setting) for setting in settings]
    told = mark_silence(readings, tell_stale_ms(tag))
    plant = _make_plant(tags)
    bank = Bank(plant, catalogue=())
    turned = [turn_alarm(own.alarms[condition], float32=tag.float32) for own in tags]
    kept = thin(told, turned[0][0], [bound for _, trip, clear in turned for bound in (trip, clear)])
    changes = merge(list(_judge(bank, plant, kept)))
    wanted = [
        (rule.row, number)
        for number, rule in enumerate(bank.rules)
        if rule.condition is condition and rule.row >= 0
    ]
    return [_gather(changes, number) for _, number in sorted(wanted)]


def find_crossings(tag: Tag, limit: float, readings: Readings, *, upward: bool) -> Activations:
    """When a tag was at or beyond a value, as a limit there without deadband or delay tells it."""
    condition = Condition.HH if upward else Condition.LL
    line = AlarmSettings(condition, limit, 0.0, 0, 0, Priority.LOW, latching=False)
    bare = replace(tag, alarms={condition: line})
    (crossings,) = judge_settings(bare, condition, [read_setting(bare, condition)], readings)
    return crossings


def measure_excess(
    tag: Tag, condition: Condition, activations: Activations, readings: Readings
) -> NDArray[np.float64]:
    """How far each activation went beyond its limit, float64 (n,), in the tag's unit.

    The farthest finite value from its onset up to its return; 0 where there is none.
    """
    sign, trip, _ = turn_alarm(tag.alarms[condition], float32=tag.float32)
    first = np.searchsorted(readings.time, activations.onset, side="left")
    last = np.searchsorted(readings.time, activations.returned, side="left")
    beyond = np.nan_to_num(sign * readings.value - trip, nan=0.0, posinf=0.0, neginf=0.0)
    farthest = [
        max(0.0, float(beyond[begin:end].max(initial=0.0)))
        for begin, end in zip(first.tolist(), last.tolist(), strict=True)
    ]
    return np.array(farthest, dtype=np.float64)


def find_deep(
    tag: Tag, condition: Condition, activations: Activations, readings: Readings
) -> NDArray[np.bool_]:
    """Which activations went farther beyond their limit than noise does, bool (n,).

    All of them where that can't be told, and of HH, LL and gas, where no excursion is noise.
    """
    noise = find_noise(tag)
    if noise is None or is_urgent(tag, condition):
        return np.ones(len(activations), dtype=np.bool_)
    return measure_excess(tag, condition, activations, readings) > noise


def find_noise(tag: Tag) -> float | None:
    """How far a value moves by noise: the start deadband of its kind (EEMUA 191), in its unit.

    None where no standard gives one, or the tag has no range to take a share of.
    """
    figure = find_figure("deadband", tag.kind)
    if figure is None or tag.range_lo is None or tag.range_hi is None:
        return None
    share = take_share(figure, (tag.range_lo, tag.range_hi))
    return share if isinstance(share, float) else None


def is_urgent(tag: Tag, condition: Condition) -> bool:
    """Whether a limit is one whose alarm must not wait: HH, LL, or any of a gas head."""
    return condition in (Condition.HH, Condition.LL) or tag.kind in GAS_KINDS


def _retune(tag: Tag, condition: Condition, setting: Setting) -> Tag:
    """The tag with this one limit, tuned so."""
    today = tag.alarms[condition]
    alarm = replace(
        today,
        limit=today.limit if setting.limit is None else setting.limit,
        deadband=setting.deadband,
        on_delay_ms=setting.on_delay_ms,
        off_delay_ms=setting.off_delay_ms,
    )
    bare = replace(tag, checks={}, range_lo=None, range_hi=None, interval_s=None)
    return replace(bare, alarms={condition: alarm})


def _make_plant(tags: Sequence[Tag]) -> Plant:
    numbered = tuple(replace(tag, id=f"{tag.id}.{place}") for place, tag in enumerate(tags))
    return Plant(Park("retuning", "retuning"), (), (), (), (), numbered)


def _judge(bank: Bank, plant: Plant, readings: Readings) -> Iterator[Changes]:
    """Judge the readings for every tag alike, as a stream that ends with the last one."""
    tags = len(plant.tags)
    links, rows = Links.of(plant), np.arange(tags, dtype=np.int32)
    step = max(1, _BATCH // tags)
    for begin in range(0, len(readings), step):
        part = slice(begin, begin + step)
        time = readings.time[part]
        batch = ReadingBatch.of(
            np.tile(rows, len(time)),
            np.repeat(time, tags),
            np.repeat(readings.value[part], tags),
            np.repeat(readings.status[part], tags),
        )
        yield bank.judge(batch, _situate(links, tags, int(time[-1])))
    if len(readings):
        end = int(readings.time[-1]) + 1
        yield bank.judge(ReadingBatch.empty(), _situate(links, tags, end, ended=True))


def _situate(links: Links, tags: int, now: Instant, *, ended: bool = False) -> Situation:
    return Situation(
        now=now,
        event=np.full(tags, now, dtype=np.int64),
        gateway_of=links.gateway_of,
        down=links.down,
        heard=links.heard,
        offline=links.offline,
        by_silence=False,
        ended=ended,
    )


def _gather(changes: Changes, rule: int) -> Activations:
    """Raises and returns of one rule take turns."""
    own = changes.rule == rule
    raised, at = changes.active[own], changes.at[own]
    returned = at[~raised]
    standing = np.count_nonzero(raised) - len(returned)
    return Activations(
        onset=changes.onset[own][raised],
        raised=at[raised],
        returned=np.concatenate([returned, np.full(standing, NEVER, dtype=np.int64)]),
    )
