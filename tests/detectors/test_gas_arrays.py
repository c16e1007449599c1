"""Gas arrays against their twin and through the check list, and under a changed plant."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from detectors.facts import Truth
from detectors.limits import LIMIT_CHANGED
from plant.condition import Condition, Priority
from plant.quality import BAD
from plant.reading import Instant, Mark
from plant.words import GasArray, Plant
from tests.detectors.checklist import check_all, check_standing
from tests.detectors.live import Live, at
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import T0, feed, flatten, said, streams, wait
from tests.detectors.test_channels import ChannelTwin, Fact, Watch
from tests.detectors.twin import Expected, Reading


@dataclass(slots=True)
class HeadTwin:
    """One head: whether it is in alarm as far as is known, and when it was last seen to fall."""

    channel: ChannelTwin
    in_alarm: bool = False
    fell: Instant | None = None
    unknown: bool = False
    marks: int = 0

    def take(self, fact: Fact) -> None:
        if fact.truth == Truth.TRUE:
            self.in_alarm, self.fell, self.marks = True, None, fact.marks
        elif fact.truth == Truth.FALSE and self.in_alarm:
            self.in_alarm, self.fell = False, fact.at
        self.unknown = fact.truth == Truth.UNKNOWN

    @property
    def counts(self) -> bool:
        return self.in_alarm or self.fell is not None


@dataclass(slots=True)
class ArrayTwin:
    """One array, one reading after the other."""

    array: GasArray
    heads: list[HeadTwin]
    changes: list[Expected] = field(default_factory=list)
    raised: bool = False
    time: Instant = 0

    def read(self, reading: Reading, clock: Instant) -> None:
        clock = max(clock, reading.time)
        self.wait(clock)
        for head in self.heads:
            if head.channel.watch.row == reading.row:
                for fact in head.channel.read(0, reading, clock):
                    head.take(fact)
                    self.time = max(self.time, fact.at)
        if not self.raised and self.count() >= self.array.need:
            self.change(self.mark())

    def wait(self, clock: Instant) -> None:
        """Windows that end before the clock, and heads that grow old, each at its own instant."""
        while over := [head for head in self.heads if self.end_of(head) < clock]:
            instant = min(self.end_of(head) for head in over)
            for head in over:
                if self.end_of(head) == instant:
                    head.fell = None
            if self.raised and self.count() < self.array.need:
                self.time = max(self.time, instant)
                self.change(0)
        for head in self.heads:
            for fact in head.channel.grow_old(0, clock):
                head.take(fact)
                self.time = max(self.time, fact.at)

    def end_of(self, head: HeadTwin) -> Instant:
        """When its window is over."""
        return 2**60 if head.fell is None else head.fell + round(1000 * self.array.window_s)

    def count(self) -> int:
        return sum(head.counts for head in self.heads)

    def mark(self) -> int:
        marks = 0
        for head in self.heads:
            if head.counts:
                marks |= head.marks | (Mark.LAST_KNOWN if head.in_alarm and head.unknown else 0)
        return marks

    def change(self, marks: int) -> None:
        self.raised = not self.raised
        alarm = f"{self.array.id}:gas_confirmed"
        value = repr(float(self.count()))
        self.changes.append(Expected(self.time, alarm, self.raised, value, self.time, marks))


def make_twins(plant: Plant) -> list[ArrayTwin]:
    return [make_twin(plant, array) for array in plant.gas_arrays]


def make_twin(plant: Plant, array: GasArray) -> ArrayTwin:
    rows = [plant.row_of[tag] for tag in array.tags]
    watches = [Watch(row, None, None) for row in rows]
    return ArrayTwin(
        array,
        [HeadTwin(ChannelTwin(n, watch, plant.tags[watch.row])) for n, watch in enumerate(watches)],
    )


@st.composite
def plants_with_arrays(draw: st.DrawFn) -> Plant:
    size = draw(st.integers(2, 4))
    names = [f"T{n}" for n in range(size)]
    tags = [
        make_tag(
            name,
            h=0.8,
            deadband=draw(st.sampled_from([0, 0.1])),
            interval_s=draw(st.sampled_from([None, 1, 4])),
        )
        for name in names
    ]

    def draw_array() -> dict[str, Any]:
        return {
            "tags": names,
            "need": draw(st.integers(1, size)),
            "window_s": draw(st.sampled_from([0, 1, 5, 12])),
            "wind_direction": draw(st.sampled_from(["", "W"])),
            "wind_speed": "W",
        }

    wind = make_tag("W", interval_s=4)
    return make_plant(*tags, wind, gas_arrays={"A1": draw_array(), "A2": draw_array()})


@given(
    plants_with_arrays().flatmap(lambda plant: st.tuples(st.just(plant), streams(plant))), st.data()
)
def test_the_check_list(case: tuple[Plant, list[Reading]], data: st.DataObject) -> None:
    plant, stream = case

    wait_ms = data.draw(st.sampled_from([1, 20_000]))
    check_all(plant, stream, wait_ms, make_twins, data)
    check_standing(plant, stream, wait_ms)


def make_array(need: int = 2, limit: float = 25, window_s: float = 10) -> Plant:
    tags = [
        make_tag(f"T{n}", kind="gas_combustible", h=limit, location=(119.9 + n / 1000, 32.2))
        for n in range(3)
    ]
    wind = [make_tag("WD", kind="wind_direction"), make_tag("WS", kind="wind_speed", unit="m/s")]
    own = {
        "tags": ["T0", "T1", "T2"],
        "need": need,
        "window_s": window_s,
        "wind_direction": "WD",
        "wind_speed": "WS",
    }
    return make_plant(*tags, *wind, gas_arrays={"A1": own})


class TestReload:
    """Heads that stand are counted at once under the plant of today."""

    def reload(
        self, before: Plant, after: Plant, *values: float
    ) -> tuple[Live, list[Expected], list[str]]:
        live = Live(before, None)
        live.by_silence = False
        live.tick(at(0), [Reading(row, T0, value) for row, value in enumerate(values)])
        changes = live.restart(at(5), after)
        return live, flatten(live.bank, changes), list(changes.reasons.values())

    def test_a_lower_need_confirms_at_once(self) -> None:
        live, found, reasons = self.reload(make_array(2), make_array(1), 30, 0, 0)

        assert said(found) == [(5, "A1:gas_confirmed", True)]
        assert reasons == [
            f"{LIMIT_CHANGED}; 10 s 内 1 个探头报警：T0 30 ≥ 25 1 heads within 10 s: T0 30 ≥ 25"
        ]
        assert len(live.restart(at(6))) == 0, "and only once"

    def test_a_higher_need_returns_at_once(self) -> None:
        _, found, reasons = self.reload(make_array(2), make_array(3), 30, 30, 0)

        assert said(found) == [(5, "A1:gas_confirmed", False)]
        assert reasons == [LIMIT_CHANGED]

    def test_an_unchanged_array_has_nothing_to_say(self) -> None:
        _, found, _ = self.reload(make_array(), make_array(), 30, 30, 0)

        assert found == []

    def test_a_new_array_takes_heads_and_wind_from_the_board(self) -> None:
        plant = make_array()
        before = make_plant(*plant.tags)
        live, found, _ = self.reload(before, plant, 30, 30, 0, 90, 4)
        assert found == []

        changes = live.tick(at(6), [Reading(2, at(6), 0.0)])

        assert said(flatten(live.bank, changes)) == [(5, "A1:gas_confirmed", True)]
        assert "可能来自 T0 的 E 方向" in changes.reasons[0]

    def test_a_pending_window_survives_a_restart(self) -> None:
        plant = make_array()
        live, _, _ = self.reload(plant, plant, 30, 30, 0)
        live.tick(at(6), [Reading(1, at(6), 0.0)])

        assert len(live.restart(at(7))) == 0
        assert said(flatten(live.bank, live.tick(at(17)))) == [(16, "A1:gas_confirmed", False)]


def test_a_standing_confirmation_returns_only_when_its_heads_were_seen_to_fall() -> None:
    """As after a crash, where the journal is all that is left."""
    plant = make_array()
    bank = Bank(plant, None)
    bank.align(["A1:gas_confirmed"])

    assert wait(bank, plant, 100) == []
    assert feed(bank, plant, (101, 0.0), row=0) == []
    assert said(wait(bank, plant, 112)) == [], "two are still in doubt"
    assert feed(bank, plant, (113, 0.0), row=1) == []
    assert said(wait(bank, plant, 124)) == [(123, "A1:gas_confirmed", False)]


class TestKnows:
    """A reset needs to know that too few heads could be in alarm."""

    plant = make_array()

    def test_it_is_known_once_two_of_three_are_calm(self) -> None:
        bank = Bank(self.plant, None)
        feed(bank, self.plant, (0, 0.0), row=0)
        assert not bank.knows("A1:gas_confirmed")

        feed(bank, self.plant, (0, 0.0), row=1)
        assert bank.knows("A1:gas_confirmed")

    def test_it_is_not_while_a_head_in_alarm_is_unknown(self) -> None:
        live = Live(self.plant, None)
        live.by_silence = False
        live.tick(at(0), [Reading(row, T0, value) for row, value in enumerate([30.0, 30.0, 0.0])])
        assert live.bank.knows("A1:gas_confirmed")

        live.tick(at(1), [Reading(1, at(1), 30.0, BAD)])
        assert not live.bank.knows("A1:gas_confirmed")


def test_when_a_window_ends_is_a_due_time() -> None:
    plant = make_array()
    bank = Bank(plant, None)
    feed(bank, plant, (0, 30.0), row=0)
    feed(bank, plant, (1, 0.0), row=0)

    assert bank.next_due() == T0 + 11_000


def test_only_heads_that_count_are_kept() -> None:
    plant = make_array()
    bank = Bank(plant, None)

    for second, value, kept in ((0, 0.0, []), (1, 30.0, [0]), (2, 0.0, [0]), (13, 0.0, [])):
        feed(bank, plant, (second, value), row=0)
        assert bank.save()["kinds/gas_arrays/heads/counting/thing"].tolist() == kept


def test_the_rule_says_what_the_plant_says() -> None:
    (rule,) = (rule for rule in Bank(make_array()).rules if rule.source == "A1")

    assert (rule.condition, rule.priority) == (Condition.GAS_CONFIRMED, Priority.CRITICAL)
    assert (rule.limit, rule.hazard) == (2.0, "Z1")


def test_heads_and_wind_are_told_alike_however_the_stream_is_cut() -> None:
    plant = make_array()
    values = [(3, 90.0), (4, 4.0), (0, 30.0), (0, 40.0), (3, 180.0), (1, 60.0), (3, 0.0), (0, 9.0)]
    stream = [Reading(row, T0 + n, value) for n, (row, value) in enumerate(values)]
    told = []
    for ticks in ([stream], [[reading] for reading in stream]):
        live = Live(plant, None)
        live.by_silence = False
        reasons: list[str] = []
        for tick in ticks:
            changes = live.tick(tick[-1].time, tick)
            reasons += [text for text in changes.reasons.values() if "探头" in text]
        told.append(reasons)

    assert told[0] == told[1]
    (text,) = told[0]
    assert "T0 40 ≥ 25、T1 60 ≥ 25" in text
    assert "T1 的 S 方向" in text


def test_an_array_on_a_limit_that_a_head_lacks_is_left_out() -> None:
    plant = make_plant(
        make_tag("T0", h=80), make_tag("T1"), gas_arrays={"A1": {"tags": ["T0", "T1"]}}
    )

    assert not [rule for rule in Bank(plant).rules if rule.source == "A1"]
    assert np.isfinite(T0)
