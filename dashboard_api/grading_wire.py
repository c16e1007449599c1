"""How a hazard is graded (GB 18218), with all that goes into it, as types that cross the border.

Making these is :mod:`dashboard_api.grading_rows`; the hazard itself stands in
:mod:`dashboard_api.plant_wire`.
"""

from msgspec import Struct


class Basis(Struct, frozen=True, kw_only=True):
    """Where a number stands, and how far it can be trusted: ``verified``, ``secondary``,
    ``recalled``, ``conflict`` or ``proposed``.
    """

    clause: str
    source: str
    trust: str


class GradingTerm(Struct, frozen=True, kw_only=True):
    """One chemical's part: q (``quantity_t``), Q (``critical_t``), their ratio and β.

    ``name`` is that of the catalogue's row whose Q counts, the chemical's or its class's. What the
    catalogue has no number for is null.
    """

    cas: str
    class_symbol: str
    name: str
    name_en: str
    quantity_t: float
    critical_t: float | None
    critical_from: Basis | None
    ratio: float | None
    beta: float | None
    beta_from: Basis | None


class Grading(Struct, frozen=True, kw_only=True):
    """S = Σ q/Q and R = α Σ β q/Q, worked out by ``standard``, and the level that follows from R.

    While ``unknown`` names something, ``s`` is a lower bound, and null is what can't be told:
    ``major``, whether the unit is a major hazard installation at all, ``r`` and ``level``. The
    level that the plant declares is the hazard's own.
    """

    standard: str
    s: float
    alpha: float | None
    alpha_from: Basis
    r: float | None
    major: bool | None
    level: int | None
    level_from: Basis
    terms: list[GradingTerm]
    unknown: list[str]
