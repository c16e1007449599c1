"""A function in a process of its own, with a pipe to it: who loads must not slow who measures."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any

READY = "ready"
GO = "go"

_START_S = 30.0
_END_S = 5.0


@contextmanager
def run_child(
    function: Callable[..., None], *arguments: Any, start_s: float = _START_S
) -> Iterator[Connection]:
    """Run ``function(*arguments, pipe)`` beside the block, which begins when it says ready."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(function, *arguments, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        if hear(ours, start_s) != READY:
            raise RuntimeError(f"{function.__name__} did not get ready")
        yield ours
    finally:
        ours.close()
        process.join(_END_S)
        if process.is_alive():
            process.kill()
            process.join()


def _run(function: Callable[..., None], *arguments: Any) -> None:
    """Ctrl-C in a terminal reaches the children, too; the parent says so, once."""
    with suppress(KeyboardInterrupt):
        function(*arguments)


def hear(pipe: Connection, seconds: float) -> Any:
    """What the child says next.

    :raises TimeoutError: nothing in time.
    :raises EOFError: the child ended instead; its own words are on standard error.
    """
    if not pipe.poll(seconds):
        raise TimeoutError(f"a child said nothing for {seconds} s")
    return pipe.recv()
