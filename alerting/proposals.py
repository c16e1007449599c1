"""Proposals: which deadband or delay would have spared the nuisance activations of an alarm.

Compares what a limit raised with what it would have raised under other settings. No excursion that
was real may be lost, and how much later it would have been told is part of the answer. Nothing is
changed by it: a person decides, and the plant directory is where. Judging the readings again is
:mod:`detectors.retuning`'s business; here only instants are compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.retuning import Activations, Setting, find_noise, is_urgent
from plant.advice import LONG_DELAY_MS
from plant.condition import Condition
from plant.nuisance_figures import TrialFigures
from plant.reading import Instant
from plant.signal_checks import find_figure
from plant.words import Tag


@dataclass(frozen=True, slots=True)
class Excursion:
    """What the process did as the operator should hear of it: activations close together.

    ``first`` the first raise, ``end`` the last return (NEVER while it stands), ``count`` its
    activations. ``real``: long enough to act on, farther beyond the limit than noise goes, or
    chattering, which means that the process is at its limit.
    """

    first: Instant
    end: Instant
    count: int
    real: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What a setting would have come to.

    ``activations`` in all, ``removed`` fewer than today; ``lost`` real excursions without an
    activation of their own; ``later_ms`` the longest by which a real one would have been raised
    later than today; ``standing_ms`` by how much longer alarms would have stood in all.
    """

    setting: Setting
    activations: int
    removed: int
    lost: int
    later_ms: int
    standing_ms: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """The gentlest setting that spares nearly as much as the best, beside that of today."""

    today: Setting
    excursions: int
    real: int
    effect: Effect


def list_settings(
    tag: Tag, condition: Condition, today: Setting, figures: TrialFigures
) -> list[Setting]:
    """What is tried for a limit: today's setting first, then whatever is more patient.

    The start values of the tag's kind are among the candidates (plant/signal_checks.toml). A
    deadband never reaches the opposite limit; HH, LL and gas wait 5 s at most, or as long as they
    do today (contract section 3). One delay is changed at a time, so that people can say what for.
    """
    deadbands = [today.deadband, *_list_deadbands(tag, condition, today, figures)]
    delays = _list_delays(tag, condition, figures)
    pairs = [
        (today.on_delay_ms, today.off_delay_ms),
        *((one, today.off_delay_ms) for one in delays if one > today.on_delay_ms),
        *((today.on_delay_ms, one) for one in delays if one > today.off_delay_ms),
    ]
    return [Setting(deadband, on, off) for deadband in deadbands for on, off in pairs]


def find_excursions(
    today: Activations, deep: NDArray[np.bool_], figures: TrialFigures
) -> list[Excursion]:
    """The excursions behind the activations of today.

    :param deep: bool (n,), which of them went farther beyond the limit than noise goes.
    """
    begins, ends = today.group(figures.gap_ms)
    return [
        Excursion(
            first := int(today.raised[begin]),
            last := int(today.returned[end - 1]),
            int(end - begin),
            bool(
                last - first > figures.fleeting_ms
                or deep[begin:end].any()
                or end - begin >= figures.chatters
            ),
        )
        for begin, end in zip(begins, ends, strict=True)
    ]


def weigh(
    setting: Setting,
    found: Activations,
    today: Activations,
    excursions: Sequence[Excursion],
    end: Instant,
) -> Effect:
    """What a setting comes to beside today's.

    :param end: the end of the readings, up to which what still stands has stood.
    """
    real = [one for one in excursions if one.real]
    raised = [_find_raise(found, one) for one in real]
    later = [at - one.first for at, one in zip(raised, real, strict=True) if at is not None]
    return Effect(
        setting=setting,
        activations=len(found),
        removed=len(today) - len(found),
        lost=sum(at is None for at in raised),
        later_ms=max(later, default=0),
        standing_ms=_count_standing(found, end) - _count_standing(today, end),
    )


def choose(
    today: Setting, effects: Sequence[Effect], excursions: Sequence[Excursion], enough: float
) -> Proposal | None:
    """The effect to propose; None where no setting spares anything without losing something.

    Of those that spare nearly as much as the best one, that which tells real excursions the least
    later, then keeps alarms standing the least longer, then changes the least.

    :param enough: the share of the best one's spared activations that will do.
    """
    sound = [one for one in effects if one.lost == 0 and one.removed > 0]
    if not sound:
        return None
    best = max(one.removed for one in sound)
    fit = [one for one in sound if one.removed >= enough * best]
    gentlest = min(fit, key=lambda one: (one.later_ms, one.standing_ms, _measure(one.setting)))
    real = sum(one.real for one in excursions)
    return Proposal(today, len(excursions), real, gentlest)


def _list_deadbands(
    tag: Tag, condition: Condition, today: Setting, figures: TrialFigures
) -> list[float]:
    start = find_noise(tag)
    if start is None:
        return []
    wanted = (round(share * start, 12) for share in figures.deadband_shares)
    return [one for one in wanted if one > today.deadband and _clears(tag, condition, one)]


def _list_delays(tag: Tag, condition: Condition, figures: TrialFigures) -> list[int]:
    start = find_figure("delay", tag.kind)
    delays = {*figures.delays_ms, *([round(1000 * start.value)] if start else [])}
    urgent = is_urgent(tag, condition)
    return sorted(one for one in delays if not urgent or one <= LONG_DELAY_MS)


def _clears(tag: Tag, condition: Condition, deadband: float) -> bool:
    """Whether a limit with a deadband clears before the next limit on the other side."""
    low = condition in (Condition.LL, Condition.L)
    others = (Condition.H, Condition.HH) if low else (Condition.L, Condition.LL)
    limit = tag.alarms[condition].limit
    clear = limit + deadband if low else limit - deadband
    bounds = [tag.alarms[other].limit for other in others if other in tag.alarms]
    return all(clear < bound if low else clear > bound for bound in bounds)


def _find_raise(found: Activations, excursion: Excursion) -> Instant | None:
    """When an excursion would have been raised: within it, or it was not told for itself."""
    place = int(np.searchsorted(found.raised, excursion.first, side="left"))
    if place == len(found) or found.raised[place] > excursion.end:
        return None
    return int(found.raised[place])


def _count_standing(found: Activations, end: Instant) -> int:
    return int((np.minimum(found.returned, end) - found.raised).sum())


def _measure(setting: Setting) -> tuple[int, int, float]:
    return setting.on_delay_ms, setting.off_delay_ms, setting.deadband
