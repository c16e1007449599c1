"""Who somebody is in this house: from an identity provider's claims to name, role and place.

Pure. That the claims are the provider's own words is found out by :mod:`dashboard_api.oidc_tokens`.
Nobody gets a default: who has no role that the site has mapped, or no place where places are told,
is not let in.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dashboard_api.oidc_port import Identity, NotLetInError, Why
from dashboard_api.roles import ROLES, list_places, object_to_place
from plant.words import Plant

LONGEST_NAME: Final = 64
WHOLE_SITE: Final = "*"
"""Said as the place of who is limited to none. Silence does not say it: a claim may be missing."""

_TOLD: Final = 200
"""Characters of a provider's claim that are repeated to who has to mend it."""

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """Which claims say what.

    ``roles``: value of the claim ``role`` → role here. Who has several has the first of them in the
    order of the table, so the site writes the one that counts at the top. ``place``: empty where
    the provider tells no places and everybody stands at none.
    """

    name: str
    role: str
    roles: Mapping[str, str]
    place: str = ""


def identify(claims: Claims, rules: ClaimRules) -> Identity:
    """Who the claims speak of.

    :raises NotLetInError: without a name, without a role here, or without the place it needs.
    """
    role = _choose_role(claims, rules)
    return Identity(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        name=_read_name(claims, rules.name),
        role=role,
        place=_read_place(claims, rules.place, role),
    )


def check_place(who: Identity, plant: Plant) -> None:
    """Look for somebody's place in the plant.

    :raises NotLetInError: the plant has no such place for the role.
    """
    if who.place and who.place not in list_places(who.role, plant):
        raise NotLetInError(Why.NO_PLACE, f"{who.role}: {who.place}")


def find_claim(claims: Claims, path: str) -> Any:
    """A claim by its name, or by a path of names with dots; None if there is none.

    The whole name goes first: some providers have names that are addresses.
    """
    if path in claims:
        return claims[path]
    found: Any = claims
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _read_name(claims: Claims, path: str) -> str:
    said = find_claim(claims, path)
    name = unicodedata.normalize("NFC", said).strip() if isinstance(said, str) else ""
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise NotLetInError(Why.NO_NAME, f"{path}: {_tell(said)}")
    return name


def _choose_role(claims: Claims, rules: ClaimRules) -> str:
    said = find_claim(claims, rules.role)
    values = {said} if isinstance(said, str) else _list_texts(said)
    for value, role in rules.roles.items():
        if value in values:
            return role
    raise NotLetInError(Why.NO_ROLE, f"{rules.role}: {_tell(said)}")


def _read_place(claims: Claims, path: str, role: str) -> str:
    """The place, empty for the whole site; of a list with one entry that entry."""
    if not path or ROLES[role].place == "none":
        return ""
    said = find_claim(claims, path)
    if isinstance(said, list) and len(said) == 1:
        said = said[0]
    if not isinstance(said, str) or not said.strip():
        raise NotLetInError(Why.NO_PLACE, f"{path}: {_tell(said)}")
    place = "" if said.strip() == WHOLE_SITE else said.strip()
    objection = object_to_place(role, place)
    if objection:
        raise NotLetInError(Why.NO_PLACE, f"{path}: {_tell(said)}: {objection}")
    return place


def _list_texts(value: Any) -> set[str]:
    return {one for one in value if isinstance(one, str)} if isinstance(value, list) else set()


def _tell(value: Any) -> str:
    """A claim's value for who has to mend it, ``-`` for none."""
    if value is None:
        return "-"
    words = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    text = " ".join(words)
    return text if len(text) <= _TOLD else f"{text[:_TOLD]}…"
