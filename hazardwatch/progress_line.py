"""The line that tells how far a long command has come: on a terminal, and nowhere else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

Tell = Callable[[int, float | None], None]
"""Takes readings so far, and the share of the whole from 0 to 1, None where that is not known."""


@contextmanager
def show_progress(stream: IO[str] | None = None) -> Iterator[Tell]:
    """A line on standard error, or ``stream``: share, readings, rate. Gone in the end.

    Where that is no terminal, nothing at all.
    """
    stream = stream or sys.stderr
    if not stream.isatty():
        yield lambda _readings, _share: None
        return
    # Seldom needed, and slow to import.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = BarColumn(), TaskProgressColumn(), TextColumn("{task.description}")
    with Progress(
        *columns, TimeElapsedColumn(), console=Console(file=stream), transient=True
    ) as bar:
        task = bar.add_task("", total=None)

        def tell(readings: int, share: float | None) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            rate = f", {readings / elapsed / 1e6:.2f} M a second" if elapsed else ""
            whole = None if share is None else 1.0
            bar.update(
                task,
                total=whole,
                completed=share or 0.0,
                description=f"{readings:,} readings{rate}",
            )

        yield tell
