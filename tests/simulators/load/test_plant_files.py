import pytest

from simulators.load.forms import FORMS, LoadForm
from simulators.load.plant_files import write_load_plant
from tests.simulators.load.plants import make_load_plant


@pytest.mark.parametrize("form", LoadForm)
def test_the_plant_is_sound_in_every_form_and_all_simulation(tmp_path, form):
    plant = make_load_plant(tmp_path, form, gateways=3, tags=7)
    assert [gateway.simulation for gateway in plant.gateways] == [True] * 3
    assert {gateway.format for gateway in plant.gateways} == {FORMS[form].format}
    assert len({gateway.topic for gateway in plant.gateways}) == (3 if FORMS[form].topics else 1)
    assert len(plant.tags) == 7


def test_a_plant_that_is_there_is_not_written_over(tmp_path):
    write_load_plant(tmp_path, 1, 1, LoadForm.SINGLE)
    with pytest.raises(FileExistsError):
        write_load_plant(tmp_path, 2, 2, LoadForm.SINGLE)
