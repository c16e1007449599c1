"""One ticket, one use, thirty seconds."""

import pytest

from dashboard_api.people import Session
from dashboard_api.tickets import TICKET_MS, Tickets
from tests.dashboard_api.house import NOON

SESSION = Session("key", "op", "operator", NOON + 1)


@pytest.mark.parametrize(
    ("later", "given"), [(0, SESSION), (TICKET_MS - 1, SESSION), (TICKET_MS, None)]
)
def test_a_ticket_is_good_for_thirty_seconds(later, given):
    tickets = Tickets()
    ticket, expires = tickets.issue(SESSION, NOON)
    assert expires == NOON + TICKET_MS
    assert tickets.redeem(ticket, NOON + later) == given


def test_a_ticket_opens_once_and_an_invented_one_never():
    tickets = Tickets()
    ticket, _ = tickets.issue(SESSION, NOON)
    assert tickets.redeem(ticket, NOON) == SESSION
    assert tickets.redeem(ticket, NOON) is None
    assert tickets.redeem("invented", NOON) is None


def test_tickets_that_nobody_uses_give_way_to_newer_ones():
    tickets = Tickets()
    first, _ = tickets.issue(SESSION, NOON)
    newest = [tickets.issue(SESSION, NOON)[0] for _ in range(10_000)][-1]
    assert tickets.redeem(first, NOON) is None
    assert tickets.redeem(newest, NOON) == SESSION
