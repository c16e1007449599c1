"""Which readings are news: duplicates, conflicts and latecomers, for a whole tick at once.

Contract section 1, rules 6 to 8. Knows per tag the last reading that went to judging, and the
few before it to tell a frame delivered twice from data that is truly late.

A reading is late if it is older than its tag's last by its stamp and by its true time, our clock
less its age. Only by the stamp: then the gateway's clock was set back, and the reading is judged
at its true time. Stamps of one clock are exact, true times shake with the network; so the true
time counts only where the clock is believed behind ours or the last reading was judged by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from plant.reading import LONG_AGO, Mark, ReadingBatch

DEPTH: Final = 8
"""Readings remembered a tag: more than a broker redelivers of one tag after a cut."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of readings, bool arrays of shape (n,); duplicates are neither of the others.

    ``retimed``: to be judged at their true time, not at their stamp.
    """

    duplicate: NDArray[np.bool_]
    conflict: NDArray[np.bool_]
    late: NDArray[np.bool_]
    retimed: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Claims:
    """Readings that ask to be judged, in arrival order; arrays of shape (n,) as in a batch.

    ``bar`` int64 ms, the earlier of ``time`` and arrival: what a later reading must not be older
    than. A clock that ran ahead and is set right would otherwise make the truth late.
    ``true`` int64 ms, our clock less the reading's age; ``behind`` bool, its clock is behind ours;
    ``corrected`` bool, ``time`` is already the true one.
    """

    row: NDArray[np.int32]
    source: NDArray[np.int64]
    time: NDArray[np.int64]
    bar: NDArray[np.int64]
    true: NDArray[np.int64]
    behind: NDArray[np.bool_]
    corrected: NDArray[np.bool_]
    value: NDArray[np.float64]
    status: NDArray[np.uint32]

    @classmethod
    def of(cls, batch: ReadingBatch, behind: NDArray[np.bool_]) -> Self:
        """What a batch with its times set claims."""
        return cls(
            row=batch.row,
            source=batch.source,
            time=batch.time,
            bar=np.minimum(batch.time, batch.received),
            true=np.minimum(batch.fresh, batch.received),
            behind=behind,
            corrected=(batch.marks & Mark.CLOCK_SUSPECT) != 0,
            value=batch.value,
            status=batch.status,
        )

    def take(self, index: NDArray[np.intp]) -> Self:
        """The claims at ``index`` (intp, shape (m,)), in that order."""
        return type(self)(*(getattr(self, column.name)[index] for column in fields(self)))


class Order:
    """The last judged readings of every tag.

    ``bar`` and ``true`` int64 ms and ``by_truth`` bool (judged by its true time, not its stamp),
    shape (tags,), those of the last. ``source`` int64 ms, ``value`` uint64 (the bits, so that NaN
    equals itself), ``status`` uint32, all of shape (tags, :data:`DEPTH`), a ring whose newest
    place is ``place`` int64 (tags,).
    """

    def __init__(self, tags: int) -> None:
        self.bar = np.full(tags, LONG_AGO)
        self.true = np.full(tags, LONG_AGO)
        self.by_truth = np.zeros(tags, dtype=np.bool_)
        self.place = np.zeros(tags, dtype=np.int64)
        self.source = np.full((tags, DEPTH), LONG_AGO)
        self.value = np.zeros((tags, DEPTH), dtype=np.uint64)
        self.status = np.zeros((tags, DEPTH), dtype=np.uint32)

    def sift(self, claims: Claims) -> Judgement:
        """Judge the order of readings and take up those that are news."""
        by_tag = np.argsort(claims.row, kind="stable")
        claims = claims.take(by_tag)
        row, source, status = claims.row, claims.source, claims.status
        bits = (claims.value + 0.0).view(np.uint64)  # + 0.0: -0.0 and 0.0 are one value
        starts = np.flatnonzero(np.append(True, row[1:] != row[:-1])[: len(row)])
        late = claims.time < _newest_before(claims.bar, starts, self.bar[row[starts]])
        again = np.zeros(len(row), dtype=np.bool_)
        again[late] = self._remembered(row[late], source[late], bits[late], status[late])
        retimed = np.zeros(len(row), dtype=np.bool_)
        for tag in np.unique(row[late & ~again & (claims.true >= self.true[row])]).tolist():
            places = np.arange(*np.searchsorted(row, [tag, tag + 1]))
            again[places] = self._remembered(
                row[places], source[places], bits[places], status[places]
            )
            self._retime(tag, places.tolist(), claims, again, late, retimed)

        last = _last_judged(late, starts)
        place = self.place[row]
        earlier = last < 0
        same_time = source == np.where(earlier, self.source[row, place], source[last])
        same = same_time & (
            (bits == np.where(earlier, self.value[row, place], bits[last]))
            & (status == np.where(earlier, self.status[row, place], status[last]))
        )
        same |= again & late

        news = np.flatnonzero(~late & ~same)
        bar = np.where(retimed, claims.true, claims.bar)
        np.maximum.at(self.true, row[news], claims.true[news])
        self.by_truth[row[news]] = (retimed | claims.corrected)[news]
        self._take_up(row[news], bar[news], source[news], bits[news], status[news])
        return _unsort(by_tag, same, same_time & ~same & ~late, late & ~same, retimed & ~same)

    def _retime(
        self,
        tag: int,
        places: Sequence[int],
        claims: Claims,
        again: NDArray[np.bool_],
        late: NDArray[np.bool_],
        retimed: NDArray[np.bool_],
    ) -> None:
        """Decide one tag's readings one by one, as each true time moves the bar for the next.

        :param late: what their stamps alone say; decided anew here, with ``retimed``.
        """
        bar, true, by_truth = int(self.bar[tag]), int(self.true[tag]), bool(self.by_truth[tag])
        last: tuple[int, bytes, int] | None = None
        for place in places:
            stamp, truth = int(claims.time[place]), int(claims.true[place])
            newer = truth >= true and (claims.behind[place] or by_truth)
            retimed[place] = stamp < bar and newer and not again[place]
            late[place] = stamp < bar and not retimed[place]
            told = (
                int(claims.source[place]),
                (claims.value[place] + 0.0).tobytes(),
                int(claims.status[place]),
            )
            if not (late[place] or again[place] or told == last):
                bar = truth if retimed[place] else int(claims.bar[place])
                true, last = max(true, truth), told
                by_truth = bool(retimed[place] or claims.corrected[place])

    def _remembered(
        self,
        row: NDArray[np.int32],
        source: NDArray[np.int64],
        bits: NDArray[np.uint64],
        status: NDArray[np.uint32],
    ) -> NDArray[np.bool_]:
        """Whether a reading equals one that was judged a little earlier."""
        equal = self.source[row] == source[:, None]
        equal &= self.value[row] == bits[:, None]
        equal &= self.status[row] == status[:, None]
        return np.asarray(equal.any(axis=1))

    def _take_up(
        self,
        row: NDArray[np.int32],
        bar: NDArray[np.int64],
        source: NDArray[np.int64],
        bits: NDArray[np.uint64],
        status: NDArray[np.uint32],
    ) -> None:
        """Remember news, sorted by tag and arrival; of equal places the last written stays."""
        starts = np.flatnonzero(np.append(True, row[1:] != row[:-1])[: len(row)])
        lengths = np.diff(np.append(starts, len(row)))
        rank = np.arange(len(row)) - np.repeat(starts, lengths)
        place = (self.place[row] + rank + 1) % DEPTH
        self.bar[row] = bar
        self.source[row, place] = source
        self.value[row, place] = bits
        self.status[row, place] = status
        self.place[row] = place

    def save(self) -> dict[str, NDArray[np.generic]]:
        """The arrays, one row a tag."""
        return {
            "bar": self.bar,
            "true": self.true,
            "by_truth": self.by_truth,
            "place": self.place,
            "source": self.source,
            "value": self.value,
            "status": self.status,
        }

    def restore(
        self,
        arrays: Mapping[str, NDArray[np.generic]],
        old: NDArray[np.intp],
        new: NDArray[np.intp],
    ) -> None:
        """Take over the rows ``old`` of what :meth:`save` gave as the rows ``new`` of today."""
        for name, array in self.save().items():
            if name in arrays:
                array[new] = arrays[name][old]


def _newest_before(
    time: NDArray[np.int64], starts: NDArray[np.intp], known: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Per reading the newest time of its tag before it, int64 ms.

    A running maximum that begins anew at each of ``starts`` from ``known``: each tag's times are
    lifted above all earlier tags', so that one plain running maximum serves them all.
    """
    if not len(time):
        return time
    floor = int(time.min()) - 1
    before = np.empty_like(time)
    before[1:] = time[:-1] - floor
    before[starts] = np.maximum(known, floor) - floor
    lift = (int(before.max()) + 1) * np.repeat(
        np.arange(len(starts)), np.diff(np.append(starts, len(time)))
    )
    return np.asarray(np.maximum.accumulate(before + lift) - lift + floor)


def _last_judged(late: NDArray[np.bool_], starts: NDArray[np.intp]) -> NDArray[np.intp]:
    """Per reading the position of its tag's last one before it that is not late, else -1."""
    count = len(late)
    judged = np.where(late, -1, np.arange(count))
    last = np.full(count, -1, dtype=np.intp)
    last[1:] = np.maximum.accumulate(judged)[:-1]
    first = np.repeat(starts, np.diff(np.append(starts, count)))
    last[last < first] = -1
    return last


def _unsort(
    by_tag: NDArray[np.intp],
    duplicate: NDArray[np.bool_],
    conflict: NDArray[np.bool_],
    late: NDArray[np.bool_],
    retimed: NDArray[np.bool_],
) -> Judgement:
    places = np.empty_like(by_tag)
    places[by_tag] = np.arange(len(by_tag))
    return Judgement(duplicate[places], conflict[places], late[places], retimed[places])
