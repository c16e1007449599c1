"""What ``plant check`` and ``plant grade`` print."""

import json
from fractions import Fraction
from pathlib import Path

from hazardwatch.complaints import read_or_complain
from hazardwatch.exit_code import Exit
from plant.chemicals import load_catalogue
from plant.directory import check_plant
from plant.grading import Grade, grade
from plant.words import Hazard


def print_check(directory: Path, *, as_json: bool) -> Exit:
    """Print every complaint and warning about a plant directory."""
    checked = check_plant(directory)
    if as_json:
        print(
            json.dumps(
                {
                    "complaints": [str(complaint) for complaint in checked.complaints],
                    "warnings": [str(warning) for warning in checked.warnings],
                    "hash": checked.plant.hash if checked.plant else None,
                },
                ensure_ascii=False,
            )
        )
    else:
        for line in (*checked.complaints, *(f"warning: {text}" for text in checked.warnings)):
            print(line)
        if checked.plant is not None:
            print(f"{len(checked.plant.tags)} 个位号,可用 · tags, usable: {directory}")
    return Exit.OK if checked.plant is not None else Exit.BAD_CONFIGURATION


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
