"""People, their roles and their sessions, kept in a small database of their own.

A password is kept as an argon2id hash, a session's token only as its SHA-256: who reads the file
can't log in with it. Sessions survive a restart. Everything here blocks (a verification is meant
to take tens of milliseconds), except :meth:`People.who`, which answers from memory; the routes
call the rest on a thread. What a role may do is :mod:`dashboard_api.roles`' business.

Who comes by single sign-on has no password here, only a name that is his from the first time on:
a name in the journal never means two people.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    MetaData,
    Row,
    String,
    Table,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    select,
    update,
)

from dashboard_api.account_rules import Wish, may_manage
from dashboard_api.attempts import Attempts
from dashboard_api.oidc_port import Identity
from dashboard_api.roles import ENTERPRISE, ROLES, object_to_place, rights_of
from plant.reading import Instant

SESSION_MS: Final = 12 * 3_600_000
"""A shift and the handover around it."""

_FIRST_NAME: Final = "admin"
"""The local account that every site begins with; also where it was removed since."""

_TABLES = MetaData()
_PEOPLE = Table(
    "people",
    _TABLES,
    Column("name", String(64), primary_key=True),
    Column("password", String(255), nullable=False),
    Column("role", String(32), nullable=False),
    Column("place", String(64), nullable=False, server_default=""),
)
_SESSIONS = Table(
    "sessions",
    _TABLES,
    Column("token", String(64), primary_key=True),
    Column("name", String(64), nullable=False, index=True),
    Column("role", String(32), nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("place", String(64), nullable=False, server_default=""),
    Column("issuer", String(255), nullable=False, server_default=""),
    Column("since", BigInteger, nullable=False, server_default="0"),
    Column("remote", String(64), nullable=False, server_default=""),
)
_IDENTITIES = Table(
    "identities",
    _TABLES,
    Column("name", String(64), primary_key=True),
    Column("role", String(32), nullable=False),
    Column("place", String(64), nullable=False, server_default=""),
    Column("issuer", String(255), nullable=False),
    Column("subject", String(255), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Account:
    """Who may log in, in which role; ``place``: the area or enterprise to which what the account
    sees and does is limited, empty for the whole site.

    ``issuer``: the identity provider of who comes by single sign-on, whose role and place are then
    those of the last time; empty for an account of our own.
    """

    name: str
    role: str
    place: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """Who is acting. ``key`` is the SHA-256 of the token, in hex; ``place`` and ``issuer`` as of
    the account.

    ``since`` and ``remote``: when and from which address it began, 0 and empty where it is older
    than this release.
    """

    key: str
    name: str
    role: str
    expires: Instant
    place: str = ""
    issuer: str = ""
    since: Instant = 0
    remote: str = ""

    @property
    def rights(self) -> tuple[str, ...]:
        """What this person may do."""
        return rights_of(self.role)

    @property
    def enterprise(self) -> str:
        """Whose records this account handles, empty where it acts for the park."""
        return self.place if self.role == ENTERPRISE else ""


@dataclass(frozen=True, slots=True)
class Known:
    """An account as it stands; ``stamp`` is another one after any change of it, and empty where an
    identity provider decides about it.
    """

    account: Account
    stamp: str


class StaleError(Exception):
    """An account is not as it was seen."""


class NoPasswordError(Exception):
    """A new account needs a password."""


class LastManagerError(Exception):
    """Nobody would be left to manage accounts."""


class WrongPasswordError(Exception):
    """Unknown name or wrong password; which of the two is not told."""


class NameTakenError(Exception):
    """The name is another's: of an account here, or of somebody else of the identity provider."""


