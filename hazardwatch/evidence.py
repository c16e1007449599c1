"""The evidence of one handling record: everything an investigation asks for, as files.

Reads beside a running platform and changes nothing; the same stores give the same bytes, so when
it was made is no part of it. How the files are sealed is :mod:`hazardwatch.evidence_sealing`'s
business, who asks for them the command's.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from alerting.alarm import Entry
from alerting.chain import Chain
from alerting.chain_walk import find_unlinked
from alerting.delivery import Delivery
from alerting.handling import Attachment, Evidence, Handling, HandlingEntry, Step
from alerting.handling_tables import HANDLING_CHAIN
from alerting.handling_tables import make_row as make_handling_row
from alerting.journal import Journal
from alerting.journal_tables import JOURNAL_CHAIN
from alerting.journal_tables import make_row as make_journal_row
from alerting.kpi.places import NOWHERE, Site
from alerting.outbox import Outbox
from dashboard_api.attachment_types import SUFFIXES
from dashboard_api.spreadsheet import guard_text
from hazardwatch.attachments import Attachments
from hazardwatch.evidence_forms import (
    describe_handling,
    describe_notice,
    write_journal,
    write_json,
    write_lines,
    write_table,
)
from hazardwatch.evidence_readme import README
from hazardwatch.journal_export import tell_time
from historian.port import Series
from plant.handling_limits import name_provenance
from plant.quality import name_severity
from plant.reading import Instant
from plant.words import Plant

FORMAT: Final = 1
DAY_MS: Final = 86_400_000
MOST_READINGS: Final = 2_000_000
"""Readings of one package: what a spreadsheet can't open and a mail can't carry helps nobody."""
MOST_NOTICES: Final = 10_000

ReadTags = Callable[[Iterable[str], Instant, Instant], Iterator[tuple[str, Series]]]
"""Each of some tags with its readings of a range."""


@dataclass(frozen=True, slots=True)
class Window:
    """How long before the first raise and after the last end readings are taken, ms; ``longest`` is
    the most of it altogether.
    """

    before: int = 30 * 60_000
    after: int = 30 * 60_000
    longest: int = DAY_MS


@dataclass(frozen=True, slots=True)
class Sources:
    """Where evidence is taken from. ``plant`` is the one in the directory now."""

    journal: Journal
    plant: Plant
    files: Attachments
    read: ReadTags
    tool: str


@dataclass(slots=True)
class Gathering:
    """One package in the making; ``flaws`` says what is missing or does not hold together."""

    sources: Sources
    record: Handling
    entries: Sequence[HandlingEntry]
    start: Instant
    end: Instant
    flaws: list[str] = field(default_factory=list)


def gather_evidence(
    sources: Sources, record: Handling, entries: Sequence[HandlingEntry], window: Window
) -> dict[str, bytes]:
    """The files of a record's package by their paths.

    :raises JournalUnavailableError: the journal can't be read.
    :raises HistorianUnavailableError: the historian can't.
    """
    start, end = find_window(record, entries, window)
    gathering = Gathering(sources, record, entries, start, end)
    if end - start == window.longest:
        gathering.flaws.append(f"时间窗口以 {window.longest} ms 为限 the window is cut to so much")
    told = list_told(gathering)
    handling = list(_chain_rows(gathering, HANDLING_CHAIN, map(make_handling_row, entries)))
    journal = list(_chain_rows(gathering, JOURNAL_CHAIN, map(make_journal_row, told)))
    files = {
        "README.txt": README.encode(),
        "record.json": write_json(msgspec.to_builtins(record)),
        "handling.jsonl": write_lines(handling),
        "handling.csv": write_table(map(describe_handling, entries)),
        "journal.jsonl": write_lines(journal),
        "journal.csv": write_journal(told),
        "notices.jsonl": write_lines(map(describe_notice, list_notices(gathering))),
        "plant.json": write_json(excerpt_plant(sources.plant, record)),
        "readings.csv": write_readings(gathering),
        **read_attachments(gathering),
    }
    anchors = {"journal": _anchor(journal), "handling": _anchor(handling)}
    return {**files, "manifest.json": write_json(describe_package(gathering, anchors))}


def find_window(
    record: Handling, entries: Sequence[HandlingEntry], window: Window
) -> tuple[Instant, Instant]:
    """From when to when readings are taken; of a condition that stands up to the last entry."""
    ends = [record.last_raised_at, record.ended_at or record.last_raised_at]
    if record.evidence is Evidence.STANDING:
        ends.append(entries[-1].at)
    start = record.raised_at - window.before
    return start, min(max(ends) + window.after, start + window.longest)


def list_told(gathering: Gathering) -> list[Entry]:
    """The journal's rows: all of the alarm while it was handled, and in the window those of its
    hazard's other alarms.
    """
    journal, record = gathering.sources.journal, gathering.record
    places = Site.of(gathering.sources.plant).places
    closed = record.stamps.get(Step.CLOSED)
    own = journal.read(record.id - 1, alarm=record.alarm)
    wanted = {entry.seq: entry for entry in own if closed is None or entry.at <= closed.at}
    for entry in journal.read(start=gathering.start, end=gathering.end):
        source = entry.alarm.rpartition(":")[0]
        hazard = places.get(source, NOWHERE).hazard
        if entry.alarm == record.alarm or (hazard and hazard == record.hazard):
            wanted[entry.seq] = entry
    return [wanted[seq] for seq in sorted(wanted)]


def list_notices(gathering: Gathering) -> list[Delivery]:
    """What people were told of the alarm since the record was opened, in the order of being due."""
    record = gathering.record
    closed = record.stamps.get(Step.CLOSED)
    with gathering.sources.journal.reading(Outbox) as outbox:
        found = outbox.list_of(record.alarm, record.hazard, MOST_NOTICES)
    mine = (
        one
        for one in found
        if one.notice.due >= record.raised_at and (closed is None or one.notice.due <= closed.at)
    )
    return sorted(mine, key=lambda one: (one.notice.due, one.notice.key))


def write_readings(gathering: Gathering) -> bytes:
    """The readings of the window: the alarm's own tag first, then the others of its hazard."""
    source = gathering.record.alarm.rpartition(":")[0]
    tags = [tag.id for tag in _list_tags(gathering.sources.plant, gathering.record)]
    tags.sort(key=lambda tag: tag != source)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["tag", "time", "time(北京)", "value", "quality"])
    room = MOST_READINGS
    for tag, series in gathering.sources.read(tags, gathering.start, gathering.end):
        if len(series.time) > room:
            gathering.flaws.append(f"{tag}: 读数过多,未收入 too many readings, left out")
            continue
        room -= len(series.time)
        columns = series.time.tolist(), series.value.tolist(), series.status.tolist()
        for time, value, status in zip(*columns, strict=True):
            told = "" if value != value else repr(value)  # noqa: PLR0124 - no number is no text
            writer.writerow([guard_text(tag), time, tell_time(time), told, name_severity(status)])
    return text.getvalue().encode()


