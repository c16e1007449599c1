"""Sparkplug nodes through admission: births name, data are judged, deaths make stale."""

from dataclasses import replace

import pytest

from ingest.admission import Admission
from ingest.formats.sparkplug_node import PAUSE_MS, REORDER_MS
from ingest.frame import Frame, Reason
from ingest.standing import TickNote, decode_note, encode_note
from plant.reading import NEVER, Mark
from plant.words import Gateway
from tests.ingest.formats.edge import T0, Edge
from tests.ingest.formats.sparkplug_wire import metric
from tests.ingest.parks import make_plant, make_tag

NODE = Gateway("N1", "E1", format="sparkplug", topic="spBv1.0/G/+/E/#")
TAGS = tuple(make_tag(name, "E1") for name in ("a", "b", "D1.a", "D1.b"))
NAMES = ("a", "b", "D1/a", "D1/b")


def make_park(**changes):
    tags = [replace(tag, source_name=name) for tag, name in zip(TAGS, NAMES, strict=True)]
    return make_plant(gateways=(replace(NODE, **changes),), tags=tuple(tags))


class Line:
    """An admission with an edge node on the other end."""

    def __init__(self, plant=None, admission=None):
        self.plant = plant or make_park()
        self.admission = admission or Admission(self.plant, stream=False, start=T0)
        self.edge = Edge(("", "D1"), "ab", first_alias=10)
        self.notes = []

    def hear(self, *sent, at, **how):
        frames = [Frame(str(one.topic), one.payload, at, **how) for one in sent]
        admitted = self.admission.admit(frames, at)
        if admitted.statuses:
            self.notes.append((admitted.batch, admitted.statuses, at))
        return admitted

    def born(self, at=T0):
        return self.hear(*self.edge.births(at), at=at)

    @property
    def down(self):
        return [tag.id for row, tag in enumerate(self.plant.tags) if self.links.down[row] < NEVER]

    @property
    def links(self):
        return self.admission.links


def read(admitted):
    rows = admitted.batch.row.tolist()
    return list(zip([TAGS[row].id for row in rows], admitted.batch.value.tolist(), strict=True))


def test_births_name_what_data_call_by_their_alias():
    line = Line()
    assert read(line.born()) == [("a", 1.0), ("b", 1.0), ("D1.a", 1.0), ("D1.b", 1.0)]
    at = T0 + 1000
    admitted = line.hear(line.edge.data("D1", "b", 96.5, ts=at), at=at)
    assert read(admitted) == [("D1.b", 96.5)]
    assert admitted.batch.source.tolist() == [at]
    assert admitted.batch.marks.tolist() == [0]
    assert admitted.rebirths == []
    assert admitted.refusals == []


def test_the_death_of_a_device_makes_its_tags_stale_and_no_others():
    line = Line()
    line.born()
    line.hear(line.edge.ddeath("D1"), at=T0 + 1000)
    assert line.down == ["D1.a", "D1.b"]
    assert line.links.offline[0] == NEVER
    line.hear(line.edge.dbirth("D1", T0 + 2000), at=T0 + 2000)
    assert line.down == []


def test_the_will_of_a_node_is_the_loss_of_its_gateway_and_one_of_before_is_not():
    line = Line()
    line.born()
    line.hear(line.edge.ndeath(77), at=T0 + 500)
    assert line.links.offline[0] == T0 + 500, "a session nobody saw born may be the one that lives"
    line.hear(*line.edge.births(T0 + 5000), at=T0 + 5000)
    line.edge.bd_seq = 1
    line.hear(*line.edge.births(T0 + 9000), at=T0 + 9000)
    assert line.links.offline[0] == NEVER
    line.hear(line.edge.ndeath(0), at=T0 + 9500)
    assert line.links.offline[0] == NEVER
    line.hear(line.edge.ndeath(1), at=T0 + 10_000)
    assert line.links.offline[0] == T0 + 10_000


def test_data_of_a_node_nobody_saw_born_asks_for_its_births_again_and_again():
    line = Line()
    first = line.hear(line.edge.data("", "a", 1.0, ts=T0), at=T0)
    assert first.rebirths == ["spBv1.0/G/NCMD/E"]
    assert line.hear(at=T0 + PAUSE_MS - 1).rebirths == []
    assert line.hear(at=T0 + PAUSE_MS).rebirths == ["spBv1.0/G/NCMD/E"]
    refused = [refusal.reason for refusal in line.hear(at=T0 + PAUSE_MS).refusals]
    assert refused == []


def test_an_alias_nobody_defined_becomes_a_dead_letter_after_a_moment():
    line = Line()
    line.hear(line.edge.data("", "a", 1.0, ts=T0), at=T0)
    (letter,) = line.hear(at=T0 + REORDER_MS).refusals
    assert (letter.reason, letter.gateway) == (Reason.UNKNOWN_TAG, "N1")


def test_a_safety_system_is_asked_for_nothing():
    line = Line(make_park(sis=True))
    assert line.hear(line.edge.data("", "a", 1.0, ts=T0), at=T0).rebirths == []
    assert line.hear(at=T0 + 10 * PAUSE_MS).rebirths == []


def test_a_value_in_doubt_may_raise_and_not_return():
    line = Line()
    line.born()
    line.hear(line.edge.ndeath(), at=T0 + 1000)
    admitted = line.hear(line.edge.named("", "a", 99.0, ts=T0 + 2000), at=T0 + 2000)
    assert read(admitted) == [("a", 99.0)]
    assert admitted.batch.marks.tolist() == [Mark.SOURCE_DOWN]
    assert line.links.offline[0] == T0 + 1000, "no sign of life"


def test_historical_metrics_are_backfill():
    line = Line()
    line.born()
    old = metric(None, "double", 5.0, alias=10, ts=T0 - 60_000, historical=True)
    admitted = line.hear(line.edge.send("NDATA", old, ts=T0 + 1000), at=T0 + 1000)
    assert read(admitted) == [("a", 5.0)]
    assert admitted.batch.marks.tolist() == [Mark.BACKFILL | Mark.LATE]


def test_another_word_on_its_topics_is_refused():
    admission = Line().admission
    frame = Frame("spBv1.0/G/NCMD/E", b"", T0)
    (refusal,) = admission.admit([frame], T0).refusals
    assert (refusal.reason, refusal.gateway) == (Reason.WRONG_TOPIC, "N1")


@pytest.mark.parametrize("how", ["checkpoint", "notes"])
def test_names_and_standing_survive_a_restart(how):
    line = Line()
    line.born()
    line.hear(line.edge.ddeath("D1"), at=T0 + 1000)
    admission = Admission(line.plant, stream=False, start=T0)
    if how == "checkpoint":
        admission.restore(line.admission.save())
    else:
        for batch, statuses, at in line.notes:
            notes = decode_note(encode_note(TickNote(statuses))).gateways
            admission.recall(batch, notes, at)
    again = Line(line.plant, admission)
    again.edge = line.edge
    assert again.down == ["D1.a", "D1.b"]
    at = T0 + 2000
    admitted = again.hear(line.edge.data("", "b", 7.0, ts=at), at=at)
    assert read(admitted) == [("b", 7.0)]


def test_after_our_own_absence_every_node_is_asked_and_one_that_is_gone_is_missed():
    line = Line()
    line.born()
    line.admission.reconnect(T0 + 1000)
    assert line.hear(at=T0 + 1000).rebirths == ["spBv1.0/G/NCMD/E"]
    line.hear(at=T0 + 20_000)
    assert line.links.offline[0] == NEVER
    line.hear(at=T0 + 40_000)
    assert line.links.offline[0] < NEVER
