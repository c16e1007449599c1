"""Which readings are news: duplicates, conflicts and latecomers, for a whole tick at once.

Contract section 1, rules 6 to 8. Knows per tag the last reading that went to judging, and the
many before it of all tags, to tell a frame delivered twice from data that is truly late.

A reading is late if it is older than its tag's last by its stamp and by its true time, our clock
less its age. Only by the stamp: then the gateway's clock was set back, and the reading is judged
at its true time. Stamps of one clock are exact, true times shake with the network; so the true
time counts only where the clock is believed behind ours or the last reading was judged by it.

Of the readings at its last time a tag's last one alone makes a duplicate. A value that came back
within one tick of a coarse clock is news: to drop it would leave the tag standing at another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from ingest.recent import Recent, Told
from plant.reading import LONG_AGO, NEVER, Mark, ReadingBatch

_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of readings, bool arrays of shape (n,); duplicates are none of the others.

    ``conflict``: another value of a time that is known; a late one may be that too.
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


@dataclass(slots=True)
class _Sorted:
    """A batch sorted by tag, of one tag in the order of arrival; arrays of shape (n,).

    ``starts`` intp, where each tag begins; ``places`` intp, in the order of arrival where each
    reading is here. ``late``: older than what was judged before it; ``again``: judged lately;
    ``met``: one of its time was; ``retimed`` as in :class:`Judgement`.
    """

    claims: Claims
    told: Told
    starts: NDArray[np.intp]
    places: NDArray[np.intp]
    late: NDArray[np.bool_]
    again: NDArray[np.bool_]
    met: NDArray[np.bool_]
    retimed: NDArray[np.bool_]

    @classmethod
    def of(cls, claims: Claims) -> Self:
        by_tag = np.argsort(claims.row, kind="stable")
        claims = claims.take(by_tag)
        row, count = claims.row, len(by_tag)
        places = np.empty_like(by_tag)
        places[by_tag] = np.arange(count)
        return cls(
            claims,
            Told.of(row, claims.source, claims.value, claims.status),
            np.flatnonzero(np.append(True, row[1:] != row[:-1])[:count]),
            places,
            *np.zeros((4, count), dtype=np.bool_),
        )

    def arrange(self, chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Where the chosen readings are, in the order of arrival."""
        return self.places[chosen[self.places]]

    def count_before(self, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many of the chosen readings arrived before each, int64."""
        arrived = chosen[self.places]
        before = np.empty(len(chosen), dtype=np.int64)
        before[self.places] = np.cumsum(arrived) - arrived
        return before


class Order:
    """The last judged reading of every tag, and those of all tags that were judged lately.

    ``bar`` and ``true`` int64 ms, ``by_truth`` bool (judged by its true time, not its stamp),
    ``source`` int64 ms, ``value`` uint64 and ``status`` uint32 as in
    :class:`ingest.recent.Told`: those of the last, all of shape (tags,).
    """

    def __init__(self, tags: int) -> None:
        self.bar = np.full(tags, LONG_AGO)
        self.true = np.full(tags, LONG_AGO)
        self.by_truth = np.zeros(tags, dtype=np.bool_)
        self.source = np.full(tags, LONG_AGO)
        self.value = np.zeros(tags, dtype=np.uint64)
        self.status = np.zeros(tags, dtype=np.uint32)
        self.recent = Recent.of(tags)

    def sift(self, claims: Claims) -> Judgement:
        """Judge the order of readings and take up those that are news."""
        batch = _Sorted.of(claims)
        claims = batch.claims
        newest = _newest_before(claims.bar, batch.starts, self.bar[claims.row[batch.starts]])
        batch.late = claims.time < newest
        same, same_time = self._compare(batch)
        if batch.late.any():
            self._look_back(batch, same)
            doubtful = batch.late & ~batch.again & (claims.true >= self.true[claims.row])
            doubtful |= same & (claims.bar > newest)
            if doubtful.any():
                self._judge_singly(batch, np.unique(claims.row[doubtful]))
                same, same_time = self._compare(batch)
        same |= batch.late & batch.again
        self._take_up(batch, ~batch.late & ~same)
        return Judgement(
            same[batch.places],
            (~same & (same_time | (batch.late & batch.met)))[batch.places],
            (~same & batch.late)[batch.places],
            (~same & batch.retimed)[batch.places],
        )

    def follow(self, batch: ReadingBatch) -> bool:
        """Take up readings all of which are plainly news, as a recorded file's mostly are.

        As :meth:`sift` would, at a tenth of the cost: nothing is sorted by tag.

        :returns: false where that can't be seen at a glance; then nothing was done.
        """
        if not len(batch):
            return True
        if not (_has_one_time(batch) and self._is_news(batch.row, batch.time)):
            return False
        last = np.full(len(self.bar), -1, dtype=np.intp)
        last[batch.row] = np.arange(len(batch))
        row = np.flatnonzero(last >= 0).astype(np.int32)
        last = last[row]
        told = Told.of(row, batch.source[last], batch.value[last], batch.status[last])
        for known in (self.bar, self.true, self.source):
            known[row] = batch.time[last]
        self.by_truth[row] = False
        self.value[row], self.status[row] = told.value, told.status
        end = slice(-self.recent.places, None)
        self.recent.write(
            Told.of(batch.row[end], batch.source[end], batch.value[end], batch.status[end])
        )
        return True

    def _is_news(self, row: NDArray[np.int32], time: NDArray[np.int64]) -> bool:
        """Whether time never goes back, no tag has two readings at one, and all are new."""
        before, after = time[:-1], time[1:]
        if (after < before).any():
            return False
        if not ((row[1:] > row[:-1]) | (after > before)).all():
            # Of one time the tags come in another order than the plant's.
            span = len(self.bar)
            if int(time[-1] - time[0]) >= NEVER // max(span, 1):
                return False
            keys = np.sort((time - time[0]) * span + row)
            if (keys[1:] == keys[:-1]).any():
                return False
        known = np.maximum(np.maximum(self.bar, self.true), self.source)
        return bool((known[row] < time).all())

    def _compare(self, batch: _Sorted) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether each reading is its tag's last one before it, and whether of its time."""
        last, row = _last_judged(batch.late, batch.starts), batch.claims.row

        def repeats(column: NDArray[_T], known: NDArray[_T]) -> NDArray[np.bool_]:
            return np.asarray(column == np.where(last < 0, known[row], column[last]))

        same_time = repeats(batch.claims.source, self.source)
        same = same_time & repeats(batch.told.value, self.value)
        return same & repeats(batch.told.status, self.status), same_time

    def _look_back(self, batch: _Sorted, same: NDArray[np.bool_]) -> None:
        """Find the late ones among the readings judged before them, those of the batch too."""
        late, news = batch.late, ~batch.late & ~same
        asked, fresh = batch.told.take(late), batch.told.take(batch.arrange(news))
        found = self.recent.find(asked, batch.count_before(news)[late], fresh)
        batch.again[late], batch.met[late] = found

    def _judge_singly(self, batch: _Sorted, tags: NDArray[np.int32]) -> None:
        """Decide some tags anew, as a true time moves the bar for the next, a duplicate not."""
        own = np.flatnonzero(np.isin(batch.claims.row, tags))
        found = self.recent.find(batch.told.take(own), np.zeros(len(own), dtype=np.int64))
        batch.again[own], batch.met[own] = found
        lines = {tag: self._start_line(tag) for tag in tags.tolist()}
        for place, tag in zip(own.tolist(), batch.claims.row[own].tolist(), strict=True):
            lines[tag].judge(batch, place)

    def _start_line(self, tag: int) -> "_Line":
        last = (int(self.source[tag]), int(self.value[tag]), int(self.status[tag]))
        return _Line(int(self.bar[tag]), int(self.true[tag]), bool(self.by_truth[tag]), last)

    def _take_up(self, batch: _Sorted, news: NDArray[np.bool_]) -> None:
        """Remember what is to be judged; of a tag's readings the last written stays."""
        claims, told, row = batch.claims, batch.told, batch.claims.row[news]
        np.maximum.at(self.true, row, claims.true[news])
        self.bar[row] = np.where(batch.retimed, claims.true, claims.bar)[news]
        self.by_truth[row] = (batch.retimed | claims.corrected)[news]
        self.source[row], self.value[row] = claims.source[news], told.value[news]
        self.status[row] = told.status[news]
        self.recent.write(told.take(batch.arrange(news)))

    def save(self) -> dict[str, NDArray[np.generic]]:
        """The arrays: one row a tag, and what :meth:`ingest.recent.Recent.save` gives."""
        return self._last() | self.recent.save()

    def _last(self) -> dict[str, NDArray[np.generic]]:
        return {
            "bar": self.bar,
            "true": self.true,
            "by_truth": self.by_truth,
            "last_source": self.source,
            "last_value": self.value,
            "last_status": self.status,
        }

    def restore(
        self,
        arrays: Mapping[str, NDArray[np.generic]],
        old: NDArray[np.intp],
        new: NDArray[np.intp],
    ) -> None:
        """Take over the rows ``old`` of what :meth:`save` gave as the rows ``new`` of today.

        Readings of a tag that is no more are forgotten, what else was remembered stays.
        """
        for name, array in self._last().items():
            if name in arrays:
                array[new] = arrays[name][old]
        today = np.full(len(arrays["bar"]), -1, dtype=np.int64)
        today[old] = new
        self.recent.restore(arrays, today)


@dataclass(slots=True)
class _Line:
    """One tag of an :class:`Order`; ``judged``: source time → (value, status) judged since."""

    bar: int
    true: int
    by_truth: bool
    last: tuple[int, int, int]
    judged: dict[int, set[tuple[int, int]]] = field(default_factory=dict)

    def judge(self, batch: _Sorted, place: int) -> None:
        """Decide one reading; ``again`` and ``met`` of it know only of earlier batches."""
        claims = batch.claims
        stamp, truth = int(claims.time[place]), int(claims.true[place])
        source = int(claims.source[place])
        told = (int(batch.told.value[place]), int(batch.told.status[place]))
        known = self.judged.setdefault(source, set())
        older = stamp < self.bar
        again = bool(batch.again[place]) or told in known
        same = (source, *told) == self.last or (older and again)
        newer = truth >= self.true and (bool(claims.behind[place]) or self.by_truth)
        retimed = older and newer and not same
        batch.retimed[place], batch.late[place] = retimed, older and not retimed
        batch.again[place] = same
        batch.met[place] |= bool(known)
        if not same and not batch.late[place]:
            self.bar = truth if retimed else int(claims.bar[place])
            self.true, self.last = max(self.true, truth), (source, *told)
            self.by_truth = retimed or bool(claims.corrected[place])
            known.add(told)


def _has_one_time(batch: ReadingBatch) -> bool:
    """Whether each reading is judged, fresh and arrived at its source time, and bears no mark."""
    times = (batch.time, batch.fresh, batch.received)
    same = all(time is batch.source or np.array_equal(time, batch.source) for time in times)
    return same and not batch.marks.any()


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
