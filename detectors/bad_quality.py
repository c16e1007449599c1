"""Bad quality: one verdict a tag, true from a bad reading to the next usable one.

Contract section 1, rule 5. A last usable value counts as bad: nobody judges such a tag, and that
must not look calm. A forced value is no evidence either way.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.findings import Evidence, Findings
from detectors.last_changes import LastChanges
from plant.quality import QualityClass
from plant.reading import Mark, ReadingBatch
from plant.status_codes import name_status

POSSIBLY_BEYOND = "可能真实超限 possibly truly beyond the limit"


class BadQuality:
    """The bad-quality verdicts of all tags; ``first_rule`` is the rule of the first tag."""

    def __init__(self, tags: int, first_rule: int, changes: LastChanges) -> None:
        self.active = np.zeros(tags, dtype=np.bool_)
        self._changes = changes
        self._first_rule = first_rule

    def judge_round(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp],
        classes: NDArray[np.uint8],
        doubtful: NDArray[np.bool_],
        beyond: NDArray[np.bool_],
        findings: Findings,
    ) -> None:
        """Judge readings in which each tag occurs once.

        :param place: intp (m,), the readings of this round.
        :param classes: uint8 (m,), their quality classes.
        :param doubtful: bool (m,), from a source declared down: returns nothing.
        :param beyond: bool (m,), value at or beyond a limit of its tag.
        """
        active = self.active[batch.row[place]]
        if not (np.count_nonzero(active) or np.count_nonzero(classes)):
            return
        bad = classes >= QualityClass.HELD
        usable = (classes <= QualityClass.UNCERTAIN) & ~doubtful
        self._change(batch, place[bad & ~active], beyond[bad & ~active], findings, active=True)
        falls = usable & active
        uncertain = classes[falls] == QualityClass.UNCERTAIN
        self._change(batch, place[falls], uncertain, findings)

    def _change(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp],
        noted: NDArray[np.bool_],
        findings: Findings,
        *,
        active: bool = False,
    ) -> None:
        if len(place) == 0:
            return
        row, time = batch.row[place], batch.time[place]
        at = self._changes.note("bad_quality", row, time)
        self.active[row] = active
        marks = batch.marks[place].copy()
        marks[noted] |= np.uint16(Mark.POSSIBLY_BEYOND if active else Mark.UNCERTAIN)
        findings.add(
            (row + self._first_rule).astype(np.int32),
            at,
            time,
            Evidence(batch.value[place], marks, batch.source[place], batch.received[place]),
            active=active,
            reasons=_word_reasons(batch, place, noted) if active else None,
        )


def _word_reasons(
    batch: ReadingBatch, place: NDArray[np.intp], beyond: NDArray[np.bool_]
) -> dict[int, str]:
    """The source's own word, its status code, and the warning that the bad value may be true."""
    reasons = {}
    for position, (reading, possibly) in enumerate(
        zip(place.tolist(), beyond.tolist(), strict=True)
    ):
        status = name_status(int(batch.status[reading]))
        parts = [batch.words.get(reading, ""), status, POSSIBLY_BEYOND if possibly else ""]
        reason = "; ".join(part for part in parts if part)
        if reason:
            reasons[position] = reason
    return reasons
