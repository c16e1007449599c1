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

from dashboard_api.people import ENTERPRISE_ROLE, SCOPES, People
from hazardwatch.complaints import complain, read_or_complain
from hazardwatch.data_directory import DataDirectory
from hazardwatch.exit_code import Exit, fail
from hazardwatch.settings import DEMO_PASSWORD, SettingsError, read_settings

SHORTEST_PASSWORD: Final = 10
"""Characters: an account may silence alarms."""
LONGEST_NAME: Final = 64


@dataclass(frozen=True, slots=True)
class Wish:
    """An account as it is to be."""

    name: str
    role: str
    enterprise: str = ""


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
        print(f"{one.name}\t{one.role}\t{one.enterprise}".rstrip())
    return Exit.OK


def set_person(config: Path, wish: Wish, password: str) -> Exit:
    """Make an account, or give one another password, role or enterprise."""
    try:
        objection = object_to(wish, password, _list_enterprises(config))
        if objection:
            return fail(Exit.USAGE, objection)
        with _open_people(config) as people:
            people.set_password(wish.name, password, wish.role, wish.enterprise)
    except SettingsError as error:
        return complain(error.complaints)
    return Exit.OK


def remove_person(config: Path, name: str) -> Exit:
    """Take an account away. The last one that may administer stays."""
    try:
        with _open_people(config) as people:
            admins = [one.name for one in people.list_accounts() if one.role == "admin"]
            if admins == [name]:
                return fail(Exit.USAGE, f"{name}: 最后一个管理员 the last one who may administer")
            gone = people.remove(name)
    except SettingsError as error:
        return complain(error.complaints)
    return Exit.OK if gone else fail(Exit.FINDINGS, f"{name}: 没有此账户 no such account")


def object_to(wish: Wish, password: str, enterprises: list[str]) -> str:
    """What speaks against an account, empty if nothing."""
    if not wish.name.strip() or len(wish.name) > LONGEST_NAME or not wish.name.isprintable():
        return f"NAME: 1 至 {LONGEST_NAME} 个字符 1 to {LONGEST_NAME} printable characters"
    if wish.role not in SCOPES:
        return f"--role {wish.role}: 没有此角色 no such role; {' '.join(SCOPES)}"
    if len(password) < SHORTEST_PASSWORD or password == DEMO_PASSWORD:
        least = SHORTEST_PASSWORD
        return f"口令至少 {least} 个字符 at least {least} characters, and not the demo's"
    if (wish.role == ENTERPRISE_ROLE) != bool(wish.enterprise):
        return "--enterprise: 企业账户必填，其他账户不填 of the role enterprise, and of no other"
    if wish.enterprise and wish.enterprise not in enterprises:
        known = " ".join(enterprises) or "-"
        return f"--enterprise {wish.enterprise}: 没有此企业 no such enterprise; {known}"
    return ""


def _list_enterprises(config: Path) -> list[str]:
    plant = read_or_complain(read_settings(config).plant.dir)
    return [one.id for one in plant.enterprises]


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
