"""A recording on a terminal: one line with its counts, and losses the moment they happen."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status

from simulators.backlog import Backlog
from simulators.record_writer import RecordWriter

Show = Callable[[Backlog, RecordWriter], None]


@contextmanager
def show_recording(*, as_json: bool) -> Iterator[Show]:
    """The line on a terminal; elsewhere nothing until the end."""
    if as_json or not sys.stderr.isatty():
        yield lambda _backlog, _writer: None
        return
    with Status("", console=Console(stderr=True)) as status:
        yield lambda backlog, writer: status.update(describe(backlog, writer))


def describe(backlog: Backlog, writer: RecordWriter) -> str:
    """How a recording stands, in one line."""
    counts = backlog.counts
    line = f"{counts.written} 条消息 messages · {writer.bytes / 1e6:.1f} MB"
    if counts.waiting:
        line += f" · 待写 waiting {counts.waiting / 1e6:.1f} MB"
    if counts.lost:
        line += f" · [red]丢失 lost {counts.lost}[/red]"
    if counts.away:
        line += f" · [red]断开 away {counts.away}×[/red]"
    return f"{line} · Ctrl-C 结束 ends"
