from plant.complaint import Complaint, Place, PlantError


def test_a_complaint_reads_like_a_compilers():
    assert str(Complaint("plant.toml", 3, "park.id", "is missing", "缺少")) == (
        "plant.toml:3: park.id: is missing"
    )
    assert str(Complaint("tags.csv", 0, "", "can't be read", "无法读取")) == (
        "tags.csv: can't be read"
    )


def test_an_error_says_all_complaints():
    complaints = [Complaint("a", 1, "k", "x", "甲"), Complaint("b", 2, "", "y", "乙")]
    error = PlantError(complaints)
    assert error.complaints == complaints
    assert str(error) == "a:1: k: x\nb:2: y"


def test_a_place_takes_the_line_of_the_nearest_known_value():
    lines = {("hazard", 0): 4, ("hazard", 0, "level"): 6}
    place = Place("plant.toml", [], lines).inside("hazard", 0)
    assert place.line == 4
    assert place.inside("level").line == 6
    assert place.inside("chemicals", 2, "cas").line == 4
    assert Place("plant.toml", [], lines).inside("park").line == 0


def test_a_place_is_named_as_it_is_written():
    place = Place("plant.toml", [])
    assert place.inside("hazard", 3, "chemicals", 2, "cas").key == "hazard.chemicals[2].cas"
    assert place.inside("park", "location", 0).key == "park.location[0]"
    assert place.inside("hazard", 0).key == "hazard"
    assert place.key == ""


def test_complaints_go_to_the_list_of_their_place():
    complaints, warnings = [], []
    place = Place("tags.csv", complaints).at(7).inside("hh")
    place.complain("is wrong", "有误")
    place.gather(warnings).complain("is odd", "可疑")
    assert [str(one) for one in complaints] == ["tags.csv:7: hh: is wrong"]
    assert [str(one) for one in warnings] == ["tags.csv:7: hh: is odd"]
