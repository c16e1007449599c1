"""Topic filters with wildcards as a tree: which of them a topic matches, and by which levels.

The matching rules of MQTT 5 §4.7; that no two filters overlap is :mod:`plant.gateway_checks`' duty.
"""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from plant.topic_filter import ANY, ONE

_T = TypeVar("_T")


@dataclass(slots=True)
class _Node(Generic[_T]):
    children: dict[str, "_Node[_T]"] = field(default_factory=dict)
    value: _T | None = None


class FilterTree(Generic[_T]):
    """Filter → value; feed it all filters, then ask for topics."""

    def __init__(self) -> None:
        self._root = _Node[_T]()

    def add(self, text: str, value: _T) -> None:
        """Let a sound filter lead to a value."""
        node = self._root
        for level in text.split("/"):
            node = node.children.setdefault(level, _Node())
        node.value = value

    def find(self, topic: str) -> tuple[_T, str] | None:
        """The value of the filter that a topic matches, and the levels its wildcards stand for.

        The levels are joined by ``/``. A topic that begins with ``$`` is matched by no wildcard in
        the first place (§4.7.2).
        """
        levels = topic.split("/")
        # Alternatives still to be tried: node, place in the topic, what wildcards matched so far.
        trail: list[tuple[_Node[_T], int, tuple[str, ...]]] = [(self._root, 0, ())]
        while trail:
            node, place, path = trail.pop()
            wild = place > 0 or not topic.startswith("$")
            rest = node.children.get(ANY) if wild else None
            if rest is not None and rest.value is not None:
                return rest.value, "/".join((*path, *levels[place:]))
            if place == len(levels):
                if node.value is not None:
                    return node.value, "/".join(path)
                continue
            level = levels[place]
            one = node.children.get(ONE) if wild else None
            if one is not None:
                trail.append((one, place + 1, (*path, level)))
            same = node.children.get(level)
            if same is not None and level not in (ONE, ANY):
                trail.append((same, place + 1, path))
        return None
