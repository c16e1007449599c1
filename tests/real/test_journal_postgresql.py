"""The journal's contract once more, over a real PostgreSQL server on a free port."""

import json

import pytest
from sqlalchemy import update

from alerting.journal import Journal, JournalUnavailableError
from alerting.journal_tables import JOURNAL
from hazardwatch.backup_commands import print_check
from hazardwatch.exit_code import Exit
from hazardwatch.journal_commands import export_journal, print_verification
from tests.alerting.journal_contract import JournalContract, make_group
from tests.alerting.journal_keeping_contract import NOW, fill, forget, keep, tampering
from tests.platform import find_port

pytestmark = pytest.mark.postgresql


class TestPostgresqlJournal(JournalContract):
    @pytest.fixture
    def url(self, server):
        return server.create_database()

    def test_a_server_that_was_away_takes_the_same_again(self, server, journal):
        journal.append(make_group(0))
        with server.away(), pytest.raises(JournalUnavailableError):
            journal.append(make_group(100))
        assert [entry.at for entry in journal.append(make_group(100))] == list(range(100, 107))
        assert journal.verify() is None

    def test_a_server_that_is_not_there_is_unavailable(self):
        with pytest.raises(JournalUnavailableError):
            Journal(f"postgresql://hazardwatch@127.0.0.1:{find_port()}/journal")

    def test_a_role_that_may_lose_commits_is_overruled(self, server, url):
        Journal(url).close()
        from pg8000.native import Connection

        with Connection("hazardwatch", "127.0.0.1", "postgres", server.port) as connection:
            connection.run(f"ALTER DATABASE {url.rpartition('/')[2]} SET synchronous_commit = off")
        journal = Journal(url)
        with journal._engines.write.connect() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
        journal.close()

    def test_the_commands_reach_it_too(self, url, journal, tmp_path, capsys):
        keep(journal, fill(journal, 20))
        forget(journal, before=13)
        (tmp_path / "data").mkdir()
        config, out = tmp_path / "hazardwatch.toml", tmp_path / "journal.csv"
        config.write_text(
            f'[plant]\ndir = "p"\n[data]\ndir = "{tmp_path / "data"}"\n[mqtt]\nurl = "mqtt://b"\n'
            f'[journal]\nurl = "{url}"\n',
            encoding="utf-8",
        )
        assert print_verification(config, None, None, None, as_json=True) == Exit.OK
        told = json.loads(capsys.readouterr().out)
        assert (told["first"], told["rows"], told["snapshots"]) == (13, 8, 1)
        anchor = (told["seq"], told["digest"])
        assert print_verification(config, None, *anchor, as_json=True) == Exit.OK
        assert export_journal(config, None, None, "csv", out, as_json=True) == Exit.OK
        assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 1 + 8
        assert print_check(config, None, as_json=True) == Exit.OK
        with tampering(journal) as connection:
            connection.execute(update(JOURNAL).where(JOURNAL.c.seq == 15).values(actor="nobody"))
        assert print_verification(config, None, None, None, as_json=True) == Exit.FINDINGS
        assert print_check(config, None, as_json=True) == Exit.FINDINGS
        assert "row 15" in capsys.readouterr().out

    def test_a_server_that_goes_away_in_the_middle_of_a_snapshot_costs_only_the_snapshot(
        self, server, journal
    ):
        shown = fill(journal, 20)
        steps = journal.write_snapshot(shown.snapshot(), NOW, 0)
        next(steps)
        with server.away(), pytest.raises(JournalUnavailableError):
            next(steps)
        assert journal.list_snapshots() == []
        keep(journal, shown)
        assert journal.load_snapshot(journal.list_snapshots()[0]) == shown.snapshot()
        assert journal.inspect().findings == ()
