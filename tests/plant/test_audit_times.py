"""How long the audit log is kept at the least, and where that stands."""

from plant.audit_times import load_audit_times, name_provenance


def test_half_a_year_whichever_months_it_has():
    assert load_audit_times().least_days == 31 + 31 + 30 + 31 + 30 + 31


def test_the_clause_is_named_and_how_far_it_was_read():
    found = name_provenance()
    assert "第二十三条" in found.clause
    assert found.trust == "secondary"
