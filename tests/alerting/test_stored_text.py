"""Text as every store takes it."""

from hypothesis import given
from hypothesis import strategies as st

from alerting.stored_text import clean_text


@given(st.text(st.characters(), max_size=20))
def test_what_is_kept_is_utf_8_without_nul_and_as_long_as_it_was(text):
    kept = clean_text(text)
    assert "\0" not in kept
    assert kept.encode().decode() == kept
    assert len(kept) == len(text)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20))
def test_text_that_every_store_takes_stays_as_it_is(text):
    assert clean_text(text) == text
