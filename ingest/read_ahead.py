"""Reading ahead: a source of batches walked on a thread of its own, beside whoever judges them.

Decoding a file lets go of the interpreter for most of its time, so on two cores reading costs
next to nothing. Nothing here knows what is read.
"""

from collections.abc import Generator, Iterable
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Final, Generic, TypeVar

_T = TypeVar("_T")

_LOOK_S: Final = 0.1
"""How often a thread that waits for room looks whether anybody still takes what it reads."""


class _Ended(Generic[_T]):
    """Stands at the end of what was read, with the error that ended it, if one did."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def read_ahead(items: Iterable[_T], most: int) -> Generator[_T, None, None]:
    """The same items in their order, of which at most so many wait to be taken.

    An error of the source is raised where it would have been. The source is left alone once this
    is closed: nothing of it runs on.
    """
    waiting: Queue[_T | _Ended[_T]] = Queue(most)
    given_up = Event()
    thread = Thread(target=_fill, args=(items, waiting, given_up), name="read-ahead", daemon=True)
    thread.start()
    try:
        while not isinstance(item := waiting.get(), _Ended):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        given_up.set()
        _empty(waiting)
        thread.join()


def _fill(items: Iterable[_T], waiting: "Queue[_T | _Ended[_T]]", given_up: Event) -> None:
    error: BaseException | None = None
    try:
        for item in items:
            if not _put(item, waiting, given_up):
                return
    except BaseException as raised:  # noqa: BLE001 - it is raised again where it is waited for
        error = raised
    _put(_Ended(error), waiting, given_up)


def _put(item: _T | _Ended[_T], waiting: "Queue[_T | _Ended[_T]]", given_up: Event) -> bool:
    """Whether an item found room before the taking was given up."""
    while not given_up.is_set():
        try:
            waiting.put(item, timeout=_LOOK_S)
        except Full:
            continue
        return True
    return False


def _empty(waiting: "Queue[_T | _Ended[_T]]") -> None:
    while True:
        try:
            waiting.get_nowait()
        except Empty:
            return
