"""The protocol: what each detector may learn from, which rows it is scored on, and the tables.

Every detector of a data set is learnt and judged in the same way. Reading the sets, judging rows
and the arithmetic live in the modules that are composed here.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from simulators.scoring.attack_detection import score_attacks
from simulators.scoring.baselines import (
    BATADAL_BASELINES,
    NAB_BASELINES,
    SKAB_BASELINES,
    TEP_BASELINES,
)
from simulators.scoring.batadal import read_batadal
from simulators.scoring.change_points import Changes
from simulators.scoring.fault_detection import FaultScore, score_faults
from simulators.scoring.house import House
from simulators.scoring.nab import read_nab
from simulators.scoring.nab_score import score_nab
from simulators.scoring.plants import make_plant, make_tep_plant
from simulators.scoring.profiles import PROFILES
from simulators.scoring.row_classes import RowClasses
from simulators.scoring.run import Detector, Verdicts
from simulators.scoring.score_table import Figures, ScoreTable, round_off
from simulators.scoring.skab import TRAINING_ROWS, read_skab
from simulators.scoring.tep import INTERVAL_MS, ONSET, TepData, read_tep

TEP_DETECTORS: Final[Sequence[Detector]] = (*TEP_BASELINES, House(make_tep_plant))
SKAB_DETECTORS: Final[Sequence[Detector]] = (*SKAB_BASELINES, House(make_plant))
BATADAL_DETECTORS: Final[Sequence[Detector]] = (*BATADAL_BASELINES, House(make_plant))
NAB_DETECTORS: Final[Sequence[Detector]] = (*NAB_BASELINES, House(make_plant))

_MINUTES: Final = INTERVAL_MS / 60_000

ByName = dict[str, list[Verdicts]]
"""The verdicts on some runs, in their order, by the name of who gave them."""


def score_tep(folder: Path, detectors: Sequence[Detector] = TEP_DETECTORS) -> ScoreTable:
    """The Tennessee Eastman faults (protocol, 3).

    A normal run is judged by what was learnt without it, so that no false alarm rate is told of
    rows that were learnt from.

    :raises ScoringError: the data can't be read.
    """
    data = read_tep(folder)
    rows: dict[str, Figures] = {}
    faults = list(data.faulty)
    for detector in detectors:
        normal = judge_normal(detector, data)
        judge = detector.learn([data.training, *data.normal])
        faulty = gather([judge(data.faulty[fault]) for fault in faults])
        for name, verdicts in faulty.items():
            by_fault = dict(zip(faults, verdicts, strict=True))
            rows[name] = describe_faults(score_faults(normal[name], by_fault, ONSET))
    heads = {
        "far": "FAR",
        "detection": "detection",
        "counted": "counted",
        "delay": "delay, min",
        "invisible": "3, 9, 15",
        **{f"d{fault}": f"d{fault:02d}" for fault in faults},
    }
    notes = [
        "detection and delay are means over the faults; 3, 9 and 15 apart, by their mean detection",
        "counted: the detection, where no more than 1 % of normal rows are under alarm",
    ]
    title = f"{len(data.normal) + len(data.unseen)} normal runs, {len(faults)} faults"
    return ScoreTable("tep", title, heads, rows, notes)


def judge_normal(detector: Detector, data: TepData) -> ByName:
    """The verdicts on each normal run by what was learnt without it."""
    judge = detector.learn([data.training, *data.normal]) if data.unseen else None
    told = [
        detector.learn([data.training, *(other for other in data.normal if other is not run)])(run)
        for run in data.normal
    ]
    return gather([*told, *(judge(run) for run in data.unseen if judge is not None)])


def describe_faults(score: FaultScore) -> dict[str, float | int | None]:
    """The figures of a row."""
    rows = score.average(score.delay)
    detection = score.average(score.detection)
    return round_off(
        {
            "far": score.far,
            "detection": detection,
            "counted": detection if score.counts else None,
            "delay": None if rows is None else rows * _MINUTES,
            "invisible": score.average(score.detection, invisible=True),
            **{f"d{fault}": share for fault, share in score.detection.items()},
        }
    )


def score_skab(folder: Path, detectors: Sequence[Detector] = SKAB_DETECTORS) -> ScoreTable:
    """The water loop: rows and change points (protocol, 4).

    :raises ScoringError: the data can't be read.
    """
    files = read_skab(folder)
    wrong = [file.anomaly[TRAINING_ROWS:] for file in files]
    times = [file.run.times[TRAINING_ROWS:] for file in files]
    rows: dict[str, Figures] = {}
    for detector in detectors:
        told = gather([detector.learn([f.run.cut(0, TRAINING_ROWS)])(f.run) for f in files])
        for name, verdicts in told.items():
            scored = [one[TRAINING_ROWS:] for one in verdicts]
            classes = RowClasses.of(zip(scored, wrong, strict=True))
            true = [file.changes for file in files]
            changes = Changes.of(zip(times, scored, true, strict=True))
            rows[name] = round_off(
                {
                    "f1": classes.f1,
                    "far": classes.far,
                    "mar": classes.mar,
                    **{_key(name): changes.score(own) for name, own in PROFILES.items()},
                    "missed": changes.missed,
                    "false": changes.false,
                }
            )
    heads = {"f1": "F1", "far": "FAR", "mar": "MAR", **_PROFILE_HEADS}
    heads |= {"missed": "missed", "false": "false"}
    count = sum(len(file.changes) for file in files)
    notes = ["change points: NAB's profiles over windows of 60 s to the right, missed, and false"]
    return ScoreTable("skab", f"{len(files)} files, {count} change points", heads, rows, notes)


def score_batadal(folder: Path, detectors: Sequence[Detector] = BATADAL_DETECTORS) -> ScoreTable:
    """The water network under attack (protocol, 5).

    :raises ScoringError: the data can't be read.
    """
    data = read_batadal(folder)
    rows: dict[str, Figures] = {}
    for detector in detectors:
        for name, verdicts in detector.learn([data.training])(data.test).items():
            score = score_attacks(verdicts, data.attack)
            rows[name] = round_off(
                {
                    "s": score.s,
                    "s_ttd": score.s_ttd,
                    "s_clf": score.s_clf,
                    "tpr": score.tpr,
                    "tnr": score.tnr,
                    "found": score.found,
                }
            )
    heads = {"s": "S", "s_ttd": "S_TTD", "s_clf": "S_CLF", "tpr": "TPR", "tnr": "TNR"}
    notes = ["found: attacks with an alarm inside"]
    return ScoreTable("batadal", "dataset 04", {**heads, "found": "found"}, rows, notes)


def score_numenta(folder: Path, detectors: Sequence[Detector] = NAB_DETECTORS) -> ScoreTable:
    """Known failures in series of one tag (protocol, 6).

    The unscored rows at the beginning of a series are what a detector may learn from beforehand.

    :raises ScoringError: the data can't be read.
    """
    series = read_nab(folder)
    rows: dict[str, Figures] = {}
    for detector in detectors:
        told = gather([detector.learn([s.run.cut(0, s.run.begin)])(s.run) for s in series])
        for name, verdicts in told.items():
            scored = [
                (own, one.windows, one.run.begin) for own, one in zip(verdicts, series, strict=True)
            ]
            figures: dict[str, float | int | None] = {
                _key(profile): score_nab(scored, weights) for profile, weights in PROFILES.items()
            }
            figures["rows"] = sum(int(np.count_nonzero(own[begin:])) for own, _, begin in scored)
            raises = [(find_raises(own), spans, begin) for own, spans, begin in scored]
            figures["raises_only"] = score_nab(raises, PROFILES["standard"])
            rows[name] = round_off(figures)
    windows = sum(len(one.windows) for one in series)
    heads = {**_PROFILE_HEADS, "rows": "rows under alarm", "raises_only": "standard, raises only"}
    notes = [
        "every row under alarm outside a window is a false alarm of its own, as NAB has it",
        "raises only: the rows at which an alarm begins, as an operator is told of it",
    ]
    return ScoreTable("nab", f"{len(series)} series, {windows} windows", heads, rows, notes)


def gather(told: Iterable[Mapping[str, Verdicts]]) -> ByName:
    """Verdicts run by run to those of each name."""
    by_name: ByName = {}
    for run in told:
        for name, verdicts in run.items():
            by_name.setdefault(name, []).append(verdicts)
    return by_name


def find_raises(verdicts: Verdicts) -> Verdicts:
    """Bool (rows,): an alarm stands on the row and did not on the one before."""
    return np.diff(verdicts, prepend=np.False_) & verdicts


def _key(profile: str) -> str:
    return profile.replace(" ", "_").lower()


_PROFILE_HEADS: Final = {_key(name): f"NAB {name}" for name in PROFILES}
