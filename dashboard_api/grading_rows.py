"""Rows of how hazards are graded, as :mod:`dashboard_api.grading_wire`. Pure functions.

The numbers are :mod:`plant.grading`'s, the same that ``hazardwatch plant grade`` prints.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from dashboard_api import grading_wire as wire
from plant.chemicals import load_catalogue
from plant.grading import Term, grade
from plant.provenance import Provenance
from plant.words import Hazard, HeldChemical


def grading(hazard: Hazard) -> wire.Grading:
    """How a hazard is graded by what it holds and who lives around it."""
    return _grade(tuple(hazard.chemicals), hazard.exposed_population)


@lru_cache(maxsize=4096)
def _grade(chemicals: Sequence[HeldChemical], population: int | None) -> wire.Grading:
    catalogue = load_catalogue()
    graded = grade(chemicals, population, catalogue)
    return wire.Grading(
        standard=catalogue.standard,
        s=float(graded.s),
        alpha=_number(graded.alpha),
        alpha_from=_basis(catalogue.provenance["exposure"]),
        r=_number(graded.r),
        major=graded.major,
        level=graded.level,
        level_from=_basis(catalogue.provenance["levels"]),
        terms=[_term(term) for term in graded.terms],
        unknown=list(graded.unknown),
    )


def _term(term: Term) -> wire.GradingTerm:
    held, entry = term.chemical, term.entry
    return wire.GradingTerm(
        cas=held.cas,
        class_symbol=held.class_symbol,
        name=entry.name if entry else "",
        name_en=entry.name_en if entry else "",
        quantity_t=held.quantity_t,
        critical_t=float(entry.quantity_t) if entry else None,
        critical_from=_basis(entry.provenance) if entry else None,
        ratio=_number(term.ratio),
        beta=_number(term.beta),
        beta_from=_basis(term.beta_from) if term.beta_from else None,
    )


def _number(exact: Fraction | None) -> float | None:
    return None if exact is None else float(exact)


def _basis(provenance: Provenance) -> wire.Basis:
    return wire.Basis(clause=provenance.clause, source=provenance.source, trust=provenance.trust)
