"""What the directory's tests don't show: that one mistake is one complaint."""

from tests.plant.conftest import PLANT_TOML, TAGS_CSV


def test_what_refers_to_a_malformed_id_is_not_complained_about(check):
    checked = check(
        PLANT_TOML.replace('"V-101"', '"V 101"'), TAGS_CSV.replace(",V-101,", ",V 101,")
    )
    assert [(one.key, one.line) for one in checked.complaints] == [("equipment.id", 49)]


def test_what_relies_on_a_refused_limit_is_not_complained_about(check):
    complaints = check(tags=TAGS_CSV.replace(",80,90,,1,", ",80,9O,,1,")).complaints
    assert [(one.file, one.key) for one in complaints] == [("tags.csv", "hh")]


def test_enterprises_hazards_cameras_and_contacts_have_their_own_names(check):
    toml = PLANT_TOML.replace('id = "cam-1"', 'id = "desk"')
    assert check(toml).complaints == []
    doubled = toml + '[[contact]]\nid = "desk"\nname = "x"\n'
    assert [one.key for one in check(doubled).complaints] == ["contact.id"]


def test_without_tags_nothing_is_said_about_references_to_them(check):
    complaints = check(tags="\n").complaints
    assert [one.file for one in complaints] == ["tags.csv"]


def test_limits_do_not_fall_over_those_that_are_there(check):
    rows = "tag,enterprise,ll,l,h,hh\nA,E1,5,,,4\nB,E1,,5,5,5\nC,E1,1,,2,\nD,E1,4,3,2,1\n"
    toml = PLANT_TOML[: PLANT_TOML.index("[[voting]]")]
    complaints = check(toml, rows).complaints
    assert [(one.line, one.key) for one in complaints] == [
        (2, "hh"),
        (5, "l"),
        (5, "h"),
        (5, "hh"),
    ]


def test_a_cause_may_be_another_interlock_or_a_gateway(check):
    toml = PLANT_TOML.replace(
        "effects = [", 'effects = [{tag = "XV-101", expected = 1, travel_s = 0}, ', 1
    ).replace('source = "GT-101", condition = "HH"', 'source = "gw-1", condition = "gateway_lost"')
    assert check(toml).complaints == []
