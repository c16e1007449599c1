"""Where the settings of a tag's conditions come from, for who asks why an alarm was raised.

Beside the settings themselves (:mod:`plant.tag_settings`, :mod:`plant.check_settings`): for each
the place that gave it, and of a shipped number its standard. It is no rule: a plant is the same
plant wherever its numbers were written.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from plant.alarm_priorities import name_provenances
from plant.condition import Condition
from plant.gas_levels import name_level_provenance
from plant.inheritance import Settings
from plant.provenance import Origin, Provenance, Source, Sources
from plant.rationalisation_settings import rate
from plant.signal_checks import find_figure
from plant.tag_columns import LIMIT_COLUMNS
from plant.words import Check

RULE: Final = Source("rule")
_AMOUNTS: Final = ("deadband", "on_delay_s", "off_delay_s")
_LEVELS: Final[tuple[Origin, ...]] = ("tag", "equipment", "hazard", "plant")
_PLACED: Final = tuple(Source(level) for level in _LEVELS)
"""By the place in :attr:`plant.inheritance.Settings.levels`."""


def find_sources(
    settings: Settings, conditions: Iterable[Condition], checks: Mapping[Condition, Check]
) -> dict[Condition, Sources]:
    """Condition → where each of its settings is from.

    :param checks: those of the tag that need more than its present value.
    """
    return {
        condition: _share(
            _find_check_sources(settings, condition, checks[condition])
            if condition in checks
            else _find_limit_sources(settings, condition)
        )
        for condition in conditions
    }


def _find_limit_sources(settings: Settings, condition: Condition) -> Sources:
    derived = LIMIT_COLUMNS[condition] in settings.derived
    limit = Source("standard", name_level_provenance()) if derived else Source("tag")
    amounts = (_find_amount(settings, name, condition) for name in _AMOUNTS)
    latching = _locate(settings, "latching", condition)
    return (limit, *amounts, _find_priority(settings, condition), latching)


def _find_check_sources(settings: Settings, condition: Condition, check: Check) -> Sources:
    """Of a check whose limit a standard gave ``check.standard`` is the name."""
    limit = _locate(settings, str(condition))
    delay = _locate(settings, f"{condition}_on_delay_s")
    if check.standard:
        shipped = Source("standard", _find_check_provenance(settings, condition, check.standard))
        limit = limit if limit is not RULE and not _is_word(settings, str(condition)) else shipped
        delay = shipped if delay is RULE and check.settings.on_delay_ms else delay
    return (
        limit,
        _locate(settings, f"{condition}_deadband"),
        delay,
        _locate(settings, f"{condition}_off_delay_s"),
        _find_priority(settings, condition),
        _locate(settings, f"{condition}_latching"),
    )


def _is_word(settings: Settings, name: str) -> bool:
    return isinstance(settings.find(name), str)


def _find_check_provenance(
    settings: Settings, condition: Condition, standard: str
) -> Provenance | None:
    quantity = "time" if condition is Condition.FROZEN else "limit"
    figure = find_figure(str(condition), quantity) or find_figure(
        str(condition), quantity, settings.kind
    )
    if figure is not None and figure.provenance.standard == standard:
        return figure.provenance
    return Provenance(standard, "", "", "")


def _find_amount(settings: Settings, name: str, condition: Condition) -> Source:
    """Of a deadband or a delay; one that says ``standard`` is the start value of its kind."""
    if not isinstance(settings.find(name, condition), str):
        return _locate(settings, name, condition)
    figure = find_figure("deadband" if name == "deadband" else "delay", settings.kind)
    return Source("standard", figure.provenance if figure else None)


def _find_priority(settings: Settings, condition: Condition) -> Source:
    """As written, else by the matrix of consequence and time to respond, else by the rules."""
    written = _locate(settings, "priority", condition)
    if written is RULE and rate(settings, condition) is not None:
        return Source("standard", name_provenances()[2])
    return written


def _locate(settings: Settings, name: str, condition: Condition | None = None) -> Source:
    level = settings.locate(name, condition)
    return RULE if level is None else _PLACED[level]


@cache
def _share(sources: Sources) -> Sources:
    """One object for equal ones: most tags of a plant are written alike."""
    return sources
