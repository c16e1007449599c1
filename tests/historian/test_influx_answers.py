"""Which answer asks for what: trying again, a person, halving, or giving lines up."""

import pytest

from historian.influx_answers import Complaint, read_retry_after
from historian.port import HistorianRefusedError, HistorianUnavailableError

PARTIAL = "partial write: points beyond retention policy dropped=3"


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_passes_is_tried_again_when_the_server_says(status):
    error = Complaint(status, "busy", 17.0).blame()
    assert isinstance(error, HistorianUnavailableError)
    assert error.retry_after_s == 17


@pytest.mark.parametrize("status", [301, 401, 403, 404, 405])
def test_what_stays_is_for_a_person(status):
    error = Complaint(status, "unauthorized").blame()
    assert isinstance(error, HistorianRefusedError)
    assert str(error) == f"{status}: unauthorized"


@pytest.mark.parametrize(
    ("status", "message", "splits", "partial", "dropped"),
    [
        (400, "unable to parse 'x': missing fields", True, False, 0),
        (413, "request body too large", True, False, 0),
        (400, "partial write: unable to parse 'x' dropped=0", True, False, 0),
        (400, "partial write of line protocol occurred", True, False, 0),
        (400, PARTIAL, False, True, 3),
        (422, f"failure writing points to database: {PARTIAL}", False, True, 3),
        (422, "rejected", False, True, 0),
        (404, "bucket dropped=7 not found", False, False, 0),
    ],
)
def test_some_are_about_single_lines(status, message, splits, partial, dropped):
    complaint = Complaint(status, message)
    assert (complaint.splits, complaint.partial, complaint.dropped) == (splits, partial, dropped)


def test_a_time_to_wait_is_read_only_in_seconds():
    assert read_retry_after("17") == 17
    assert read_retry_after("Wed, 21 Oct 2026 07:28:00 GMT") is None
    assert read_retry_after(None) is None
