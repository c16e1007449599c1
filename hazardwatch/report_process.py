"""A KPI report in a process of its own: the tick shares neither interpreter nor priority with it.

Counting a year of a busy park holds an interpreter for seconds, in pieces of a tenth of one. The
process reads the journal as any other reader may, writes nothing, and ends with its answer; one
that is left behind by its parent ends when nobody takes the answer.
"""

import asyncio
import io
import os
import pickle
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO, Final

from alerting.journal import Journal, JournalRefusedError, JournalUnavailableError
from alerting.kpi.groups import By
from alerting.kpi.journal_pages import count_entries, report_journal
from alerting.kpi.places import Place, Site
from alerting.kpi.report import Report
from alerting.kpi.terms import Period, Terms

NICENESS: Final = 10
_RUN: Final = f"from {__name__} import main; main()"
"""Not ``-m``: pickles name this module, and there it would be ``__main__``."""

_PLACES: Final = 1000
"""Pickled at once: what pickles keeps the interpreter until it is done."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be reported of which journal; ``most`` entries may be read, no more."""

    url: str
    site: Site
    period: Period
    terms: Terms
    by: By
    most: int


@dataclass(frozen=True, slots=True)
class TooMany:
    """The answer instead of a report: the period has so many entries."""

    count: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer instead of a report: the journal could not be read."""

    reason: str


Answer = Report | TooMany | Failed


async def ask(question: Question) -> Answer:
    """Have a process answer; cancelling ends it."""
    asked = await asyncio.to_thread(write_question, question)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _RUN),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    try:
        told, _ = await process.communicate(asked)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.returncode or not told:
        return Failed(f"the report's process ended with {process.returncode}")
    answer: Answer = pickle.loads(told)  # noqa: S301 - our own process wrote it
    return answer


def write_question(question: Question) -> bytes:
    """A question as bytes, its places in slices, so that the loop has its turn between them."""
    file = io.BytesIO()
    places = question.site.places
    bare = replace(question, site=replace(question.site, places={}))
    pickle.dump(bare, file)
    for part in _slice(iter(places.items())):
        pickle.dump(part, file)
    return file.getvalue()


def read_question(file: BinaryIO) -> Question:
    """The question that was written."""
    question: Question = pickle.load(file)  # noqa: S301 - our own parent wrote it
    places: dict[str, Place] = {}
    with suppress(EOFError):
        while True:
            places.update(pickle.load(file))  # noqa: S301 - the same
    return replace(question, site=replace(question.site, places=places))


def answer(question: Question) -> Answer:
    """The report, or why there is none."""
    try:
        journal = Journal(question.url, upgrade=False)
    except (JournalRefusedError, JournalUnavailableError) as error:
        return Failed(str(error))
    try:
        count = count_entries(journal, question.period)
        if count > question.most:
            return TooMany(count)
        return report_journal(journal, question.site, question.period, question.terms, question.by)
    except JournalUnavailableError as error:
        return Failed(str(error))
    finally:
        journal.close()


def main() -> None:
    """Answer one question from standard input on standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a whole group may be told; who asks ends us
    with suppress(OSError):  # a sandbox may not let us
        os.nice(NICENESS)
    told = answer(read_question(sys.stdin.buffer))
    sys.stdout.buffer.write(pickle.dumps(told))
    sys.stdout.buffer.flush()


def _slice(
    items: Iterator[tuple[str, Place]],
) -> Iterator[list[tuple[str, Place]]]:
    while part := list(islice(items, _PLACES)):
        yield part
