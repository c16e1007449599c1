"""Numbers, durations and instants of a KPI report as people read them, in a table or on paper."""

from datetime import datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from alerting.kpi.words import judge
from alerting.projection import format_instant
from dashboard_api.kpi_wire import KpiTarget
from plant.alarm_kpi import Sense
from plant.reading import Instant
from plant.wording import Words

_SIGNS = {Sense.AT_MOST: "≤", Sense.BELOW: "<", Sense.AT_LEAST: "≥"}


def show_number(number: float | None) -> str:
    """A count in full, anything else to three significant figures; empty where there is none."""
    if number is None:
        return ""
    if float(number).is_integer():
        return f"{int(number)}"
    whole = len(f"{abs(int(number))}") if abs(number) >= 1 else 0
    if whole:
        return f"{number:.{max(3 - whole, 0)}f}"
    return f"{number:.3g}"


def show_duration(ms: float | None) -> str:
    """Hours, minutes and seconds, ``h:mm:ss``; below a minute with tenths."""
    if ms is None:
        return ""
    if 0 < ms < 60_000:
        return f"0:00:{ms / 1000:04.1f}"
    seconds = round(ms / 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def show_local(at: Instant | None, zone: str) -> str:
    """An instant on the clocks of a zone, to the second."""
    return "" if at is None else f"{_convert(at, _find_zone(zone)):%Y-%m-%d %H:%M:%S}"


def show_minute(at: Instant | None, zone: str) -> str:
    """An instant on the clocks of a zone, to the minute and without its year."""
    return "" if at is None else f"{_convert(at, _find_zone(zone)):%m-%d %H:%M}"


def show_utc(at: Instant | None) -> str:
    """An instant in UTC, RFC 3339 to the millisecond."""
    return "" if at is None else format_instant(at)


def name_clock(zone: str) -> Words:
    """What the local time of a zone is called."""
    if zone == "Asia/Shanghai":
        return Words("北京时间", "Beijing time")
    return Words(f"当地时间 {zone}", f"local time, {zone}")


def show_target(target: KpiTarget) -> str:
    """A target's bound, and what is still manageable."""
    bound = f"{_SIGNS[target.sense]} {show_number(target.target)}"
    return bound if target.ceiling is None else f"{bound} ({show_number(target.ceiling)})"


def judge_target(target: KpiTarget) -> Words:
    """How a figure came out."""
    return judge(target.met, target.manageable)


def _convert(at: Instant, zone: tzinfo) -> datetime:
    seconds, ms = divmod(at, 1000)
    return datetime.fromtimestamp(seconds, zone).replace(microsecond=ms * 1000)


@cache
def _find_zone(zone: str) -> ZoneInfo:
    return ZoneInfo(zone)
