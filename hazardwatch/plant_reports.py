"""What ``plant check`` and ``plant grade`` print."""

import json
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from hazardwatch.complaints import read_or_complain
from hazardwatch.exit_code import Exit
from hazardwatch.roster_advice import advise_rosters
from hazardwatch.tank_advice import advise_tanks
from plant.chemicals import load_catalogue
from plant.condition import Priority
from plant.directory import check_plant
from plant.grading import Grade, grade
from plant.rationalisation_summary import Summary, summarise
from plant.wording import PRIORITY_WORDS
from plant.words import Hazard, Plant


def print_check(directory: Path, *, as_json: bool) -> Exit:
    """Print every complaint and warning about a plant directory."""
    now = round(time.time() * 1000)
    advisers = [lambda plant, draft: advise_rosters(plant, draft, now), advise_tanks]
    checked = check_plant(directory, advisers)
    if as_json:
        print(
            json.dumps(
                {
                    "complaints": [str(complaint) for complaint in checked.complaints],
                    "warnings": [str(warning) for warning in checked.warnings],
                    "hash": checked.plant.hash if checked.plant else None,
                    "rationalisation": describe_summary(checked.plant) if checked.plant else None,
                },
                ensure_ascii=False,
            )
        )
    else:
        for line in (*checked.complaints, *(f"warning: {text}" for text in checked.warnings)):
            print(line)
        if checked.plant is not None:
            for advice in advise_on(summarise(checked.plant)):
                print(f"advice: {advice}")
            print(f"{len(checked.plant.tags)} 个位号,可用 · tags, usable: {directory}")
    return Exit.OK if checked.plant is not None else Exit.BAD_CONFIGURATION


def describe_summary(plant: Plant) -> dict[str, object]:
    """How far the plant's alarms are rationalised, as ``plant check --json`` says it."""
    summary = summarise(plant)
    return {
        "alarms": summary.alarms,
        "with_cause": summary.with_cause,
        "with_consequence": summary.with_consequence,
        "with_action": summary.with_action,
        "with_time_to_respond": summary.with_time,
        "without_action": {str(one): count for one, count in summary.without_action.items()},
        "priorities": {
            priority.word: {
                "count": share.count,
                "percent": round(share.percent, 2),
                "target_percent": share.target_percent,
            }
            for priority, share in summary.priorities.items()
        },
    }


def advise_on(summary: Summary) -> Iterator[str]:
    """What ``plant check`` says of the alarms as a whole."""
    shares = ", ".join(
        f"{PRIORITY_WORDS[priority].zh} {priority.word} {share.count} ({share.percent:.1f} %,"
        f" {'<' if priority is Priority.CRITICAL else '≈'} {share.target_percent:g} %)"
        for priority, share in summary.priorities.items()
    )
    yield f"优先级分布与目标 priorities beside their target: {shares}"
    yield (
        f"报警合理化 rationalised, of {summary.alarms} 个报警 alarms: "
        f"原因 cause {summary.with_cause}, 后果 consequence {summary.with_consequence}, "
        f"处置措施 action {summary.with_action}, 响应时间 time to respond {summary.with_time}"
    )
    if summary.without_action:
        lacking = ", ".join(f"{one} {count}" for one, count in summary.without_action.items())
        yield f"没有处置措施 without an operator action: {lacking}"


def print_grades(directory: Path, *, as_json: bool) -> Exit:
    """Print S, R and the level of every hazard, beside the level that the plant declares."""
    plant = read_or_complain(directory)
    catalogue = load_catalogue()
    rows = [
        (hazard, grade(hazard.chemicals, hazard.exposed_population, catalogue))
        for hazard in plant.hazards
    ]
    if as_json:
        print(json.dumps([_describe(hazard, graded) for hazard, graded in rows]))
    else:
        for hazard, graded in rows:
            declared = hazard.level or "-"
            print(
                f"{hazard.id}  {hazard.name}  S={_show(graded.s)}  R={_show(graded.r)}  "
                f"级 level {graded.level or '-'} (声明 declared {declared})"
            )
            for name in graded.unknown:
                print(f"    未知 unknown: {name}")
    differs = any(graded.level != hazard.level for hazard, graded in rows)
    return Exit.FINDINGS if differs else Exit.OK


def _describe(hazard: Hazard, graded: Grade) -> dict[str, object]:
    return {
        "id": hazard.id,
        "s": float(graded.s),
        "r": None if graded.r is None else float(graded.r),
        "major": graded.major,
        "level": graded.level,
        "declared": hazard.level,
        "unknown": list(graded.unknown),
    }


def _show(number: Fraction | None) -> str:
    return "?" if number is None else f"{float(number):g}"
