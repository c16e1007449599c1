"""Verifying passwords beside the event loop: of who logs in, and of a second person.

Verifying one takes a core for tens of milliseconds and 64 MiB, on purpose
(:mod:`dashboard_api.people`): never many at once, never on the loop.
"""

from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

from anyio import CapacityLimiter, to_thread

from dashboard_api import wire
from dashboard_api.access import unauthenticated
from dashboard_api.attempts import TooManyAttemptsError
from dashboard_api.people import (
    People,
    Session,
    WrongPasswordError,
)
from dashboard_api.problems import ProblemError
from dashboard_api.reach import WHOLE_SITE
from dashboard_api.roles import rights_of
from plant.reading import Instant

_AT_ONCE: Final = CapacityLimiter(2)

T = TypeVar("T")


async def log_in(
    people: People, given: wire.Login, now: Instant, remote: str
) -> tuple[str, Session]:
    """Begin a session; its token and itself.

    :raises ProblemError: 401 wrong name or password, 429 too many attempts.
    """
    try:
        return await _verify(partial(people.log_in, remote=remote), given, now)
    except WrongPasswordError as error:
        raise unauthenticated("wrong-password", "unknown name or wrong password") from error


async def find_witness(
    people: People, session: Session, second: wire.Login | None, right: str, now: Instant
) -> str:
    """The name of the second person who confirms what the first does, empty if none is given.

    :param right: what the second must have the right to as well.
    :raises ProblemError: 403 it is nobody else, or nobody with the right to it; 429.
    """
    if second is None:
        return ""
    if second.username == session.name:
        raise ProblemError(403, "second-person", "the second person must be another one")
    return await find_signer(people, second, right, session.place, now)


async def find_signer(
    people: People, second: wire.Login, right: str, place: str, now: Instant
) -> str:
    """The name of a second person who gives name and password.

    :param right: what this one must have the right to, at ``place`` or in all of the site.
    :raises ProblemError: 403 it is nobody with the right to it; 429.
    """
    try:
        account = await _verify(people.confirm, second, now)
    except WrongPasswordError as error:
        detail = "unknown name or wrong password of the second person"
        raise ProblemError(403, "second-person", detail) from error
    if right not in rights_of(account.role) or account.place not in (WHOLE_SITE, place):
        raise ProblemError(403, "second-person", f"the second person needs the right to {right}")
    return second.username


async def change(
    people: People, session: Session, old_and_new: tuple[str, str], now: Instant
) -> None:
    """Give somebody another password.

    :raises ProblemError: 403 the old one is another, 429 too many attempts.
    """
    old, new = old_and_new
    try:
        await _patiently(partial(people.change_password, session, old, new, now))
    except WrongPasswordError as error:
        raise ProblemError(403, "wrong-password", "the old password is another one") from error


async def beside(change: Callable[[], T]) -> T:
    """Change an account beside the loop: a password is hashed."""
    return await to_thread.run_sync(change, limiter=_AT_ONCE)


async def _verify(ask: Callable[[str, str, Instant], T], given: wire.Login, now: Instant) -> T:
    return await _patiently(partial(ask, given.username, given.password, now))


async def _patiently(ask: Callable[[], T]) -> T:
    try:
        return await beside(ask)
    except TooManyAttemptsError as error:
        seconds = str(-(-error.wait_ms // 1000))
        raise ProblemError(429, "too-many-attempts", headers={"Retry-After": seconds}) from error
