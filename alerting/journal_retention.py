"""Forgetting: the oldest rows of the journal leave it, whole prefixes of the chain, bite by bite.

The head remembers where the chain begins now, so that what is left can still be verified. Rows go
only below the oldest snapshot: what they made of the alarms is in it. How long rows are kept, and
when to look, is the site's (:mod:`hazardwatch.settings`) and the caller's business.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from sqlalchemy import Engine, delete, func, select, update

from alerting.journal_errors import translate_errors
from alerting.journal_tables import HEAD, JOURNAL, SNAPSHOT, digest_row
from plant.reading import Instant

BITE: Final = 250
"""Rows deleted in one transaction: some ms."""


class _Stamps(NamedTuple):
    seq: int
    at: Instant
    detected: Instant | None

    @property
    def written(self) -> Instant:
        """When it was journalled, as far as it says: late data say by when they were detected."""
        return self.at if self.detected is None else max(self.at, self.detected)


def forget_bite(engine: Engine, before: Instant, now: Instant, most: int = BITE) -> int:
    """Delete the oldest rows if they were written before an instant.

    :param engine: the writer's.
    :param before: rows younger than this stay, and all that follow them.
    :param now: our clock.
    :param most: at most so many rows.
    :returns: how many rows were deleted, 0 once there is nothing more to forget.
    :raises JournalUnavailableError: nothing is known to be deleted.
    """
    with translate_errors(), engine.begin() as connection:
        head = connection.execute(select(HEAD).with_for_update()).mappings().one()
        floor = connection.scalar(select(func.min(SNAPSHOT.c.seq))) or 0
        oldest = (
            select(JOURNAL.c.seq, JOURNAL.c.at, JOURNAL.c.detected_time)
            .where(JOURNAL.c.seq > head["cut_seq"], JOURNAL.c.seq < floor)
            .order_by(JOURNAL.c.seq)
            .limit(most)
        )
        rows = [_Stamps(*row) for row in connection.execute(oldest)]
        cut = _find_cut(rows, before, now)
        if cut is None:
            return 0
        row = connection.execute(select(JOURNAL).where(JOURNAL.c.seq == cut)).mappings().one()
        connection.execute(delete(JOURNAL).where(JOURNAL.c.seq <= cut))
        connection.execute(update(HEAD).values(cut_seq=cut, cut_digest=digest_row(row)))
    return sum(one.seq <= cut for one in rows)


def _find_cut(rows: Iterable[_Stamps], before: Instant, now: Instant) -> int | None:
    """The last row of the prefix that is old; what lies between two old ones is old.

    A clock may have been wrong: a stamp from the future says nothing.
    """
    cut = None
    for row in rows:
        if before <= row.written <= now:
            break
        if row.written < before:
            cut = row.seq
    return cut
