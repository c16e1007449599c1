"""What must fit together about gateways: their topics, and the names by which they call tags.

A foreign gateway is known by the topic it speaks on alone, so a topic leads to one gateway or the
directory is refused. Checks over a draft, like those of :mod:`plant.cross_checks`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from plant.draft import Row
from plant.topic_filter import OWN, find_fault, is_exact, overlap

OWN_FORMAT: Final = "hazardwatch"
"""The format whose topics the contract fixes; all others come on their gateway's own topic."""


SPARKPLUG: Final = "sparkplug"
"""The format whose messages are heard node by node."""

_NODE_FILTER: Final = re.compile(r"spBv1\.0/(?P<group>[^/+#]{1,256})/\+/(?P<node>[^/+#]{1,256})/#")


def split_node_filter(topic: str) -> tuple[str, str]:
    """Group and edge node of ``spBv1.0/{group}/+/{node}/#``.

    :raises ValueError: it is no such filter.
    """
    found = _NODE_FILTER.fullmatch(topic)
    if found is None:
        raise ValueError(topic)
    return found["group"], found["node"]


def check_topics(rows: Sequence[Row]) -> None:
    """Every foreign gateway has a sound topic that is nobody else's."""
    sound = [row for row in rows if is_foreign(row) and has_sound_topic(row)]
    for row, other in find_overlaps(sound):
        where = f"{other.place.file}:{other.place.inside('topic').line}"
        topic = other.values["topic"]
        row.place.inside("topic").complain(
            f"overlaps {topic} of gateway {other.id} at {where}",
            f"与网关 {other.id} 的主题 {topic} 重叠（{where}）",
        )


def is_foreign(row: Row) -> bool:
    """Whether a gateway says that it speaks another format; a refused word says nothing."""
    return bool(row.values.get("format", OWN_FORMAT) != OWN_FORMAT)


def has_sound_topic(row: Row) -> bool:
    """Whether a foreign gateway's topic can be subscribed to; what is wrong is complained about."""
    place, topic, form = row.place.inside("topic"), row.values.get("topic"), row.values["format"]
    if topic is None:
        if "topic" not in row.keys:
            place.complain(
                f"is missing: format {form} comes on a topic of its own",
                f"缺少主题：{form} 格式须有自己的主题",
            )
        return False
    fault = find_fault(topic)
    if fault:
        place.complain(*fault)
    elif overlap(topic, OWN):
        place.complain(f"reaches into {OWN}", f"与 {OWN} 重叠")
    elif form == SPARKPLUG and not _NODE_FILTER.fullmatch(topic):
        place.complain(
            "must read spBv1.0/{group}/+/{node}/#: a gateway is one edge node",
            "应为 spBv1.0/{group}/+/{node}/#：一个网关即一个边缘节点",
        )
        return False
    elif form == "bare" and is_exact(topic) and not row.values.get("prefix"):
        place.complain(
            "names no tag: a bare value needs + or # in the topic, or a prefix that is the tag",
            "未指明位号：纯数值格式的主题须含 + 或 #，或以 prefix 给出位号",
        )
    return fault is None and not overlap(topic, OWN)


def find_overlaps(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Rows with the first one before them on whose topics they would be heard too."""
    exact: dict[str, Row] = {}
    wild: list[Row] = []
    for row in rows:
        topic = row.values["topic"]
        others: Iterable[Row] = wild
        if is_exact(topic):
            others = [exact[topic]] if topic in exact else wild
            exact.setdefault(topic, row)
        else:
            others = [*wild, *exact.values()]
            wild.append(row)
        found = (other for other in others if overlap(topic, other.values["topic"]))
        other = next((one for one in found if one is not row), None)
        if other:
            yield row, other


def check_source_names(
    tags: Sequence[Row], gateways: Sequence[Row], owners: Mapping[str, str | None]
) -> None:
    """No source name of an enterprise means two tags, also not by what else gateways call them.

    :param owners: tag id → enterprise.
    """
    taken = {(owners.get(row.id), name): row for row, name in list_other_names(tags, gateways)}
    for row in tags:
        name = row.values.get("source_name")
        other = taken.setdefault((owners.get(row.id), name), row) if name else row
        if other is not row:
            where = f"{other.place.file}:{other.place.line}"
            row.place.inside("source_name").complain(
                f"{name} already means {other.id} at {where}", f"{name} 已指 {other.id}（{where}）"
            )


def list_other_names(tags: Sequence[Row], gateways: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """What a tag is called without its source name: its id, and that without a prefix."""
    prefixes = {gateway.values.get("prefix", "") for gateway in gateways} | {""}
    for row in tags:
        for prefix in prefixes:
            if row.id.startswith(prefix):
                yield row, row.id.removeprefix(prefix)
