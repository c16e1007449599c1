"""Records on the wire: a missing language is stood for, a missing time gives no deadline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard_api.record_rows import find_deadline, record_fields, record_listing
from plant.rationalisation import NOTHING, Rationalisation

TEXT = st.sampled_from(["", "停泵", "Stop the pump"])


@given(TEXT, TEXT)
def test_a_text_is_there_in_both_languages_or_not_at_all(zh, en):
    said = record_fields(Rationalisation(action=zh, action_en=en))["action"]
    if zh or en:
        assert (said.zh, said.en) == (zh or en, en or zh)
    else:
        assert said is None


@pytest.mark.parametrize(
    ("minutes", "raised_at", "deadline"),
    [(5, 1_000, 301_000), (0.5, 0, 30_000), (None, 1_000, None), (5, None, None)],
)
def test_the_deadline_counts_from_the_raise(minutes, raised_at, deadline):
    assert find_deadline(Rationalisation(respond_within_min=minutes), raised_at) == deadline


def test_nothing_on_record_is_no_listing():
    assert record_listing(NOTHING) is None
    assert record_listing(Rationalisation(respond_within_min=5)).respond_within_min == 5
