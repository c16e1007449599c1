"""The line of progress, on a terminal and elsewhere."""

import io
import os
import pty
from contextlib import suppress

from hazardwatch.progress_line import show_progress


def listen(readings, share):
    """What a terminal shows."""
    there, here = pty.openpty()
    with os.fdopen(here, "w") as terminal, show_progress(terminal) as tell:
        tell(readings, share)
    shown = b""
    with suppress(OSError):  # Linux's way to say that nobody writes there any more
        while read := os.read(there, 1 << 12):
            shown += read
    os.close(there)
    return shown.decode()


def test_a_terminal_is_told_share_readings_and_rate():
    shown = listen(1_234_567, 0.25)
    assert "25%" in shown
    assert "1,234,567 readings" in shown
    assert "a second" in shown


def test_of_an_unknown_whole_no_share_is_told():
    shown = listen(99, None)
    assert "99 readings" in shown
    assert "%" not in shown


def test_anything_else_is_told_nothing():
    stream = io.StringIO()
    with show_progress(stream) as tell:
        tell(5, 0.5)
    assert stream.getvalue() == ""
