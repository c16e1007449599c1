"""The file of a trained model: ``models/{id}.json`` in the plant directory.

Written for two readers: the platform, and the engineer who wants to see what a model has learnt,
from what, and when. A file that does not fit its model any more is not used, and says why. What is
learnt, and how, is :mod:`detectors.multivariate_fit`'s business.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from plant.complaint import Complaint, Fault
from plant.draft import Draft
from plant.training import WINDOW, NormalOperation, Training
from plant.words import Model, Plant

FOLDER: Final = "models"
"""Where the files are, beside plant.toml."""

FORM: Final = 1
"""The form of the file that this version writes and reads."""


class TrainingFileError(Exception):
    """The file is no training that can be used; ``fault`` says why."""

    def __init__(self, text: str, text_zh: str) -> None:
        super().__init__(text)
        self.fault = Fault(text, text_zh)


def encode_training(training: Training) -> str:
    """A training as the text of its file."""
    content = describe(training)
    return json.dumps(content | {"digest": digest(content)}, ensure_ascii=False, indent=1) + "\n"


def seal(training: Training) -> Training:
    """The training with its digest."""
    return replace(training, digest=digest(describe(training)))


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 in hex over all that the file holds besides."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def describe(training: Training) -> dict[str, Any]:
    """A training as JSON has it, numbers to the last digit."""
    normal = training.normal
    columns = (training.tags, normal.center, normal.spread, training.least, training.greatest)
    return {
        "form": FORM,
        "model": training.model,
        "kind": "multivariate",
        "training": {
            "runs": training.runs,
            "rows": training.rows,
            "first": show_instant(training.first),
            "last": show_instant(training.last),
            "data_sha256": training.data,
        },
        "false_alarm_rate": normal.rate,
        "gap_ms": training.gap_ms,
        "logarithms": {
            "usual": normal.usual,
            "floor": normal.floor,
            "ceiling": normal.ceiling,
            "limit": normal.limit,
        },
        "tags": [
            {
                "tag": tag,
                "learnt": bool(spread > 0),
                "mean": float(center),
                "spread": float(spread),
                "least": show_number(float(least)),
                "greatest": show_number(float(greatest)),
            }
            for tag, center, spread, least, greatest in zip(*columns, strict=True)
        ],
        "covariance": normal.covariance.tolist(),
    }


def show_number(number: float) -> float | None:
    """A number, None where there is none: JSON has no NaN."""
    return number if math.isfinite(number) else None


def show_instant(instant: int) -> str:
    """An instant in ISO 8601, to the millisecond."""
    moment = datetime.fromtimestamp(instant / 1000, tz=UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def decode_training(content: bytes) -> Training:
    """The training that a file holds.

    :raises TrainingFileError: it is none, of another form, or was changed by hand.
    """
    try:
        told = json.loads(content)
        form, sealed = told["form"], told.pop("digest")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TrainingFileError("is no training", "不是训练结果文件") from error
    if form != FORM:
        raise TrainingFileError(f"is of form {form}, not {FORM}", f"文件格式 {form} 不是 {FORM}")
    if digest(told) != sealed:
        raise TrainingFileError("was changed after training", "训练之后被改动")
    try:
        return build(told, sealed)
    except (KeyError, TypeError, ValueError) as error:
        raise TrainingFileError("is no training", "不是训练结果文件") from error


def build(told: Mapping[str, Any], sealed: str) -> Training:
    """The training that a file's content describes."""
    rows, learning = told["tags"], told["training"]
    spread = read_column(rows, "spread")
    logarithms = {name: float(told["logarithms"][name]) for name in _LOGARITHMS}
    covariance = np.array(told["covariance"], dtype=np.float64)
    size = WINDOW * np.count_nonzero(spread > 0)
    if covariance.shape != (size, size):
        raise ValueError("the covariance is of another size")
    normal = NormalOperation(
        center=read_column(rows, "mean"),
        spread=spread,
        covariance=covariance,
        rate=float(told["false_alarm_rate"]),
        **logarithms,
    )
    return Training(
        model=told["model"],
        tags=tuple(row["tag"] for row in rows),
        normal=normal,
        gap_ms=int(told["gap_ms"]),
        least=read_column(rows, "least"),
        greatest=read_column(rows, "greatest"),
        runs=int(learning["runs"]),
        rows=int(learning["rows"]),
        first=read_instant(learning["first"]),
        last=read_instant(learning["last"]),
        data=learning["data_sha256"],
        digest=sealed,
    )


