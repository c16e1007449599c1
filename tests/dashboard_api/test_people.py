"""Accounts, sessions and the price of guessing."""

import sqlite3
from dataclasses import replace

import pytest

from dashboard_api.attempts import (
    FREE_ATTEMPTS,
    LONGEST_WAIT_MS,
    Attempts,
    TooManyAttemptsError,
)
from dashboard_api.oidc_port import Identity
from dashboard_api.people import (
    SESSION_MS,
    Account,
    LastManagerError,
    NameTakenError,
    WrongPasswordError,
)
from tests.dashboard_api.house import NOON, PASSWORD, make_people


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/people.sqlite"


def test_a_session_lasts_through_a_restart(people, url):
    token, session = people.log_in("op", PASSWORD, NOON)
    people.close()
    again = make_people(url)
    assert again.who(token, NOON + 1) == session
    assert again.who(token, NOON + SESSION_MS) is None
    again.close()


def test_neither_password_nor_token_can_be_read_from_the_file(people, tmp_path):
    token, _ = people.log_in("admin", PASSWORD, NOON)
    people.close()
    with sqlite3.connect(tmp_path / "people.sqlite") as database:
        kept = "".join(database.iterdump())
    database.close()
    assert "$argon2id$" in kept
    assert PASSWORD not in kept
    assert token not in kept


def test_setting_the_password_that_is_set_leaves_sessions_alone(people):
    token, _ = people.log_in("admin", PASSWORD, NOON)
    people.set_password("admin", PASSWORD)
    assert people.who(token, NOON) is not None


@pytest.mark.parametrize(("password", "role"), [("another", "admin"), (PASSWORD, "viewer")])
def test_a_new_password_or_role_ends_the_sessions(people, password, role):
    people.set_password("second", PASSWORD)  # somebody has to manage accounts
    token, session = people.log_in("admin", PASSWORD, NOON)
    kept, _ = people.log_in("op", PASSWORD, NOON)
    people.set_password("admin", password, role)
    assert people.who(token, NOON) is None
    assert not people.lasts(session, NOON)
    assert people.who(kept, NOON) is not None
    assert people.log_in("admin", password, NOON)[1].role == role


def test_a_role_that_is_none_is_refused(people):
    with pytest.raises(ValueError, match="no such role"):
        people.set_password("x", "y", "king")


def test_an_account_of_an_enterprise_says_whose_it_is_and_may_only_handle(people, url):
    people.set_password("甲方", PASSWORD, "enterprise", "E1")
    token, session = people.log_in("甲方", PASSWORD, NOON)
    assert (session.enterprise, session.rights) == ("E1", ("handle",))
    people.close()
    again = make_people(url)
    assert again.who(token, NOON) == session
    again.set_password("甲方", PASSWORD, "enterprise", "E2")
    assert again.who(token, NOON) is None, "another enterprise's is another account"
    again.close()


def test_an_account_of_the_park_may_be_limited_to_a_place_and_acts_for_the_park_there(people):
    people.set_password("区县", PASSWORD, "regulator", "district-1")
    session = people.log_in("区县", PASSWORD, NOON)[1]
    assert (session.place, session.enterprise) == ("district-1", "")


@pytest.mark.parametrize(
    ("role", "place"),
    [("enterprise", ""), ("admin", "E1"), ("system_admin", "E1"), ("audit_admin", "E1")],
)
def test_a_place_that_does_not_fit_the_role_is_refused(people, role, place):
    with pytest.raises(ValueError, match=role):
        people.set_password("x", PASSWORD, role, place)


@pytest.mark.parametrize("change", ["DROP COLUMN place", "RENAME COLUMN place TO enterprise"])
def test_accounts_of_older_releases_keep_what_they_had(people, url, tmp_path, change):
    people.set_password("甲方", PASSWORD, "enterprise", "E1")
    token, _ = people.log_in("op", PASSWORD, NOON)
    people.close()
    with sqlite3.connect(tmp_path / "people.sqlite") as database:
        for table in ("people", "sessions"):
            database.execute(f"ALTER TABLE {table} {change}")
    database.close()
    again = make_people(url)
    assert again.who(token, NOON).place == ""
    assert again.log_in("op", PASSWORD, NOON)[1].place == ""
    kept = "E1" if change.startswith("RENAME") else ""
    assert {one.name: one.place for one in again.list_accounts()}["甲方"] == kept
    again.close()


def test_logging_out_ends_one_session_only(people):
    first, session = people.log_in("op", PASSWORD, NOON)
    second, _ = people.log_in("op", PASSWORD, NOON)
    people.log_out(session)
    assert people.who(first, NOON) is None
    assert people.who(second, NOON) is not None


def test_sessions_that_are_over_do_not_pile_up(people):
    for _ in range(3):
        people.log_in("op", PASSWORD, NOON)
    people.log_in("op", PASSWORD, NOON + SESSION_MS)
    assert len(people._sessions) == 1


def test_an_unknown_name_costs_a_verification_too(people, monkeypatch):
    verified = []
    verify = people._verify
    monkeypatch.setattr(people, "_verify", lambda *two: verified.append(two) or verify(*two))
    for name in ("op", "nobody"):
        with pytest.raises(WrongPasswordError):
            people.log_in(name, "wrong", NOON)
    assert len(verified) == 2


