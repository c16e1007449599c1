"""How interlocks stand for who looks at them, from the first reading to the reset."""

from detectors.bank import Bank
from detectors.interlock_view import InputView
from plant.words import Plant
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.streams import T0
from tests.detectors.twin import Reading, make_batch

PLANT = make_plant(
    make_tag("LT", hh=90, interval_s=100),
    make_tag("ZS", interval_s=100),
    make_tag("BYP", interval_s=100),
    make_tag("RESET", interval_s=100),
    make_tag("RUN", interval_s=100),
    interlocks={
        "IL": {
            "causes": [{"source": "LT", "condition": "HH", "delay_s": 2}],
            "effects": [{"tag": "ZS", "expected": 1, "travel_s": 10}],
            "permissives": [{"tag": "RUN", "expected": 1}],
            "bypass": "BYP",
            "bypass_s": 60,
            "reset": "RESET",
        },
    },
)


class Watched:
    """A bank over the plant, told one reading after the other."""

    def __init__(self, plant: Plant = PLANT) -> None:
        self.plant, self.bank = plant, Bank(plant, None)

    def tell(self, second: float, **values: float) -> dict[str, InputView]:
        """Readings of one second; how every input stands after it, by its name."""
        at = T0 + round(1000 * second)
        readings = [Reading(self.plant.row_of[tag], at, one) for tag, one in values.items()]
        self.bank.judge(make_batch(readings), situation(self.plant, at))
        (view,) = self.bank.view_interlocks()
        self.demand, self.trip = view.demand, view.trip
        return {one.name: one for one in view.inputs}


def test_before_anything_is_heard_nothing_is_known() -> None:
    (view,) = Bank(PLANT, None).view_interlocks()

    assert (view.id, view.demand, view.trip) == ("IL", "ready", "unseen")
    assert [(one.role, one.name) for one in view.inputs] == [
        ("cause", "LT:HH"),
        ("effect", "ZS"),
        ("permissive", "RUN"),
        ("bypass", "BYP"),
        ("reset", "RESET"),
    ]
    assert {one.truth for one in view.inputs} == {"unknown"}
    assert {one.since for one in view.inputs} == {None}


def test_a_demand_is_followed_to_its_reset() -> None:
    watched = Watched()
    calm = watched.tell(0, LT=50, ZS=0, BYP=0, RESET=0, RUN=1)
    assert (calm["LT:HH"].truth, calm["LT:HH"].state, calm["ZS"].state) == ("false", "idle", "free")
    assert (calm["BYP"].state, watched.trip) == ("off", "away")

    cause = watched.tell(1, LT=95)["LT:HH"]
    assert (cause.truth, cause.state, cause.since) == ("true", "delaying", T0 + 1000)
    assert cause.due == T0 + 3000
    assert cause.value == 95

    demanded = watched.tell(4, LT=95)
    assert (watched.demand, demanded["LT:HH"].state, demanded["LT:HH"].due) == (
        "demanded",
        "met",
        None,
    )
    assert (demanded["ZS"].state, demanded["ZS"].due) == ("travelling", T0 + 13_000)
    assert watched.tell(6, ZS=1)["ZS"].state == "arrived"
    assert watched.tell(14, LT=95)["ZS"].state == "acted"

    watched.tell(15, LT=50)
    assert watched.demand == "locked"
    watched.tell(16, RESET=1)
    assert watched.demand == "ready"


def test_an_effect_that_does_not_come_and_a_bypass_that_lasts_are_told_apart() -> None:
    watched = Watched()
    watched.tell(0, LT=50, ZS=0, BYP=0, RESET=0, RUN=1)
    watched.tell(1, LT=95)
    assert watched.tell(14, LT=95)["ZS"].state == "failed"
    bypass = watched.tell(20, BYP=1)["BYP"]
    assert (bypass.state, bypass.due) == ("on", T0 + 80_000)
    assert watched.tell(81, LT=95)["BYP"].state == "overdue"


def test_a_vote_that_never_spoke_does_not_stand_once_it_can_be_judged() -> None:
    voted = Watched(
        make_plant(
            make_tag("A", hh=90, interval_s=100),
            make_tag("B", hh=90, interval_s=100),
            make_tag("ZS", interval_s=100),
            votings={"V": {"tags": ["A", "B"], "need": 2, "condition": "HH"}},
            interlocks={
                "IL": {
                    "causes": [{"source": "V", "condition": "voted"}],
                    "effects": [{"tag": "ZS", "expected": 1}],
                },
            },
        )
    )
    assert voted.tell(0, ZS=0)["V:voted"].truth == "unknown"
    calm = voted.tell(2, A=50, B=50)["V:voted"]
    assert (calm.truth, calm.state, calm.since) == ("false", "idle", None)
    assert voted.tell(3, A=95, B=95)["V:voted"].truth == "true"
    assert voted.tell(4, A=50)["V:voted"].truth == "false"


def test_a_plant_without_interlocks_shows_none() -> None:
    assert Bank(make_plant(make_tag("T")), None).view_interlocks() == []
