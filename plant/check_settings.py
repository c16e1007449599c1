"""What the cells of a tag's checks come to: limits, windows and delays, and from which standard.

A check has only settings of its own: a tag's plain deadband, delays and latching are its limits',
in another unit and for another purpose. Its priority may come from the tag's plain one. Where a
number is to be the standard one and what it derives from is not known, that is a complaint.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from plant.check_columns import CHECK_COLUMNS, NONE, STANDARD
from plant.complaint import Fault, Place
from plant.condition import Condition, Priority
from plant.gas_limits import find_exposure, round_down
from plant.inheritance import Settings
from plant.rationalisation_settings import find_priority
from plant.signal_checks import Figure, find_figure, take_figure, take_share
from plant.tag_kind import TagKind
from plant.units import Conditions, Conversion, exact, find_conversion
from plant.words import AlarmSettings, Check

EXPOSED_KINDS: Final = frozenset({TagKind.GAS_TOXIC, TagKind.COMPOSITION})
"""What an exposure limit can be held against."""

MEASURED: Final = frozenset(CHECK_COLUMNS) - {Condition.DISCREPANCY}
"""Checks of measurements; a state has none of them."""


class Derived(NamedTuple):
    """A check's limit, from which standard it is if it was derived, and the delay beside it."""

    limit: float
    standard: str = ""
    on_delay_s: float = 0.0


def is_checked(settings: Settings, condition: Condition) -> bool:
    """Whether a check is configured for a tag.

    What the measurements of a kind inherit its switches do not: a level switch has no rate.
    """
    column = CHECK_COLUMNS[condition]
    if NONE in (settings.find(column, absent=NONE), settings.find(str(condition))):
        return False
    return column in settings.cells or condition not in MEASURED or not settings.is_state


def resolve_checks(settings: Settings, place: Place) -> dict[Condition, Check]:
    """The checks of a tag; those that can't be had are complained about at ``place``, its line."""
    checks = {}
    for condition in CHECK_COLUMNS:
        if not is_checked(settings, condition):
            continue
        derived = find_misfit(settings, condition) or derive_limit(settings, condition)
        if isinstance(derived, Fault):
            place.inside(str(condition)).complain(*derived)
        else:
            checks[condition] = resolve_check(settings, condition, derived)
    return checks


def find_misfit(settings: Settings, condition: Condition) -> Fault | None:
    """Why a tag can't have a check at all."""
    if settings.is_state and condition in MEASURED:
        return Fault("is for measurements; this tag is a state", "仅适用于测量值，该位号为状态量")
    exposure = condition in (Condition.STEL, Condition.TWA)
    if exposure and settings.kind not in EXPOSED_KINDS:
        return Fault("is only for toxic gas and composition", "仅适用于有毒气体与组分")
    if condition is Condition.NOISE_LOST:
        return find_short_memory(settings)
    if condition is Condition.BALANCE and settings.kind is not TagKind.LEVEL:
        return Fault("is only for the level of a tank", "仅适用于储罐液位")
    if condition is Condition.FORECAST and not {"ll", "hh"} & settings.cells.keys():
        return Fault("needs ll or hh to look ahead to", "需要 ll 或 hh 作为预测目标")
    return None


def find_short_memory(settings: Settings) -> Fault | None:
    """Whether what is usual would be learnt over less time than is compared with it."""
    window, usual = (
        settings.find(f"noise_lost_{name}_s", absent=_start(Condition.NOISE_LOST, name))
        for name in ("window", "usual")
    )
    if window < usual:
        return None
    return Fault(
        f"its window of {window:g} s must be shorter than the {usual:g} s of what is usual",
        f"窗口 {window:g} s 应短于基准期 {usual:g} s",
    )


def resolve_check(settings: Settings, condition: Condition, derived: Derived) -> Check:
    """One check with everything that judging it needs."""
    given = settings.find(f"{condition}_from", absent="")
    flows, other = (given, "") if isinstance(given, tuple) else ((), given)
    return Check(
        settings=AlarmSettings(
            condition=condition,
            limit=derived.limit,
            deadband=settings.find(f"{condition}_deadband", absent=0.0),
            on_delay_ms=_find_ms(settings, f"{condition}_on_delay_s", derived.on_delay_s),
            off_delay_ms=_find_ms(settings, f"{condition}_off_delay_s", 0.0),
            priority=find_priority(settings, condition, Priority.LOW),
            latching=settings.find(f"{condition}_latching", absent=False),
        ),
        reference=other if isinstance(other, str) else "",
        setpoint=None if isinstance(other, str) else other,
        window_ms=_find_ms(settings, f"{condition}_window_s", _start(condition, "window")),
        usual_ms=_find_ms(settings, f"{condition}_usual_s", _start(condition, "usual")),
        direction=settings.find(f"{condition}_direction", absent=0),
        standard=derived.standard,
        flows=flows,
    )


def derive_limit(settings: Settings, condition: Condition) -> Derived | Fault:
    """The limit as written, or as the standard start value makes it for this tag."""
    given = settings.find(str(condition), absent=STANDARD)
    if condition is Condition.FROZEN:
        return derive_frozen(settings, given)
    if given != STANDARD:
        return Derived(given)
    return _DERIVATIONS[condition](settings)


