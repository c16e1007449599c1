"""The audit log on disk: what is changed, taken out or put in is found; what is old can go."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerting.journal_chain import Anchor
from alerting.journal_errors import JournalUnavailableError
from dashboard_api.audit import Act
from dashboard_api.audit_store import AuditQuery, AuditStore

T0 = 1_764_000_000_000
ALL = AuditQuery(limit=1000)
COLUMNS = (
    *("at", "actor", "role", "place", "action", "object", "outcome", "remote", "request_id"),
    *("detail", "times", "previous"),
)


def make_act(number, **more):
    return Act(
        at=T0 + number,
        actor=more.get("actor", "王班长"),
        role="shift_leader",
        action=more.get("action", "ack"),
        object=more.get("object", f"T{number}:HH"),
        outcome="ok",
        remote="10.0.0.7",
    )


@pytest.fixture
def file(tmp_path):
    return tmp_path / "audit.sqlite"


@pytest.fixture
def store(file):
    store = AuditStore(f"sqlite:///{file}")
    yield store
    store.close()


def change(file, statement, *values):
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement, values)


def test_rows_are_read_back_newest_first_and_outlive_the_process(file, store):
    assert store.append([make_act(1), make_act(2)]) == 2
    assert store.append([make_act(3)]) == 3
    again = AuditStore(f"sqlite:///{file}")
    found = again.read(ALL)
    assert [entry.seq for entry in found] == [3, 2, 1]
    assert found[0].act == make_act(3)
    again.close()


def test_each_question_finds_its_own_rows(store):
    store.append([make_act(1), make_act(2, actor="李"), make_act(3, action="login", object="李")])

    def ask(**question):
        return [entry.seq for entry in store.read(AuditQuery(limit=10, **question))]

    assert ask(actor="李") == [2]
    assert ask(action="login") == [3]
    assert ask(object="T1:HH") == [1]
    assert ask(start=T0 + 2) == [3, 2]
    assert ask(end=T0 + 2) == [1]
    assert ask(before=3) == [2, 1]
    assert [entry.seq for page in store.stream(ALL) for entry in page] == [1, 2, 3]


def test_two_processes_append_to_one_chain(file, store):
    beside = AuditStore(f"sqlite:///{file}")
    for number in range(1, 9, 2):
        store.append([make_act(number)])
        beside.append([make_act(number + 1)])
    beside.close()
    found = store.verify()
    assert (found.rows, found.findings) == (8, ())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(rows=st.integers(2, 12), data=st.data())
def test_any_change_of_any_row_is_found_and_where(tmp_path_factory, rows, data):
    file = tmp_path_factory.mktemp("chain") / "audit.sqlite"
    store = AuditStore(f"sqlite:///{file}")
    store.append([make_act(number) for number in range(rows)])
    seq = data.draw(st.integers(1, rows))
    harm = data.draw(st.sampled_from(["change", "remove", "put in", *(["cut"] * (seq < rows))]))
    if harm == "change":
        column = data.draw(st.sampled_from(COLUMNS))
        change(file, f"UPDATE audit SET {column} = '7' WHERE seq = ?", seq)  # noqa: S608 - our own
    elif harm == "remove":
        change(file, "DELETE FROM audit WHERE seq = ?", seq)
    elif harm == "cut":
        change(file, "DELETE FROM audit WHERE seq > ?", seq)
    else:
        names = ", ".join(COLUMNS)
        copy = f"SELECT {rows + 1}, {names} FROM audit WHERE seq = ?"  # noqa: S608 - our own
        change(file, f"INSERT INTO audit (seq, {names}) {copy}", seq)
    (finding,) = store.verify().findings
    assert abs(finding.seq - seq) <= 1 or harm == "put in"
    store.close()


@given(rows=st.integers(1, 30), kept=st.integers(0, 40), bite=st.integers(1, 7))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_what_is_old_goes_and_the_rest_is_verified_from_its_new_beginning(
    tmp_path_factory, rows, kept, bite
):
    store = AuditStore(f"sqlite:///{tmp_path_factory.mktemp('cut')}/audit.sqlite")
    store.append([make_act(number) for number in range(1, rows + 1)])
    before = T0 + rows - kept + 1
    gone = 0
    while more := store.forget(before, bite):
        gone += more
    found = store.verify()
    assert gone == max(0, rows - kept)
    assert (found.first, found.rows, found.findings) == (gone + 1, rows - gone, ())
    assert store.append([make_act(99)]) == rows + 1
    assert store.verify().findings == ()
    store.close()


def test_a_chain_that_was_rewritten_whole_is_found_by_a_digest_kept_elsewhere(tmp_path, store):
    store.append([make_act(1), make_act(2)])
    kept = Anchor(2, store.verify().digest)
    assert store.verify([kept]).findings == ()
    forged = AuditStore(f"sqlite:///{tmp_path}/forged.sqlite")
    forged.append([make_act(1, actor="别人"), make_act(2)])
    assert forged.verify().findings == ()
    assert [finding.seq for finding in forged.verify([kept]).findings] == [2]
    forged.close()


def test_who_only_reads_makes_no_file_and_a_file_that_is_none_is_told(tmp_path):
    reader = AuditStore(f"sqlite:///file:{tmp_path}/none.sqlite?mode=ro&uri=true", make=False)
    with pytest.raises(JournalUnavailableError):
        reader.read(ALL)
    reader.close()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "audit.sqlite").write_bytes(b"not a database at all" * 100)
    broken = AuditStore(f"sqlite:///{tmp_path}/audit.sqlite")
    with pytest.raises(JournalUnavailableError):
        broken.append([make_act(1)])
    broken.close()
