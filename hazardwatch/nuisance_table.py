"""How ``report nuisance`` looks: JSON and CSV for machines, lines in two languages for people.

What it says is :mod:`hazardwatch.nuisance_report`'s business.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from alerting.nuisance import Nuisance
from alerting.nuisance_tally import Tally
from alerting.proposals import Proposal
from dashboard_api.spreadsheet import guard_text
from hazardwatch.nuisance_sources import Period
from plant.reading import Instant
from plant.wording import NUISANCES, Words


@dataclass(frozen=True, slots=True)
class Row:
    """An alarm of the report; ``readings`` how many were judged again, None if none were."""

    tally: Tally
    unit: str = ""
    readings: int | None = None
    proposal: Proposal | None = None


_PROPOSAL: Final[Mapping[str, Callable[[Proposal], float]]] = {
    "deadband": lambda one: one.effect.setting.deadband,
    "on_delay_s": lambda one: one.effect.setting.on_delay_ms / 1000,
    "off_delay_s": lambda one: one.effect.setting.off_delay_ms / 1000,
    "deadband_today": lambda one: one.today.deadband,
    "on_delay_s_today": lambda one: one.today.on_delay_ms / 1000,
    "off_delay_s_today": lambda one: one.today.off_delay_ms / 1000,
    "judged": lambda one: one.effect.activations + one.effect.removed,
    "removed": lambda one: one.effect.removed,
    "excursions": lambda one: one.excursions,
    "real": lambda one: one.real,
    "lost": lambda one: one.effect.lost,
    "later_s": lambda one: one.effect.later_ms / 1000,
    "standing_s": lambda one: one.effect.standing_ms / 1000,
}
"""What is told of a proposal. ``judged``: activations under today's setting when judged again."""

_NONE: Final = "无可建议的设置 no setting spares any without losing a real excursion"
_NOTHING: Final = Row(Tally("", 0, 0, 0, 0, 0, 0, 0))


def describe(period: Period, rows: Sequence[Row]) -> str:
    """The report as JSON; times in ms, ``proposal`` null where there is none to make."""
    told = {
        "from": period.start,
        "to": period.end,
        "plant_hash": period.plant.hash,
        "alarms": [
            {**_describe(row), "proposal": _describe_proposal(row.proposal)} for row in rows
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def write_table(path: Path, rows: Sequence[Row]) -> None:
    """The report as CSV, one row an alarm; with a BOM, else spreadsheets here take it for GBK."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [*_describe(_NOTHING), *_PROPOSAL])
        writer.writeheader()
        writer.writerows(
            {name: guard_text(cell) for name, cell in _flatten(row).items()} for row in rows
        )


def list_lines(period: Period, rows: Sequence[Row]) -> Iterator[str]:
    """The report for people."""
    first, last = (_show_time(period, at) for at in (period.start, period.end))
    total = sum(row.tally.activations for row in rows)
    yield f"{first} – {last}  {len(rows)} 个报警 alarms，{total} 次 activations"
    for row in rows:
        yield _say_tally(row.tally)
        if row.proposal is not None:
            yield f"    {_say_proposal(row.proposal, row.unit)}"
        elif row.readings is not None:
            yield f"    {_NONE}"


def _flatten(row: Row) -> dict[str, object]:
    return {**_describe(row), **(_describe_proposal(row.proposal) or {})}


def _describe(row: Row) -> dict[str, object]:
    return {**asdict(row.tally), "unit": row.unit, "readings": row.readings}


def _describe_proposal(proposal: Proposal | None) -> dict[str, float] | None:
    if proposal is None:
        return None
    return {name: tell(proposal) for name, tell in _PROPOSAL.items()}


def _say_tally(one: Tally) -> str:
    counts = {
        Words("归并", "folded"): one.counted,
        NUISANCES[Nuisance.CHATTERING]: one.chattering,
        NUISANCES[Nuisance.FLEETING]: one.fleeting,
        NUISANCES[Nuisance.STANDING]: one.standing,
        NUISANCES[Nuisance.LONG_STANDING]: one.long_standing,
        NUISANCES[Nuisance.DUPLICATE]: one.duplicate,
    }
    said = "，".join(f"{words.zh} {words.en} {count}" for words, count in counts.items() if count)
    said += f"（{one.peer}）" if one.peer else ""
    return f"{one.alarm}  {one.activations} 次 activations" + (f"：{said}" if said else "")


def _say_proposal(proposal: Proposal, unit: str) -> str:
    setting, today, effect = proposal.effect.setting, proposal.today, proposal.effect
    changes = "，".join(
        f"{zh} {en} {old:g} → {new:g} {own}".rstrip()
        for zh, en, old, new, own in (
            ("死区", "deadband", today.deadband, setting.deadband, unit),
            ("报警延时", "on-delay", today.on_delay_ms / 1000, setting.on_delay_ms / 1000, "s"),
            ("恢复延时", "off-delay", today.off_delay_ms / 1000, setting.off_delay_ms / 1000, "s"),
        )
        if old != new
    )
    return (
        f"建议 proposal：{changes}："
        f"可减少 spares {effect.removed} / {effect.activations + effect.removed}；"
        f"真实越限 real excursions {proposal.real}，丢失 lost {effect.lost}，"
        f"最多推迟 later by at most {effect.later_ms / 1000:g} s；"
        f"共多停留 standing longer by {effect.standing_ms / 1000:g} s"
    )


def _show_time(period: Period, at: Instant) -> str:
    zone = ZoneInfo(period.plant.park.timezone)
    return f"{datetime.fromtimestamp(at / 1000, zone):%Y-%m-%d %H:%M}"
