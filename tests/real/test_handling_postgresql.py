"""The contract of the handling records once more, over a real PostgreSQL server."""

import pytest

from alerting.handling_chain import inspect_handling
from alerting.journal import JournalUnavailableError
from tests.alerting.handling_contract import HandlingContract, ask, get
from tests.alerting.handling_sample import raised, returned

pytestmark = pytest.mark.postgresql


class TestPostgresqlHandling(HandlingContract):
    @pytest.fixture
    def url(self, server):
        return server.create_database()

    @pytest.mark.soak
    def test_a_server_that_was_away_takes_the_same_again(self, server, journal):
        journal.append([raised()])
        with server.away(), pytest.raises(JournalUnavailableError):
            journal.append([returned()])
        journal.append([returned()])
        assert ask(journal) == [1]
        assert get(journal).version == 2
        assert inspect_handling(journal.read_engine).findings == ()
