"""Which recorded messages are played, and what a jump into the middle tells first."""

from pathlib import Path

import pytest

from ingest.admission import Admission
from ingest.frame import Frame
from simulators.message_record import Flaw, Head, Message, RecordError
from simulators.player import EVERYTHING, Span
from simulators.record_writer import RecordWriter
from simulators.recorded_messages import LeftOut, RecordedMessages
from tests.ingest.formats.edge import T0
from tests.ingest.test_edge_nodes import Line, make_park
from tests.ingest.test_edge_nodes import read as read_admitted

OWN = "hazard/v1/P/E/g"
NODE = "spBv1.0/plant"


def write(path: Path, *entries: Message | Flaw) -> Path:
    writer = RecordWriter(path, Head(0))
    for entry in entries:
        writer.write(entry)
    writer.close()
    return path


def said(at: int, topic: str, payload: bytes = b"{}", **flags: bool) -> Message:
    return Message(at, topic, payload, 1, **flags)


def play(source: RecordedMessages, span: Span = EVERYTHING) -> list[tuple[int, str]]:
    return [(at, message.topic) for chunk in source.open(span) for at, message in chunk]


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (said(1, f"{OWN}/ack", retain=True), LeftOut.ACKNOWLEDGEMENT),
        (said(1, f"{NODE}/NCMD/n"), LeftOut.COMMAND),
        (said(1, f"{NODE}/DCMD/n/d"), LeftOut.COMMAND),
        (said(1, "spBv1.0/STATE/hazardwatch", retain=True), LeftOut.HOST_STATE),
        (said(1, "STATE/scada", retain=True), LeftOut.HOST_STATE),
        (said(1, "$SYS/broker/uptime"), LeftOut.BROKER),
        (said(1, f"{OWN}/data", retain=True, standing=True), LeftOut.STANDING),
        (said(1, "neuron/g", retain=True, standing=True), LeftOut.STANDING),
    ],
    ids=lambda value: value.topic if isinstance(value, Message) else None,
)
def test_what_is_no_gateways_word_of_now_is_left_out_and_counted(
    tmp_path: Path, message: Message, reason: LeftOut
) -> None:
    kept = said(2, f"{OWN}/data")
    source = RecordedMessages([write(tmp_path / "r.jsonl.gz", message, kept)])
    assert play(source) == [(2, kept.topic)]
    assert source.left_out == {reason: 1}


def test_a_standing_status_is_played_for_it_holds_still(tmp_path: Path) -> None:
    status = said(1, f"{OWN}/status", retain=True, standing=True)
    assert play(RecordedMessages([write(tmp_path / "r.jsonl.gz", status)])) == [(1, status.topic)]


def test_only_wanted_topics_are_played(tmp_path: Path) -> None:
    file = write(tmp_path / "r.jsonl.gz", said(1, "a/b"), said(2, "c/d"), said(3, "a"))
    source = RecordedMessages([file], ["a/#"])
    assert play(source) == [(1, "a/b"), (3, "a")]
    assert source.left_out == {LeftOut.OTHER_TOPIC: 1}


def test_a_range_is_half_open_and_files_follow_one_another(tmp_path: Path) -> None:
    files = [
        write(tmp_path / "1.jsonl.gz", said(1, "x"), said(2, "x")),
        write(tmp_path / "2.jsonl.gz", said(3, "x"), said(4, "x")),
    ]
    assert play(RecordedMessages(files), Span(2, 4)) == [(2, "x"), (3, "x")]


def test_a_jump_into_the_middle_first_tells_the_newest_status_and_births(tmp_path: Path) -> None:
    source = RecordedMessages(
        [
            write(
                tmp_path / "r.jsonl.gz",
                said(1, f"{OWN}/status", b"old"),
                said(2, f"{OWN}/status", b"new"),
                said(3, f"{NODE}/NBIRTH/n", b"first life"),
                said(4, f"{NODE}/DBIRTH/n/old"),
                said(5, f"{NODE}/NDEATH/n"),
                said(6, f"{NODE}/NBIRTH/n", b"second life"),
                said(7, f"{NODE}/DBIRTH/n/a"),
                said(8, f"{NODE}/DBIRTH/n/b"),
                said(9, f"{NODE}/DDEATH/n/a"),
                said(10, f"{NODE}/NDATA/n"),
                said(20, f"{OWN}/data"),
                said(21, f"{OWN}/data"),
            )
        ]
    )
    told = [
        (at, message.topic.rpartition("/")[2], message.payload)
        for chunk in source.open(Span(15))
        for at, message in chunk
    ]
    assert told == [
        (20, "status", b"new"),
        (20, "n", b"second life"),
        (20, "b", b"{}"),
        (20, "a", b"{}"),
        (20, "data", b"{}"),
        (21, "data", b"{}"),
    ]


def test_what_the_recording_missed_is_told(tmp_path: Path) -> None:
    file = write(tmp_path / "r.jsonl.gz", said(1, "x"), Flaw(2, lost=5), Flaw(3, away=True))
    source = RecordedMessages([file])
    assert play(source) == [(1, "x")]
    assert (source.lost, source.away) == (5, 1)


def test_a_file_that_is_away_is_an_error_of_the_record(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"gone\.jsonl\.gz"):
        play(RecordedMessages([tmp_path / "gone.jsonl.gz"]))


def test_data_of_a_sparkplug_node_are_understood_after_a_jump(tmp_path: Path) -> None:
    """By their aliases, which only the births explain; the platform's clock is the stream's."""
    line = Line(admission=Admission(make_park(), stream=True, start=0))
    sent = [*line.edge.births(T0)]
    sent += [line.edge.data("D1", "b", float(n), ts=T0 + 1000 * n) for n in range(1, 60)]
    messages = [
        Message(T0 + 1000 * max(0, place - 1), str(each.topic), each.payload)
        for place, each in enumerate(sent)
    ]
    source = RecordedMessages([write(tmp_path / "r.jsonl.gz", *messages)])
    understood: list[tuple[str, float]] = []
    for chunk in source.open(Span(T0 + 30_000)):
        for at, message in chunk:
            frame = Frame(message.topic, message.payload, at)
            understood += read_admitted(line.admission.admit([frame], at))
    assert understood[-20:] == [("D1.b", float(n)) for n in range(40, 60)]
