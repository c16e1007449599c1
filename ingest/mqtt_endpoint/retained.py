"""What the platform says, the newest of each topic, and which filters it goes to."""

from dataclasses import dataclass
from itertools import zip_longest


@dataclass(frozen=True, slots=True)
class Told:
    """A publication; ``number`` grows from one to the next.

    ``retained``: said again to somebody who came later, and to be marked so.
    """

    topic: str
    payload: bytes
    qos: int
    number: int
    retained: bool = False


class Retained:
    """Topic → its newest publication, of at most ``most`` topics."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._told: dict[str, Told] = {}
        self._last = 0

    def number(self, topic: str, payload: bytes, qos: int) -> Told:
        """A publication that is not kept."""
        self._last += 1
        return Told(topic, payload, qos, self._last)

    def keep(self, topic: str, payload: bytes, qos: int) -> Told | None:
        """A publication in the place of the topic's last; None where there is no room for it."""
        if topic not in self._told and len(self._told) >= self._most:
            return None
        told = self._told[topic] = self.number(topic, payload, qos)
        return told

    def find(self, topic: str) -> Told | None:
        """The newest of a topic."""
        return self._told.get(topic)

    def match(self, text: str) -> list[Told]:
        """The newest of every topic that a filter matches."""
        exact = self._told.get(text)
        if exact is not None:
            return [exact]
        return [told for topic, told in self._told.items() if matches(text, topic)]


def matches(text: str, topic: str) -> bool:
    """Whether a filter matches a topic (MQTT 5 §4.7)."""
    if topic.startswith("$") and not text.startswith("$"):
        return False
    for level, beside in zip_longest(text.split("/"), topic.split("/")):
        if level == "#":
            return True
        if level is None or beside is None or level not in ("+", beside):
            return False
    return True


def is_filter(text: str) -> bool:
    """Whether the wildcards of a filter stand where they may."""
    *inner, last = text.split("/")
    levels = [*inner, "+" if last == "#" else last]
    return all("#" not in level and ("+" not in level or level == "+") for level in levels)
