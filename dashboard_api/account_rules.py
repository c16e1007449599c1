"""What an account may be: the same for the command line and for REST. Pure.

What a role may do and whether it stands at a place is :mod:`dashboard_api.roles`' business.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dashboard_api.roles import ROLES, list_places, object_to_place, rights_of
from plant.words import Plant

SHORTEST_PASSWORD: Final = 10
"""Characters: an account may silence alarms."""

LONGEST_PASSWORD: Final = 1024
LONGEST_NAME: Final = 64

DEMO_PASSWORD: Final = "hazardwatch-demo"  # noqa: S105 - refused everywhere but on a loopback address


class Fault(StrEnum):
    """What is wrong with a wish: which part of it, and the place's two kinds apart."""

    NAME = "name"
    ROLE = "role"
    PASSWORD = "password"  # noqa: S105 - the name of a field
    PLACE = "place"
    UNKNOWN_PLACE = "unknown_place"


@dataclass(frozen=True, slots=True)
class Wish:
    """An account as it is to be."""

    name: str
    role: str
    place: str = ""


def find_fault(wish: Wish, password: str | None, plant: Plant) -> Fault | None:
    """What speaks against an account.

    :param password: None where it stays what it is.
    """
    if not wish.name.strip() or len(wish.name) > LONGEST_NAME or not wish.name.isprintable():
        return Fault.NAME
    if wish.role not in ROLES:
        return Fault.ROLE
    if password is not None and not is_password(password):
        return Fault.PASSWORD
    if object_to_place(wish.role, wish.place):
        return Fault.PLACE
    return Fault.UNKNOWN_PLACE if wish.place not in ("", *list_places(wish.role, plant)) else None


def is_password(password: str) -> bool:
    """Whether a password is good enough for an account."""
    return SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD and password != DEMO_PASSWORD


def may_manage(role: str) -> bool:
    """Whether a role decides about accounts; of these one must be left."""
    return "manage_accounts" in rights_of(role)
