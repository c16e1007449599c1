"""Warnings of ``plant check`` about tanks whose volume can't be told though a check asks for it.

How a volume comes from a level is the detectors' knowledge, so the plant's own reader can't ask.
"""

import numpy as np

from detectors.tank import Vessels
from plant.complaint import Complaint
from plant.condition import Condition
from plant.draft import Draft
from plant.words import Plant


def advise_tanks(plant: Plant, draft: Draft) -> list[Complaint]:
    """A warning for each balance that would always be unknown."""
    warnings: list[Complaint] = []
    for tag, row in zip(plant.tags, draft.rows("tag"), strict=True):
        tank = plant.equipment_of.get(tag.equipment)
        if Condition.BALANCE not in tag.checks or tank is None:
            continue
        vessels = Vessels.of([(tank, tag.unit)])
        if np.isnan(vessels.measure(np.zeros(1, dtype=np.intp), np.full(1, 1e-3)))[0]:
            row.place.gather(warnings).inside("balance").complain(
                f"{tag.id}: the volume of {tank.id} can't be told from its level: it needs a"
                " strapping table or a shape with its sizes, and a unit of length or %",
                f"{tag.id}：无法由液位得到 {tank.id} 的体积，需要容积表或形状与尺寸，"
                "单位为长度或 %",
            )
    return warnings
