import pytest

from tests.alerting.online_rate.watch_contract import WatchContract


class TestSqliteWatch(WatchContract):
    @pytest.fixture
    def url(self, tmp_path):
        return f"sqlite:///{tmp_path / 'journal.db'}"
