"""REST: accounts, who is logged in, and one's own password.

The rules are those of the command line (:mod:`dashboard_api.account_rules`). Nobody changes or
removes the account that he is logged in with: no role is raised by its own holder, and nobody
locks himself out. Two who change one account are kept apart by its entity tag.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Annotated, Final

from anyio import to_thread
from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api import passwords
from dashboard_api.access import Anybody, require
from dashboard_api.account_rules import (
    LONGEST_NAME,
    SHORTEST_PASSWORD,
    Fault,
    Wish,
    find_fault,
    is_password,
)
from dashboard_api.accounts_wire import (
    AccountPage,
    AccountRequest,
    AccountRow,
    PasswordRequest,
    PlaceRow,
    RoleRow,
    SessionPage,
    SessionsEnded,
    account_row,
    session_row,
)
from dashboard_api.audit_note import note_of
from dashboard_api.desk import Desk, desk_of
from dashboard_api.people import (
    Known,
    LastManagerError,
    NameTakenError,
    NoPasswordError,
    Session,
    StaleError,
)
from dashboard_api.problems import ProblemError, invalid, not_found
from dashboard_api.queries import Cursor, Limit, cut_page, decode_body, give, read_body
from dashboard_api.responses import PREFIX, answers, takes
from dashboard_api.roles import ROLES, list_places
from plant.words import Plant

router = APIRouter(prefix=PREFIX, tags=["accounts"])

Manager = Annotated[Session, Depends(require("manage_accounts"))]
Name = Annotated[str, Path(max_length=LONGEST_NAME)]

FAULTS: Final = {
    Fault.NAME: ("name", f"1 to {LONGEST_NAME} printable characters"),
    Fault.ROLE: ("role", "no such role"),
    Fault.PASSWORD: ("password", f"at least {SHORTEST_PASSWORD} characters, and not the demo's"),
    Fault.PLACE: ("place", "the role needs a place, or has none"),
    Fault.UNKNOWN_PLACE: ("place", "no such area or enterprise for this role"),
}


@router.get("/accounts", responses=answers(AccountPage), response_class=Response)
async def list_accounts(
    request: Request, manager: Manager, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """Every account, by name, with the roles that there are."""
    desk = desk_of(request)
    known = await to_thread.run_sync(desk.people.list_known)
    page, more = cut_page(known, lambda one: one.account.name, limit, cursor)
    rows = _make_rows(desk, page, manager)
    plant = desk.ports.plant()
    places = [PlaceRow(one.id, one.name, one.name_en) for one in plant.areas]
    places += [PlaceRow(one.id, one.name, one.name_en) for one in plant.enterprises]
    return give(request, AccountPage(rows, more, _describe_roles(plant), places))


@router.get("/accounts/{name}", responses=answers(AccountRow, 404), response_class=Response)
async def show_account(request: Request, manager: Manager, name: Name) -> Response:
    """One account. Its entity tag is its version."""
    return _give(request, await _find(desk_of(request), name), manager)


@router.put(
    "/accounts/{name}",
    responses={
        **answers(AccountRow, 400, 409, 412, 413),
        201: answers(AccountRow)[200] | {"description": "made"},
    },
    openapi_extra=takes(AccountRequest),
    response_class=Response,
)
async def set_account(request: Request, manager: Manager, name: Name) -> Response:
    """Make an account, or give one another role, place or password; its sessions then end.

    `If-None-Match: *` makes one only where there is none.
    """
    desk = desk_of(request)
    asked = decode_body(await read_body(request), AccountRequest)
    wish = Wish(name, asked.role, asked.place)
    fault = find_fault(wish, asked.password, desk.ports.plant())
    if fault is not None:
        raise invalid(*FAULTS[fault])
    _refuse_own(name, manager)
    before = await _look_up(desk, name)
    note_of(request).detail = tell_change(before, wish, asked.password)
    expect = _read_expectation(request)
    made = await _change(lambda: desk.people.set_account(wish, asked.password, expect))
    response = _give(request, await _find(desk, name), manager)
    response.status_code = 201 if made else 200
    return response


@router.delete(
    "/accounts/{name}",
    responses=answers(None, 404, 409, 412),
    status_code=204,
    response_class=Response,
)
async def remove_account(request: Request, manager: Manager, name: Name) -> Response:
    """Take an account away, with its sessions."""
    desk = desk_of(request)
    _refuse_own(name, manager)
    expect = _read_expectation(request)
    if not await _change(lambda: desk.people.remove(name, expect)):
        raise not_found("account", name)
    return Response(status_code=204)


@router.delete(
    "/accounts/{name}/sessions", responses=answers(SessionsEnded, 404), response_class=Response
)
async def end_sessions(request: Request, _: Manager, name: Name) -> Response:
    """Log somebody out everywhere."""
    desk = desk_of(request)
    await _find(desk, name)
    ended = await to_thread.run_sync(desk.people.end_sessions, name)
    note_of(request).detail = f"{ended} sessions"
    return give(request, SessionsEnded(ended))


@router.get("/sessions", responses=answers(SessionPage), response_class=Response)
async def list_sessions(
    request: Request, manager: Manager, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """Who is logged in, since when and from where, the newest first."""
    desk = desk_of(request)
    running = desk.people.list_sessions(desk.ports.wall())
    page, more = cut_page(running, lambda one: one.key[:16], limit, cursor)
    return give(request, SessionPage([session_row(one, manager) for one in page], more))


@router.post(
    "/auth/password",
    responses=answers(None, 400, 413),
    openapi_extra=takes(PasswordRequest),
    status_code=204,
    response_class=Response,
)
async def change_password(request: Request, session: Anybody) -> Response:
    """Give oneself another password; this session goes on, one's others end."""
    note_of(request).object = session.name
    desk = desk_of(request)
    asked = decode_body(await read_body(request), PasswordRequest)
    if not is_password(asked.new):
        _, why = FAULTS[Fault.PASSWORD]
        raise invalid("new", why)
    await passwords.change(desk.people, session, (asked.old, asked.new), desk.ports.wall())
    return Response(status_code=204)


