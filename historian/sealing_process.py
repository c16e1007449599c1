"""Sealing in a process of its own: the tick shares neither interpreter nor priority with it.

The process reads the batches from the head file, as any other reader may, and writes the blocks of
their days; it takes nothing out of the head. It ends when whoever started it does, however that
ends: nothing is lost by it at any moment, since readings leave the head only after the answer.
"""

import ctypes
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from historian.day_file import write_day
from historian.embedded_queries import DamagedDayError, blame_day
from historian.head import join_columns
from historian.head_file import FILE_NAME, read_head
from historian.sealing import seal

NICENESS: Final = 10
"""Judging goes first, but a busy machine must not starve sealing: the head would fill."""
_PATIENCE_S: Final = 5.0
_SET_PARENT_DEATH_SIGNAL: Final = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


class SealingFailedError(Exception):
    """The process could not seal; the batches are where they were."""


class SealingProcess:
    """The side that asks. Used from one thread; the process is started when it is first needed."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._process: subprocess.Popen[str] | None = None

    def seal(self, upto: int) -> None:
        """Have the batches up to a number put into the blocks of their days.

        :raises DamagedDayError: the file of a day wants mending first.
        :raises SealingFailedError: for any other reason.
        """
        try:
            answer = json.loads(self._ask(f"{upto}\n"))
        except (OSError, ValueError) as error:
            self.close()
            raise SealingFailedError(f"the process is gone: {error}") from error
        if "damaged" in answer:
            raise DamagedDayError(Path(answer["path"]), answer["damaged"], answer["reason"])
        if "failed" in answer:
            raise SealingFailedError(answer["failed"])

    def close(self) -> None:
        """Let the process end."""
        if self._process is None:
            return
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what it was still told it needs no more
                if pipe is not None:
                    pipe.close()
        try:
            self._process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _ask(self, question: str) -> str:
        process = self._process = self._process or self._start()
        if process.stdin is None or process.stdout is None:
            raise OSError("it has no pipes")
        process.stdin.write(question)
        process.stdin.flush()
        return process.stdout.readline()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", __name__, str(self._directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )


def seal_head(directory: Path, upto: int) -> None:
    """Put the batches of a head file up to a number into the blocks of their days.

    :raises DamagedDayError: the file of a day is damaged.
    :raises SealingFailedError: the head file is not what its writer has.
    """
    head = read_head(directory / FILE_NAME)
    count = upto - head.state.sealed
    if head.complaints or not 0 <= count <= len(head.batches):
        raise SealingFailedError(f"the head file: {', '.join(head.complaints) or 'other batches'}")
    names = {number: name for name, number in head.tags.items()}
    for day, blocks in seal(join_columns(head.batches[:count])) if count else ():
        with blame_day(directory, day):
            write_day(directory, day, blocks, names)


def main(directory: Path) -> None:
    """Answer questions from standard input until it ends."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # a whole group may be told; who asks ends us
    _die_with_parent()
    with suppress(OSError):  # a sandbox may not let us
        os.nice(NICENESS)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(directory, int(line))) + "\n")
        sys.stdout.flush()


def _die_with_parent() -> None:
    """On Linux: killed with whoever started it, lest it seals beside that one's successor."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _answer(directory: Path, upto: int) -> dict[str, object]:
    try:
        seal_head(directory, upto)
    except DamagedDayError as error:
        return {"damaged": error.day, "path": str(error.path), "reason": error.reason}
    except (OSError, sqlite3.Error, SealingFailedError, ValueError) as error:
        return {"failed": str(error)}
    return {}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
