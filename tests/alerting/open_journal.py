"""A journal over a database of its own, for the contracts that hold over every store."""

import pytest

from alerting.journal import Journal


class OpenJournal:
    """Who inherits it gives the fixture ``url``, and ``handling`` of a plant where that matters."""

    handling = None

    @pytest.fixture
    def url(self):
        raise NotImplementedError

    @pytest.fixture
    def journal(self, url):
        journal = Journal(url)
        journal.handling = self.handling
        yield journal
        journal.close()
