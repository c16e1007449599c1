"""An entry and a record as rows: both ways, and the migration makes the tables that they name."""

from dataclasses import replace

import pytest

from alerting.handling import Attachment, Call, Happening
from alerting.handling_opening import follow_journal
from alerting.handling_tables import make_record_row, make_row, read_row, read_state
from tests.alerting.handling_sample import FALSE, SIGN, SITE, do, follow, raised, removed, returned

OPENED, RETURNED, RECURRED, REMOVED = follow_journal(
    [raised(), returned(), raised(3_000, 3), removed(4_000, 4)], {}, SITE
)
CALL = Call("王工", "138", outgoing=True, answered=True)
FILE = Attachment("ab" * 32, "图.png", "image/png", 3)


@pytest.mark.parametrize(
    "entry",
    [
        OPENED,
        RETURNED,
        RECURRED,
        REMOVED,
        replace(RETURNED, happening=Happening.VERIFIED, detail=FALSE.detail, words="“误报”"),
        replace(RETURNED, happening=Happening.CALLED, detail=CALL),
        replace(RETURNED, happening=Happening.ATTACHED, detail=FILE),
        replace(RETURNED, happening=Happening.CLOSED, detail=None, behalf="王工"),
    ],
)
def test_an_entry_comes_back_as_it_was(entry):
    assert read_row(make_row(entry)) == entry


@pytest.mark.parametrize("wrong", [{"detail": "{}"}, {"detail": ""}, {"happening": "forgotten"}])
def test_what_nothing_of_ours_wrote_is_refused(wrong):
    with pytest.raises(ValueError, match=r".+"):
        read_row(make_row(OPENED) | wrong)


def test_a_record_comes_back_as_it_was_and_is_written_in_one_form_only():
    record = do(follow(raised(), returned()), SIGN, FALSE)
    row = make_record_row(record)
    assert read_state(row["state"]) == record
    assert make_record_row(read_state(row["state"])) == row
