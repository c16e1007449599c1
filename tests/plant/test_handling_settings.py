"""``[handling]`` of plant.toml: read, hashed, complained about, warned of."""

from plant.condition import Priority
from plant.handling_limits import MINUTE_MS, load_handling_limits
from tests.plant.conftest import PLANT_TOML

OWN = """
[handling.limits_min]
critical = { sign = 1, handle = 20 }
high = { close = 600.5 }
"""


def test_without_it_the_shipped_limits_hold_and_the_hash_stays_as_it_was(check):
    bare = check().plant
    assert bare.handling is None
    assert bare.handling_limits == load_handling_limits()
    assert check(toml=PLANT_TOML + OWN).plant.hash != bare.hash


def test_a_plant_says_its_own_limits(check):
    limits = check(toml=PLANT_TOML + OWN).plant.handling_limits
    assert limits.find(Priority.CRITICAL)["sign"] == MINUTE_MS
    assert limits.find(Priority.HIGH)["close"] == round(600.5 * MINUTE_MS)
    shipped = load_handling_limits().find(Priority.CRITICAL)
    assert limits.find(Priority.CRITICAL)["verify"] == shipped["verify"]


def test_mistakes_are_told_with_their_keys(check):
    wrong = OWN.replace("sign = 1", "sign = 0").replace("close = 600.5", "clos = 1, verify = 99999")
    told = {complaint.key for complaint in check(toml=PLANT_TOML + wrong).complaints}
    assert told == {
        "handling.limits_min.critical.sign",
        "handling.limits_min.high.clos",
        "handling.limits_min.high.verify",
    }


def test_other_priorities_are_not_handled_on_record(check):
    wrong = OWN + "medium = { sign = 5 }\n"
    (complaint,) = check(toml=PLANT_TOML + wrong).complaints
    assert complaint.key == "handling.limits_min.medium"


def test_a_critical_alarm_that_may_be_handled_more_slowly_is_warned_of(check):
    slow = OWN.replace("handle = 20", "handle = 500")
    mine = [one for one in check(toml=PLANT_TOML + slow).warnings if one.key.startswith("handling")]
    (warning,) = mine
    assert warning.key == "handling.limits_min.critical.handle"
    assert (
        warning.line
        == (PLANT_TOML + slow).splitlines().index("critical = { sign = 1, handle = 500 }") + 1
    )
    assert "500" in warning.text_zh
