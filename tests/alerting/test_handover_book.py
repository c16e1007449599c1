import pytest

from tests.alerting.handover_contract import HandoverContract


class TestSqliteHandovers(HandoverContract):
    @pytest.fixture
    def url(self, tmp_path):
        return f"sqlite:///{tmp_path / 'journal.db'}"
