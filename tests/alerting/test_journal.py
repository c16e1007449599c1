import pytest

from alerting.journal import Journal, JournalUnavailableError
from tests.alerting.journal_contract import JournalContract
from tests.alerting.tiny_park import make_entry


class TestSqliteJournal(JournalContract):
    @pytest.fixture
    def url(self, tmp_path):
        return f"sqlite:///{tmp_path / 'journal.db'}"


def test_a_disk_without_room_is_told_apart_and_loses_nothing(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path / 'journal.db'}")
    flood = [make_entry(at=at, version=at, reason="x" * 500) for at in range(1, 200)]
    with journal._engines.write.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # no more than it has by now
    with pytest.raises(JournalUnavailableError) as told:
        journal.append(flood)
    assert told.value.full
    with journal._engines.write.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    assert len(journal.append(flood)) == len(flood)
    journal.close()


def test_a_locked_journal_is_not_a_full_one(tmp_path):
    url = f"sqlite:///{tmp_path / 'journal.db'}"
    journal, other = Journal(url), Journal(url)
    with other._engines.write.begin(), pytest.raises(JournalUnavailableError) as told:
        journal.append([make_entry(at=1, version=1)])
    assert not told.value.full
    journal.close()
    other.close()
