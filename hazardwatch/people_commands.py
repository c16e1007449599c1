"""``people list | set | remove``: the accounts of a site, beside a running platform or without one.

A running platform lets a new account in at once, and ends the sessions of one that was changed or
removed within half a minute.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from dashboard_api.people import NameTakenError, People
from dashboard_api.roles import ROLES, list_places, object_to_place, rights_of
from hazardwatch.complaints import complain, read_or_complain
from hazardwatch.data_directory import DataDirectory
from hazardwatch.exit_code import Exit, fail
from hazardwatch.settings import DEMO_PASSWORD, SettingsError, read_settings
from plant.words import Plant

SHORTEST_PASSWORD: Final = 10
"""Characters: an account may silence alarms."""
LONGEST_NAME: Final = 64

PLACES_ZH: Final = {
    "none": "此角色不限定区域或企业",
    "any": "区域或企业编号，可不填",
    "enterprise": "企业账户必填企业编号",
}
"""What a role's accounts need as their place."""


@dataclass(frozen=True, slots=True)
class Wish:
    """An account as it is to be."""

    name: str
    role: str
    place: str = ""


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
        if objection:
            return fail(Exit.USAGE, objection)
        with _open_people(config) as people:
            people.set_password(wish.name, password, wish.role, wish.place)
    except SettingsError as error:
        return complain(error.complaints)
    except NameTakenError:
        taken = "属于统一身份认证的人员 somebody of single sign-on has this name; remove it first"
        return fail(Exit.USAGE, f"{wish.name}: {taken}")
    return Exit.OK


def remove_person(config: Path, name: str) -> Exit:
    """Take an account away. The last one that may manage accounts stays."""
    try:
        with _open_people(config) as people:
            # Who comes by single sign-on can't while the provider is away.
            accounts = [one for one in people.list_accounts() if not one.issuer]
            if [one.name for one in accounts if "manage_accounts" in rights_of(one.role)] == [name]:
                return fail(Exit.USAGE, f"{name}: 最后一个管理员 the last to manage accounts")
            gone = people.remove(name)
    except SettingsError as error:
        return complain(error.complaints)
    return Exit.OK if gone else fail(Exit.FINDINGS, f"{name}: 没有此账户 no such account")


def object_to(wish: Wish, password: str, plant: Plant) -> str:
    """What speaks against an account, empty if nothing."""
    if not wish.name.strip() or len(wish.name) > LONGEST_NAME or not wish.name.isprintable():
        return f"NAME: 1 至 {LONGEST_NAME} 个字符 1 to {LONGEST_NAME} printable characters"
    if wish.role not in ROLES:
        return f"--role {wish.role}: 没有此角色 no such role; {' '.join(ROLES)}"
    if len(password) < SHORTEST_PASSWORD or password == DEMO_PASSWORD:
        least = SHORTEST_PASSWORD
        return f"口令至少 {least} 个字符 at least {least} characters, and not the demo's"
    return _object_to_place(wish, plant)


def _object_to_place(wish: Wish, plant: Plant) -> str:
    objection = object_to_place(wish.role, wish.place)
    if objection:
        return f"--place: {PLACES_ZH[ROLES[wish.role].place]} {objection}"
    known = list_places(wish.role, plant)
    if wish.place and wish.place not in known:
        return f"--place {wish.place}: 没有此区域或企业 no such place; {' '.join(known) or '-'}"
    return ""


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
