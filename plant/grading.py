"""Identifying and grading a major hazard installation by GB 18218-2018, in exact arithmetic.

S = Σ q/Q identifies it (S ≥ 1), R = α Σ β q/Q grades it, with q the design maximum of the unit, not
the live inventory. Fractions, because ten chemicals at a tenth of Q must make exactly 1. The
numbers are :mod:`plant.chemicals`'; where one is not known the result is unknown, never "none".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from plant.chemicals import Catalogue
from plant.words import HeldChemical


@dataclass(frozen=True, slots=True)
class Term:
    """One chemical's part: its ratio q/Q and its β, None where the catalogue has no number."""

    chemical: HeldChemical
    ratio: Fraction | None
    beta: Fraction | None


@dataclass(frozen=True, slots=True)
class Grade:
    """The result for one unit.

    ``s`` sums what is known, so it is a lower bound while ``unknown`` names chemicals without Q.
    ``major`` is None where that leaves S < 1 undecided. ``r`` is None where Q, β or the population
    is unknown; ``level`` is None there and where the unit is no major hazard.
    """

    s: Fraction
    r: Fraction | None
    major: bool | None
    level: int | None
    terms: tuple[Term, ...]
    unknown: tuple[str, ...]


def grade(
    chemicals: Sequence[HeldChemical], exposed_population: int | None, catalogue: Catalogue
) -> Grade:
    """Grade one unit (GB 18218-2018, the formulae for S and R and tables 1 to 6).

    :param chemicals: what the unit holds at most, in t.
    :param exposed_population: permanent population within 500 m of the plant boundary.
    """
    terms = tuple(weigh(chemical, catalogue) for chemical in chemicals)
    s = sum((term.ratio for term in terms if term.ratio is not None), Fraction())
    r = rate(terms, exposed_population, catalogue)
    major = True if s >= 1 else (False if all(term.ratio is not None for term in terms) else None)
    level = level_of(r, catalogue) if major and r is not None else None
    return Grade(s, r, major, level, terms, tuple(name_unknown(terms, exposed_population)))


def weigh(held: HeldChemical, catalogue: Catalogue) -> Term:
    """One chemical's ratio and β.

    Q: by name (table 1) before class (table 2). β: the named toxic gases (table 3), else the class
    given for it here, else its usual class (table 4).
    """
    named = catalogue.find(held.cas)
    given = catalogue.classes.get(held.class_symbol)
    quantity = named or given
    beta = catalogue.toxic_gases.get(held.cas)
    if beta is None:
        usual = given or named
        beta = usual.beta if usual else None
    return Term(
        held,
        None if quantity is None else exact(held.quantity_t) / Fraction(quantity.quantity_t),
        None if beta is None else Fraction(beta),
    )


def exact(number: float) -> Fraction:
    """A float as the decimal that a person wrote: the shortest one that reads back the same."""
    return Fraction(repr(number))


def rate(terms: Iterable[Term], population: int | None, catalogue: Catalogue) -> Fraction | None:
    """R, or None where a part of it is unknown."""
    if population is None:
        return None
    total = Fraction()
    for term in terms:
        if term.ratio is None or term.beta is None:
            return None
        total += term.beta * term.ratio
    return Fraction(max(band for band in catalogue.exposure if band[0] <= population)[1]) * total


def level_of(r: Fraction, catalogue: Catalogue) -> int:
    """The level of an R; 1 is the worst."""
    return max(band for band in catalogue.levels if band[0] <= r)[1]


def name_unknown(terms: Iterable[Term], population: int | None) -> Iterable[str]:
    """What is missing for a full result, as keys of plant.toml and CAS numbers."""
    if population is None:
        yield "exposed_population"
    for term in terms:
        if term.ratio is None or term.beta is None:
            yield term.chemical.cas or term.chemical.class_symbol
