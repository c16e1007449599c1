"""A function in a process of its own, with a pipe to it: who loads must not slow who measures."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

READY = "ready"
GO = "go"

_START_S = 30.0
_END_S = 5.0


@contextmanager
def run_child(function: Callable[..., None], *arguments: Any) -> Iterator[Connection]:
    """Run ``function(*arguments, pipe)`` beside the block, which begins when it says ready."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=function, args=(*arguments, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        if hear(ours, _START_S) != READY:
            raise RuntimeError(f"{function.__name__} did not get ready")
        yield ours
    finally:
        ours.close()
        process.join(_END_S)
        if process.is_alive():
            process.kill()
            process.join()


def hear(pipe: Connection, seconds: float) -> Any:
    """What the child says next.

    :raises TimeoutError: nothing in time.
    :raises EOFError: the child ended instead; its own words are on standard error.
    """
    if not pipe.poll(seconds):
        raise TimeoutError(f"a child said nothing for {seconds} s")
    return pipe.recv()
