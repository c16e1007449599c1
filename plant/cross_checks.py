"""What must fit together in a plant directory: names, references, owners, equipment.

The checks run over a draft, both files at once, and leave a complaint at the value that does not
fit. What was refused on reading is absent here and not complained about a second time. The checks
of tags, of votes and interlocks, of modes, of gateways and of people stand beside; this module
composes them.
"""

from itertools import pairwise

from plant.area_checks import check_areas
from plant.draft import Draft, Row
from plant.duty_checks import check_duties
from plant.gateway_checks import check_source_names, check_topics
from plant.inheritance import gather_settings
from plant.logic_checks import check_logic, check_told
from plant.mode_checks import check_modes
from plant.rationalisation_layers import check_records
from plant.references import (
    ONE_NAMESPACE,
    OWN_NAMESPACES,
    PLACES,
    REFERENCES,
    Index,
    check_distinct,
    check_references,
    check_unique,
)
from plant.tag_checks import check_tag


def check_together(draft: Draft) -> None:
    """Leave a complaint for everything in the draft that does not fit together."""
    index = {section: draft.by_id(section) for section in draft.sections}
    check_unique(draft, ONE_NAMESPACE)
    check_unique(draft, PLACES)
    for section in OWN_NAMESPACES:
        check_unique(draft, (section,))
    for section, key, target in REFERENCES:
        check_references(draft.rows(section), key, target, index)
    check_areas(draft.rows("area"))
    check_owners(draft, index)
    check_topics(draft.rows("gateway"))
    check_source_names(draft.rows("tag"), draft.rows("gateway"), find_owners(draft, index))
    for row in draft.rows("hazard"):
        check_chemicals(row)
    for row in draft.rows("equipment"):
        check_equipment(row, index)
    for row in draft.rows("model"):
        check_distinct(row)
    gathered = gather_settings(draft)
    for row, own in gathered:
        check_tag(row, own, index)
    settings = {row.id: own for row, own in reversed(gathered)}
    check_logic(draft, index, settings)
    check_modes(draft, index, settings)
    check_records(draft, index)
    check_duties(draft, index, settings)


def check_owners(draft: Draft, index: Index) -> None:
    """Every tag belongs to one enterprise, and to the same by its cell and by its equipment."""
    if "equipment" not in index:
        return
    owners = {row.id: owner_of(row, index) for row in draft.rows("equipment")}
    only_one = len(draft.rows("enterprise")) == 1
    for row in draft.rows("tag"):
        given, equipment = row.values.get("enterprise"), row.values.get("equipment")
        place = row.place.inside("enterprise")
        owner = owners.get(equipment or "", given)
        if not given and not equipment and not only_one:
            place.complain("is missing, and no equipment tells it", "缺少企业，且无设备可推断")
        elif given and owner and given != owner:
            place.complain(
                f"{given} is not {owner}, to whom equipment {equipment} belongs",
                f"{given} 与设备 {equipment} 所属企业 {owner} 不一致",
            )


def find_owners(draft: Draft, index: Index) -> dict[str, str | None]:
    """Tag id → enterprise: by its cell, by its equipment, or the only one there is."""
    enterprises = draft.rows("enterprise")
    only = enterprises[0].id if len(enterprises) == 1 else None
    owners: dict[str, str | None] = {}
    for row in draft.rows("tag"):
        equipment = index.get("equipment", {}).get(row.values.get("equipment", ""))
        owner = owner_of(equipment, index) if equipment else None
        owners[row.id] = row.values.get("enterprise") or owner or only
    return owners


def owner_of(equipment: Row, index: Index) -> str | None:
    """The enterprise of a piece of equipment, by its hazard."""
    hazard = index["hazard"].get(equipment.values.get("hazard", ""))
    return hazard.values.get("enterprise") if hazard else None


def check_chemicals(row: Row) -> None:
    """A chemical without a CAS number is known by its class at least."""
    for position, held in enumerate(row.values.get("chemicals", ())):
        if held.get("cas") == "" and not held.get("class"):
            row.place.inside("chemicals", position, "class").complain(
                "is missing where there is no CAS number", "无 CAS 号时必须给出类别符号"
            )


def check_equipment(row: Row, index: Index) -> None:
    """A tank's calibration rises, and its operating state is told by something that has states."""
    check_strapping(row)
    check_told(row.values.get("state", ""), index, row.place.inside("state"))


def check_strapping(row: Row) -> None:
    """Levels and volumes both rise from row to row."""
    for position, (lower, upper) in enumerate(pairwise(row.values.get("strapping", ())), 1):
        if not (lower[0] < upper[0] and lower[1] < upper[1]):
            row.place.inside("strapping", position).complain(
                "must rise in level and in volume", "液位与体积均应递增"
            )
