"""The readings that went to judging lately, of all tags together, to know one that comes again.

Order of arrival alone decides what is kept, so a cut of some minutes is remembered as that, be it
many readings of a few tags or a few of many. Exact: to take a reading for another would drop it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

_A_TAG: Final = 32
_FEWEST: Final = 1 << 12
_MOST: Final = 1 << 18

_TIME_BITS: Final = 42
_TIME_MASK: Final = (1 << _TIME_BITS) - 1
_SPREAD: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
_SIEVE_BITS: Final = 20


@dataclass(frozen=True, slots=True)
class Told:
    """What readings tell, arrays of shape (n,): equal in all three, they are one reading.

    ``key`` int64, tag row and source time in one: times 139 years apart would be one; ``value``
    uint64, the bits, so that NaN equals itself; ``status`` uint32.
    """

    key: NDArray[np.int64]
    value: NDArray[np.uint64]
    status: NDArray[np.uint32]

    @classmethod
    def of(
        cls,
        row: NDArray[np.int32],
        source: NDArray[np.int64],
        value: NDArray[np.float64],
        status: NDArray[np.uint32],
    ) -> Self:
        """What columns of a batch tell; -0.0 and 0.0 are one value."""
        key = (row.astype(np.int64) << _TIME_BITS) | (source & _TIME_MASK)
        return cls(key, (value + 0.0).view(np.uint64), status)

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_]) -> Self:
        """The readings at ``index``, in that order, or where it is true."""
        return type(self)(self.key[index], self.value[index], self.status[index])

    def join(self, other: Self) -> Self:
        """These and then the other ones."""
        names = [column.name for column in fields(self)]
        return type(self)(
            *(np.concatenate([getattr(self, name), getattr(other, name)]) for name in names)
        )

    def number(self) -> NDArray[np.int64]:
        """Per reading a number from 0 that equal ones share, int64, shape (n,)."""
        return _number(self.key, self.value, self.status)


NOTHING: Final = Told(
    np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.uint32)
)


class Recent:
    """A ring of the last ``places`` readings written; the next goes to ``count % places``."""

    def __init__(self, places: int) -> None:
        self.places, self.count = places, 0
        self._ring = Told(
            np.full(places, -1, dtype=np.int64),
            np.zeros(places, dtype=np.uint64),
            np.zeros(places, dtype=np.uint32),
        )

    @classmethod
    def of(cls, tags: int) -> Self:
        """Room for 32 readings a tag if all send alike, from 4096 to 2¹⁸ (5 MB) for them all."""
        return cls(min(max(1 << (_A_TAG * tags - 1).bit_length(), _FEWEST), _MOST))

    def write(self, told: Told) -> None:
        """Remember readings, in the order of arrival."""
        count = len(told.key)
        kept = min(count, self.places)
        start = (self.count + count - kept) % self.places
        first = min(kept, self.places - start)
        for column in fields(Told):
            ring, fresh = getattr(self._ring, column.name), getattr(told, column.name)
            ring[start : start + first] = fresh[count - kept : count - kept + first]
            ring[: kept - first] = fresh[count - kept + first :]
        self.count += count

    def find(
        self,
        asked: Told,
        before: NDArray[np.int64],
        fresh: Told = NOTHING,
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether readings were written before, and whether any of their tag and time was.

        :param before: int64, shape (n,), how many of ``fresh`` come before each reading.
        :param fresh: readings not written yet that come between or after those asked for, in
            the order of arrival.
        :returns: two arrays of bool, shape (n,).
        """
        nearby, age = self._sift(asked.key)
        written = nearby.join(fresh)
        when = np.concatenate([-age, np.arange(len(fresh.key))])
        both = asked.join(written)
        same = self._stands(both.number(), before, when)
        return same, self._stands(_number(both.key), before, when)

    def _sift(self, key: NDArray[np.int64]) -> tuple[Told, NDArray[np.int64]]:
        """Few readings of the ring, all of the given keys among them, and their age from 1."""
        sieve = np.zeros(1 << _SIEVE_BITS, dtype=np.bool_)
        sieve[_spread(key)] = True
        places = np.flatnonzero(sieve[_spread(self._ring.key)])
        age = (self.count - 1 - places) % self.places + 1
        return self._ring.take(places), age.astype(np.int64)

    def _stands(
        self, number: NDArray[np.int64], before: NDArray[np.int64], when: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Whether the same number was written before, and is not overwritten by then.

        :param number: int64, shape (asked + written,); ``when``: int64, shape (written,), their
            order, that of the first not yet written being 0.
        """
        span = self.places + len(when) + 1
        asked = number[: len(before)] * span + before + self.places
        written = number[len(before) :] * span + when + self.places
        written = np.sort(np.append(written, -1))
        last = np.searchsorted(written, asked) - 1
        return np.asarray(written[last] >= asked - self.places)

    def save(self) -> dict[str, NDArray[np.generic]]:
        """What is remembered, oldest first."""
        start = self.count % self.places
        oldest = slice(start, None) if self.count >= self.places else slice(0)
        rings = {column.name: getattr(self._ring, column.name) for column in fields(Told)}
        return {
            f"recent_{name}": np.concatenate([ring[oldest], ring[:start]])
            for name, ring in rings.items()
        }

    def restore(self, arrays: Mapping[str, NDArray[np.generic]], row: NDArray[np.int64]) -> None:
        """Remember what :meth:`save` gave, if it is among the arrays.

        :param row: int64, today's row of each tag of then, -1 where it is no more.
        """
        if "recent_key" not in arrays:
            return
        told = np.asarray(arrays["recent_key"], dtype=np.int64)
        today = row[told >> _TIME_BITS]
        kept = Told(
            (today << _TIME_BITS) | (told & _TIME_MASK),
            np.asarray(arrays["recent_value"], dtype=np.uint64),
            np.asarray(arrays["recent_status"], dtype=np.uint32),
        )
        self.write(kept.take(today >= 0))


def _spread(key: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keys strewn over the places of the sieve (Fibonacci hashing)."""
    return ((key.view(np.uint64) * _SPREAD) >> np.uint64(64 - _SIEVE_BITS)).view(np.int64)


def _number(*columns: NDArray[np.generic]) -> NDArray[np.int64]:
    """Per row of the columns a number from 0 that equal rows share."""
    number = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        _, place = np.unique(column, return_inverse=True)
        _, number = np.unique(number * len(number) + place, return_inverse=True)
    return number