_LOGARITHMS: Final = ("usual", "floor", "ceiling", "limit")


def read_column(rows: Sequence[Mapping[str, Any]], name: str) -> NDArray[np.float64]:
    """A figure of all tags, NaN where there is none."""
    told = [row[name] for row in rows]
    return np.array([math.nan if one is None else one for one in told], dtype=np.float64)


def read_instant(text: str) -> int:
    """The instant, ms, of a time in ISO 8601."""
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def take_up_trainings(plant: Plant, directory: Path) -> tuple[Plant, dict[str, Fault]]:
    """The plant with the trainings of its directory; by model why it has none."""
    faults: dict[str, Fault] = {}
    models = []
    for model in plant.models:
        try:
            models.append(replace(model, training=read_training(model, directory)))
        except TrainingFileError as error:
            models.append(model)
            faults[model.id] = error.fault
    return replace(plant, models=tuple(models)), faults


def read_training(model: Model, directory: Path) -> Training:
    """The training of a model.

    :raises TrainingFileError: there is none that fits it.
    """
    file = directory / FOLDER / f"{model.id}.json"
    try:
        training = decode_training(file.read_bytes())
    except FileNotFoundError as error:
        raise TrainingFileError(
            f"{model.id} is not trained: nothing is judged (hazardwatch train)",
            f"{model.id} 尚未训练，不判断（hazardwatch train）",
        ) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise TrainingFileError(
            f"{file.name} can't be read: {reason}", f"{file.name} 无法读取：{reason}"
        ) from error
    except TrainingFileError as error:
        text, text_zh = error.fault
        raise TrainingFileError(f"{file.name} {text}", f"{file.name} {text_zh}") from error
    refuse_others(model, training)
    return training


def refuse_others(model: Model, training: Training) -> None:
    """Refuse a training of another model or of other tags.

    :raises TrainingFileError: it is one.
    """
    if training.model != model.id:
        raise TrainingFileError(
            f"the training is that of {training.model}, not of {model.id}",
            f"训练结果属于 {training.model}，不属于 {model.id}",
        )
    others = sorted(set(training.tags) ^ set(model.tags))
    if others:
        names = " ".join(others)
        raise TrainingFileError(
            f"{model.id} was trained for other tags, nothing is judged: {names}",
            f"{model.id} 训练时的测点不同，不判断：{names}",
        )


def advise_trainings(plant: Plant, draft: Draft, faults: Mapping[str, Fault]) -> list[Complaint]:
    """The warnings about models that are not judged, or not as the plant asks now."""
    warnings: list[Complaint] = []
    for model, row in zip(plant.models, draft.rows("model"), strict=True):
        place = row.place.gather(warnings)
        if model.id in faults:
            place.complain(*faults[model.id])
        elif model.training is not None:
            for key, fault in find_doubts(model, model.training):
                place.inside(key).complain(*fault)
    return warnings


def find_doubts(model: Model, training: Training) -> list[tuple[str, Fault]]:
    """What of a model its training does not know, each with its key."""
    doubts = []
    asked, rate = model.false_alarm_rate, training.normal.rate
    if asked is not None and asked != rate:
        text = f"{model.id} was trained for {rate:g}: train it again for {asked:g}"
        text_zh = f"{model.id} 训练时为 {rate:g}，改为 {asked:g} 须重新训练"
        doubts.append(("false_alarm_rate", Fault(text, text_zh)))
    if training.unlearnt:
        names = " ".join(training.unlearnt)
        text = f"{model.id} has learnt nothing of tags that hardly moved or were hardly known"
        text_zh = f"{model.id} 训练时几乎不变或几乎无值的测点不参与判断"
        doubts.append(("tags", Fault(f"{text}: {names}", f"{text_zh}：{names}")))
    return doubts
