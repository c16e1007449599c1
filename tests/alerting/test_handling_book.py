"""The book of handling records over SQLite."""

import pytest

from tests.alerting.handling_contract import HandlingContract


class TestSqliteHandling(HandlingContract):
    @pytest.fixture
    def url(self, tmp_path):
        return f"sqlite:///{tmp_path / 'journal.db'}"
