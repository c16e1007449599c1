"""The heap: what the start has built is not looked at again and again.

Python's collector of cycles stops everything while it looks at all objects that it knows of. Those
of a plant stay until the end: with 100,000 tags a full look takes most of a second, in which no
alarm is told. So they are set aside once they are there, and what comes and goes later is looked at
in larger portions.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

YOUNG: Final = 10_000
"""New objects after which the young ones are looked at: a tick of a flood makes many thousands."""


@contextmanager
def holding_off() -> Iterator[None]:
    """Look for no garbage until :func:`set_aside`, or the end of the block: a start makes what
    stays, and looking at it in vain takes a tenth of its time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def set_aside(*, thoroughly: bool) -> None:
    """Set aside all objects that there are now; they still go when nothing refers to them.

    :param thoroughly: look for garbage first, which takes the time of a full look. Garbage that is
        set aside stays.
    """
    if thoroughly:
        gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
