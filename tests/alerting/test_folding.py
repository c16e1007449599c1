"""Which activations get a line of their own, which stand beneath one, which are counted on one."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.alarm import Event
from alerting.folding import Folding, Place, list_guarded
from detectors.bank import Bank
from plant.condition import Priority
from plant.nuisance_figures import load_line_figures
from tests.alerting import folding_twin
from tests.alerting.messages import read, tell
from tests.detectors.plants import make_plant, make_tag

FIGURES = load_line_figures()


def hazard_of(alarm: str) -> str:
    """The first letter of the tag: Z1:H is in hazard Z."""
    return alarm[0]


def fold(text: str, **fields) -> list[str]:
    """``{place}:{alarm}×{count}`` of each activation."""
    placed = Folding(hazard_of).feed(read(text, **fields))
    return [f"{one.place} {one.line.alarm}×{one.line.count}" for one in placed]


def flood(count: int, first: int = 0) -> str:
    return " ".join(f"{at}+Z{at}:H" for at in range(first, first + count))


class TestOneAlarm:
    def test_what_comes_again_is_counted_on_its_line(self):
        assert fold("0+Z1:H 5-Z1:H 20+Z1:H 25-Z1:H 40+Z1:H") == [
            "line Z1:H×1",
            "counted Z1:H×2",
            "counted Z1:H×3",
        ]

    @pytest.mark.parametrize("normal_s, place", [(1799, "counted Z1:H×2"), (1800, "line Z1:H×1")])
    def test_half_an_hour_of_normal_makes_it_news(self, normal_s, place):
        assert fold(f"0+Z1:H 100-Z1:H {100 + normal_s}+Z1:H")[1] == place

    def test_half_an_hour_of_alarm_does_not(self):
        assert fold("0+Z1:H 3600-Z1:H 3700+Z1:H")[1] == "counted Z1:H×2"

    def test_a_line_serves_one_shift(self):
        chatter = " ".join(f"{at}+Z1:H {at + 5}-Z1:H" for at in range(0, 30_000, 600))
        began = [place for place in fold(chatter) if place.startswith("line")]
        assert began == ["line Z1:H×1"] * 2

    def test_a_higher_priority_is_news(self):
        folding = Folding(hazard_of)
        raised, returned, again = read("0+Z1:H 5-Z1:H 9+Z1:H", priority=Priority.MEDIUM)
        folding.feed([raised, returned])
        (placed,) = folding.feed([tell("Z1:H", "+", 9, priority=Priority.HIGH)])
        assert placed.place is Place.LINE
        (placed,) = folding.feed([again])
        assert placed.place is Place.COUNTED

    @pytest.mark.parametrize(
        "alarm, fields",
        [
            ("Z1:HH", {}),
            ("Z1:LL", {}),
            ("Z1:demand", {}),
            ("Z1:gas_confirmed", {}),
            ("Z1:H", {"priority": Priority.CRITICAL}),
            ("Z1:H", {"marks": ("first_out",)}),
        ],
    )
    def test_some_always_get_a_line(self, alarm, fields):
        text = f"{flood(20)} 20+{alarm} 21-{alarm} 22+{alarm}"
        assert fold(text, **fields)[-2:] == [f"line {alarm}×1"] * 2

    def test_late_data_have_lines_apart(self):
        folding = Folding(hazard_of)
        folding.feed(read("5000+Z1:H 5100-Z1:H"))
        late = folding.feed(read("10+Z1:H 20-Z1:H 30+Z1:H 40-Z1:H", marks=("late",)))
        assert [one.place for one in late] == [Place.LINE, Place.COUNTED]
        assert folding.line_of("Z1:H").count == 1
        assert folding.feed(read("5200+Z1:H"))[0].line.count == 2


class TestFlood:
    def test_from_the_ninth_line_on_the_others_stand_by_name_beneath_the_first(self):
        folding = Folding(hazard_of)
        placed = folding.feed(read(flood(12)))
        assert Counter(one.place for one in placed) == {Place.LINE: 8, Place.BENEATH: 4}
        assert {one.line.under for one in placed[8:]} == {"Z0:H"}

    def test_a_line_beneath_counts_its_own_repeats(self):
        (placed,) = self.flooded().feed(read("13-Z11:H 14+Z11:H"))
        assert (placed.place, placed.line.count, placed.line.under) == (Place.COUNTED, 2, "Z0:H")

    def test_the_first_of_another_hazard_has_a_line(self):
        (placed,) = self.flooded().feed(read("13+Y1:H"))
        assert (placed.place, placed.line.under) == (Place.LINE, "")

    def test_what_belongs_to_no_hazard_has_a_line(self):
        folding = Folding(lambda _: "")
        placed = folding.feed(read(flood(12)))
        assert {one.place for one in placed} == {Place.LINE}

    def test_ten_minutes_later_there_is_room_again(self):
        (placed,) = self.flooded().feed(read("700+Z50:H"))
        assert placed.place is Place.LINE

    def flooded(self) -> Folding:
        folding = Folding(hazard_of)
        folding.feed(read(flood(12)))
        return folding


def test_lack_and_excess_of_oxygen_always_get_a_line():
    plant = make_plant(
        make_tag("O", kind="gas_oxygen", l=19.5, h=23.5),
        make_tag("T", kind="temperature", l=1, h=9),
    )
    assert list_guarded(plant, Bank(plant).rules) == {"O:L", "O:H"}


alarms = st.sampled_from(
    [f"{hazard}{n}:{c}" for hazard in "YZ" for n in range(9) for c in ("H", "HH")]
)
pauses = st.sampled_from([0, 0, 1, 1, 10, 59, 599, 600, 1799, 1800, 28_800])
priorities = st.sampled_from([*[Priority.MEDIUM] * 5, Priority.HIGH, Priority.CRITICAL])
walks = st.lists(st.tuples(pauses, alarms, priorities), max_size=80)


def walk(moves):
    entries, active, now = [], set(), 0
    for pause, alarm, priority in moves:
        now += pause
        entries.append(tell(alarm, "-" if alarm in active else "+", now, priority=priority))
        active ^= {alarm}
    return entries


@given(walks)
def test_every_placement_is_that_of_the_slow_twin(moves):
    entries = walk(moves)
    placed = [
        (
            str(one.place),
            one.line.alarm,
            one.at,
            one.line.under or None if one.place != "counted" else None,
        )
        for one in Folding(hazard_of).feed(entries)
    ]
    assert placed == folding_twin.place_all(entries, hazard_of)


@given(walks, st.lists(st.booleans(), min_size=80))
def test_what_is_shown_and_what_is_counted_are_all_and_no_cut_matters(moves, cuts):
    entries = walk(moves)
    folding, placed, held = Folding(hazard_of), [], []
    for entry, here in zip(entries, cuts, strict=False):
        held.append(entry)
        if here:
            placed += folding.feed(held)
            held = []
    placed += folding.feed(held)

    assert placed == Folding(hazard_of).feed(entries)
    assert len(placed) == sum(entry.event is Event.RAISED for entry in entries)
    last = {(one.line.alarm, index): one.line for index, one in number_lines(placed)}
    assert sum(line.count for line in last.values()) == len(placed)


def number_lines(placed):
    """Each placement with the number of its line among those of its alarm."""
    lines = Counter()
    for one in placed:
        lines[one.line.alarm] += one.place is not Place.COUNTED
        yield lines[one.line.alarm], one


@given(walks)
def test_nothing_new_is_counted_and_nothing_severe_folded(moves):
    entries = walk(moves)
    placed = Folding(hazard_of).feed(entries)
    normal_since = {}
    raised = iter(placed)
    for entry in entries:
        if entry.event is not Event.RAISED:
            normal_since[entry.alarm] = entry.at
            continue
        new = entry.alarm not in normal_since or (
            entry.at - normal_since[entry.alarm] >= FIGURES.normal_ms
        )
        severe = entry.alarm.endswith(":HH") or entry.priority is Priority.CRITICAL
        place = next(raised).place
        assert place is Place.LINE if severe else not (new and place is Place.COUNTED)


@given(st.lists(st.tuples(pauses, st.sampled_from([f"Z{n}:H" for n in range(30)])), max_size=150))
def test_in_one_hazard_the_ordinary_never_take_the_reserved_lines(moves):
    """But for what leads a run: it is the first alarm of its hazard for ten minutes."""
    entries = walk([(pause, alarm, Priority.MEDIUM) for pause, alarm in moves])
    placed = Folding(hazard_of).feed(entries)
    lines = [one.at for one in placed if one.place is Place.LINE]
    for at in lines:
        recent = sum(at - FIGURES.flood_ms < other <= at for other in lines)
        assert recent <= FIGURES.lines - FIGURES.reserved + 1