def test_only_the_name_that_is_guessed_at_has_to_wait(people):
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(WrongPasswordError):
            people.log_in("op", "wrong", NOON)
    with pytest.raises(TooManyAttemptsError):
        people.log_in("op", PASSWORD, NOON)
    assert people.log_in("admin", PASSWORD, NOON)
    assert people.log_in("op", PASSWORD, NOON + LONGEST_WAIT_MS)


def test_waiting_doubles_up_to_a_bound_and_ends_with_success():
    attempts, now, waits = Attempts(), 0, []
    for _ in range(14):
        attempts.begin("op", now)
        try:
            attempts.begin("op", now)
        except TooManyAttemptsError as error:
            waits.append(error.wait_ms)
            now += error.wait_ms
    assert waits[:4] == [1000, 2000, 4000, 8000]
    assert waits[-1] == LONGEST_WAIT_MS
    attempts.succeed("op")
    attempts.begin("op", now)


def test_a_clock_set_back_locks_nobody_out():
    attempts = Attempts()
    for _ in range(FREE_ATTEMPTS):
        attempts.begin("op", NOON)
    attempts.begin("op", NOON - 86_400_000)
    with pytest.raises(TooManyAttemptsError):
        attempts.begin("op", NOON - 86_400_000 + 1)


def test_names_that_are_made_up_do_not_fill_the_memory():
    attempts = Attempts()
    for n in range(10_050):
        attempts.begin(f"name{n}", NOON)
    assert len(attempts._failed) == 10_000


def test_who_has_a_password_can_be_found(people):
    people.set_password("guest", "another", "viewer")
    assert people.find_users_of("another") == ["guest"]
    assert people.find_users_of("nobody's") == []
    assert people.knows("guest")
    assert not people.knows("nobody")


LI = Identity("https://sso", "42", "李工", "operator")


def test_who_comes_by_single_sign_on_has_a_session_and_no_password(people, url):
    token, session = people.let_in(LI, NOON)
    assert (session.name, session.role, session.issuer) == ("李工", "operator", "https://sso")
    assert session.expires == NOON + SESSION_MS
    with pytest.raises(WrongPasswordError):
        people.log_in("李工", "", NOON)
    with pytest.raises(WrongPasswordError):
        people.confirm("李工", PASSWORD, NOON)
    people.close()
    again = make_people(url)
    assert again.who(token, NOON) == session
    assert Account("李工", "operator", "", "https://sso") in again.list_accounts()
    again.close()


@pytest.mark.parametrize(
    "other",
    [
        replace(LI, subject="43"),
        replace(LI, issuer="https://another"),
        replace(LI, name="op"),
        replace(LI, name="Op"),
        replace(LI, name="ADMIN"),
    ],
)
def test_a_name_never_means_two_people(people, other):
    people.let_in(LI, NOON)
    with pytest.raises(NameTakenError):
        people.let_in(other, NOON)
    with pytest.raises(NameTakenError):
        people.set_password("李工", PASSWORD, "viewer")
    assert people.let_in(LI, NOON)[1].name == "李工", "who had it first has it still"


def test_the_first_account_keeps_its_name_where_it_was_removed(people):
    people.set_password("second", PASSWORD)  # somebody has to manage accounts
    people.remove("admin")
    with pytest.raises(NameTakenError):
        people.let_in(replace(LI, name="admin"), NOON)
    people.set_password("admin", PASSWORD)


def test_another_role_ends_the_sessions_in_the_one_before(people):
    before, _ = people.let_in(LI, NOON)
    same, _ = people.let_in(LI, NOON)
    assert people.who(before, NOON) is not None
    after, _ = people.let_in(replace(LI, role="viewer"), NOON)
    assert [people.who(one, NOON) is None for one in (before, same, after)] == [True, True, False]


def test_removing_somebody_of_single_sign_on_ends_the_sessions_and_frees_the_name(people):
    token, _ = people.let_in(LI, NOON)
    assert people.remove("李工")
    assert people.who(token, NOON) is None
    assert people.let_in(replace(LI, subject="43"), NOON)[1].name == "李工"


def test_the_last_who_manages_accounts_neither_goes_nor_becomes_another(people):
    with pytest.raises(LastManagerError):
        people.remove("admin")
    with pytest.raises(LastManagerError):
        people.set_password("admin", PASSWORD, "viewer")
    people.set_password("安全员", PASSWORD, "security_admin")
    assert people.remove("admin")


def test_sessions_of_an_older_file_are_kept_without_where_they_came_from(tmp_path):
    file = tmp_path / "old.sqlite"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE people (name TEXT PRIMARY KEY, password TEXT, role TEXT)")
        database.execute(
            "CREATE TABLE sessions"
            " (token TEXT PRIMARY KEY, name TEXT, role TEXT, expires INTEGER, enterprise TEXT)"
        )
        database.execute(
            "INSERT INTO sessions VALUES (?, 'somebody', 'operator', ?, '')", ("a" * 64, NOON + 1)
        )
    database.close()
    people = make_people(f"sqlite:///{file}")
    (session,) = people.list_sessions(NOON)
    assert (session.name, session.since, session.remote) == ("somebody", 0, "")
    people.close()
