from decimal import Decimal

from plant.chemicals import load_catalogue
from plant.readers import is_checked

CATALOGUE = load_catalogue()


def test_every_cas_number_has_a_right_check_digit():
    numbers = {chemical.cas for chemical in CATALOGUE.chemicals} | set(CATALOGUE.toxic_gases)
    for number in numbers:
        digits = number.replace("-", "")
        assert is_checked(digits[:-1], int(digits[-1])), number


def test_every_number_says_where_it_comes_from():
    for row in (*CATALOGUE.chemicals, *CATALOGUE.classes.values()):
        assert row.provenance.standard == "GB 18218-2018"
        assert row.provenance.clause
        assert row.provenance.trust in {"verified", "secondary", "recalled"}
        assert row.name
        assert row.name_en
        assert row.quantity_t > 0


def test_every_table_says_where_it_comes_from():
    assert set(CATALOGUE.provenance) == {"toxic_gases", "exposure", "levels"}
    assert {one.trust for one in CATALOGUE.provenance.values()} <= {"verified", "secondary"}


def test_every_named_toxic_gas_has_a_critical_quantity():
    assert set(CATALOGUE.toxic_gases) <= {chemical.cas for chemical in CATALOGUE.chemicals}


def test_of_several_forms_the_smallest_quantity_counts():
    assert CATALOGUE.find("6484-52-2").quantity_t == 5
    assert CATALOGUE.find("75-44-5").quantity_t == Decimal("0.3")
    assert CATALOGUE.find("999-99-9") is None
    assert CATALOGUE.find("") is None


def test_bands_rise():
    assert [alpha for _, alpha in CATALOGUE.exposure] == sorted(a for _, a in CATALOGUE.exposure)
    assert [level for _, level in CATALOGUE.levels] == [4, 3, 2, 1]