def read_attachments(gathering: Gathering) -> dict[str, bytes]:
    """The record's files; one that is lost or was changed is a flaw."""
    files = {}
    for entry in gathering.entries:
        if isinstance(one := entry.detail, Attachment):
            content = gathering.sources.files.read(one.sha256)
            if content is None:
                gathering.flaws.append(
                    f"{one.sha256}: 附件丢失 the attachment {one.name!r} is lost"
                )
            else:
                files[f"attachments/{one.sha256}{SUFFIXES.get(one.media_type, '')}"] = content
    return files


def excerpt_plant(plant: Plant, record: Handling) -> dict[str, Any]:
    """What the plant directory says of the alarm's place."""
    tags = _list_tags(plant, record)
    equipment = {tag.equipment for tag in tags}
    return {
        "hash": plant.hash,
        "park": plant.park,
        "enterprises": [one for one in plant.enterprises if one.id == record.enterprise],
        "hazards": [one for one in plant.hazards if one.id == record.hazard],
        "equipment": [one for one in plant.equipment if one.id in equipment],
        "tags": tags,
        "handling_limits_from": name_provenance(),
    }


def describe_package(
    gathering: Gathering, anchors: Mapping[str, Mapping[str, Any] | None]
) -> dict[str, Any]:
    """The manifest: what the package is about, and what is wrong with it."""
    record, entries = gathering.record, gathering.entries
    return {
        "format": FORMAT,
        "tool": gathering.sources.tool,
        "record": record.id,
        "alarm": record.alarm,
        "hazard": record.hazard,
        "enterprise": record.enterprise,
        "drill": record.drill,
        "window": {"start": gathering.start, "end": gathering.end},
        "plant_hashes": sorted({entry.plant_hash for entry in entries}),
        "plant_hash_of_excerpt": gathering.sources.plant.hash,
        "journal": gathering.sources.journal.id,
        "anchors": anchors,
        "flaws": gathering.flaws,
    }


def _list_tags(plant: Plant, record: Handling) -> list[Any]:
    """The tags of the record's hazard, or the alarm's own where it has none."""
    source = record.alarm.rpartition(":")[0]
    in_hazard = bool(record.hazard)
    return [
        tag for tag in plant.tags if tag.id == source or (in_hazard and tag.hazard == record.hazard)
    ]


def _chain_rows(
    gathering: Gathering, chain: Chain, rows: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Rows with their digests; one that is not what its successor says of it is a flaw."""
    linked = [{**row, "digest": chain.digest(row)} for row in rows]
    digests = {row["seq"]: row["digest"] for row in linked}
    for seq in find_unlinked(gathering.sources.journal.read_engine, chain, digests):
        gathering.flaws.append(
            f"{chain.rows.name} {seq}: 与链不符 is not what the chain says of it"
        )
    yield from linked


def _anchor(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The last row's number and digest, to be compared with the chain later."""
    return {"seq": rows[-1]["seq"], "digest": rows[-1]["digest"]} if rows else None
