"""Which form an Accept header asks for."""

import pytest

from dashboard_api.kpi_forms import FORMS, choose_form


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV; q=0.9, text/html", "csv"),
        ("application/xml, text/html;q=0.9, */*;q=0.8", "html"),
        ("application/json, text/csv", "json"),
        (",;,", "json"),
    ],
)
def test_the_first_known_type_wins(accept, form):
    assert choose_form(accept) == form


def test_every_form_says_its_type():
    for form, kind in (("json", "application/json"), ("csv", "text/csv"), ("html", "text/html")):
        assert FORMS[form].media_type.startswith(kind)
