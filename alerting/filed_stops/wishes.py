"""What may be filed as a stop: the plant's and the site's rules against a wish.

Pure; the rules' numbers are :mod:`plant.filed_stops`'.
"""

from typing import NamedTuple

from alerting.filed_stops.life_cycle import StopRefusal
from alerting.filed_stops.scope import find_enterprise, find_gone
from alerting.filed_stops.stop import StopWish
from plant.filed_stops import StopPolicy
from plant.reading import Instant
from plant.words import Plant


class Objection(NamedTuple):
    """What speaks against a wish; ``detail`` names the ids or the bound."""

    refusal: StopRefusal
    detail: str = ""


def object_to_wish(
    wish: StopWish, plant: Plant, policy: StopPolicy, now: Instant
) -> Objection | None:
    """What speaks against filing a stop, None if nothing.

    Its beginning may lie before ``now``, since work does not wait for paper; it is in force from
    its approval on all the same.
    """
    return (
        _object_to_words(wish)
        or _object_to_scope(wish, plant)
        or _object_to_time(wish, policy, now)
    )


def _object_to_words(wish: StopWish) -> Objection | None:
    return None if wish.reason.strip() else Objection(StopRefusal.REASON_MISSING)


def _object_to_scope(wish: StopWish, plant: Plant) -> Objection | None:
    if not list(wish.scope):
        return Objection(StopRefusal.SCOPE_MISSING)
    gone = find_gone(wish.scope, plant)
    if gone:
        return Objection(StopRefusal.SCOPE_UNKNOWN, ", ".join(one.id for one in gone))
    foreign = [one.id for one in wish.scope if find_enterprise(one, plant) != wish.enterprise]
    return Objection(StopRefusal.OTHER_ENTERPRISE, ", ".join(foreign)) if foreign else None


def _object_to_time(wish: StopWish, policy: StopPolicy, now: Instant) -> Objection | None:
    longest = policy.longest_ms[wish.category]
    if wish.until <= wish.start:
        return Objection(StopRefusal.WRONG_WAY_ROUND)
    if wish.until <= now:
        return Objection(StopRefusal.ALREADY_OVER)
    if wish.until - wish.start > longest:
        return Objection(StopRefusal.TOO_LONG, f"{longest} ms")
    if wish.start - now > policy.ahead_ms:
        return Objection(StopRefusal.TOO_FAR_AHEAD, f"{policy.ahead_ms} ms")
    return None