def derive_deviation(settings: Settings) -> Derived | Fault:
    figure = take_figure("deviation", "limit")
    delay = float(take_figure("deviation", "on_delay").value)
    limit = take_share(figure, settings.span)
    return limit if isinstance(limit, Fault) else Derived(limit, _name(figure), delay)


def derive_discrepancy(settings: Settings) -> Derived | Fault:
    figure = take_figure("discrepancy", "limit")
    if settings.is_state:
        return Derived(float(figure.value), _name(figure))
    return Fault(
        "is missing: how far a measurement may be from its command",
        "缺少此项：测量值与指令的允许偏差",
    )


def derive_balance(settings: Settings) -> Derived | Fault:
    """There is no start value: what a tank's flow meters and gauge leave open is its own."""
    del settings
    return Fault(
        "is missing: how many m³/h between the level and the flows are none",
        "缺少此项：液位与进出料流量之间允许的不平衡量（m³/h）",
    )


def derive_frozen(settings: Settings, given: Any) -> Derived | Fault:
    """The smallest move, and the time without one, by kind where none is written."""
    written = settings.find("frozen_on_delay_s")
    time = find_figure("frozen", "time", settings.kind)
    if written == 0 or (written is None and time is None):
        return Fault(
            f"needs frozen_on_delay_s above 0: there is no start value for {settings.kind}",
            f"需要大于 0 的 frozen_on_delay_s：{settings.kind} 没有标准时间",
        )
    used = [] if written is not None or time is None else [time]
    limit = given
    if given == STANDARD:
        used.append(take_figure("frozen", "limit"))
        limit = take_share(used[-1], settings.span)
    if isinstance(limit, Fault):
        return limit
    delay = float(time.value) if time and written is None else 0.0
    return Derived(limit, _name(used[-1]) if used else "", delay)


def derive_plain(condition: Condition) -> Callable[[Settings], Derived]:
    """A start value that is the same for every tag."""

    def derive(settings: Settings) -> Derived:
        del settings
        figure = take_figure(str(condition), "limit")
        return Derived(float(figure.value), _name(figure))

    return derive


def derive_stel(settings: Settings) -> Derived | Fault:
    found = find_exposure(settings)
    if isinstance(found, Fault):
        return found
    limit, conversion = found
    if limit.stel_mg_m3 is None:
        return Fault(f"no PC-STEL of {limit.cas} is known", f"{limit.cas} 的 PC-STEL 未知")
    mean = round_down(conversion.convert(limit.stel_mg_m3))
    return Derived(mean, limit.provenance.standard)


def derive_twa(settings: Settings) -> Derived | Fault:
    found = find_exposure(settings)
    if isinstance(found, Fault):
        return found
    limit, conversion = found
    if limit.kind != "PC-TWA":
        return Fault(
            f"{limit.cas} has no PC-TWA but a {limit.kind}",
            f"{limit.cas} 没有 PC-TWA，只有 {limit.kind}",
        )
    mean = round_down(conversion.convert(limit.oel_mg_m3))
    return Derived(mean, limit.provenance.standard)


def derive_implausible(settings: Settings) -> Derived | Fault:
    """The fastest that a level can move: the largest flow over the tank's area."""
    flow, area = settings.equipment.get("max_flow_m3h"), find_area(settings.equipment)
    unit = settings.cells.get("unit", "")
    conversion = find_conversion("m", unit, Conditions())
    if settings.kind is not TagKind.LEVEL or not isinstance(conversion, Conversion):
        return Fault("is standard only for a level in m, cm or mm", "仅 m、cm、mm 的液位有标准值")
    if settings.equipment.get("shape", "vertical") != "vertical":
        return Fault(
            "is standard only for vertical tanks: the area of others changes with the level",
            "仅立式储罐有标准值：其他形状的截面积随液位变化",
        )
    if not flow or not area:
        return Fault(
            "needs max_flow_m3h and area_m2 or diameter_m of its equipment",
            "需要所属设备的 max_flow_m3h 及 area_m2 或 diameter_m",
        )
    metres = exact(flow) / exact(area) / 60
    return Derived(float(metres * conversion.factor), "Qmax/A")


def find_area(equipment: Mapping[str, Any]) -> float:
    """The area of a tank in m², 0 where it is not known."""
    area: float = equipment.get("area_m2", 0.0)
    return area or math.pi / 4 * equipment.get("diameter_m", 0.0) ** 2


_DERIVATIONS: Final[Mapping[Condition, Callable[[Settings], Derived | Fault]]] = {
    Condition.DEVIATION: derive_deviation,
    Condition.DISCREPANCY: derive_discrepancy,
    Condition.BALANCE: derive_balance,
    Condition.SPIKE: derive_plain(Condition.SPIKE),
    Condition.NOISE_LOST: derive_plain(Condition.NOISE_LOST),
    Condition.STEL: derive_stel,
    Condition.TWA: derive_twa,
    Condition.FORECAST: derive_plain(Condition.FORECAST),
    Condition.IMPLAUSIBLE: derive_implausible,
}


def _name(figure: Figure) -> str:
    return figure.provenance.standard


def _start(condition: Condition, quantity: str) -> float:
    figure = find_figure(str(condition), quantity)
    return float(figure.value) if figure else 0.0


def _find_ms(settings: Settings, name: str, absent: float) -> int:
    seconds: float = settings.find(name, absent=absent)
    return round(1000 * seconds)
