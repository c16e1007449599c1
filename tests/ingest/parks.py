"""A small plant for ingest's tests: two enterprises, three gateways, five tags."""

from plant.tag_kind import TagKind
from plant.words import Enterprise, Gateway, Park, Plant, Tag

T0 = 1_763_900_000_000


def make_tag(name: str, enterprise: str, equipment: str = "", unit: str = "") -> Tag:
    return Tag(
        id=name,
        enterprise=enterprise,
        equipment=equipment,
        hazard="",
        kind=TagKind.OTHER,
        unit=unit,
        range_lo=None,
        range_hi=None,
        interval_s=None,
        priority=None,
        name=name,
        name_en=name,
        alarms={},
    )


def make_plant(**changes: object) -> Plant:
    """Park P; E1 with gateways G1 (plain) and G2 (prefix E1., missing −9999), E2 with G3."""
    words = {
        "park": Park("P", "园区"),
        "enterprises": (Enterprise("E1", "甲"), Enterprise("E2", "乙")),
        "hazards": (),
        "equipment": (),
        "gateways": (
            Gateway("G1", "E1"),
            Gateway("G2", "E1", prefix="E1.", missing=(-9999.0,)),
            Gateway("G3", "E2", simulation=True),
        ),
        "tags": (
            make_tag("E1.LT-101", "E1", "V101", "m"),
            make_tag("E1.PT-101", "E1", "V101", "MPa"),
            make_tag("E1.TT-102", "E1", "V102", "℃"),
            make_tag("E1.PLC10.FT-1", "E1", "V103", "m³/h"),
            make_tag("E2.LT-1", "E2", "T1", "m"),
        ),
    }
    return Plant(**{**words, **changes})  # type: ignore[arg-type]
