"""``people list | set | remove``: the accounts of a site, beside a running platform or without one.

A running platform lets a new account in at once, and ends the sessions of one that was changed or
removed within half a minute.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

from dashboard_api.account_rules import (
    LONGEST_NAME,
    SHORTEST_PASSWORD,
    Fault,
    Wish,
    find_fault,
)
from dashboard_api.audit import ACCOUNT_REMOVED, ACCOUNT_SET
from dashboard_api.people import LastManagerError, NameTakenError, People
from dashboard_api.roles import ROLES, list_places, object_to_place
from hazardwatch.command_audit import note_command
from hazardwatch.complaints import complain, read_or_complain
from hazardwatch.data_directory import DataDirectory
from hazardwatch.exit_code import Exit, fail
from hazardwatch.settings import SettingsError, read_settings
from plant.words import Plant

PLACES_ZH: Final = {
    "none": "此角色不限定区域或企业",
    "any": "区域或企业编号，可不填",
    "enterprise": "企业账户必填企业编号",
}
"""What a role's accounts need as their place."""


def print_people(config: Path, *, as_json: bool) -> Exit:
    """List the accounts."""
    try:
        with _open_people(config) as people:
            accounts = people.list_accounts()
    except SettingsError as error:
        return complain(error.complaints)
    if as_json:
        print(json.dumps([asdict(one) for one in accounts], ensure_ascii=False))
        return Exit.OK
    for one in accounts:
        print(f"{one.name}\t{one.role}\t{one.place}\t{one.issuer}".rstrip())
    return Exit.OK


def set_person(config: Path, wish: Wish, password: str) -> Exit:
    """Make an account, or give one another password, role or place."""
    try:
        objection = object_to(wish, password, read_or_complain(read_settings(config).plant.dir))
        if not objection:
            with _open_people(config) as people:
                people.set_account(wish, password)
    except SettingsError as error:
        return complain(error.complaints)
    except LastManagerError:
        objection = _object_to_loss(wish.name)
    except NameTakenError:
        taken = "属于统一身份认证的人员 somebody of single sign-on has this name; remove it first"
        objection = f"{wish.name}: {taken}"
    if objection:
        _note(config, ACCOUNT_SET, wish.name, "refused", objection)
        return fail(Exit.USAGE, objection)
    _note(config, ACCOUNT_SET, wish.name, "ok", f"{wish.role} {wish.place}".strip())
    return Exit.OK


def remove_person(config: Path, name: str) -> Exit:
    """Take an account away. The last one that may manage accounts stays."""
    try:
        with _open_people(config) as people:
            gone = people.remove(name)
    except SettingsError as error:
        return complain(error.complaints)
    except LastManagerError:
        objection = _object_to_loss(name)
        _note(config, ACCOUNT_REMOVED, name, "refused", objection)
        return fail(Exit.USAGE, objection)
    _note(config, ACCOUNT_REMOVED, name, "ok" if gone else "refused")
    return Exit.OK if gone else fail(Exit.FINDINGS, f"{name}: 没有此账户 no such account")


def _object_to_loss(name: str) -> str:
    return f"{name}: 最后一个管理员 the last to manage accounts"


def object_to(wish: Wish, password: str, plant: Plant) -> str:
    """What speaks against an account, empty if nothing."""
    match find_fault(wish, password, plant):
        case None:
            return ""
        case Fault.NAME:
            return f"NAME: 1 至 {LONGEST_NAME} 个字符 1 to {LONGEST_NAME} printable characters"
        case Fault.ROLE:
            return f"--role {wish.role}: 没有此角色 no such role; {' '.join(ROLES)}"
        case Fault.PASSWORD:
            least = SHORTEST_PASSWORD
            return f"口令至少 {least} 个字符 at least {least} characters, and not the demo's"
        case Fault.PLACE:
            objection = object_to_place(wish.role, wish.place)
            return f"--place: {PLACES_ZH[ROLES[wish.role].place]} {objection}"
        case Fault.UNKNOWN_PLACE:
            known = " ".join(list_places(wish.role, plant)) or "-"
            return f"--place {wish.place}: 没有此区域或企业 no such place; {known}"


def _note(config: Path, action: str, name: str, outcome: str, detail: str = "") -> None:
    note_command(DataDirectory(read_settings(config).data.dir), action, name, outcome, detail)


@contextmanager
def _open_people(config: Path) -> Iterator[People]:
    root = read_settings(config).data.dir
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError([f"data.dir {root}: {error.strerror}"]) from error
    people = People(f"sqlite:///{DataDirectory(root).people}")
    try:
        yield people
    finally:
        people.close()
