"""Whatever a report shows has a Chinese and an English name."""

from alerting.kpi.groups import By
from dashboard_api import kpi_words
from dashboard_api.kpi_wire import KpiFigures
from plant.alarm_kpi import load_definitions, load_targets


def test_every_target_definition_unit_and_trust_has_words():
    definitions, targets = load_definitions(), load_targets()
    assert set(kpi_words.TARGETS) == set(targets)
    assert set(kpi_words.DEFINITIONS) == set(definitions)
    rows = [*definitions.values(), *targets.values()]
    assert {row.unit for row in rows} == set(kpi_words.UNITS)
    assert {row.provenance.trust for row in rows} <= set(kpi_words.TRUST)


def test_every_figure_and_group_has_words():
    told = set(KpiFigures.__struct_fields__) - {"priorities", "response"}
    assert told <= set(kpi_words.FIGURES)
    assert set(kpi_words.GROUPS) == set(By)
