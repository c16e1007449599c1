from plant.complaint import Place
from plant.draft import Draft, Row


def test_rows_by_id_keep_the_first_and_skip_the_nameless():
    place = Place("plant.toml", [])
    rows = [Row({"id": "A", "n": 1}, place), Row({}, place), Row({"id": "A", "n": 2}, place)]
    draft = Draft(sections={"hazard": rows})
    assert draft.by_id("hazard") == {"A": rows[0]}
    assert draft.rows("hazard") == rows
    assert draft.rows("camera") == []
    assert rows[1].id == ""
