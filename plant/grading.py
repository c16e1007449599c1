"""Identifying and grading a major hazard installation by GB 18218-2018, in exact arithmetic.

S = Σ q/Q identifies it (S ≥ 1), R = α Σ β q/Q grades it, with q the design maximum of the unit, not
the live inventory. Fractions, because ten chemicals at a tenth of Q must make exactly 1. The
numbers are :mod:`plant.chemicals`'; where one is not known the result is unknown, never "none".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from plant.chemicals import Catalogue, Chemical, HazardClass
from plant.provenance import Provenance
from plant.words import HeldChemical


@dataclass(frozen=True, slots=True)
class Term:
    """One chemical's part: its ratio q/Q and its β, None where the catalogue has no number.

    ``entry`` is the row of the catalogue whose Q it is, ``beta_from`` where its β stands.
    """

    chemical: HeldChemical
    ratio: Fraction | None
    beta: Fraction | None
    entry: Chemical | HazardClass | None
    beta_from: Provenance | None


@dataclass(frozen=True, slots=True)
class Grade:
    """The result for one unit.

    ``s`` sums what is known, so it is a lower bound while ``unknown`` names chemicals without Q.
    ``major`` is None where that leaves S < 1 undecided. ``r`` is None where Q, β or the population
    is unknown; ``level`` is None there and where the unit is no major hazard. ``alpha`` is None
    where the population is unknown.
    """

    s: Fraction
    r: Fraction | None
    major: bool | None
    level: int | None
    terms: tuple[Term, ...]
    unknown: tuple[str, ...]
    alpha: Fraction | None


def grade(
    chemicals: Sequence[HeldChemical], exposed_population: int | None, catalogue: Catalogue
) -> Grade:
    """Grade one unit (GB 18218-2018, the formulae for S and R and tables 1 to 6).

    :param chemicals: what the unit holds at most, in t.
    :param exposed_population: permanent population within 500 m of the plant boundary.
    """
    terms = tuple(weigh(chemical, catalogue) for chemical in chemicals)
    s = sum((term.ratio for term in terms if term.ratio is not None), Fraction())
    alpha = None if exposed_population is None else alpha_of(exposed_population, catalogue)
    r = rate(terms, alpha)
    major = True if s >= 1 else (False if all(term.ratio is not None for term in terms) else None)
    level = level_of(r, catalogue) if major and r is not None else None
    unknown = tuple(name_unknown(terms, exposed_population))
    return Grade(s, r, major, level, terms, unknown, alpha)


def weigh(held: HeldChemical, catalogue: Catalogue) -> Term:
    """One chemical's ratio and β.

    Q: by name (table 1) before class (table 2). β: the named toxic gases (table 3), else the class
    given for it here, else its usual class (table 4).
    """
    named = catalogue.find(held.cas)
    given = catalogue.classes.get(held.class_symbol)
    entry, usual = named or given, given or named
    beta, beta_from = catalogue.toxic_gases.get(held.cas), catalogue.provenance["toxic_gases"]
    if beta is None and usual is not None:
        beta, beta_from = usual.beta, usual.provenance
    return Term(
        held,
        None if entry is None else exact(held.quantity_t) / Fraction(entry.quantity_t),
        None if beta is None else Fraction(beta),
        entry,
        None if beta is None else beta_from,
    )


def exact(number: float) -> Fraction:
    """A float as the decimal that a person wrote: the shortest one that reads back the same."""
    return Fraction(repr(number))


def alpha_of(population: int, catalogue: Catalogue) -> Fraction:
    """α of a population."""
    return Fraction(max(band for band in catalogue.exposure if band[0] <= population)[1])


def rate(terms: Iterable[Term], alpha: Fraction | None) -> Fraction | None:
    """R, or None where a part of it is unknown."""
    if alpha is None:
        return None
    total = Fraction()
    for term in terms:
        if term.ratio is None or term.beta is None:
            return None
        total += term.beta * term.ratio
    return alpha * total


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
