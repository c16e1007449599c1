"""A report in a process of its own: the tick shares neither interpreter nor priority with it.

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
from datetime import tzinfo
from itertools import islice
from typing import BinaryIO, Final

from alerting.journal import Journal, JournalRefusedError, JournalUnavailableError
from alerting.kpi.groups import By
from alerting.kpi.journal_pages import count_entries, report_journal
from alerting.kpi.places import Place, Site
from alerting.kpi.report import Report
from alerting.kpi.terms import Period, Terms
from alerting.online_rate.rate import OnlineReport
from alerting.online_rate.reading import count_losses
from alerting.online_rate.reading import report_journal as report_online

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
class OnlineQuestion:
    """What the online rates of a period are and of its days in a zone, by which journal; ``most``
    entries may be read. ``enterprises``: of these alone, None for all.
    """

    url: str
    period: Period
    zone: tzinfo
    most: int
    enterprises: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class TooMany:
    """The answer instead of a report: the period has so many entries."""

    count: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer instead of a report: the journal could not be read."""

    reason: str


Answer = Report | TooMany | Failed
OnlineAnswer = OnlineReport | TooMany | Failed
_MISTAKEN: Final = Failed("the report's process answered another question")


async def ask(question: Question) -> Answer:
    """Have a process answer; cancelling ends it."""
    told = await _have_answered(await asyncio.to_thread(write_question, question))
    return told if isinstance(told, Report | TooMany | Failed) else _MISTAKEN


async def ask_online(question: OnlineQuestion) -> OnlineAnswer:
    """The same for online rates."""
    told = await _have_answered(pickle.dumps(question))
    return told if isinstance(told, OnlineReport | TooMany | Failed) else _MISTAKEN


async def _have_answered(asked: bytes) -> object:
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
    answer: object = pickle.loads(told)  # noqa: S301 - our own process wrote it
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


def read_question(file: BinaryIO) -> Question | OnlineQuestion:
    """The question that was written."""
    question: Question | OnlineQuestion = pickle.load(file)  # noqa: S301 - our own parent wrote it
    if isinstance(question, OnlineQuestion):
        return question
    places: dict[str, Place] = {}
    with suppress(EOFError):
        while True:
            places.update(pickle.load(file))  # noqa: S301 - the same
    return replace(question, site=replace(question.site, places=places))


def answer(question: Question | OnlineQuestion) -> Answer | OnlineAnswer:
    """The report, or why there is none."""
    try:
        journal = Journal(question.url, upgrade=False)
    except (JournalRefusedError, JournalUnavailableError) as error:
        return Failed(str(error))
    try:
        online = isinstance(question, OnlineQuestion)
        count = (count_losses if online else count_entries)(journal, question.period)
        if count > question.most:
            return TooMany(count)
        if isinstance(question, OnlineQuestion):
            return report_online(journal, question.period, question.zone, question.enterprises)
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
