"""From claims to name, role and place: what is said counts, what is not said is no default."""

from dataclasses import replace

import pytest

from dashboard_api.oidc_claims import ClaimRules, check_place, find_claim, identify
from dashboard_api.oidc_port import Identity, NotLetInError, Why
from tests.dashboard_api.house import make_plant

RULES = ClaimRules(
    name="preferred_username",
    role="groups",
    roles={"leaders": "shift_leader", "ops": "operator", "firms": "enterprise", "it": "admin"},
    place="place",
)
CLAIMS = {
    "iss": "https://sso", "sub": "42", "preferred_username": "李工", "groups": ["ops"],
    "place": "E1",
}  # fmt: skip


def refuse(rules=RULES, **claims):
    with pytest.raises(NotLetInError) as refused:
        identify({**CLAIMS, **claims}, rules)
    return refused.value


def test_claims_say_who_somebody_is():
    assert identify(CLAIMS, RULES) == Identity("https://sso", "42", "李工", "operator", "E1")


def test_of_several_roles_the_first_of_the_table_counts():
    assert identify({**CLAIMS, "groups": ["ops", "x", "leaders"]}, RULES).role == "shift_leader"
    assert identify({**CLAIMS, "groups": "ops"}, RULES).role == "operator"


@pytest.mark.parametrize(
    "groups", [None, [], ["staff"], "op", "ops leaders", {"ops": True}, [["ops"]], 7, ["OPS"]]
)
def test_who_has_no_mapped_role_is_refused_and_told_what_was_looked_at(groups):
    refusal = refuse(groups=groups)
    assert refusal.why is Why.NO_ROLE
    assert refusal.detail.startswith("groups: ")


def test_a_claim_is_found_by_its_whole_name_or_by_a_path():
    claims = {"realm_access": {"roles": ["ops"]}, "https://sso.cn/roles": ["it"], "a.b": 1}
    assert find_claim(claims, "realm_access.roles") == ["ops"]
    assert find_claim(claims, "https://sso.cn/roles") == ["it"]
    assert find_claim(claims, "a.b") == 1
    assert find_claim(claims, "realm_access.roles.x") is None
    assert find_claim(claims, "none.at.all") is None


@pytest.mark.parametrize("name", [None, "", "  ", 7, ["李"], "李\n工", "x" * 65, "a\x00"])
def test_a_name_that_can_stand_in_no_journal_is_refused(name):
    assert refuse(preferred_username=name).why is Why.NO_NAME


def test_a_name_has_one_form():
    assert identify({**CLAIMS, "preferred_username": " Zoe\u0308 "}, RULES).name == "Zoë"


@pytest.mark.parametrize("place", [None, "", " ", [], ["E1", "E2"], 7, {}])
def test_where_places_are_told_silence_is_not_the_whole_site(place):
    assert refuse(place=place).why is Why.NO_PLACE


def test_the_whole_site_is_said_and_one_entry_of_a_list_is_that_entry():
    assert identify({**CLAIMS, "place": "*"}, RULES).place == ""
    assert identify({**CLAIMS, "place": ["E2"]}, RULES).place == "E2"


def test_an_enterprise_account_needs_its_enterprise():
    assert refuse(groups=["firms"], place="*").why is Why.NO_PLACE


def test_who_stands_at_no_place_is_asked_for_none():
    assert identify({**CLAIMS, "groups": ["it"], "place": None}, RULES).place == ""
    assert identify({**CLAIMS, "place": "E1"}, replace(RULES, place="")).place == ""


def test_a_place_that_the_plant_does_not_have_is_refused():
    plant = make_plant()
    check_place(Identity("i", "s", "n", "operator", "E1"), plant)
    check_place(Identity("i", "s", "n", "operator"), plant)
    with pytest.raises(NotLetInError):
        check_place(Identity("i", "s", "n", "operator", "E9"), plant)


def test_a_long_claim_is_not_repeated_whole():
    assert len(refuse(groups=["x" * 5000]).detail) < 250
