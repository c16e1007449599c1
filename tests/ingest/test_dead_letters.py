import sqlite3
import threading
from dataclasses import replace

import pytest

from ingest.dead_letters import LONGEST_PAYLOAD, STRANGERS, DeadLetters
from ingest.frame import Reason, Refusal


def refusal(gateway="G1", reason=Reason.UNPARSABLE, payload=b"{", tag="", at=0):
    return Refusal(reason, gateway, f"hazard/v1/P/E/{gateway}/data", payload, at, tag, "why")


@pytest.fixture
def letters(tmp_path):
    store = DeadLetters(tmp_path / "letters.db", {"G1", "G2"}, most_letters=5, most_bytes=1000)
    yield store
    store.close()


def test_letters_are_kept_newest_first_with_everything_said(letters):
    letters.keep([refusal(at=1), refusal(reason=Reason.UNKNOWN_TAG, tag="位号", at=2)])
    newest, oldest = letters.read("G1")
    assert (newest.reason, newest.tag, newest.received) == (Reason.UNKNOWN_TAG, "位号", 2)
    assert (oldest.payload, oldest.size, oldest.detail) == (b"{", 1, "why")
    assert letters.read("G1", Reason.UNKNOWN_TAG) == [newest]
    assert letters.read("G1", before=newest.id) == [oldest]
    assert letters.read("G1", limit=1) == [newest]
    assert letters.read("G2") == []


def test_the_oldest_leave_beyond_the_count_and_are_counted(letters):
    letters.keep([refusal(at=at) for at in range(3)])
    letters.keep([refusal(at=at) for at in range(3, 7)])
    assert [letter.received for letter in letters.read("G1")] == [6, 5, 4, 3, 2]
    letters.keep([refusal(at=at) for at in range(100, 120)])
    assert [letter.received for letter in letters.read("G1")] == [119, 118, 117, 116, 115]
    assert letters.count() == {"G1": {Reason.UNPARSABLE: 27}}
    assert letters.count_dropped() == {"G1": 22}


def test_the_oldest_leave_beyond_the_bytes_too(letters):
    letters.keep([refusal(payload=b"x" * 400, at=at) for at in range(4)])
    assert [letter.received for letter in letters.read("G1")] == [3, 2]
    letters.keep([refusal(payload=b"x" * 4000, at=9)])
    assert letters.read("G1") == []
    assert letters.count_dropped() == {"G1": 5}


def test_the_letters_of_one_frame_share_its_payload(letters, tmp_path):
    frame = [refusal(reason=Reason.UNKNOWN_TAG, tag=f"T{n}", payload=b"y" * 400) for n in range(4)]
    letters.keep([replace(letter, payload=frame[0].payload) for letter in frame])
    assert len(letters.read("G1")) == 4
    with sqlite3.connect(tmp_path / "letters.db") as base:
        assert base.execute("select count(*) from payloads").fetchone() == (1,)
    base.close()


def test_frames_are_found_whole_with_what_was_refused_of_them(letters):
    first, second = b'{"values":{"A":1,"B":"x"}}', b"{"
    letters.keep(
        [
            refusal(reason=Reason.UNKNOWN_TAG, tag="A", payload=first, at=1),
            refusal(reason=Reason.NOT_A_NUMBER, tag="B", payload=first, at=1),
            refusal(payload=second, at=2),
            refusal("G2", payload=b"[", at=3),
        ]
    )
    one, other = letters.find_frames("G1")
    assert (one.payload, one.received, one.tags) == (first, 1, {"A", "B"})
    assert (other.payload, other.tags, len(other.letters)) == (second, frozenset(), 1)
    (unknown,) = letters.find_frames("G1", Reason.UNKNOWN_TAG)
    assert (unknown.payload, unknown.tags) == (first, {"A"})
    assert [frame.payload for frame in letters.find_frames("G1", limit=1)] == [first]
    letters.remove(one.letters)
    assert [letter.payload for letter in letters.read("G1")] == [second]
    assert len(letters.read("G2")) == 1


def test_a_frame_that_was_cut_is_not_offered_again(tmp_path):
    store = DeadLetters(tmp_path / "letters.db", {"G1"})
    store.keep([refusal(payload=b"x" * (LONGEST_PAYLOAD + 1))])
    assert store.find_frames("G1") == []
    store.close()


def test_a_store_of_another_release_is_set_aside(tmp_path):
    path = tmp_path / "letters.db"
    with sqlite3.connect(path) as base:
        base.execute("create table letters (id integer)")
    base.close()
    store = DeadLetters(path, {"G1"})
    store.keep([refusal()])
    assert store.set_aside is not None
    store.close()


def test_one_gateway_s_flood_costs_another_nothing(letters):
    letters.keep([refusal("G2")])
    letters.keep([refusal(at=at) for at in range(50)])
    assert len(letters.read("G2")) == 1


def test_a_stranger_is_found_under_the_name_it_gave_itself(letters):
    letters.keep([refusal("X1", Reason.UNKNOWN_GATEWAY), refusal("X2", Reason.UNKNOWN_GATEWAY)])
    assert [letter.gateway for letter in letters.read("X1")] == ["X1"]
    assert letters.read("X3") == []


def test_strangers_share_a_shelf_whatever_they_call_themselves(letters):
    letters.keep([refusal(f"X{n}", Reason.UNKNOWN_GATEWAY) for n in range(40)])
    assert [letter.gateway for letter in letters.read(STRANGERS)] == [
        "X39",
        "X38",
        "X37",
        "X36",
        "X35",
    ]
    assert letters.count() == {STRANGERS: {Reason.UNKNOWN_GATEWAY: 40}}


def test_a_long_payload_is_cut_and_its_length_told(tmp_path):
    store = DeadLetters(tmp_path / "letters.db", {"G1"})
    store.keep([refusal(payload=b"x" * 1_000_000)])
    (letter,) = store.read("G1")
    store.close()
    assert (len(letter.payload), letter.size) == (LONGEST_PAYLOAD, 1_000_000)


def test_letters_outlive_the_process(tmp_path):
    path = tmp_path / "letters.db"
    for _ in range(2):
        store = DeadLetters(path, {"G1"})
        store.keep([refusal()])
        store.close()
    store = DeadLetters(path, {"G1"})
    assert len(store.read("G1")) == 2
    assert store.set_aside is None
    store.close()


def test_a_damaged_store_is_set_aside_and_a_new_one_begun(tmp_path):
    path = tmp_path / "letters.db"
    path.write_bytes(b"no database at all, surely" * 100)
    store = DeadLetters(path, {"G1"})
    store.keep([refusal()])
    assert len(store.read("G1")) == 1
    assert store.set_aside is not None
    assert store.set_aside.read_bytes().startswith(b"no database")
    store.close()


def test_a_reader_on_another_thread_meets_no_half_written_tick(letters):
    seen = []

    def look():
        seen.extend(len(letters.read("G1")) for _ in range(50))

    reader = threading.Thread(target=look)
    reader.start()
    for at in range(50):
        letters.keep([refusal(at=at) for _ in range(5)])
    reader.join()
    assert set(seen) <= {0, 5}


def test_closed_is_closed(tmp_path):
    store = DeadLetters(tmp_path / "letters.db", {"G1"})
    store.close()
    with pytest.raises(sqlite3.ProgrammingError):
        store.keep([refusal()])