class People:
    """The accounts and sessions in the database at ``url`` (SQLAlchemy)."""

    def __init__(self, url: str, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex(16))
        self._attempts = Attempts()
        self._lock = Lock()
        self._engine = create_engine(url)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _prepare_sqlite)
        _TABLES.create_all(self._engine)
        _bring_up_to_date(self._engine)
        with self._engine.connect() as connection:
            rows = connection.execute(select(_SESSIONS)).all()
        self._sessions = {row.token: Session(*row) for row in rows}

    def set_password(self, name: str, password: str, role: str = "admin", place: str = "") -> None:
        """Create a person, or change password, role and place; see :meth:`set_account`."""
        self.set_account(Wish(name, role, place), password)

    def set_account(self, wish: Wish, password: str | None, expect: str | None = None) -> bool:
        """Create an account, or change its password, role and place; whether it is new.

        Setting what is already set changes nothing, so that a password given at every start
        leaves sessions alone; anything else ends the person's sessions.

        :param wish: whether a site may have such an account is
            :func:`dashboard_api.account_rules.find_fault`'s business.
        :param password: None where it stays what it is.
        :param expect: the :attr:`Known.stamp` that was seen, empty for no account at all; None
            where it doesn't matter.
        :raises NameTakenError: somebody who comes by single sign-on has that name.
        :raises StaleError: it is not as it was seen.
        :raises NoPasswordError: a new account was given none.
        :raises LastManagerError: nobody would be left to manage accounts.
        """
        objection = f"no such role: {wish.role}" if wish.role not in ROLES else ""
        if objection := objection or object_to_place(wish.role, wish.place):
            raise ValueError(objection)
        with self._lock, self._engine.begin() as connection:
            if _has_like(connection, _IDENTITIES, wish.name):
                raise NameTakenError(wish.name)
            known = _find(connection, wish.name)
            if expect not in (None, _stamp(known)):
                raise StaleError(wish.name)
            if known is None and password is None:
                raise NoPasswordError(wish.name)
            if known is not None and self._is_already(known, wish, password):
                return False
            if known is not None and not may_manage(wish.role):
                _refuse_last(connection, known)
            values = {"role": wish.role, "place": wish.place}
            if password is not None:
                values["password"] = self._hasher.hash(password)
            _store(connection, wish.name, values, known=known is not None)
            self._end_sessions(connection, wish.name)
        return known is None

    def change_password(self, session: Session, old: str, new: str, now: Instant) -> None:
        """Give oneself another password; one's other sessions end.

        :raises WrongPasswordError: ``old`` is not what it is now.
        :raises TooManyAttemptsError: the name has to wait.
        """
        self._confirm(session.name, old, now)
        hashed = self._hasher.hash(new)
        with self._lock, self._engine.begin() as connection:
            _store(connection, session.name, {"password": hashed}, known=True)
            self._end_sessions(connection, session.name, but=session.key)

    def list_known(self) -> list[Known]:
        """Every account as it stands, by name."""
        with self._engine.connect() as connection:
            stamps = {row.name: _stamp(row) for row in connection.execute(select(_PEOPLE))}
        return [Known(one, stamps.get(one.name, "")) for one in self.list_accounts()]

    def list_sessions(self, now: Instant) -> list[Session]:
        """Who is logged in, the newest first. Does not block."""
        running = [one for one in self._sessions.values() if now < one.expires]
        return sorted(running, key=lambda one: one.since, reverse=True)

    def end_sessions(self, name: str) -> int:
        """Log somebody out everywhere; how many sessions that were."""
        with self._lock, self._engine.begin() as connection:
            return self._end_sessions(connection, name)

    def list_accounts(self) -> list[Account]:
        """Every account and who ever came by single sign-on, by name."""
        local, others = _PEOPLE.c, _IDENTITIES.c
        with self._engine.connect() as connection:
            rows = [
                *connection.execute(select(local.name, local.role, local.place)),
                *connection.execute(select(others.name, others.role, others.place, others.issuer)),
            ]
        return sorted((Account(*row) for row in rows), key=lambda one: one.name)

    def remove(self, name: str, expect: str | None = None) -> bool:
        """Take an account away, with its sessions; whether there was one.

        Of single sign-on this frees the name; the person comes in again if the provider says so.

        :raises StaleError: it is not as it was seen.
        :raises LastManagerError: nobody would be left to manage accounts.
        """
        with self._lock, self._engine.begin() as connection:
            known = _find(connection, name)
            if expect not in (None, _stamp(known)):
                raise StaleError(name)
            if known is not None:
                _refuse_last(connection, known)
            gone = [
                connection.execute(delete(table).where(table.c.name == name)).rowcount
                for table in (_PEOPLE, _IDENTITIES)
            ]
            self._end_sessions(connection, name)
        return any(gone)

    def refresh(self) -> None:
        """End the sessions that another process has ended: an account was changed or removed."""
        with self._lock, self._engine.connect() as connection:
            kept = set(connection.scalars(select(_SESSIONS.c.token)))
            for key in self._sessions.keys() - kept:
                del self._sessions[key]

    def knows(self, name: str) -> bool:
        """Whether there is such a person."""
        with self._engine.connect() as connection:
            known = connection.execute(select(_PEOPLE.c.name).where(_PEOPLE.c.name == name))
            return known.first() is not None

    def find_users_of(self, password: str) -> list[str]:
        """Who logs in with this password; as slow as one log-in a person."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(_PEOPLE).order_by(_PEOPLE.c.name)).all()
        return [row.name for row in rows if self._verify(row.password, password)]

    def log_in(
        self, name: str, password: str, now: Instant, remote: str = ""
    ) -> tuple[str, Session]:
        """Begin a session.

        :param remote: the address from which somebody logs in.
        :returns: the token, which is kept nowhere, and its session.
        :raises WrongPasswordError: unknown name or wrong password, after the same work.
        :raises TooManyAttemptsError: the name has to wait.
        """
        known = self._confirm(name, password, now)
        with self._lock, self._engine.begin() as connection:
            return self._begin(connection, Account(name, known.role, known.place), now, remote)

    def let_in(self, who: Identity, now: Instant, remote: str = "") -> tuple[str, Session]:
        """Begin a session of somebody for whom an identity provider vouches.

        :param remote: the address from which somebody logs in.
        :returns: the token, which is kept nowhere, and its session.
        :raises NameTakenError: the name is not this person's.
        """
        own = {"role": who.role, "place": who.place}
        with self._lock, self._engine.begin() as connection:
            row = connection.execute(
                select(_IDENTITIES).where(_IDENTITIES.c.name == who.name)
            ).first()
            if row is None:
                if self._is_taken(connection, who.name):
                    raise NameTakenError(who.name)
                bond = {"name": who.name, "issuer": who.issuer, "subject": who.subject}
                connection.execute(insert(_IDENTITIES).values(**bond, **own))
            elif (row.issuer, row.subject) != (who.issuer, who.subject):
                raise NameTakenError(who.name)
            elif (row.role, row.place) != (who.role, who.place):
                statement = update(_IDENTITIES).where(_IDENTITIES.c.name == who.name)
                connection.execute(statement.values(**own))
                self._end_sessions(connection, who.name)
            account = Account(who.name, who.role, who.place, who.issuer)
            return self._begin(connection, account, now, remote)

    def _is_taken(self, connection: Connection, name: str) -> bool:
        """Whether somebody has the name, or one that differs in capitals alone."""
        return name.casefold() == _FIRST_NAME or any(
            _has_like(connection, table, name) for table in (_PEOPLE, _IDENTITIES)
        )

    def _begin(
        self, connection: Connection, account: Account, now: Instant, remote: str
    ) -> tuple[str, Session]:
        token = secrets.token_urlsafe(32)
        session = Session(
            _digest(token),
            account.name,
            account.role,
            now + SESSION_MS,
            account.place,
            account.issuer,
            now,
            remote,
        )
        self._drop_expired(connection, now)
        connection.execute(
            insert(_SESSIONS).values(
                token=session.key,
                name=session.name,
                role=session.role,
                expires=session.expires,
                place=session.place,
                issuer=session.issuer,
                since=session.since,
                remote=session.remote,
            )
        )
        self._sessions[session.key] = session
        return token, session

    def confirm(self, name: str, password: str, now: Instant) -> Account:
        """Find out whether somebody is whom he says, without beginning a session.

        :returns: the person's account.
        :raises WrongPasswordError: unknown name or wrong password, after the same work.
        :raises TooManyAttemptsError: the name has to wait.
        """
        known = self._confirm(name, password, now)
        return Account(known.name, known.role, known.place)

    def _confirm(self, name: str, password: str, now: Instant) -> Row[Any]:
        with self._lock:
            self._attempts.begin(name, now)
        with self._engine.connect() as connection:
            known = connection.execute(select(_PEOPLE).where(_PEOPLE.c.name == name)).first()
        if not self._verify(known.password if known else self._nobody, password) or known is None:
            raise WrongPasswordError(name)
        with self._lock:
            self._attempts.succeed(name)
        return known

    def who(self, token: str, now: Instant) -> Session | None:
        """The session of a token, None if there is none or it is over. Does not block."""
        session = self._sessions.get(_digest(token))
        return session if session and now < session.expires else None

    def lasts(self, session: Session, now: Instant) -> bool:
        """Whether a session found earlier still holds. Does not block."""
        return now < session.expires and session.key in self._sessions

    def log_out(self, session: Session) -> None:
        """End a session."""
        with self._lock, self._engine.begin() as connection:
            connection.execute(delete(_SESSIONS).where(_SESSIONS.c.token == session.key))
            self._sessions.pop(session.key, None)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    def _is_already(self, known: Row[Any], wish: Wish, password: str | None) -> bool:
        if (known.role, known.place) != (wish.role, wish.place):
            return False
        return password is None or self._verify(known.password, password)

    def _end_sessions(self, connection: Connection, name: str, but: str = "") -> int:
        those = (_SESSIONS.c.name == name) & (_SESSIONS.c.token != but)
        ended = connection.execute(delete(_SESSIONS).where(those)).rowcount
        for session in [*self._sessions.values()]:
            if session.name == name and session.key != but:
                del self._sessions[session.key]
        return ended

    def _drop_expired(self, connection: Any, now: Instant) -> None:
        connection.execute(delete(_SESSIONS).where(_SESSIONS.c.expires <= now))
        for session in [held for held in self._sessions.values() if held.expires <= now]:
            del self._sessions[session.key]


def _find(connection: Connection, name: str) -> Row[Any] | None:
    return connection.execute(select(_PEOPLE).where(_PEOPLE.c.name == name)).first()


def _store(connection: Connection, name: str, values: Mapping[str, str], *, known: bool) -> None:
    if known:
        connection.execute(update(_PEOPLE).where(_PEOPLE.c.name == name).values(**values))
    else:
        connection.execute(insert(_PEOPLE).values(name=name, **values))


def _refuse_last(connection: Connection, known: Row[Any]) -> None:
    """:raises LastManagerError: the account is the only one of those that manage accounts.

    Who comes by single sign-on doesn't count: he can't while the provider is away.
    """
    others = connection.execute(select(_PEOPLE.c.role).where(_PEOPLE.c.name != known.name))
    if may_manage(known.role) and not any(may_manage(role) for (role,) in others):
        raise LastManagerError(known.name)


def _stamp(row: Row[Any] | None) -> str:
    """What changes whenever an account does; the password's own salt makes it tell nothing."""
    if row is None:
        return ""
    told = f"{row.password}\n{row.role}\n{row.place}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _has_like(connection: Connection, table: Table, name: str) -> bool:
    names = connection.scalars(select(table.c.name))
    return name.casefold() in {one.casefold() for one in names}


def _bring_up_to_date(engine: Engine) -> None:
    """Give the tables of an older release what they lack; a place may have been an enterprise."""
    for table in _TABLES.sorted_tables:
        there = {column["name"] for column in inspect(engine).get_columns(table.name)}
        for column in table.columns:
            if column.name in there:
                continue
            kind = column.type.compile(engine.dialect)
            blank = "0" if column.name == "since" else "''"
            change = (
                "RENAME COLUMN enterprise TO place"
                if column.name == "place" and "enterprise" in there
                else f"ADD COLUMN {column.name} {kind} NOT NULL DEFAULT {blank}"
            )
            with engine.begin() as connection:
                connection.exec_driver_sql(f"ALTER TABLE {table.name} {change}")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()
