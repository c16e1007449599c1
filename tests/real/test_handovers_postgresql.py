"""The contract of the handovers once more, over a real PostgreSQL server on a free port."""

import pytest

from alerting.chain_walk import verify_chain
from alerting.handover import Deed
from alerting.handover_tables import HANDOVER_CHAIN
from alerting.journal import JournalUnavailableError
from tests.alerting.handover_contract import HandoverContract, do, draft, get

pytestmark = pytest.mark.postgresql


class TestPostgresqlHandovers(HandoverContract):
    @pytest.fixture
    def url(self, server):
        return server.create_database()

    def test_a_server_that_was_away_has_half_of_nothing(self, server, journal):
        draft(journal)
        with server.away(), pytest.raises(JournalUnavailableError):
            do(journal, Deed.HANDED_OVER)
        assert get(journal).outgoing is None
        assert do(journal, Deed.HANDED_OVER).objection is None
        assert verify_chain(journal.read_engine, HANDOVER_CHAIN) is None
