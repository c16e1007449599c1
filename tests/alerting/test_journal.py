import pytest

from tests.alerting.journal_contract import JournalContract


class TestSqliteJournal(JournalContract):
    @pytest.fixture
    def url(self, tmp_path):
        return f"sqlite:///{tmp_path / 'journal.db'}"
