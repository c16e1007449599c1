from dataclasses import replace

import pytest

from plant.directory import read_plant
from simulators.load.forms import LoadForm
from simulators.load.senders import LoadError, check_pace, plan_senders
from tests.contract.plant_directory import write_plant
from tests.simulators.load.plants import make_load_plant

VALUES = LoadForm.JSON_VALUES


def test_every_tag_is_sent_by_one_gateway_in_equal_shares(tmp_path):
    plant = make_load_plant(tmp_path, gateways=3, tags=10)
    senders = plan_senders(plant, VALUES)
    assert [len(sender.tags) for sender in senders] == [4, 3, 3]
    assert sorted(tag for sender in senders for tag in sender.tags) == [
        tag.id for tag in plant.tags
    ]


def test_a_live_gateway_is_not_put_under_load(tmp_path):
    with pytest.raises(LoadError, match="gw1, gw2"):
        plan_senders(read_plant(write_plant(tmp_path)), VALUES)


def test_a_plant_without_a_gateway_of_the_form_has_no_load(tmp_path):
    plant = make_load_plant(tmp_path)
    plant = type(plant)(plant.park, plant.enterprises, (), (), (), plant.tags)
    with pytest.raises(LoadError, match="hazardwatch"):
        plan_senders(plant, VALUES)


def test_a_name_that_a_form_cannot_say_is_told_before_anything_is_sent(tmp_path):
    plant = make_load_plant(tmp_path, LoadForm.HJ212, gateways=1, tags=1)
    (tag,) = plant.tags
    plant = replace(plant, tags=(replace(tag, source_name="a;b"),))
    with pytest.raises(LoadError, match="HJ 212"):
        plan_senders(plant, LoadForm.HJ212)


@pytest.mark.parametrize(
    ("form", "rate", "batch", "reason"),
    [
        (VALUES, 10, 6, "holds 5 readings at most"),
        (LoadForm.SINGLE, 10, 2, "holds 1 readings at most"),
        (VALUES, 2001, 5, "tell 1000 apart"),
    ],
)
def test_a_load_whose_readings_could_not_be_told_apart_is_refused(
    tmp_path, form, rate, batch, reason
):
    senders = plan_senders(make_load_plant(tmp_path, gateways=2, tags=10), form)
    with pytest.raises(LoadError, match=reason):
        check_pace(senders, form, rate, batch)


def test_what_can_be_told_apart_may_be_sent(tmp_path):
    senders = plan_senders(make_load_plant(tmp_path, gateways=2, tags=10), VALUES)
    check_pace(senders, VALUES, 2000, 5)
