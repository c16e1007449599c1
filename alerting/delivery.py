"""Delivery: which channel to try next for a notice, and what an attempt has come to.

At least once: a notice is tried again until a channel has taken it, its call has ended or it is too
old to be of use. What failed for good on one channel goes to the next one at once; a passing fault
waits, longer each time. Pure; sending is :mod:`hazardwatch.notifier`'s business.
"""

from dataclasses import dataclass, replace
from typing import Final

from alerting.notice import ChannelError, Fate, Notice, Receipt
from plant.condition import Priority
from plant.reading import Instant

FIRST_WAIT_MS: Final = 5_000
LONGEST_WAIT_MS: Final = 5 * 60_000
"""From one attempt to the next: twice as long each time."""

TOO_OLD_MS: Final = 24 * 3_600_000
"""Nobody is told of yesterday's call for the first time; the alarm itself goes on standing."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice and how far its delivery has come.

    ``attempts`` so far, ``next_at`` when to try again, ``lasting`` the channels that failed for
    good, ``channel`` the one tried last, ``reference`` its number for the message, ``error`` what
    went wrong last, ``settled_at`` when the fate was decided.
    """

    notice: Notice
    fate: Fate = Fate.PENDING
    attempts: int = 0
    next_at: Instant = 0
    lasting: frozenset[str] = frozenset()
    channel: str = ""
    reference: str = ""
    error: str = ""
    settled_at: Instant | None = None


def choose_channel(delivery: Delivery) -> str | None:
    """The channel of the next attempt, in turn among those that may still work; None: none is."""
    left = [name for name in delivery.notice.via if name not in delivery.lasting]
    return left[delivery.attempts % len(left)] if left else None


def note_taken(delivery: Delivery, channel: str, receipt: Receipt, now: Instant) -> Delivery:
    """A channel has taken it: that settles it."""
    return replace(
        delivery,
        fate=Fate.SENT,
        attempts=delivery.attempts + 1,
        channel=channel,
        reference=receipt.reference,
        error="",
        settled_at=now,
    )


def note_refused(delivery: Delivery, channel: str, error: ChannelError, now: Instant) -> Delivery:
    """A channel has not taken it: another one at once, or later again, or nobody ever."""
    lasting = delivery.lasting | {channel} if error.lasting else delivery.lasting
    after = replace(
        delivery,
        attempts=delivery.attempts + 1,
        lasting=lasting,
        channel=channel,
        error=str(error),
        next_at=now if error.lasting else now + _find_wait(delivery),
    )
    too_old = now - delivery.notice.due > TOO_OLD_MS
    return give_up(after, str(error), now) if choose_channel(after) is None or too_old else after


def give_up(delivery: Delivery, reason: str, now: Instant) -> Delivery:
    """Nobody can be told by it."""
    return replace(delivery, fate=Fate.FAILED, error=reason, settled_at=now)


def _find_wait(delivery: Delivery) -> int:
    """A round over all channels is one wait; of what is critical none is longer than the first."""
    if delivery.notice.priority is Priority.CRITICAL:
        return FIRST_WAIT_MS
    rounds = delivery.attempts // max(len(delivery.notice.via), 1)
    return min(FIRST_WAIT_MS << min(rounds, 16), LONGEST_WAIT_MS)
