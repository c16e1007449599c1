import pytest

from tests.alerting.filed_stops.store_contract import StoreContract


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def url(self, tmp_path):
        return f"sqlite:///{tmp_path / 'journal.db'}"
