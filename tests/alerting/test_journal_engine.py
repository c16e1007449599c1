import hashlib
import json
import subprocess
import sys

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, text
from sqlalchemy.exc import OperationalError

import alerting.journal_engine
from alerting.alarm import Terms
from alerting.chain import begin_chain
from alerting.journal import Journal, JournalUnavailableError
from alerting.journal_engine import open_engines
from alerting.journal_errors import JournalRefusedError
from alerting.journal_tables import HEAD_REVISION, JOURNAL, make_row
from tests.alerting.journal_contract import make_group
from tests.alerting.tiny_park import make_entry


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'journal.db'}"


def test_a_commit_to_sqlite_is_durable(url):
    engines = open_engines(url)
    with engines.write.connect() as connection:

        def ask(name):
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        assert ask("journal_mode") == "wal"
        assert ask("synchronous") == 2
        assert ask("foreign_keys") == 1
    engines.dispose()


def test_a_writer_takes_its_turn_before_it_reads(url, monkeypatch):
    monkeypatch.setattr(alerting.journal_engine, "_SQLITE", ("PRAGMA busy_timeout = 1",))
    first, second = open_engines(url), open_engines(url)
    with first.write.begin(), pytest.raises(OperationalError, match="locked"):
        second.write.connect().begin()
    first.dispose()
    second.dispose()


def test_readers_never_keep_the_writer_waiting(url):
    journal = Journal(url)
    many = [journal._engines.read.connect() for _ in range(15)]  # the whole pool of readers
    assert len(journal.append(make_group(0))) == len(make_group(0))
    for reader in many:
        reader.close()
    journal.close()


def test_an_up_to_date_journal_opens_without_alembic(url):
    open_engines(url).dispose()
    script = (
        "import sys; from alerting.journal_engine import open_engines;"
        "open_engines(sys.argv[1]).dispose(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script, url], check=False).returncode == 0


def test_the_newest_revision_is_the_one_the_code_knows():
    config = Config()
    config.set_main_option("script_location", "alerting:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD_REVISION]


@pytest.mark.parametrize(
    "url",
    [
        "journal.db",
        "nosuchdatabase://host/journal",
        "mysql://host/journal",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql+nosuchdriver://host/journal",
        "postgresql://user@127.0.0.1:1/journal?foo=1",
    ],
)
def test_an_address_of_no_use_is_refused(url):
    with pytest.raises(JournalRefusedError, match=r"journal\.url"):
        open_engines(url)


@pytest.mark.parametrize(
    "url", ["postgresql://user@host:secret/journal", "sqlite:///journal.db?timeout=secret"]
)
def test_an_address_that_can_not_be_read_is_refused_and_never_quoted(url):
    with pytest.raises(JournalRefusedError, match=r"journal\.url") as refused:
        open_engines(url)
    assert "secret" not in str(refused.value)


def test_a_place_that_can_not_be_written_is_unavailable(tmp_path):
    with pytest.raises(JournalUnavailableError):
        Journal(f"sqlite:///{tmp_path / 'nowhere' / 'journal.db'}")


def test_a_file_that_is_no_database_is_left_alone(tmp_path):
    file = tmp_path / "journal.db"
    notes = b"not a database, but somebody's notes " * 100
    file.write_bytes(notes)
    with pytest.raises(JournalUnavailableError):
        Journal(f"sqlite:///{file}")
    assert file.read_bytes() == notes


def test_a_locked_database_is_unavailable_and_takes_the_same_again(url, monkeypatch):
    monkeypatch.setattr(alerting.journal_engine, "_SQLITE", ("PRAGMA busy_timeout = 1",))
    journal, other = Journal(url), Journal(url)
    with other._engines.write.begin(), pytest.raises(JournalUnavailableError):
        journal.append(make_group(0))
    assert len(journal.append(make_group(0))) == len(make_group(0))
    journal.close()
    other.close()


def test_a_journal_of_an_older_release_is_brought_up_to_date_and_its_chain_holds(url):
    open_at_revision(url, "0001")
    engine = create_engine(url)
    old = [name for name in make_row(make_entry()) if name != "terms"]
    with engine.begin() as connection:
        journal_id = connection.scalar(text("SELECT id FROM journal_head"))
        row = make_row(make_entry(seq=1, previous=begin_chain(journal_id)))
        connection.execute(insert(JOURNAL).values({name: row[name] for name in old}))
        # The digest as that release took it: over the columns that it knew.
        digest = hashlib.sha256(json.dumps([row[name] for name in old]).encode()).hexdigest()
        connection.execute(text("UPDATE journal_head SET seq = 1, digest = :d"), {"d": digest})
    engine.dispose()
    journal = Journal(url)
    assert journal.verify() is None
    journal.append([make_entry(at=2, terms=Terms(9))])
    assert [entry.terms for entry in journal.read()] == [None, Terms(9)]
    assert journal.verify() is None
    journal.close()


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_who_only_reads_changes_no_journal_of_an_older_release(url, revision):
    open_at_revision(url, revision)
    with pytest.raises(JournalRefusedError, match=f"{revision}.*knows {HEAD_REVISION}"):
        Journal(url, upgrade=False)
    with pytest.raises(JournalRefusedError, match=revision):
        Journal(url, upgrade=False)  # as before: the first look changed nothing
    Journal(url).close()
    Journal(url, upgrade=False).close()


def open_at_revision(url, revision):
    """Make the tables of an older release."""
    engine = create_engine(url)
    settings = Config()
    settings.set_main_option("script_location", "alerting:migrations")
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)
    engine.dispose()
