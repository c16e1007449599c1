"""MQTT topics: which park, enterprise and gateway a message speaks for, and what it is.

The scheme of contract section 5 and nothing else. Whether the named gateway exists and may speak,
and on which topics foreign gateways do, is :mod:`ingest.routing`'s question.
"""

from dataclasses import dataclass
from enum import StrEnum

ROOT = "hazard/v1"


class Kind(StrEnum):
    """The last fixed level of a topic."""

    DATA = "data"
    BACKFILL = "backfill"
    STATUS = "status"
    ACK = "ack"


_KINDS = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class TopicPath:
    """A topic taken apart; ``tag`` only on ``…/data/{tag}``, there possibly with slashes."""

    park: str
    enterprise: str
    gateway: str
    kind: Kind
    tag: str = ""

    def __str__(self) -> str:
        parts = (ROOT, self.park, self.enterprise, self.gateway, self.kind.value)
        return "/".join((*parts, self.tag) if self.tag else parts)


def parse_topic(topic: str) -> TopicPath | None:
    """Take a topic apart; None where it is not of the scheme."""
    levels = topic.split("/", 6)
    if len(levels) < 6 or "/".join(levels[:2]) != ROOT or not all(levels):
        return None
    park, enterprise, gateway, kind = levels[2:6]
    tag = levels[6] if len(levels) > 6 else ""
    if kind not in _KINDS or (tag and kind != Kind.DATA):
        return None
    return TopicPath(park, enterprise, gateway, Kind(kind), tag)


def name_subscriptions(park: str) -> tuple[str, ...]:
    """The topic filters of one park.

    ``data/#`` covers ``data`` itself too (MQTT 5 §4.7.1.2); naming both would let brokers send
    every frame twice.
    """
    every = f"{ROOT}/{park}/+/+"
    return (f"{every}/data/#", f"{every}/backfill", f"{every}/status")
