"""Topics of Sparkplug B 3.0: which edge node or device a message speaks for, and what it is.

Taking topics apart and naming them; payloads are in :mod:`ingest.formats.sparkplug_payload`.
Source: Sparkplug 3.0.0, chapter 4 (Topics and Messages).
"""

from enum import StrEnum
from typing import Final, NamedTuple

NAMESPACE: Final = "spBv1.0"

LONGEST_ID: Final = 256
"""Characters of a group, node or device id. MQTT would allow 65 535 bytes a topic."""


class Verb(StrEnum):
    """What a message of an edge node is; N of the node itself, D of one of its devices."""

    NBIRTH = "NBIRTH"
    NDATA = "NDATA"
    NDEATH = "NDEATH"
    DBIRTH = "DBIRTH"
    DDATA = "DDATA"
    DDEATH = "DDEATH"


_DEVICE_VERBS: Final = frozenset({Verb.DBIRTH, Verb.DDATA, Verb.DDEATH})
_VERBS: Final = {verb.value: verb for verb in Verb}


class SparkplugTopic(NamedTuple):
    """A topic taken apart; ``device`` is empty where the node speaks for itself."""

    group: str
    verb: Verb
    node: str
    device: str = ""

    def __str__(self) -> str:
        levels = (NAMESPACE, self.group, self.verb.value, self.node)
        return "/".join((*levels, self.device) if self.device else levels)


def parse_sparkplug_topic(topic: str) -> SparkplugTopic | None:
    """Take a topic apart; None where it is no message of an edge node.

    Commands and STATE are other hosts' words: None too.
    """
    levels = topic.split("/")
    if not 4 <= len(levels) <= 5 or levels[0] != NAMESPACE:
        return None
    if any(not 0 < len(level) <= LONGEST_ID for level in levels):
        return None
    verb = _VERBS.get(levels[2])
    if verb is None or (verb in _DEVICE_VERBS) != (len(levels) == 5):
        return None
    return SparkplugTopic(levels[1], verb, levels[3], levels[4] if len(levels) == 5 else "")


def name_sparkplug_subscriptions(group: str, node: str) -> tuple[str, ...]:
    """The topic filters of one edge node; none of them matches a command."""
    return tuple(
        f"{NAMESPACE}/{group}/{verb.value}/{node}{'/+' if verb in _DEVICE_VERBS else ''}"
        for verb in Verb
    )


def name_rebirth_topic(group: str, node: str) -> str:
    """Where a host asks an edge node to publish its births again."""
    return f"{NAMESPACE}/{group}/NCMD/{node}"


def name_state_topic(host: str) -> str:
    """Where a host says whether it is online; retained, and the topic of its will."""
    return f"{NAMESPACE}/STATE/{host}"