def tell_change(before: Known | None, wish: Wish, password: str | None) -> str:
    """What a wish changes of an account, for the audit log."""
    if before is None:
        return f"new: {wish.role} {wish.place}".rstrip()
    old = before.account
    told = [] if old.role == wish.role else [f"role: {old.role} → {wish.role}"]
    told += [] if old.place == wish.place else [f"place: {old.place} → {wish.place}"]
    return "; ".join(told + ([] if password is None else ["password"]))


def _refuse_own(name: str, manager: Session) -> None:
    if name == manager.name:
        why = "somebody else changes the account that you are logged in with"
        raise ProblemError(403, "own-account", why)


def _read_expectation(request: Request) -> str | None:
    """Which version of an account one may change: empty for none at all, None for any."""
    if request.headers.get("if-none-match", "").strip() == "*":
        return ""
    header = request.headers.get("if-match", "*").strip()
    return None if header == "*" else header.strip('"') or "none"


async def _change(change: Callable[[], bool]) -> bool:
    """Carry out a change of an account beside the loop.

    :raises ProblemError: 412 it is not as it was seen, 409 nobody would be left to manage
        accounts or somebody of single sign-on has the name, 422 a new account needs a password.
    """
    try:
        return await passwords.beside(change)
    except StaleError as error:
        raise ProblemError(412, "stale-version", f"somebody else has changed {error}") from error
    except LastManagerError as error:
        raise ProblemError(
            409, "last-manager", f"{error} is the last to manage accounts"
        ) from error
    except NameTakenError as error:
        why = f"somebody of single sign-on has the name {error}"
        raise ProblemError(409, "name-taken", why) from error
    except NoPasswordError as error:
        raise invalid("password", "a new account needs one") from error


async def _look_up(desk: Desk, name: str) -> Known | None:
    known = await to_thread.run_sync(desk.people.list_known)
    return next((one for one in known if one.account.name == name), None)


async def _find(desk: Desk, name: str) -> Known:
    known = await _look_up(desk, name)
    if known is None:
        raise not_found("account", name)
    return known


def _make_rows(desk: Desk, known: Sequence[Known], asks: Session) -> list[AccountRow]:
    sessions = Counter(one.name for one in desk.people.list_sessions(desk.ports.wall()))
    return [account_row(one, sessions[one.account.name], asks) for one in known]


def _give(request: Request, known: Known, asks: Session) -> Response:
    (row,) = _make_rows(desk_of(request), [known], asks)
    response = give(request, row)
    response.headers["ETag"] = f'"{known.stamp}"'
    return response


def _describe_roles(plant: Plant) -> dict[str, RoleRow]:
    return {
        name: RoleRow(rights=[*role.rights], place=role.place, places=[*list_places(name, plant)])
        for name, role in ROLES.items()
    }
