"""Every pair of the life cycle's features, as timelines in ``tests/scenarios/alerting_pairs``.

Each timeline runs through the platform's own ticks: as written, with ticks of no readings between
its lines, and with a restart before each of its lines, from a checkpoint and without one. None of
that may matter. The notation is told in :mod:`tests.alerting.timeline`.
"""

from collections.abc import Callable
from itertools import combinations, pairwise

import pytest

from alerting.alarm import Command, CommandKind
from alerting.alarms import Alarms
from ingest.frame import Frame
from plant.reading import Instant
from tests.alerting.ticking_park import TickingPark, make_frame
from tests.alerting.timeline import (
    T0,
    Line,
    Timeline,
    matches,
    read_ms,
    read_time,
    read_timelines,
    tell_time,
)

FEATURES = (
    "delay",
    "latching",
    "shelving",
    "suppression",
    "out_of_service",
    "realarm",
    "reset",
    "acknowledgement",
    "priority_reload",
    "removal_reload",
    "restart",
    "comment",
    "simulated",
    "late",
)
TIMELINES = list(read_timelines())
WISHES = {
    "acknowledge": CommandKind.ACKNOWLEDGE,
    "reset": CommandKind.RESET,
    "comment": CommandKind.COMMENT,
    "shelve": CommandKind.SHELVE,
    "unshelve": CommandKind.UNSHELVE,
    "remove_from_service": CommandKind.REMOVE_FROM_SERVICE,
    "return_to_service": CommandKind.RETURN_TO_SERVICE,
}
STEP = 250


def as_written(park: TickingPark, line: Line) -> None:
    """Nothing beside what is written."""


def with_ticks_between(park: TickingPark, line: Line) -> None:
    for now in range(park.now + STEP, line.at, STEP):
        park.tick(now)


def restarted_before_each_line(park: TickingPark, line: Line) -> None:
    park.restart()


def restarted_from_checkpoints(park: TickingPark, line: Line) -> None:
    park.restart()
    park.write_checkpoint()
    park.restart()


CUTS = [as_written, with_ticks_between, restarted_before_each_line, restarted_from_checkpoints]


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("timeline", TIMELINES, ids=lambda timeline: timeline.name)
def test_pairs(timeline: Timeline, cut: Callable[[TickingPark, Line], None]) -> None:
    park = TickingPark(timeline.plants[""], T0)
    for line in timeline.lines:
        known = len(park.journal)
        cut(park, line)
        answered = carry_out(park, timeline, line)
        told = list_entries(park, timeline.alarm, known)
        found = [
            written if matches(written, line, *entry) else tell_entry(entry)
            for written, entry in zip(line.journal, told, strict=False)
        ]
        found += [tell_entry(entry) for entry in told[len(found) :]]
        assert (answered or found, stand(park.cores.alarms, timeline.alarm)) == (
            list(line.journal),
            line.standing,
        ), line.text
    check_fold(park)


def carry_out(park: TickingPark, timeline: Timeline, line: Line) -> list[str]:
    """Do what a line says; how a wish was answered that brought nothing about."""
    word, *rest = line.what
    park.now = line.at
    alive = [make_frame(f"G{n}", {f"W{n}": 0.0}, line.at, line.at) for n in (1, 2)]
    if word == "reload":
        park.tick(line.at, alive)
        park.reload(timeline.plants[rest[0]])
    elif word == "restart":
        park.restart(timeline.plants[rest[0]] if rest else None)
    elif word in WISHES:
        return ask(park, timeline.alarm, line, alive)
    else:
        park.tick(line.at, alive if word == "wait" else [*alive, read_frame(line)])
    return []


def read_frame(line: Line) -> Frame:
    """``T1 85 of 2s simulated`` as the frame of its gateway."""
    tag, value, *said = line.what
    ts = read_time(said[said.index("of") + 1]) if "of" in said else line.at
    gateway = "G2" if "simulated" in said else "G1"
    return make_frame(gateway, {tag: None if value == "bad" else float(value)}, ts, line.at)


def ask(park: TickingPark, alarm: str, line: Line, alive: list[Frame]) -> list[str]:
    word, *said = line.what
    after = dict(pairwise(said))
    wish = Command(
        WISHES[word],
        alarm,
        "张三",
        "抖动",
        role="shift_leader",
        duration_ms=read_ms(said[0]) if said and said[0].endswith("s") else None,
        once="once" in said,
        version=int(after["seen"]) if "seen" in after else None,
        witness=after.get("with", ""),
        work_order="WO-7",
    )
    (answer,) = park.tick(line.at, alive, wish)
    return (
        [f"{answer.outcome} {answer.detail}".strip()] if answer.detail or not answer.alarm else []
    )


def list_entries(
    park: TickingPark, alarm: str, known: int
) -> list[tuple[str, Instant, tuple[str, ...], str]]:
    return [
        (entry.event, entry.at, entry.marks, entry.priority.word)
        for entry in park.journal[known:]
        if entry.alarm == alarm
    ]


def tell_entry(entry: tuple[str, Instant, tuple[str, ...], str]) -> str:
    event, at, marks, priority = entry
    return f"{event}@{tell_time(at)}+{'+'.join(marks)}:{priority}"


def stand(alarms: Alarms, alarm: str) -> str:
    found = alarms.get(alarm)
    if found is None:
        return "normal, quiet"
    held = f" {found.held}" if found.held else ""
    return f"{found.state}{held}, {'calls' if found.calls else 'quiet'}"


def check_fold(park: TickingPark) -> None:
    """The journal alone gives what stands; versions count its entries without a gap."""
    folded = Alarms(park.plant, park.cores.bank.rules)
    folded.take_up(park.journal)
    for alarm in park.cores.alarms.all():
        assert folded.get(alarm.id) == alarm
        versions = [entry.version for entry in park.journal if entry.alarm == alarm.id]
        assert versions == list(range(1, alarm.version + 1))


def test_every_pair_of_features_has_a_timeline() -> None:
    shown = {
        frozenset(pair) for timeline in TIMELINES for pair in combinations(timeline.features, 2)
    }
    assert [pair for pair in combinations(FEATURES, 2) if frozenset(pair) not in shown] == []
    assert {feature for timeline in TIMELINES for feature in timeline.features} <= set(FEATURES)


def test_timelines_have_titles_of_their_own_in_both_languages() -> None:
    chinese, english = zip(*(timeline.titles for timeline in TIMELINES), strict=True)
    assert len(set(chinese)) == len(set(english)) == len(TIMELINES)
    assert all(any("一" <= letter <= "鿿" for letter in title) for title in chinese)
    assert all(title.isascii() for title in english)
