"""Keys in parts: what one statement of the journal's database may name at a time."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

Key = TypeVar("Key")

MOST: Final = 300
"""Keys of one statement, well below every store's number of parameters."""


def cut_keys(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    """The keys in their order, so many at a time."""
    for first in range(0, len(keys), MOST):
        yield keys[first : first + MOST]
