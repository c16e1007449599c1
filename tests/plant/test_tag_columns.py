from plant.sections import FIGURES, TEMPERATURES
from plant.tag_columns import (
    FIELDS,
    HEADERS,
    INHERITED_FIELDS,
    KIND_ALIASES,
    LIMIT_COLUMNS,
    PRIORITY_ALIASES,
)
from plant.tag_kind import TagKind

CONTRACT = (
    "tag,enterprise,equipment,kind,unit,range_lo,range_hi,ll,l,h,hh,deadband,on_delay_s,"
    "off_delay_s,interval_s,priority,name,name_en,alarm_on,latching,float32"
)


def test_the_columns_of_the_contract_are_there_and_only_the_tag_is_required():
    assert set(CONTRACT.split(",")) <= set(FIELDS)
    assert [column for column, field in FIELDS.items() if field.required] == ["tag"]


def test_every_alias_names_a_column_and_every_column_itself():
    assert set(HEADERS.values()) == set(FIELDS)
    assert all(HEADERS[column] == column for column in FIELDS)


def test_conditions_have_columns_of_their_own():
    own = {f"{c}_{s}" for c in ("ll", "l", "h", "hh", "digital") for s in ("deadband", "priority")}
    assert own <= set(FIELDS)


def test_a_limit_is_never_inherited():
    assert not set(LIMIT_COLUMNS.values()) & set(INHERITED_FIELDS)
    assert set(INHERITED_FIELDS) < set(FIELDS)


def test_aliases_of_cells_mean_something():
    assert set(KIND_ALIASES.values()) == set(TagKind)
    assert set(PRIORITY_ALIASES.values()) == {"critical", "high", "medium", "low"}


def test_no_figure_of_equipment_is_named_twice():
    assert len({*FIGURES, *TEMPERATURES}) == len(FIGURES) + len(TEMPERATURES)
