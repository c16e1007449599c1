"""The words of a model: by how much a row is unusual, and which tags it is because of.

Text only, Chinese and English in one line. When something is said is
:mod:`detectors.multivariate`'s business.
"""

from collections.abc import Sequence
from typing import NamedTuple

from plant.message import with_unit
from plant.words import Tag


class Odd(NamedTuple):
    """A tag that adds to the statistic: what it is, and what it should be by all the others."""

    tag: Tag
    value: float
    expected: float


def explain(statistic: float, limit: float, odd: Sequence[Odd]) -> str:
    """Why a model's alarm was raised.

    :param odd: the tags that add most, the worst first.
    """
    zh = "；".join(f"{one.tag.id} 为 {_show(one)}，按其余测点应为 {_expect(one)}" for one in odd)
    en = "; ".join(
        f"{one.tag.id} is {_show(one)} where the others say {_expect(one)}" for one in odd
    )
    figures = f"{statistic:.3g}", f"{limit:.3g}"
    return (
        f"多测点关系偏离正常，统计量 {figures[0]}，限值 {figures[1]}：{zh} "
        f"the tags together are not as in normal operation, statistic {figures[0]},"
        f" limit {figures[1]}: {en}"
    )


def _show(one: Odd) -> str:
    return with_unit(f"{one.value:.5g}", one.tag.unit)


def _expect(one: Odd) -> str:
    return with_unit(f"{one.expected:.5g}", one.tag.unit)
