import math

from ingest.collector import Collector, show
from ingest.frame import Reason
from plant.quality import BAD, BAD_NOT_A_NUMBER, UNCERTAIN
from tests.ingest.parks import T0


def test_readings_keep_their_places_whatever_is_wrong_around_them():
    collector = Collector(T0)
    collector.add("a", T0 - 5, 1, None)
    collector.add("b", T0 - 5, "Bad", "uncertain")
    collector.add(7, T0 - 5, 2, None)
    collector.add("c", None, 3, "who knows")
    decoded = collector.close(seq=4)
    assert decoded.tags == ["a", "b", "c"]
    assert decoded.ts == [T0 - 5, T0 - 5, T0]
    assert [None if math.isnan(value) else value for value in decoded.values] == [1, None, 3]
    assert decoded.status == [0, BAD_NOT_A_NUMBER, BAD]
    assert (decoded.words, list(decoded.doubtful), decoded.seq) == ({1: "Bad"}, [2], 4)
    assert [(reason, tag) for reason, tag, _ in decoded.complaints] == [
        (Reason.NOT_A_NUMBER, "b"), (Reason.UNKNOWN_TAG, ""), (Reason.UNSUPPORTED, "c"),
    ]  # fmt: skip


def test_an_understood_reading_needs_no_word_and_a_long_one_is_cut():
    collector = Collector(T0)
    collector.put("a", T0, 1.0, UNCERTAIN)
    collector.put("b", T0, math.nan, 0, "x" * 100)
    decoded = collector.close()
    assert decoded.status == [UNCERTAIN, BAD_NOT_A_NUMBER]
    assert decoded.words == {1: "x" * 64}


def test_times_are_told_from_what_is_none():
    collector = Collector(T0)
    assert [collector.read_time(raw) for raw in (None, 5, "x")] == [T0, 5, None]
    assert [reason for reason, _, _ in collector.complaints] == [Reason.BAD_TIME]


def test_a_document_of_any_depth_is_shown_by_its_kind():
    assert show({"a": [1]}) == "a JSON dict"
    assert show("\ud800") == "'\\ud800'"
