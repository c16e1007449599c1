"""The register of filed stops and the watch record once more, over a real PostgreSQL server."""

import pytest

from tests.alerting.filed_stops.store_contract import StoreContract
from tests.alerting.online_rate.watch_contract import WatchContract

pytestmark = pytest.mark.postgresql


class TestPostgresqlStore(StoreContract):
    @pytest.fixture
    def url(self, server):
        return server.create_database()


class TestPostgresqlWatch(WatchContract):
    @pytest.fixture
    def url(self, server):
        return server.create_database()
