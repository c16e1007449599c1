"""Findings: changes of verdict as the detectors come upon them, drained once a tick."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detectors.verdict import Changes, Rule, sort
from plant.quality import QualityClass
from plant.reading import LONG_AGO, Mark


class Evidence(NamedTuple):
    """What a change rests on: arrays of one shape (n,) or single values for all.

    ``value`` float64, ``marks`` uint16, ``source`` and ``received`` int64 ms; ``limit`` float64,
    the one that it was compared with, where it is not the one in force.
    """

    value: ArrayLike
    marks: ArrayLike
    source: ArrayLike
    received: ArrayLike
    limit: ArrayLike | None = None


def mark_quality(marks: NDArray[np.uint16], classes: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """Readings' marks and what their quality says of a verdict that rests on them, uint16 (n,).

    :param classes: uint8 (n,), members of :class:`plant.quality.QualityClass`.
    """
    told = marks.copy()
    told[classes == QualityClass.UNCERTAIN] |= np.uint16(Mark.UNCERTAIN)
    told[classes == QualityClass.FORCED] |= np.uint16(Mark.FORCED)
    return told


SILENCE: Final = Evidence(np.nan, 0, LONG_AGO, LONG_AGO)
"""The evidence of a change that no reading decided."""

_NOTHING: Final = Changes.none()


class Findings:
    """Feed with :meth:`add`, in order of time for each rule; drain once.

    ``rules`` gives each finding its priority unless it brings one. ``limits``, float64 (rules,),
    are those in force, which whoever changes one writes here.
    """

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._priorities = np.array([rule.priority for rule in rules], dtype=np.int8)
        self.limits = np.array([rule.limit for rule in rules], dtype=np.float64)
        self._parts: list[Changes] = []

    def add(
        self,
        rule: NDArray[np.int32],
        at: ArrayLike,
        onset: ArrayLike,
        evidence: Evidence,
        *,
        active: bool,
        priority: ArrayLike | None = None,
        reasons: Mapping[int, str] | None = None,
        places: Mapping[int, int] | None = None,
    ) -> None:
        """Note changes of ``rule`` (int32, shape (n,)); the rest has that shape or is one value.

        Arrays are taken over as they are, not copied.
        """
        shape = rule.shape
        limit = self.limits[rule] if evidence.limit is None else evidence.limit
        self._parts.append(
            Changes(
                rule=rule,
                at=_spread(at, shape, np.int64),
                onset=_spread(onset, shape, np.int64),
                active=_spread(active, shape, np.bool_),
                value=_spread(evidence.value, shape, np.float64),
                marks=_spread(evidence.marks, shape, np.uint16),
                priority=_spread(
                    self._priorities[rule] if priority is None else priority,
                    shape,
                    np.int8,
                ),
                limit=_spread(limit, shape, np.float64),
                source=_spread(evidence.source, shape, np.int64),
                received=_spread(evidence.received, shape, np.int64),
                reasons=dict(reasons or {}),
                places=dict(places or {}),
            )
        )

    def pass_on(self, found: Changes, reasons: Mapping[int, str]) -> None:
        """Take over what other findings of the same rules came to, with more to say of it."""
        self._parts.append(replace(found, reasons=dict(reasons)))

    def drain(self) -> Changes:
        """All findings since the last drain, sorted by (at, rule)."""
        if not self._parts:
            return _NOTHING
        parts, self._parts = self._parts, []
        return sort(parts)


def _spread(given: ArrayLike, shape: tuple[int, ...], dtype: type[np.generic]) -> NDArray[Any]:
    if isinstance(given, np.ndarray) and given.dtype == dtype and given.shape == shape:
        return given
    spread = np.empty(shape, dtype=dtype)
    spread[:] = given
    return spread
